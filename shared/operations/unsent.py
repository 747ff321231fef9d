"""Files that Slack did not take: noted on their request, and sent again when its requester asks.

Sending again is the last step of the request once more, and never one of those before it: no target is
dealt with, whatever was left of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.command import Errand
from shared.domain.request import Objection, RequestState
from shared.errors import DecisionRefusedError, MovedOnError, UploadRefusedError
from shared.operations.reaching import customer_of, find_request, note_attempt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.domain.outcome import Outcome
    from shared.domain.request import Request
    from shared.domain.staff import Staff
    from shared.operations.desk import Desk, Operation
    from shared.ports import Reporter


def finish(reporter: Reporter, request: Request, outcomes: Iterable[Outcome]) -> Request:
    """Tell the outcomes of a request; return it with the reason where Slack did not take its file."""
    try:
        reporter.finish(request, outcomes)
    except UploadRefusedError as refusal:
        return replace(request, unsent=refusal.cause)
    return request


def send_again(desk: Desk, actor: Staff, request_id: str, operation: Operation) -> bool:
    """Let the worker send the files of one's own request again; False where nothing is to be sent (any more).

    Raises DecisionRefusedError, AccessDeniedError, RequestNotFoundError, BusyError.
    """
    request = find_request(desk, actor, request_id, operation)
    if request.requester_id != actor.slack_user_id:
        found = Objection.NOT_THE_REQUESTER
        note_attempt(desk, actor, operation, customer_of(request), request.id, found.value)
        raise DecisionRefusedError(found, request)
    if request.command.customer_id is not None:
        desk.require(actor, Action.VIEW, request.command.customer_id)
    if not request.is_finished or not request.unsent:
        return False
    again = request.advanced(state=RequestState.RUNNING, unsent="")
    if not isinstance(request.command, Errand):
        again = replace(again, is_listed=True, slices=request.slices_done)
    try:
        desk.requests.checkpoint(request, again)
    except MovedOnError:
        return False  # another click was quicker
    return True
