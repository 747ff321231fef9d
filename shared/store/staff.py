"""The partner's staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pynamodb.exceptions import DoesNotExist

from shared.domain.staff import Role, Staff
from shared.store import keys
from shared.store.busy import busy_when_asked_to_come_back

if TYPE_CHECKING:
    from shared.store.models import StaffItem
    from shared.store.tables import Tables


class StaffTable:
    """Who has which roles, as of this instant: a role taken away is gone with the next click."""

    def __init__(self, tables: Tables) -> None:
        self._items = tables.staff

    @busy_when_asked_to_come_back()
    def find(self, slack_user_id: str) -> Staff | None:
        """Read a staff member: one read. None for somebody whom nobody ever gave a role."""
        try:
            item = self._items.get(keys.staff(slack_user_id), keys.STAFF, consistent_read=True)
        except DoesNotExist:
            return None
        return _to_staff(slack_user_id, item)

    @busy_when_asked_to_come_back()
    def save(self, staff: Staff) -> None:
        """Write a staff member as they now are."""
        self._items(
            keys.staff(staff.slack_user_id),
            keys.STAFF,
            roles=sorted(role.value for role in staff.roles),
            customers=None if staff.customers is None else sorted(staff.customers),
            access_ends_at=staff.expires_at,
        ).save()


def _to_staff(slack_user_id: str, item: StaffItem) -> Staff:
    customers = cast("list[str] | None", item.customers)
    return Staff(
        slack_user_id=slack_user_id,
        roles=frozenset(Role(role) for role in item.roles),
        customers=None if customers is None else frozenset(customers),
        expires_at=item.access_ends_at,
    )
