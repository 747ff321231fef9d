from __future__ import annotations

from dataclasses import replace

import pytest

from shared.domain.outcome import Outcome, Result
from shared.domain.request import RequestState, Tally
from tests.builders import a_request

DONE, UNCHANGED, REFUSED = (Outcome(target_id="x", result=result) for result in Result)


def test_outcomes_are_counted_by_result() -> None:
    tally = Tally(done=1).plus([DONE, DONE, UNCHANGED]).plus([REFUSED])
    assert tally == Tally(done=3, unchanged=1, refused=1)
    assert tally.total == 5


@pytest.mark.parametrize(
    ("tally", "state"),
    [
        (Tally(), RequestState.DONE),
        (Tally(done=1), RequestState.DONE),
        (Tally(unchanged=3), RequestState.DONE),
        (Tally(done=1, refused=1), RequestState.PARTIAL),
        (Tally(unchanged=1, refused=99), RequestState.PARTIAL),
        (Tally(refused=1), RequestState.FAILED),
    ],
)
def test_a_request_ends_as_its_targets_did(tally: Tally, state: RequestState) -> None:
    assert tally.state is state


@pytest.mark.parametrize("state", RequestState)
def test_a_request_that_ended_is_finished_and_no_other(state: RequestState) -> None:
    goes_on = state in {RequestState.PENDING, RequestState.APPROVED, RequestState.RUNNING}
    request = replace(a_request(), state=state)
    assert request.is_finished != goes_on
    assert request.is_finished + request.is_pending + request.is_under_way == 1


def test_each_checkpoint_counts() -> None:
    request = a_request()
    after = request.advanced(slices=2).advanced(slices_done=1)
    assert (after.version, after.slices, after.slices_done) == (3, 2, 1)
    assert after.has_slices_left
    assert not after.advanced(slices_done=2).has_slices_left


def test_all_is_dealt_with_once_no_slice_is_left_though_it_is_not_told_yet() -> None:
    running = replace(a_request(), state=RequestState.RUNNING)
    listed = replace(running, is_listed=True, slices=2, slices_done=1)
    assert not running.is_dealt_with
    assert not listed.is_dealt_with
    assert replace(listed, slices_done=2).is_dealt_with
    assert replace(listed, is_stopped=True).is_dealt_with
    assert replace(running, state=RequestState.FAILED).is_dealt_with
