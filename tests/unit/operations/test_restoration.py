"""Users restored: with what they had as far as seats allow."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType, ResourceType
from shared.domain.command import RestoreUsers
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.subscription import TargetType
from shared.errors import InvalidInputError, UserNotFoundError
from tests.builders import CONTOSO, NOW
from tests.products import E3, POWER_BI_PRO
from tests.unit.operations.restoring import (
    ALL_ON,
    assign,
    delete,
    delete_in_turn,
    problems_of,
    product,
    restore,
    seats,
)

if TYPE_CHECKING:
    from tests.unit.operations.office import Office


# ---- all that they had -----------------------------------------------------------------------------


def test_somebody_restored_is_the_same_user_with_all_that_they_had(licensed: Office) -> None:
    before = licensed.directory.user(CONTOSO, "li")
    delete(licensed, "li")
    licensed.clock.at = NOW + timedelta(days=12)
    (outcome,) = licensed.at_once(restore("li"))
    after = replace(before, changed_at=licensed.clock.at, changed_by="U0GRACE", version=3)
    assert licensed.directory.user(CONTOSO, "li") == after
    assert after.licenses == {"sku-e3": frozenset({"teams"})}
    assert outcome == Outcome(
        target_id="li",
        target_name="Li Wei",
        sign_in_name="li.wei@contoso.example",
        result=Result.DONE,
        regained=("sku-e3",),
        user=after,
    )
    with pytest.raises(UserNotFoundError):
        licensed.directory.deleted_user(CONTOSO, "li")
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 1}
    counts = licensed.directory.count_users(CONTOSO)
    assert (counts.total, counts.deleted) == (4, 0)


def test_a_restoration_is_recorded_with_what_came_back(licensed: Office) -> None:
    delete(licensed, "li")
    licensed.at_once(restore("li"))
    (event,) = licensed.events
    assert (event.operation_id, event.target_id, event.actor_id) == ("click-1", "li", "U0GRACE")
    assert event.operation_types == (
        OperationType.RESTORE_CUSTOMER_USER,
        OperationType.UPDATE_CUSTOMER_USER_LICENSES,
    )
    assert event.resource_type is ResourceType.CUSTOMER_USER
    assert event.old_value == {"state": "deleted"}
    assert event.new_value == {"state": "active", "licenses": ["sku-e3 without teams"]}


def test_who_had_no_license_is_restored_with_none(office: Office) -> None:
    delete(office)
    (outcome,) = office.at_once(restore())
    assert (outcome.result, outcome.regained, outcome.problems) == (Result.DONE, (), ())
    (event,) = office.events
    assert event.operation_types == (OperationType.RESTORE_CUSTOMER_USER,)
    assert event.new_value == {"state": "active", "licenses": []}


def test_each_of_several_has_an_outcome_and_an_event_of_their_own(licensed: Office) -> None:
    delete_in_turn(licensed, "zoe", "ada")
    outcomes = licensed.at_once(restore("nobody", "ada", "zoe"))
    assert [(each.target_id, each.result, each.reason) for each in outcomes] == [
        ("zoe", Result.DONE, None),
        ("ada", Result.DONE, None),
        ("nobody", Result.REFUSED, Reason.GONE),
    ]
    assert [event.target_id for event in licensed.events] == ["zoe", "ada"]


def test_what_was_switched_off_that_the_product_no_longer_has_is_left_out(licensed: Office) -> None:
    delete(licensed, "li")
    product(licensed, "sku-e3", service_plans=tuple(p for p in E3.service_plans if p.id != "teams"))
    (outcome,) = licensed.at_once(restore("li"))
    assert (outcome.regained, outcome.problems) == (("sku-e3",), ())
    assert licensed.licenses("li") == {"sku-e3": ALL_ON}


def test_somebody_is_deleted_and_restored_again_and_again(licensed: Office) -> None:
    for number in range(3):
        delete(licensed, "li", click=f"delete-{number}")
        (outcome,) = licensed.at_once(restore("li"), click=f"restore-{number}")
        assert (outcome.result, outcome.is_repeat, outcome.regained) == (Result.DONE, False, ("sku-e3",))
    assert licensed.directory.user(CONTOSO, "li").version == 7
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 1}


def test_nobody_chosen_is_a_problem(office: Office) -> None:
    with pytest.raises(InvalidInputError) as raised:
        office.at_once(RestoreUsers(customer_id=CONTOSO, users=()))
    assert raised.value.problems == (Problem("users", ProblemCode.NOBODY_CHOSEN),)


# ---- what cannot come back -------------------------------------------------------------------------


def test_who_finds_no_seat_is_restored_without_it_and_told_which(office: Office) -> None:
    office.subscribe([E3], active=1)
    office.subscribe([POWER_BI_PRO])
    office.add_user("Li Wei", {"sku-e3": ALL_ON, "sku-power-bi": ALL_ON})
    delete(office, "li")
    assign(office, "nadia", "sku-e3")
    office.forget()
    (outcome,) = office.at_once(restore("li"))
    assert (outcome.result, outcome.reason, outcome.regained) == (Result.DONE, None, ("sku-power-bi",))
    assert outcome.problems == (Problem("sku-e3", ProblemCode.NO_SEAT, {"product": "Office 365 E3"}),)
    assert office.licenses("li") == {"sku-power-bi": ALL_ON}
    (event,) = office.events
    assert event.new_value == {
        "state": "active",
        "licenses": ["sku-power-bi"],
        "licenses_not_restored": ["sku-e3"],
    }
    assert office.consumed() == office.held() == {"sku-e3": 1, "sku-power-bi": 1}


def test_nothing_comes_back_of_what_is_over_assigned(licensed: Office) -> None:
    licensed.add_user("Bo Diallo", {"sku-e3": ALL_ON})
    delete(licensed, "li")
    seats(licensed, "sku-e3", 0)
    (outcome,) = licensed.at_once(restore("li"))
    assert problems_of(outcome) == [("sku-e3", ProblemCode.NO_SEAT)]
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 1}


def test_a_product_to_which_nobody_subscribes_any_more_does_not_come_back(licensed: Office) -> None:
    delete(licensed, "li")
    del licensed.directory._subscriptions[CONTOSO, "sku-e3"]
    (outcome,) = licensed.at_once(restore("li"))
    assert outcome.result is Result.DONE
    assert outcome.problems == (Problem("sku-e3", ProblemCode.SKU_UNKNOWN, {"product": "sku-e3"}),)
    assert licensed.licenses("li") == {}


def test_of_several_products_that_are_gone_each_is_told(licensed: Office) -> None:
    licensed.add_user("Bo Diallo", {"sku-e1": ALL_ON, "sku-e3": ALL_ON, "sku-power-bi": ALL_ON})
    delete(licensed, "bo")
    del licensed.directory._subscriptions[CONTOSO, "sku-e3"]
    del licensed.directory._subscriptions[CONTOSO, "sku-power-bi"]
    (outcome,) = licensed.at_once(restore("bo"))
    assert (outcome.result, outcome.regained) == (Result.DONE, ("sku-e1",))
    assert problems_of(outcome) == [
        ("sku-e3", ProblemCode.SKU_UNKNOWN),
        ("sku-power-bi", ProblemCode.SKU_UNKNOWN),
    ]
    assert licensed.licenses("bo") == {"sku-e1": ALL_ON}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"publisher": "Fabrikam", "publisher_link": ""}, ProblemCode.PRODUCT_OF_PUBLISHER),
        ({"target_type": TargetType.TENANT}, ProblemCode.PRODUCT_FOR_TENANT),
    ],
)
def test_a_product_that_is_no_longer_assigned_here_does_not_come_back(
    licensed: Office, changes: dict[str, object], code: ProblemCode
) -> None:
    delete(licensed, "li")
    product(licensed, "sku-e3", **changes)
    (outcome,) = licensed.at_once(restore("li"))
    assert (outcome.result, problems_of(outcome)) == (Result.DONE, [("sku-e3", code)])
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1}


def test_who_has_no_usage_location_is_restored_without_licenses(licensed: Office) -> None:
    licensed.add_user("Kim Park", {"sku-e1": ALL_ON, "sku-power-bi": ALL_ON}, usage_location="")
    delete(licensed, "kim")
    (outcome,) = licensed.at_once(restore("kim"))
    assert (outcome.result, outcome.regained) == (Result.DONE, ())
    assert {code for _, code in problems_of(outcome)} == {ProblemCode.USAGE_LOCATION_MISSING}
    assert {sku_id for sku_id, _ in problems_of(outcome)} == {"sku-e1", "sku-power-bi"}


def test_an_add_on_whose_base_found_no_seat_does_not_come_back_either(licensed: Office) -> None:
    licensed.add_user("Bo Diallo", {"sku-e1": ALL_ON, "sku-audio": ALL_ON})
    delete(licensed, "bo")
    seats(licensed, "sku-e1", 1)  # which Ada has
    (outcome,) = licensed.at_once(restore("bo"))
    assert problems_of(outcome) == [
        ("sku-e1", ProblemCode.NO_SEAT),
        ("sku-audio", ProblemCode.PLAN_DEPENDS),
    ]
    assert (outcome.result, licensed.licenses("bo")) == (Result.DONE, {})
    assert licensed.consumed() == licensed.held()


def test_of_two_that_now_clash_one_comes_back(licensed: Office) -> None:
    licensed.add_user("Bo Diallo", {"sku-e1": ALL_ON, "sku-e3": ALL_ON})
    delete(licensed, "bo")
    (outcome,) = licensed.at_once(restore("bo"))
    ((clashing, code),) = problems_of(outcome)
    assert code is ProblemCode.PLANS_EXCLUSIVE
    assert outcome.regained == tuple({"sku-e1", "sku-e3"} - {clashing})
    assert licensed.consumed() == licensed.held()


def test_what_clashes_with_something_that_found_no_seat_comes_back(licensed: Office) -> None:
    licensed.add_user("Bo Diallo", {"sku-e1": ALL_ON, "sku-e3": ALL_ON})
    delete(licensed, "bo")
    seats(licensed, "sku-e3", 1)
    (outcome,) = licensed.at_once(restore("bo"))
    assert problems_of(outcome) == [("sku-e3", ProblemCode.NO_SEAT)]
    assert licensed.licenses("bo") == {"sku-e1": ALL_ON}
