"""Why somebody may not do something about a request that waits, asked of the record as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.request import Objection
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


def _to_any(desk: Desk, request: Request, approval: Approval) -> Objection | None:
    if not request.is_pending:
        return Objection.NOT_PENDING
    return Objection.TOO_LATE if desk.clock.now() >= approval.expires_at else None
