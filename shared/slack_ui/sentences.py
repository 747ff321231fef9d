"""What is said of problems, decisions and the names that Microsoft gave to things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.audit import OperationType
from shared.domain.outcome import Reason as RefusalReason
from shared.domain.problem import Problem, ProblemCode
from shared.domain.staff import Role
from shared.domain.subscription import Hindrance
from shared.domain.user import DirectoryRole
from shared.i18n.translator import N_
from shared.policy.decide import Decision, Reason

if TYPE_CHECKING:
    from collections.abc import Collection

    from shared.domain.outcome import Outcome
    from shared.domain.subscription import Subscription
    from shared.i18n.translator import Translator

_PROBLEMS = {
    ProblemCode.REQUIRED: N_("This is required: fill it in."),
    ProblemCode.TOO_LONG: N_("This is {length} characters long and may have {limit}: shorten it."),
    ProblemCode.UNPRINTABLE: N_(
        "This contains characters that cannot be seen: type it anew instead of pasting it."
    ),
    ProblemCode.USER_NAME_CHARACTERS: N_(
        "A user name cannot contain {characters}. Use letters without accents, digits and ' . - _ ! # ^ ~"
    ),
    ProblemCode.USER_NAME_ENDS_WITH_PERIOD: N_("A user name cannot end with a period: remove it."),
    ProblemCode.USER_NAME_HAS_DOMAIN: N_(
        "Type only what comes before the @ here, and choose the domain below."
    ),
    ProblemCode.USER_PRINCIPAL_NAME_TOO_LONG: N_(
        "With its domain this is {length} characters long and may have {limit}: shorten the user name."
    ),
    ProblemCode.USER_PRINCIPAL_NAME_TAKEN: N_(
        "Another user already signs in as {user_principal_name}: choose another user name."
    ),
    ProblemCode.DOMAIN_MALFORMED: N_(
        "“{domain}” is not a domain: write it like contoso.com, with at most 48 characters."
    ),
    ProblemCode.DOMAIN_TWICE: N_("{domain} is listed twice: remove one of them."),
    ProblemCode.DOMAIN_NOT_USABLE: N_(
        "Users cannot be created in {domain}, which is no managed domain of this customer: choose another."
    ),
    ProblemCode.DOMAIN_TAKEN: N_(
        "{domain} belongs to another customer: check the spelling, or remove it from that customer first."
    ),
    ProblemCode.DOMAIN_IN_USE: N_(
        "Users of this customer sign in with {domain}: keep it, or give them another domain first."
    ),
    ProblemCode.TOO_MANY_DOMAINS: N_(
        "These are {count} domains, and a customer may have {limit}: remove some."
    ),
    ProblemCode.TOO_MANY_DOMAIN_CHANGES: N_(
        "This changes {count} domains, and one save may change {limit}: change some, save, then the others."
    ),
    ProblemCode.COUNTRY_UNKNOWN: N_("“{country}” is not a country or region: choose one from the list."),
    ProblemCode.PART_NUMBER_MALFORMED: N_(
        "A part number has at most 100 letters without accents, digits and signs: write it as Microsoft "
        "does, like ENTERPRISEPACK."
    ),
    ProblemCode.SKU_ID_MALFORMED: N_(
        "This is not the ID of a SKU: copy it from Partner Center, like 6fd2c87f-b296-42f0-b197-1e91e994b900."
    ),
    ProblemCode.LINK_MALFORMED: N_("A link begins with https:// here: copy the whole address."),
    ProblemCode.UNITS_OUT_OF_RANGE: N_("Give a whole number from 0 to {limit}."),
    ProblemCode.SUBSCRIPTION_EXISTS: N_(
        "This customer already subscribes to {product}: edit that subscription instead."
    ),
    ProblemCode.TOO_MANY_SUBSCRIPTIONS: N_(
        "A customer may have {limit} subscriptions here, and this one has them: edit one of those instead."
    ),
    ProblemCode.NOBODY_CHOSEN: N_("Nobody is chosen: choose users by name, or everyone whom a filter shows."),
    ProblemCode.NOTHING_CHOSEN: N_("Nothing would change: choose a product to assign or to remove."),
    ProblemCode.TOO_MANY_PRODUCTS: N_(
        "This changes {count} products, and one save may change {limit}: change some, save, then the others."
    ),
    ProblemCode.TOO_MANY_LICENSES: N_(
        "This makes {count} licenses, and a user may have {limit}: assign fewer, or remove some."
    ),
    ProblemCode.SKU_UNKNOWN: N_(
        "This customer has no subscription to {product}: choose another product, or buy it first."
    ),
    ProblemCode.PRODUCT_FOR_TENANT: N_(
        "{product} applies to the whole organization and is not assigned to users: leave it out."
    ),
    ProblemCode.PRODUCT_OF_PUBLISHER: N_(
        "Licenses to {product} are assigned by its publisher, {publisher}: do it on the publisher's own site."
    ),
    ProblemCode.LICENSE_GROUPS_MIXED: N_(
        "{product} and {other} belong to different license groups and cannot change together: "
        "change one, save, then the other."
    ),
    ProblemCode.USAGE_LOCATION_MISSING: N_(
        "License assignment cannot be done for a user without a valid usage location: "
        "choose the country or region where the user works."
    ),
    ProblemCode.NO_SEAT: N_(
        "It looks like you've run out of licenses to {product}. "
        "Buy more licenses, or remove one from somebody, and then try again."
    ),
    ProblemCode.PLANS_EXCLUSIVE: N_(
        "License assignment failed because service plans {plans} are mutually exclusive: "
        "leave only one of them on."
    ),
    ProblemCode.PLAN_DEPENDS: N_(
        "License assignment failed because service plan {plan} depends on the service plan(s) {plans}: "
        "assign one of these too, or switch {plan} off."
    ),
    ProblemCode.PLAN_UNKNOWN: N_(
        "{product} no longer has all the service plans chosen: open the form again and choose anew."
    ),
    ProblemCode.NO_PLAN_LEFT: N_(
        "All service plans of {product} are switched off: leave one on, or remove the license."
    ),
    ProblemCode.FILE_TOO_LARGE: N_("The file is larger than {limit} MB: give one with fewer lines."),
    ProblemCode.FILE_UNREADABLE: N_(
        "Slack does not hand this file over: it may have been deleted. Attach it once more."
    ),
    ProblemCode.FILE_EMPTY: N_("This file is empty: choose another one."),
    ProblemCode.FILE_LISTS_NOTHING: N_("This file is a list with nothing in it: choose another one."),
    ProblemCode.FILE_NOT_JSON: N_(
        "This file is not JSON: save the answer of Partner Center whole, from its first brace to its last."
    ),
    ProblemCode.FILE_WITHOUT_ITEMS: N_(
        "This file has no list of subscriptions: save the answer to GET …/subscribedskus, with its “items”."
    ),
    ProblemCode.FILE_COLUMNS_MISSING: N_(
        "The first line lacks the columns {columns}: take the CSV file as Microsoft publishes it."
    ),
    ProblemCode.FILE_LINE_BROKEN: N_(
        "Line {line} cannot be read, perhaps for a quotation mark that is not closed: "
        "correct it, and choose the file again."
    ),
    ProblemCode.FILE_VALUE_MISSING: N_(
        "Line {line} has nothing in the column {column}: fill it in, and choose the file again."
    ),
    ProblemCode.FILE_VALUE_MALFORMED: N_(
        "In line {line}, “{value}” cannot stand in the column {column}: "
        "correct it, and choose the file again."
    ),
    ProblemCode.FILE_ITEM_MISSING: N_(
        "Subscription {number} of the file has no {property}: add it, and choose the file again."
    ),
    ProblemCode.FILE_ITEM_MALFORMED: N_(
        "In subscription {number} of the file, {property} cannot be “{value}”: "
        "correct it, and choose the file again."
    ),
    ProblemCode.FILE_ITEM_TWICE: N_(
        "Subscriptions {other} and {number} of the file are both to {product}: "
        "remove one of them, and choose the file again."
    ),
    ProblemCode.FILE_TOO_MANY_PLANS: N_(
        "{product} has more than {limit} service plans in this file: check its rows, "
        "and choose the file again."
    ),
    ProblemCode.FILE_MORE_PROBLEMS: N_("And more of the same kind: {count}."),
}

_REQUIRED = {
    "name": N_("Give a name, with at least one letter or digit."),
    "display_name": N_("Give the name under which this user is shown."),
    "user_name": N_("Give the part of the sign-in name before the @."),
    "default_domain": N_("Give the domain that new users get, such as contoso.com."),
    "country": N_("Choose the customer's country or region."),
}

_HINDRANCES = {
    Hindrance.TENANT: N_("{product} applies to the whole organization: it is not assigned to users."),
    Hindrance.PUBLISHER: N_(
        "Licenses to {product} are assigned by its publisher, {publisher}, on the publisher's own site."
    ),
    Hindrance.NOTHING_AVAILABLE: N_(
        "No license to {product} is available: buy more, or remove one from somebody."
    ),
}

_REFUSALS = {
    RefusalReason.CHANGED_MEANWHILE: N_(
        "Somebody else was changing the same thing: look at what they did, and then try again."
    ),
    RefusalReason.GONE: N_("No longer there: deleted meanwhile, so there is nothing left to do."),
    RefusalReason.NOT_ALLOWED: N_("Your roles no longer allow this: ask somebody whose roles do."),
    RefusalReason.FAILED: N_(
        "Something went wrong on our side: look whether it was done, and then try again."
    ),
}

_REASONS = {
    Reason.ROLE_ALLOWS: N_("Your roles allow this."),
    Reason.ROLE_NEEDS_APPROVAL: N_(
        "With your roles, another person must agree to this, and approvals cannot be asked for here yet."
    ),
    Reason.ROLE_LACKS_PERMISSION: N_("None of your roles allows this."),
    Reason.ROLE_DENIES: N_("One of your roles forbids this."),
    Reason.NO_ROLE: N_("You have no partner role yet."),
    Reason.ACCESS_EXPIRED: N_("Your partner roles have expired."),
    Reason.CUSTOMER_OUT_OF_SCOPE: N_("Your roles do not cover this customer."),
    Reason.NEEDS_ALL_CUSTOMERS: N_(
        "This takes roles that cover all customers, and yours cover some of them."
    ),
}

_ROLES = {
    Role.GLOBAL_ADMIN: N_("Global admin"),
    Role.USER_MANAGEMENT_ADMIN: N_("User management admin"),
    Role.ADMIN_AGENT: N_("Admin agent"),
    Role.SALES_AGENT: N_("Sales agent"),
    Role.HELPDESK_AGENT: N_("Helpdesk agent"),
}

_DIRECTORY_ROLES = {
    DirectoryRole.GLOBAL_ADMIN: N_("Global admin"),
    DirectoryRole.PASSWORD_ADMIN: N_("Password admin"),
    DirectoryRole.USER_MANAGEMENT_ADMIN: N_("User management admin"),
    DirectoryRole.SERVICE_ADMIN: N_("Service admin"),
}

_OPERATIONS = {
    OperationType.CREATE_CUSTOMER_USER: N_("User created"),
    OperationType.UPDATE_CUSTOMER_USER: N_("User changed"),
    OperationType.UPDATE_CUSTOMER_USER_PRINCIPAL_NAME: N_("User principal name changed"),
    OperationType.ADD_USER_MEMBER: N_("Permission given"),
    OperationType.REMOVE_USER_MEMBER: N_("Permission removed"),
    OperationType.ADD_CUSTOMER: N_("Customer added"),
    OperationType.UPDATE_CUSTOMER: N_("Customer changed"),
    OperationType.UPDATE_CUSTOMER_USER_LICENSES: N_("Licenses changed"),
    OperationType.CREATE_ORDER: N_("Subscription added"),
    OperationType.UPDATE_SUBSCRIPTION: N_("Subscription changed"),
}

_ACTIONS = {
    Action.VIEW: N_("see users, licenses and history"),
    Action.CREATE_USER: N_("create users"),
    Action.EDIT_USER: N_("edit users"),
    Action.IMPORT_USERS: N_("import users"),
    Action.CHANGE_LICENSES: N_("assign and remove licenses"),
    Action.RESET_PASSWORD: N_("reset passwords"),
    Action.DELETE_USER: N_("delete users"),
    Action.RESTORE_USER: N_("restore users"),
    Action.PURGE_USER: N_("delete users for good before 30 days"),
    Action.CHANGE_SEATS: N_("change the seats of subscriptions"),
    Action.ADD_CUSTOMER: N_("add customers"),
    Action.EDIT_CUSTOMER: N_("edit customers"),
    Action.GRANT_ROLE: N_("grant and revoke partner roles"),
}

_FIELDS = {
    "first_name": N_("First name"),
    "last_name": N_("Last name"),
    "display_name": N_("Display name"),
    "user_name": N_("User name"),
    "domain": N_("Domain"),
    "user_principal_name": N_("User principal name"),
    "usage_location": N_("Usage location"),
    "directory_roles": N_("Permissions"),
    "must_change_password": N_("Must change the password at first sign-in"),
    "name": N_("Name"),
    "default_domain": N_("Default domain"),
    "domains": N_("Domains"),
    "federated_domains": N_("Federated domains"),
    "country": N_("Country or region"),
    "warning": N_("Warning"),
    "licenses": N_("Licenses"),
    "product_name": N_("Product"),
    "part_number": N_("Part number"),
    "sku_id": N_("SKU ID"),
    "license_group": N_("License group"),
    "target_type": N_("Applies to"),
    "publisher": N_("Publisher"),
    "publisher_link": N_("Publisher's link"),
    "service_plans": N_("Service plans"),
    "active_units": N_("Active seats"),
    "warning_units": N_("Seats in their grace period"),
    "suspended_units": N_("Suspended seats"),
}


def problem_sentence(t: Translator, problem: Problem) -> str:
    """Say what is wrong with a field and what to do about it."""
    sentence = _PROBLEMS[problem.code]
    if problem.code is ProblemCode.REQUIRED:
        sentence = _REQUIRED.get(problem.field, sentence)
    facts = {name: t.number(fact) if isinstance(fact, int) else fact for name, fact in problem.facts.items()}
    return t(sentence, **facts)


def hindrance_sentence(t: Translator, subscription: Subscription) -> str:
    """Say why nobody can be given a product now, and what to do; empty where somebody can."""
    if subscription.hindrance is None:
        return ""
    product = subscription.product
    return t(_HINDRANCES[subscription.hindrance], product=product.name, publisher=product.publisher)


def outcome_reason(t: Translator, outcome: Outcome) -> str:
    """Say why a target was refused, and what to do about it; empty where it was not."""
    if outcome.reason is None:
        return ""
    if outcome.reason is RefusalReason.INVALID:
        return " ".join(problem_sentence(t, problem) for problem in outcome.problems)
    return t(_REFUSALS[outcome.reason])


def decision_sentence(t: Translator, decision: Decision) -> str:
    """Say why somebody may or may not do something, and which roles may."""
    sentence = t(_REASONS[decision.reason])
    if decision.reason is Reason.ROLE_ALLOWS or not decision.approver_roles:
        return sentence
    may = t(
        "These roles may do it directly: {roles}.", roles=t.listed(role_names(t, decision.approver_roles))
    )
    return f"{sentence} {may}"


def role_name(t: Translator, role: Role) -> str:
    """Name a partner role as Partner Center does."""
    return t(_ROLES[role])


def role_names(t: Translator, roles: Collection[Role]) -> list[str]:
    """Name several partner roles, the mightiest first."""
    return [role_name(t, role) for role in Role if role in roles]


def directory_role_name(t: Translator, role: DirectoryRole) -> str:
    """Name a user's permission as Partner Center does."""
    return t(_DIRECTORY_ROLES[role])


def permissions_name(t: Translator, roles: Collection[DirectoryRole]) -> str:
    """Name a user's permissions; without any there is Partner Center's default one."""
    names = [directory_role_name(t, role) for role in DirectoryRole if role in roles]
    return t.listed(names) if names else t("Can use licenses and services")


def operation_name(t: Translator, operation: OperationType) -> str:
    """Name what was done."""
    return t(_OPERATIONS[operation])


def action_name(t: Translator, action: Action) -> str:
    """Name what somebody may do: "create users"."""
    return t(_ACTIONS[action])


def field_name(t: Translator, field: str) -> str:
    """Name a field of a user or customer as its form does; one that nobody knows keeps its own name."""
    return t(_FIELDS[field]) if field in _FIELDS else field
