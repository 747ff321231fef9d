"""A page of an index or a partition, forwards or backwards, in one query."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from shared.ports import Cursor, Page
from shared.store import keys

if TYPE_CHECKING:
    from pynamodb.attributes import UnicodeAttribute
    from pynamodb.expressions.condition import Condition
    from pynamodb.indexes import GlobalSecondaryIndex
    from pynamodb.models import Model

AnyItem = TypeVar("AnyItem", bound="Model")


def read_page(
    index: GlobalSecondaryIndex[AnyItem] | type[AnyItem],
    partition: str,
    order: UnicodeAttribute,
    cursor: Cursor,
    limit: int,
    *,
    is_newest_first: bool = False,
    bounds: tuple[str, str] = ("", ""),
) -> Page[AnyItem]:
    """Read the page that a cursor points to; cursors are values of ``order``, its sort key.

    One item more than shown is read, to know whether there is a further page. A page beyond the list's end,
    because what was there moved away meanwhile, is the first page instead. ``bounds`` are where the list
    begins and ends, if anywhere; no item has either of them for its key.
    """
    is_backwards = bool(cursor.before)
    is_ascending = is_backwards is is_newest_first
    beyond = keys.beginning(cursor.before or cursor.after or "")
    lowest, highest = bounds
    if beyond and is_ascending:
        lowest = max(lowest, beyond)
    elif beyond:
        highest = min(highest or beyond, beyond)
    found = _found(index, partition, order, lowest, highest, limit + 1, is_ascending=is_ascending)
    if beyond and not found:
        newest_first = is_newest_first
        return read_page(
            index, partition, order, Cursor(), limit, is_newest_first=newest_first, bounds=bounds
        )
    has_more = len(found) > limit
    items = found[:limit]
    if is_backwards:
        items.reverse()
    has_before, has_after = (has_more, True) if is_backwards else (bool(beyond), has_more)
    name = order.attr_name
    return Page(
        items,
        before=getattr(items[0], name) if has_before and items else None,
        after=getattr(items[-1], name) if has_after and items else None,
    )


def _found(
    index: GlobalSecondaryIndex[AnyItem] | type[AnyItem],
    partition: str,
    order: UnicodeAttribute,
    lowest: str,
    highest: str,
    limit: int,
    *,
    is_ascending: bool,
) -> list[AnyItem]:
    """Read what lies between two keys; an empty one bounds nothing."""
    condition: Condition | None = None
    spare = 0
    if lowest and highest:
        if lowest >= highest:
            return []
        condition, spare = order.between(lowest, highest), 1  # which has both its ends: a cursor is left out
    elif lowest:
        condition = order > lowest
    elif highest:
        condition = order < highest
    items = index.query(partition, condition, scan_index_forward=is_ascending, limit=limit + spare)
    return [item for item in items if getattr(item, order.attr_name) not in (lowest, highest)][:limit]
