"""Tell in time who will be gone: each Monday for the week, and each day for the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.ports import SHARDS, Cursor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from shared.domain.customer import Customer
    from shared.domain.deletion import DeletedUser
    from shared.ports import Directory

AT_A_TIME = 100  # users read at a time


class NoticeKind(StrEnum):
    """Which notice; the value is what the rule in the template says."""

    WEEKLY = "weekly"  # who will be gone within seven days
    LAST_DAY = "last_day"  # who will be gone within 24 hours

    @property
    def reach(self) -> timedelta:
        """How far ahead it looks: each day a little over a day, since tomorrow's tick may be late."""
        return timedelta(days=7) if self is NoticeKind.WEEKLY else timedelta(days=1, minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Who of a customer will be gone, the first ones first. ``id`` is the same on every try of that day."""

    id: str
    kind: NoticeKind
    customer: Customer
    deleted: Sequence[DeletedUser]
    now: datetime


def notices(directory: Directory, kind: NoticeKind, now: datetime) -> Iterator[Notice]:
    """Make the notices of a day, a customer at a time."""
    for shard in range(SHARDS):
        by_customer: dict[str, list[DeletedUser]] = {}
        for deleted in _due(directory, shard, now, now + kind.reach):
            by_customer.setdefault(deleted.user.customer_id, []).append(deleted)
        for customer_id, going in by_customer.items():
            yield Notice(
                id=f"{kind.value}.{customer_id}.{now.date().isoformat()}",
                kind=kind,
                customer=directory.customer(customer_id),
                deleted=going,
                now=now,
            )


def _due(directory: Directory, shard: int, since: datetime, until: datetime) -> Iterator[DeletedUser]:
    cursor = Cursor()
    while True:
        page = directory.due_users(shard, since, until, cursor, AT_A_TIME)
        yield from page.items
        if page.after is None:
            return
        cursor = Cursor(after=page.after)
