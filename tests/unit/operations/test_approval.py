"""Who may decide about a request that waits, when, on what, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import ALL_CUSTOMERS, PARTNER_DESK, OperationType
from shared.domain.command import DeleteUsers, GrantRoles
from shared.domain.problem import ProblemCode
from shared.domain.request import PENDING_FOR, Answer, Objection, RequestState
from shared.domain.staff import Grant, Role
from shared.domain.user import Everyone
from shared.errors import (
    AccessDeniedError,
    BusyError,
    DecisionRefusedError,
    InvalidInputError,
    MovedOnError,
    RequestNotFoundError,
)
from shared.operations.approval import approve, expire, may_decide, reject
from shared.operations.asking import content_hash
from tests.builders import CONTOSO, FABRIKAM, NOW, a_staff_member, an_operation
from tests.unit.operations.deciding import (
    AGENT,
    ELSEWHERE,
    HELPDESK,
    SALES,
    ask_to_delete,
    ask_to_purge,
    asked,
    objection,
    says_no,
    says_yes,
    staffed,
    takes_back,
    trail,
)
from tests.unit.operations.office import FREYA, GRACE, HAMID

if TYPE_CHECKING:
    from shared.domain.request import Request
    from tests.unit.operations.office import Office

DELETED = OperationType.DELETE_CUSTOMER_USER


# ---- agreeing --------------------------------------------------------------------------------------


@pytest.mark.promise(7, 8)
def test_one_other_person_agrees_and_the_worker_may_begin(office: Office) -> None:
    request = ask_to_delete(staffed(office))
    approved = says_yes(office, AGENT, request)
    assert (approved.state, approved.version) == (RequestState.APPROVED, 2)
    assert approved.approval is not None
    (decision,) = approved.approval.decisions
    assert (decision.approver_id, decision.answer, decision.decided_at) == ("U0AGENT", Answer.APPROVED, NOW)
    assert decision.content_hash == content_hash(request)
    assert office.requests.request("click-1") == approved


def test_an_agreement_is_an_event_that_says_how_many_there_are_now(office: Office) -> None:
    request = ask_to_purge(staffed(office))
    office.forget()
    says_yes(office, FREYA, request)
    says_yes(office, HAMID, request)
    first, second = office.events
    assert (first.actor_id, second.actor_id) == ("U0FREYA", "U0HAMID")
    assert (first.customer_id, first.customer_name, first.target_id) == (CONTOSO, "Contoso Ltd", "click-1")
    assert first.operation_types == second.operation_types == (OperationType.APPROVE_REQUEST,)
    assert (first.old_value, first.new_value) == ({"approvals": 0}, {"approvals": 1})
    assert second.new_value == {"state": "approved", "approvals": 2}


@pytest.mark.promise(7)
def test_where_two_must_agree_one_does_not_do(office: Office) -> None:
    request = ask_to_purge(staffed(office))
    once = says_yes(office, FREYA, request)
    assert (once.state, once.approval and once.approval.missing) == (RequestState.PENDING, 1)
    assert office.work(steps=3).state is RequestState.PENDING
    twice = says_yes(office, HAMID, request)
    assert (twice.state, twice.approval and twice.approval.missing) == (RequestState.APPROVED, 0)


@pytest.mark.promise(7)
def test_where_three_must_agree_two_do_not_do(office: Office) -> None:
    """As many as a deployment may ask for: two approvals, and one more for many."""
    request = ask_to_purge(staffed(office))
    assert request.approval is not None
    office.requests.filed["click-1"] = replace(request, approval=replace(request.approval, needed=3))
    request = office.requests.request("click-1")
    assert says_yes(office, FREYA, request).is_pending
    assert says_yes(office, HAMID, request).is_pending
    first_admin = a_staff_member(slack_user_id="U0FIRST")
    assert says_yes(office, first_admin, request).state is RequestState.APPROVED


@pytest.mark.promise(7)
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_nobody_decides_about_their_own_request(office: Office, answer: str) -> None:
    request = ask_to_purge(staffed(office))
    decide = says_yes if answer == "yes" else says_no
    assert objection(lambda: decide(office, GRACE, request)) is Objection.OWN_REQUEST
    assert office.requests.request("click-1") == request
    assert trail(office)[OperationType.REFUSE_DECISION] == 1


@pytest.mark.promise(7)
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_nobody_decides_twice_whatever_they_say_the_second_time(office: Office, answer: str) -> None:
    once = says_yes(office, FREYA, ask_to_purge(staffed(office)))
    decide = says_yes if answer == "yes" else says_no
    assert objection(lambda: decide(office, FREYA, once, click="again")) is Objection.DECIDED_BEFORE
    assert office.requests.request("click-1") == once


@pytest.mark.promise(9)
@pytest.mark.parametrize("quorum", [1, 2])
def test_the_same_click_delivered_again_is_one_agreement_and_no_error(office: Office, quorum: int) -> None:
    request = (ask_to_delete if quorum == 1 else ask_to_purge)(staffed(office))
    once = says_yes(office, FREYA, request)
    assert says_yes(office, FREYA, request) == once
    assert trail(office)[OperationType.APPROVE_REQUEST] == 1


@pytest.mark.promise(9)
def test_the_same_click_delivered_at_the_same_time_is_one_agreement(office: Office) -> None:
    request = ask_to_purge(staffed(office))
    office.requests.before_checkpoint = lambda: says_yes(office, FREYA, request)
    once = says_yes(office, FREYA, request)
    assert once.approval is not None
    assert [each.approver_id for each in once.approval.decisions] == ["U0FREYA"]
    assert trail(office)[OperationType.APPROVE_REQUEST] == 1


@pytest.mark.promise(7)
def test_two_at_the_same_time_are_two_people_and_both_count(office: Office) -> None:
    request = ask_to_purge(staffed(office))
    office.requests.before_checkpoint = lambda: says_yes(office, HAMID, request)
    both = says_yes(office, FREYA, request)
    assert both.state is RequestState.APPROVED
    assert both.approval is not None
    assert [each.approver_id for each in both.approval.decisions] == ["U0HAMID", "U0FREYA"]


def test_who_is_late_because_somebody_rejected_it_meanwhile_hears_that(office: Office) -> None:
    request = ask_to_delete(staffed(office))
    office.requests.before_checkpoint = lambda: says_no(office, GRACE, request)
    with pytest.raises(DecisionRefusedError) as refused:
        says_yes(office, AGENT, request)
    assert refused.value.objection is Objection.NOT_PENDING
    assert refused.value.request.state is RequestState.REJECTED


def test_a_request_that_others_never_leave_alone_is_busy(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = ask_to_delete(staffed(office))

    def moved_on(*_: object) -> None:
        raise MovedOnError(request_id=request.id)

    monkeypatch.setattr(office.requests, "move", moved_on)
    with pytest.raises(BusyError):
        says_yes(office, AGENT, request)


# ---- who may ---------------------------------------------------------------------------------------


@pytest.mark.promise(7)
@pytest.mark.parametrize(
    "person",
    [
        HELPDESK,
        SALES,
        replace(AGENT, expires_at=NOW),
        replace(AGENT, roles=frozenset({Role.HELPDESK_AGENT})),
    ],
    ids=["who asked", "whose role does not reach", "whose role expired", "who was given another role"],
)
def test_who_may_not_agree_this_instant_does_not(office: Office, person: object) -> None:
    request = ask_to_delete(staffed(office))
    assert not may_decide(office.desk, person, request)  # type: ignore[arg-type]  # staff, all of them
    with pytest.raises((DecisionRefusedError, AccessDeniedError)):
        says_yes(office, person, request)  # type: ignore[arg-type]
    assert office.requests.request("click-1") == request
    assert trail(office)[OperationType.REFUSE_DECISION] == 1


@pytest.mark.promise(12)
def test_who_is_in_charge_of_others_does_not_even_read_it_and_leaves_a_trace(office: Office) -> None:
    request = ask_to_delete(staffed(office))
    with pytest.raises(AccessDeniedError):
        says_yes(office, ELSEWHERE, request)
    (event,) = [each for each in office.events if each.operation_types == (OperationType.REFUSE_DECISION,)]
    assert (event.actor_id, event.target_id) == ("U0ELSEWHERE", "click-1")
    assert event.new_value == {"refused": "out_of_scope"}


@pytest.mark.promise(12)
@pytest.mark.parametrize("identifier", ["click-2", "", "x" * 300, "click-1#CARD"])
def test_the_id_of_a_request_that_nobody_filed_is_refused_and_leaves_a_trace(
    office: Office, identifier: str
) -> None:
    ask_to_delete(staffed(office))
    with pytest.raises(RequestNotFoundError):
        approve(office.desk, AGENT, identifier, "hash", an_operation("yes"))
    (event,) = [each for each in office.events if each.operation_types == (OperationType.REFUSE_DECISION,)]
    assert (event.actor_id, event.customer_id) == ("U0AGENT", ALL_CUSTOMERS)
    assert len(event.target_id) <= 200


def test_roles_are_frozen_when_it_is_filed_and_holding_one_is_asked_when_somebody_decides(
    office: Office,
) -> None:
    request = ask_to_delete(staffed(office))
    assert objection(lambda: says_yes(office, SALES, request)) is Objection.NOT_AN_APPROVER
    promoted = replace(SALES, roles=frozenset({Role.USER_MANAGEMENT_ADMIN}))
    assert says_yes(office, promoted, request, click="promoted").state is RequestState.APPROVED


def test_somebody_who_agreed_and_then_lost_the_role_has_agreed(office: Office) -> None:
    request = ask_to_purge(staffed(office))
    says_yes(office, FREYA, request)
    office.staff.save(replace(FREYA, roles=frozenset()))
    assert says_yes(office, HAMID, request).state is RequestState.APPROVED


# ---- what they were shown --------------------------------------------------------------------------


@pytest.mark.promise(8)
@pytest.mark.parametrize("shown", ["", "0" * 32, "zzz"])
def test_a_card_that_shows_something_else_decides_nothing_and_leaves_a_trace(
    office: Office, shown: str
) -> None:
    request = ask_to_delete(staffed(office))
    for decide in (
        lambda: approve(office.desk, AGENT, "click-1", shown, an_operation("yes")),
        lambda: reject(office.desk, AGENT, "click-1", shown, "No.", an_operation("no")),
    ):
        assert objection(decide) is Objection.CONTENT_DIFFERS
    assert office.requests.request("click-1") == request
    assert trail(office)[OperationType.REFUSE_DECISION] == 2


@pytest.mark.promise(8)
def test_what_was_changed_in_the_record_after_it_was_shown_is_not_agreed_to(office: Office) -> None:
    request = ask_to_delete(staffed(office))
    everyone = DeleteUsers(customer_id=CONTOSO, users=Everyone())
    office.requests.filed["click-1"] = replace(request, command=everyone)
    assert objection(lambda: says_yes(office, AGENT, request)) is Objection.CONTENT_DIFFERS


@pytest.mark.promise(8)
def test_the_hash_of_another_request_decides_nothing(office: Office) -> None:
    first = ask_to_delete(staffed(office))
    second = ask_to_delete(office, click="click-2")
    shown = content_hash(second)
    decide = lambda: approve(office.desk, AGENT, first.id, shown, an_operation("yes"))  # noqa: E731
    assert objection(decide) is Objection.CONTENT_DIFFERS


# ---- rejecting, taking back ------------------------------------------------------------------------


@pytest.mark.promise(7)
def test_a_single_no_ends_it_with_its_reason(office: Office) -> None:
    request = ask_to_purge(staffed(office))
    says_yes(office, FREYA, request)
    rejected = says_no(office, HAMID, request, "Not before January.")
    assert rejected.state is RequestState.REJECTED
    assert rejected.approval is not None
    assert rejected.approval.rejection is not None
    assert rejected.approval.rejection.reason == "Not before January."
    assert office.events[-1].operation_types == (OperationType.REJECT_REQUEST,)
    assert office.events[-1].new_value == {"state": "rejected", "reason": "Not before January."}
    assert objection(lambda: says_yes(office, GRACE, request)) is Objection.OWN_REQUEST
    late = a_staff_member(slack_user_id="U0FIRST")
    assert objection(lambda: says_yes(office, late, request)) is Objection.NOT_PENDING


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("", ProblemCode.REQUIRED),
        ("   ", ProblemCode.REQUIRED),
        ("x" * 301, ProblemCode.TOO_LONG),
        ("No\u202e", ProblemCode.UNPRINTABLE),
    ],
)
def test_a_no_needs_a_reason_that_can_be_told(office: Office, reason: str, code: ProblemCode) -> None:
    request = ask_to_delete(staffed(office))
    with pytest.raises(InvalidInputError) as raised:
        says_no(office, AGENT, request, reason)
    assert [(problem.field, problem.code) for problem in raised.value.problems] == [("reason", code)]
    assert office.requests.request("click-1") == request


def test_who_asked_takes_it_back_and_it_is_over(office: Office) -> None:
    request = ask_to_purge(staffed(office))
    says_yes(office, FREYA, request)
    cancelled = takes_back(office, GRACE, request)
    assert cancelled.state is RequestState.CANCELLED
    assert office.events[-1].operation_types == (OperationType.CANCEL_REQUEST,)
    assert objection(lambda: says_yes(office, HAMID, request)) is Objection.NOT_PENDING
    assert takes_back(office, GRACE, request) == cancelled


def test_nobody_takes_back_what_somebody_else_asked_for(office: Office) -> None:
    request = ask_to_delete(staffed(office))
    assert objection(lambda: takes_back(office, FREYA, request)) is Objection.NOT_THE_REQUESTER
    assert office.requests.request("click-1") == request
    assert trail(office)[OperationType.REFUSE_DECISION] == 1


def test_what_is_being_done_is_not_taken_back(office: Office) -> None:
    request = ask_to_delete(staffed(office))
    says_yes(office, AGENT, request)
    assert objection(lambda: takes_back(office, HELPDESK, request)) is Objection.NOT_PENDING
    assert trail(office)[OperationType.REFUSE_DECISION] == 0


@pytest.mark.parametrize("state", [each for each in RequestState if each is not RequestState.PENDING])
def test_only_what_waits_is_decided(office: Office, state: RequestState) -> None:
    request = replace(ask_to_delete(staffed(office)), state=state)
    office.requests.filed["click-1"] = request
    for decide in (
        lambda: says_yes(office, AGENT, request),
        lambda: says_no(office, AGENT, request),
        lambda: takes_back(office, HELPDESK, request),
    ):
        assert objection(decide) is Objection.NOT_PENDING
    assert office.requests.request("click-1") == request


def test_a_request_to_which_nobody_has_to_agree_is_not_decided(office: Office) -> None:
    staffed(office)
    request = office.filed(DeleteUsers(customer_id=CONTOSO, users=Everyone()), GRACE)
    for decide in (
        lambda: says_yes(office, FREYA, request),
        lambda: says_no(office, FREYA, request),
        lambda: takes_back(office, GRACE, request),
    ):
        assert objection(decide) is Objection.NOT_PENDING


# ---- the end of time -------------------------------------------------------------------------------


def test_after_72_hours_to_the_second_nobody_can_agree_any_more(office: Office) -> None:
    request = ask_to_purge(staffed(office))
    office.clock.move(PENDING_FOR - timedelta(microseconds=1))
    assert not expire(office.desk, request, an_operation("sweep"))
    assert says_yes(office, FREYA, request).is_pending
    office.clock.move(timedelta(microseconds=1))
    assert objection(lambda: says_yes(office, HAMID, request)) is Objection.TOO_LATE
    assert objection(lambda: says_no(office, HAMID, request)) is Objection.TOO_LATE
    assert objection(lambda: takes_back(office, GRACE, request)) is Objection.TOO_LATE
    assert timedelta(hours=72) == PENDING_FOR


def test_what_is_over_ends_as_expired_once_in_the_name_of_nobody(office: Office) -> None:
    request = ask_to_delete(staffed(office))
    office.clock.move(PENDING_FOR)
    assert expire(office.desk, request, an_operation("sweep"))
    assert office.requests.request("click-1").state is RequestState.EXPIRED
    assert not expire(office.desk, request, an_operation("sweep"))
    assert not expire(office.desk, request, an_operation("sweep-2"))
    assert not expire(office.desk, office.requests.request("click-1"), an_operation("sweep-3"))
    (event,) = [each for each in office.events if each.operation_types == (OperationType.EXPIRE_REQUEST,)]
    assert event.actor_id == PARTNER_DESK
    assert objection(lambda: says_yes(office, AGENT, request)) is Objection.NOT_PENDING


def test_what_somebody_decides_before_the_sweep_comes_does_not_expire(office: Office) -> None:
    request = ask_to_delete(staffed(office))
    says_yes(office, AGENT, request)
    office.clock.move(PENDING_FOR)
    assert not expire(office.desk, request, an_operation("sweep"))
    assert office.requests.request("click-1").state is RequestState.APPROVED


# ---- across customers ------------------------------------------------------------------------------


def test_what_concerns_all_customers_is_decided_by_those_in_charge_of_all(office: Office) -> None:
    command = GrantRoles(
        slack_user_id="U0NEW", grant=Grant(roles=frozenset({Role.HELPDESK_AGENT})), reason="New"
    )
    request = asked(staffed(office), command, GRACE)
    some = a_staff_member(slack_user_id="U0SOME", customers=[CONTOSO, FABRIKAM])
    with pytest.raises(AccessDeniedError):
        says_yes(office, some, request)
    assert objection(lambda: says_yes(office, AGENT, request)) is Objection.NOT_AN_APPROVER
    assert says_yes(office, FREYA, request).state is RequestState.APPROVED


def test_what_was_only_asked_for_is_not_done(office: Office) -> None:
    for click, end in (("one", says_no), ("two", takes_back)):
        request: Request = ask_to_delete(staffed(office), click=click)
        end(office, AGENT if end is says_no else HELPDESK, request, click=f"end-{click}")
        office.work(click, steps=5)
    ask_to_delete(office, click="three")
    office.work("three", steps=5)
    assert trail(office)[DELETED] == 0
    assert office.directory.users(CONTOSO, ["nadia"])
