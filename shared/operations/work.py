"""What the worker does with a request: one bounded step, then a checkpoint, which starts the next step.

A step that is cut short is done again from its checkpoint, by whoever gets the next delivery. What it had
done already is found by its audit events, so nothing is done twice; two deliveries at once come to the
same, and the one that is late at the checkpoint stops.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from shared.domain.command import (
    Command,
    CreateUser,
    ExportAudit,
    ExportLicenses,
    GrantRoles,
    LoadCatalogue,
    LoadSubscriptions,
    MapGroup,
    ResetPasswords,
    RevokeRoles,
    UnmapGroup,
    UsersCommand,
)
from shared.domain.credential import LASTS, Credential, Sealed
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.password import temporary_password
from shared.domain.product_catalogue import read_catalogue
from shared.domain.request import SLICE as SLICE
from shared.domain.request import RequestState, Tally
from shared.domain.staff import Staff
from shared.errors import (
    AccessDeniedError,
    BusyError,
    CustomerNotFoundError,
    InvalidInputError,
    MovedOnError,
    NotFoundError,
    RequestNotFoundError,
)
from shared.operations.agreement import act_of
from shared.operations.desk import execute
from shared.operations.looking import license_export, list_everyone
from shared.operations.many import changer
from shared.operations.membership import reconcile_group
from shared.operations.subscription import load_subscriptions
from shared.operations.trail import audit_export
from shared.operations.user import user_id_of
from shared.policy.targets import Targets
from shared.ports import Cursor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.request import Request
    from shared.operations.changer import Changer
    from shared.operations.desk import Act, Desk
    from shared.ports import Files, Reporter, Roster, StaffNews

_Carried: TypeAlias = UsersCommand | Command | LoadSubscriptions

SLICES_LISTED = 10  # slices of targets listed between two checkpoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Carries on with requests."""

    desk: Desk
    reporter: Reporter
    files: Files
    roster: Roster
    news: StaffNews

    def carry_on(self, request_id: str, version: int, correlation_id: str) -> None:
        """Take the next step of a request that has come to ``version``; an older version is no news.

        Raises BusyError, after which the same delivery can be tried again.
        """
        try:
            request = self.desk.requests.request(request_id)
            if request.version != version:
                return
            if request.is_under_way:
                self._step(request, correlation_id)
            else:
                self._announce(request)
        except (MovedOnError, RequestNotFoundError):
            return  # another delivery did this step, or nobody waits for it any more

    def _announce(self, request: Request) -> None:
        """Tell everybody of a request that nobody works on, and again where it moved on meanwhile.

        So the last one who edits a card has seen the last state.
        """
        while True:
            self.reporter.announce(request)
            self.desk.requests.settle(request)
            now = self.desk.requests.request(request.id)
            if now.version == request.version or now.is_under_way:
                return
            request = now

    def _step(self, request: Request, correlation_id: str) -> None:
        command = request.command
        if request.state is RequestState.APPROVED:
            self._begin(request)
        elif isinstance(command, ExportLicenses):
            self._export(request, command)
        elif isinstance(command, ExportAudit):
            self._export_audit(request, command)
        elif isinstance(command, LoadCatalogue):
            self._load(request, command)
        else:
            try:
                self._carry_out(request, command, correlation_id)
            except CustomerNotFoundError:
                self._end(request, _errand(request, reason=Reason.GONE))

    def _carry_out(self, request: Request, command: _Carried, correlation_id: str) -> None:
        approval = request.approval
        if not request.is_listed:
            after = self._unless_stopped(self._listed(request, command, correlation_id))
            self.desk.requests.checkpoint(request, after)
        elif approval is not None and request.targets > approval.targets:
            self._end(request, _errand(request, reason=Reason.MORE_THAN_AGREED))
        elif request.has_slices_left:
            outcomes = self._do_slice(request, command, correlation_id)
            done = request.slices_done + 1
            after = request.advanced(slices_done=done, tally=request.tally.plus(outcomes))
            self.desk.requests.checkpoint(request, self._unless_stopped(after), outcomes)
        else:
            state = RequestState.CANCELLED if request.is_stopped else request.tally.state
            after = request.advanced(state=state)
            self.reporter.finish(after, self.desk.requests.outcomes(request))
            self.desk.requests.checkpoint(request, after)

    def _unless_stopped(self, after: Request) -> Request:
        """Begin no further slice where the requester asked for that, as noted with what was done so far.

        Noted, and not asked before a slice: whoever dies in one must find it done by whoever is next.
        """
        is_to_stop = after.is_listed and after.has_slices_left and self.desk.requests.is_to_stop(after.id)
        return replace(after, is_stopped=is_to_stop)

    def _begin(self, request: Request) -> None:
        """Post the card, in a step of its own: whatever fails later does not post another one."""
        card = self.reporter.open(request)
        try:
            self.desk.requests.checkpoint(request, request.advanced(card=card, state=RequestState.RUNNING))
        except MovedOnError:
            if card is not None:
                self.reporter.withdraw(card)
            raise

    def _listed(self, request: Request, command: _Carried, correlation_id: str) -> Request:
        """Write down what the command is about: a filter's users of this moment, however long it takes."""
        if not isinstance(command, UsersCommand):
            target_ids = _target_ids(request, command)
            self._save_targets(request, command, 0, target_ids)
            return request.advanced(is_listed=True, slices=1, targets=len(target_ids))
        if isinstance(command.users, tuple):
            act = act_of(self.desk, request, correlation_id)
            user_ids = changer(command, command.users, self.desk, act).in_order(command.users)
            pages = [user_ids[start : start + SLICE] for start in range(0, len(user_ids), SLICE)]
            for number, page_ids in enumerate(pages):
                self._save_targets(request, command, number, page_ids)
            return request.advanced(is_listed=True, slices=len(pages), targets=len(user_ids))
        reached, slices, targets = request.listed_to, request.slices, request.targets
        for _ in range(SLICES_LISTED):
            page = list_everyone(self.desk, command.customer_id, command.users, Cursor(after=reached), SLICE)
            is_past_the_end = reached is not None and page.before is None  # it shows the first page then
            if page.items and not is_past_the_end:
                self._save_targets(request, command, slices, [user.id for user in page.items])
                slices, targets = slices + 1, targets + len(page.items)
            reached = None if is_past_the_end else page.after
            if reached is None:
                break
        return request.advanced(listed_to=reached, is_listed=reached is None, slices=slices, targets=targets)

    def _save_targets(
        self, request: Request, command: _Carried, number: int, user_ids: Sequence[str]
    ) -> None:
        """Write down a slice; where its users get passwords, these with it, before anything is done.

        So every delivery of a step comes to the same passwords, and only their ciphertext is kept.
        """
        sealed = None
        if isinstance(command, ResetPasswords | CreateUser):
            credential = Credential(
                id=request.id,
                owner_id=request.requester_id,
                customer_id=command.customer_id,
                action=command.action,
                expires_at=self.desk.clock.now() + LASTS,
                of_request=True,
            )
            passwords = [temporary_password() for _ in user_ids]
            ciphertext = self.desk.cipher.seal(passwords, request.id, request.requester_id)
            sealed = credential, Sealed(user_ids=tuple(user_ids), ciphertext=ciphertext)
        self.desk.requests.save_targets(request, number, user_ids, sealed)

    def _do_slice(self, request: Request, command: _Carried, correlation_id: str) -> Sequence[Outcome]:
        user_ids = self.desk.requests.targets(request, request.slices_done)
        act = act_of(self.desk, request, correlation_id)
        if not isinstance(command, UsersCommand):
            return self._done_at_once(request, command, act, user_ids)
        users = changer(command, user_ids, self.desk, act)
        try:
            self.desk.authorise(act, command.action, command.customer_id, Targets(count=request.targets))
        except AccessDeniedError:
            return [users.leave(user_id, Reason.NOT_ALLOWED) for user_id in user_ids]
        outcomes: list[Outcome] = []
        for user_id in user_ids:
            outcomes.append(self._changed(request, users, user_id))
            self.reporter.progress(request, request.tally.plus(outcomes))
        return outcomes

    def _done_at_once(
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

    def _changed(self, request: Request, users: Changer, user_id: str) -> Outcome:
        try:
            return users.change(user_id)
        except BusyError:
            raise
        except Exception as error:  # noqa: BLE001  logged and told; one user must not stop the others
            self.reporter.fault(request, user_id, error)
            return users.leave(user_id, Reason.FAILED)

    def _requester(self, request: Request) -> Staff:
        nobody = Staff(slack_user_id=request.requester_id, roles=frozenset())
        return self.desk.find_staff(request.requester_id) or nobody

    def _export(self, request: Request, command: ExportLicenses) -> None:
        try:
            export = license_export(self.desk, self._requester(request), command.customer_id)
        except AccessDeniedError:
            return self._end(request, _errand(request, reason=Reason.NOT_ALLOWED))
        self.reporter.deliver(request, export)
        return self.desk.requests.checkpoint(request, request.advanced(state=RequestState.DONE))

    def _export_audit(self, request: Request, command: ExportAudit) -> None:
        try:
            export = audit_export(self.desk, self._requester(request), command.query)
        except AccessDeniedError:
            return self._end(request, _errand(request, reason=Reason.NOT_ALLOWED))
        except CustomerNotFoundError:
            return self._end(request, _errand(request, reason=Reason.GONE))
        self.reporter.deliver_trail(request, export)
        return self.desk.requests.checkpoint(request, request.advanced(state=RequestState.DONE))

    def _load(self, request: Request, command: LoadCatalogue) -> None:
        try:
            self.desk.require(self._requester(request), command.action, command.customer_id)
            products = read_catalogue(self.files.read(command.file_id))
        except AccessDeniedError:
            return self._end(request, _errand(request, reason=Reason.NOT_ALLOWED))
        except InvalidInputError as error:
            refused = replace(_errand(request, reason=Reason.INVALID), problems=error.problems)
            return self._end(request, refused)
        self.desk.catalogue.save_products(products)
        return self._end(request, _errand(request), done=len(products))

    def _end(self, request: Request, outcome: Outcome, done: int = 0) -> None:
        """Tell the one outcome of what has no targets, and close the request."""
        is_done = outcome.result is Result.DONE
        tally = Tally(done=done) if is_done else Tally(refused=1)
        ended = replace(request, tally=tally, is_stopped=False)
        self.reporter.finish(ended, [outcome])
        after = ended.advanced(state=ended.tally.state, slices_done=request.slices_done + 1)
        self.desk.requests.checkpoint(request, after, [outcome])


def _errand(request: Request, reason: Reason | None = None) -> Outcome:
    return _refused(request.id, reason) if reason else Outcome(target_id=request.id, result=Result.DONE)


def _refused(target_id: str, reason: Reason) -> Outcome:
    return Outcome(target_id=target_id, result=Result.REFUSED, reason=reason)


def _target_ids(request: Request, command: Command | LoadSubscriptions) -> list[str]:
    """Name what a command that is not about users, one after the other, is about."""
    if isinstance(command, CreateUser):
        return [user_id_of(request.id)]
    if isinstance(command, LoadSubscriptions):
        return [each.product.sku_id for each in command.listed]
    return [request.id]
