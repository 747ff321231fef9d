"""Stop a request that the worker carries out: the slice under way is completed, and no other one begins.

What was done stays done, and is told as at any other end; whoever was not dealt with is as they were.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.audit import OperationType
from shared.domain.request import Objection
from shared.errors import DecisionRefusedError, MovedOnError
from shared.operations import objections
from shared.operations.asking import request_event
from shared.operations.desk import Act
from shared.operations.reaching import customer_of, find_request, note_attempt

if TYPE_CHECKING:
    from shared.domain.audit import Recorded
    from shared.domain.request import Request
    from shared.domain.staff import Staff
    from shared.operations.desk import Desk, Operation


def stop(desk: Desk, actor: Staff, request_id: str, operation: Operation) -> Request:
    """Let the worker begin no further slice of one's own request, and return it as it stands.

    However often it is asked, there is one event of it. Raises DecisionRefusedError, AccessDeniedError,
    RequestNotFoundError, BusyError.
    """
    request = find_request(desk, actor, request_id, operation)
    if (found := objections.to_stopping(desk, actor, request)) is not None:
        if found.is_suspicious:
            note_attempt(desk, actor, operation, customer_of(request), request.id, found.value)
        raise DecisionRefusedError(found, request)
    becomes: dict[str, Recorded] = {"targets": request.targets, "dealt_with": request.tally.total}
    stopping = replace(operation, id=f"{request.id}.stopped")
    act = Act(actor=actor, operation=stopping, at=desk.clock.now())
    customer = customer_of(request)
    event = request_event(act, OperationType.STOP_REQUEST, request, customer, was={}, becomes=becomes)
    try:
        desk.requests.ask_to_stop(request, event)
    except MovedOnError:
        ended = desk.requests.request(request_id)
        raise DecisionRefusedError(Objection.NOT_UNDER_WAY, ended) from None
    return request
