"""Who is told of, in which notice, and under which name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.operations.foresight import AT_A_TIME, NoticeKind, notices
from tests.builders import CONTOSO, NOW
from tests.unit.operations.cupboard import MONTH

if TYPE_CHECKING:
    from tests.unit.operations.cupboard import Cupboard

WEEKLY, LAST_DAY = NoticeKind
HOUR = timedelta(hours=1)
MOMENT = timedelta(microseconds=1)


def told(cupboard: Cupboard, kind: NoticeKind) -> list[str]:
    """Who the notices of this moment name."""
    return [each.id for notice in notices(cupboard.directory, kind, NOW) for each in notice.deleted]


@pytest.mark.parametrize(
    ("kind", "left", "is_told"),
    [
        (WEEKLY, timedelta(0), False),
        (WEEKLY, MOMENT, True),
        (WEEKLY, timedelta(days=7), True),
        (WEEKLY, timedelta(days=7) + MOMENT, False),
        (LAST_DAY, timedelta(0), False),
        (LAST_DAY, MOMENT, True),
        (LAST_DAY, timedelta(days=1), True),
        (LAST_DAY, timedelta(days=1, minutes=4), True),  # tomorrow's tick may be as late
        (LAST_DAY, timedelta(days=1, minutes=6), False),
    ],
)
def test_who_will_be_gone_in_time_is_told_of_and_nobody_else(
    cupboard: Cupboard, kind: NoticeKind, left: timedelta, is_told: bool
) -> None:
    cupboard.delete("Ada", NOW - MONTH + left)

    assert told(cupboard, kind) == (["ada"] if is_told else [])


def test_nobody_due_is_no_notice(cupboard: Cupboard) -> None:
    assert list(notices(cupboard.directory, WEEKLY, NOW)) == []


def test_each_customer_has_a_notice_of_its_own_with_the_first_ones_first(cupboard: Cupboard) -> None:
    cupboard.add_customer("fabrikam")
    cupboard.delete("Ada", NOW - MONTH + 3 * HOUR)
    cupboard.delete("Li", NOW - MONTH + HOUR)
    cupboard.delete("Zoe", NOW - MONTH + 2 * HOUR, "fabrikam")

    found = {
        notice.customer.id: [each.id for each in notice.deleted]
        for notice in notices(cupboard.directory, LAST_DAY, NOW)
    }

    assert found == {CONTOSO: ["li", "ada"], "fabrikam": ["zoe"]}


def test_a_notice_has_the_same_name_all_day_and_another_the_next(cupboard: Cupboard) -> None:
    cupboard.delete("Ada", NOW - MONTH + 3 * timedelta(days=1))

    names = [
        notice.id
        for now in (NOW, NOW + 6 * HOUR, NOW + timedelta(days=1))
        for notice in notices(cupboard.directory, WEEKLY, now)
    ]

    assert names == ["weekly.contoso.2026-11-22"] * 2 + ["weekly.contoso.2026-11-23"]


def test_more_than_are_read_at_a_time_are_in_one_notice(cupboard: Cupboard) -> None:
    for number in range(AT_A_TIME + 5):
        cupboard.delete(f"User{number:03}", NOW - MONTH + HOUR + timedelta(seconds=number))

    (notice,) = notices(cupboard.directory, LAST_DAY, NOW)

    assert len(notice.deleted) == AT_A_TIME + 5
