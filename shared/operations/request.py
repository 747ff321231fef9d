"""Do a command at once, leave it to the worker because it takes longer, or ask others to agree to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from shared.domain.command import (
    AddSubscription,
    CheckLicenseFile,
    CheckUserFile,
    CreateUser,
    EditUser,
    ExportAudit,
    ExportLicenses,
    LoadCatalogue,
    LoadDomains,
    LoadSubscriptions,
    ResetPasswords,
    SendTemplate,
)
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import Request
from shared.errors import AccessDeniedError, BusyError, InvalidInputError, RequestNotFoundError
from shared.operations.asking import ask, prospects
from shared.operations.desk import Act, execute
from shared.operations.many import changer, targets_of
from shared.operations.side_by_side import side_by_side
from shared.operations.subscription import load_subscriptions
from shared.operations.trail import may_look
from shared.policy.decide import Verdict
from shared.policy.targets import Targets

if TYPE_CHECKING:
    from shared.domain.command import AnyCommand, Command, ImportRows, ManyCommand, UsersCommand
    from shared.domain.staff import Staff
    from shared.operations.asking import Prospects
    from shared.operations.changer import Changer
    from shared.operations.desk import Desk, Operation
    from shared.policy.decide import Decision

MAXIMUM_AT_ONCE = 25  # users; more than that are the worker's
TIME_AT_ONCE = timedelta(seconds=1.5)  # of the three seconds that Slack waits

Submitted: TypeAlias = "tuple[Outcome, ...] | Request"
"""What became of each target; or the request that waits for the worker, or for other people first."""


def submit_one(
    desk: Desk, command: Command, actor: Staff, operation: Operation, language: str
) -> Outcome | Request:
    """Carry out a command about one thing, or ask other people to agree to it.

    Everything wrong with it is found first, and is in the outcome: nobody is asked about what cannot be done.
    Raises AccessDeniedError, NoApproverError, NotFoundError, BusyError.
    """
    now = desk.clock.now()
    act = Act(actor=actor, operation=operation, at=now)
    decision = desk.admit(actor, command.action, command.customer_id)
    if decision.verdict is Verdict.APPROVAL or _is_about_an_administrator(command):
        tried, known, taken, named = side_by_side(
            lambda: _tried(desk, command, act),
            lambda: prospects(desk, command),
            lambda: _name_taken(desk, command),
            lambda: _with_names(desk, command),
        )
    else:
        tried = _tried(desk, command, act)
        if isinstance(tried, Outcome):
            return tried
        known, taken, named = side_by_side(
            lambda: prospects(desk, command),
            lambda: _name_taken(desk, command),
            lambda: _with_names(desk, command),
        )
    if isinstance(tried, Outcome):
        return tried
    return taken or ask(desk, named, act, language, tried, known)


def _tried(desk: Desk, command: Command, act: Act) -> Outcome | Decision:
    """Carry out a command; where other people have to agree first, return the decision that says so."""
    try:
        return execute(command, desk, act)
    except AccessDeniedError as error:
        decision: Decision = error.decision
        if decision.verdict is not Verdict.APPROVAL:
            raise
        return decision


def _with_names(desk: Desk, command: Command) -> Command:
    """Name a product that was chosen from the catalogue: who is asked to agree has to see which it is."""
    if not isinstance(command, AddSubscription) or command.product.name:
        return command
    product = desk.catalogue.product(command.product.sku_id)
    if product is None:
        return command
    names = replace(command.product, name=product.name, part_number=product.part_number)
    return replace(command, product=names)


def _is_about_an_administrator(command: Command) -> bool:
    """Tell from a form, which shows what a user is, that others may have to agree: they are read with it."""
    return isinstance(command, EditUser) and (
        bool(command.profile.directory_roles) or command.profile.is_protected
    )


def _name_taken(desk: Desk, command: Command) -> Outcome | None:
    """Say now that a sign-in name is taken: whoever asks would otherwise hear of it from the worker."""
    if not isinstance(command, CreateUser | EditUser):
        return None
    name, user_ids = command.profile.user_principal_name, []
    if isinstance(command, EditUser):
        user_ids = [command.user_id]
    taken, current = side_by_side(
        lambda: desk.directory.names_taken(command.customer_id, [name]),
        lambda: desk.directory.users(command.customer_id, user_ids) if user_ids else [],
    )
    if not taken or name.casefold() in {each.user_principal_name.casefold() for each in current}:
        return None
    problem = Problem("user_name", ProblemCode.USER_PRINCIPAL_NAME_TAKEN, {"user_principal_name": name})
    return Outcome(target_id="", result=Result.REFUSED, reason=Reason.INVALID, problems=(problem,))


def submit_listed(
    desk: Desk, command: LoadSubscriptions, actor: Staff, operation: Operation, language: str
) -> Submitted:
    """Take over a customer's subscriptions, or ask other people to agree. It raises as ``submit_one``."""
    act = Act(actor=actor, operation=operation, at=desk.clock.now())
    decision = desk.admit(actor, command.action, command.customer_id)
    if decision.verdict is Verdict.APPROVAL:
        return ask(desk, command, act, language, decision, targets=len(command.listed) + len(command.ended))
    return load_subscriptions(desk, command, act)


def submit_many(
    desk: Desk, command: ManyCommand, actor: Staff, operation: Operation, language: str
) -> Submitted:
    """Carry out a command about users, leave it to the worker, or ask other people to agree to it first.

    Targets are dealt with one after the other, since they take their seats from the same counter. When the
    time is up, or the table asks to come back, the worker gets all of them: it finds those that are done.
    Raises AccessDeniedError, NoApproverError, NotFoundError, BusyError where nothing could be begun, and
    InvalidInputError for a change that is wrong whoever it is for.
    """
    act = Act(actor=actor, operation=operation, at=desk.clock.now())
    if isinstance(command, ExportAudit):
        may_look(desk, actor, command.query)
        return _filed(desk, command, act, language)
    if isinstance(command, CheckUserFile | CheckLicenseFile):
        desk.admit(actor, command.action, command.customer_id)
        return _filed(desk, command, act, language)
    if isinstance(command, ExportLicenses | LoadCatalogue | LoadDomains | SendTemplate):
        desk.require(actor, command.action, command.customer_id)
        return _filed(desk, command, act, language)
    decision = desk.admit(actor, command.action, command.customer_id)
    targets, users, known = side_by_side(
        lambda: targets_of(command, desk, actor),
        lambda: changer(command, _few(command), desk, act),
        lambda: prospects(desk, command) if decision.verdict is Verdict.APPROVAL else None,
    )
    if problems := users.problems():
        raise InvalidInputError(problems)
    if targets.are_all_guarded:
        raise AccessDeniedError(targets.guard, action=command.action.value, customer_id=command.customer_id)
    decision = desk.admit(actor, command.action, command.customer_id, targets.of_policy)
    if decision.verdict is Verdict.APPROVAL:
        earlier: tuple[Outcome, ...] = ()
        if known is None:  # their roles would let them: it is the users, or their number, who do not
            earlier, known = side_by_side(
                lambda: _done_earlier(command, users), lambda: prospects(desk, command)
            )
        return earlier or ask(
            desk,
            command,
            act,
            language,
            decision,
            known,
            targets=targets.count,
            target_name=targets.name,
        )
    outcomes = _at_once(desk, command, act, users)
    if outcomes is not None and not _is_with_worker(desk, command, operation, outcomes):
        return outcomes
    return _filed(desk, command, act, language)


def submit_rows(
    desk: Desk,
    command: ImportRows,
    actor: Staff,
    operation: Operation,
    language: str,
    known: Prospects | None = None,
) -> Request:
    """Leave the rows of a checked file to the worker, or ask other people to agree to them first.

    ``known`` is who they are, if that was read. It raises as ``submit_one``.
    """
    act = Act(actor=actor, operation=operation, at=desk.clock.now())
    targets = Targets(count=command.count)
    decision = desk.admit(actor, command.action, command.customer_id, targets)
    if decision.verdict is Verdict.APPROVAL:
        return ask(desk, command, act, language, decision, known, targets=command.count)
    return _filed(desk, command, act, language)


def _filed(desk: Desk, command: AnyCommand, act: Act, language: str) -> Request:
    """Leave a command to the worker, to whom nobody else has to agree."""
    return desk.requests.file(
        Request(
            id=act.operation.id,
            command=command,
            requester_id=act.actor.slack_user_id,
            language=language,
            filed_at=act.at,
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


def _done_earlier(command: UsersCommand, users: Changer) -> tuple[Outcome, ...]:
    """Tell what an earlier delivery of the click did at once, to users who are guarded only since then."""
    leaves = [partial(users.leave, user_id, Reason.NOT_ALLOWED) for user_id in _few(command)]
    if not leaves:
        return ()
    first, *others = leaves
    outcomes = side_by_side(first, *others)
    return outcomes if any(outcome.is_repeat for outcome in outcomes) else ()


def _few(command: UsersCommand) -> tuple[str, ...]:
    """The users who are dealt with at once, if they are few enough."""
    users = command.users
    return users if isinstance(users, tuple) and len(users) <= MAXIMUM_AT_ONCE else ()


def _at_once(desk: Desk, command: UsersCommand, act: Act, users: Changer) -> tuple[Outcome, ...] | None:
    """Do what can be done while Slack waits; None where that is not all of it."""
    outcomes = []
    for user_id in users.in_order(_few(command)):
        if desk.clock.now() - act.at > TIME_AT_ONCE:
            return None
        try:
            outcomes.append(users.change(user_id))
        except BusyError:
            return None  # whether it was done is not known; the worker will know
    return tuple(outcomes) or None
