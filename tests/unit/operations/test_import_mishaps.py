"""The rows of a file, done by a worker that dies, is told twice or is held up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.request import RequestState, Tally
from shared.errors import (
    BusyError,
)
from tests.builders import (
    CONTOSO,
)
from tests.unit.operations.importing import (
    LISTED,
    NOBODY_ANY_MORE,
    Killed,
    check,
    created,
    have_small_parts,
    names,
    people,
    run,
    sheet,
    told,
    waiting,
)
from tests.unit.operations.office import GRACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.request import Request
    from tests.unit.operations.office import Office


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    have_small_parts(monkeypatch)


# ---- bad luck --------------------


@pytest.mark.promise(9)
@pytest.mark.parametrize("all_or_nothing", [False, True], ids=["what can be done", "all or nothing"])
@pytest.mark.parametrize("is_written", [False, True], ids=["before the write", "after the write"])
@pytest.mark.parametrize("at", [1, 2, 10, 11, 23, 24])
def test_a_worker_killed_at_a_user_is_resumed_without_loss_or_repeat(
    licensed: Office,
    at: int,
    is_written: bool,
    all_or_nothing: bool,
) -> None:
    request = waiting(licensed, 24, all_or_nothing=all_or_nothing, licenses="ENTERPRISEPACK")
    licensed.work(request.id, steps=LISTED)
    _, sealed = licensed.credentials.credential(request.id)
    add_user = licensed.directory.add_user
    writes = 0

    def mortal(*given: object) -> object:
        nonlocal writes
        writes += 1
        if writes == at and not is_written:
            raise Killed
        earlier = add_user(*given)  # type: ignore[arg-type]  # as given
        if writes == at:
            raise Killed
        return earlier

    licensed.directory.add_user = mortal  # type: ignore[assignment,method-assign]  # dies once
    with pytest.raises(Killed):
        licensed.work(request.id)
    assert licensed.consumed() == licensed.held()
    done = licensed.work(request.id)
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=24))
    assert (created(licensed), len(licensed.events)) == (names(24), 24)
    assert licensed.consumed() == licensed.held()
    assert licensed.credentials.credential(request.id)[1] == sealed
    assert list(sheet(licensed, request)) == names(24)


@pytest.mark.promise(9)
@pytest.mark.parametrize("verb", ["save_targets", "checkpoint"])
@pytest.mark.parametrize("is_written", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, 4))
def test_a_worker_killed_at_any_note_leaves_one_user_and_one_password_for_each_row(
    licensed: Office,
    monkeypatch: pytest.MonkeyPatch,
    verb: str,
    is_written: bool,
    at: int,
) -> None:
    request = waiting(licensed, 25)
    note: Callable[..., None] = getattr(licensed.requests, verb)
    notes = 0

    def mortal(*noted: object) -> None:
        nonlocal notes
        notes += 1
        if notes != at or is_written:
            note(*noted)
        if notes == at:
            raise Killed

    monkeypatch.setattr(licensed.requests, verb, mortal)
    with pytest.raises(Killed):
        licensed.work(request.id)
    done = licensed.work(request.id)
    assert (done.state, done.tally, done.slices) == (RequestState.DONE, Tally(done=25), 3)
    assert (created(licensed), len(licensed.events)) == (names(25), 25)
    passwords = sheet(licensed, request)
    assert list(passwords) == names(25)
    assert len(set(passwords.values())) == 25


@pytest.mark.promise(9)
def test_every_delivery_arriving_twice_does_each_row_once(licensed: Office) -> None:
    request = waiting(licensed, 13)
    while not request.is_finished:
        version = request.version
        for _ in range(2):
            licensed.worker.carry_on(request.id, version, "delivery-2")
        request = licensed.requests.request(request.id)
    assert (request.tally, len(licensed.events)) == (Tally(done=13), 13)


def test_who_was_created_before_a_death_is_told_as_done_though_the_right_went_meanwhile(
    licensed: Office,
) -> None:
    request = waiting(licensed, 5)
    add_user = licensed.directory.add_user

    def die_at_the_third(*given: object) -> object:
        if len(licensed.events) == 2:
            raise Killed
        return add_user(*given)  # type: ignore[arg-type]  # as given

    licensed.directory.add_user = die_at_the_third  # type: ignore[assignment,method-assign]  # dies once
    with pytest.raises(Killed):
        licensed.work(request.id)
    licensed.staff.save(NOBODY_ANY_MORE)
    assert licensed.work(request.id).tally == Tally(done=2, refused=3)
    licensed.staff.save(GRACE)
    assert list(sheet(licensed, request)) == names(2)


def test_who_was_created_before_a_death_is_told_as_done_though_their_domain_went_meanwhile(
    licensed: Office,
) -> None:
    request = waiting(licensed, 5)
    add_user = licensed.directory.add_user

    def die_after_the_second(*given: object) -> object:
        earlier = add_user(*given)  # type: ignore[arg-type]  # as given
        if len(licensed.events) == 2:
            licensed.directory.add_user = add_user  # type: ignore[method-assign]  # as it was
            raise Killed
        return earlier

    licensed.directory.add_user = die_after_the_second  # type: ignore[assignment,method-assign]  # dies
    with pytest.raises(Killed):
        licensed.work(request.id)
    customer = licensed.directory._customers[CONTOSO]
    domains = tuple(replace(each, is_federated=True) for each in customer.profile.domains)
    profile = replace(customer.profile, domains=domains)
    licensed.directory._customers[CONTOSO] = replace(customer, profile=profile)
    assert licensed.work(request.id).tally == Tally(done=2, refused=3)


def test_a_row_that_is_busy_once_is_done_in_the_same_step(
    licensed: Office,
) -> None:
    request = waiting(licensed, 5)

    def be_busy() -> None:
        raise BusyError

    licensed.directory.before_write = be_busy
    assert licensed.work(request.id).tally == Tally(done=5)
    assert [name for name, _, _ in told(licensed, request)] == [
        f"{name}@contoso.example" for name in names(5)
    ]


def test_something_unforeseen_about_one_row_does_not_stop_the_others(licensed: Office) -> None:
    request = waiting(licensed, 5)

    def break_down() -> None:
        raise ZeroDivisionError

    licensed.directory.before_write = break_down
    assert licensed.work(request.id).tally == Tally(done=4, refused=1)
    assert told(licensed, request)[0] == ("p00@contoso.example", Result.REFUSED, Reason.FAILED)
    assert list(sheet(licensed, request)) == names(5)[1:]


def test_a_check_that_is_delivered_again_finds_what_it_found_and_tells_it_again(
    licensed: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoint = licensed.requests.checkpoint

    def die_at_the_end(before: Request, after: Request, outcomes: tuple[Outcome, ...] = ()) -> None:
        if after.is_finished:
            monkeypatch.setattr(licensed.requests, "checkpoint", checkpoint)
            raise Killed
        checkpoint(before, after, outcomes)

    monkeypatch.setattr(licensed.requests, "checkpoint", die_at_the_end)
    with pytest.raises(Killed):
        check(licensed, *people(15))
    request = run(licensed)  # the message is there, and its button is pressed
    licensed.work(request.id, steps=LISTED + 1)
    licensed.work("check")
    first, again = (checked for _, checked in licensed.reporter.checked)
    assert (first.file, list(first.rows)) == (again.file, list(again.rows))
    assert licensed.work(request.id).tally == Tally(done=15)
