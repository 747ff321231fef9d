"""Requests that wait for other people: filed and moved with their events, told of, found and kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType, ResourceType
from shared.domain.command import DeleteUsers
from shared.domain.outcome import Outcome, Result
from shared.domain.request import (
    PENDING_FOR,
    Answer,
    Approval,
    ApproverDecision,
    BreakGlass,
    Card,
    Request,
    RequestState,
)
from shared.domain.staff import Role
from shared.errors import MovedOnError, RequestNotFoundError
from shared.ports import Cursor, Standing
from tests.builders import CONTOSO, NOW, an_event

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.audit import AuditEvent
    from shared.domain.command import AnyCommand
    from shared.ports import Page
    from shared.store import Store

ADA, GRACE, ZOE = "U0ADA", "U0GRACE", "U0ZOE"
MICROSECOND = timedelta(microseconds=1)
REASON = "Départ à l\u2019étranger \U0001f30d\u00a0: <@U0ADA> & co"

ASKED = Approval(
    policy_reason="helpdesk_asks",
    needed=2,
    approver_roles=frozenset({Role.GLOBAL_ADMIN, Role.ADMIN_AGENT}),
    expires_at=NOW + PENDING_FOR + MICROSECOND,
    targets=21,
    customer_name="Contoso Ltd",
)
APPROVED = ApproverDecision(
    approver_id=ADA, answer=Answer.APPROVED, decided_at=NOW + MICROSECOND, content_hash="0af1" * 8
)
REJECTED = replace(APPROVED, approver_id=ZOE, answer=Answer.REJECTED, reason=REASON)
BROKEN = BreakGlass(reason=REASON, broken_at=NOW + 3 * MICROSECOND)
CLOSED = replace(BROKEN, closed_by=ADA, closed_at=NOW + timedelta(days=2, microseconds=3), note="As agreed.")


def a_pending(
    identifier: str = "click-1",
    *,
    command: AnyCommand | None = None,
    requester_id: str = GRACE,
    minutes: int = 0,
    approval: Approval = ASKED,
) -> Request:
    """Make a request that other people have to agree to, a deletion unless said."""
    return Request(
        id=identifier,
        command=command or DeleteUsers(customer_id=CONTOSO, users=("nadia",)),
        requester_id=requester_id,
        language="en",
        filed_at=NOW + timedelta(minutes=minutes),
        state=RequestState.PENDING,
        approval=approval,
    )


def happened(
    operation_id: str, request: Request, kind: OperationType = OperationType.APPROVE_REQUEST
) -> AuditEvent:
    return an_event(
        operation_id,
        target_id=request.id,
        resource_type=ResourceType.REQUEST,
        operation_types=(kind,),
        at=request.filed_at,
    )


def filed(store: Store, request: Request | None = None) -> Request:
    request = request or a_pending()
    event = happened(request.id, request, OperationType.FILE_REQUEST)
    assert store.requests.file(request, event) == request
    return request


def approved(request: Request) -> Request:
    approval = request.approval
    assert approval is not None
    agreed = replace(approval, decisions=(*approval.decisions, APPROVED))
    return request.advanced(approval=agreed, state=RequestState.APPROVED)


def moved(store: Store, before: Request, operation_id: str, **changes: object) -> Request:
    after = before.advanced(**changes)
    assert store.requests.move(before, after, happened(operation_id, before)) is None
    return after


@pytest.mark.parametrize(
    "approval",
    [
        ASKED,
        replace(ASKED, approver_roles=frozenset(), targets=0, customer_name="", needed=0),
        replace(ASKED, decisions=(APPROVED, REJECTED)),
        replace(ASKED, break_glass=BROKEN),
        replace(ASKED, decisions=(REJECTED,), break_glass=CLOSED),
    ],
    ids=["asked", "least", "decided", "broken glass", "closed review"],
)
def test_an_approval_is_read_as_it_was_written(store: Store, approval: Approval) -> None:
    request = filed(store, a_pending(approval=approval))
    assert store.requests.request(request.id) == request


@pytest.mark.parametrize("state", RequestState)
def test_every_state_is_read_as_it_was_written(store: Store, state: RequestState) -> None:
    request = moved(store, filed(store), "moved", state=state)
    assert store.requests.request(request.id) == request


def test_a_request_is_filed_with_the_event_of_its_filing(store: Store) -> None:
    request = filed(store)
    event = store.audit.event(request.id, request.id)
    assert event == happened(request.id, request, OperationType.FILE_REQUEST)


def test_a_click_that_comes_twice_files_once_and_leaves_one_event(store: Store) -> None:
    request = filed(store)
    later = replace(request, filed_at=NOW + timedelta(seconds=2))
    event = replace(happened(request.id, later), correlation_id="delivery-2")
    assert store.requests.file(later, event) == request
    assert len(store.audit.events(CONTOSO, request.id, Cursor(), 10).items) == 1


def test_a_click_that_comes_again_finds_what_has_become_of_the_request(store: Store) -> None:
    request = filed(store)
    after = approved(request)
    store.requests.move(request, after, happened("agree", request))
    assert store.requests.file(request, happened(request.id, request)) == after


@pytest.mark.promise(3)
def test_what_the_worker_has_already_does_not_begin_to_wait_for_others(store: Store) -> None:
    with_worker = store.requests.file(replace(a_pending(), state=RequestState.APPROVED, approval=None))
    request = a_pending()
    assert store.requests.file(request, happened(request.id, request)) == with_worker
    assert store.audit.event(request.id, request.id) is None


@pytest.mark.promise(19)
def test_a_decision_is_written_with_its_event(store: Store) -> None:
    request = filed(store)
    after, event = approved(request), happened("agree", request)
    assert store.requests.move(request, after, event) is None
    assert store.requests.request(request.id) == after
    assert store.audit.event("agree", request.id) == event


@pytest.mark.promise(3)
def test_the_same_click_decides_once_and_is_told_of_the_first_time(store: Store) -> None:
    request = filed(store)
    after, event = approved(request), happened("agree", request)
    store.requests.move(request, after, event)
    again = replace(event, correlation_id="delivery-2")
    assert store.requests.move(request, after, again) == event
    assert store.requests.move(after, approved(after), again) == event
    assert store.requests.request(request.id) == after


@pytest.mark.promise(3, 19)
def test_a_decision_about_what_was_decided_meanwhile_writes_nothing(store: Store) -> None:
    request = filed(store)
    cancelled = moved(store, request, "cancel", state=RequestState.CANCELLED)
    with pytest.raises(MovedOnError) as error:
        store.requests.move(request, approved(request), happened("agree", request))
    assert error.value.facts == {"request_id": request.id}
    assert store.requests.request(request.id) == cancelled
    assert store.audit.event("agree", request.id) is None


def test_a_decision_about_what_nobody_filed_writes_nothing(store: Store) -> None:
    request = a_pending()
    with pytest.raises(MovedOnError):
        store.requests.move(request, approved(request), happened("agree", request))
    with pytest.raises(RequestNotFoundError):
        store.requests.request(request.id)


def test_a_decision_and_the_worker_do_not_both_come_next(store: Store) -> None:
    request = filed(store)
    after = approved(request)
    store.requests.move(request, after, happened("agree", request))
    running = after.advanced(state=RequestState.RUNNING)
    store.requests.checkpoint(after, running)
    with pytest.raises(MovedOnError):
        store.requests.move(after, after.advanced(state=RequestState.CANCELLED), happened("late", request))
    with pytest.raises(MovedOnError):
        store.requests.checkpoint(request, request.advanced())
    assert store.requests.request(request.id) == running


def test_what_was_told_of_a_request_changes_nothing_about_it(store: Store) -> None:
    request = filed(store)
    store.requests.settle(request)
    store.requests.settle(request)
    assert store.requests.request(request.id) == request
    after = approved(request)
    assert store.requests.move(request, after, happened("agree", request)) is None


def test_what_was_told_of_an_older_version_or_of_nobody_is_let_go(store: Store) -> None:
    request = filed(store)
    after = moved(store, request, "agree", state=RequestState.APPROVED)
    store.requests.settle(request)
    store.requests.settle(a_pending("nobody-filed-it"))
    assert store.requests.request(request.id) == after
    with pytest.raises(RequestNotFoundError):
        store.requests.request("nobody-filed-it")


def test_a_card_is_kept_for_each_who_sees_it(store: Store) -> None:
    request = filed(store)
    shown = {
        "requester": Card(channel_id="D0GRACE", message_ts="1763803800.000100"),
        "channel": Card(channel_id="C0APPROVALS", message_ts="1763803800.000200"),
        ADA: Card(channel_id="D0ADA", message_ts="1763803800.000300"),
    }
    for audience, card in shown.items():
        assert store.requests.keep_card(request, audience, card) == card
    assert store.requests.cards(request.id) == shown
    assert store.requests.cards("another") == {}
    assert store.requests.request(request.id) == request


def test_of_two_cards_for_the_same_the_first_is_kept(store: Store) -> None:
    request = filed(store)
    first = Card(channel_id="D0GRACE", message_ts="1763803800.000100")
    store.requests.keep_card(request, "requester", first)
    second = replace(first, message_ts="1763803801.000100")
    assert store.requests.keep_card(request, "requester", second) == first
    assert store.requests.cards(request.id) == {"requester": first}


def test_a_card_that_cannot_be_edited_any_more_gives_way_to_the_next_one(store: Store) -> None:
    request = filed(store)
    first = Card(channel_id="D0GRACE", message_ts="1763803800.000100")
    second = replace(first, message_ts="1763803801.000100")
    third = replace(first, message_ts="1763803802.000100")
    store.requests.keep_card(request, "requester", first)
    assert store.requests.keep_card(request, "requester", second, instead_of=first) == second
    assert store.requests.keep_card(request, "requester", third, instead_of=first) == second
    assert store.requests.cards(request.id) == {"requester": second}


def test_cards_slices_and_outcomes_of_a_request_do_not_get_into_each_others_way(store: Store) -> None:
    request = moved(store, filed(store), "agree", state=RequestState.APPROVED)
    card = Card(channel_id="D0GRACE", message_ts="1763803800.000100")
    store.requests.keep_card(request, "requester", card)
    store.requests.save_targets(request, 0, ["nadia"])
    running = request.advanced(state=RequestState.RUNNING, is_listed=True, slices=1, targets=1)
    store.requests.checkpoint(request, running)
    done = Outcome(target_id="nadia", result=Result.DONE)
    after = running.advanced(slices_done=1, tally=running.tally.plus([done]))
    store.requests.checkpoint(running, after, [done])
    assert store.requests.cards(request.id) == {"requester": card}
    assert list(store.requests.outcomes(after)) == [done]
    assert store.requests.request(request.id) == after


WAITING: dict[Standing, Callable[[Store, str, int], Request]] = {
    Standing.PENDING: lambda store, click, minutes: filed(store, a_pending(click, minutes=minutes)),
    Standing.UNDER_WAY: lambda store, click, minutes: moved(
        store,
        filed(store, a_pending(click, minutes=minutes)),
        f"agree-{click}",
        state=RequestState.RUNNING if minutes % 2 else RequestState.APPROVED,
    ),
    Standing.REVIEW: lambda store, click, minutes: moved(
        store,
        filed(store, a_pending(click, minutes=minutes, approval=replace(ASKED, break_glass=BROKEN))),
        f"break-{click}",
        state=RequestState.DONE,
    ),
}


def ended(store: Store) -> None:
    """File requests that wait for nothing any more."""
    for state in RequestState:
        request = filed(store, a_pending(f"ended-{state.value}"))
        after = moved(store, request, f"end-{state.value}", state=state)
        if not after.is_finished:
            moved(store, after, f"cancel-{state.value}", state=RequestState.CANCELLED)
    request = filed(store, a_pending("closed", approval=replace(ASKED, break_glass=CLOSED)))
    moved(store, request, "close", state=RequestState.DONE)


@pytest.mark.parametrize("standing", WAITING)
def test_what_waits_is_listed_with_the_oldest_first_page_after_page(store: Store, standing: Standing) -> None:
    ended(store)
    waiting = {
        each: [WAITING[each](store, f"{each.value}-{9 - number}", number) for number in range(7)]
        for each in WAITING
    }
    pages = list_pages(lambda cursor: store.requests.list_standing(standing, cursor, 3))
    assert [list(page.items) for page in pages] == [
        waiting[standing][:3],
        waiting[standing][3:6],
        waiting[standing][6:],
    ]
    second = store.requests.list_standing(standing, Cursor(before=pages[2].before), 3)
    assert second.items == pages[1].items


def test_what_waits_no_longer_is_not_listed(store: Store) -> None:
    request = filed(store)
    agreed = moved(store, request, "agree", state=RequestState.APPROVED)
    assert list(store.requests.list_standing(Standing.PENDING, Cursor(), 10).items) == []
    assert list(store.requests.list_standing(Standing.UNDER_WAY, Cursor(), 10).items) == [agreed]
    store.requests.checkpoint(agreed, agreed.advanced(state=RequestState.DONE))
    assert list(store.requests.list_standing(Standing.UNDER_WAY, Cursor(), 10).items) == []


def test_two_filed_in_the_same_instant_are_both_listed(store: Store) -> None:
    requests = [filed(store, a_pending(f"click-{number}")) for number in range(5)]
    pages = list_pages(lambda cursor: store.requests.list_standing(Standing.PENDING, cursor, 2))
    assert [request for page in pages for request in page.items] == requests


def test_what_somebody_asked_for_is_listed_newest_first_whatever_became_of_it(store: Store) -> None:
    mine = [filed(store, a_pending(f"click-{9 - number}", minutes=number)) for number in range(7)]
    mine[2] = moved(store, mine[2], "cancel", state=RequestState.CANCELLED)
    store.requests.checkpoint(mine[3], after := mine[3].advanced(state=RequestState.DONE))
    mine[3] = after
    filed(store, a_pending("other", requester_id=ADA, minutes=3))
    pages = list_pages(lambda cursor: store.requests.list_filed_by(GRACE, cursor, 3))
    assert [list(page.items) for page in pages] == [mine[:3:-1], mine[3:0:-1], [mine[0]]]
    second = store.requests.list_filed_by(GRACE, Cursor(before=pages[2].before), 3)
    assert second.items == pages[1].items
    assert list(store.requests.list_filed_by(ZOE, Cursor(), 3).items) == []


def list_pages(read: Callable[[Cursor], Page[Request]]) -> list[Page[Request]]:
    pages = [read(Cursor())]
    assert pages[0].before is None
    while pages[-1].after is not None:
        pages.append(read(Cursor(after=pages[-1].after)))
    return pages
