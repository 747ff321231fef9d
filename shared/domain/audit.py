"""The record of a change: written in the same transaction, never edited, never with a secret in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Recorded: TypeAlias = "str | int | bool | list[str]"

PARTNER_DESK = "partner-desk"  # the actor of what time does, and no person
ALL_CUSTOMERS = "all"  # the customer_id of what concerns no customer in particular


class OperationType(StrEnum):
    """What was done, in the names of Partner Center's auditing resource (operationType)."""

    CREATE_CUSTOMER_USER = "create_customer_user"
    UPDATE_CUSTOMER_USER = "update_customer_user"
    UPDATE_CUSTOMER_USER_PRINCIPAL_NAME = "update_customer_user_principal_name"
    RESET_CUSTOMER_USER_PASSWORD = "reset_customer_user_password"  # noqa: S105  a name, not a password
    DELETE_CUSTOMER_USER = "delete_customer_user"
    RESTORE_CUSTOMER_USER = "restore_customer_user"
    PURGE_CUSTOMER_USER = "purge_customer_user"  # ours: Partner Center tells nobody
    HAND_OVER_PASSWORDS = "hand_over_passwords"
    ADD_USER_MEMBER = "add_user_member"
    REMOVE_USER_MEMBER = "remove_user_member"
    UPDATE_CUSTOMER_USER_LICENSES = "update_customer_user_licenses"
    ADD_CUSTOMER = "add_customer"
    UPDATE_CUSTOMER = "update_customer"
    CREATE_ORDER = "create_order"
    UPDATE_SUBSCRIPTION = "update_subscription"
    # Ours, from here on: partner roles, and what one person asks of another.
    GRANT_ROLES = "grant_roles"
    REVOKE_ROLES = "revoke_roles"
    MAP_USER_GROUP = "map_user_group"
    UNMAP_USER_GROUP = "unmap_user_group"
    FILE_REQUEST = "file_request"
    APPROVE_REQUEST = "approve_request"
    REJECT_REQUEST = "reject_request"
    CANCEL_REQUEST = "cancel_request"
    STOP_REQUEST = "stop_request"  # while it is carried out
    EXPIRE_REQUEST = "expire_request"
    BREAK_GLASS = "break_glass"
    CLOSE_REVIEW = "close_review"
    REFUSE_DECISION = "refuse_decision"  # it was not theirs, or not what they had been shown


class ResourceType(StrEnum):
    """What kind of thing was changed (resourceType)."""

    CUSTOMER_USER = "customer_user"
    CUSTOMER = "customer"
    LICENSE = "license"
    SUBSCRIPTION = "subscription"
    CREDENTIAL = "credential"
    REQUEST = "request"
    STAFF = "staff"
    USER_GROUP = "user_group"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """Who changed what of whom, when, from what to what.

    ``operation_id`` is the same for every delivery of the same click, which is how a second one is
    known. ``operation_types`` has one entry for each call to Microsoft that the change stands for, the
    chief one first. ``old_value`` and ``new_value`` hold the fields that changed and no others.
    """

    operation_id: str
    operation_types: tuple[OperationType, ...]
    resource_type: ResourceType
    customer_id: str
    customer_name: str
    target_id: str
    target_name: str
    actor_id: str
    occurred_at: datetime
    old_value: Mapping[str, Recorded]
    new_value: Mapping[str, Recorded]
    correlation_id: str

    @property
    def order(self) -> str:
        """Where the event stands among others, the later after the earlier.

        No two events stand in the same place: a page of a list goes on after the place where another ended.
        """
        return f"{order_from(self.occurred_at)}#{self.operation_id}#{self.target_id}"


def order_from(at: datetime) -> str:
    """Tell where those events begin that happened at an instant, and all after them."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class EventKind(StrEnum):
    """What an event is about, for who looks for those of one kind."""

    USERS = "users"
    DELETIONS = "deletions"
    LICENSES = "licenses"
    PASSWORDS = "passwords"
    CUSTOMERS = "customers"  # and their subscriptions
    REQUESTS = "requests"  # filed, and what became of them
    BREAK_GLASS = "break_glass"  # and the reviews of that
    REFUSED_ATTEMPTS = "refused_attempts"
    ROLES = "roles"

    def includes(self, event: AuditEvent) -> bool:
        """Whether an event is of this kind."""
        return not _OPERATIONS[self].isdisjoint(event.operation_types)


_OPERATIONS = {
    EventKind.USERS: frozenset(
        {
            OperationType.CREATE_CUSTOMER_USER,
            OperationType.UPDATE_CUSTOMER_USER,
            OperationType.UPDATE_CUSTOMER_USER_PRINCIPAL_NAME,
            OperationType.ADD_USER_MEMBER,
            OperationType.REMOVE_USER_MEMBER,
        }
    ),
    EventKind.DELETIONS: frozenset(
        {
            OperationType.DELETE_CUSTOMER_USER,
            OperationType.RESTORE_CUSTOMER_USER,
            OperationType.PURGE_CUSTOMER_USER,
        }
    ),
    EventKind.LICENSES: frozenset({OperationType.UPDATE_CUSTOMER_USER_LICENSES}),
    EventKind.PASSWORDS: frozenset(
        {OperationType.RESET_CUSTOMER_USER_PASSWORD, OperationType.HAND_OVER_PASSWORDS}
    ),
    EventKind.CUSTOMERS: frozenset(
        {
            OperationType.ADD_CUSTOMER,
            OperationType.UPDATE_CUSTOMER,
            OperationType.CREATE_ORDER,
            OperationType.UPDATE_SUBSCRIPTION,
        }
    ),
    EventKind.REQUESTS: frozenset(
        {
            OperationType.FILE_REQUEST,
            OperationType.APPROVE_REQUEST,
            OperationType.REJECT_REQUEST,
            OperationType.CANCEL_REQUEST,
            OperationType.STOP_REQUEST,
            OperationType.EXPIRE_REQUEST,
            OperationType.BREAK_GLASS,
            OperationType.CLOSE_REVIEW,
        }
    ),
    EventKind.BREAK_GLASS: frozenset({OperationType.BREAK_GLASS, OperationType.CLOSE_REVIEW}),
    EventKind.REFUSED_ATTEMPTS: frozenset({OperationType.REFUSE_DECISION}),
    EventKind.ROLES: frozenset(
        {
            OperationType.GRANT_ROLES,
            OperationType.REVOKE_ROLES,
            OperationType.MAP_USER_GROUP,
            OperationType.UNMAP_USER_GROUP,
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Period:
    """From an instant on (``since``), and before another one (``until``); None is without end."""

    since: datetime | None = None
    until: datetime | None = None


ALWAYS = Period()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditQuery:
    """Which events somebody looks for: a customer's, or one person's, whichever customer it was for.

    ``target_id`` is of one of the customer's users. ``kind`` None is every kind.
    """

    customer_id: str = ""
    target_id: str = ""
    actor_id: str = ""
    kind: EventKind | None = None
    period: Period = ALWAYS

    def includes(self, event: AuditEvent) -> bool:
        """Whether an event is one of those looked for; when it was does not matter here."""
        return (
            self.customer_id in ("", event.customer_id)
            and self.target_id in ("", event.target_id)
            and self.actor_id in ("", event.actor_id)
            and (self.kind is None or self.kind.includes(event))
        )
