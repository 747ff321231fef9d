"""Jobs over many targets while DynamoDB throttles: counted in calls, beside the same job undisturbed."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.command import DeleteUsers, ResetPasswords, RestoreUsers
from shared.domain.request import RequestState, Tally
from shared.domain.user import Everyone, UserFilter
from shared.errors import BusyError
from shared.operations.retry import PORTS
from shared.policy import decide
from tests.builders import CONTOSO, a_license_command, a_request
from tests.products import E3
from tests.unit.operations.importing import check, people, run
from tests.unit.operations.office import GRACE
from tests.unit.operations.restoring import delete

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.request import Request
    from tests.unit.operations.office import Office

ROWS = 10_000
USERS = 1_000
ATTEMPTS = 10  # that the stream makes of a step, as the template says
WITHIN = {0.0: 1.0, 0.05: 1.5, 0.2: 2.5, 0.4: 5.0}  # of calls throttled: times the calls undisturbed


class Throttle:
    """Answers a share of the calls of a desk with "come back", by dice; counts all of them."""

    def __init__(self, share: float) -> None:
        self.share, self.calls = share, 0
        self._dice = random.Random(13)  # noqa: S311  the same in each run

    def before(self, office: Office) -> Office:
        ports: dict[str, Any] = {name: _Throttled(getattr(office.desk, name), self) for name in PORTS}
        return replace(office, desk=replace(office.desk, **ports))

    def let_through(self) -> None:
        self.calls += 1
        if self._dice.random() < self.share:
            raise BusyError(cause="ProvisionedThroughputExceededException")


class _Throttled:
    def __init__(self, port: object, throttle: Throttle) -> None:
        self._port, self._throttle = port, throttle

    def __getattr__(self, verb: str) -> Any:
        return partial(self._call, getattr(self._port, verb))

    def _call(self, verb: Callable[..., Any], *facts: Any, **named: Any) -> Any:
        self._throttle.let_through()
        return verb(*facts, **named)


@pytest.fixture(autouse=True)
def as_many_as_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else has to agree to so many, and a file may have them."""
    monkeypatch.setattr(decide, "MANY", ROWS + 1)


def worked(office: Office, request: Request, share: float) -> tuple[Request, int]:
    """Let the worker finish a request in time, each step within its attempts; count the calls."""
    throttle = Throttle(share)
    throttled, failed = throttle.before(office), 0
    while not (now := office.requests.request(request.id)).is_finished:
        try:
            throttled.worker.carry_on(now.id, now.version, "delivery-2")
        except BusyError:
            failed += 1
            assert failed < ATTEMPTS, "this would be in the failure queue"
        else:
            failed = 0
    return now, throttle.calls


def licenses(office: Office, count: int) -> Request:
    office.subscribe([E3], active=count)
    command = a_license_command(*office.add_users(count), assign={"sku-e3": None})
    return office.requests.file(a_request(command=command))


def resets(office: Office, count: int) -> Request:
    command = ResetPasswords(customer_id=CONTOSO, users=office.add_users(count))
    return office.requests.file(a_request(command=command))


def deletions(office: Office, count: int) -> Request:
    office.subscribe([E3], active=count)
    for number in range(count):
        office.add_user(f"u{number:04} Person", {"sku-e3": frozenset()})
    office.delete("nadia")
    return office.requests.file(a_request(command=DeleteUsers(customer_id=CONTOSO, users=Everyone())))


def restorations(office: Office, count: int) -> Request:
    users = office.add_users(count)
    for start in range(0, count, 20):
        delete(office, *users[start : start + 20], click=f"before-{start}")
    office.forget()
    deleted = Everyone(UserFilter.DELETED)
    return office.requests.file(a_request(command=RestoreUsers(customer_id=CONTOSO, users=deleted)))


def rows(office: Office, count: int) -> Request:
    unlimited = replace(office, desk=replace(office.desk, import_limit=count))
    check(unlimited, *people(count))
    return run(unlimited)


JOBS: dict[Callable[[Office, int], Request], int] = {  # calls of each, undisturbed
    rows: 11_009,
    licenses: 1_101,
    resets: 1_100,
    deletions: 1_107,
    restorations: 1_107,
}


@pytest.mark.promise(9, 26, 28)
@pytest.mark.parametrize("share", WITHIN)
@pytest.mark.parametrize("job", JOBS)
def test_a_throttled_job_ends_within_few_more_calls(
    office: Office, job: Callable[[Office, int], Request], share: float
) -> None:
    office.staff.save(GRACE)
    count = ROWS if job is rows else USERS
    request = job(office, count)
    events = len(office.events)

    done, calls = worked(office, request, share)

    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=count))
    assert len(office.events) - events == count
    assert len({each.target_id for each in office.requests.outcomes(done)}) == count
    assert calls <= WITHIN[share] * JOBS[job]
    assert share or calls == JOBS[job]
