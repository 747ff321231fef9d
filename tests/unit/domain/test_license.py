from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.license import (
    MAXIMUM_CHANGES,
    MAXIMUM_LICENSES,
    LicenseChange,
    license_problems,
)
from shared.domain.problem import Problem, ProblemCode
from tests.builders import a_product
from tests.products import (
    BACKUP,
    CONFERENCING,
    E3,
    MINECRAFT,
    PRODUCTS,
    SHAREPOINT_1,
    SHAREPOINT_2,
    SHAREPOINT_KIOSK,
    STORAGE,
    subscriptions_to,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.license import Licenses

ALL_ON: frozenset[str] = frozenset()
CONTOSOS = subscriptions_to()
PLANS = {product.sku_id: sorted(plan.id for plan in product.service_plans) for product in PRODUCTS}


def assigning(*sku_ids: str) -> LicenseChange:
    return LicenseChange(assign=dict.fromkeys(sku_ids, ALL_ON))


def problems_of(before: Licenses, after: Licenses) -> list[Problem]:
    return license_problems(before, after, CONTOSOS)


def codes(problems: list[Problem]) -> list[tuple[str, ProblemCode]]:
    return [(problem.field, problem.code) for problem in problems]


# ---- what a change makes ---------------------------------------------------------------------------


def test_a_swap_leaves_the_other_products_as_they_were() -> None:
    change = LicenseChange(assign={"sku-e3": None}, remove=frozenset({"sku-e1"}))
    before = {"sku-e1": ALL_ON, "sku-power-bi": frozenset({"power-bi"})}
    assert change.applied_to(before) == {"sku-e3": ALL_ON, "sku-power-bi": frozenset({"power-bi"})}


def test_assigning_without_a_word_about_plans_keeps_them_for_who_has_the_product_already() -> None:
    change = LicenseChange(assign={"sku-e3": None})
    assert change.applied_to({"sku-e3": frozenset({"teams"})}) == {"sku-e3": frozenset({"teams"})}
    assert change.applied_to({}) == {"sku-e3": ALL_ON}


def test_assigning_with_plans_sets_them_for_everyone() -> None:
    change = LicenseChange(assign={"sku-e3": frozenset({"skype-2"})})
    assert change.applied_to({"sku-e3": frozenset({"teams"})}) == {"sku-e3": frozenset({"skype-2"})}


sku_ids = st.sampled_from([product.sku_id for product in PRODUCTS])
disabled = st.frozensets(st.sampled_from(["exchange-1", "sharepoint-2", "teams"]), max_size=3)
licenses = st.dictionaries(sku_ids, disabled, max_size=5)


@st.composite
def changes(draw: st.DrawFn) -> LicenseChange:
    assign = draw(st.dictionaries(sku_ids, st.none() | disabled, max_size=4))
    return LicenseChange(assign=assign, remove=draw(st.frozensets(sku_ids, max_size=3)) - assign.keys())


@given(changes(), licenses)
def test_what_a_change_does_not_name_stays_and_what_it_names_is_as_it_says(
    change: LicenseChange, before: dict[str, frozenset[str]]
) -> None:
    after = change.applied_to(before)
    untouched = before.keys() - change.sku_ids
    assert {sku_id: after[sku_id] for sku_id in untouched} == {sku_id: before[sku_id] for sku_id in untouched}
    assert after.keys() == (before.keys() | change.assign.keys()) - change.remove
    assert all(plans is None or after[sku_id] == plans for sku_id, plans in change.assign.items())


@given(changes(), licenses)
def test_a_change_made_twice_is_the_same_as_made_once(
    change: LicenseChange, before: dict[str, frozenset[str]]
) -> None:
    once = change.applied_to(before)
    assert change.applied_to(once) == once


# ---- what is wrong with a change whoever it is for -------------------------------------------------


def test_a_change_of_nothing_is_none() -> None:
    assert LicenseChange().problems(CONTOSOS) == [Problem("users", ProblemCode.NOTHING_CHOSEN)]


def test_a_change_of_too_many_products_says_so_alone() -> None:
    change = assigning(*[f"sku-{number}" for number in range(MAXIMUM_CHANGES + 1)])
    facts = {"limit": MAXIMUM_CHANGES, "count": MAXIMUM_CHANGES + 1}
    assert change.problems(CONTOSOS) == [Problem("users", ProblemCode.TOO_MANY_PRODUCTS, facts)]


@pytest.mark.parametrize(
    "change", [assigning("sku-of-nobody"), LicenseChange(remove=frozenset({"sku-of-nobody"}))]
)
def test_a_product_to_which_the_customer_does_not_subscribe_is_named(change: LicenseChange) -> None:
    facts = {"product": "sku-of-nobody"}
    assert change.problems(CONTOSOS) == [Problem("sku-of-nobody", ProblemCode.SKU_UNKNOWN, facts)]


def test_products_of_two_license_groups_cannot_change_together() -> None:
    change = LicenseChange(assign={"sku-minecraft": None}, remove=frozenset({"sku-e3"}))
    facts = {"product": MINECRAFT.name, "other": E3.name}
    assert change.problems(CONTOSOS) == [Problem("sku-minecraft", ProblemCode.LICENSE_GROUPS_MIXED, facts)]


def test_a_product_for_the_tenant_and_one_of_a_publisher_are_not_assigned() -> None:
    assert assigning("sku-storage", "sku-backup").problems(CONTOSOS) == [
        Problem(
            "sku-backup", ProblemCode.PRODUCT_OF_PUBLISHER, {"product": BACKUP.name, "publisher": "Fabrikam"}
        ),
        Problem("sku-storage", ProblemCode.PRODUCT_FOR_TENANT, {"product": STORAGE.name, "publisher": ""}),
    ]


def test_a_license_that_should_never_have_been_can_be_removed() -> None:
    change = LicenseChange(remove=frozenset({"sku-storage", "sku-backup"}))
    assert change.problems(CONTOSOS) == []
    assert problems_of({"sku-storage": ALL_ON}, {}) == []


def test_e1_and_e3_together_clash_and_their_plans_are_named() -> None:
    facts = {"plans": "SharePoint (Plan 1), SharePoint (Plan 2)"}
    assert assigning("sku-e1", "sku-e3").problems(CONTOSOS) == [
        Problem("sku-e3", ProblemCode.PLANS_EXCLUSIVE, facts)
    ]


def test_what_an_add_on_needs_is_asked_only_of_who_has_no_other_licenses() -> None:
    change = assigning("sku-audio")
    assert change.problems(CONTOSOS) == []
    facts = {
        "plan": CONFERENCING.display_name,
        "plans": "Skype for Business Online (Plan 2), Microsoft Teams",
    }
    assert change.problems(CONTOSOS, is_whole=True) == [Problem("sku-audio", ProblemCode.PLAN_DEPENDS, facts)]


# ---- what is wrong with it for somebody ------------------------------------------------------------


def test_e3_for_somebody_who_has_e1_clashes_and_a_swap_does_not() -> None:
    assert codes(problems_of({"sku-e1": ALL_ON}, {"sku-e1": ALL_ON, "sku-e3": ALL_ON})) == [
        ("sku-e3", ProblemCode.PLANS_EXCLUSIVE)
    ]
    assert problems_of({"sku-e1": ALL_ON}, {"sku-e3": ALL_ON}) == []


def test_a_clash_goes_away_with_the_plan_switched_off() -> None:
    assert problems_of({}, {"sku-e1": frozenset({SHAREPOINT_1.id}), "sku-e3": ALL_ON}) == []


def test_a_plan_switched_on_that_clashes_is_told_of_the_product_that_brings_it() -> None:
    before = {"sku-e1": frozenset({SHAREPOINT_1.id}), "sku-e3": ALL_ON}
    problems = problems_of(before, {"sku-e3": ALL_ON, "sku-e1": ALL_ON})
    assert codes(problems) == [("sku-e1", ProblemCode.PLANS_EXCLUSIVE)]


def test_a_clash_that_was_there_is_nobodys_fault_and_a_third_plan_in_it_is() -> None:
    clashing = {"sku-e1": ALL_ON, "sku-e3": ALL_ON}
    assert problems_of(clashing, {**clashing, "sku-power-bi": ALL_ON}) == []
    assert codes(problems_of(clashing, {**clashing, "sku-f3": ALL_ON})) == [
        ("sku-f3", ProblemCode.PLANS_EXCLUSIVE),
        ("sku-f3", ProblemCode.PLANS_EXCLUSIVE),
    ]


def test_a_clash_of_three_may_become_one_of_two() -> None:
    three = {"sku-e1": ALL_ON, "sku-e3": ALL_ON, "sku-f3": ALL_ON}
    assert problems_of(three, {"sku-e1": ALL_ON, "sku-e3": ALL_ON}) == []


def test_removing_what_an_add_on_needs_is_refused_and_named_at_the_add_on() -> None:
    before = {"sku-e3": ALL_ON, "sku-audio": ALL_ON}
    assert codes(problems_of(before, {"sku-audio": ALL_ON})) == [("sku-audio", ProblemCode.PLAN_DEPENDS)]
    assert problems_of(before, {}) == []


def test_switching_off_what_an_add_on_needs_is_refused_while_the_other_choice_is_off_too() -> None:
    before = {"sku-e3": ALL_ON, "sku-audio": ALL_ON}
    assert problems_of(before, {**before, "sku-e3": frozenset({"teams"})}) == []
    both_off = {**before, "sku-e3": frozenset({"teams", "skype-2"})}
    assert codes(problems_of(before, both_off)) == [("sku-audio", ProblemCode.PLAN_DEPENDS)]


def test_an_add_on_that_missed_its_base_before_may_stay() -> None:
    assert problems_of({"sku-audio": ALL_ON}, {"sku-audio": ALL_ON, "sku-power-bi": ALL_ON}) == []


def test_plans_that_the_product_has_not_are_refused_and_so_are_those_of_the_tenant() -> None:
    for plan in ("teams", "foundation"):
        problems = problems_of({}, {"sku-power-bi": frozenset({plan})})
        assert codes(problems) == [("sku-power-bi", ProblemCode.PLAN_UNKNOWN)]


def test_a_plan_that_the_product_lost_after_it_was_switched_off_is_nobodys_fault() -> None:
    before = {"sku-e3": frozenset({"plan-of-old"})}
    assert problems_of(before, {"sku-e3": frozenset({"plan-of-old", "teams"})}) == []


def test_a_license_with_every_plan_off_is_none() -> None:
    facts = {"product": "Power BI Pro"}
    assert problems_of({}, {"sku-power-bi": frozenset({"power-bi"})}) == [
        Problem("sku-power-bi", ProblemCode.NO_PLAN_LEFT, facts)
    ]


def test_a_product_without_plans_can_be_assigned() -> None:
    assert problems_of({}, {"sku-minecraft": ALL_ON}) == []


def test_only_so_many_licenses_fit_one_user() -> None:
    many = subscriptions_to([a_product(f"sku-{n:02}") for n in range(MAXIMUM_LICENSES + 1)])
    full = dict.fromkeys(sorted(many)[:-1], ALL_ON)
    assert license_problems({}, full, many) == []
    facts = {"limit": MAXIMUM_LICENSES, "count": MAXIMUM_LICENSES + 1}
    assert license_problems(full, dict.fromkeys(many, ALL_ON), many) == [
        Problem("sku-00", ProblemCode.TOO_MANY_LICENSES, facts)
    ]
    assert license_problems(dict.fromkeys(many, ALL_ON), dict.fromkeys(many, ALL_ON), many) == []


def test_every_problem_is_told_at_once() -> None:
    after = {"sku-storage": ALL_ON, "sku-of-nobody": ALL_ON, "sku-e1": ALL_ON, "sku-e3": frozenset({"odd"})}
    assert codes(problems_of({}, after)) == [
        ("sku-of-nobody", ProblemCode.SKU_UNKNOWN),
        ("sku-storage", ProblemCode.PRODUCT_FOR_TENANT),
        ("sku-e3", ProblemCode.PLAN_UNKNOWN),
        ("sku-e3", ProblemCode.PLANS_EXCLUSIVE),
    ]


# ---- laws ------------------------------------------------------------------------------------------


@st.composite
def holdings(draw: st.DrawFn) -> dict[str, frozenset[str]]:
    held = draw(st.lists(sku_ids, unique=True, max_size=6))
    return {sku: frozenset(draw(st.lists(st.sampled_from([*PLANS[sku], "old"]), max_size=3))) for sku in held}


@given(holdings())
def test_what_somebody_has_is_never_blamed_while_it_stays(before: Mapping[str, frozenset[str]]) -> None:
    assert license_problems(before, before, CONTOSOS) == []
    assert license_problems(before, before, {}) == []


@given(holdings(), st.data())
def test_a_removal_is_refused_for_nothing_but_what_depends_on_it(
    before: dict[str, frozenset[str]], data: st.DataObject
) -> None:
    kept = data.draw(st.sets(st.sampled_from(sorted(before)))) if before else set()
    problems = license_problems(before, {sku_id: before[sku_id] for sku_id in kept}, CONTOSOS)
    assert {problem.code for problem in problems} <= {ProblemCode.PLAN_DEPENDS}


@given(holdings(), changes())
def test_a_problem_points_at_a_product_that_the_user_would_have(
    before: dict[str, frozenset[str]], change: LicenseChange
) -> None:
    after = change.applied_to(before)
    assert {problem.field for problem in license_problems(before, after, CONTOSOS)} <= after.keys()


def test_the_plans_of_a_clash_are_named_as_people_know_them() -> None:
    (problem, _) = problems_of({}, {"sku-f3": ALL_ON, "sku-e1": ALL_ON})
    assert problem.facts == {"plans": "Exchange Online (Plan 1), Exchange Online Kiosk"}
    names = {SHAREPOINT_2.display_name, SHAREPOINT_KIOSK.display_name}
    (clash,) = problems_of({}, {"sku-f3": frozenset({"exchange-kiosk"}), "sku-e3": ALL_ON})
    assert set(str(clash.facts["plans"]).split(", ")) == names
