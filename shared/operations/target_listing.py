"""Write down what a request is about, in slices, before anything of it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from shared.domain.command import (
    Command,
    CreateUser,
    ImportRows,
    LoadSubscriptions,
    SetsPasswords,
    UsersCommand,
)
from shared.domain.credential import LASTS, Credential, Sealed
from shared.domain.import_file import PART, CheckedFile, digest_of
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.password import temporary_password
from shared.domain.request import SLICE
from shared.errors import ImportNotFoundError
from shared.operations.agreement import act_of
from shared.operations.errands import refused_as_a_whole, requester_of
from shared.operations.import_check import no_longer_ready
from shared.operations.import_rows import target_of, targets_of_rows
from shared.operations.looking import list_everyone
from shared.operations.many import changer
from shared.operations.user import user_id_of
from shared.ports import Cursor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.import_file import ImportRow
    from shared.domain.request import Request
    from shared.operations.desk import Desk

Carried: TypeAlias = UsersCommand | ImportRows | Command | LoadSubscriptions
"""What is done to targets that are listed first."""

SLICES_LISTED = 10  # slices of targets listed between two checkpoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindered:
    """Nothing of a request can be done any more: what is told in its place."""

    outcomes: Sequence[Outcome]


@dataclass(frozen=True, slots=True)
class Listing:
    """Lists the targets of requests. A step of it done again comes to the same."""

    desk: Desk

    def carry_on(self, request: Request, command: Carried, correlation_id: str) -> Request | Hindered:
        """List what a command is about, or go on with that; return the request as it then is.

        Of a filter's users those of this moment, however long it takes. Raises MovedOnError, BusyError.
        """
        if isinstance(command, ImportRows):
            return self._rows(request, command)
        if not isinstance(command, UsersCommand):
            target_ids = _target_ids(request, command)
            self._save(request, command, 0, target_ids)
            return request.advanced(is_listed=True, slices=1, targets=len(target_ids))
        if isinstance(command.users, tuple):
            act = act_of(self.desk, request, correlation_id)
            user_ids = changer(command, command.users, self.desk, act).in_order(command.users)
            pages = [user_ids[start : start + SLICE] for start in range(0, len(user_ids), SLICE)]
            for number, page_ids in enumerate(pages):
                self._save(request, command, number, page_ids)
            return request.advanced(is_listed=True, slices=len(pages), targets=len(user_ids))
        return self._everyone(request, command)

    def _everyone(self, request: Request, command: UsersCommand) -> Request:
        if isinstance(command.users, tuple):
            raise TypeError("these users have names")
        reached, slices, targets = request.listed_to, request.slices, request.targets
        for _ in range(SLICES_LISTED):
            page = list_everyone(self.desk, command.customer_id, command.users, Cursor(after=reached), SLICE)
            is_past_the_end = reached is not None and page.before is None  # it shows the first page then
            if page.items and not is_past_the_end:
                self._save(request, command, slices, [user.id for user in page.items])
                slices, targets = slices + 1, targets + len(page.items)
            reached = None if is_past_the_end else page.after
            if reached is None:
                break
        return request.advanced(listed_to=reached, is_listed=reached is None, slices=slices, targets=targets)

    def _rows(self, request: Request, command: ImportRows) -> Request | Hindered:
        """List the ready rows of a file: a slice for each of its parts, though none of them be ready.

        They must still be those that were asked for; and all of them must still be ready, if it is all or
        nothing.
        """
        try:
            file = self.desk.imports.file(command.import_id)
        except ImportNotFoundError:
            return Hindered(outcomes=[refused_as_a_whole(request, Reason.GONE)])
        rows = list(self.desk.imports.all_rows(command.import_id))
        if file.customer_id != command.customer_id or digest_of(rows) != command.digest:
            return Hindered(outcomes=[refused_as_a_whole(request, Reason.CONTENT_DIFFERS)])
        if command.all_or_nothing:
            checked = CheckedFile(file=file, rows=rows)
            if lost := no_longer_ready(self.desk, requester_of(self.desk, request), checked):
                return Hindered(outcomes=[_lost(request, row) for row in lost[:SLICE]])
        targets = 0
        for number in range(file.parts):
            target_ids = list(targets_of_rows(request.id, rows[number * PART : (number + 1) * PART]))
            self._save(request, command, number, target_ids)
            targets += len(target_ids)
        return request.advanced(is_listed=True, slices=file.parts, targets=targets)

    def _save(self, request: Request, command: Carried, number: int, target_ids: Sequence[str]) -> None:
        """Write down a slice; where its users get passwords, these with it, before anything is done.

        So every delivery of a step comes to the same passwords, and only their ciphertext is kept.
        """
        sealed = None
        if isinstance(command, SetsPasswords) and target_ids:
            credential = Credential(
                id=request.id,
                owner_id=request.requester_id,
                customer_id=command.customer_id,
                action=command.action,
                expires_at=self.desk.clock.now() + LASTS,
                of_request=True,
            )
            passwords = [temporary_password() for _ in target_ids]
            ciphertext = self.desk.cipher.seal(passwords, request.id, request.requester_id)
            sealed = credential, Sealed(user_ids=tuple(target_ids), ciphertext=ciphertext)
        self.desk.requests.save_targets(request, number, target_ids, sealed)


def _target_ids(request: Request, command: Command | LoadSubscriptions) -> list[str]:
    """Name what a command that is not about users, one after the other, is about."""
    if isinstance(command, CreateUser):
        return [user_id_of(request.id)]
    if isinstance(command, LoadSubscriptions):
        return [*(each.product.sku_id for each in command.listed), *command.ended]
    return [request.id]


def _lost(request: Request, row: ImportRow) -> Outcome:
    return Outcome(
        target_id=target_of(request.id, row),
        target_name=row.name,
        sign_in_name=row.email,
        result=Result.REFUSED,
        reason=Reason.INVALID if row.problems else Reason.GONE,
        problems=row.problems,
    )
