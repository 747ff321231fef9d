"""Do a slice of a request's targets: one after the other, each with its outcome."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from shared.domain.command import (
    Command,
    GrantRoles,
    ImportRows,
    LoadSubscriptions,
    MapGroup,
    RestoreUsers,
    RevokeRoles,
    UnmapGroup,
    UsersCommand,
)
from shared.domain.outcome import Outcome, Reason, Result
from shared.errors import AccessDeniedError, BusyError, CustomerNotFoundError, NotFoundError
from shared.operations.agreement import act_of
from shared.operations.desk import execute
from shared.operations.import_rows import row_doer, targets_of_rows
from shared.operations.many import changer
from shared.operations.membership import reconcile_group
from shared.operations.subscription import load_subscriptions
from shared.operations.turns import Dealt, Turns
from shared.policy.targets import Targets

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.domain.request import Request, Slice
    from shared.operations.changer import Changer
    from shared.operations.desk import Act, Desk
    from shared.operations.import_rows import LicenseRowChanger, UserCreator
    from shared.operations.retry import Retry
    from shared.operations.target_listing import Carried
    from shared.ports import Reporter, Roster, StaffNews

    _Doer: TypeAlias = Changer | UserCreator | LicenseRowChanger


@dataclass(frozen=True, slots=True, kw_only=True)
class Slices:
    """Does slices of requests, with the roles that their requesters have at that moment.

    A target that is busy waits while the others are dealt with, and has its turn after them.
    """

    desk: Desk
    retry: Retry
    reporter: Reporter
    roster: Roster
    news: StaffNews

    def do(self, request: Request, command: Carried, correlation_id: str) -> Dealt:
        """Do the next slice, or the rest of one. Done again, it finds what was done.

        Raises CustomerNotFoundError, and BusyError where it did not get on at all.
        """
        part = self.desk.requests.read_slice(request, request.slices_done)
        act = act_of(self.desk, request, correlation_id)
        if not isinstance(command, UsersCommand | ImportRows):
            return Dealt(self._at_once(request, command, act, part.target_ids))
        if not part.target_ids:
            return Dealt([])  # no row of this part of a file is ready
        doer = self._doer(request, command, act, part)
        if doer is None:
            deal: Callable[[str], Outcome] = partial(_refused, reason=Reason.CONTENT_DIFFERS)
        elif self._is_allowed(request, command, act):
            deal = partial(self._one, request, doer)
        else:
            deal = partial(doer.leave, reason=Reason.NOT_ALLOWED)
        is_all_or_nothing = isinstance(command, ImportRows) and command.all_or_nothing
        turns = Turns(
            part=part,
            deal=deal,
            tell=lambda outcomes: self.reporter.progress(request, request.tally.plus(outcomes)),
            retry=self.retry,
            in_order=is_all_or_nothing or isinstance(command, RestoreUsers),
        )
        if doer is not None and is_all_or_nothing:
            turns.deal = partial(self._unless_given_up, turns, doer, deal)
        return turns.take()

    def _is_allowed(self, request: Request, command: UsersCommand | ImportRows, act: Act) -> bool:
        try:
            self.desk.authorise(act, command.action, command.customer_id, Targets(count=request.targets))
        except AccessDeniedError:
            return False
        return True

    def _unless_given_up(
        self, turns: Turns, doer: _Doer, deal: Callable[[str], Outcome], target_id: str
    ) -> Outcome:
        """Leave everything behind the first row of a file that could not be done."""
        if any(outcome.result is Result.REFUSED for outcome in turns.outcomes):
            return doer.leave(target_id, Reason.STOPPED)
        return deal(target_id)

    def _doer(
        self, request: Request, command: UsersCommand | ImportRows, act: Act, part: Slice
    ) -> _Doer | None:
        """Make what deals with what is left; None where a file does not have these rows any more."""
        places = zip(part.target_ids, part.by_place(), strict=True)
        left = [target_id for target_id, outcome in places if outcome is None]
        if isinstance(command, UsersCommand):
            return changer(command, left, self.desk, act)
        rows = targets_of_rows(request.id, self.desk.imports.rows(command.import_id, request.slices_done))
        if not rows.keys() >= set(part.target_ids):
            return None
        return row_doer(command, {each: rows[each] for each in left}, self.desk, act)

    def _one(self, request: Request, doer: _Doer, target_id: str) -> Outcome:
        try:
            return doer.change(target_id)
        except BusyError:
            raise
        except AccessDeniedError:
            return doer.leave(target_id, Reason.NOT_ALLOWED)  # it ended since the slice began
        except Exception as error:  # noqa: BLE001  logged and told; one user must not stop the others
            self.reporter.fault(request, target_id, error)
            return doer.leave(target_id, Reason.FAILED)

    def _at_once(
        self, request: Request, command: Command | LoadSubscriptions, act: Act, target_ids: Sequence[str]
    ) -> Sequence[Outcome]:
        """Do what has one target, or a list of them that belong together; it authorises itself."""
        try:
            if isinstance(command, LoadSubscriptions):
                return load_subscriptions(self.desk, command, act)
            outcome = execute(command, self.desk, act)
        except AccessDeniedError:
            reason = Reason.NOT_ALLOWED
        except (BusyError, CustomerNotFoundError):
            raise
        except NotFoundError:
            reason = Reason.GONE
        except Exception as error:  # noqa: BLE001  logged and told
            self.reporter.fault(request, target_ids[0], error)
            reason = Reason.FAILED
        else:
            self._follow_up(request, command, outcome, act)
            return [outcome]
        return [_refused(each, reason) for each in target_ids]

    def _follow_up(self, request: Request, command: Command, outcome: Outcome, act: Act) -> None:
        """Let the members of a user group feel at once what was done to it, and tell whoever was given roles.

        What is done is done, whatever becomes of this: the sweep brings members in step too.
        """
        if outcome.result is Result.REFUSED:
            return
        try:
            if isinstance(command, MapGroup | UnmapGroup):
                reconcile_group(self.desk, self.roster, command.group_id, act.operation.correlation_id)
            elif isinstance(command, GrantRoles | RevokeRoles) and not outcome.is_repeat:
                self.news.tell(command.slack_user_id)
        except BusyError:
            return
        except Exception as error:  # noqa: BLE001  logged
            self.reporter.fault(request, outcome.target_id, error)


def _refused(target_id: str, reason: Reason) -> Outcome:
    return Outcome(target_id=target_id, result=Result.REFUSED, reason=reason)
