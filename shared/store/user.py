"""Users, and the items that keep their sign-in names theirs and their numbers right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pynamodb.exceptions import DoesNotExist

from shared.domain.user import UserCounts, UserFilter
from shared.domain.user_principal_name import uniqueness_key
from shared.errors import (
    ChangedMeanwhileError,
    DomainNotUsableError,
    UserNotFoundError,
    UserPrincipalNameTakenError,
)
from shared.ports import Page
from shared.store import keys
from shared.store.busy import busy_when_asked_to_come_back
from shared.store.license import change_licenses
from shared.store.models import CountsItem, DomainItem, HolderItem, UserItem, UserPrincipalNameItem
from shared.store.paging import read_page
from shared.store.transaction import Transaction
from shared.store.user_item import to_user, user_item
from shared.store.user_search import search_users

if TYPE_CHECKING:
    from collections.abc import Collection

    from shared.domain.audit import AuditEvent
    from shared.domain.user import User
    from shared.ports import Cursor
    from shared.store.tables import Tables


class Users:
    """The users' half of the directory.

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
            return to_user(self._tables.users.get(*key, consistent_read=True))
        except DoesNotExist:
            raise UserNotFoundError(customer_id=customer_id, user_id=user_id) from None

    @busy_when_asked_to_come_back()
    def users(self, customer_id: str, user_ids: Collection[str]) -> list[User]:
        """Read several users of a customer at once, in the order asked; absent ones are left out."""
        wanted = [(keys.customer(customer_id), keys.user(each)) for each in user_ids]
        items = self._tables.users.batch_get(wanted, consistent_read=True)
        found = {user.id: user for user in map(to_user, items)}
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
        return UserCounts(int(item.users), int(item.administrators), int(item.unlicensed))

    def add_user(self, user: User, event: AuditEvent) -> AuditEvent | None:
        """Write a new user, and take the seats of their licenses.

        Raises UserPrincipalNameTakenError, DomainNotUsableError, NoSeatError.
        """
        transaction = Transaction(self._tables, event)
        user_is_new = UserItem.pk.does_not_exist()  # their id is in nobody else's hands
        transaction.put(
            user_item(self._tables, user), when=user_is_new, otherwise=ChangedMeanwhileError(user_id=user.id)
        )
        self._take_name(transaction, user)
        self._enter_domain(transaction, user)
        change_licenses(self._tables, transaction, None, user)
        self._count(transaction, user.customer_id, UserCounts(), _counted(user))
        return transaction.commit()

    def change_user(self, before: User, after: User, event: AuditEvent) -> AuditEvent | None:
        """Replace a user as it was ``before``; seats are taken and given back as its licenses differ.

        Raises ChangedMeanwhileError, UserPrincipalNameTakenError, DomainNotUsableError, NoSeatError.
        """
        transaction = Transaction(self._tables, event)
        user_is_unchanged = UserItem.version == before.version  # nobody edited them since we looked
        transaction.put(
            user_item(self._tables, after),
            when=user_is_unchanged,
            otherwise=ChangedMeanwhileError(user_id=after.id),
        )
        if uniqueness_key(before.user_principal_name) != uniqueness_key(after.user_principal_name):
            self._take_name(transaction, after)
            self._give_up_name(transaction, before)
        if before.profile.domain != after.profile.domain:
            self._enter_domain(transaction, after)
            self._leave_domain(transaction, before)
        change_licenses(self._tables, transaction, before, after)
        self._count(transaction, after.customer_id, _counted(before), _counted(after))
        return transaction.commit()

    def _take_name(self, transaction: Transaction, user: User) -> None:
        name_is_free = UserPrincipalNameItem.pk.does_not_exist()
        transaction.put(
            self._name_item(user),
            when=name_is_free,
            otherwise=UserPrincipalNameTakenError(user_principal_name=user.user_principal_name),
        )

    def _give_up_name(self, transaction: Transaction, user: User) -> None:
        name_is_theirs = UserPrincipalNameItem.user_id == user.id
        transaction.delete(
            self._name_item(user), when=name_is_theirs, otherwise=ChangedMeanwhileError(user_id=user.id)
        )

    def _name_item(self, user: User) -> UserPrincipalNameItem:
        key = keys.customer(user.customer_id), keys.user_principal_name(user.user_principal_name)
        return self._tables.user_principal_names(*key, user_id=user.id)

    def _enter_domain(self, transaction: Transaction, user: User) -> None:
        domain_is_theirs = DomainItem.customer_id == user.customer_id
        domain_is_managed = DomainItem.is_federated == False  # noqa: E712  a condition, not a comparison
        transaction.update(
            self._tables.domains(keys.domain(user.profile.domain), keys.DOMAIN),
            [DomainItem.users.add(1)],
            when=domain_is_theirs & domain_is_managed,
            otherwise=DomainNotUsableError(domain=user.profile.domain),
        )

    def _leave_domain(self, transaction: Transaction, user: User) -> None:
        domain_is_theirs = DomainItem.customer_id == user.customer_id
        transaction.update(
            self._tables.domains(keys.domain(user.profile.domain), keys.DOMAIN),
            [DomainItem.users.add(-1)],
            when=domain_is_theirs,
            otherwise=ChangedMeanwhileError(user_id=user.id),
        )

    def _count(
        self, transaction: Transaction, customer_id: str, was: UserCounts, becomes: UserCounts
    ) -> None:
        changes = [
            (CountsItem.users, becomes.total - was.total),
            (CountsItem.administrators, becomes.administrators - was.administrators),
            (CountsItem.unlicensed, becomes.without_license - was.without_license),
        ]
        actions = [attribute.add(change) for attribute, change in changes if change]
        if actions:
            transaction.update(self._tables.counts(keys.customer(customer_id), keys.COUNTS), actions)


def _counted(user: User) -> UserCounts:
    return UserCounts(
        total=1, administrators=int(user.is_administrator), without_license=int(not user.is_licensed)
    )
