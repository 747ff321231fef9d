"""Commands that may take longer than Slack waits: done at once while they are small, filed otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from shared.domain.command import ExportLicenses, LoadCatalogue, ResetPasswords
from shared.domain.request import Request
from shared.errors import BusyError, InvalidInputError, RequestNotFoundError
from shared.operations.desk import Act
from shared.operations.many import changer, targets_of
from shared.operations.side_by_side import side_by_side

if TYPE_CHECKING:
    from shared.domain.command import ManyCommand, UsersCommand
    from shared.domain.outcome import Outcome
    from shared.domain.staff import Staff
    from shared.operations.changer import Changer
    from shared.operations.desk import Desk, Operation

MAXIMUM_AT_ONCE = 25  # users; more than that are the worker's
TIME_AT_ONCE = timedelta(seconds=1.5)  # of the three seconds that Slack waits

Submitted: TypeAlias = "tuple[Outcome, ...] | Request"
"""What became of each target; or the request that the worker has now, because it takes longer."""


def submit_many(
    desk: Desk, command: ManyCommand, actor: Staff, operation: Operation, language: str
) -> Submitted:
    """Authorise a command and carry it out, or leave it to the worker; once however often it is delivered.

    Targets are dealt with one after the other, since they take their seats from the same counter. When the
    time is up, or the table asks to come back, the worker gets all of them: it finds those that are done.
    Raises AccessDeniedError, NotFoundError, BusyError where nothing could be begun, and InvalidInputError
    for a change that is wrong whoever it is for.
    """
    now = desk.require(actor, command.action, command.customer_id)
    if not isinstance(command, ExportLicenses | LoadCatalogue):
        act = Act(actor=actor, operation=operation, at=now)
        targets, users = side_by_side(
            lambda: targets_of(command, desk), lambda: changer(command, _few(command), desk, act)
        )
        desk.require(actor, command.action, command.customer_id, targets)
        outcomes = _at_once(desk, command, act, users)
        if outcomes is not None and not _is_with_worker(desk, command, operation, outcomes):
            return outcomes
    return desk.requests.file(
        Request(
            id=operation.id,
            command=command,
            requester_id=actor.slack_user_id,
            language=language,
            filed_at=now,
        )
    )


def _is_with_worker(
    desk: Desk, command: UsersCommand, operation: Operation, outcomes: tuple[Outcome, ...]
) -> bool:
    """Tell whether an earlier delivery left the click to the worker, whose passwords are then the ones."""
    if not isinstance(command, ResetPasswords) or not any(outcome.is_repeat for outcome in outcomes):
        return False
    try:
        desk.requests.request(operation.id)
    except RequestNotFoundError:
        return False
    return True


def _few(command: UsersCommand) -> tuple[str, ...]:
    """The users who are dealt with at once, if they are few enough."""
    users = command.users
    return users if isinstance(users, tuple) and len(users) <= MAXIMUM_AT_ONCE else ()


def _at_once(desk: Desk, command: UsersCommand, act: Act, users: Changer) -> tuple[Outcome, ...] | None:
    """Check the command, and do what can be done while Slack waits; None where that is not all of it."""
    if problems := users.problems():
        raise InvalidInputError(problems)
    outcomes = []
    for user_id in users.in_order(_few(command)):
        if desk.clock.now() - act.at > TIME_AT_ONCE:
            return None
        try:
            outcomes.append(users.change(user_id))
        except BusyError:
            return None  # whether it was done is not known; the worker will know
    return tuple(outcomes) or None
