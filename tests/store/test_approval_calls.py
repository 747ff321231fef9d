"""What requests that wait for people, and the register of staff, cost: calls and write units."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.request import Card, RequestState
from shared.domain.staff import Grant, MappedGroup, Role
from shared.ports import Cursor, Standing
from tests.builders import a_staff_member, an_event
from tests.store.calls import altered, interrupt, listen
from tests.store.test_approval_contract import GRACE, a_pending, approved, filed, happened, moved

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.store import Store
    from tests.store.calls import Calls

pytestmark = pytest.mark.dynamodb_local

CARD = Card(channel_id="D0GRACE", message_ts="1763803800.000100")
ROW = "Put REQUEST#click-1 REQUEST"
NIGHT_SHIFT = MappedGroup(
    id="S0NIGHT", name="Nights", grant=Grant(roles=frozenset({Role.HELPDESK_AGENT})), version=1
)


@pytest.fixture
def calls(local_store: Store) -> Calls:
    return listen(local_store)


def in_one_transaction(calls: Calls) -> dict[str, int]:
    assert calls.operations == ["TransactWriteItems"]
    return calls.transactions[0]


def test_filing_costs_the_request_and_its_event(local_store: Store, calls: Calls) -> None:
    filed(local_store)
    assert in_one_transaction(calls) == {"Put click-1 click-1": 2, ROW: 2}


def test_a_decision_costs_the_request_and_its_event(local_store: Store, calls: Calls) -> None:
    request = filed(local_store)
    calls.clear()
    local_store.requests.move(request, approved(request), happened("agree", request))
    assert in_one_transaction(calls) == {"Put agree click-1": 2, ROW: 2}


def test_a_click_that_comes_again_costs_one_query_more(local_store: Store, calls: Calls) -> None:
    request = filed(local_store)
    event = happened("agree", request)
    local_store.requests.move(request, approved(request), event)
    calls.clear()
    local_store.requests.move(request, approved(request), event)
    assert calls.operations == ["TransactWriteItems", "Query"]


def test_a_change_of_roles_costs_the_member_and_its_event(local_store: Store, calls: Calls) -> None:
    member = replace(a_staff_member(), version=1)
    local_store.staff.change(None, member, an_event("grant", target_id=GRACE))
    assert in_one_transaction(calls) == {"Put grant U0GRACE": 2, "Put STAFF MEMBER#U0GRACE": 2}


def test_a_mapping_costs_itself_and_its_event(local_store: Store, calls: Calls) -> None:
    local_store.staff.change_group(None, NIGHT_SHIFT, an_event("map", target_id=NIGHT_SHIFT.id))
    assert in_one_transaction(calls) == {"Put map S0NIGHT": 2, "Put STAFF GROUP#S0NIGHT": 2}


CALLED: dict[str, tuple[list[str], Callable[[Store], object]]] = {
    "a settlement": (["UpdateItem"], lambda store: store.requests.settle(a_pending())),
    "a card": (["PutItem"], lambda store: store.requests.keep_card(a_pending(), "channel", CARD)),
    "all cards": (["Query"], lambda store: store.requests.cards("click-1")),
    "nothing that waits": (
        ["Query"],
        lambda store: store.requests.list_standing(Standing.REVIEW, Cursor(), 10),
    ),
    "what waits": (
        ["Query", "BatchGetItem"],
        lambda store: store.requests.list_standing(Standing.PENDING, Cursor(), 10),
    ),
    "what somebody asked for": (
        ["Query", "BatchGetItem"],
        lambda store: store.requests.list_filed_by(GRACE, Cursor(), 10),
    ),
    "a staff member": (["GetItem"], lambda store: store.staff.find(GRACE)),
    "everyone": (["Query"], lambda store: store.staff.everyone()),
    "all groups": (["Query"], lambda store: store.staff.groups()),
    "what a person did": (["Query"], lambda store: store.audit.events_by(GRACE, Cursor(), 10)),
    "an event without an effect": (["PutItem"], lambda store: store.audit.record(an_event("attempt"))),
}


@pytest.mark.parametrize("what", CALLED)
def test_it_takes_no_more_calls_than_it_must(local_store: Store, calls: Calls, what: str) -> None:
    for number in range(1, 4):
        filed(local_store, a_pending(f"click-{number}"))
    calls.clear()
    expected, call = CALLED[what]
    call(local_store)
    assert calls.operations == expected


def test_what_an_index_has_not_let_go_yet_is_not_listed_as_waiting(local_store: Store) -> None:
    """An index follows its table within moments: a click in these must not find what was decided."""
    waiting, decided = filed(local_store), filed(local_store, a_pending("click-2"))
    moved(local_store, decided, "reject", state=RequestState.REJECTED)

    def alter(_asked: dict[str, Any], answer: dict[str, Any]) -> None:
        (item,) = answer["Items"]
        answer["Items"].append({**item, "pk": {"S": f"REQUEST#{decided.id}"}})
        answer["Count"] = answer["ScannedCount"] = 2

    interrupt(local_store, "Query", iter([altered(alter)]))
    page = local_store.requests.list_standing(Standing.PENDING, Cursor(), 10)
    assert list(page.items) == [waiting]
