"""The lists of requests: everything that a person may see or do, nothing else, and no more than a page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.action import Action
from shared.domain.command import DeleteUsers, LoadCatalogue
from shared.domain.request import Answer, Approval, ApproverDecision, BreakGlass, Request, RequestState
from shared.domain.staff import Role
from shared.operations.request_list import (
    REQUESTS_A_PAGE,
    filed_by,
    reviews_for,
    under_way,
    waiting_for,
)
from shared.policy.matrix import Entry, default_matrix
from shared.ports import Cursor
from tests.builders import CONTOSO, FABRIKAM, NOW, a_desk, a_request, a_staff_member
from tests.fakes import FakeClock
from tests.fakes_of_work import FakeRequests

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.domain.staff import Staff
    from shared.operations.desk import Desk
    from shared.ports import Page

NADIA = a_staff_member(slack_user_id="U0NADIA")
RAVI = a_staff_member(Role.ADMIN_AGENT, slack_user_id="U0RAVI")
THEO = a_staff_member(Role.HELPDESK_AGENT, slack_user_id="U0THEO")
FABRIKAMS = a_staff_member(Role.ADMIN_AGENT, slack_user_id="U0FABRI", customers=[FABRIKAM])

AGREED = ApproverDecision(
    approver_id=RAVI.slack_user_id, answer=Answer.APPROVED, decided_at=NOW, content_hash="hash"
)
ALONE = BreakGlass(reason="Nobody answers", broken_at=NOW)
APPROVAL = Approval(
    policy_reason="role_needs_approval",
    needed=1,
    approver_roles=frozenset({Role.GLOBAL_ADMIN, Role.USER_MANAGEMENT_ADMIN, Role.ADMIN_AGENT}),
    expires_at=NOW + timedelta(hours=72),
)


def asked(number: int, customer_id: str = CONTOSO, requester: Staff = THEO, **changes: object) -> Request:
    """A request to delete somebody, the later the higher its number."""
    command = DeleteUsers(customer_id=customer_id, users=("nadia",))
    at = NOW + timedelta(seconds=number)
    request = a_request(f"click-{number:05}", command, requester_id=requester.slack_user_id, at=at)
    pending = replace(request, state=RequestState.PENDING, approval=APPROVAL)
    return replace(pending, **changes)  # type: ignore[arg-type]  # fields by name


def a_desk_with(*requests: Request) -> Desk:
    kept = FakeRequests()
    kept.filed = {each.id: each for each in requests}
    return a_desk(requests=kept, clock=FakeClock())


def numbers(page: Page[Request]) -> list[int]:
    return [int(each.id.removeprefix("click-")) for each in page.items]


def test_what_waits_for_somebody_is_what_they_can_decide_now() -> None:
    desk = a_desk_with(
        asked(1),
        asked(2, requester=RAVI),  # their own
        asked(3, approval=replace(APPROVAL, needed=2, decisions=(AGREED,))),  # they agreed already
        asked(4, approval=replace(APPROVAL, expires_at=NOW)),  # too late
        asked(5, approval=replace(APPROVAL, approver_roles=frozenset({Role.GLOBAL_ADMIN}))),
        asked(6, state=RequestState.APPROVED),
        asked(7),
    )
    assert numbers(waiting_for(desk, RAVI)) == [1, 7]
    assert numbers(waiting_for(desk, THEO)) == []


@pytest.mark.promise(12)
def test_of_a_customer_out_of_scope_nothing_is_listed_not_even_ones_own() -> None:
    desk = a_desk_with(
        asked(1),
        asked(2, FABRIKAM),
        asked(3, state=RequestState.RUNNING),
        asked(4, FABRIKAM, state=RequestState.RUNNING),
        asked(5, state=RequestState.DONE, approval=replace(APPROVAL, break_glass=ALONE)),
        asked(6, FABRIKAM, state=RequestState.DONE, approval=replace(APPROVAL, break_glass=ALONE)),
        asked(7, requester=FABRIKAMS),
        asked(8, FABRIKAM, requester=FABRIKAMS),
    )
    assert numbers(waiting_for(desk, FABRIKAMS)) == [2]
    assert numbers(under_way(desk, FABRIKAMS)) == [4]
    assert numbers(reviews_for(desk, FABRIKAMS)) == [6]
    assert numbers(filed_by(desk, FABRIKAMS)) == [8]


@pytest.mark.promise(12)
def test_what_is_about_all_customers_is_listed_for_a_scope_of_all() -> None:
    catalogue = a_request("click-00001", LoadCatalogue(file_id="F1"), requester_id=NADIA.slack_user_id)
    desk = a_desk_with(catalogue)
    assert numbers(under_way(desk, RAVI)) == [1]
    assert numbers(under_way(desk, FABRIKAMS)) == []


def test_a_review_is_listed_for_those_who_could_close_it_and_not_for_who_acted_alone() -> None:
    glass = replace(APPROVAL, break_glass=ALONE)
    desk = a_desk_with(asked(1, requester=NADIA, state=RequestState.DONE, approval=glass))
    assert numbers(reviews_for(desk, RAVI)) == [1]
    assert numbers(reviews_for(desk, NADIA)) == []
    assert numbers(reviews_for(desk, THEO)) == []


def test_whose_access_has_ended_sees_nothing() -> None:
    ended = replace(RAVI, expires_at=NOW)
    desk = a_desk_with(asked(1), asked(2, state=RequestState.RUNNING), asked(3, requester=ended))
    for listed in (waiting_for, under_way, reviews_for, filed_by):
        assert numbers(listed(desk, ended)) == []


def test_who_may_decide_but_not_look_is_shown_nothing() -> None:
    rows = dict(default_matrix().rows)
    rows[Action.VIEW] = replace(rows[Action.VIEW], entries={Role.GLOBAL_ADMIN: Entry.ALLOW})
    kept = FakeRequests()
    kept.filed = {each.id: each for each in (asked(1), asked(2, requester=RAVI))}
    desk = a_desk(requests=kept, clock=FakeClock(), matrix=replace(default_matrix(), rows=rows))
    assert numbers(waiting_for(desk, NADIA)) == [1, 2]
    assert numbers(waiting_for(desk, RAVI)) == []
    assert numbers(filed_by(desk, RAVI)) == []


def test_one_in_five_hundred_is_found() -> None:
    others = [asked(number) for number in range(500)]
    desk = a_desk_with(*others, asked(500, FABRIKAM))
    page = waiting_for(desk, FABRIKAMS)
    assert numbers(page) == [500]
    assert page.after is None


def test_where_it_was_enough_reading_the_page_goes_on() -> None:
    others = [asked(number) for number in range(700)]
    desk = a_desk_with(*others, asked(700, FABRIKAM))
    page = waiting_for(desk, FABRIKAMS)
    assert numbers(page) == []
    assert page.after is not None
    assert numbers(waiting_for(desk, FABRIKAMS, Cursor(after=page.after))) == [700]


def test_ten_thousand_of_ones_own_are_read_a_page_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = a_desk_with(*(asked(number) for number in range(10_000)))
    read = []
    listed = desk.requests.list_filed_by

    def counting(requester_id: str, cursor: Cursor, limit: int) -> Page[Request]:
        page = listed(requester_id, cursor, limit)
        read.append(len(page.items))
        return page

    monkeypatch.setattr(desk.requests, "list_filed_by", counting)
    first = filed_by(desk, THEO)
    second = filed_by(desk, THEO, Cursor(after=first.after))
    assert numbers(first) == list(range(9_999, 9_989, -1))
    assert numbers(second) == list(range(9_989, 9_979, -1))
    assert sum(read) <= 4 * REQUESTS_A_PAGE


def test_a_page_that_emptied_meanwhile_is_the_first_one() -> None:
    desk = a_desk_with(*(asked(number) for number in range(25)))
    second = waiting_for(desk, RAVI, Cursor(after=waiting_for(desk, RAVI).after))
    left = a_desk_with(*(asked(number) for number in range(3)))
    assert numbers(waiting_for(left, RAVI, Cursor(after=second.after))) == [0, 1, 2]
    assert numbers(waiting_for(left, RAVI, Cursor(before=second.before))) == [0, 1, 2]
    later = a_desk_with(*(asked(number) for number in range(30, 60)))
    assert numbers(waiting_for(later, RAVI, Cursor(before=second.before))) == list(range(30, 40))


@given(theirs=st.lists(st.booleans(), max_size=60), is_filed=st.booleans())
def test_every_request_is_on_one_page_forwards_and_backwards(theirs: list[bool], *, is_filed: bool) -> None:
    if is_filed:
        requests = [asked(n, CONTOSO if it else FABRIKAM) for n, it in enumerate(theirs)]
        listed, actor = filed_by, replace(THEO, customers=frozenset({CONTOSO}))
    else:
        requests = [asked(n, FABRIKAM if it else CONTOSO) for n, it in enumerate(theirs)]
        listed, actor = waiting_for, FABRIKAMS
    desk = a_desk_with(*requests)
    expected = [number for number, it in enumerate(theirs) if it]
    if is_filed:
        expected.reverse()

    pages = _walk(lambda cursor: listed(desk, actor, cursor, 4), [Cursor()])

    assert [number for page in pages for number in numbers(page)] == expected
    assert all(len(page.items) == 4 for page in pages[:-1])
    for earlier, page in pairwise(pages):
        assert page.before is not None
        assert numbers(listed(desk, actor, Cursor(before=page.before), 4)) == numbers(earlier)
    assert pages[0].before is None


def _walk(read: Callable[[Cursor], Page[Request]], cursors: Sequence[Cursor]) -> list[Page[Request]]:
    pages = []
    cursor: Cursor | None = cursors[0]
    while cursor is not None:
        page = read(cursor)
        pages.append(page)
        cursor = Cursor(after=page.after) if page.after is not None else None
    return pages
