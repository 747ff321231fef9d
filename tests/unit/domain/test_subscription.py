from __future__ import annotations

from dataclasses import replace

import pytest

from shared.domain.problem import Problem, ProblemCode
from shared.domain.subscription import (
    Hindrance,
    LicenseGroup,
    ListedSubscription,
    ProductSummary,
    TargetType,
    Units,
    license_groups,
    normal_id,
    not_listed,
)
from tests.builders import a_product, a_service_plan, a_subscription
from tests.products import BACKUP, E1, E3, FOUNDATION, MINECRAFT, POWER_BI, POWER_BI_PRO, STORAGE


@pytest.mark.parametrize(
    ("active", "warning", "suspended", "consumed", "available"),
    [
        (5, 0, 0, 1, 4),
        (1, 0, 0, 1, 0),
        (5, 3, 0, 6, 2),
        (5, 0, 9, 4, 1),
        (5, 0, 0, 6, -1),
        (0, 0, 25, 25, -25),
    ],
)
def test_available_are_the_active_and_warning_units_less_the_consumed_and_may_be_negative(
    active: int, warning: int, suspended: int, consumed: int, available: int
) -> None:
    subscription = a_subscription(active=active, warning=warning, suspended=suspended, consumed=consumed)
    assert subscription.available == available
    assert (subscription.hindrance is Hindrance.NOTHING_AVAILABLE) == (available <= 0)


def test_what_is_not_microsofts_is_its_publishers_and_what_is_for_the_tenant_is_for_nobody() -> None:
    assert a_subscription(BACKUP).hindrance is Hindrance.PUBLISHER
    assert a_subscription(STORAGE).hindrance is Hindrance.TENANT
    assert a_subscription(replace(BACKUP, target_type=TargetType.TENANT)).hindrance is Hindrance.PUBLISHER
    assert a_subscription(E3).hindrance is None
    assert a_subscription(STORAGE, 0).standing_hindrance is Hindrance.TENANT
    assert a_subscription(E3, 0).standing_hindrance is None


@pytest.mark.parametrize("publisher", ["", "Microsoft", "Microsoft Corporation", "MICROSOFT"])
def test_microsoft_publishes_what_names_nobody_else(publisher: str) -> None:
    assert a_product(publisher=publisher).is_microsoft
    assert not a_product(publisher="Fabrikam").is_microsoft


def test_plans_for_the_tenant_cannot_be_switched_off_for_a_user() -> None:
    assert POWER_BI_PRO.service_plans == (FOUNDATION, POWER_BI)
    assert POWER_BI_PRO.user_plans == (POWER_BI,)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", ProblemCode.REQUIRED),
        ("name", "x" * 257, ProblemCode.TOO_LONG),
        ("name", "Office\u202e365", ProblemCode.UNPRINTABLE),
        ("publisher", "x" * 101, ProblemCode.TOO_LONG),
        ("part_number", "", ProblemCode.PART_NUMBER_MALFORMED),
        ("part_number", " SPE_E3", ProblemCode.PART_NUMBER_MALFORMED),
        ("part_number", "SPÉ_E3", ProblemCode.PART_NUMBER_MALFORMED),
        ("part_number", "x" * 257, ProblemCode.PART_NUMBER_MALFORMED),
        ("sku_id", "", ProblemCode.SKU_ID_MALFORMED),
        ("sku_id", "6fd2c87f b296", ProblemCode.SKU_ID_MALFORMED),
        ("sku_id", "a#b", ProblemCode.SKU_ID_MALFORMED),
        ("publisher_link", "http://fabrikam.example", ProblemCode.LINK_MALFORMED),
        ("publisher_link", "https://", ProblemCode.LINK_MALFORMED),
        ("publisher_link", "https://fabrikam.example/a b", ProblemCode.LINK_MALFORMED),
        ("publisher_link", f"https://fabrikam.example/{'a' * 500}", ProblemCode.LINK_MALFORMED),
    ],
)
def test_a_field_of_a_product_that_breaks_a_rule_is_named(field: str, value: str, code: ProblemCode) -> None:
    product = replace(E3, **{field: value})  # type: ignore[arg-type]  # all texts
    assert [(problem.field, problem.code) for problem in product.problems()] == [(field, code)]


@pytest.mark.parametrize(
    "part_number",
    ["ENTERPRISEPACK", "CFQ7TTC0K5DR/0002", "Windows_365_Business_16_vCPU,_64_GB,_512_GB", "x" * 100],
)
def test_part_numbers_are_as_microsoft_writes_them(part_number: str) -> None:
    assert replace(E3, part_number=part_number).problems() == []


def test_a_plan_has_names_that_can_be_shown_and_an_id() -> None:
    assert FOUNDATION.problems() == []
    wrong = a_service_plan("", "", "x" * 257)
    assert [(problem.field, problem.code) for problem in wrong.problems()] == [
        ("service_name", ProblemCode.REQUIRED),
        ("display_name", ProblemCode.TOO_LONG),
        ("id", ProblemCode.SKU_ID_MALFORMED),
    ]


@pytest.mark.parametrize(
    ("units", "has_ended"),
    [
        (Units(active=0), True),
        (Units(active=1), False),
        (Units(active=0, warning=1), False),
        (Units(active=0, suspended=1), False),
    ],
)
def test_a_subscription_without_seats_of_any_kind_has_ended(units: Units, has_ended: bool) -> None:
    assert replace(a_subscription(E3), units=units).has_ended is has_ended


def test_what_is_here_and_not_in_the_list_is_found() -> None:
    ended = replace(a_subscription(a_product("sku-old")), units=Units(active=0))
    here = [a_subscription(E3), a_subscription(E1), ended, a_subscription(MINECRAFT)]
    row = ListedSubscription(product=E1, units=Units(active=1), consumed=0)
    assert [each.id for each in not_listed(here, [row])] == [E3.sku_id]


def test_a_group_of_licenses_of_which_a_list_has_nothing_is_not_missed() -> None:
    other = replace(MINECRAFT, sku_id="sku-other")
    row = ListedSubscription(product=other, units=Units(active=1), consumed=0)
    assert [each.id for each in not_listed([a_subscription(MINECRAFT)], [row])] == [MINECRAFT.sku_id]


def test_units_are_from_nought_to_the_largest_int32() -> None:
    assert Units(active=0, warning=2_147_483_647).problems() == []
    facts = {"limit": 2_147_483_647}
    assert Units(active=-1, warning=2_147_483_648, suspended=-5).problems() == [
        Problem("active", ProblemCode.UNITS_OUT_OF_RANGE, facts),
        Problem("warning", ProblemCode.UNITS_OUT_OF_RANGE, facts),
        Problem("suspended", ProblemCode.UNITS_OUT_OF_RANGE, facts),
    ]


def test_an_id_is_the_same_however_it_is_written() -> None:
    assert normal_id(" EFCCB6F7-5641-4E0E-BD10-B4976E1BF68E\n") == "efccb6f7-5641-4e0e-bd10-b4976e1bf68e"


def test_the_groups_of_some_subscriptions_are_named_once() -> None:
    assert license_groups([]) == frozenset()
    listed = [a_subscription(each) for each in (E3, MINECRAFT, BACKUP)]
    assert license_groups(listed) == {LicenseGroup.GROUP1, LicenseGroup.GROUP2}


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [("", True), ("365 e3", True), ("enterprise", True), ("E3 office", True), ("e5", False), ("fice", False)],
)
def test_a_product_is_found_by_the_beginnings_of_words(typed: str, is_found: bool) -> None:
    product = ProductSummary(sku_id="sku-e3", part_number="ENTERPRISEPACK", name="Office 365 E3")
    assert product.is_found_by(typed) == is_found
