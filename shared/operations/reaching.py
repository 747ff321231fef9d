"""Reach for a request: within one's scope, and as one was shown it. Who reaches further leaves a trace."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.audit import OperationType, ResourceType
from shared.domain.customer import CustomerSummary
from shared.domain.request import Objection
from shared.errors import AccessDeniedError, DecisionRefusedError, RequestNotFoundError
from shared.operations.asking import content_hash
from shared.operations.desk import Act
from shared.operations.recording import record

if TYPE_CHECKING:
    from shared.domain.request import Request
    from shared.domain.staff import Staff
    from shared.operations.desk import Desk, Operation

_REQUEST_ID = re.compile(r"[\x20-\x7e]{1,200}")  # what else a forged click may hold, no table takes
_NO_ID = "-"


def find_request(desk: Desk, actor: Staff, request_id: str, operation: Operation) -> Request:
    """Read a request that concerns a customer in scope, or that the actor filed.

    Raises RequestNotFoundError, AccessDeniedError.
    """
    sought = request_id if is_request_id(request_id) else _NO_ID
    try:
        request = desk.requests.request(sought)
    except RequestNotFoundError:
        note_attempt(desk, actor, operation, None, sought, "not_found")
        raise
    if request.requester_id == actor.slack_user_id:
        return request
    try:
        desk.require(actor, Action.VIEW, request.command.customer_id)
    except AccessDeniedError:
        note_attempt(desk, actor, operation, customer_of(request), request_id, "out_of_scope")
        raise
    return request


def find_shown(desk: Desk, actor: Staff, request_id: str, shown_hash: str, operation: Operation) -> Request:
    """Read a request that somebody was shown, and is about to decide.

    Raises DecisionRefusedError where they were shown something else; otherwise as ``find_request``.
    """
    request = find_request(desk, actor, request_id, operation)
    if shown_hash != content_hash(request):
        found = Objection.CONTENT_DIFFERS
        note_attempt(desk, actor, operation, customer_of(request), request.id, found.value)
        raise DecisionRefusedError(found, request)
    return request


def is_request_id(text: str) -> bool:
    """Whether a text may be a request's id, and a table takes it."""
    return bool(_REQUEST_ID.fullmatch(text))


def customer_of(request: Request) -> CustomerSummary | None:
    """Name the customer of a request as they were called when it was asked for."""
    customer_id = request.command.customer_id
    if customer_id is None:
        return None
    return CustomerSummary(customer_id, request.approval.customer_name if request.approval else "", "")


def note_attempt(
    desk: Desk,
    actor: Staff,
    operation: Operation,
    customer: CustomerSummary | None,
    request_id: str,
    why: str,
) -> None:
    """Keep in the trail that somebody reached for what is not theirs to decide."""
    desk.audit.record(
        record(
            Act(actor=actor, operation=replace(operation, id=f"{operation.id}.refused"), at=desk.clock.now()),
            [OperationType.REFUSE_DECISION],
            ResourceType.REQUEST,
            customer,
            (request_id, ""),
            was={},
            becomes={"refused": why},
        )
    )
