"""What becomes of a change that meets another one, or whose answer is lost, or that breaks off."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import repeat
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from pynamodb.exceptions import GetError, TransactWriteError

from shared.errors import (
    BusyError,
    ChangedMeanwhileError,
    DomainNotUsableError,
    NoSeatError,
    RefusedError,
    UserPrincipalNameTakenError,
)
from shared.ports import Cursor
from shared.store import Patience, open_store
from shared.store.audit import event_item
from shared.store.models import SeatsItem
from shared.store.transaction import Transaction
from tests.builders import (
    CONTOSO,
    NOW,
    a_customer,
    a_customer_profile,
    a_product,
    a_subscription,
    a_user,
    an_event,
)
from tests.store.calls import an_error, cancelled, interrupt, lost_after_being_carried_out, tables_of
from tests.store.conftest import new_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    from shared.store import Store
    from tests.store.calls import Answer

pytestmark = pytest.mark.dynamodb_local  # moto acts on a request even where a test answers it

FAILED = "ConditionalCheckFailed"
HASTY = Patience(connect=5, read=20, retry=0.3)


@pytest.fixture
def contoso(dynamodb_local: str) -> Store:
    """Contoso in a store that soon gives up."""
    return with_contoso(new_store(dynamodb_local, HASTY))


def with_contoso(store: Store) -> Store:
    profile = a_customer_profile(domains=("contoso.example", "west.example"))
    store.directory.add_customer(a_customer(profile=profile), an_event("add", target_id=CONTOSO))
    return store


def recorded(store: Store) -> list[str]:
    return [event.operation_id for event in store.audit.events(CONTOSO, "nadia", Cursor(), 100).items]


def moved(store: Store) -> None:
    """Give a user another name in another domain and another license: every kind of step there is."""
    for sku_id in ("sku-e1", "sku-e3"):
        subscription = a_subscription(a_product(sku_id))
        store.directory.add_subscription(subscription, an_event("buy", target_id=sku_id))
    before = a_user(licenses={"sku-e1": frozenset()})
    store.directory.add_user(before, an_event("create"))
    profile = replace(before.profile, user_name="nadia.singh", domain="west.example")
    after = replace(before, profile=profile, licenses={"sku-e3": frozenset()}, version=2)
    store.directory.change_user(before, after, an_event("move"))


def test_a_change_that_met_another_one_is_made_the_next_time(contoso: Store) -> None:
    requests = interrupt(
        contoso,
        "TransactWriteItems",
        iter([cancelled(COUNTS="TransactionConflict"), cancelled(DOMAIN="TransactionConflict")]),
    )
    assert contoso.directory.add_user(a_user(), an_event("create")) is None
    assert len(requests) == 3
    assert recorded(contoso) == ["create"]


@pytest.mark.parametrize(
    "answer",
    [
        cancelled(COUNTS="TransactionConflict"),
        cancelled(COUNTS="ThrottlingError"),
        cancelled(COUNTS="ProvisionedThroughputExceeded"),
        an_error("ThrottlingException"),
        an_error("ProvisionedThroughputExceededException"),
        an_error("RequestLimitExceeded"),
        an_error("TransactionInProgressException"),
        an_error("InternalServerError", 500),
    ],
)
def test_a_change_that_is_asked_to_come_back_for_ever_gives_up_soon(contoso: Store, answer: Answer) -> None:
    interrupt(contoso, "TransactWriteItems", repeat(answer))
    began = time.monotonic()
    with pytest.raises(BusyError):
        contoso.directory.add_user(a_user(), an_event("create"))
    assert time.monotonic() - began < 10  # botocore's own pause comes on top, and a busy machine
    assert recorded(contoso) == []


def test_pauses_between_attempts_are_many_and_end_in_time(contoso: Store) -> None:
    requests = interrupt(contoso, "TransactWriteItems", repeat(cancelled(COUNTS="TransactionConflict")))
    with pytest.raises(BusyError):
        contoso.directory.add_user(a_user(), an_event("create"))
    assert 3 < len(requests) < 60


def test_a_change_whose_answer_was_lost_is_not_taken_for_a_repeat(contoso: Store) -> None:
    # botocore repeats once with the same token; then we ask again, and find our own event.
    lost = [lost_after_being_carried_out, an_error("InternalServerError", 500)]
    requests = interrupt(contoso, "TransactWriteItems", iter(lost))
    assert contoso.directory.add_user(a_user(), an_event("create")) is None
    assert len(requests) == 3
    assert recorded(contoso) == ["create"]
    assert contoso.directory.count_users(CONTOSO).total == 1


def test_a_change_whose_first_answer_was_lost_is_repeated_by_its_token(contoso: Store) -> None:
    requests = interrupt(contoso, "TransactWriteItems", iter([lost_after_being_carried_out]))
    assert contoso.directory.add_user(a_user(), an_event("create")) is None
    assert len(requests) == 2
    assert contoso.directory.count_users(CONTOSO).total == 1


def test_another_delivery_that_came_first_is_found_after_a_lost_answer(contoso: Store) -> None:
    def other_delivery_comes_first(_request: AWSPreparedRequest) -> AWSResponse | None:
        earlier = an_event("create", correlation_id="delivery-1")
        assert contoso.directory.add_user(a_user(), earlier) is None
        raise ReadTimeoutError(endpoint_url="https://dynamodb.example")

    # The second answer is for the other delivery; the third for botocore, which repeats once by itself.
    answers = [other_delivery_comes_first, lambda _: None, an_error("InternalServerError", 500)]
    interrupt(contoso, "TransactWriteItems", iter(answers))
    found = contoso.directory.add_user(a_user(), an_event("create", correlation_id="delivery-2"))
    assert found == an_event("create", correlation_id="delivery-1")


def test_a_name_that_is_taken_while_the_operation_itself_is_in_flight_is_asked_again(
    contoso: Store,
) -> None:
    # The other delivery of this click is half visible: its name is there, its event still locked.
    contoso.directory.add_user(a_user(), an_event("create"))
    half = cancelled(**{"UPN#": FAILED, "create": "TransactionConflict"})
    requests = interrupt(contoso, "TransactWriteItems", iter([half]))
    assert contoso.directory.add_user(a_user(), an_event("create")) == an_event("create")
    assert len(requests) == 2


def test_a_repeat_is_known_even_if_only_another_condition_was_looked_at(contoso: Store) -> None:
    contoso.directory.add_user(a_user(), an_event("create"))
    interrupt(contoso, "TransactWriteItems", iter([cancelled(**{"UPN#": FAILED})]))
    assert contoso.directory.add_user(a_user(), an_event("create")) == an_event("create")


@pytest.mark.parametrize(
    ("failed", "error"),
    [
        ({"USER#nadia": FAILED}, ChangedMeanwhileError),
        ({"Put CUSTOMER#contoso UPN#nadia.singh@west.example": FAILED}, UserPrincipalNameTakenError),
        ({"Delete CUSTOMER#contoso UPN#nadia.okafor@contoso.example": FAILED}, ChangedMeanwhileError),
        ({"Update DOMAIN#west.example": FAILED}, DomainNotUsableError),
        ({"Update DOMAIN#contoso.example": FAILED}, ChangedMeanwhileError),
        ({"SKU#sku-e3#SEATS": FAILED}, NoSeatError),
        ({"SKU#sku-e1#SEATS": FAILED}, ChangedMeanwhileError),
        ({"SKU#sku-e3#SEATS": FAILED, "USER#nadia": FAILED}, ChangedMeanwhileError),
        ({"west.example DOMAIN": FAILED, "UPN#nadia.singh": FAILED}, UserPrincipalNameTakenError),
        ({"UPN#nadia.singh": FAILED, "USER#": FAILED}, ChangedMeanwhileError),
    ],
    ids=lambda value: " & ".join(value) if isinstance(value, dict) else None,
)
def test_each_condition_that_fails_is_told_of_as_what_it_means(
    contoso: Store, failed: dict[str, str], error: type[RefusedError]
) -> None:
    interrupt(contoso, "TransactWriteItems", iter([lambda _: None] * 3 + [cancelled(**failed)]))
    with pytest.raises(RefusedError) as refused:
        moved(contoso)
    assert type(refused.value) is error


def test_a_fault_of_ours_is_neither_a_refusal_nor_a_request_to_come_back(contoso: Store) -> None:
    requests = interrupt(contoso, "TransactWriteItems", repeat(cancelled(COUNTS="ValidationError")))
    with pytest.raises(TransactWriteError):
        contoso.directory.add_user(a_user(), an_event("create"))
    assert len(requests) == 1


def test_a_customer_with_too_many_items_for_a_transaction_is_a_clear_fault(contoso: Store) -> None:
    domains = [f"d{number}.example" for number in range(60)]
    customer = a_customer("vast", a_customer_profile("Vast", domains))
    with pytest.raises(ValueError, match="a transaction takes 100 items"):
        contoso.directory.add_customer(customer, an_event("add-vast", customer_id="vast"))


def test_a_change_with_an_item_twice_is_a_clear_fault_before_anything_is_sent() -> None:
    tables = tables_of(open_store("directory", "workflow", "audit", endpoint_url="http://127.0.0.1:9"))
    seats = tables.seats("CUSTOMER#contoso", "SKU#sku-e3#SEATS")
    transaction = Transaction(tables, an_event("move"))
    transaction.update(seats, [SeatsItem.consumed.add(1)])
    with pytest.raises(ValueError, match="an item once, and this change has it twice: SeatsItem"):
        transaction.remove(seats)


def test_the_event_of_a_change_is_an_item_of_it_too() -> None:
    tables = tables_of(open_store("directory", "workflow", "audit", endpoint_url="http://127.0.0.1:9"))
    event = an_event("move")
    transaction = Transaction(tables, event)
    with pytest.raises(ValueError, match="this change has it twice: AuditItem"):
        transaction.put(event_item(tables, event))


def test_items_of_one_key_in_two_tables_are_two() -> None:
    tables = tables_of(open_store("directory", "workflow", "audit", endpoint_url="http://127.0.0.1:9"))
    transaction = Transaction(tables, an_event("move"))
    transaction.put(tables.stops("same", "key", expires_at=NOW))
    transaction.remove(tables.holders("same", "key"))


@pytest.mark.parametrize("operation", ["GetItem", "Query", "BatchGetItem"])
@pytest.mark.parametrize(
    "answer",
    [an_error("ThrottlingException"), an_error("ProvisionedThroughputExceededException")],
    ids=["throttled", "too much at once"],
)
def test_a_read_that_is_asked_to_come_back_says_so(contoso: Store, operation: str, answer: Answer) -> None:
    interrupt(contoso, operation, repeat(answer))
    reads: dict[str, Callable[[], object]] = {
        "GetItem": lambda: contoso.directory.customer(CONTOSO),
        "Query": lambda: contoso.directory.find_customers("con", 10),
        "BatchGetItem": lambda: contoso.directory.customers([CONTOSO]),
    }
    with pytest.raises(BusyError):
        reads[operation]()


@pytest.mark.parametrize(
    "silence", [ConnectTimeoutError, ReadTimeoutError, ConnectionClosedError, EndpointConnectionError]
)
def test_a_table_that_does_not_answer_in_time_is_busy(contoso: Store, silence: type[BotoCoreError]) -> None:
    def keep_silent(_request: AWSPreparedRequest) -> AWSResponse:
        raise silence(endpoint_url="https://dynamodb.example", error="silence")

    interrupt(contoso, "GetItem", repeat(keep_silent))
    interrupt(contoso, "TransactWriteItems", repeat(keep_silent))
    with pytest.raises(BusyError):
        contoso.staff.find("U0GRACE")
    with pytest.raises(BusyError):
        contoso.directory.add_user(a_user(), an_event("create"))


def test_a_read_that_is_not_allowed_is_a_fault_and_not_busy(contoso: Store) -> None:
    interrupt(contoso, "GetItem", repeat(an_error("AccessDeniedException")))
    with pytest.raises(GetError):
        contoso.directory.customer(CONTOSO)


def test_a_store_opens_without_a_call_and_is_busy_when_nothing_listens() -> None:
    closed = "http://127.0.0.1:9"
    store = open_store("directory", "workflow", "audit", endpoint_url=closed)
    with pytest.raises(BusyError):
        store.staff.find("U0GRACE")
