"""Do the rows of a checked file, one after the other: each in one transaction, once.

A row is known by the request and its user: who is delivered twice finds the event of the first time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.command import ChangeLicenses, CreateUser, ImportUsers
from shared.domain.import_file import NewUser, UserChange
from shared.domain.license import LicenseChange
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.user_principal_name import uniqueness_key
from shared.operations.license import LicenseChanger
from shared.operations.side_by_side import side_by_side
from shared.operations.user import create_as, user_id_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.domain.command import ImportLicenses, ImportRows
    from shared.domain.import_file import ImportRow
    from shared.domain.user import User
    from shared.operations.desk import Act, Desk


def target_of(request_id: str, row: ImportRow) -> str:
    """Tell whom a ready row is about: the id that its user has, or will have."""
    if isinstance(row.wish, UserChange):
        return row.wish.user_id
    return user_id_of(f"{request_id}:{uniqueness_key(row.email)}")


def targets_of_rows(request_id: str, rows: Iterable[ImportRow]) -> dict[str, ImportRow]:
    """Find the ready rows by whom they are about, in the order in which they are carried out."""
    ready = sorted((row for row in rows if row.is_ready), key=lambda row: row.turn)
    return {target_of(request_id, row): row for row in ready}


def row_doer(
    command: ImportRows, rows: Mapping[str, ImportRow], desk: Desk, act: Act
) -> UserCreator | LicenseRowChanger:
    """Make what deals with some rows of a file."""
    if isinstance(command, ImportUsers):
        return UserCreator(command, rows, desk, act)
    return LicenseRowChanger(command, rows, desk, act)


class UserCreator:
    """Creates the users of some rows. The customer and what they subscribe to are read when it is made."""

    def __init__(self, command: ImportUsers, rows: Mapping[str, ImportRow], desk: Desk, act: Act) -> None:
        self._desk = desk
        self._act = act
        self._rows = rows
        self._customer, subscriptions = side_by_side(
            lambda: desk.directory.customer(command.customer_id),
            lambda: desk.directory.subscriptions(command.customer_id),
        )
        self._products = {subscription.id: subscription for subscription in subscriptions}

    def leave(self, user_id: str, reason: Reason) -> Outcome:
        """Leave a row undone, which an earlier delivery may have done."""
        outcome = self._named(user_id, Outcome(target_id=user_id, result=Result.REFUSED, reason=reason))
        return self._done_before(outcome) if self._is_recorded(user_id) else outcome

    def change(self, user_id: str) -> Outcome:
        """Create the user of a row, or say why not. Raises AccessDeniedError, BusyError."""
        wish = self._wish(user_id)
        if wish is None:
            return self.leave(user_id, Reason.CONTENT_DIFFERS)
        command = CreateUser(customer_id=self._customer.id, profile=wish.profile, sku_ids=wish.sku_ids)
        about = (user_id, command, self._desk, self._act, self._customer, self._products)
        outcome = self._named(user_id, create_as(*about, action=Action.IMPORT_USERS))
        if outcome.result is Result.REFUSED and self._is_recorded(user_id):
            return self._done_before(outcome)  # what holds since then is no reason any more
        return outcome

    def _is_recorded(self, user_id: str) -> bool:
        return self._desk.audit.event(self._act.operation.id, user_id) is not None

    def _done_before(self, outcome: Outcome) -> Outcome:
        return replace(outcome, result=Result.DONE, reason=None, problems=(), is_repeat=True)

    def _named(self, user_id: str, outcome: Outcome) -> Outcome:
        wish = self._wish(user_id)
        if wish is None:
            return outcome
        return replace(
            outcome,
            target_name=wish.profile.display_name,
            sign_in_name=wish.profile.user_principal_name,
        )

    def _wish(self, user_id: str) -> NewUser | None:
        """Tell what the row asks for; None where the file has another row since it was listed."""
        row = self._rows.get(user_id)
        return row.wish if row is not None and isinstance(row.wish, NewUser) else None


class LicenseRowChanger(LicenseChanger):
    """Changes the licenses of the users of some rows, each as its own row says."""

    def __init__(self, command: ImportLicenses, rows: Mapping[str, ImportRow], desk: Desk, act: Act) -> None:
        user_ids = tuple(rows)
        change = ChangeLicenses(customer_id=command.customer_id, users=user_ids, change=LicenseChange())
        super().__init__(change, user_ids, desk, act)
        self._rows = rows

    def _change_of(self, user: User) -> LicenseChange:
        wish = self._rows[user.id].wish
        return wish.change if isinstance(wish, UserChange) else LicenseChange()

    def _absent(self, user_id: str, reason: Reason) -> Outcome:
        row = self._rows.get(user_id)
        outcome = super()._absent(user_id, reason)
        return outcome if row is None else replace(outcome, target_name=row.name, sign_in_name=row.email)
