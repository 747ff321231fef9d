"""The 30 days: instants are counted, whatever the calendar, and the order is that of being gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.domain.deletion import RESTORABLE_FOR, DeletedUser
from tests.builders import NOW, a_user, a_user_profile

PARIS, NEW_YORK = ZoneInfo("Europe/Paris"), ZoneInfo("America/New_York")
TICK = timedelta(microseconds=1)
instants = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  told


def deleted_at(instant: datetime, name: str = "Nadia Okafor", identifier: str = "nadia") -> DeletedUser:
    user = a_user(identifier, a_user_profile(name))
    return DeletedUser(user=user, deleted_at=instant, deleted_by="U0GRACE")


@pytest.mark.parametrize(
    ("since", "is_restorable"),
    [
        (timedelta(0), True),
        (timedelta(days=29), True),
        (timedelta(days=29, hours=23, minutes=59, seconds=59), True),
        (timedelta(days=29, hours=23, minutes=59, seconds=59, microseconds=999_999), True),
        (timedelta(days=30), False),
        (timedelta(days=30, microseconds=1), False),
        (timedelta(days=36_500), False),
    ],
)
def test_a_user_can_be_restored_until_the_last_instant_before_30_days(
    since: timedelta, is_restorable: bool
) -> None:
    assert deleted_at(NOW).is_restorable_at(NOW + since) is is_restorable


@pytest.mark.parametrize(
    ("since", "days"),
    [
        (timedelta(0), 30),
        (TICK, 30),
        (timedelta(days=1) - TICK, 30),
        (timedelta(days=1), 29),
        (timedelta(days=1) + TICK, 29),
        (timedelta(days=28), 2),
        (timedelta(days=29) - TICK, 2),
        (timedelta(days=29), 1),
        (timedelta(days=30) - TICK, 1),
        (timedelta(days=30), 0),
        (timedelta(days=30) + TICK, 0),
        (timedelta(days=400), 0),
    ],
)
def test_the_days_left_are_those_that_have_begun_or_are_still_to_come(since: timedelta, days: int) -> None:
    assert deleted_at(NOW).days_left(NOW + since) == days


@pytest.mark.parametrize(
    "wall",
    [
        datetime(2026, 3, 1, 12, 0, tzinfo=PARIS),  # summer time begins on 29 March
        datetime(2026, 10, 10, 2, 30, tzinfo=PARIS),  # and ends on 25 October
        datetime(2026, 10, 25, 2, 30, tzinfo=PARIS),  # the hour that comes twice, the first time
        datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1),  # and the second
        datetime(2026, 2, 27, 2, 30, tzinfo=PARIS),  # 30 days later that hour does not exist
        datetime(2026, 2, 20, 12, 0, tzinfo=NEW_YORK),  # 8 March
        datetime(2026, 10, 20, 1, 30, tzinfo=NEW_YORK),  # 1 November
        datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=1),
    ],
    ids=str,
)
def test_daylight_saving_neither_gives_nor_takes_an_hour(wall: datetime) -> None:
    instant = wall.astimezone(UTC)
    for deleted in (deleted_at(wall), deleted_at(instant)):
        due_at = deleted.due_at.astimezone(UTC)
        assert due_at - instant == timedelta(hours=30 * 24)
        for zone in (UTC, PARIS, NEW_YORK):
            assert deleted.is_restorable_at((due_at - TICK).astimezone(zone))
            assert not deleted.is_restorable_at(due_at.astimezone(zone))
            assert deleted.days_left((due_at - TICK).astimezone(zone)) == 1
            assert deleted.days_left(due_at.astimezone(zone)) == 0
            assert deleted.days_left(instant.astimezone(zone)) == 30


@pytest.mark.parametrize(
    ("at", "due_at"),
    [
        (datetime(2028, 1, 30, 9, 30, tzinfo=UTC), datetime(2028, 2, 29, 9, 30, tzinfo=UTC)),  # a leap year
        (datetime(2028, 2, 29, 9, 30, tzinfo=UTC), datetime(2028, 3, 30, 9, 30, tzinfo=UTC)),
        (datetime(2026, 1, 30, 9, 30, tzinfo=UTC), datetime(2026, 3, 1, 9, 30, tzinfo=UTC)),
        (datetime(2100, 2, 1, tzinfo=UTC), datetime(2100, 3, 3, tzinfo=UTC)),  # 2100 is none
        (datetime(2026, 12, 15, tzinfo=UTC), datetime(2027, 1, 14, tzinfo=UTC)),
    ],
)
def test_leap_years_and_years_ends_are_days_as_others(at: datetime, due_at: datetime) -> None:
    assert deleted_at(at).due_at == due_at
    assert deleted_at(at).is_restorable_at(due_at - TICK)
    assert not deleted_at(at).is_restorable_at(due_at)


@given(instants, st.timedeltas(timedelta(0), timedelta(days=60)), st.sampled_from([UTC, PARIS, NEW_YORK]))
def test_whoever_can_be_restored_has_days_left_and_nobody_else(
    at: datetime, since: timedelta, zone: ZoneInfo
) -> None:
    deleted, now = deleted_at(at), (at + since).astimezone(zone)
    assert deleted.is_restorable_at(now) is (since < RESTORABLE_FOR)
    assert (deleted.days_left(now) > 0) is deleted.is_restorable_at(now)
    assert 0 <= deleted.days_left(now) <= 30


def test_who_was_deleted_first_comes_first_and_of_one_instant_the_first_by_name() -> None:
    later = NOW + TICK
    expected = [
        deleted_at(NOW, "Zoe Abara", "a"),
        deleted_at(later, "ada lovelace", "z"),
        deleted_at(later, "Élise Martin", "b"),
        deleted_at(later, "Li Wei", "c"),
        deleted_at(later, "Li Wei", "d"),
        deleted_at(later + TICK, "Ada Lovelace", "e"),
    ]
    everybody = expected[::-1]
    everybody.sort(key=lambda each: each.order)
    assert everybody == expected


@given(st.lists(instants, min_size=2, max_size=5))
@example([datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)])  # 02:30 in Paris
def test_the_order_is_that_of_the_instants_whatever_their_zone(several: list[datetime]) -> None:
    zones = (UTC, PARIS, NEW_YORK)
    everybody = [
        deleted_at(at.astimezone(zones[number % 3]), identifier=f"{number}")
        for number, at in enumerate(several)
    ]
    everybody.sort(key=lambda each: each.order)
    # In UTC: to Python, an instant of an hour that comes twice equals none of another zone.
    assert [each.deleted_at.astimezone(UTC) for each in everybody] == sorted(several)


def test_a_deleted_user_keeps_their_id() -> None:
    assert deleted_at(NOW).id == "nadia"
