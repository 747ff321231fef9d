"""Delete users for good before their 30 days are over. Others have to agree: nothing brings them back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.audit import OperationType, ResourceType
from shared.domain.outcome import Outcome, Reason, Result
from shared.errors import ChangedMeanwhileError
from shared.operations.changer import Changer, outcome, refused
from shared.operations.recording import record
from shared.operations.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.command import PurgeUsers
    from shared.domain.deletion import DeletedUser
    from shared.operations.desk import Act, Desk


class Purger(Changer):
    """Deletes some deleted users for good, each on the condition that it is still this very deletion."""

    def __init__(self, command: PurgeUsers, user_ids: Sequence[str], desk: Desk, act: Act) -> None:
        super().__init__(desk, act, command)
        self._customer, deleted = side_by_side(
            lambda: desk.directory.customer(command.customer_id),
            lambda: desk.directory.deleted_users(command.customer_id, user_ids),
        )
        self._deleted = {each.id: each for each in deleted}

    def in_order(self, user_ids: Sequence[str]) -> list[str]:
        return list(user_ids)

    def leave(self, user_id: str, reason: Reason) -> Outcome:
        deleted = self._deleted.get(user_id)
        if self._is_recorded(user_id):
            return self._done(user_id, deleted, is_repeat=True)
        if deleted is None:
            return Outcome(target_id=user_id, result=Result.REFUSED, reason=reason)
        return replace(refused(deleted.user, reason), user=None, deleted=deleted)

    def change(self, user_id: str) -> Outcome:
        deleted = self._deleted.get(user_id)
        if deleted is None:
            return self.leave(user_id, Reason.GONE)
        if guarded := self._guarded(deleted.user):
            return replace(guarded, user=None, deleted=deleted)
        event = record(
            self._act,
            [OperationType.PURGE_CUSTOMER_USER],
            ResourceType.CUSTOMER_USER,
            self._customer,
            (deleted.id, deleted.user.user_principal_name),
            was={"state": "deleted"},
            becomes={"state": "purged"},
        )
        try:
            earlier = self._desk.directory.purge_user(deleted, event)
        except ChangedMeanwhileError:
            return self.leave(user_id, Reason.CHANGED_MEANWHILE)
        return self._done(user_id, deleted, is_repeat=earlier is not None)

    def _done(self, user_id: str, deleted: DeletedUser | None, *, is_repeat: bool) -> Outcome:
        if deleted is None:
            return Outcome(target_id=user_id, result=Result.DONE, is_repeat=is_repeat)
        return replace(outcome(deleted.user, Result.DONE), user=None, deleted=deleted, is_repeat=is_repeat)
