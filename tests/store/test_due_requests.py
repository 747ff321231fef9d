"""What the stream lets through to the worker, and what goes by itself one day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from shared.domain.request import KEPT_FOR, Card, RequestState
from shared.store import keys
from shared.store.request_item import DUE
from tests.builders import NOW, a_request
from tests.store.calls import tables_of
from tests.store.conftest import new_store
from tests.store.test_approval_contract import ASKED, BROKEN, CLOSED, a_pending, filed, moved
from tests.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.request import Request
    from shared.store import Store

LEFT_TO_DO = {RequestState.APPROVED, RequestState.RUNNING}


@pytest.fixture
def store() -> Iterator[Store]:
    with mock_aws():
        yield new_store(None)


def item(store: Store, request: Request, sort_key: str = keys.REQUEST) -> dict[str, Any]:
    table = boto3.resource("dynamodb").Table(tables_of(store).requests.Meta.table_name)
    found: dict[str, Any] = table.get_item(Key={"pk": keys.request(request.id), "sk": sort_key})["Item"]
    return found


def work(store: Store, request: Request) -> object:
    return item(store, request).get("work")


def expires_at(store: Store, request: Request, sort_key: str = keys.REQUEST) -> datetime | None:
    at = item(store, request, sort_key).get("expires_at")
    return None if at is None else datetime.fromtimestamp(int(at), tz=NOW.tzinfo)


@pytest.mark.parametrize("state", RequestState)
def test_a_checkpoint_is_due_until_the_request_has_ended(store: Store, state: RequestState) -> None:
    request = store.requests.file(a_request())
    store.requests.checkpoint(request, request.advanced(state=state))
    assert work(store, request) == (DUE if state in LEFT_TO_DO else None)


@pytest.mark.parametrize("state", RequestState)
def test_whatever_people_do_is_due_to_be_told(store: Store, state: RequestState) -> None:
    request = filed(store)
    assert work(store, request) == DUE
    moved(store, request, "decided", state=state)
    assert work(store, request) == DUE


def test_what_everybody_was_told_is_due_no_more_until_it_moves_again(store: Store) -> None:
    request = filed(store)
    store.requests.settle(request)
    assert work(store, request) is None
    after = moved(store, request, "reject", state=RequestState.REJECTED)
    store.requests.settle(request)  # of the version before
    assert work(store, request) == DUE
    store.requests.settle(after)
    assert work(store, request) is None


@pytest.mark.promise(21)
def test_each_decision_passes_the_filter_of_the_stream_once_and_nothing_else_does(store: Store) -> None:
    stream = Stream(tables_of(store).requests.Meta.table_name)
    request = filed(store)
    store.requests.keep_card(request, "requester", Card(channel_id="D0GRACE", message_ts="1.1"))
    store.requests.settle(request)
    after = moved(store, request, "reject", state=RequestState.REJECTED)
    store.requests.settle(after)
    images = [event["Records"][0]["dynamodb"]["NewImage"] for event in stream.events()]
    assert [(image["sk"]["S"], image["version"]["N"]) for image in images] == [
        (keys.REQUEST, "1"),
        (keys.REQUEST, "2"),
    ]


@pytest.mark.parametrize("state", sorted(set(RequestState) - {RequestState.DONE}))
def test_a_request_goes_by_itself_after_thirty_days(store: Store, state: RequestState) -> None:
    request = moved(store, filed(store), "decided", state=state)
    assert expires_at(store, request) == request.filed_at + KEPT_FOR


@pytest.mark.promise(22)
def test_a_request_whose_review_is_open_stays_until_it_is_closed(store: Store) -> None:
    request = filed(store, a_pending(approval=replace(ASKED, break_glass=BROKEN)))
    running = moved(store, request, "break", state=RequestState.RUNNING)
    done = running.advanced(state=RequestState.DONE)
    store.requests.checkpoint(running, done)
    assert expires_at(store, request) is None
    store.requests.settle(done)
    assert expires_at(store, request) is None
    moved(store, done, "close", approval=replace(ASKED, break_glass=CLOSED))
    assert expires_at(store, request) == request.filed_at + KEPT_FOR


def test_a_card_is_known_for_as_long_as_a_request_can_wait_for_its_review(store: Store) -> None:
    request = filed(store)
    store.requests.keep_card(request, "channel", Card(channel_id="C0APPROVALS", message_ts="1.1"))
    outlived = expires_at(store, request, keys.card("channel"))
    assert outlived is not None
    assert outlived >= request.filed_at + KEPT_FOR + timedelta(days=60)
