"""Seats for all rows of a file, in the order in which these are carried out.

Within a part of a file the first row that finds its seats is done first: a seat that a later row gives back
is there for an earlier one. Of several that could have the same seat it is the first in the file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from shared.domain.import_file import SeatNeed, UserChange
from shared.domain.import_headings import Column
from shared.domain.problem import Problem, ProblemCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.import_file import ImportRow
    from shared.domain.subscription import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A row on its way, with the products of which it takes a seat, and those of which it gives one back."""

    row: ImportRow
    gains: frozenset[str] = frozenset()
    losses: frozenset[str] = frozenset()


def with_seats(
    drafts: Sequence[Draft], subscriptions: Mapping[str, Subscription], parts: Sequence[int]
) -> tuple[list[ImportRow], tuple[SeatNeed, ...]]:
    """Refuse the rows for which no seat is left, and sum up what the others come to.

    ``parts`` tells of each row the part of the file that it is carried out with.
    """
    ready = [draft for draft in drafts if draft.row.is_ready]
    wanted = sorted({sku_id for draft in ready for sku_id in draft.gains | draft.losses})
    left = {sku_id: subscriptions[sku_id].available for sku_id in wanted}
    missing = _missing(ready, left)
    giving = {each: [n for n, draft in enumerate(drafts) if each in draft.losses] for each in wanted}
    places: dict[int, int] = {}  # of the rows that find their seats, in the order of carrying them out
    rows: list[ImportRow] = []
    for _, part in groupby(range(len(drafts)), key=parts.__getitem__):
        numbers = list(part)
        ready_ones = {number: drafts[number] for number in numbers if drafts[number].row.is_ready}
        waiting = _take_seats(ready_ones, left, places)
        turns = _turns(numbers, places)
        for number in numbers:
            draft = drafts[number]
            told = []
            for sku_id in sorted(each for each in draft.gains if number in waiting and left[each] <= 0):
                later = (each for each in giving[sku_id] if each not in places and drafts[each].row.is_ready)
                line = drafts[found].row.line if (found := next(later, None)) is not None else None
                told.append(_no_seat(draft, subscriptions[sku_id], missing[sku_id], line))
            row = draft.row if number not in turns else replace(draft.row, turn=turns[number])
            rows.append(replace(row, problems=(*row.problems, *told)) if told else row)
    return rows, tuple(_need(subscriptions[each], left[each], missing[each]) for each in wanted)


def _take_seats(ready: dict[int, Draft], left: dict[str, int], places: dict[int, int]) -> frozenset[int]:
    """Give seats to rows as they will be carried out, note at which place each is, and return the others."""
    waiting = list(ready)
    while True:
        can_be_done = (each for each in waiting if all(left[sku_id] > 0 for sku_id in ready[each].gains))
        number = next(can_be_done, None)
        if number is None:
            return frozenset(waiting)
        waiting.remove(number)
        places[number] = len(places)
        for sku_id in ready[number].losses:
            left[sku_id] += 1
        for sku_id in ready[number].gains:
            left[sku_id] -= 1


def _turns(numbers: Sequence[int], places: Mapping[int, int]) -> dict[int, int]:
    """Number the rows of a part by their turn, from 1, where that is not the order of the file."""
    done = [number for number in numbers if number in places]
    in_turn = sorted(done, key=places.__getitem__)
    return {} if in_turn == done else {number: turn for turn, number in enumerate(in_turn, 1)}


def _missing(ready: Sequence[Draft], available: Mapping[str, int]) -> dict[str, int]:
    """Count the seats that would have to be bought for all rows: those given back count as well."""
    missing = {sku_id: -count for sku_id, count in available.items()}
    for draft in ready:
        for sku_id in draft.losses:
            missing[sku_id] -= 1
        for sku_id in draft.gains:
            missing[sku_id] += 1
    gained = {sku_id for draft in ready for sku_id in draft.gains}
    return {sku_id: max(count, 0) if sku_id in gained else 0 for sku_id, count in missing.items()}


def _need(subscription: Subscription, left: int, missing: int) -> SeatNeed:
    return SeatNeed(
        sku_id=subscription.id,
        total=subscription.units.total,
        before=subscription.consumed,
        after=subscription.units.total - left,
        missing=missing,
    )


def _no_seat(draft: Draft, subscription: Subscription, missing: int, later: int | None) -> Problem:
    """Say why a row finds no seat: some are missing, or one comes back in a line that is done ``later``."""
    column = Column.LICENSES_TO_ADD if isinstance(draft.row.wish, UserChange) else Column.LICENSES
    facts: dict[str, str | int] = {"product": subscription.name}
    if missing or later is None:
        return Problem(column.value, ProblemCode.SEATS_MISSING, facts | {"count": max(missing, 1)})
    return Problem(column.value, ProblemCode.SEAT_COMES_BACK_LATER, facts | {"line": later})
