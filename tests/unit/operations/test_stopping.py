"""Somebody stops what the worker does for them: the slice under way is completed, and no other one begins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType
from shared.domain.command import ExportLicenses, ResetPasswords
from shared.domain.credential import Means, Sheet
from shared.domain.outcome import Result
from shared.domain.request import Objection, RequestState, Tally
from shared.domain.staff import Role
from shared.domain.user import Everyone
from shared.errors import (
    AccessDeniedError,
    BusyError,
    DecisionRefusedError,
    RequestNotFoundError,
)
from shared.operations import handover, looking, objections, stopping, target_listing
from shared.operations.objections import Deed, can_be_stopped, deeds_of
from tests.builders import CONTOSO, a_license_command, a_request, a_staff_member, an_operation
from tests.products import E3
from tests.unit.operations.office import FREYA, GRACE, HAMID

if TYPE_CHECKING:
    from shared.domain.audit import AuditEvent
    from shared.domain.request import Request
    from shared.domain.staff import Staff
    from tests.unit.operations.office import Office

TO_E3 = {"sku-e3": None}
ELSEWHERE = a_staff_member(slack_user_id="U0ELSE", customers=frozenset({"fabrikam"}))


class Killed(BaseException):
    """The worker's process is gone, from one instruction to the next."""


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten users are as good as a hundred to show where a slice ends."""
    for module in (target_listing, objections):
        monkeypatch.setattr(module, "SLICE", 10)
    monkeypatch.setattr(looking, "USERS_READ", 10)


def filed(office: Office, count: int = 25) -> Request:
    """Let some users be waiting for the worker to give them E3."""
    for each in (GRACE, FREYA, HAMID, ELSEWHERE):
        office.staff.save(each)
    office.subscribe([E3], active=100)
    command = a_license_command(*office.add_users(count), assign=TO_E3)
    return office.requests.file(a_request(command=command))


def stop(office: Office, actor: Staff = GRACE, click: str = "stop-1", request_id: str = "click-1") -> Request:
    return stopping.stop(office.desk, actor, request_id, an_operation(click))


def objection(office: Office, actor: Staff = GRACE, click: str = "stop-1") -> Objection:
    with pytest.raises(DecisionRefusedError) as refused:
        stop(office, actor, click)
    found: Objection = refused.value.objection
    return found


def stops(office: Office) -> list[AuditEvent]:
    return [each for each in office.events if OperationType.STOP_REQUEST in each.operation_types]


def attempts(office: Office) -> list[AuditEvent]:
    return [each for each in office.events if OperationType.REFUSE_DECISION in each.operation_types]


BEGUN, LISTED, A_SLICE = 1, 2, 3  # steps of the worker


@pytest.mark.parametrize(("steps", "dealt_with"), [(0, 0), (BEGUN, 0), (LISTED, 10), (A_SLICE, 20)], ids=str)
def test_after_the_slice_whose_turn_it_is_nobody_else_is_dealt_with(
    office: Office, steps: int, dealt_with: int
) -> None:
    filed(office)
    office.work(steps=steps)
    stop(office)
    request = office.work()
    assert (request.state, request.is_stopped) == (RequestState.CANCELLED, True)
    assert (request.tally, request.left) == (Tally(done=dealt_with), 25 - dealt_with)
    assert office.consumed() == office.held() == ({"sku-e3": dealt_with} if dealt_with else {})
    ((told, outcomes),) = office.reporter.finished
    assert (told.state, told.tally, told.is_stopped) == (request.state, request.tally, True)
    assert [each.result for each in outcomes] == [Result.DONE] * dealt_with


def test_what_is_being_done_when_somebody_stops_it_is_completed_and_counted(office: Office) -> None:
    filed(office)
    office.work(steps=LISTED)
    office.requests.before_checkpoint = lambda: stop(office)  # ten users were changed, and nothing is noted
    request = office.work()
    assert (request.state, request.tally) == (RequestState.CANCELLED, Tally(done=20))
    assert len(list(office.requests.outcomes(request))) == 20
    assert office.held() == {"sku-e3": 20}


def test_whoever_dies_in_a_slice_after_it_was_stopped_leaves_no_change_uncounted(office: Office) -> None:
    filed(office)
    office.work(steps=LISTED)

    def dies() -> None:
        stop(office)
        raise Killed

    office.requests.before_checkpoint = dies
    with pytest.raises(Killed):
        office.work(steps=1)
    assert office.held() == {"sku-e3": 10}
    request = office.work()
    assert (request.state, request.tally) == (RequestState.CANCELLED, Tally(done=10))
    assert office.held() == {"sku-e3": 10}


def test_whoever_dies_when_telling_tells_the_same_the_next_time(office: Office) -> None:
    filed(office)
    office.work(steps=LISTED)
    stop(office)
    office.work(steps=1)
    office.reporter.error = BusyError(cause="killed")
    with pytest.raises(BusyError):
        office.work(steps=1)
    office.reporter.error = None
    request = office.work()
    assert (request.state, request.tally) == (RequestState.CANCELLED, Tally(done=10))
    assert len(office.reporter.finished) == 1


def test_two_deliveries_of_a_slice_agree_on_where_it_was_stopped(office: Office) -> None:
    filed(office)
    office.work(steps=LISTED)

    def another() -> None:
        stop(office)
        office.work(steps=1)

    office.requests.before_checkpoint = another
    office.work(steps=1)
    request = office.work()
    assert (request.state, request.tally) == (RequestState.CANCELLED, Tally(done=10))
    assert office.held() == {"sku-e3": 10}


@pytest.mark.parametrize("steps", [A_SLICE + 1, 100], ids=["in the last slice", "at the end"])
def test_where_nobody_would_be_left_alone_there_is_nothing_to_stop(office: Office, steps: int) -> None:
    filed(office)
    office.work(steps=steps)
    assert objection(office) is Objection.NOT_UNDER_WAY
    request = office.work()
    assert (request.state, request.tally, request.is_stopped) == (RequestState.DONE, Tally(done=25), False)
    assert stops(office) == attempts(office) == []


def test_whoever_stops_it_too_late_finds_all_of_it_done(office: Office) -> None:
    filed(office)
    office.work(steps=A_SLICE)
    office.requests.before_checkpoint = lambda: stop(office)  # the last slice but one, when it has looked
    request = office.work()
    assert len(stops(office)) == 1
    assert (request.state, request.tally, request.is_stopped) == (RequestState.DONE, Tally(done=25), False)


def test_it_may_end_before_the_stop_is_written(office: Office) -> None:
    filed(office)
    office.work(steps=A_SLICE)
    office.requests.before_checkpoint = office.work
    assert objection(office) is Objection.NOT_UNDER_WAY
    assert office.requests.request("click-1").state is RequestState.DONE
    assert stops(office) == []


def test_however_often_it_is_clicked_it_was_stopped_once(office: Office) -> None:
    filed(office)
    office.work(steps=A_SLICE)
    for click in ("stop-1", "stop-1", "stop-2"):
        assert stop(office, click=click).is_under_way
    (event,) = stops(office)
    assert (event.actor_id, event.target_id) == ("U0GRACE", "click-1")
    assert event.new_value == {"targets": 25, "dealt_with": 10}
    request = office.work()
    assert request.tally == Tally(done=20)
    assert objection(office, click="stop-3") is Objection.NOT_UNDER_WAY
    assert len(stops(office)) == 1


def test_nobody_stops_what_somebody_else_asked_for(office: Office) -> None:
    filed(office)
    office.work(steps=LISTED)
    assert objection(office, HAMID) is Objection.NOT_THE_REQUESTER
    with pytest.raises(AccessDeniedError):
        stop(office, ELSEWHERE, "stop-2")
    with pytest.raises(RequestNotFoundError):
        stop(office, request_id="click-9")
    assert [each.new_value["refused"] for each in attempts(office)] == [
        "not_the_requester",
        "out_of_scope",
        "not_found",
    ]
    assert office.work().tally == Tally(done=25)


def test_who_lost_their_roles_can_still_stop_their_own(office: Office) -> None:
    filed(office)
    office.work(steps=LISTED)
    stop(office, replace(GRACE, roles=frozenset()))
    assert office.work().is_stopped


def test_what_has_no_slices_cannot_be_stopped(office: Office) -> None:
    filed(office)
    office.requests.file(a_request("export", ExportLicenses(customer_id=CONTOSO)))
    with pytest.raises(DecisionRefusedError) as refused:
        stop(office, request_id="export")
    assert refused.value.objection is Objection.NOT_UNDER_WAY


def test_what_waits_for_agreement_is_taken_back_and_not_stopped(office: Office) -> None:
    filed(office)
    helpdesk = a_staff_member(Role.HELPDESK_AGENT, slack_user_id="U0HELP")
    office.staff.save(helpdesk)
    command = ResetPasswords(customer_id=CONTOSO, users=tuple(f"u{number:04}" for number in range(25)))
    office.filed(command, helpdesk, "asked")
    with pytest.raises(DecisionRefusedError) as refused:
        stopping.stop(office.desk, helpdesk, "asked", an_operation("stop-1"))
    assert refused.value.objection is Objection.NOT_UNDER_WAY


@pytest.mark.parametrize(
    ("count", "steps", "can_be"),
    [(10, 0, False), (11, 0, True), (11, LISTED, True), (11, A_SLICE, False), (10, LISTED, False)],
    ids=str,
)
def test_it_is_offered_to_who_asked_as_long_as_somebody_would_be_left_alone(
    office: Office, count: int, steps: int, can_be: bool
) -> None:
    filed(office, count)
    request = office.work(steps=steps)
    assert (Deed.STOP in deeds_of(office.desk, GRACE, request)) is can_be
    assert Deed.STOP not in deeds_of(office.desk, HAMID, request)


def test_once_it_is_noted_that_it_stops_it_is_not_offered_any_more(office: Office) -> None:
    filed(office)
    office.work(steps=LISTED)
    stop(office)
    request = office.work(steps=1)
    assert (request.is_under_way, request.is_stopped, request.left) == (True, True, 15)
    assert Deed.STOP not in deeds_of(office.desk, GRACE, request)


def test_while_everyone_is_listed_it_is_not_yet_the_end(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(target_listing, "SLICES_LISTED", 1)
    filed(office, 35)
    command = replace(a_license_command(assign=TO_E3), users=Everyone())
    office.requests.file(a_request("everyone", command))
    stop(office, request_id="everyone")
    request = office.work("everyone")
    assert (request.state, request.targets, request.left) == (RequestState.CANCELLED, 36, 36)
    assert office.held() == {}


def test_what_grew_beyond_what_was_agreed_to_is_refused_and_was_not_stopped(office: Office) -> None:
    filed(office)
    users = tuple(f"u{number:04}" for number in range(25))
    asked = office.filed(ResetPasswords(customer_id=CONTOSO, users=users), click="reset")
    approved = office.approve(asked, FREYA)
    assert approved.approval is not None
    fewer = replace(approved, approval=replace(approved.approval, targets=24))
    office.requests.filed[approved.id] = fewer
    stop(office, request_id="reset")
    request = office.work("reset")
    assert (request.state, request.is_stopped) == (RequestState.FAILED, False)


def test_of_everyone_nobody_knows_how_many_until_they_are_listed(office: Office) -> None:
    request = filed(office, 1)
    assert not can_be_stopped(request)
    everyone = ResetPasswords(customer_id=CONTOSO, users=Everyone())
    assert can_be_stopped(replace(request, command=everyone))


def test_the_passwords_of_those_who_were_reset_are_handed_over_and_no_others(office: Office) -> None:
    filed(office)
    command = ResetPasswords(customer_id=CONTOSO, users=tuple(f"u{number:04}" for number in range(25)))
    office.approve(office.filed(command, click="reset"), FREYA)
    office.work("reset", steps=LISTED)
    stop(office, request_id="reset")
    with pytest.raises(BusyError):
        handover.hand_over(office.desk, GRACE, "reset", Means.DOWNLOAD, an_operation("too-early"))
    request = office.work("reset")
    assert (request.is_stopped, request.is_carried_out) == (True, True)
    waiting = handover.find(office.desk, GRACE, "reset")
    assert isinstance(waiting, handover.Waiting)
    assert handover.count(office.desk, waiting) == 10
    sheet = handover.hand_over(office.desk, GRACE, "reset", Means.DOWNLOAD, an_operation("download"))
    assert isinstance(sheet, Sheet)
    assert [each.user_id for each in sheet.lines] == [f"u{number:04}" for number in range(10)]
