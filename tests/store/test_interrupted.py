"""Subscriptions, products and requests while others write them, or while DynamoDB asks to come back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import repeat
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.outcome import Outcome, Result
from shared.domain.request import Card, RequestState
from shared.errors import BusyError, MovedOnError
from shared.ports import Cursor, Standing
from shared.store import Patience
from tests.builders import CONTOSO, a_product, a_request, a_staff_member, a_subscription, an_event
from tests.store.calls import altered, an_error, cancelled, interrupt, lost_after_being_carried_out
from tests.store.conftest import new_store
from tests.store.test_approval_contract import a_pending, approved, filed, happened

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.request import Request
    from shared.store import Store

pytestmark = pytest.mark.dynamodb_local  # moto acts on a request even where a test answers it

AT_ONCE = 8
DONE = Outcome(target_id="nadia", target_name="Nadia Okafor", result=Result.DONE)


# ---- subscriptions ---------------------------------------------------------------------------------


def _seats_of_the_next_version(_asked: dict[str, Any], answer: dict[str, Any]) -> None:
    """Make of an answer what it is if the query came between the two items of a subscription."""
    for item in answer["Items"]:
        if item["sk"]["S"].endswith("#SEATS"):
            item["version"]["N"] = "2"


@pytest.fixture
def contoso(local_store: Store) -> Store:
    local_store.directory.add_subscription(a_subscription(), an_event("buy", target_id="sku-e3"))
    return local_store


def test_a_subscription_read_while_it_is_changed_is_read_again(contoso: Store) -> None:
    requests = interrupt(contoso, "Query", iter([altered(_seats_of_the_next_version)] * 2))
    assert contoso.directory.subscriptions(CONTOSO) == [a_subscription()]
    assert len(requests) == 3


def test_a_subscription_that_is_changed_for_ever_is_busy(contoso: Store) -> None:
    interrupt(contoso, "Query", repeat(altered(_seats_of_the_next_version)))
    with pytest.raises(BusyError):
        contoso.directory.subscriptions(CONTOSO)


# ---- products --------------------------------------------------------------------------------------

PRODUCTS = [a_product(f"sku-{number:02}", f"Product {number:02}") for number in range(40)]


def _all_but_one(asked: dict[str, Any], answer: dict[str, Any]) -> None:
    """Claim that the last item of a batch was not processed; that it is written twice does no harm."""
    ((table, items),) = asked["RequestItems"].items()
    answer["UnprocessedItems"] = {table: items[-1:]}


def test_products_that_are_not_taken_at_once_are_sent_again(local_store: Store) -> None:
    requests = interrupt(local_store, "BatchWriteItem", iter([altered(_all_but_one)]))
    local_store.catalogue.save_products(PRODUCTS)
    assert len(requests) == 5  # two batches of each kind, and the one item
    assert len(local_store.catalogue.find_products("", 100)) == 40


def test_products_that_are_never_taken_are_busy_and_can_be_saved_again(local_store: Store) -> None:
    interrupt(local_store, "BatchWriteItem", iter([altered(_all_but_one)] * 20))
    with pytest.raises(BusyError):
        local_store.catalogue.save_products(PRODUCTS)


def test_a_renamed_product_whose_old_name_outlived_a_crash_is_healed_by_the_next_load(
    local_store: Store,
) -> None:
    local_store.catalogue.save_products(PRODUCTS)
    renamed = [replace(PRODUCTS[0], name="Another name")]
    interrupt(local_store, "Query", iter([an_error("ThrottlingException")] * 2))
    with pytest.raises(BusyError):
        local_store.catalogue.save_products(renamed)
    for _ in range(2):
        local_store.catalogue.save_products(renamed)
    names = [each.name for each in local_store.catalogue.find_products("", 100)]
    assert names == ["Another name", *[product.name for product in PRODUCTS[1:]]]


# ---- requests --------------------------------------------------------------------------------------


@pytest.fixture
def running(local_store: Store) -> Request:
    """A request whose one slice is listed."""
    request = local_store.requests.file(a_request())
    local_store.requests.save_targets(request, 0, ["nadia"])
    after = request.advanced(is_listed=True, slices=1, state=RequestState.RUNNING)
    local_store.requests.checkpoint(request, after)
    return after


def all_at_once(act: Callable[[int], object]) -> list[str]:
    """Let so many threads act at the same moment; tell what came of each."""
    start = Barrier(AT_ONCE)

    def run(number: int) -> str:
        start.wait()
        try:
            act(number)
        except (BusyError, MovedOnError) as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(run, range(AT_ONCE)))


@pytest.mark.parametrize("_round", range(5))
def test_of_checkpoints_made_at_once_one_is_left_with_its_own_outcomes(
    local_store: Store, running: Request, _round: int
) -> None:
    def checkpoint(number: int) -> None:
        outcome = replace(DONE, target_name=f"as worker {number} saw it")
        after = running.advanced(slices_done=1, tally=running.tally.plus([outcome]), listed_to=f"{number}")
        local_store.requests.checkpoint(running, after, [outcome])

    told = all_at_once(checkpoint)
    assert told.count("done") == 1
    after = local_store.requests.request(running.id)
    assert (after.version, after.listed_to) == (running.version + 1, str(told.index("done")))
    (outcome,) = local_store.requests.outcomes(after)
    assert outcome.target_name == f"as worker {told.index('done')} saw it"


def test_a_click_filed_by_many_at_once_is_one_request(local_store: Store) -> None:
    filed: list[Request] = []
    told = all_at_once(
        lambda number: filed.append(local_store.requests.file(a_request(requester_id=f"U{number}")))
    )
    assert set(told) == {"done"}
    assert filed == [local_store.requests.request("click-1")] * AT_ONCE


def test_a_checkpoint_that_meets_another_transaction_is_busy_and_writes_nothing(
    local_store: Store, running: Request
) -> None:
    interrupt(local_store, "TransactWriteItems", iter([cancelled(SLICE="TransactionConflict")]))
    with pytest.raises(BusyError):
        local_store.requests.checkpoint(running, running.advanced(slices_done=1), [DONE])
    assert local_store.requests.request(running.id) == running


def test_a_checkpoint_whose_answer_was_lost_is_repeated_by_its_token(
    local_store: Store, running: Request
) -> None:
    requests = interrupt(local_store, "TransactWriteItems", iter([lost_after_being_carried_out]))
    after = running.advanced(slices_done=1)
    local_store.requests.checkpoint(running, after, [DONE])
    assert len(requests) == 2
    assert local_store.requests.request(running.id) == after


def test_a_request_whose_filing_was_answered_by_silence_is_found_filed(local_store: Store) -> None:
    interrupt(local_store, "PutItem", iter([lost_after_being_carried_out]))
    assert local_store.requests.file(a_request()) == a_request()
    assert local_store.requests.request("click-1") == a_request()


def test_requests_say_so_when_they_are_asked_to_come_back(local_store: Store, running: Request) -> None:
    done = running.advanced(slices_done=1)
    local_store.requests.checkpoint(running, done, [DONE])
    for operation in ("GetItem", "PutItem", "Query", "TransactWriteItems"):
        interrupt(local_store, operation, repeat(an_error("ThrottlingException")))
    calls: list[Callable[[], object]] = [
        lambda: local_store.requests.file(a_request("another")),
        lambda: local_store.requests.request(running.id),
        lambda: local_store.requests.read_slice(running, 0),
        lambda: local_store.requests.save_targets(done, 0, []),
        lambda: local_store.requests.checkpoint(done, done.advanced()),
        lambda: list(local_store.requests.outcomes(done)),
    ]
    for call in calls:
        with pytest.raises(BusyError):
            call()


def test_a_decision_whose_answer_was_lost_is_found_taken(local_store: Store) -> None:
    request = filed(local_store)
    after = approved(request)
    interrupt(local_store, "TransactWriteItems", iter([lost_after_being_carried_out]))
    assert local_store.requests.move(request, after, happened("agree", request)) is None
    assert local_store.requests.request(request.id) == after


def test_a_request_for_others_whose_filing_was_answered_by_silence_is_found_filed(local_store: Store) -> None:
    request = a_pending()
    interrupt(local_store, "TransactWriteItems", iter([lost_after_being_carried_out]))
    assert local_store.requests.file(request, happened(request.id, request)) == request
    assert local_store.requests.request(request.id) == request


def test_what_waits_for_people_says_so_when_it_is_asked_to_come_back(dynamodb_local: str) -> None:
    store = new_store(dynamodb_local, Patience(connect=5, read=20, retry=0.1))
    request = filed(store)
    operations = "BatchGetItem", "GetItem", "PutItem", "Query", "TransactWriteItems", "UpdateItem"
    calls: list[Callable[[], object]] = [
        lambda: store.requests.file(a_pending("another"), happened("another", a_pending("another"))),
        lambda: store.requests.move(request, approved(request), happened("agree", request)),
        lambda: store.requests.settle(request),
        lambda: store.requests.keep_card(request, "channel", Card(channel_id="C0", message_ts="1.1")),
        lambda: store.requests.cards(request.id),
        lambda: store.requests.list_standing(Standing.PENDING, Cursor(), 10),
        lambda: store.requests.list_filed_by("U0GRACE", Cursor(), 10),
        lambda: store.staff.find("U0GRACE"),
        store.staff.everyone,
        store.staff.groups,
        lambda: store.staff.change(None, replace(a_staff_member(), version=1), an_event("grant")),
        lambda: store.audit.record(an_event("attempt")),
        lambda: store.audit.events_by("U0GRACE", Cursor(), 10),
    ]
    for operation in operations:
        interrupt(store, operation, repeat(an_error("ThrottlingException")))
    for call in calls:
        with pytest.raises(BusyError):
            call()
