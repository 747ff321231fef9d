"""What is said of problems: of a field, of a product that nobody can be given, of a target refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.damage import is_quoted, unquoted
from shared.domain.import_headings import Column, heading
from shared.domain.outcome import Reason
from shared.domain.problem import Problem, ProblemCode
from shared.domain.subscription import Hindrance
from shared.domain.user import DirectoryRole
from shared.i18n.translator import N_
from shared.slack_ui.sentences import directory_role_name

if TYPE_CHECKING:
    from shared.domain.outcome import Outcome
    from shared.domain.subscription import Subscription
    from shared.i18n.translator import Translator

_PROBLEMS = {
    ProblemCode.REQUIRED: N_("This is required: fill it in."),
    ProblemCode.TOO_LONG: N_("This is {length} characters long and may have {limit}: shorten it."),
    ProblemCode.UNPRINTABLE: N_(
        "This contains characters that cannot be seen: type it anew instead of pasting it."
    ),
    ProblemCode.LETTERS_DAMAGED: N_(
        "In this name, letters were damaged on the way ({letters}): type the name anew, with its accents."
    ),
    ProblemCode.LETTERS_DAMAGED_IN_FILE: N_(
        "In this name, letters were damaged when the file was saved ({letters}): write them anew, and save "
        "the file as “CSV UTF-8 (Comma delimited)”."
    ),
    ProblemCode.LETTERS_DOUBTFUL: N_(
        "In this name, letters may have been damaged when the file was saved ({letters}). If so, write them "
        "anew, and save the file as “CSV UTF-8 (Comma delimited)”."
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
    ProblemCode.DOMAIN_UNVERIFIED: N_(
        "Microsoft has not verified {domain} yet: have it verified, and add it then."
    ),
    ProblemCode.DOMAIN_IS_DEFAULT: N_(
        "{domain} is the default domain: give another default domain, or keep this one."
    ),
    ProblemCode.TOO_MANY_DOMAINS: N_(
        "That would be {count} domains, and a customer may have {limit}: remove some."
    ),
    ProblemCode.TOO_MANY_DOMAINS_TYPED: N_(
        "These are {count} domains, and the form takes {limit}: leave some out, and load them from a file "
        "once the customer is there."
    ),
    ProblemCode.TOO_MANY_DOMAIN_CHANGES: N_(
        "This changes {count} domains, and one save may change {limit}: change some, save, then the others. "
        "Many are added from a file, with “Load domains”."
    ),
    ProblemCode.COUNTRY_UNKNOWN: N_("“{country}” is not a country or region: choose one from the list."),
    ProblemCode.PART_NUMBER_MALFORMED: N_(
        "A part number has at most 256 letters without accents, digits and signs: write it as Microsoft "
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
    ProblemCode.ADMINISTRATOR_NEEDS_APPROVAL: N_(
        "This is an administrator: another person must agree first. Ask for this user by itself."
    ),
    ProblemCode.ADMINISTRATOR_DENIED: N_(
        "This is an administrator, and your roles do not reach administrators: ask a Global admin, a User "
        "management admin or an Admin agent."
    ),
    ProblemCode.PROTECTED_NEEDS_APPROVAL: N_(
        "This user is marked as protected: another person must agree first. Ask for this user by itself."
    ),
    ProblemCode.PROTECTED_DENIED: N_(
        "This user is marked as protected, and your roles do not reach protected users: ask a Global admin, "
        "a User management admin or an Admin agent."
    ),
    ProblemCode.ROLE_NOT_YOURS_TO_GIVE: N_(
        "Your roles do not let you give the permission {permission}: leave it out, or ask a Global admin or "
        "an Admin agent."
    ),
    ProblemCode.FEDERATED_SIGN_IN: N_(
        "{domain} is federated: the password is set where its users sign in, not here."
    ),
    ProblemCode.LICENSE_NOT_RESTORED: N_("{product} was not restored; assign it once there is a seat."),
    ProblemCode.NEITHER_CHOSEN: N_(
        "Choose a customer or a person. What concerns all customers can be looked for by the kind “Roles”."
    ),
    ProblemCode.ENDS_BEFORE_IT_BEGINS: N_("This day is before the first one: choose a later one."),
    ProblemCode.NO_ROLE_CHOSEN: N_("No role is chosen: choose one or more."),
    ProblemCode.NO_CUSTOMER_CHOSEN: N_("No customer is chosen: choose some, or all customers."),
    ProblemCode.TOO_MANY_CUSTOMERS: N_(
        "These are {count} customers, and one grant may cover {limit}: choose fewer, or all customers."
    ),
    ProblemCode.CUSTOMERS_AND_ALL: N_(
        "All customers are chosen, and some by name: take the names out, or choose only these customers."
    ),
    ProblemCode.NOT_A_MEMBER: N_(
        "Roles are for members of this workspace: choose nobody who is a guest, an app, deactivated or from "
        "another company."
    ),
    ProblemCode.GROUP_GONE: N_("Slack has no such user group any more: choose another one."),
    ProblemCode.DAY_MISSING: N_("A time is chosen, and no day: choose the day too, or take the time out."),
    ProblemCode.LAST_ADMIN: N_(
        "This is the last Global admin of all customers without an end: make somebody else one first."
    ),
    ProblemCode.TIME_PAST: N_("This is in the past: choose a later time."),
    ProblemCode.CELL_TOO_LONG: N_(
        "This is {length} characters long, and only {limit} of them can be kept: shorten it."
    ),
    ProblemCode.CELL_WITHOUT_HEADING: N_(
        "“{value}” stands under no heading, perhaps for a separator inside a cell: "
        "put quotation marks around that cell, or take this one out."
    ),
    ProblemCode.SIGN_IN_BLOCKED: N_(
        "This user is to be blocked from signing in, and users are created able to: allow it in this row, "
        "or take the row out."
    ),
    ProblemCode.FORMULA: N_(
        "“{value}” would be calculated by a spreadsheet: write a plain value that does not begin with a sign."
    ),
    ProblemCode.EMAIL_MALFORMED: N_("“{value}” is not a sign-in name: write it like name@contoso.com."),
    ProblemCode.LINES_OF_ONE_USER: N_("Lines {lines} are of the same user, and are one change."),
    ProblemCode.EMAIL_TWICE: N_("{email} is in line {line} too: leave it in one of them."),
    ProblemCode.NAME_OF_DELETED: N_(
        "A deleted user had the name {user_principal_name}: whoever restores them must choose another one."
    ),
    ProblemCode.DOMAIN_FOREIGN: N_("{domain} is not a domain of this customer: use one of these: {domains}."),
    ProblemCode.DOMAIN_FEDERATED: N_(
        "{domain} is federated: its users are created where they sign in. Use another domain of this "
        "customer."
    ),
    ProblemCode.LOOK_ALIKE: N_(
        "A sign-in name cannot contain {letters}, which only look like Latin letters: type the name anew."
    ),
    ProblemCode.LOOK_ALIKE_IN_NAME: N_(
        "Beside Latin letters, this name has {letters}, which only look like them: check that it is meant so."
    ),
    ProblemCode.LOCATION_UNKNOWN: N_(
        "“{value}” is not a country or region: write its name, or its code of two letters, like FR."
    ),
    ProblemCode.PRODUCT_UNKNOWN: N_(
        "This customer has no subscription called “{product}”: write the part number or the name as the "
        "customer's products show it."
    ),
    ProblemCode.PRODUCT_AMBIGUOUS: N_(
        "Several products of this customer are called “{product}”: write one of these instead: "
        "{part_numbers}."
    ),
    ProblemCode.PRODUCT_BOTH_WAYS: N_("{product} is to be added and removed: leave it in one column."),
    ProblemCode.SEATS_MISSING: N_(
        "There are not enough licenses to {product} for the whole file, {count} are missing: buy more, or "
        "take it out of some rows."
    ),
    ProblemCode.SEAT_COMES_BACK_LATER: N_(
        "The license to {product} comes back only in line {line}, which cannot be done before this row: "
        "give line {line} in a file of its own first, and then this row."
    ),
    ProblemCode.LICENSE_NOT_HELD: N_(
        "This user has no license to {product}: there is nothing to remove, and the rest is done."
    ),
    ProblemCode.PERMISSION_UNKNOWN: N_(
        "“{permission}” is not a permission that can be given here: write Global admin, Password admin, User "
        "management admin or Service admin, or leave it empty."
    ),
    ProblemCode.USER_UNKNOWN: N_(
        "This customer has no user who signs in as {user_principal_name}: check the spelling, or create them."
    ),
    ProblemCode.NOTHING_ASKED_FOR: N_(
        "This row adds and removes nothing: fill in a product, or delete the row."
    ),
    ProblemCode.CHANGES_NOTHING: N_("This user has exactly these licenses already: nothing will change."),
    ProblemCode.ADDRESS_MALFORMED: N_("This is not an e-mail address: write it like name@contoso.com."),
    ProblemCode.FILE_TOO_LARGE: N_("The file is larger than {limit} MB: give one with fewer lines."),
    ProblemCode.FILE_UNREADABLE: N_(
        "Slack does not hand this file over: it may have been deleted. Attach it once more."
    ),
    ProblemCode.FILE_EMPTY: N_("This file is empty: choose another one."),
    ProblemCode.FILE_LISTS_NOTHING: N_("This file is a list with nothing in it: choose another one."),
    ProblemCode.FILE_NOT_JSON: N_(
        "This file is not JSON: save the answer of Partner Center or Microsoft Graph whole, from its first "
        "brace to its last."
    ),
    ProblemCode.FILE_WITHOUT_ITEMS: N_(
        "This file has no list of subscriptions: save the whole answer to GET …/subscribedskus, with its "
        "“items” or “value”."
    ),
    ProblemCode.FILE_LIST_INCOMPLETE: N_(
        "This file has only one page of the customer's subscriptions: save all pages as one list, and choose "
        "that file."
    ),
    ProblemCode.FILE_COLUMNS_MISSING: N_(
        "The first line lacks the columns {columns}: take the CSV file as Microsoft publishes it."
    ),
    ProblemCode.FILE_LINE_BROKEN: N_(
        "Line {line} cannot be read, perhaps for a quotation mark that is not closed: "
        "correct it, and choose the file again."
    ),
    ProblemCode.FILE_IS_WORKBOOK: N_(
        "This file is a workbook, a web page or an archive, whatever its name says: "
        "open it, save it as CSV (“CSV UTF-8” in Excel), and choose that file."
    ),
    ProblemCode.FILE_NOT_TEXT: N_(
        "This file is not text: save your list as CSV (“CSV UTF-8” in Excel), and choose that file."
    ),
    ProblemCode.FILE_CHARACTERS_BROKEN: N_(
        "Line {line} has characters that are in no known encoding: "
        "correct it, save the file as “CSV UTF-8”, and choose it again."
    ),
    ProblemCode.FILE_LINE_TOO_LONG: N_(
        "Line {line} is longer than {limit} characters: give each row a line of its own, "
        "and choose the file again."
    ),
    ProblemCode.FILE_COLUMN_UNKNOWN: N_(
        "The column “{column}” is not one that is read here: remove it, or give it a heading of the template."
    ),
    ProblemCode.FILE_COLUMN_DAMAGED: N_(
        "In the column “{column}”, letters were damaged when the file was saved ({letters}): "
        "write them anew, save the file as “CSV UTF-8 (Comma delimited)”, and choose it again."
    ),
    ProblemCode.FILE_OF_ENTRA: N_(
        "This is Microsoft Entra's template for creating users in bulk: it is read by its own headings."
    ),
    ProblemCode.FILE_COLUMNS_LEFT_OUT: N_("These columns are not read: {columns}."),
    ProblemCode.FILE_PASSWORDS_LEFT_OUT: N_(
        "The passwords under “{column}” are neither read nor kept: each user gets a temporary password here."
    ),
    ProblemCode.FILE_COLUMN_TWICE: N_(
        "The column “{column}” is there already, by this name or another: remove one of the two."
    ),
    ProblemCode.FILE_COLUMN_MISSING: N_(
        "The first row lacks the column “{heading}”: add it, or begin with the template."
    ),
    ProblemCode.FILE_CHANGES_MISSING: N_(
        "The first row has neither the column “{heading}” nor “{other_heading}”: add one or both."
    ),
    ProblemCode.FILE_WITHOUT_ROWS: N_(
        "This file has headings and nothing below them: add a row for each user, and choose it again."
    ),
    ProblemCode.FILE_TOO_MANY_ROWS: N_(
        "This file has more than {limit} rows: divide it into several, and give one after the other."
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
    ProblemCode.FILE_ROW_BROKEN: N_(
        "it cannot be read, perhaps for a quotation mark that is not closed or stands inside a cell."
    ),
    ProblemCode.FILE_ROW_TOO_WIDE: N_(
        "there are more cells than headings, perhaps for commas inside a cell without quotation marks."
    ),
    ProblemCode.FILE_VALUE_MISSING: N_("there is nothing in the column {column}."),
    ProblemCode.FILE_VALUE_MALFORMED: N_("“{value}” cannot stand in the column {column}."),
    ProblemCode.FILE_ROW_TOO_MANY_PLANS: N_("{product} has more than {limit} service plans in this file."),
    ProblemCode.FILE_MORE_ROWS: N_("And more rows: {count}."),
    ProblemCode.FILE_TOO_MANY_PLANS: N_(
        "{product} has more than {limit} service plans in this file: check its rows, "
        "and choose the file again."
    ),
    ProblemCode.FILE_LISTS_NO_DOMAIN: N_(
        "This file lists no domain: choose the JSON that Microsoft Graph answers /domains with, or a CSV "
        "file with a domain on each line."
    ),
    ProblemCode.FILE_MORE_PROBLEMS: N_("And more of the same kind: {count}."),
}

_PERMISSIONS = set(DirectoryRole)
_COLUMNS = set(Column)
_HEADINGS = {"heading", "other_heading"}

_REQUIRED = {
    "name": N_("Give a name, with at least one letter or digit."),
    "display_name": N_("Give the name under which this user is shown."),
    "user_name": N_("Give the part of the sign-in name before the @."),
    "default_domain": N_("Give the domain that new users get, such as contoso.com."),
    "country": N_("Choose the customer's country or region."),
    "file": N_("Choose a file."),
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
    Reason.CHANGED_MEANWHILE: N_(
        "Somebody else was changing the same thing: look at what they did, and then try again."
    ),
    Reason.TOO_LATE: N_("Deleted 30 days ago or more: this user cannot be restored any more."),
    Reason.GONE: N_("No longer there: deleted meanwhile, so there is nothing left to do."),
    Reason.NOT_ALLOWED: N_("Your roles no longer allow this: ask somebody whose roles do."),
    Reason.MORE_THAN_AGREED: N_(
        "There are more of them now than when it was asked for, so nothing was done: ask for it again."
    ),
    Reason.CONTENT_DIFFERS: N_(
        "The file is not the one that was checked, so nothing was done: upload it again."
    ),
    Reason.STOPPED: N_("Not done, because another row could not be done: it was to be all or nothing."),
    Reason.FAILED: N_("Something went wrong on our side: look whether it was done, and then try again."),
}


def problem_sentence(t: Translator, problem: Problem) -> str:
    """Say what is wrong with a field and what to do about it."""
    sentence = _PROBLEMS[problem.code]
    if problem.code is ProblemCode.REQUIRED:
        sentence = _REQUIRED.get(problem.field, sentence)
    return t(sentence, **{name: _fact(t, name, fact) for name, fact in problem.facts.items()})


def row_sentence(t: Translator, problem: Problem) -> str:
    """Say why a row of a list was left out, or several, and in which lines these are."""
    reason = problem_sentence(t, problem)
    if "rows" not in problem.facts:
        return reason
    line, last = t.number(int(problem.facts["line"])), t.number(int(problem.facts["last"]))
    if problem.facts["rows"] == 1:
        return t("Line {line}: {reason}", line=line, reason=reason)
    return t("Lines {line} to {last}: {reason}", line=line, last=last, reason=reason)


def _fact(t: Translator, name: str, fact: str | int) -> str:
    if isinstance(fact, int):
        return t.number(fact)
    if name in _HEADINGS and fact in _COLUMNS:
        return heading(Column(fact), t.language)
    if name == "letters" and is_quoted(fact):
        return ", ".join(t("“{text}”", text=piece) for piece in unquoted(fact))
    if name == "characters":
        return " ".join(_character(t, each) for each in fact.split())
    is_permission = name == "permission" and fact in _PERMISSIONS  # what was typed is told as it was
    return directory_role_name(t, DirectoryRole(fact)) if is_permission else fact


def _character(t: Translator, shown: str) -> str:
    """Say of a character that stands as its code point, ``U+200B``, why nobody sees it."""
    is_code_point = len(shown) > 1 and shown.startswith("U+")
    return t("{character} (invisible: type the name anew)", character=shown) if is_code_point else shown


def hindrance_sentence(t: Translator, subscription: Subscription) -> str:
    """Say why nobody can be given a product now, and what to do; empty where somebody can."""
    if subscription.hindrance is None:
        return ""
    publisher = subscription.product.publisher
    return t(_HINDRANCES[subscription.hindrance], product=subscription.name, publisher=publisher)


def outcome_reason(t: Translator, outcome: Outcome) -> str:
    """Say why a target was refused, and what to do about it; empty where it was not."""
    if outcome.reason is None:
        return ""
    if outcome.reason in {Reason.INVALID, Reason.GUARDED}:
        return " ".join(problem_sentence(t, problem) for problem in outcome.problems)
    return t(_REFUSALS[outcome.reason])
