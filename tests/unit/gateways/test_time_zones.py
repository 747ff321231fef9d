"""By which clock somebody lives, as Slack tells it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.gateways.slack_profiles import SlackProfiles

WINTER, SUMMER = datetime(2026, 1, 15, 12, tzinfo=UTC), datetime(2026, 7, 15, 12, tzinfo=UTC)


class Client:
    """Answers ``users.info``."""

    def __init__(self, **facts: object) -> None:
        self.user = {"team_id": "T0SANDBOX", **facts}

    def users_info(self, **_: object) -> dict[str, Any]:
        return {"user": self.user}


def offset(at: datetime, **facts: object) -> timedelta | None:
    profile = SlackProfiles("T0SANDBOX").read("U0RAVI", Client(**facts))  # type: ignore[arg-type]  # as much as is asked
    return at.astimezone(profile.time_zone).utcoffset()


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [("Asia/Kolkata", 5.5, 5.5), ("Europe/Lisbon", 0, 1), ("America/New_York", -5, -4)],
)
def test_a_zone_is_known_by_its_name_in_winter_and_in_summer(zone: str, winter: float, summer: float) -> None:
    assert offset(WINTER, tz=zone, tz_offset=0) == timedelta(hours=winter)
    assert offset(SUMMER, tz=zone, tz_offset=0) == timedelta(hours=summer)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "", None])
def test_where_the_machine_knows_no_such_place_the_difference_of_this_moment_counts(zone: str | None) -> None:
    assert offset(WINTER, tz=zone, tz_offset=19_800) == timedelta(hours=5.5)


@pytest.mark.parametrize("seconds", [None, "19800", 86_400, -86_400])
def test_where_slack_says_neither_it_is_utc(seconds: object) -> None:
    assert offset(WINTER, tz_offset=seconds) == timedelta()
    assert offset(WINTER) == timedelta()
