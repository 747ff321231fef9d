"""That a request is to stop: written with who asked, beside what the worker writes, and only under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType
from shared.domain.outcome import Outcome, Result
from shared.domain.request import RequestState
from shared.errors import MovedOnError
from tests.builders import a_request
from tests.store.calls import tables_of
from tests.store.test_approval_contract import a_pending, filed, happened, moved

if TYPE_CHECKING:
    from shared.domain.audit import AuditEvent
    from shared.domain.request import Request
    from shared.store import Store

DONE = Outcome(target_id="nadia", target_name="Nadia Okafor", result=Result.DONE)


def under_way(store: Store, state: RequestState = RequestState.RUNNING) -> Request:
    """File a request of two slices that the worker has begun."""
    request = store.requests.file(a_request())
    after = request.advanced(is_listed=True, slices=2, targets=2, state=state)
    for number in range(2):
        store.requests.save_targets(request, number, [f"user-{number}"])
    store.requests.checkpoint(request, after)
    return after


def asked(store: Store, request: Request, click: str = "stop") -> AuditEvent | None:
    event = happened(click, request, OperationType.STOP_REQUEST)
    return store.requests.ask_to_stop(request, event)


def recorded(store: Store, request: Request, click: str = "stop") -> AuditEvent | None:
    return store.audit.event(click, request.id)


@pytest.mark.parametrize("state", [RequestState.APPROVED, RequestState.RUNNING])
def test_what_is_under_way_can_be_stopped_with_the_event_of_who_did(
    store: Store, state: RequestState
) -> None:
    request = under_way(store, state)
    assert not store.requests.is_to_stop(request.id)
    assert asked(store, request) is None
    assert store.requests.is_to_stop(request.id)
    assert recorded(store, request) == happened("stop", request, OperationType.STOP_REQUEST)
    assert store.requests.request(request.id) == request


def test_the_same_click_once_more_finds_its_event_also_when_all_is_over(store: Store) -> None:
    request = under_way(store)
    asked(store, request)
    ended = request.advanced(state=RequestState.CANCELLED, is_stopped=True)
    store.requests.checkpoint(request, ended)
    assert asked(store, request) == recorded(store, request)
    assert store.requests.is_to_stop(request.id)


def test_a_checkpoint_meanwhile_neither_hinders_it_nor_loses_it(store: Store) -> None:
    request = under_way(store)
    after = request.advanced(slices_done=1)
    store.requests.checkpoint(request, after, [DONE])
    assert asked(store, request) is None
    further = after.advanced(is_stopped=True)
    store.requests.checkpoint(after, further)
    assert store.requests.is_to_stop(request.id)
    assert store.requests.request(request.id) == further
    assert list(store.requests.outcomes(further)) == [DONE]


@pytest.mark.parametrize("state", [each for each in RequestState if each is not RequestState.PENDING])
def test_what_is_not_under_way_stays_as_it_is(store: Store, state: RequestState) -> None:
    request = under_way(store)
    ended = request.advanced(state=state)
    store.requests.checkpoint(request, ended)
    if ended.is_under_way:
        assert asked(store, ended) is None
        return
    with pytest.raises(MovedOnError):
        asked(store, request)
    assert recorded(store, request) is None
    assert not store.requests.is_to_stop(request.id)


def test_what_waits_for_agreement_is_not_under_way_yet(store: Store) -> None:
    request = filed(store, a_pending())
    with pytest.raises(MovedOnError):
        asked(store, request)
    assert not store.requests.is_to_stop(request.id)
    agreed = moved(store, request, "agree", state=RequestState.APPROVED)
    assert asked(store, agreed, "stop-2") is None


def test_what_nobody_filed_is_not_stopped(store: Store) -> None:
    request = a_request("nobody-filed-it")
    with pytest.raises(MovedOnError):
        asked(store, request)
    assert not store.requests.is_to_stop(request.id)


def test_why_slack_did_not_take_a_file_is_kept_until_it_is_sent_again(store: Store) -> None:
    request = under_way(store)
    after = request.advanced(state=RequestState.FAILED, unsent="file_uploads_disabled")
    store.requests.checkpoint(request, after)
    assert store.requests.request(request.id) == after
    again = after.advanced(state=RequestState.RUNNING, unsent="")
    store.requests.checkpoint(after, again)
    assert store.requests.request(request.id) == again


def test_one_that_is_stopped_stops_no_other(store: Store) -> None:
    request = under_way(store)
    other = store.requests.file(a_request("click-2"))
    asked(store, request)
    assert not store.requests.is_to_stop(other.id)


@pytest.mark.dynamodb_local
def test_it_is_forgotten_with_the_request(local_store: Store) -> None:
    request = under_way(local_store)
    asked(local_store, request)
    tables = tables_of(local_store)
    stop = tables.stops.get(f"REQUEST#{request.id}", "STOP")
    row = tables.requests.get(f"REQUEST#{request.id}", "REQUEST")
    assert stop.expires_at == row.expires_at
    assert not {"work", "state"} & set(stop.attribute_values)  # the worker is not started by it
