"""Targets that are busy while others are not: what is done is kept, and nothing waits for them in vain."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.command import DeleteUsers, ResetPasswords, RestoreUsers
from shared.domain.outcome import Reason, Result
from shared.domain.request import RequestState, Tally
from shared.errors import BusyError
from shared.operations import looking, objections, retry, stopping, target_listing, turns
from tests.builders import CONTOSO, a_license_command, a_request, an_operation
from tests.products import E3
from tests.unit.operations.importing import change, check, have_small_parts, names, run, take, told, waiting
from tests.unit.operations.office import GRACE
from tests.unit.operations.restoring import delete, seats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shared.domain.request import Request
    from tests.unit.operations.office import Office

WRITES = ("add_user", "change_user", "delete_user", "restore_user")
LISTED = 2  # steps: it is begun, and listed
FOR_EVER = 10_000


class Killed(BaseException):
    """The worker's process is gone, from one instruction to the next."""


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten targets are as good as a hundred to show where a slice ends."""
    for module in (target_listing, objections):
        monkeypatch.setattr(module, "SLICE", 10)
    monkeypatch.setattr(looking, "USERS_READ", 10)
    have_small_parts(monkeypatch)


class Contention:
    """Lets a write about some users be busy so many times; ``is_done`` first, and only not answered."""

    def __init__(self, office: Office, times: dict[str, int], *, is_done: bool = False) -> None:
        self.times, self.is_done = times, is_done
        self.met: Counter[str] = Counter()
        for verb in WRITES:
            setattr(office.directory, verb, self._contended(getattr(office.directory, verb)))

    def _contended(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def contended(*facts: Any, **named: Any) -> Any:
            name = facts[-2].id if not hasattr(facts[-2], "profile") else facts[-2].profile.user_name
            self.met[name] += 1
            is_busy = self.met[name] <= self.times.get(name, 0)
            if is_busy and not self.is_done:
                raise BusyError(cause="ThrottlingException")
            answer = write(*facts, **named)
            if is_busy:
                raise BusyError(cause="ReadTimeoutError")
            return answer

        return contended


def filed(office: Office, count: int = 25, seats: int = 100) -> Request:
    """Let some users be waiting for the worker to give them E3."""
    office.staff.save(GRACE)
    office.subscribe([E3], active=seats)
    command = a_license_command(*office.add_users(count), assign={"sku-e3": None})
    return office.requests.file(a_request(command=command))


def name(number: int) -> str:
    return f"u{number:04}.person"


def targets_told(office: Office, request: Request) -> list[str]:
    return [each.target_id for each in office.requests.outcomes(request)]


def steps_of(office: Office, request_id: str = "click-1", most: int = 60) -> Request:
    """Let the worker take steps as the stream would, which gives each ten attempts."""
    failed = 0
    for _ in range(most):
        request = office.requests.request(request_id)
        if request.is_finished:
            break
        try:
            office.worker.carry_on(request.id, request.version, "delivery-2")
        except BusyError:
            failed += 1
            assert failed < 10, "this would be in the failure queue"
        else:
            failed = 0
    return office.requests.request(request_id)


# ---- what is busy waits, and the others do not ------------------------------------------------------


def test_a_user_who_is_busy_once_is_done_in_the_same_step(office: Office) -> None:
    filed(office)
    Contention(office, {name(3): 1})
    request = office.work(steps=LISTED + 1)
    assert (request.slices_done, request.tally) == (1, Tally(done=10))
    assert targets_told(office, request) == [f"u{number:04}" for number in range(10)]
    assert office.reporter.tallies[-1] == Tally(done=10)


@pytest.mark.promise(28)
def test_a_user_who_stays_busy_keeps_nobody_else_waiting(office: Office) -> None:
    filed(office)
    contention = Contention(office, {name(0): FOR_EVER})
    request = office.work(steps=LISTED + 1)
    assert office.held() == {"sku-e3": 9}
    assert (request.slices_done, request.tally) == (0, Tally())
    part = office.requests.read_slice(request, 0)
    assert [each.target_id for each in part.outcomes] == [f"u{number:04}" for number in range(1, 10)]
    contention.times.clear()
    done = steps_of(office)
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=25))
    assert targets_told(office, done) == [f"u{number:04}" for number in range(25)]


def test_what_was_done_of_a_slice_is_neither_read_nor_written_again(office: Office) -> None:
    filed(office)
    contention = Contention(office, {name(0): turns.FRUITLESS + 1})
    office.work(steps=LISTED + 1)
    office.directory.calls.clear()
    office.reporter.tallies.clear()
    office.work(steps=1)
    assert [contention.met[name(number)] for number in range(1, 10)] == [1] * 9
    assert office.reporter.tallies == [Tally(done=10)]


def test_a_step_that_gets_on_with_nobody_is_given_back_and_notes_nothing(office: Office) -> None:
    filed(office, 3)
    before = office.work(steps=LISTED)
    contention = Contention(office, {name(number): FOR_EVER for number in range(3)})
    with pytest.raises(BusyError) as busy:
        office.worker.carry_on(before.id, before.version, "delivery-2")
    assert busy.value.facts == {"cause": "ThrottlingException"}
    assert office.requests.request(before.id) == before
    assert set(contention.met.values()) == {turns.FRUITLESS}
    assert 0.1 < office.time.seconds < 30
    assert office.reporter.faults == []


def test_a_step_that_has_no_time_left_notes_what_it_has_done(office: Office) -> None:
    filed(office)
    office.work(steps=LISTED)
    office.time.each_look = retry.TARGETS_FOR / 9
    request = office.work(steps=1)
    noted = office.requests.read_slice(request, 0).outcomes
    assert 0 < len(noted) == len(office.events) < 10
    office.time.each_look = 0
    assert steps_of(office).tally == Tally(done=25)


def test_steps_that_got_on_are_not_counted_as_attempts_that_failed(office: Office) -> None:
    filed(office, 10)
    tries = {name(number): number * turns.FRUITLESS for number in range(10)}
    contention = Contention(office, tries)
    done = steps_of(office)
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=10))
    assert contention.met[name(9)] > 20


@pytest.mark.promise(9)
def test_a_change_that_was_made_and_not_answered_is_told_as_done_once(office: Office) -> None:
    filed(office)
    Contention(office, {name(number): 1 for number in range(0, 25, 2)}, is_done=True)
    done = office.work()
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=25))
    assert len(office.events) == 25
    assert office.consumed() == office.held() == {"sku-e3": 25}


def test_the_same_user_listed_twice_is_told_twice(office: Office) -> None:
    office.staff.save(GRACE)
    office.subscribe([E3], active=100)
    users = office.add_users(3)
    command = a_license_command(*users, *users, assign={"sku-e3": None})
    office.requests.file(a_request(command=command))
    Contention(office, {name(1): turns.FRUITLESS + 1})
    done = steps_of(office)
    assert targets_told(office, done) == [*users, *users]
    assert done.tally == Tally(done=6)


# ---- what others do meanwhile -----------------------------------------------------------------------


@pytest.mark.promise(10)
def test_roles_revoked_while_somebody_is_busy_leave_only_the_others_done(office: Office) -> None:
    filed(office)
    Contention(office, {name(4): FOR_EVER})
    office.work(steps=LISTED + 1)
    office.staff.save(replace(GRACE, roles=frozenset()))
    done = steps_of(office)
    assert (done.state, done.tally) == (RequestState.PARTIAL, Tally(done=9, refused=16))
    outcomes = list(office.requests.outcomes(done))
    assert [each.reason for each in outcomes[:10]] == [*[None] * 4, Reason.NOT_ALLOWED, *[None] * 5]


def test_a_request_that_is_stopped_in_a_slice_ends_behind_it(office: Office) -> None:
    filed(office)
    contention = Contention(office, {name(4): FOR_EVER})
    office.work(steps=LISTED + 1)
    stopping.stop(office.desk, GRACE, "click-1", an_operation("stop-1"))
    contention.times.clear()
    done = steps_of(office)
    assert (done.state, done.tally, done.left) == (RequestState.CANCELLED, Tally(done=10), 15)
    assert targets_told(office, done) == [f"u{number:04}" for number in range(10)]


@pytest.mark.promise(9)
def test_two_deliveries_of_a_step_with_somebody_busy_come_to_the_same(office: Office) -> None:
    filed(office)
    request = office.work(steps=LISTED)
    contention = Contention(office, {name(4): FOR_EVER})

    def overtake() -> None:
        contention.times.clear()
        office.worker.carry_on(request.id, request.version, "delivery-3")

    office.requests.before_checkpoint = overtake
    office.worker.carry_on(request.id, request.version, "delivery-2")
    now = office.requests.request(request.id)
    assert (now.version, now.slices_done, now.tally) == (request.version + 1, 1, Tally(done=10))
    done = steps_of(office)
    assert (done.tally, len(office.events)) == (Tally(done=25), 25)


@pytest.mark.promise(9, 26, 28)
@pytest.mark.parametrize("at", range(1, 9))
@pytest.mark.parametrize("is_written", [False, True], ids=["before", "after"])
def test_a_worker_killed_among_busy_users_is_resumed_without_loss_or_repeat(
    office: Office, at: int, is_written: bool
) -> None:
    filed(office, 13)
    Contention(office, {name(number): turns.FRUITLESS + 1 for number in (2, 5, 11)})
    writes = 0
    wrapped: list[tuple[Any, str]] = [(office.directory, "change_user"), (office.requests, "checkpoint")]
    for port, verb in wrapped:
        write = getattr(port, verb)

        def mortal(*facts: Any, write: Callable[..., Any] = write) -> Any:
            nonlocal writes
            writes += 1
            if writes == 5 * at and not is_written:
                raise Killed
            try:
                return write(*facts)
            finally:
                if writes == 5 * at:
                    raise Killed

        setattr(port, verb, mortal)
    with pytest.raises(Killed):
        steps_of(office)
    done = steps_of(office)
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=13))
    assert targets_told(office, done) == [f"u{number:04}" for number in range(13)]
    assert sorted(each.target_id for each in office.events) == [f"u{number:04}" for number in range(13)]
    assert office.consumed() == office.held() == {"sku-e3": 13}


@pytest.mark.promise(9)
def test_a_checkpoint_that_was_made_and_not_answered_is_no_other_delivery(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(office, 3)
    checkpoint = office.requests.checkpoint

    def unanswered(*facts: Any) -> None:
        checkpoint(*facts)
        monkeypatch.setattr(office.requests, "checkpoint", checkpoint)
        raise BusyError(cause="ReadTimeoutError")

    monkeypatch.setattr(office.requests, "checkpoint", unanswered)
    begun = office.work(steps=1)
    assert (begun.state, begun.card) == (RequestState.RUNNING, office.reporter.card)
    assert office.reporter.withdrawn == []


def test_a_stop_that_cannot_be_looked_for_gives_up_nothing_that_was_done(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(office)
    office.work(steps=LISTED)

    def busy(_request_id: str) -> bool:
        raise BusyError

    monkeypatch.setattr(office.requests, "is_to_stop", busy)
    assert office.work(steps=1).tally == Tally(done=10)


# ---- what has an order ------------------------------------------------------------------------------


def test_a_seat_that_a_busy_user_gives_back_is_there_for_who_comes_next(licensed: Office) -> None:
    back = change("li.wei@contoso.example", remove=E3.part_number)
    wanted = change("nadia.okafor@contoso.example", add=E3.part_number)
    check(licensed, back, wanted)
    seats(licensed, "sku-e3", 1)
    request = run(licensed)
    licensed.work(request.id, steps=LISTED)
    contention = Contention(licensed, {"li.wei": FOR_EVER})
    with pytest.raises(BusyError):
        licensed.work(request.id, steps=1)
    contention.times.clear()
    assert steps_of(licensed, request.id).tally == Tally(done=2)


@pytest.mark.promise(9)
def test_who_was_deleted_first_has_the_seat_though_they_are_busy(competing: Office) -> None:
    Contention(competing, {"bo": turns.FRUITLESS + 1, "ada": 2})
    command = RestoreUsers(customer_id=CONTOSO, users=("ada", "bo", "chi"))
    competing.requests.file(a_request(command=command))
    done = steps_of(competing)
    outcomes = list(competing.requests.outcomes(done))
    assert [(each.target_id, each.regained) for each in outcomes] == [
        ("bo", ("sku-e3",)),
        ("ada", ("sku-e3",)),
        ("chi", ()),
    ]


def test_of_all_or_nothing_no_row_is_done_before_one_that_is_busy(licensed: Office) -> None:
    request = waiting(licensed, 12, all_or_nothing=True)
    licensed.work(request.id, steps=LISTED)
    contention = Contention(licensed, {"p04": FOR_EVER})
    now = licensed.work(request.id, steps=1)
    noted = licensed.requests.read_slice(now, 0).outcomes
    assert [each.sign_in_name for each in noted] == [f"{each}@contoso.example" for each in names(4)]
    take(licensed, "p05")
    contention.times.clear()
    done = steps_of(licensed, request.id)
    assert done.tally == Tally(done=5, refused=5)
    reasons = [reason for _, _, reason in told(licensed, done)]
    assert reasons == [*[None] * 5, Reason.INVALID, *[Reason.STOPPED] * 4]


def test_what_follows_a_refused_row_is_left_though_that_is_noted_in_another_step(licensed: Office) -> None:
    request = waiting(licensed, 10, all_or_nothing=True)
    licensed.work(request.id, steps=LISTED)
    take(licensed, "p03")
    event, asked = licensed.directory.audit.event, 0

    def busy_behind_the_refused_row(operation_id: str, target_id: str) -> Any:
        nonlocal asked
        asked += 1
        if 5 < asked < 6 + turns.FRUITLESS + retry.ATTEMPTS:
            raise BusyError
        return event(operation_id, target_id)

    licensed.directory.audit.event = busy_behind_the_refused_row  # type: ignore[method-assign]
    done = steps_of(licensed, request.id)
    assert done.tally == Tally(done=3, refused=7)
    assert [result for _, result, _ in told(licensed, done)][3:] == [Result.REFUSED] * 7


# ---- of every kind ----------------------------------------------------------------------------------


@pytest.mark.promise(9, 26, 28)
@pytest.mark.parametrize("is_done", [False, True], ids=["not made", "made"])
@pytest.mark.parametrize("kind", [DeleteUsers, ResetPasswords, RestoreUsers])
def test_busy_users_are_all_told_of_in_their_order(office: Office, kind: Any, is_done: bool) -> None:
    office.staff.save(GRACE)
    users: Iterable[str] = office.add_users(15)
    if kind is RestoreUsers:
        delete(office, *users, click="before")
    office.forget()
    request = office.requests.file(a_request(command=kind(customer_id=CONTOSO, users=tuple(users))))
    Contention(office, {name(number): 1 + turns.FRUITLESS for number in (0, 3, 14)}, is_done=is_done)
    done = steps_of(office, request.id)
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=15))
    assert targets_told(office, done) == list(users)
    assert sorted(each.target_id for each in office.events) == list(users)
