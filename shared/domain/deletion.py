"""A deleted user: kept for 30 days, restorable until then, and gone for good afterwards.

Microsoft's soft deletion: the clock starts at the deletion and counts instants, so that no calendar, time
zone or daylight saving moves the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from shared.domain.collation import sort_key

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.user import User

RESTORABLE_FOR = timedelta(days=30)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedUser:
    """``user`` is the record as it was, with the licenses held then and the version of the deletion."""

    user: User
    deleted_at: datetime
    deleted_by: str

    @property
    def id(self) -> str:
        """The user's id, which stays theirs when they are restored."""
        return self.user.id

    @property
    def due_at(self) -> datetime:
        """The instant from which the user cannot be restored, and is purged."""
        return self.deleted_at.astimezone(UTC) + RESTORABLE_FOR  # elsewhere, Python adds days of the calendar

    @property
    def order(self) -> str:
        """What goes next comes first, and is restored first; of one instant, by display name.

        At most 1,000 bytes: what is after it can be asked of DynamoDB.
        """
        instant = order_from(self.due_at)
        return instant + sort_key(self.user.profile.display_name, self.id, 1_000 - len(instant))

    def is_restorable_at(self, now: datetime) -> bool:
        """Whether the user can be restored: until 29 days 23:59:59.999999 after the deletion."""
        return now < self.due_at

    def days_left(self, now: datetime) -> int:
        """How many days have begun or are still to come before the user is gone; 0 when it is too late."""
        return max(0, -((now - self.due_at) // _DAY))


def order_from(due_at: datetime) -> str:
    """Tell where in the order those begin who are due at an instant, and all after them."""
    return f"{due_at.astimezone(UTC).isoformat(timespec='microseconds')} "
