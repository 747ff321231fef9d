"""The lists of requests that a person sees: what waits for them, what they asked for, what is going on."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.operations.approval import may_close_review, may_decide
from shared.operations.side_by_side import side_by_side
from shared.policy.decide import Verdict
from shared.ports import Cursor, Page, Standing, filed_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.request import Request
    from shared.domain.staff import Staff
    from shared.operations.desk import Desk

REQUESTS_A_PAGE = 10
REQUESTS_AT_A_GLANCE = 5  # of each list, where all are shown together
_AT_A_TIME = 100  # requests read, of which the reader may see all or none
_READS = 6  # that a person waits for; where they do not suffice, the page says where it goes on

_BEGINNING = Cursor()


class RequestList(StrEnum):
    """Which requests are listed."""

    WAITING = "waiting"  # for the reader to decide
    REVIEWS = "reviews"  # that the reader could close
    FILED = "filed"  # by the reader
    UNDER_WAY = "under_way"


def at_a_glance(desk: Desk, actor: Staff) -> dict[RequestList, Page[Request]]:
    """Read the beginning of every list, side by side."""
    readers = [partial(read_list, desk, actor, each, limit=REQUESTS_AT_A_GLANCE) for each in RequestList]
    return dict(zip(RequestList, side_by_side(*readers), strict=True))


def read_list(
    desk: Desk,
    actor: Staff,
    which: RequestList,
    cursor: Cursor = _BEGINNING,
    limit: int = REQUESTS_A_PAGE,
) -> Page[Request]:
    """Read a page of one of the lists."""
    return _LISTS[which](desk, actor, cursor, limit)


def waiting_for(
    desk: Desk, actor: Staff, cursor: Cursor = _BEGINNING, limit: int = REQUESTS_A_PAGE
) -> Page[Request]:
    """List the requests that somebody could agree to or reject this instant, oldest first."""
    return _standing(desk, actor, Standing.PENDING, may_decide, cursor, limit)


def under_way(
    desk: Desk, actor: Staff, cursor: Cursor = _BEGINNING, limit: int = REQUESTS_A_PAGE
) -> Page[Request]:
    """List what the worker has in hand for customers in somebody's scope, oldest first."""
    return _standing(desk, actor, Standing.UNDER_WAY, may_see, cursor, limit)


def reviews_for(
    desk: Desk, actor: Staff, cursor: Cursor = _BEGINNING, limit: int = REQUESTS_A_PAGE
) -> Page[Request]:
    """List what others did alone and somebody could close the review of, oldest first."""
    return _standing(desk, actor, Standing.REVIEW, may_close_review, cursor, limit)


def filed_by(
    desk: Desk, actor: Staff, cursor: Cursor = _BEGINNING, limit: int = REQUESTS_A_PAGE
) -> Page[Request]:
    """List what somebody asked for themselves, newest first, as far as their scope still has it."""

    def read(at: Cursor) -> Page[Request]:
        page = desk.requests.list_filed_by(actor.slack_user_id, at, limit + 1)
        return _not_before(page, at, is_newest_first=True)

    return _sift(read, lambda request: may_see(desk, actor, request), cursor, limit)


_LISTS = {
    RequestList.WAITING: waiting_for,
    RequestList.REVIEWS: reviews_for,
    RequestList.FILED: filed_by,
    RequestList.UNDER_WAY: under_way,
}


def may_see(desk: Desk, actor: Staff, request: Request) -> bool:
    """Whether a request is about a customer in scope; what is about all takes a scope of all."""
    return desk.decide(actor, Action.VIEW, request.command.customer_id).verdict is Verdict.ALLOW


def _standing(
    desk: Desk,
    actor: Staff,
    standing: Standing,
    concerns: Callable[[Desk, Staff, Request], bool],
    cursor: Cursor,
    limit: int,
) -> Page[Request]:
    def read(at: Cursor) -> Page[Request]:
        return _not_before(desk.requests.list_standing(standing, at, _AT_A_TIME), at)

    def is_theirs(request: Request) -> bool:
        return may_see(desk, actor, request) and concerns(desk, actor, request)

    return _sift(read, is_theirs, cursor, limit)


def _not_before(page: Page[Request], at: Cursor, *, is_newest_first: bool = False) -> Page[Request]:
    """Read nothing where nothing is left before a cursor: the list then begins anew."""
    if not at.before or not page.items:
        return page
    has_begun_anew = (filed_key(page.items[-1]) < at.before) is is_newest_first
    return Page([]) if has_begun_anew else page


def _sift(
    read: Callable[[Cursor], Page[Request]], is_theirs: Callable[[Request], bool], cursor: Cursor, limit: int
) -> Page[Request]:
    """Read a list on, forwards or backwards, and keep a page of what is theirs.

    A page of which nothing is left, because it moved away meanwhile, is the first page instead; so is one
    that has room before the list's beginning.
    """
    is_backwards = bool(cursor.before)
    found, behind, ahead = _read_on(read, is_theirs, cursor, limit)
    if cursor != _BEGINNING and ahead is None and len(found) <= (limit if is_backwards else 0):
        return _sift(read, is_theirs, _BEGINNING, limit)
    shown = found[:limit]
    if len(found) > limit:
        ahead = filed_key(shown[-1])
    if behind is not None and shown:
        behind = filed_key(shown[0])
    if is_backwards:
        return Page(shown[::-1], before=ahead, after=behind)
    return Page(shown, before=behind, after=ahead)


def _read_on(
    read: Callable[[Cursor], Page[Request]], is_theirs: Callable[[Request], bool], cursor: Cursor, limit: int
) -> tuple[list[Request], str | None, str | None]:
    """Return what is theirs in reading order, and where the list goes on behind and ahead of all that."""
    is_backwards = bool(cursor.before)
    found: list[Request] = []
    seen: set[str] = set()
    behind = ahead = None
    for turn in range(_READS):
        page = read(cursor)
        if any(each.id in seen for each in page.items):
            return found, behind, None  # beyond its end the list begins anew
        seen.update(each.id for each in page.items)
        if turn == 0:
            behind = page.after if is_backwards else page.before
        items = page.items[::-1] if is_backwards else page.items
        found += [each for each in items if is_theirs(each)]
        ahead = page.before if is_backwards else page.after
        if ahead is None or len(found) > limit:
            break
        cursor = Cursor(before=ahead) if is_backwards else Cursor(after=ahead)
    return found, behind, ahead
