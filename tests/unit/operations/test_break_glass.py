"""A Global admin who does not wait: at once, with a reason, and under another person's eyes afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType
from shared.domain.command import PurgeUsers
from shared.domain.outcome import Reason
from shared.domain.request import PENDING_FOR, Objection, RequestState, Tally
from shared.domain.staff import Role
from shared.errors import InvalidInputError
from shared.operations.approval import may_break_glass, may_close_review
from shared.ports import Cursor, Standing
from tests.builders import CONTOSO, FABRIKAM, NOW, a_staff_member
from tests.unit.operations.deciding import (
    AGENT,
    HELPDESK,
    REASON,
    acts_alone,
    ask_to_delete,
    ask_to_purge,
    closes,
    objection,
    says_no,
    says_yes,
    staffed,
    takes_back,
    trail,
)
from tests.unit.operations.office import FREYA, GRACE, HAMID
from tests.unit.operations.restoring import delete

if TYPE_CHECKING:
    from shared.domain.request import Request
    from tests.unit.operations.office import Office

PURGED = OperationType.PURGE_CUSTOMER_USER


@pytest.fixture
def waiting(office: Office) -> Request:
    """What Grace, a Global admin, asked for: to delete Nadia for good, to which two others must agree."""
    delete(staffed(office))
    office.clock.move(timedelta(hours=1))
    office.forget()
    command = PurgeUsers(customer_id=CONTOSO, users=("nadia",))
    return office.filed(command)


@pytest.mark.promise(22)
def test_a_global_admin_acts_at_once_on_their_own_request_with_a_reason(
    office: Office, waiting: Request
) -> None:
    broken = acts_alone(office, GRACE, waiting)
    assert broken.state is RequestState.APPROVED
    assert broken.approval is not None
    glass = broken.approval.break_glass
    assert glass is not None
    assert (glass.reason, glass.broken_at, glass.closed_by) == (REASON, NOW + timedelta(hours=1), "")
    assert broken.approval.decisions == ()
    done = office.work()
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=1))
    assert trail(office)[PURGED] == 1


@pytest.mark.promise(22)
def test_breaking_the_glass_is_an_event_with_its_reason(office: Office, waiting: Request) -> None:
    acts_alone(office, GRACE, waiting)
    event = office.events[-1]
    assert event.operation_types == (OperationType.BREAK_GLASS,)
    assert (event.actor_id, event.target_id, event.customer_id) == ("U0GRACE", "click-1", CONTOSO)
    assert event.new_value == {"state": "approved", "reason": REASON}


@pytest.mark.promise(7, 22)
@pytest.mark.parametrize(
    ("person", "why"),
    [
        (FREYA, Objection.NOT_THE_REQUESTER),
        (a_staff_member(slack_user_id="U0FIRST"), Objection.NOT_THE_REQUESTER),
        (AGENT, Objection.NOT_THE_REQUESTER),
    ],
    ids=["another Global admin", "the first one", "an admin agent"],
)
def test_nobody_acts_alone_on_somebody_elses_request(
    office: Office, waiting: Request, person: object, why: Objection
) -> None:
    assert objection(lambda: acts_alone(office, person, waiting)) is why  # type: ignore[arg-type]  # staff
    assert office.requests.request("click-1") == waiting
    assert trail(office)[OperationType.REFUSE_DECISION] == 1


@pytest.mark.promise(22)
@pytest.mark.parametrize("role", [Role.HELPDESK_AGENT, Role.SALES_AGENT])
def test_only_a_global_admin_acts_alone(office: Office, role: Role) -> None:
    requester = a_staff_member(role, slack_user_id="U0SMALL")
    request = ask_to_delete(staffed(office), requester)
    assert not may_break_glass(office.desk, requester, request)
    assert objection(lambda: acts_alone(office, requester, request)) is Objection.NO_BREAK_GLASS
    assert office.work(steps=5).state is RequestState.PENDING
    assert trail(office)[OperationType.REFUSE_DECISION] == 1


@pytest.mark.promise(22)
@pytest.mark.parametrize(
    "changes",
    [
        {"roles": frozenset({Role.USER_MANAGEMENT_ADMIN})},
        {"customers": frozenset({FABRIKAM})},
        {"expires_at": NOW + timedelta(hours=1)},
    ],
    ids=["another role", "other customers", "expired"],
)
def test_who_is_no_global_admin_of_the_customer_any_more_does_not_act_alone(
    office: Office, waiting: Request, changes: dict[str, object]
) -> None:
    former = replace(GRACE, **changes)  # type: ignore[arg-type]  # fields by name
    assert objection(lambda: acts_alone(office, former, waiting)) is Objection.NO_BREAK_GLASS


@pytest.mark.promise(10, 22)
@pytest.mark.parametrize("role", [Role.USER_MANAGEMENT_ADMIN, Role.HELPDESK_AGENT])
def test_a_broken_glass_is_worth_nothing_to_who_is_no_global_admin_when_it_is_done(
    office: Office, role: Role
) -> None:
    """A helpdesk agent may delete with another's agreement: what they did alone as an admin is not that."""
    promote_nadia(staffed(office))
    request = ask_to_delete(office, GRACE)
    acts_alone(office, GRACE, request)
    office.staff.save(replace(GRACE, roles=frozenset({role})))
    done = office.work()
    assert (done.state, done.tally) == (RequestState.FAILED, Tally(refused=1))
    (outcome,) = office.requests.outcomes(done)
    assert outcome.reason in {Reason.NOT_ALLOWED, Reason.GUARDED}
    assert trail(office)[OperationType.DELETE_CUSTOMER_USER] == 0


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_it_takes_a_reason_to_act_alone(office: Office, waiting: Request, reason: str) -> None:
    with pytest.raises(InvalidInputError):
        acts_alone(office, GRACE, waiting, reason)
    assert office.requests.request("click-1") == waiting


def test_what_is_over_is_not_done_alone_either(office: Office, waiting: Request) -> None:
    says_no(office, FREYA, waiting)
    assert objection(lambda: acts_alone(office, GRACE, waiting)) is Objection.NOT_PENDING
    office.requests.filed["click-1"] = waiting
    office.clock.move(PENDING_FOR)
    assert objection(lambda: acts_alone(office, GRACE, waiting)) is Objection.TOO_LATE


def test_nobody_agrees_to_or_takes_back_what_was_done_alone(office: Office, waiting: Request) -> None:
    acts_alone(office, GRACE, waiting)
    for decide in (
        lambda: says_yes(office, FREYA, waiting),
        lambda: says_no(office, FREYA, waiting),
        lambda: takes_back(office, GRACE, waiting),
    ):
        assert objection(decide) is Objection.NOT_PENDING


@pytest.mark.promise(9)
def test_the_same_click_delivered_again_breaks_no_more(office: Office, waiting: Request) -> None:
    once = acts_alone(office, GRACE, waiting)
    assert acts_alone(office, GRACE, waiting) == once
    assert trail(office)[OperationType.BREAK_GLASS] == 1


# ---- the review ------------------------------------------------------------------------------------


@pytest.mark.promise(22)
@pytest.mark.parametrize("is_done", [False, True], ids=["while it runs", "when it is done"])
def test_another_person_closes_the_review_with_what_they_found(
    office: Office, waiting: Request, *, is_done: bool
) -> None:
    acts_alone(office, GRACE, waiting)
    if is_done:
        office.work()
    before = office.requests.request("click-1")
    closed = closes(office, FREYA, waiting)
    assert closed.state is before.state
    assert closed.approval is not None
    glass = closed.approval.break_glass
    assert glass is not None
    assert (glass.closed_by, glass.note, glass.closed_at) == ("U0FREYA", "It was right.", office.clock.now())
    assert not closed.approval.has_open_review
    assert office.events[-1].operation_types == (OperationType.CLOSE_REVIEW,)
    assert office.events[-1].new_value == {"reason": "It was right."}
    assert office.work().state is RequestState.DONE
    assert trail(office)[PURGED] == 1


@pytest.mark.promise(7, 22)
def test_nobody_closes_the_review_of_what_they_did_themselves(office: Office, waiting: Request) -> None:
    broken = acts_alone(office, GRACE, waiting)
    assert not may_close_review(office.desk, GRACE, broken)
    assert objection(lambda: closes(office, GRACE, waiting)) is Objection.OWN_REQUEST
    assert objection(lambda: closes(office, AGENT, waiting)) is Objection.NOT_AN_APPROVER
    assert objection(lambda: closes(office, HELPDESK, waiting)) is Objection.NOT_AN_APPROVER
    assert office.requests.request("click-1") == broken


def test_a_review_is_closed_once_and_only_where_there_is_one(office: Office, waiting: Request) -> None:
    assert objection(lambda: closes(office, FREYA, waiting)) is Objection.NO_OPEN_REVIEW
    acts_alone(office, GRACE, waiting)
    once = closes(office, FREYA, waiting, click="close")
    assert closes(office, FREYA, waiting, click="close") == once
    assert objection(lambda: closes(office, HAMID, waiting)) is Objection.NO_OPEN_REVIEW
    assert trail(office)[OperationType.CLOSE_REVIEW] == 1


def test_a_review_needs_a_note(office: Office, waiting: Request) -> None:
    acts_alone(office, GRACE, waiting)
    with pytest.raises(InvalidInputError):
        closes(office, FREYA, waiting, note="")


def test_what_was_done_alone_waits_for_its_review_until_somebody_closes_it(
    office: Office, waiting: Request
) -> None:
    def reviews() -> list[str]:
        page = office.requests.list_standing(Standing.REVIEW, Cursor(), 10)
        return [each.id for each in page.items]

    acts_alone(office, GRACE, waiting)
    office.work()
    office.clock.move(timedelta(days=400))
    assert reviews() == ["click-1"]
    closes(office, FREYA, waiting)
    assert reviews() == []


def test_what_others_agreed_to_needs_no_review(office: Office) -> None:
    request = ask_to_purge(staffed(office))
    says_yes(office, FREYA, request)
    approved = says_yes(office, HAMID, request)
    assert objection(lambda: closes(office, FREYA, approved)) is Objection.NO_OPEN_REVIEW


def promote_nadia(office: Office) -> None:
    """Let Nadia be protected, so that a Global admin too has to ask."""
    user = office.directory.user(CONTOSO, "nadia")
    profile = replace(user.profile, is_protected=True)
    office.directory._users[CONTOSO, "nadia"] = replace(user, profile=profile)
