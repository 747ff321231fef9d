"""The partner's own staff: who they are in Slack, what roles they hold, for which customers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain.audit import PARTNER_DESK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime


class Role(StrEnum):
    """A partner role, as Partner Center names them ("Permissions overview")."""

    GLOBAL_ADMIN = "global_admin"
    USER_MANAGEMENT_ADMIN = "user_management_admin"
    ADMIN_AGENT = "admin_agent"
    SALES_AGENT = "sales_agent"
    HELPDESK_AGENT = "helpdesk_agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Partner roles for some customers, until an instant.

    ``customers`` are the ids of those in scope; ``None`` means all of them. From ``expires_at`` on the roles
    are worth nothing.
    """

    roles: frozenset[Role]
    customers: frozenset[str] | None = None
    expires_at: datetime | None = None

    def is_in_force(self, now: datetime) -> bool:
        """Whether the roles are worth anything at an instant."""
        return bool(self.roles) and (self.expires_at is None or now < self.expires_at)

    def covers(self, customer_id: str | None) -> bool:
        """Whether the roles hold for a customer; None is what concerns all of them."""
        return self.customers is None or customer_id in self.customers


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A Slack user of our workspace with partner roles.

    ``roles``, ``customers`` and ``expires_at`` are what they were granted themselves, ``memberships`` what
    they hold as a member of user groups, by the group's id. Each grant has its own customers and its own end.
    ``version`` counts the changes, from 1; 0 is somebody whom the register does not have.
    """

    slack_user_id: str
    roles: frozenset[Role]
    customers: frozenset[str] | None = None
    expires_at: datetime | None = None
    memberships: Mapping[str, Grant] = field(default_factory=dict)
    version: int = 0

    @property
    def own(self) -> Grant:
        """What they were granted themselves."""
        return Grant(roles=self.roles, customers=self.customers, expires_at=self.expires_at)

    @property
    def grants(self) -> tuple[Grant, ...]:
        """Everything that they hold, whether in force or not."""
        return tuple(each for each in (self.own, *self.memberships.values()) if each.roles)

    def roles_at(self, now: datetime) -> frozenset[Role]:
        """The roles in force at an instant, for some customer or other."""
        return _roles(each for each in self.grants if each.is_in_force(now))

    def roles_for(self, customer_id: str | None, now: datetime) -> frozenset[Role]:
        """The roles in force at an instant for one customer, or with None for all of them."""
        return _roles(each for each in self.grants if each.is_in_force(now) and each.covers(customer_id))

    def scope_at(self, now: datetime) -> frozenset[str] | None:
        """The customers whom any role in force covers; None is all of them."""
        scopes = [each.customers for each in self.grants if each.is_in_force(now)]
        if None in scopes:
            return None
        return frozenset(customer_id for scope in scopes for customer_id in scope or ())

    def ends_at(self, now: datetime) -> datetime | None:
        """The instant at which the last role in force ends; None where one does not, or none is in force."""
        ends = [each.expires_at for each in self.grants if each.is_in_force(now)]
        return None if None in ends else max((end for end in ends if end is not None), default=None)


NOBODY = Staff(slack_user_id=PARTNER_DESK, roles=frozenset())
"""The actor of what no person does: the clock, and Slack when it tells of its workspace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedGroup:
    """A Slack user group, all of whose members hold a grant. ``name`` is what people call it."""

    id: str
    name: str
    grant: Grant
    version: int = 0


def bootstrap_admin(slack_user_id: str) -> Staff:
    """The first Global admin, named when the product was deployed, of every customer and for ever."""
    return Staff(slack_user_id=slack_user_id, roles=frozenset({Role.GLOBAL_ADMIN}))


def _roles(grants: Iterable[Grant]) -> frozenset[Role]:
    return frozenset(role for grant in grants for role in grant.roles)
