"""Users restored too late, while others are at it, or twice by the same click."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.command import CreateUser, DeleteUsers
from shared.domain.customer import Domain
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import RequestState, Tally
from shared.operations.changer import ATTEMPTS
from tests.builders import CONTOSO, NOW, a_request, a_user_profile
from tests.unit.operations.office import GRACE
from tests.unit.operations.restoring import (
    ALL_ON,
    EVERYONE,
    TICK,
    assign,
    change_domains,
    delete,
    problems_of,
    restore,
    seats,
)

if TYPE_CHECKING:
    from tests.unit.operations.office import Office


# ---- too late, and what others do meanwhile --------------------------------------------------------


def test_to_the_last_instant_of_the_30_days_somebody_can_be_restored(licensed: Office) -> None:
    delete(licensed, "li")
    licensed.clock.at = NOW + timedelta(days=30) - TICK
    (outcome,) = licensed.at_once(restore("li"))
    assert outcome.result is Result.DONE


@pytest.mark.parametrize("beyond", [timedelta(0), TICK, timedelta(days=365)])
def test_from_then_on_it_is_too_late_although_they_are_not_purged(
    licensed: Office, beyond: timedelta
) -> None:
    delete(licensed, "li")
    licensed.clock.at = NOW + timedelta(days=30) + beyond
    (refused,) = licensed.at_once(restore("li"))
    assert (refused.result, refused.reason, refused.problems) == (Result.REFUSED, Reason.TOO_LATE, ())
    assert refused.target_name == "Li Wei"
    assert refused.deleted == licensed.directory.deleted_user(CONTOSO, "li")
    assert licensed.events == []


def test_the_30_days_may_end_while_the_others_are_restored(licensed: Office) -> None:
    delete(licensed, "li", "ada")
    licensed.clock.at = NOW + timedelta(days=30) - TICK
    licensed.directory.before_write = lambda: licensed.clock.move(TICK)
    ada, li = licensed.at_once(restore("li", "ada"))
    assert (ada.target_id, ada.result) == ("ada", Result.DONE)
    assert (li.result, li.reason) == (Result.REFUSED, Reason.TOO_LATE)


def test_somebody_purged_is_gone(licensed: Office) -> None:
    delete(licensed, "li")
    del licensed.directory._deleted[CONTOSO, "li"]
    (refused,) = licensed.at_once(restore("li"))
    assert refused == Outcome(target_id="li", result=Result.REFUSED, reason=Reason.GONE)


def test_somebody_purged_at_the_last_instant_is_gone_and_takes_no_seat(licensed: Office) -> None:
    delete(licensed, "li")
    licensed.directory.before_write = lambda: licensed.directory._deleted.pop((CONTOSO, "li"))
    (refused,) = licensed.at_once(restore("li"))
    assert (refused.result, refused.reason) == (Result.REFUSED, Reason.GONE)
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1}


def test_whom_a_colleague_restored_already_is_unchanged(licensed: Office) -> None:
    delete(licensed, "li")
    licensed.at_once(restore("li"), click="theirs")
    (outcome,) = licensed.at_once(restore("li"))
    assert (outcome.result, outcome.reason, outcome.is_repeat) == (Result.UNCHANGED, None, False)
    assert outcome.user == licensed.directory.user(CONTOSO, "li")
    assert [event.operation_id for event in licensed.events] == ["theirs"]


def test_whom_a_colleague_restores_at_the_last_instant_is_unchanged(licensed: Office) -> None:
    delete(licensed, "li")
    licensed.directory.before_write = lambda: licensed.at_once(restore("li"), click="theirs")
    (outcome,) = licensed.at_once(restore("li"))
    assert outcome.result is Result.UNCHANGED
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 1}


def test_somebody_who_was_never_deleted_is_unchanged(licensed: Office) -> None:
    (outcome,) = licensed.at_once(restore("li"))
    assert outcome.result is Result.UNCHANGED
    assert licensed.events == []


def test_whom_a_colleague_restores_and_deletes_again_is_restored_from_that_deletion(
    licensed: Office,
) -> None:
    delete(licensed, "li")

    def meanwhile() -> None:
        licensed.at_once(restore("li"), click="theirs")
        assign(licensed, "li", "sku-power-bi")
        command = DeleteUsers(customer_id=CONTOSO, users=("li",))
        licensed.at_once(command, click="and-again")

    licensed.directory.before_write = meanwhile
    (outcome,) = licensed.at_once(restore("li"))
    assert (outcome.result, outcome.regained) == (Result.DONE, ("sku-e3", "sku-power-bi"))
    assert licensed.directory.user(CONTOSO, "li").version == 6
    assert licensed.consumed() == licensed.held()


def test_somebody_whom_others_keep_restoring_and_deleting_is_given_up(licensed: Office) -> None:
    delete(licensed, "li")

    def keep_changing() -> None:
        key = CONTOSO, "li"
        deleted = licensed.directory._deleted[key]
        user = replace(deleted.user, version=deleted.user.version + 2)
        licensed.directory._deleted[key] = replace(deleted, user=user)
        licensed.directory.before_write = keep_changing

    licensed.directory.before_write = keep_changing
    (refused,) = licensed.at_once(restore("li"))
    assert (refused.result, refused.reason) == (Result.REFUSED, Reason.CHANGED_MEANWHILE)
    assert licensed.directory.calls.count("restore_user") == ATTEMPTS


# ---- the same click again --------------------------------------------------------------------------


@pytest.mark.promise(9)
def test_the_same_click_delivered_again_tells_what_came_back_then(licensed: Office) -> None:
    licensed.add_user("Bo Diallo", {"sku-e3": ALL_ON, "sku-power-bi": ALL_ON})
    delete(licensed, "bo")
    seats(licensed, "sku-e3", 1)
    (first,) = licensed.at_once(restore("bo"))
    assert (first.regained, problems_of(first)) == (("sku-power-bi",), [("sku-e3", ProblemCode.NO_SEAT)])
    seats(licensed, "sku-e3", 25)
    assign(licensed, "bo", "sku-e3")
    (again,) = licensed.at_once(restore("bo"), delivery="delivery-2")
    assert (again.result, again.is_repeat, again.regained) == (Result.DONE, True, ("sku-power-bi",))
    facts = {"product": "Office 365 E3"}
    assert again.problems == (Problem("sku-e3", ProblemCode.LICENSE_NOT_RESTORED, facts),)
    assert again.user == licensed.directory.user(CONTOSO, "bo")
    assert len([event for event in licensed.events if event.operation_id == "click-1"]) == 1


@pytest.mark.promise(9)
def test_two_deliveries_at_once_tell_the_same(licensed: Office) -> None:
    """The late one looked when the seat was there, and finds that it went to the first."""
    delete(licensed, "li")
    seats(licensed, "sku-e3", 1)
    licensed.directory.before_write = lambda: licensed.at_once(restore("li"), delivery="delivery-2")
    (outcome,) = licensed.at_once(restore("li"))
    assert (outcome.result, outcome.is_repeat) == (Result.DONE, True)
    assert (outcome.regained, outcome.problems) == (("sku-e3",), ())
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 1}


@pytest.mark.promise(9)
def test_a_delivery_that_knew_less_tells_what_the_first_one_did(licensed: Office) -> None:
    """The late one looked before there was a seat, and the first one after."""
    delete(licensed, "li")
    seats(licensed, "sku-e3", 0)

    def buy_and_restore() -> None:
        seats(licensed, "sku-e3", 1)
        licensed.at_once(restore("li"), delivery="delivery-2")

    licensed.directory.before_write = buy_and_restore
    (outcome,) = licensed.at_once(restore("li"))
    assert (outcome.result, outcome.regained, outcome.problems) == (Result.DONE, ("sku-e3",), ())


@pytest.mark.promise(9)
@pytest.mark.parametrize("why", ["too late", "name taken", "domain gone", "administrator"])
def test_the_same_click_delivered_after_another_deletion_and_made_impossible_is_still_known(
    licensed: Office, why: str
) -> None:
    delete(licensed, "li")
    licensed.at_once(restore("li"))
    licensed.at_once(DeleteUsers(customer_id=CONTOSO, users=("li",)), click="again")
    key, deleted = (CONTOSO, "li"), licensed.directory.deleted_user(CONTOSO, "li")
    if why == "too late":
        licensed.clock.move(timedelta(days=31))
    elif why == "name taken":
        licensed.submit(CreateUser(customer_id=CONTOSO, profile=a_user_profile("Li Wei")), click="take")
    elif why == "domain gone":
        change_domains(licensed, Domain("west.example"))
    else:
        profile = replace(deleted.user.profile, is_protected=True)
        licensed.directory._deleted[key] = replace(deleted, user=replace(deleted.user, profile=profile))
    (again,) = licensed.at_once(restore("li"))
    assert (again.result, again.is_repeat, again.regained) == (Result.DONE, True, ("sku-e3",))
    assert licensed.directory.deleted_user(CONTOSO, "li").deleted_at == deleted.deleted_at


@pytest.mark.promise(9, 10)
@pytest.mark.parametrize("fate", ["loses the role", "breaks down"])
def test_who_was_restored_before_it_went_wrong_is_not_told_as_refused(competing: Office, fate: str) -> None:
    """The worker is killed after it restored one; and then their requester may not do it any more."""

    class Killed(BaseException):
        pass

    request = competing.requests.file(a_request(command=replace(restore(), users=EVERYONE)))
    competing.work(request.id, steps=2)
    restore_user = competing.directory.restore_user

    def mortal(*restoration: object) -> None:
        competing.directory.restore_user = restore_user  # type: ignore[method-assign]  # dies once
        restore_user(*restoration)  # type: ignore[arg-type]  # as given
        raise Killed

    competing.directory.restore_user = mortal  # type: ignore[assignment,method-assign]  # likewise
    with pytest.raises(Killed):
        competing.work(request.id)
    if fate == "loses the role":
        competing.staff.save(replace(GRACE, roles=frozenset()))
        reasons: list[Reason | None] = [Reason.NOT_ALLOWED, Reason.NOT_ALLOWED]
    else:
        competing.directory.before_write = lambda: 1 / 0
        reasons = [Reason.FAILED, None]
    done = competing.work(request.id)
    bo, ada, chi = competing.requests.outcomes(done)
    assert (bo.target_id, bo.result, bo.regained) == ("bo", Result.DONE, ("sku-e3",))
    assert [each.reason for each in (ada, chi)] == reasons
    assert done.state is RequestState.PARTIAL
    assert competing.consumed() == competing.held()


@pytest.mark.promise(9)
def test_what_breaks_down_after_somebody_was_restored_is_told_as_done(competing: Office) -> None:
    request = competing.requests.file(a_request(command=replace(restore(), users=EVERYONE)))
    restore_user = competing.directory.restore_user

    def broken(*restoration: object) -> None:
        restore_user(*restoration)  # type: ignore[arg-type]  # as given
        raise ZeroDivisionError

    competing.directory.restore_user = broken  # type: ignore[assignment,method-assign]  # every time
    done = competing.work(request.id)
    assert done.tally == Tally(done=3)
    assert len(competing.reporter.faults) == 3
