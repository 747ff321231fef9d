"""What people do about a request that waits: agree, reject, take it back, or act alone and answer for it.

The record decides, not the card: every decision reads it as it is this instant, and is written on the
condition that it still is. Of two at once, one is first, and the other is decided anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain import text
from shared.domain.audit import PARTNER_DESK, OperationType
from shared.domain.request import (
    Answer,
    ApproverDecision,
    BreakGlass,
    Objection,
    RequestState,
)
from shared.domain.staff import Staff
from shared.errors import (
    BusyError,
    DecisionRefusedError,
    InvalidInputError,
    MovedOnError,
)
from shared.operations import objections
from shared.operations.asking import content_hash, request_event
from shared.operations.desk import Act
from shared.operations.reaching import customer_of, find_request, note_attempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.audit import AuditEvent, Recorded
    from shared.domain.request import Approval, Request
    from shared.operations.desk import Desk, Operation

MAXIMUM_REASON = 300  # characters
_ATTEMPTS = 20  # at a request that others keep deciding

_NOBODY = Staff(slack_user_id=PARTNER_DESK, roles=frozenset())


def approve(desk: Desk, actor: Staff, request_id: str, shown_hash: str, operation: Operation) -> Request:
    """Agree to a request as it was shown, and return it as it then is; the last one needed lets it run.

    Raises DecisionRefusedError, AccessDeniedError, RequestNotFoundError, BusyError.
    """

    def approved(request: Request, approval: Approval, act: Act) -> Request:
        decisions = (*approval.decisions, _decision(act, Answer.APPROVED, shown_hash))
        agreed = replace(approval, decisions=decisions)
        state = RequestState.PENDING if agreed.missing else RequestState.APPROVED
        return request.advanced(approval=agreed, state=state)

    return _Deciding(desk, actor, operation, OperationType.APPROVE_REQUEST, shown_hash).move(
        request_id, objections.to_deciding, approved
    )


def reject(
    desk: Desk, actor: Staff, request_id: str, shown_hash: str, reason: str, operation: Operation
) -> Request:
    """Refuse to agree to a request, which ends it; ``reason`` is told. It raises as ``approve``.

    Raises InvalidInputError for field ``reason``.
    """
    _check_reason(reason)

    def rejected(request: Request, approval: Approval, act: Act) -> Request:
        decisions = (*approval.decisions, _decision(act, Answer.REJECTED, shown_hash, reason))
        return request.advanced(approval=replace(approval, decisions=decisions), state=RequestState.REJECTED)

    return _Deciding(desk, actor, operation, OperationType.REJECT_REQUEST, shown_hash, reason).move(
        request_id, objections.to_deciding, rejected
    )


def cancel(desk: Desk, actor: Staff, request_id: str, shown_hash: str, operation: Operation) -> Request:
    """Take one's own request back, while nobody's last word has been said. It raises as ``approve``."""

    def cancelled(request: Request, _approval: Approval, _act: Act) -> Request:
        return request.advanced(state=RequestState.CANCELLED)

    return _Deciding(desk, actor, operation, OperationType.CANCEL_REQUEST, shown_hash).move(
        request_id, objections.to_taking_back, cancelled
    )


def break_glass(
    desk: Desk, actor: Staff, request_id: str, shown_hash: str, reason: str, operation: Operation
) -> Request:
    """Let one's own request run at once, as a Global admin, and open the review of that.

    It raises as ``reject``.
    """
    _check_reason(reason)

    def broken(request: Request, approval: Approval, act: Act) -> Request:
        approval = replace(approval, break_glass=BreakGlass(reason=reason, broken_at=act.at))
        return request.advanced(approval=approval, state=RequestState.APPROVED)

    return _Deciding(desk, actor, operation, OperationType.BREAK_GLASS, shown_hash, reason).move(
        request_id, objections.to_breaking_glass, broken
    )


def close_review(
    desk: Desk, actor: Staff, request_id: str, shown_hash: str, note: str, operation: Operation
) -> Request:
    """Close the review of what somebody else did alone, with what was found. It raises as ``reject``."""
    _check_reason(note)

    def closed(request: Request, approval: Approval, act: Act) -> Request:
        if approval.break_glass is None:
            raise DecisionRefusedError(Objection.NO_OPEN_REVIEW, request)
        review = replace(approval.break_glass, closed_by=act.actor.slack_user_id, closed_at=act.at, note=note)
        return request.advanced(approval=replace(approval, break_glass=review))

    return _Deciding(desk, actor, operation, OperationType.CLOSE_REVIEW, shown_hash, note).move(
        request_id, objections.to_closing_review, closed
    )


def expire(desk: Desk, request: Request, operation: Operation) -> bool:
    """End a request to which nobody agreed in time; False where it has ended, or is not due yet."""
    approval, now = request.approval, desk.clock.now()
    if approval is None or not request.is_pending or now < approval.expires_at:
        return False
    act = Act(actor=_NOBODY, operation=operation, at=now)
    after = request.advanced(state=RequestState.EXPIRED)
    was: dict[str, Recorded] = {"state": request.state.value}
    becomes: dict[str, Recorded] = {"state": after.state.value}
    customer = customer_of(request)
    event = request_event(act, OperationType.EXPIRE_REQUEST, request, customer, was=was, becomes=becomes)
    try:
        return desk.requests.move(request, after, event) is None
    except MovedOnError:
        return False


def may_break_glass(desk: Desk, actor: Staff, request: Request) -> bool:
    """Whether somebody could act at once on their own request."""
    return objections.to_breaking_glass(desk, actor, request) is None


def may_take_back(desk: Desk, actor: Staff, request: Request) -> bool:
    """Whether somebody could take their own request back."""
    return objections.to_taking_back(desk, actor, request) is None


def may_decide(desk: Desk, actor: Staff, request: Request) -> bool:
    """Whether somebody could agree to a request, or reject it, this instant."""
    return objections.to_deciding(desk, actor, request) is None


def may_close_review(desk: Desk, actor: Staff, request: Request) -> bool:
    """Whether somebody could close the review of what the requester did alone."""
    return objections.to_closing_review(desk, actor, request) is None


class _Deciding:
    """One click about a request."""

    def __init__(
        self,
        desk: Desk,
        actor: Staff,
        operation: Operation,
        operation_type: OperationType,
        shown_hash: str,
        reason: str = "",
    ) -> None:
        self._desk = desk
        self._actor = actor
        self._operation = operation
        self._type = operation_type
        self._shown_hash = shown_hash
        self._reason = reason

    def move(
        self,
        request_id: str,
        objection: Callable[[Desk, Staff, Request], Objection | None],
        moved: Callable[[Request, Approval, Act], Request],
    ) -> Request:
        """Move the request on, unless something is in the way; again when somebody else moved it first."""
        for _ in range(_ATTEMPTS):
            request = find_request(self._desk, self._actor, request_id, self._operation)
            found = objection(self._desk, self._actor, request)
            if found is None and self._shown_hash != content_hash(request):
                found = Objection.CONTENT_DIFFERS
            if found is not None or request.approval is None:
                return self._refused(request, found or Objection.NOT_PENDING)
            act = Act(actor=self._actor, operation=self._operation, at=self._desk.clock.now())
            after = moved(request, request.approval, act)
            try:
                earlier = self._desk.requests.move(request, after, self._event(act, request, after))
            except MovedOnError:
                continue
            return after if earlier is None else self._desk.requests.request(request_id)
        raise BusyError(cause="decided by many", request_id=request_id)

    def _event(self, act: Act, before: Request, after: Request) -> AuditEvent:
        was: dict[str, Recorded] = {"state": before.state.value}
        becomes: dict[str, Recorded] = {"state": after.state.value}
        if before.approval and after.approval and self._type is OperationType.APPROVE_REQUEST:
            was["approvals"] = len(before.approval.approvals)
            becomes["approvals"] = len(after.approval.approvals)
        if self._reason:
            becomes["reason"] = self._reason
        customer = customer_of(before)
        return request_event(act, self._type, before, customer, was=was, becomes=becomes)

    def _refused(self, request: Request, objection: Objection) -> Request:
        """Tell a second delivery of the click from a click that came too late, or must not be."""
        if self._desk.audit.event(self._operation.id, request.id) is not None:
            return request
        if objection.is_suspicious:
            customer = customer_of(request)
            note_attempt(self._desk, self._actor, self._operation, customer, request.id, objection.value)
        raise DecisionRefusedError(objection, request)


def _decision(act: Act, answer: Answer, shown_hash: str, reason: str = "") -> ApproverDecision:
    return ApproverDecision(
        approver_id=act.actor.slack_user_id,
        answer=answer,
        decided_at=act.at,
        content_hash=shown_hash,
        reason=reason,
    )


def _check_reason(reason: str) -> None:
    if problems := text.line_problems("reason", text.tidy(reason), limit=MAXIMUM_REASON, is_required=True):
        raise InvalidInputError(problems)
