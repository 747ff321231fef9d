"""Active users: how they are read, added and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pynamodb.exceptions import DoesNotExist

from shared.domain.user import UserCounts, UserFilter
from shared.domain.user_principal_name import uniqueness_key
from shared.errors import ChangedMeanwhileError, UserNotFoundError
from shared.ports import Page
from shared.store import keys
from shared.store.busy import busy_when_asked_to_come_back
from shared.store.license import change_licenses
from shared.store.models import HolderItem, UserItem
from shared.store.paging import read_page
from shared.store.transaction import Transaction
from shared.store.user_claims import (
    count,
    counted,
    enter_domain,
    give_up_name,
    leave_domain,
    stay_in_managed_domain,
    take_name,
)
from shared.store.user_item import is_deleted, to_user, user_item
from shared.store.user_search import search_users

if TYPE_CHECKING:
    from collections.abc import Collection

    from shared.domain.audit import AuditEvent
    from shared.domain.user import User
    from shared.ports import Cursor
    from shared.store.tables import Tables


class Users:
    """The active users' part of the directory.

    One user, several by id and the counts are read as they are this instant; lists and searches read
    indexes, which follow within moments.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @busy_when_asked_to_come_back()
    def user(self, customer_id: str, user_id: str) -> User:
        """Read one user. Raises UserNotFoundError."""
        key = keys.customer(customer_id), keys.user(user_id)
        try:
            item = self._tables.users.get(*key, consistent_read=True)
        except DoesNotExist:
            raise UserNotFoundError(customer_id=customer_id, user_id=user_id) from None
        if is_deleted(item):
            raise UserNotFoundError(customer_id=customer_id, user_id=user_id)
        return to_user(item)

    @busy_when_asked_to_come_back()
    def users(self, customer_id: str, user_ids: Collection[str]) -> list[User]:
        """Read several users of a customer at once, in the order asked.

        Those absent and those deleted are left out.
        """
        wanted = [(keys.customer(customer_id), keys.user(each)) for each in user_ids]
        items = self._tables.users.batch_get(wanted, consistent_read=True)
        found = {user.id: user for user in (to_user(item) for item in items if not is_deleted(item))}
        return [found[each] for each in user_ids if each in found]

    @busy_when_asked_to_come_back()
    def list_users(self, customer_id: str, user_filter: UserFilter, cursor: Cursor, limit: int) -> Page[User]:
        """List a customer's users by display name, a page at a time, in one query."""
        users = self._tables.users
        index, partition = {
            UserFilter.ALL: (users.by_display_name, keys.listed_in(customer_id)),
            UserFilter.ADMINISTRATORS: (users.administrators, customer_id),
            UserFilter.WITHOUT_LICENSE: (users.unlicensed, customer_id),
        }[user_filter]
        page = read_page(index, partition, UserItem.display_name_key, cursor, limit)
        return Page([to_user(item) for item in page.items], page.before, page.after)

    @busy_when_asked_to_come_back()
    def list_holders(self, customer_id: str, sku_id: str, cursor: Cursor, limit: int) -> Page[User]:
        """List who of a customer holds a product, by display name: one query, then the users at once."""
        partition = keys.holders(customer_id, sku_id)
        page = read_page(self._tables.holders, partition, HolderItem.sk, cursor, limit)
        user_ids = [keys.identifier(item.sk) for item in page.items]
        return Page(self.users(customer_id, user_ids), page.before, page.after)

    @busy_when_asked_to_come_back()
    def search_users(self, customer_id: str, typed: str, limit: int) -> list[User]:
        """Find users whose display name, last name or sign-in name begins with a text, by display name."""
        return [to_user(item) for item in search_users(self._tables, customer_id, typed, limit)]

    @busy_when_asked_to_come_back()
    def count_users(self, customer_id: str) -> UserCounts:
        """Read how many users a customer has; one read, whatever their number."""
        key = keys.customer(customer_id), keys.COUNTS
        try:
            item = self._tables.counts.get(*key, consistent_read=True)
        except DoesNotExist:
            return UserCounts()
        return UserCounts(
            total=int(item.users),
            administrators=int(item.administrators),
            without_license=int(item.unlicensed),
            deleted=int(item.deleted),
        )

    @busy_when_asked_to_come_back()
    def users_named(self, customer_id: str, user_principal_names: Collection[str]) -> dict[str, User]:
        """Read the active users who sign in with some names; two batches. Keys are as they were given."""
        sort_keys = {name: keys.user_principal_name(name) for name in user_principal_names}
        wanted = [(keys.customer(customer_id), each) for each in dict.fromkeys(sort_keys.values())]
        items = self._tables.user_principal_names.batch_get(wanted, consistent_read=True)
        user_ids = {item.sk: item.user_id for item in items}
        users = {user.id: user for user in self.users(customer_id, list(user_ids.values()))}
        found = {name: users.get(user_ids.get(key, "")) for name, key in sort_keys.items()}
        return {name: user for name, user in found.items() if user is not None}

    def add_user(self, user: User, event: AuditEvent) -> AuditEvent | None:
        """Write a new user, and take the seats of their licenses.

        Raises UserPrincipalNameTakenError, DomainNotUsableError, NoSeatError.
        """
        transaction = Transaction(self._tables, event)
        user_is_new = UserItem.pk.does_not_exist()  # their id is in nobody else's hands
        transaction.put(
            user_item(self._tables, user), when=user_is_new, otherwise=ChangedMeanwhileError(user_id=user.id)
        )
        take_name(self._tables, transaction, user)
        enter_domain(self._tables, transaction, user)
        change_licenses(self._tables, transaction, None, user)
        count(self._tables, transaction, user.customer_id, UserCounts(), counted(user))
        return transaction.commit()

    def change_user(
        self, before: User, after: User, event: AuditEvent, *, must_be_managed: bool = False
    ) -> AuditEvent | None:
        """Replace a user as it was ``before``; seats are taken and given back as its licenses differ.

        With ``must_be_managed`` the domain that the user keeps has to be a managed one.
        Raises ChangedMeanwhileError, UserPrincipalNameTakenError, DomainNotUsableError, NoSeatError.
        """
        transaction = Transaction(self._tables, event)
        user_is_unchanged = UserItem.version == before.version  # nobody edited them since we looked
        user_is_active = UserItem.deleted_at.does_not_exist()
        transaction.put(
            user_item(self._tables, after),
            when=user_is_unchanged & user_is_active,
            otherwise=ChangedMeanwhileError(user_id=after.id),
        )
        if uniqueness_key(before.user_principal_name) != uniqueness_key(after.user_principal_name):
            take_name(self._tables, transaction, after)
            give_up_name(self._tables, transaction, before)
        if before.profile.domain != after.profile.domain:
            enter_domain(self._tables, transaction, after)
            leave_domain(self._tables, transaction, before)
        elif must_be_managed:
            stay_in_managed_domain(self._tables, transaction, after)
        change_licenses(self._tables, transaction, before, after)
        count(self._tables, transaction, after.customer_id, counted(before), counted(after))
        return transaction.commit()
