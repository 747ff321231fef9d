"""Delete users: seats and sign-in name are free at once, and for 30 days the record waits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.audit import OperationType, ResourceType
from shared.domain.deletion import DeletedUser
from shared.domain.outcome import Result
from shared.errors import UserNotFoundError
from shared.operations.changer import ActiveChanger, outcome
from shared.operations.recording import record, recorded_licenses
from shared.operations.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.command import DeleteUsers
    from shared.domain.outcome import Outcome, Reason
    from shared.domain.user import User
    from shared.operations.desk import Act, Desk


class Deleter(ActiveChanger):
    """Deletes some users."""

    def __init__(self, command: DeleteUsers, user_ids: Sequence[str], desk: Desk, act: Act) -> None:
        super().__init__(desk, act, command)
        self._customer, subscriptions, users = side_by_side(
            lambda: desk.directory.customer(command.customer_id),
            lambda: desk.directory.subscriptions(command.customer_id),
            lambda: desk.directory.users(command.customer_id, user_ids),
        )
        self._subscriptions = {subscription.id: subscription for subscription in subscriptions}
        self._users = {user.id: user for user in users}

    def _attempt(self, user: User) -> Outcome:
        deleted = DeletedUser(
            user=replace(user, version=user.version + 1),
            deleted_at=self._act.at,
            deleted_by=self._act.actor.slack_user_id,
        )
        event = record(
            self._act,
            [OperationType.DELETE_CUSTOMER_USER],
            ResourceType.CUSTOMER_USER,
            self._customer,
            (user.id, user.user_principal_name),
            was={"state": "active", **recorded_licenses(user.licenses)},
            becomes={"state": "deleted", **recorded_licenses({})},
        )
        earlier = self._desk.directory.delete_user(user, deleted, event)
        if earlier is not None:
            deleted = replace(deleted, deleted_at=earlier.occurred_at)
        else:
            self._give_seats_back(user)
        return replace(self._done(deleted), is_repeat=earlier is not None)

    def _absent(self, user_id: str, reason: Reason) -> Outcome:
        """Tell an earlier delivery of the click, and who was deleted by somebody else, from nobody."""
        try:
            deleted = self._desk.directory.deleted_user(self._customer_id, user_id)
        except UserNotFoundError:
            return super()._absent(user_id, reason)
        if self._is_recorded(user_id):
            return replace(self._done(deleted), is_repeat=True)
        return _deleted(deleted, Result.UNCHANGED)

    def _give_seats_back(self, user: User) -> None:
        """Count the seats as they are now, without reading them again."""
        for sku_id in user.licenses.keys() & self._subscriptions.keys():
            before = self._subscriptions[sku_id]
            self._subscriptions[sku_id] = replace(before, consumed=before.consumed - 1)

    def _done(self, deleted: DeletedUser) -> Outcome:
        held = deleted.user.licenses
        freed = tuple(each for each in self._subscriptions.values() if each.id in held)
        return replace(_deleted(deleted, Result.DONE), freed=freed)


def _deleted(deleted: DeletedUser, result: Result) -> Outcome:
    return replace(outcome(deleted.user, result), user=None, deleted=deleted)
