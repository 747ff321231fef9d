"""What operations need from the world outside, in the domain's words.

``store/`` and ``gateways/`` implement these; ``tests/fakes.py`` does too, and the same contract tests run
on both. All writing verbs commit their effect and its audit event in one transaction, or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from shared.domain.audit import AuditEvent
    from shared.domain.customer import Customer, CustomerSummary
    from shared.domain.staff import Staff
    from shared.domain.user import User, UserCounts, UserFilter

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A stretch of a sorted list. ``before`` and ``after`` are cursors, None at the list's ends."""

    items: Sequence[Item]
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page starts (``after``) or ends (``before``); neither means the first page."""

    after: str | None = None
    before: str | None = None


class Directory(Protocol):
    """Customers, their domains and their users.

    The writing verbs return None, or the audit event that an earlier delivery of the same operation
    left, in which case nothing is written now. They raise BusyError when the table asks to come back.
    """

    def customer(self, customer_id: str) -> Customer:
        """Read one customer. Raises CustomerNotFoundError."""

    def customers(self, customer_ids: Collection[str]) -> list[Customer]:
        """Read several customers at once, by name; those that do not exist are left out."""

    def find_customers(self, typed: str, limit: int) -> list[CustomerSummary]:
        """Find customers of whose names or domains some word begins with each word typed, by name.

        Nothing typed finds the first ones by name. Reads at most two queries.
        """

    def add_customer(self, customer: Customer, event: AuditEvent) -> AuditEvent | None:
        """Write a new customer. Raises DomainTakenError."""

    def change_customer(self, before: Customer, after: Customer, event: AuditEvent) -> AuditEvent | None:
        """Replace a customer as it was ``before``. Raises ChangedMeanwhileError, DomainTakenError."""

    def has_users_in(self, customer_id: str, domain: str) -> bool:
        """Tell whether any user of the customer signs in with this domain."""

    def user(self, customer_id: str, user_id: str) -> User:
        """Read one user. Raises UserNotFoundError."""

    def users(self, customer_id: str, user_ids: Collection[str]) -> list[User]:
        """Read several users of a customer at once, in the order asked; absent ones are left out."""

    def list_users(self, customer_id: str, user_filter: UserFilter, cursor: Cursor, limit: int) -> Page[User]:
        """List a customer's users by display name, a page at a time, in one query."""

    def search_users(self, customer_id: str, typed: str, limit: int) -> list[User]:
        """Find users whose display name, last name or sign-in name begins with a text, by display name."""

    def count_users(self, customer_id: str) -> UserCounts:
        """Read how many users a customer has; one read, whatever their number."""

    def add_user(self, user: User, event: AuditEvent) -> AuditEvent | None:
        """Write a new user. Raises UserPrincipalNameTakenError, DomainNotUsableError."""

    def change_user(self, before: User, after: User, event: AuditEvent) -> AuditEvent | None:
        """Replace a user as it was ``before``.

        Raises ChangedMeanwhileError, UserPrincipalNameTakenError, DomainNotUsableError.
        """


class Audit(Protocol):
    """The trail of changes. Events are written by the directory, with their effects."""

    def events(self, customer_id: str, target_id: str | None, cursor: Cursor, limit: int) -> Page[AuditEvent]:
        """List a customer's events, or those about one of its users, newest first."""


class StaffRegister(Protocol):
    """The partner's staff."""

    def find(self, slack_user_id: str) -> Staff | None:
        """Read a staff member: one read. None for somebody whom nobody ever gave a role."""

    def save(self, staff: Staff) -> None:
        """Write a staff member as they now are."""


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """The instant, in UTC."""
