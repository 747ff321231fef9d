"""One thing wrong with one field, as a value: the sentence is made where the reader's language is known."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class ProblemCode(StrEnum):
    """Why a field was refused. Each has a sentence, with its remedy, in every language."""

    REQUIRED = "required"
    TOO_LONG = "too_long"  # facts: limit, length
    UNPRINTABLE = "unprintable"  # control or direction-changing characters
    LETTERS_DAMAGED = "letters_damaged"  # facts: letters; of a name that was typed
    LETTERS_DAMAGED_IN_FILE = "letters_damaged_in_file"  # facts: letters
    LETTERS_DOUBTFUL = "letters_doubtful"  # facts: letters; of a name in a file
    USER_NAME_CHARACTERS = "user_name_characters"  # facts: characters
    USER_NAME_ENDS_WITH_PERIOD = "user_name_ends_with_period"
    USER_NAME_HAS_DOMAIN = "user_name_has_domain"
    USER_PRINCIPAL_NAME_TOO_LONG = "user_principal_name_too_long"  # facts: limit, length
    USER_PRINCIPAL_NAME_TAKEN = "user_principal_name_taken"  # facts: user_principal_name
    DOMAIN_MALFORMED = "domain_malformed"  # facts: domain
    DOMAIN_TWICE = "domain_twice"  # facts: domain
    DOMAIN_NOT_USABLE = "domain_not_usable"  # facts: domain
    DOMAIN_TAKEN = "domain_taken"  # facts: domain
    DOMAIN_IN_USE = "domain_in_use"  # facts: domain
    DOMAIN_UNVERIFIED = "domain_unverified"  # facts: domain
    DOMAIN_IS_DEFAULT = "domain_is_default"  # facts: domain
    TOO_MANY_DOMAINS = "too_many_domains"  # facts: limit, count
    TOO_MANY_DOMAINS_TYPED = "too_many_domains_typed"  # facts: limit, count
    TOO_MANY_DOMAIN_CHANGES = "too_many_domain_changes"  # facts: limit, count
    COUNTRY_UNKNOWN = "country_unknown"  # facts: country
    PART_NUMBER_MALFORMED = "part_number_malformed"
    SKU_ID_MALFORMED = "sku_id_malformed"
    LINK_MALFORMED = "link_malformed"
    UNITS_OUT_OF_RANGE = "units_out_of_range"  # facts: limit
    SUBSCRIPTION_EXISTS = "subscription_exists"  # facts: product
    TOO_MANY_SUBSCRIPTIONS = "too_many_subscriptions"  # facts: limit
    NOBODY_CHOSEN = "nobody_chosen"
    NOTHING_CHOSEN = "nothing_chosen"
    TOO_MANY_PRODUCTS = "too_many_products"  # facts: limit, count
    TOO_MANY_LICENSES = "too_many_licenses"  # facts: limit, count
    SKU_UNKNOWN = "sku_unknown"  # facts: product
    PRODUCT_FOR_TENANT = "product_for_tenant"  # facts: product
    PRODUCT_OF_PUBLISHER = "product_of_publisher"  # facts: product, publisher
    LICENSE_GROUPS_MIXED = "license_groups_mixed"  # facts: product, other
    USAGE_LOCATION_MISSING = "usage_location_missing"
    NO_SEAT = "no_seat"  # facts: product
    PLANS_EXCLUSIVE = "plans_exclusive"  # facts: plans
    PLAN_DEPENDS = "plan_depends"  # facts: plan, plans
    PLAN_UNKNOWN = "plan_unknown"  # facts: product
    NO_PLAN_LEFT = "no_plan_left"  # facts: product
    ADMINISTRATOR_NEEDS_APPROVAL = "administrator_needs_approval"
    ADMINISTRATOR_DENIED = "administrator_denied"
    PROTECTED_NEEDS_APPROVAL = "protected_needs_approval"
    PROTECTED_DENIED = "protected_denied"
    ROLE_NOT_YOURS_TO_GIVE = "role_not_yours_to_give"  # facts: permission, a DirectoryRole
    FEDERATED_SIGN_IN = "federated_sign_in"  # facts: domain
    LICENSE_NOT_RESTORED = "license_not_restored"  # facts: product
    NO_ROLE_CHOSEN = "no_role_chosen"
    NO_CUSTOMER_CHOSEN = "no_customer_chosen"
    TOO_MANY_CUSTOMERS = "too_many_customers"  # facts: limit, count
    NEITHER_CHOSEN = "neither_chosen"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    CUSTOMERS_AND_ALL = "customers_and_all"
    NOT_A_MEMBER = "not_a_member"  # of the workspace
    GROUP_GONE = "group_gone"
    DAY_MISSING = "day_missing"
    LAST_ADMIN = "last_admin"
    TIME_PAST = "time_past"
    EMAIL_MALFORMED = "email_malformed"  # facts: value
    LINES_OF_ONE_USER = "lines_of_one_user"  # facts: lines
    EMAIL_TWICE = "email_twice"  # facts: email, line
    NAME_OF_DELETED = "name_of_deleted"  # facts: user_principal_name
    DOMAIN_FOREIGN = "domain_foreign"  # facts: domain, domains
    DOMAIN_FEDERATED = "domain_federated"  # facts: domain
    LOOK_ALIKE = "look_alike"  # facts: letters
    LOOK_ALIKE_IN_NAME = "look_alike_in_name"  # facts: letters
    LOCATION_UNKNOWN = "location_unknown"  # facts: value
    PRODUCT_UNKNOWN = "product_unknown"  # facts: product
    PRODUCT_AMBIGUOUS = "product_ambiguous"  # facts: product, part_numbers
    PRODUCT_BOTH_WAYS = "product_both_ways"  # facts: product
    SEATS_MISSING = "seats_missing"  # facts: product, count
    SEAT_COMES_BACK_LATER = "seat_comes_back_later"  # facts: product, line
    LICENSE_NOT_HELD = "license_not_held"  # facts: product
    PERMISSION_UNKNOWN = "permission_unknown"  # facts: permission
    USER_UNKNOWN = "user_unknown"  # facts: user_principal_name
    NOTHING_ASKED_FOR = "nothing_asked_for"
    CHANGES_NOTHING = "changes_nothing"
    CELL_TOO_LONG = "cell_too_long"  # facts: limit, length
    CELL_WITHOUT_HEADING = "cell_without_heading"  # facts: value
    SIGN_IN_BLOCKED = "sign_in_blocked"
    FORMULA = "formula"  # facts: value
    ADDRESS_MALFORMED = "address_malformed"
    FILE_TOO_LARGE = "file_too_large"  # facts: limit, in MB
    FILE_UNREADABLE = "file_unreadable"
    FILE_EMPTY = "file_empty"
    FILE_LISTS_NOTHING = "file_lists_nothing"
    FILE_NOT_JSON = "file_not_json"
    FILE_WITHOUT_ITEMS = "file_without_items"
    FILE_LIST_INCOMPLETE = "file_list_incomplete"
    FILE_COLUMNS_MISSING = "file_columns_missing"  # facts: columns
    FILE_LINE_BROKEN = "file_line_broken"  # facts: line
    FILE_IS_WORKBOOK = "file_is_workbook"
    FILE_NOT_TEXT = "file_not_text"
    FILE_CHARACTERS_BROKEN = "file_characters_broken"  # facts: line
    FILE_LINE_TOO_LONG = "file_line_too_long"  # facts: line, limit
    FILE_COLUMN_UNKNOWN = "file_column_unknown"  # facts: column
    FILE_COLUMN_DAMAGED = "file_column_damaged"  # facts: column, letters
    FILE_OF_ENTRA = "file_of_entra"
    FILE_COLUMNS_LEFT_OUT = "file_columns_left_out"  # facts: columns
    FILE_PASSWORDS_LEFT_OUT = "file_passwords_left_out"  # facts: column
    FILE_COLUMN_TWICE = "file_column_twice"  # facts: column
    FILE_COLUMN_MISSING = "file_column_missing"  # facts: heading, a Column
    FILE_CHANGES_MISSING = "file_changes_missing"  # facts: heading, other_heading, a Column each
    FILE_WITHOUT_ROWS = "file_without_rows"
    FILE_TOO_MANY_ROWS = "file_too_many_rows"  # facts: limit
    FILE_ROW_BROKEN = "file_row_broken"  # facts of this and the next four: line, last, rows
    FILE_ROW_TOO_WIDE = "file_row_too_wide"
    FILE_ROW_TOO_MANY_PLANS = "file_row_too_many_plans"  # facts: product, limit too
    FILE_VALUE_MISSING = "file_value_missing"  # facts: column too
    FILE_VALUE_MALFORMED = "file_value_malformed"  # facts: column, value too
    FILE_MORE_ROWS = "file_more_rows"  # facts: count
    FILE_ITEM_MISSING = "file_item_missing"  # facts: number, property
    FILE_ITEM_MALFORMED = "file_item_malformed"  # facts: number, property, value
    FILE_ITEM_TWICE = "file_item_twice"  # facts: number, other, product
    FILE_TOO_MANY_PLANS = "file_too_many_plans"  # facts: product, limit
    FILE_LISTS_NO_DOMAIN = "file_lists_no_domain"
    FILE_MORE_PROBLEMS = "file_more_problems"  # facts: count


@dataclass(frozen=True, slots=True)
class Problem:
    """``field`` is the attribute of the command that is wrong; ``facts`` fill the sentence."""

    field: str
    code: ProblemCode
    facts: Mapping[str, str | int] = dataclasses.field(default_factory=dict)
