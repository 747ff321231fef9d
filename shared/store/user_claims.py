"""What an active user has of their customer besides seats: sign-in name, place in a domain, a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.user import UserCounts
from shared.errors import ChangedMeanwhileError, DomainNotUsableError, UserPrincipalNameTakenError
from shared.store import keys
from shared.store.models import CountsItem, DomainItem, UserPrincipalNameItem

if TYPE_CHECKING:
    from shared.domain.user import User
    from shared.store.tables import Tables
    from shared.store.transaction import Transaction


def take_name(tables: Tables, transaction: Transaction, user: User) -> None:
    """Make a sign-in name the user's. The transaction fails with UserPrincipalNameTakenError."""
    name_is_free = UserPrincipalNameItem.pk.does_not_exist()
    transaction.put(
        _name_item(tables, user),
        when=name_is_free,
        otherwise=UserPrincipalNameTakenError(user_principal_name=user.user_principal_name),
    )


def give_up_name(tables: Tables, transaction: Transaction, user: User) -> None:
    """Let others have the user's sign-in name."""
    name_is_theirs = UserPrincipalNameItem.user_id == user.id
    transaction.delete(
        _name_item(tables, user), when=name_is_theirs, otherwise=ChangedMeanwhileError(user_id=user.id)
    )


def _name_item(tables: Tables, user: User) -> UserPrincipalNameItem:
    key = keys.customer(user.customer_id), keys.user_principal_name(user.user_principal_name)
    return tables.user_principal_names(*key, user_id=user.id)


def enter_domain(tables: Tables, transaction: Transaction, user: User) -> None:
    """Count the user in their domain. The transaction fails with DomainNotUsableError."""
    domain_is_theirs = DomainItem.customer_id == user.customer_id
    domain_is_managed = DomainItem.is_federated == False  # noqa: E712  a condition, not a comparison
    transaction.update(
        tables.domains(keys.domain(user.profile.domain), keys.DOMAIN),
        [DomainItem.users.add(1)],
        when=domain_is_theirs & domain_is_managed,
        otherwise=DomainNotUsableError(domain=user.profile.domain),
    )


def stay_in_managed_domain(tables: Tables, transaction: Transaction, user: User) -> None:
    """Ask that the user's domain is a managed one. The transaction fails with DomainNotUsableError."""
    domain_is_managed = DomainItem.is_federated == False  # noqa: E712  a condition, not a comparison
    transaction.check(
        tables.domains(keys.domain(user.profile.domain), keys.DOMAIN),
        when=domain_is_managed,
        otherwise=DomainNotUsableError(domain=user.profile.domain),
    )


def leave_domain(tables: Tables, transaction: Transaction, user: User) -> None:
    """Count the user in their domain no more."""
    domain_is_theirs = DomainItem.customer_id == user.customer_id
    transaction.update(
        tables.domains(keys.domain(user.profile.domain), keys.DOMAIN),
        [DomainItem.users.add(-1)],
        when=domain_is_theirs,
        otherwise=ChangedMeanwhileError(user_id=user.id),
    )


def count(
    tables: Tables, transaction: Transaction, customer_id: str, was: UserCounts, becomes: UserCounts
) -> None:
    """Keep the numbers of the customer's users right, where a user's share in them changes."""
    changes = [
        (CountsItem.users, becomes.total - was.total),
        (CountsItem.administrators, becomes.administrators - was.administrators),
        (CountsItem.unlicensed, becomes.without_license - was.without_license),
        (CountsItem.deleted, becomes.deleted - was.deleted),
    ]
    actions = [attribute.add(change) for attribute, change in changes if change]
    if actions:
        transaction.update(tables.counts(keys.customer(customer_id), keys.COUNTS), actions)


def counted(user: User) -> UserCounts:
    """Tell what an active user counts for."""
    return UserCounts(
        total=1, administrators=int(user.is_administrator), without_license=int(not user.is_licensed)
    )
