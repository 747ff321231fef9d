"""The trail between two instants: what is outside is neither listed nor read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import Period
from shared.ports import Cursor
from tests.builders import CONTOSO, NOW, an_event

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.audit import AuditEvent
    from shared.ports import Page
    from shared.store import Store

MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)
ADA = "U0ADA"


@pytest.fixture(scope="module")
def busy(shared_store: Store) -> Store:
    """Forty things that Ada did for Contoso to Nadia, a minute apart."""
    for number in range(40):
        event = an_event(f"click-{number:02}", at=NOW + number * MINUTE)
        shared_store.audit.record(replace(event, actor_id=ADA))
    return shared_store


def all_of(store: Store, period: Period, cursor: Cursor, limit: int) -> Page[AuditEvent]:
    return store.audit.events(CONTOSO, None, cursor, limit, period)


def of_nadia(store: Store, period: Period, cursor: Cursor, limit: int) -> Page[AuditEvent]:
    return store.audit.events(CONTOSO, "nadia", cursor, limit, period)


def of_ada(store: Store, period: Period, cursor: Cursor, limit: int) -> Page[AuditEvent]:
    return store.audit.events_by(ADA, cursor, limit, period)


LISTINGS = [all_of, of_nadia, of_ada]


def numbers(page: Page[AuditEvent]) -> list[int]:
    return [int(event.operation_id.removeprefix("click-")) for event in page.items]


@pytest.mark.parametrize("listed", LISTINGS)
@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period(NOW + 10 * MINUTE, NOW + 13 * MINUTE), [12, 11, 10]),
        (Period(NOW + 38 * MINUTE, None), [39, 38]),
        (Period(None, NOW + 2 * MINUTE), [1, 0]),
        (Period(NOW + 10 * MINUTE + TICK, NOW + 12 * MINUTE + TICK), [12, 11]),
        (Period(NOW + 10 * MINUTE, NOW + 10 * MINUTE), []),
        (Period(NOW + 13 * MINUTE, NOW + 10 * MINUTE), []),
        (Period(NOW + timedelta(days=1), None), []),
        (Period(None, NOW), []),
    ],
)
def test_a_period_begins_with_its_first_instant_and_ends_before_its_last(
    busy: Store,
    listed: Callable[[Store, Period, Cursor, int], Page[AuditEvent]],
    period: Period,
    expected: list[int],
) -> None:
    page = listed(busy, period, Cursor(), 10)
    assert numbers(page) == expected
    assert (page.before, page.after) == (None, None)


@pytest.mark.parametrize("listed", LISTINGS)
@pytest.mark.parametrize(
    "period",
    [
        Period(NOW + 10 * MINUTE, NOW + 35 * MINUTE),
        Period(NOW + 10 * MINUTE, None),
        Period(None, NOW + 35 * MINUTE),
    ],
)
def test_a_period_is_listed_page_after_page_and_back(
    busy: Store, listed: Callable[[Store, Period, Cursor, int], Page[AuditEvent]], period: Period
) -> None:
    pages, cursor = [], Cursor()
    while True:
        pages.append(listed(busy, period, cursor, 10))
        if pages[-1].after is None:
            break
        cursor = Cursor(after=pages[-1].after)
    first = 10 if period.since else 0
    last = 35 if period.until else 40
    assert [number for page in pages for number in numbers(page)] == list(range(last - 1, first - 1, -1))
    assert pages[0].before is None
    for earlier, later in pairwise(pages):
        back = listed(busy, period, Cursor(before=later.before), 10)
        assert back.items == earlier.items
        assert back.before == earlier.before


@pytest.mark.parametrize("listed", LISTINGS)
def test_a_cursor_from_outside_leads_to_nothing_outside(
    busy: Store, listed: Callable[[Store, Period, Cursor, int], Page[AuditEvent]]
) -> None:
    period = Period(NOW + 10 * MINUTE, NOW + 13 * MINUTE)
    newest, oldest = (an_event(f"click-{number:02}", at=NOW + number * MINUTE).order for number in (30, 2))
    for cursor in (Cursor(after=newest), Cursor(after=oldest), Cursor(before=newest), Cursor(before=oldest)):
        assert numbers(listed(busy, period, cursor, 10)) == [12, 11, 10]


def test_a_cursor_is_where_an_event_stands(busy: Store) -> None:
    page = busy.audit.events(CONTOSO, None, Cursor(), 10)
    assert page.after == page.items[-1].order
    assert numbers(busy.audit.events(CONTOSO, None, Cursor(after=page.items[2].order), 3)) == [36, 35, 34]
