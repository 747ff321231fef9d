"""A page of an index or a partition, forwards or backwards, in one query."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from shared.ports import Cursor, Page
from shared.store import keys

if TYPE_CHECKING:
    from pynamodb.attributes import UnicodeAttribute
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
) -> Page[AnyItem]:
    """Read the page that a cursor points to; cursors are values of ``order``, its sort key.

    One item more than shown is read, to know whether there is a further page. A page beyond the list's end,
    because what was there moved away meanwhile, is the first page instead.
    """
    is_backwards = bool(cursor.before)
    is_ascending = is_backwards is is_newest_first
    beyond = keys.beginning(cursor.before or cursor.after or "")
    condition = None
    if beyond:
        condition = order > beyond if is_ascending else order < beyond
    results = index.query(partition, condition, scan_index_forward=is_ascending, limit=limit + 1)
    found = list(results)
    if beyond and not found:
        return read_page(index, partition, order, Cursor(), limit, is_newest_first=is_newest_first)
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
