"""Seats for all rows of a file: who comes first in it is served first, as when it is carried out."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    drafts: Sequence[Draft], subscriptions: Mapping[str, Subscription]
) -> tuple[list[ImportRow], tuple[SeatNeed, ...]]:
    """Refuse the rows for which no seat is left, and sum up what the others come to."""
    ready = [draft for draft in drafts if draft.row.is_ready]
    wanted = sorted({sku_id for draft in ready for sku_id in draft.gains | draft.losses})
    left = {sku_id: subscriptions[sku_id].available for sku_id in wanted}
    missing = _missing(ready, left)
    rows = []
    for draft in drafts:
        lacking = sorted(each for each in draft.gains if draft.row.is_ready and left[each] <= 0)
        if lacking:
            problems = [_no_seats(draft, subscriptions[each], missing[each]) for each in lacking]
            rows.append(replace(draft.row, problems=(*draft.row.problems, *problems)))
            continue
        if draft.row.is_ready:
            for sku_id in draft.gains | draft.losses:
                left[sku_id] += 1 if sku_id in draft.losses else -1
        rows.append(draft.row)
    return rows, tuple(_need(subscriptions[each], left[each], missing[each]) for each in wanted)


def _missing(ready: Sequence[Draft], available: Mapping[str, int]) -> dict[str, int]:
    """Count the seats that would have to be bought first, so that no row finds none when its turn comes."""
    left, missing = dict(available), dict.fromkeys(available, 0)
    for draft in ready:
        for sku_id in draft.losses:
            left[sku_id] += 1
        for sku_id in draft.gains:
            left[sku_id] -= 1
            missing[sku_id] = max(missing[sku_id], -left[sku_id])
    return missing


def _need(subscription: Subscription, left: int, missing: int) -> SeatNeed:
    return SeatNeed(
        sku_id=subscription.id,
        total=subscription.units.total,
        before=subscription.consumed,
        after=subscription.units.total - left,
        missing=missing,
    )


def _no_seats(draft: Draft, subscription: Subscription, missing: int) -> Problem:
    column = Column.LICENSES_TO_ADD if isinstance(draft.row.wish, UserChange) else Column.LICENSES
    facts: dict[str, str | int] = {"product": subscription.name, "count": missing}
    return Problem(column.value, ProblemCode.SEATS_MISSING, facts)
