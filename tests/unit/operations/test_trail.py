"""Events are found whatever is looked for, page after page, and nobody finds another's customer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.action import Action
from shared.domain.audit import ALL_CUSTOMERS, AuditEvent, AuditQuery, EventKind, OperationType, Period
from shared.domain.command import ExportAudit
from shared.domain.customer import Customer
from shared.domain.request import RequestState
from shared.domain.staff import Role, Staff
from shared.errors import AccessDeniedError, InvalidInputError
from shared.operations import trail as module
from shared.operations.request import submit_many
from shared.operations.trail import EVENTS_A_PAGE, audit_export, trail
from shared.policy.matrix import Entry, Matrix, Row
from shared.ports import Cursor
from tests.builders import CONTOSO, FABRIKAM, NOW, a_customer, a_desk, a_staff_member, an_event, an_operation
from tests.fakes import FakeAudit, FakeDirectory
from tests.unit.operations.office import GRACE, Office

ADA, BEN = "U0ADA", "U0BEN"
EVERYWHERE, OF_CONTOSO, OF_FABRIKAM = (
    a_staff_member(Role.HELPDESK_AGENT, customers=scope) for scope in (None, [CONTOSO], [FABRIKAM])
)
CUSTOMERS = [CONTOSO, FABRIKAM, ALL_CUSTOMERS]
MINUTE = timedelta(minutes=1)

FEW = [
    OperationType.CREATE_CUSTOMER_USER,
    OperationType.DELETE_CUSTOMER_USER,
    OperationType.APPROVE_REQUEST,
    OperationType.BREAK_GLASS,
]
happenings = st.lists(
    st.tuples(st.sampled_from(CUSTOMERS), st.sampled_from([ADA, ADA, BEN]), st.sampled_from(FEW)),
    min_size=30,
    max_size=60,
)
whose = st.sampled_from([("", ADA), (CONTOSO, ""), (CONTOSO, ADA), (FABRIKAM, ""), (ALL_CUSTOMERS, ADA)])
kinds = st.sampled_from([None, None, EventKind.USERS, EventKind.DELETIONS, EventKind.REQUESTS])
periods = st.sampled_from(
    [
        Period(),
        Period(),
        Period(NOW + 3 * MINUTE, NOW + 40 * MINUTE),
        Period(NOW + 20 * MINUTE),
        Period(None, NOW + 20 * MINUTE),
        Period(NOW + 9 * MINUTE, NOW + 9 * MINUTE),
    ]
)
queries = st.builds(
    lambda whose, kind, period: AuditQuery(customer_id=whose[0], actor_id=whose[1], kind=kind, period=period),
    whose,
    kinds,
    periods,
)


class Unread(FakeDirectory):
    """A directory in which every customer is whom one asks for."""

    def customer(self, customer_id: str) -> Customer:
        return a_customer(customer_id)


def recorded(happened: list[tuple[str, str, OperationType]]) -> FakeAudit:
    audit = FakeAudit()
    for number, (customer_id, actor_id, kind) in enumerate(happened):
        event = an_event(f"click-{number:02}", customer_id=customer_id, at=NOW + number * MINUTE)
        audit.record(replace(event, actor_id=actor_id, operation_types=(kind,)))
    return audit


def expected(audit: FakeAudit, reader: Staff, query: AuditQuery) -> list[AuditEvent]:
    """What a reader should find, in plain words."""
    since, until = query.period.since or NOW, query.period.until or NOW + timedelta(days=1)
    return [
        event
        for event in reversed(audit.recorded)
        if since <= event.occurred_at < until
        and query.includes(event)
        and (reader.customers is None or event.customer_id in reader.customers)
    ]


@pytest.mark.promise(12)
@given(happenings, queries, st.sampled_from([EVERYWHERE, OF_CONTOSO, OF_FABRIKAM]), st.integers(1, 40))
def test_page_after_page_and_back_everything_in_scope_is_found_and_nothing_else(
    happened: list[tuple[str, str, OperationType]], query: AuditQuery, reader: Staff, searched: int
) -> None:
    audit = recorded(happened)
    desk = a_desk(Unread(audit))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "EVENTS_SEARCHED", EVENTS_A_PAGE + searched)
        try:
            pages = [trail(desk, reader, query, Cursor()).page]
        except AccessDeniedError:
            assert reader.customers is not None
            assert query.customer_id not in {"", *reader.customers}
            return
        while pages[-1].after is not None:
            pages.append(trail(desk, reader, query, Cursor(after=pages[-1].after)).page)
        found = [event for page in pages for event in page.items]
        assert found == expected(audit, reader, query)
        assert all(len(page.items) <= EVENTS_A_PAGE for page in pages)
        back, cursor = list(pages[-1].items), pages[-1].before
        while cursor is not None:
            page = trail(desk, reader, query, Cursor(before=cursor)).page
            back, cursor = [*page.items, *back], page.before
        if len(pages) > 1 and pages[-1].before is not None:
            assert back == found
    assert list(audit_export(desk, reader, query).events) == found


def test_every_kind_of_operation_is_of_some_kind_of_event() -> None:
    event = an_event()
    homeless = [
        each
        for each in OperationType
        if not any(kind.includes(replace(event, operation_types=(each,))) for kind in EventKind)
    ]
    assert homeless == []


def test_a_search_that_finds_too_little_says_where_it_stopped() -> None:
    updated, deleted = OperationType.UPDATE_CUSTOMER_USER, OperationType.DELETE_CUSTOMER_USER
    audit = recorded([(CONTOSO, ADA, deleted), *[(CONTOSO, ADA, updated)] * 59])
    query = AuditQuery(customer_id=CONTOSO, kind=EventKind.DELETIONS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "EVENTS_SEARCHED", 40)
        desk = a_desk(Unread(audit))
        first = trail(desk, EVERYWHERE, query, Cursor())
        assert first.is_cut
        assert first.page.items == []
        second = trail(desk, EVERYWHERE, query, Cursor(after=first.page.after))
        assert not second.is_cut
        assert [event.operation_id for event in second.page.items] == ["click-00"]


def test_neither_a_customer_nor_a_person_is_wrong() -> None:
    with pytest.raises(InvalidInputError):
        trail(a_desk(), EVERYWHERE, AuditQuery(kind=EventKind.ROLES), Cursor())


@pytest.mark.promise(6)
def test_where_looking_takes_another_person_nothing_is_shown() -> None:
    audit = recorded([(CONTOSO, ADA, OperationType.DELETE_CUSTOMER_USER)])
    desk = a_desk(Unread(audit))
    row = Row(dict.fromkeys(Role, Entry.ONE_APPROVAL), frozenset(Role))
    asking = replace(desk, matrix=Matrix({**desk.matrix.rows, Action.VIEW: row}))
    assert trail(asking, EVERYWHERE, AuditQuery(actor_id=ADA), Cursor()).page.items == []
    with pytest.raises(AccessDeniedError):
        trail(asking, EVERYWHERE, AuditQuery(customer_id=CONTOSO), Cursor())


def test_a_file_that_would_be_too_large_says_how_far_back_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVENTS_READ", 10)
    monkeypatch.setattr(module, "MAXIMUM_EXPORTED", 20)
    audit = recorded([(CONTOSO, ADA, OperationType.DELETE_CUSTOMER_USER)] * 30)
    export = audit_export(a_desk(Unread(audit)), EVERYWHERE, AuditQuery(actor_id=ADA))
    assert [event.operation_id for event in export.events] == [f"click-{n}" for n in range(29, 9, -1)]
    assert export.reaches_back_to == NOW + 10 * MINUTE


def filed(office: Office, query: AuditQuery, reader: Staff = GRACE) -> None:
    submit_many(office.desk, ExportAudit(query=query), reader, an_operation(), "en")


def test_the_worker_delivers_what_was_looked_for_once(office: Office) -> None:
    office.staff.save(GRACE)
    office.directory.audit.record(an_event("theirs", customer_id=FABRIKAM))
    office.directory.audit.record(an_event("ours"))
    filed(office, AuditQuery(customer_id=CONTOSO))
    filed(office, AuditQuery(customer_id=CONTOSO))
    done = office.work()
    ((_, export, events),) = office.reporter.trails
    assert done.state is RequestState.DONE
    assert export.customer is not None
    assert [event.operation_id for event in events] == ["ours"]


@pytest.mark.promise(10)
@pytest.mark.promise(12)
def test_whoever_lost_the_customer_meanwhile_gets_no_file(office: Office) -> None:
    office.staff.save(GRACE)
    filed(office, AuditQuery(customer_id=CONTOSO))
    office.staff.save(a_staff_member(Role.HELPDESK_AGENT, customers=[FABRIKAM]))
    done = office.work()
    assert done.state is RequestState.FAILED
    assert office.reporter.trails == []


@pytest.mark.promise(12)
def test_whoever_has_no_customer_of_theirs_files_nothing(office: Office) -> None:
    with pytest.raises(AccessDeniedError):
        filed(office, AuditQuery(customer_id=CONTOSO), OF_FABRIKAM)
    assert office.requests.filed == {}
