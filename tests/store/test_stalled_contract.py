"""Requests that the worker has, and does not move: found, and given to it once more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.request import RequestState
from shared.ports import Cursor, Stalled, Standing
from tests.builders import a_request
from tests.store.test_approval_contract import BROKEN, CLOSED, a_pending, filed, moved

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.request import Request
    from shared.store import Store

SOON = datetime.now(UTC) + timedelta(hours=1)  # the stores note the instant by the clock of the machine


def stalled(store: Store, standing: Standing, since: datetime = SOON) -> list[Stalled]:
    return list(store.requests.list_stalled(standing, since, Cursor(), 10).items)


def pending(store: Store) -> Request:
    return filed(store)


def under_way(store: Store) -> Request:
    return store.requests.file(a_request())


def rejected(store: Store) -> Request:
    return moved(store, filed(store), "reject", state=RequestState.REJECTED)


def reviewed(store: Store) -> Request:
    request = filed(store, a_pending("broken"))
    assert request.approval is not None
    return moved(
        store,
        request,
        "break",
        state=RequestState.DONE,
        approval=replace(request.approval, break_glass=BROKEN),
    )


UNTOUCHED: dict[Standing, Callable[[Store], Request]] = {
    Standing.PENDING: pending,
    Standing.UNDER_WAY: under_way,
    Standing.UNTOLD: rejected,
    Standing.REVIEW: reviewed,
}


@pytest.mark.parametrize("standing", Standing)
def test_what_the_worker_has_not_done_is_found_whatever_it_waits_for(
    store: Store, standing: Standing
) -> None:
    request = UNTOUCHED[standing](store)
    assert stalled(store, standing) == [Stalled(request=request)]
    assert [each for each in Standing if stalled(store, each)] == [standing]


@pytest.mark.parametrize("standing", Standing)
def test_what_it_has_only_just_got_is_left_to_it(store: Store, standing: Standing) -> None:
    UNTOUCHED[standing](store)
    assert stalled(store, standing, datetime.now(UTC) - timedelta(minutes=1)) == []


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.REVIEW, Standing.UNTOLD])
def test_what_everybody_was_told_does_not_stand_still(store: Store, standing: Standing) -> None:
    store.requests.settle(UNTOUCHED[standing](store))
    assert [each for each in Standing if stalled(store, each)] == []


def test_what_is_finished_does_not_stand_still(store: Store) -> None:
    request = under_way(store)
    store.requests.checkpoint(request, request.advanced(state=RequestState.DONE))
    assert [each for each in Standing if stalled(store, each)] == []


def test_it_is_started_again_once_by_whoever_is_first(store: Store) -> None:
    request = under_way(store)
    (found,) = stalled(store, Standing.UNDER_WAY)
    assert [store.requests.start_again(found, SOON) for _ in range(2)] == [True, False]
    assert store.requests.request(request.id) == request
    assert stalled(store, Standing.UNDER_WAY) == []
    later = SOON + timedelta(minutes=30)
    assert stalled(store, Standing.UNDER_WAY, later) == [Stalled(request=request, restarts=1)]


def test_each_time_is_counted_until_it_moves(store: Store) -> None:
    request = under_way(store)
    for times in range(3):
        (found,) = stalled(store, Standing.UNDER_WAY, SOON + timedelta(hours=times))
        assert found.restarts == times
        assert store.requests.start_again(found, SOON + timedelta(hours=times))
    after = request.advanced(state=RequestState.RUNNING)
    store.requests.checkpoint(request, after)
    assert stalled(store, Standing.UNDER_WAY) == [Stalled(request=after)]


def test_what_moved_meanwhile_is_not_started_again(store: Store) -> None:
    request = under_way(store)
    (found,) = stalled(store, Standing.UNDER_WAY)
    store.requests.checkpoint(request, request.advanced(state=RequestState.RUNNING))
    assert not store.requests.start_again(found, SOON)


def test_what_was_told_meanwhile_is_not_started_again(store: Store) -> None:
    request = rejected(store)
    (found,) = stalled(store, Standing.UNTOLD)
    store.requests.settle(request)
    assert not store.requests.start_again(found, SOON)


def test_a_review_that_is_closed_is_told_and_then_forgotten(store: Store) -> None:
    request = reviewed(store)
    store.requests.settle(request)
    assert request.approval is not None
    closed = replace(request.approval, break_glass=CLOSED)
    after = moved(store, request, "close", approval=closed)
    assert stalled(store, Standing.UNTOLD) == [Stalled(request=after)]
    store.requests.settle(after)
    assert [each for each in Standing if stalled(store, each)] == []
