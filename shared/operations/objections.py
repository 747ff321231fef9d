"""Why somebody may not do something about a request, asked of the record as it is."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain.command import ImportRows, InSlices
from shared.domain.request import SLICE, Objection
from shared.errors import DecisionRefusedError
from shared.operations.agreement import may_act_alone
from shared.operations.asking import objection_to

if TYPE_CHECKING:
    from shared.domain.request import Approval, Request
    from shared.domain.staff import Staff
    from shared.operations.desk import Desk


def to_deciding(desk: Desk, actor: Staff, request: Request) -> Objection | None:
    """Say why somebody may not agree to a request, or reject it."""
    approval = request.approval
    if approval is None:
        return Objection.NOT_PENDING
    theirs = objection_to(desk, actor, request.command, request.requester_id, approval.approver_roles)
    found = theirs or _to_any(desk, request, approval)
    if found is not None:
        return found
    has_decided = any(each.approver_id == actor.slack_user_id for each in approval.decisions)
    return Objection.DECIDED_BEFORE if has_decided else None


def to_taking_back(desk: Desk, actor: Staff, request: Request) -> Objection | None:
    """Say why somebody may not take a request back."""
    approval = request.approval
    if approval is None:
        return Objection.NOT_PENDING
    if request.requester_id != actor.slack_user_id:
        return Objection.NOT_THE_REQUESTER
    return _to_any(desk, request, approval)


def to_breaking_glass(desk: Desk, actor: Staff, request: Request) -> Objection | None:
    """Say why somebody may not act at once, and alone."""
    found = to_taking_back(desk, actor, request)
    if found is not None:
        return found
    return None if may_act_alone(desk, actor, request) else Objection.NO_BREAK_GLASS


def to_closing_review(desk: Desk, actor: Staff, request: Request) -> Objection | None:
    """Say why somebody may not close the review of what the requester did alone."""
    approval = request.approval
    if approval is None or not approval.has_open_review:
        return Objection.NO_OPEN_REVIEW
    return objection_to(desk, actor, request.command, request.requester_id, approval.approver_roles)


def to_stopping(desk: Desk, actor: Staff, request: Request) -> Objection | None:
    """Say why somebody may not stop a request under way."""
    del desk
    if request.requester_id != actor.slack_user_id:
        return Objection.NOT_THE_REQUESTER
    return None if can_be_stopped(request) else Objection.NOT_UNDER_WAY


def can_be_stopped(request: Request) -> bool:
    """Whether anybody would be left alone: behind the slice that is being done there is another one."""
    command = request.command
    if not request.is_under_way or request.is_stopped or not isinstance(command, InSlices):
        return False
    if request.is_listed:
        return request.slices_done + 1 < request.slices
    return _foreseen(command) > SLICE


def _foreseen(command: InSlices) -> float:
    """How many targets a command will have; without bounds where nobody knows yet."""
    if isinstance(command, ImportRows):
        return command.count
    return len(command.users) if isinstance(command.users, tuple) else math.inf


def _to_any(desk: Desk, request: Request, approval: Approval) -> Objection | None:
    if not request.is_pending:
        return Objection.NOT_PENDING
    return Objection.TOO_LATE if desk.clock.now() >= approval.expires_at else None


class Deed(StrEnum):
    """What somebody can do about a request."""

    APPROVE = "approve"
    REJECT = "reject"
    TAKE_BACK = "take_back"
    BREAK_GLASS = "break_glass"
    CLOSE_REVIEW = "close_review"
    STOP = "stop"


_OBJECTIONS = {
    Deed.APPROVE: to_deciding,
    Deed.REJECT: to_deciding,
    Deed.TAKE_BACK: to_taking_back,
    Deed.BREAK_GLASS: to_breaking_glass,
    Deed.CLOSE_REVIEW: to_closing_review,
    Deed.STOP: to_stopping,
}


def to_deed(desk: Desk, actor: Staff, request: Request, deed: Deed) -> Objection | None:
    """Say why somebody may not do something about a request."""
    return _OBJECTIONS[deed](desk, actor, request)


def check_deed(desk: Desk, actor: Staff, request: Request, deed: Deed) -> None:
    """Let somebody begin to do something about a request. Raises DecisionRefusedError."""
    if (found := to_deed(desk, actor, request, deed)) is not None:
        raise DecisionRefusedError(found, request)


def deeds_of(desk: Desk, actor: Staff, request: Request) -> frozenset[Deed]:
    """List what somebody can do about a request now; a review is closed once there is what to look at."""
    return frozenset(
        deed
        for deed in Deed
        if to_deed(desk, actor, request, deed) is None
        and (deed is not Deed.CLOSE_REVIEW or request.is_finished)
    )
