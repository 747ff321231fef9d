"""Look for events in the trail: of a customer, of a person, of a kind, of a period; and write them out.

A list has one customer's events, or one person's, and that is what is read. Whatever else is asked for is
found by looking through them, some hundreds at a click; where the search stopped, it can go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.audit import ALL_CUSTOMERS
from shared.domain.problem import Problem, ProblemCode
from shared.errors import InvalidInputError
from shared.operations.side_by_side import side_by_side
from shared.policy.decide import Verdict
from shared.ports import AuditExport, Cursor, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.domain.audit import AuditEvent, AuditQuery
    from shared.domain.customer import Customer
    from shared.domain.staff import Staff
    from shared.operations.desk import Desk

EVENTS_A_PAGE = 10
EVENTS_SEARCHED = 200  # read at a click, where not all of them are shown
EVENTS_READ = 500  # of an export, at a time
MAXIMUM_EXPORTED = 50_000  # events looked through for one file: it must fit into the worker's memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """A page of what was looked for. ``customer`` is None where a person's events were.

    ``is_cut`` says that the search stopped before it had a page, though there is more to look through.
    """

    query: AuditQuery
    customer: Customer | None
    page: Page[AuditEvent]
    is_cut: bool = False


def trail(desk: Desk, actor: Staff, query: AuditQuery, cursor: Cursor) -> Trail:
    """Read a page of the events that somebody looks for, newest first, as far as their scope has them.

    Raises InvalidInputError where neither a customer nor a person was named, AccessDeniedError.
    """
    may_look(desk, actor, query)
    customer, (page, is_cut) = side_by_side(
        lambda: _customer(desk, query), lambda: _searched(desk, actor, query, cursor)
    )
    return Trail(query=query, customer=customer, page=page, is_cut=is_cut)


def audit_export(desk: Desk, actor: Staff, query: AuditQuery) -> AuditExport:
    """Read all events that somebody looks for, page by page, while they are written. It raises as ``trail``.

    After 50,000 events it stops, and tells how far back it reaches.
    """
    may_look(desk, actor, query)
    export = AuditExport(query=query, customer=_customer(desk, query), events=())
    export.events = _all_of(desk, actor, export)
    return export


def may_look(desk: Desk, actor: Staff, query: AuditQuery) -> None:
    """Check that somebody may look for this. Raises InvalidInputError, AccessDeniedError.

    Of a person they see what concerns customers in their scope, and no other event.
    """
    if query.customer_id:
        desk.require(actor, Action.VIEW, _in_scope(query.customer_id))
    elif query.actor_id:
        desk.admit_somewhere(actor, Action.VIEW)
    else:
        raise InvalidInputError([Problem("customer", ProblemCode.NEITHER_CHOSEN)])


def _in_scope(customer_id: str) -> str | None:
    """Tell which scope an event takes: that of its customer, or of all of them."""
    return None if customer_id == ALL_CUSTOMERS else customer_id


def _customer(desk: Desk, query: AuditQuery) -> Customer | None:
    customer_id = _in_scope(query.customer_id) if query.customer_id else None
    return desk.directory.customer(customer_id) if customer_id else None


def _listed(desk: Desk, query: AuditQuery, cursor: Cursor, limit: int) -> Page[AuditEvent]:
    """Read a page of the one list that has what is looked for."""
    if query.customer_id:
        return desk.audit.events(query.customer_id, query.target_id or None, cursor, limit, query.period)
    return desk.audit.events_by(query.actor_id, cursor, limit, query.period)


def _concerns(desk: Desk, actor: Staff, query: AuditQuery) -> Callable[[AuditEvent], bool]:
    @cache
    def is_in_scope(customer_id: str) -> bool:
        decision = desk.decide(actor, Action.VIEW, _in_scope(customer_id))
        return decision.verdict is Verdict.ALLOW

    return lambda event: query.includes(event) and is_in_scope(event.customer_id)


def _searched(desk: Desk, actor: Staff, query: AuditQuery, cursor: Cursor) -> tuple[Page[AuditEvent], bool]:
    concerns = _concerns(desk, actor, query)
    if _is_listed_as_asked(desk, actor, query):
        read = _listed(desk, query, cursor, EVENTS_A_PAGE)
        return Page([*filter(concerns, read.items)], read.before, read.after), False
    read = _listed(desk, query, cursor, EVENTS_SEARCHED)
    found = [] if _has_begun_anew(read, cursor) else [*filter(concerns, read.items)]
    if cursor.before:
        return _page_before(found, read)
    return _page_after(found, read, cursor)


def _is_listed_as_asked(desk: Desk, actor: Staff, query: AuditQuery) -> bool:
    """Whether the list has what is looked for and nothing else, so that a page of it is a page of that."""
    if query.kind is not None or (query.customer_id and query.actor_id):
        return False
    return bool(query.customer_id) or actor.scope_at(desk.clock.now()) is None


def _has_begun_anew(read: Page[AuditEvent], cursor: Cursor) -> bool:
    """Whether nothing was left beyond the cursor: a list shows its first page then."""
    if cursor.before:
        return any(event.order <= cursor.before for event in read.items[-1:])
    return bool(cursor.after) and any(event.order >= str(cursor.after) for event in read.items[:1])


def _page_after(
    found: list[AuditEvent], read: Page[AuditEvent], cursor: Cursor
) -> tuple[Page[AuditEvent], bool]:
    shown = found[:EVENTS_A_PAGE]
    before = read.items[0].order if cursor.after and read.items else None
    if len(found) > EVENTS_A_PAGE:
        return Page(shown, before=before, after=shown[-1].order), False
    is_cut = read.after is not None and len(shown) < EVENTS_A_PAGE
    return Page(shown, before=before, after=read.after), is_cut


def _page_before(found: list[AuditEvent], read: Page[AuditEvent]) -> tuple[Page[AuditEvent], bool]:
    shown = found[-EVENTS_A_PAGE:]
    after = read.items[-1].order if read.items else None
    if len(found) > EVENTS_A_PAGE:
        return Page(shown, before=shown[0].order, after=after), False
    is_cut = read.before is not None and len(shown) < EVENTS_A_PAGE
    return Page(shown, before=read.before, after=after), is_cut


def _all_of(desk: Desk, actor: Staff, export: AuditExport) -> Iterator[AuditEvent]:
    concerns = _concerns(desk, actor, export.query)
    cursor, looked_at = Cursor(), 0
    while True:
        page = _listed(desk, export.query, cursor, EVENTS_READ)
        if _has_begun_anew(page, cursor):
            return
        yield from filter(concerns, page.items)
        looked_at += len(page.items)
        if page.after is None:
            return
        if looked_at >= MAXIMUM_EXPORTED:
            export.reaches_back_to = page.items[-1].occurred_at
            return
        cursor = Cursor(after=page.after)
