from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from shared.domain.working_hours import is_at_work


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ("2026-11-23 08:59:59", False),  # a Monday
        ("2026-11-23 09:00:00", True),
        ("2026-11-27 17:59:59", True),  # a Friday
        ("2026-11-27 18:00:00", False),
        ("2026-11-28 12:00:00", False),
        ("2026-11-29 12:00:00", False),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "Europe/Lisbon", "America/New_York"])
def test_people_work_from_monday_to_friday_from_nine_to_six_where_they_are(
    zone: str, there: str, expected: bool
) -> None:
    now = datetime.fromisoformat(there).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert is_at_work(now, ZoneInfo(zone)) is expected


@pytest.mark.parametrize(
    ("zone", "friday", "monday"),
    [
        ("Europe/Lisbon", "2026-03-27T09:00Z", "2026-03-30T08:00Z"),
        ("America/New_York", "2026-10-30T13:00Z", "2026-11-02T14:00Z"),
    ],
)
def test_where_the_clock_changes_work_begins_at_nine_by_the_new_one(
    zone: str, friday: str, monday: str
) -> None:
    for begin in (friday, monday):
        at = datetime.fromisoformat(begin)
        assert is_at_work(at, ZoneInfo(zone))
        assert not is_at_work(at.replace(hour=at.hour - 1, minute=59), ZoneInfo(zone))
