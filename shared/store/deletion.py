"""Deleted users: each keeps their item, out of the lists of active ones, until restored or purged.

The version number of the item tells one deletion of a user from the next: who was restored and deleted
again since somebody looked is not who they looked at.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from pynamodb.exceptions import DoesNotExist

from shared.domain.collation import KEY_SEPARATOR
from shared.domain.deletion import order_from
from shared.domain.user import UserCounts
from shared.errors import ChangedMeanwhileError, UserNotFoundError
from shared.operations.side_by_side import side_by_side
from shared.ports import SHARDS, Page
from shared.store import keys
from shared.store.busy import busy_when_asked_to_come_back
from shared.store.license import change_licenses
from shared.store.models import FormerNameItem, UserItem
from shared.store.paging import read_page
from shared.store.transaction import Transaction
from shared.store.user_claims import count, counted, enter_domain, give_up_name, leave_domain, take_name
from shared.store.user_item import deleted_item, is_deleted, to_deleted, user_item
from shared.store.user_search import search_deleted

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from pynamodb.expressions.condition import Condition
    from pynamodb.indexes import GlobalSecondaryIndex

    from shared.domain.audit import AuditEvent
    from shared.domain.deletion import DeletedUser
    from shared.domain.user import User
    from shared.ports import Cursor
    from shared.store.tables import Tables

_FIRST = "0"  # sorts before every instant
_TICK = timedelta(microseconds=1)
_WAITING = UserCounts(deleted=1)


class Deletions:
    """The deleted users' part of the directory.

    One and several by id are read as they are this instant; lists and searches read indexes, which follow
    within moments.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @busy_when_asked_to_come_back()
    def deleted_user(self, customer_id: str, user_id: str) -> DeletedUser:
        """Read one deleted user. Raises UserNotFoundError, for an active one too."""
        key = keys.customer(customer_id), keys.user(user_id)
        try:
            item = self._tables.users.get(*key, consistent_read=True)
        except DoesNotExist:
            raise UserNotFoundError(customer_id=customer_id, user_id=user_id) from None
        if not is_deleted(item):
            raise UserNotFoundError(customer_id=customer_id, user_id=user_id)
        return to_deleted(item)

    @busy_when_asked_to_come_back()
    def deleted_users(self, customer_id: str, user_ids: Collection[str]) -> list[DeletedUser]:
        """Read several deleted users at once, in the order asked; absent and active ones are left out."""
        wanted = [(keys.customer(customer_id), keys.user(each)) for each in user_ids]
        items = self._tables.users.batch_get(wanted, consistent_read=True)
        found = {deleted.id: deleted for deleted in map(to_deleted, filter(is_deleted, items))}
        return [found[each] for each in user_ids if each in found]

    @busy_when_asked_to_come_back()
    def list_deleted(self, customer_id: str, cursor: Cursor, limit: int) -> Page[DeletedUser]:
        """List a customer's deleted users in the order in which they will be gone, in one query."""
        page = read_page(self._tables.users.deleted, customer_id, UserItem.due_key, cursor, limit)
        return Page([to_deleted(item) for item in page.items], page.before, page.after)

    @busy_when_asked_to_come_back()
    def search_deleted(self, customer_id: str, typed: str, limit: int) -> list[DeletedUser]:
        """Find deleted users whose display, last or former sign-in name begins with a text, as listed."""
        return [to_deleted(item) for item in search_deleted(self._tables, customer_id, typed, limit)]

    @busy_when_asked_to_come_back()
    def recently_deleted(self, customer_ids: Collection[str] | None, limit: int) -> list[DeletedUser]:
        """List who was deleted last, of some customers or with None of all of them; the latest first.

        They sort by when they are due, which is as long after the deletion for everybody.
        """
        if customer_ids is None:
            shards = [keys.purge_shard(each) for each in range(SHARDS)]
            reads = [partial(_latest, self._tables.users.purge_due, each, limit) for each in shards]
        else:
            reads = [partial(_latest, self._tables.users.deleted, each, limit) for each in customer_ids]
        found = chain(*side_by_side(*reads)) if reads else []
        return sorted(found, key=lambda each: each.order, reverse=True)[:limit]

    @busy_when_asked_to_come_back()
    def names_taken(self, customer_id: str, user_principal_names: Collection[str]) -> set[str]:
        """Tell which of some sign-in names active users have; as they were given. One batch."""
        asked = {name: keys.user_principal_name(name) for name in user_principal_names}
        wanted = [(keys.customer(customer_id), key) for key in set(asked.values())]
        items = self._tables.user_principal_names.batch_get(wanted, consistent_read=True)
        taken = {item.sk for item in items}
        return {name for name, key in asked.items() if key in taken}

    @busy_when_asked_to_come_back()
    def names_of_deleted(self, customer_id: str, user_principal_names: Collection[str]) -> set[str]:
        """Tell which of some sign-in names deleted users had; as they were given. One query."""
        are_former = FormerNameItem.sk.startswith(keys.FORMER_NAMES)
        found = self._tables.former_names.query(
            keys.customer(customer_id), are_former, attributes_to_get=["pk", "sk"]
        )
        had = {item.sk.rpartition(KEY_SEPARATOR)[0] for item in found}
        return {name for name in user_principal_names if keys.former_name(name) in had}

    @busy_when_asked_to_come_back()
    def due_users(
        self, shard: int, since: datetime | None, until: datetime, cursor: Cursor, limit: int
    ) -> Page[DeletedUser]:
        """List who is gone at ``until``, and was not yet at ``since``; the first ones first, in one query."""
        first = _FIRST if since is None else order_from(since + _TICK)
        if cursor.after:
            first = f"{cursor.after}\0"  # the very next key that can be
        condition = UserItem.due_key.between(first, _end(until))
        index = self._tables.users.purge_due
        found = list(index.query(keys.purge_shard(shard), condition, limit=limit + 1))
        after = found[limit - 1].due_key if len(found) > limit else None
        return Page([to_deleted(item) for item in found[:limit]], after=after)

    @busy_when_asked_to_come_back()
    def count_due(self, shard: int, until: datetime) -> int:
        """Count who of a shard is gone at ``until``."""
        condition = UserItem.due_key.between(_FIRST, _end(until))
        return self._tables.users.purge_due.count(keys.purge_shard(shard), condition)

    def delete_user(self, before: User, deleted: DeletedUser, event: AuditEvent) -> AuditEvent | None:
        """Delete a user as it was ``before``: seats and sign-in name are free again, the record is kept.

        Raises ChangedMeanwhileError.
        """
        transaction = Transaction(self._tables, event)
        user_is_unchanged = UserItem.version == before.version  # nobody edited them since we looked
        user_is_active = UserItem.deleted_at.does_not_exist()
        transaction.put(
            deleted_item(self._tables, deleted),
            when=user_is_unchanged & user_is_active,
            otherwise=ChangedMeanwhileError(user_id=before.id),
        )
        give_up_name(self._tables, transaction, before)
        transaction.put(self._former_name(before))
        leave_domain(self._tables, transaction, before)
        change_licenses(self._tables, transaction, before, replace(before, licenses={}))
        count(self._tables, transaction, before.customer_id, counted(before), _WAITING)
        return transaction.commit()

    def restore_user(self, deleted: DeletedUser, after: User, event: AuditEvent) -> AuditEvent | None:
        """Make a deleted user active again, as ``after``; its seats, sign-in name and domain are taken.

        Raises ChangedMeanwhileError where it was restored or purged meanwhile, UserPrincipalNameTakenError,
        DomainNotUsableError, NoSeatError.
        """
        transaction = Transaction(self._tables, event)
        transaction.put(
            user_item(self._tables, after),
            when=_deletion_is_in_force(deleted),
            otherwise=ChangedMeanwhileError(user_id=after.id),
        )
        take_name(self._tables, transaction, after)
        transaction.remove(self._former_name(deleted.user))
        enter_domain(self._tables, transaction, after)
        change_licenses(self._tables, transaction, None, after)
        count(self._tables, transaction, after.customer_id, _WAITING, counted(after))
        return transaction.commit()

    def purge_user(self, deleted: DeletedUser, event: AuditEvent) -> AuditEvent | None:
        """Delete a user for good. Raises ChangedMeanwhileError where this deletion is not in force."""
        user = deleted.user
        transaction = Transaction(self._tables, event)
        transaction.delete(
            self._tables.users(keys.customer(user.customer_id), keys.user(user.id)),
            when=_deletion_is_in_force(deleted),
            otherwise=ChangedMeanwhileError(user_id=user.id),
        )
        transaction.remove(self._former_name(user))
        count(self._tables, transaction, user.customer_id, _WAITING, UserCounts())
        return transaction.commit()

    def _former_name(self, user: User) -> FormerNameItem:
        key = keys.former_name_of(user.user_principal_name, user.id)
        return self._tables.former_names(keys.customer(user.customer_id), key)


def _latest(index: GlobalSecondaryIndex[UserItem], partition: str, limit: int) -> list[DeletedUser]:
    return [to_deleted(item) for item in index.query(partition, scan_index_forward=False, limit=limit)]


def _deletion_is_in_force(deleted: DeletedUser) -> Condition:
    user_is_deleted = UserItem.deleted_at.exists()  # nobody restored or purged them since we looked
    it_is_this_deletion = UserItem.version == deleted.user.version  # nor restored and deleted them again
    return user_is_deleted & it_is_this_deletion  # type: ignore[no-any-return]  # pynamodb gives & no type


def _end(until: datetime) -> str:
    return order_from(until + _TICK)
