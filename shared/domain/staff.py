"""The partner's own staff: who they are in Slack, what roles they hold, for which customers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Role(StrEnum):
    """A partner role, as Partner Center names them ("Permissions overview")."""

    GLOBAL_ADMIN = "global_admin"
    USER_MANAGEMENT_ADMIN = "user_management_admin"
    ADMIN_AGENT = "admin_agent"
    SALES_AGENT = "sales_agent"
    HELPDESK_AGENT = "helpdesk_agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A Slack user of our workspace with partner roles.

    ``customers`` are the ids of those in scope; ``None`` means all of them. After ``expires_at`` the
    roles are worth nothing.
    """

    slack_user_id: str
    roles: frozenset[Role]
    customers: frozenset[str] | None = None
    expires_at: datetime | None = None

    def roles_at(self, now: datetime) -> frozenset[Role]:
        """The roles in force at an instant: all of them before the expiry, none from it on."""
        if self.expires_at is not None and now >= self.expires_at:
            return frozenset()
        return self.roles

    def has_in_scope(self, customer_id: str) -> bool:
        """Whether the roles hold for this customer."""
        return self.customers is None or customer_id in self.customers


def bootstrap_admin(slack_user_id: str) -> Staff:
    """The first Global admin, named when the product was deployed, of every customer and for ever."""
    return Staff(slack_user_id=slack_user_id, roles=frozenset({Role.GLOBAL_ADMIN}))
