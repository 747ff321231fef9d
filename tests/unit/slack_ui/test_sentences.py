"""Every code has its sentence, in both languages, and a refusal names who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.domain.action import Action
from shared.domain.audit import OperationType
from shared.domain.damage import quoted
from shared.domain.import_headings import Column, heading
from shared.domain.outcome import Outcome, Result
from shared.domain.outcome import Reason as RefusalReason
from shared.domain.problem import Problem, ProblemCode
from shared.domain.staff import Role
from shared.domain.subscription import Subscription, TargetType
from shared.domain.user import DirectoryRole
from shared.domain.user_principal_name import user_name_problems
from shared.i18n.translator import Translator, translator
from shared.policy.decide import Decision, Reason, Verdict
from shared.slack_ui.problems import hindrance_sentence, outcome_reason, problem_sentence
from shared.slack_ui.readings import reading
from shared.slack_ui.sentences import (
    action_name,
    decision_sentence,
    directory_role_name,
    field_name,
    operation_name,
    permissions_name,
    role_name,
)
from tests.builders import a_product, a_subscription

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.audit import Recorded

FACTS: dict[ProblemCode, dict[str, str | int]] = {
    ProblemCode.TOO_LONG: {"limit": 256, "length": 1300},
    ProblemCode.USER_NAME_CHARACTERS: {"characters": "é ␣"},
    ProblemCode.USER_PRINCIPAL_NAME_TOO_LONG: {"limit": 113, "length": 114},
    ProblemCode.USER_PRINCIPAL_NAME_TAKEN: {"user_principal_name": "nadia@contoso.example"},
    ProblemCode.DOMAIN_MALFORMED: {"domain": "nonsense"},
    ProblemCode.DOMAIN_TWICE: {"domain": "contoso.example"},
    ProblemCode.DOMAIN_NOT_USABLE: {"domain": "contoso.example"},
    ProblemCode.DOMAIN_TAKEN: {"domain": "contoso.example"},
    ProblemCode.DOMAIN_IN_USE: {"domain": "contoso.example"},
    ProblemCode.DOMAIN_UNVERIFIED: {"domain": "contoso.example"},
    ProblemCode.DOMAIN_IS_DEFAULT: {"domain": "contoso.example"},
    ProblemCode.TOO_MANY_DOMAINS: {"limit": 5000, "count": 5001},
    ProblemCode.TOO_MANY_DOMAINS_TYPED: {"limit": 40, "count": 41},
    ProblemCode.TOO_MANY_DOMAIN_CHANGES: {"limit": 10, "count": 11},
    ProblemCode.COUNTRY_UNKNOWN: {"country": "UK"},
    ProblemCode.UNITS_OUT_OF_RANGE: {"limit": 2_147_483_647},
    ProblemCode.SUBSCRIPTION_EXISTS: {"product": "Office 365 E3"},
    ProblemCode.TOO_MANY_SUBSCRIPTIONS: {"limit": 70},
    ProblemCode.TOO_MANY_PRODUCTS: {"limit": 20, "count": 21},
    ProblemCode.TOO_MANY_LICENSES: {"limit": 40, "count": 41},
    ProblemCode.SKU_UNKNOWN: {"product": "a-sku-of-nobody"},
    ProblemCode.PRODUCT_FOR_TENANT: {"product": "Office 365 Extra File Storage"},
    ProblemCode.PRODUCT_OF_PUBLISHER: {"product": "Fabrikam Backup", "publisher": "Fabrikam"},
    ProblemCode.LICENSE_GROUPS_MIXED: {"product": "Minecraft Education", "other": "Office 365 E3"},
    ProblemCode.NO_SEAT: {"product": "Office 365 E3"},
    ProblemCode.PLANS_EXCLUSIVE: {"plans": "SharePoint (Plan 1), SharePoint (Plan 2)"},
    ProblemCode.PLAN_DEPENDS: {"plan": "Audio Conferencing", "plans": "MCOSTANDARD"},
    ProblemCode.PLAN_UNKNOWN: {"product": "Office 365 E3"},
    ProblemCode.NO_PLAN_LEFT: {"product": "Office 365 E3"},
    ProblemCode.ROLE_NOT_YOURS_TO_GIVE: {"permission": DirectoryRole.PASSWORD_ADMIN.value},
    ProblemCode.CELL_TOO_LONG: {"limit": 256, "length": 1300},
    ProblemCode.CELL_WITHOUT_HEADING: {"value": "Okafor"},
    ProblemCode.FORMULA: {"value": "=1+1"},
    ProblemCode.FILE_COLUMNS_MISSING: {"columns": "GUID, Service_Plan_Id"},
    ProblemCode.FILE_LINE_BROKEN: {"line": 1204},
    ProblemCode.FILE_CHARACTERS_BROKEN: {"line": 1204},
    ProblemCode.FILE_LINE_TOO_LONG: {"line": 1204, "limit": 65_536},
    ProblemCode.FILE_COLUMN_UNKNOWN: {"column": "Département"},
    ProblemCode.FILE_COLUMN_TWICE: {"column": "Courrier"},
    ProblemCode.FILE_COLUMN_MISSING: {"heading": Column.DISPLAY_NAME.value},
    ProblemCode.FILE_CHANGES_MISSING: {
        "heading": Column.LICENSES_TO_ADD.value,
        "other_heading": Column.LICENSES_TO_REMOVE.value,
    },
    ProblemCode.FILE_TOO_MANY_ROWS: {"limit": 10_000},
    ProblemCode.FILE_ROW_TOO_MANY_PLANS: {"product": "Office 365 E3", "limit": 300},
    ProblemCode.FILE_VALUE_MISSING: {"column": "GUID"},
    ProblemCode.FILE_VALUE_MALFORMED: {"column": "GUID", "value": "(a23b959c"},
    ProblemCode.FILE_MORE_ROWS: {"count": 1204},
    ProblemCode.FILE_ITEM_MISSING: {"number": 2, "property": "productSku.id"},
    ProblemCode.FILE_ITEM_MALFORMED: {"number": 2, "property": "activeUnits", "value": "-1"},
    ProblemCode.FILE_ITEM_TWICE: {"number": 3, "other": 2, "product": "Office 365 E3"},
    ProblemCode.FILE_TOO_MANY_PLANS: {"product": "Office 365 E3", "limit": 300},
    ProblemCode.FILE_MORE_PROBLEMS: {"count": 7},
    ProblemCode.FILE_TOO_LARGE: {"limit": 10},
}
EVERYBODY = frozenset(Role)


@pytest.mark.parametrize("code", ProblemCode)
def test_every_problem_has_a_sentence_that_tells_its_facts(code: ProblemCode, t: Translator) -> None:
    facts = FACTS.get(code, {})

    sentence = problem_sentence(t, Problem("user_name", code, facts))

    assert sentence
    assert all(said(t, name, fact) in sentence for name, fact in facts.items())


@pytest.mark.parametrize(
    ("t", "expected"),
    [(translator("en"), "(“Ã©”, “””)"), (translator("fr"), "(«\xa0Ã©\xa0», «\xa0”\xa0»)")],
    ids=["en", "fr"],
)
def test_damaged_letters_stand_in_quotation_marks_of_the_language(t: Translator, expected: str) -> None:
    facts: dict[str, str | int] = {"letters": quoted(("Ã©", "”"))}
    assert expected in problem_sentence(t, Problem("name", ProblemCode.LETTERS_DAMAGED_IN_FILE, facts))


def test_code_point_in_a_user_name_is_said_to_be_invisible(t: Translator) -> None:
    problem = user_name_problems("zo\u200be+x", "contoso.example")[0]
    assert "U+200B (invisible" in problem_sentence(t, problem)
    assert ") +" in problem_sentence(t, problem)


def said(t: Translator, name: str, fact: str | int) -> str:
    if name == "permission":
        return directory_role_name(t, DirectoryRole(str(fact)))
    if name in {"heading", "other_heading"}:
        return heading(Column(str(fact)), t.language)
    return t.number(fact) if isinstance(fact, int) else fact


@pytest.mark.parametrize("role", DirectoryRole)
def test_a_permission_that_one_may_not_give_is_called_by_its_name(
    role: DirectoryRole, en: Translator, fr: Translator
) -> None:
    facts = {"permission": role.value}
    problem = Problem("directory_roles", ProblemCode.ROLE_NOT_YOURS_TO_GIVE, facts)

    assert problem_sentence(en, problem) == (
        f"Your roles do not let you give the permission {directory_role_name(en, role)}: leave it out, or "
        "ask a Global admin or an Admin agent."
    )
    assert f"l’autorisation {directory_role_name(fr, role)}" in problem_sentence(fr, problem)


def test_a_permission_that_nobody_knows_is_told_as_it_was_typed(t: Translator) -> None:
    problem = Problem("directory_roles", ProblemCode.PERMISSION_UNKNOWN, {"permission": "Exchange admin"})

    assert "Exchange admin" in problem_sentence(t, problem)


@pytest.mark.parametrize("code", ProblemCode)
def test_no_problem_is_told_in_english_to_a_french_reader(
    code: ProblemCode, en: Translator, fr: Translator
) -> None:
    problem = Problem("first_name", code, FACTS.get(code, {}))

    assert problem_sentence(fr, problem) != problem_sentence(en, problem)


def test_what_is_missing_is_named_where_it_matters(en: Translator) -> None:
    sentence = problem_sentence(en, Problem("name", ProblemCode.REQUIRED))

    assert sentence == "Give a name, with at least one letter or digit."


@pytest.mark.parametrize(
    ("subscription", "said"),
    [
        (a_subscription(), ""),
        (
            a_subscription(active=3, consumed=5),
            "No license to Office 365 E3 is available: buy more, or remove one from somebody.",
        ),
        (
            a_subscription(a_product(target_type=TargetType.TENANT), active=0),
            "Office 365 E3 applies to the whole organization: it is not assigned to users.",
        ),
        (
            a_subscription(a_product(publisher="Fabrikam")),
            "Licenses to Office 365 E3 are assigned by its publisher, Fabrikam, on the publisher's own site.",
        ),
    ],
    ids=["assignable", "over-assigned", "for the tenant", "of a publisher"],
)
def test_a_product_that_cannot_be_assigned_says_why(
    subscription: Subscription, said: str, en: Translator, fr: Translator
) -> None:
    assert hindrance_sentence(en, subscription) == said
    assert hindrance_sentence(fr, subscription) != said or not said


@pytest.mark.parametrize("reason", RefusalReason)
def test_every_refusal_of_a_target_is_explained_in_each_language(
    reason: RefusalReason, en: Translator, fr: Translator
) -> None:
    problems = (Problem("sku-e3", ProblemCode.NO_SEAT, {"product": "Office 365 E3"}),)
    outcome = Outcome(target_id="nadia", result=Result.REFUSED, reason=reason, problems=problems)

    assert outcome_reason(en, outcome)
    assert outcome_reason(en, outcome) != outcome_reason(fr, outcome)


def test_all_that_is_wrong_for_one_user_is_told_together(en: Translator) -> None:
    problems = (
        Problem("sku-e3", ProblemCode.NO_SEAT, {"product": "Office 365 E3"}),
        Problem("sku-e1", ProblemCode.NO_PLAN_LEFT, {"product": "Office 365 E1"}),
    )
    refused = Outcome(
        target_id="nadia", result=Result.REFUSED, reason=RefusalReason.INVALID, problems=problems
    )

    assert outcome_reason(en, refused) == (
        "It looks like you've run out of licenses to Office 365 E3. Buy more licenses, or remove one from "
        "somebody, and then try again. "
        "All service plans of Office 365 E1 are switched off: leave one on, or remove the license."
    )


def test_what_was_done_needs_no_reason(en: Translator) -> None:
    assert not outcome_reason(en, Outcome(target_id="nadia", result=Result.DONE))


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence_in_each_language(reason: Reason, en: Translator, fr: Translator) -> None:
    decision = Decision(Verdict.DENY, reason, approver_roles=EVERYBODY)

    assert decision_sentence(en, decision)
    assert decision_sentence(en, decision) != decision_sentence(fr, decision)


def test_a_lacking_permission_names_the_roles_that_have_it(en: Translator) -> None:
    roles = frozenset({Role.ADMIN_AGENT, Role.GLOBAL_ADMIN})

    sentence = decision_sentence(en, Decision(Verdict.DENY, Reason.ROLE_LACKS_PERMISSION, 0, roles))

    assert sentence == (
        "None of your roles allows this. These roles may do it directly: Global admin and Admin agent."
    )


def test_what_nobody_can_be_asked_for_takes_a_role_that_may_do_it_at_once(en: Translator) -> None:
    decision = Decision(Verdict.APPROVAL, Reason.ROLE_NEEDS_APPROVAL, 1, frozenset({Role.GLOBAL_ADMIN}))

    assert decision_sentence(en, decision) == (
        "This takes a role that may do it at once: with yours another person would have to agree, and that "
        "cannot be asked for here. These roles may do it directly: Global admin."
    )


def test_whose_roles_do_not_reach_an_administrator_reads_which_may_ask(en: Translator) -> None:
    decision = Decision(Verdict.DENY, Reason.SENSITIVE_TARGET, 0, frozenset({Role.ADMIN_AGENT}))

    assert decision_sentence(en, decision).endswith("These roles may ask for it: Admin agent.")


def test_without_such_roles_no_list_of_them_is_begun(en: Translator) -> None:
    assert decision_sentence(en, Decision(Verdict.DENY, Reason.NO_ROLE)) == "You have no partner role yet."


@pytest.mark.parametrize(
    "named",
    [
        lambda t: [role_name(t, role) for role in Role],
        lambda t: [directory_role_name(t, role) for role in DirectoryRole],
        lambda t: [operation_name(t, operation) for operation in OperationType],
        lambda t: [action_name(t, action) for action in Action],
    ],
    ids=["role", "directory role", "operation", "action"],
)
def test_every_member_has_a_name_of_its_own(named: Callable[[Translator], list[str]], t: Translator) -> None:
    names = named(t)

    assert all(names)
    assert len(set(names)) == len(names)


def test_french_readers_meet_microsofts_french_terms(fr: Translator) -> None:
    assert directory_role_name(fr, DirectoryRole.GLOBAL_ADMIN) == "Administrateur général"
    assert role_name(fr, Role.HELPDESK_AGENT) == "Agent du support technique"
    assert field_name(fr, "usage_location") == "Emplacement d\u2019utilisation"
    assert field_name(fr, "user_principal_name") == "Nom d\u2019utilisateur principal"


def test_without_a_permission_there_is_partner_centers_default_one(en: Translator) -> None:
    assert permissions_name(en, frozenset()) == "Can use licenses and services"


def test_a_field_that_nobody_knows_keeps_its_name(en: Translator) -> None:
    assert field_name(en, "shoe_size") == "shoe_size"


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("usage_location", "FR", "France"),
        ("country", "GB", "United Kingdom"),
        ("directory_roles", [DirectoryRole.GLOBAL_ADMIN.value], "Global admin"),
        ("directory_roles", ["a role of later"], "Can use licenses and services"),
        ("must_change_password", True, "yes"),
        ("seats", 1234, "1,234"),
        ("domains", ["a.example", "b.example"], "a.example, b.example"),
        ("domains", [], "none"),
        ("last_name", "", "none"),
        ("last_name", "Okafor", "Okafor"),
        ("roles", ["sales_agent", "admin_agent", "a role of later"], "Admin agent and Sales agent"),
        ("roles", [], "none"),
        ("customers", "all", "all of them"),
        ("customers", ["contoso", "fabrikam"], "contoso, fabrikam"),
        ("state", "partial", "done in part"),
        ("command", "purge_users", "delete users for good before 30 days"),
        ("policy_reason", "many_targets", "more than 20 users at once"),
        ("refused", "own_request", "their own request"),
        ("reason", "left", "left"),
    ],
)
def test_recorded_values_are_read_as_people_say_them(
    field: str, value: Recorded, shown: str, en: Translator
) -> None:
    assert reading(en, field, value) == shown
