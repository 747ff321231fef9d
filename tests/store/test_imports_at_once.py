"""Files that several people have done at once, on AWS's own engine."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.command import CheckUserFile, CreateUser
from shared.domain.outcome import Reason, Result
from shared.domain.problem import ProblemCode
from shared.domain.request import RequestState, Tally
from shared.domain.user import UserFilter
from shared.errors import BusyError
from shared.operations.import_file import run_id, run_import
from shared.operations.work import Worker
from shared.ports import Cursor
from tests.builders import (
    CONTOSO,
    a_customer,
    a_desk,
    a_request,
    a_staff_member,
    a_subscription,
    a_user_profile,
    an_event,
    an_operation,
)
from tests.fakes_of_work import FakeFiles, FakeNews, FakeReporter, FakeRoster
from tests.products import E3
from tests.staffing import register

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.request import Request
    from shared.store import Store

pytestmark = pytest.mark.dynamodb_local

GRACE, HAMID = (a_staff_member(slack_user_id=each) for each in ("U0GRACE", "U0HAMID"))


@dataclass
class Desks:
    """Grace and Hamid at desks of their own, over the same tables. ``rows`` users are in the file."""

    store: Store
    rows: int = 30
    seats: int = 30
    file: FakeFiles = field(default_factory=FakeFiles)

    def __post_init__(self) -> None:
        self.store.directory.add_customer(a_customer(), an_event("add", target_id=CONTOSO))
        self.store.directory.add_subscription(a_subscription(E3, self.seats), an_event("buy"))
        for each in (GRACE, HAMID):
            register(self.store.staff, each)
        lines = [f"Person {number},p{number}@contoso.example,E3" for number in range(self.rows)]
        content = "\n".join(["Display name,Email,Licenses", *lines])
        self.file.contents["F0FILE"] = content.replace("E3", E3.part_number).encode()
        self.desk = a_desk(
            self.store.directory,
            audit=self.store.audit,
            staff=self.store.staff,
            requests=self.store.requests,
            imports=self.store.imports,
            credentials=self.store.credentials,
        )

    def check(self, person: Any, import_id: str) -> None:
        command = CheckUserFile(
            customer_id=CONTOSO, file_id="F0FILE", file_name="new.csv", usage_location="FR"
        )
        requester_id = person.slack_user_id
        self.store.requests.file(a_request(import_id, command, requester_id=requester_id))
        self.work(import_id)

    def run(self, person: Any, import_id: str, *, all_or_nothing: bool = False) -> Request:
        click = {"correlation_id": "click", "language": "en"}
        return run_import(self.desk, person, import_id, all_or_nothing=all_or_nothing, **click)

    def work(self, request_id: str, before: Callable[[], object] = lambda: None, steps: int = 99) -> Request:
        """Let a worker take steps; ``before`` happens before each row of them."""
        reporter = _Reporter(before)
        worker = Worker(
            desk=self.desk, reporter=reporter, files=self.file, roster=FakeRoster(), news=FakeNews()
        )
        for _ in range(steps):
            request = self.desk.requests.request(request_id)
            if request.is_finished:
                break
            try:
                worker.carry_on(request_id, request.version, "delivery")
            except BusyError:
                continue  # as the stream would
        return self.desk.requests.request(request_id)

    def create(self, name: str) -> Result:
        """Let somebody else create a user with a license, before anybody looks."""
        profile = a_user_profile(f"Rival {name}", user_name=name)
        command = CreateUser(customer_id=CONTOSO, profile=profile, sku_ids=frozenset({E3.sku_id}))
        return self.desk.submit(command, HAMID, an_operation(f"rival-{name}")).result

    def check_directory(self, users: int) -> None:
        directory = self.store.directory
        found = directory.list_users(CONTOSO, UserFilter.ALL, Cursor(), 200).items
        (subscription,) = directory.subscriptions(CONTOSO)
        holders = directory.list_holders(CONTOSO, E3.sku_id, Cursor(), 200).items
        assert len({each.user_principal_name for each in found}) == len(found) == users
        assert len(holders) == subscription.consumed == users <= self.seats
        assert directory.count_users(CONTOSO).total == users


class _Reporter(FakeReporter):
    def __init__(self, before: Callable[[], object]) -> None:
        super().__init__()
        self.meanwhile = before

    def progress(self, request: Request, tally: Tally) -> None:
        super().progress(request, tally)
        self.meanwhile()


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Make calls at the same moment; their answers in order."""
    start = Barrier(len(calls))

    def begin(call: Callable[[], Any]) -> Any:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(begin, calls))


@pytest.mark.parametrize("seats", [60, 30, 11])
def test_the_same_file_done_by_two_at_once_creates_every_user_once(local_store: Store, seats: int) -> None:
    desks = Desks(local_store, seats=seats)
    for person, name in ((GRACE, "grace"), (HAMID, "hamid")):
        desks.check(person, name)
    assert desks.desk.imports.file("grace").digest == desks.desk.imports.file("hamid").digest
    runs = [desks.run(GRACE, "grace").id, desks.run(HAMID, "hamid").id]

    requests = at_once(*(lambda each=each: desks.work(each) for each in runs))

    ready = min(30, seats)
    desks.check_directory(ready)
    assert sum(request.tally.done for request in requests) == ready
    outcomes = [list(desks.desk.requests.outcomes(request)) for request in requests]
    created = Counter(each.sign_in_name for told in outcomes for each in told if each.result is Result.DONE)
    assert set(created.values()) == {1}
    assert len(created) == ready
    for each in [each for told in outcomes for each in told if each.result is not Result.DONE]:
        codes = {problem.code for problem in each.problems}
        assert each.reason is Reason.INVALID
        assert codes <= {ProblemCode.USER_PRINCIPAL_NAME_TAKEN, ProblemCode.NO_SEAT}
        assert ProblemCode.USER_PRINCIPAL_NAME_TAKEN in codes or seats < 60
    sheets = [_drawn(desks, request) for request in requests]
    assert len({user_id for sheet in sheets for user_id in sheet}) == 2 * ready


def _drawn(desks: Desks, request: Request) -> list[str]:
    _, sealed = desks.desk.credentials.credential(request.id)
    return [user_id for part in sealed for user_id in part.user_ids]


def test_a_run_that_is_clicked_twenty_times_at_once_is_one_request(local_store: Store) -> None:
    desks = Desks(local_store, rows=5)
    desks.check(GRACE, "grace")
    filed = at_once(*[lambda: desks.run(GRACE, "grace")] * 20)
    assert {each.id for each in filed} == {run_id("grace")}
    assert len({each.filed_at for each in filed}) == 1
    assert desks.work(run_id("grace")).tally == Tally(done=5)
    assert desks.run(GRACE, "grace").state is RequestState.DONE
    desks.check_directory(5)


@pytest.mark.parametrize("taken", ["p29", "seat"])
def test_all_or_nothing_does_nothing_where_a_rival_came_between_check_and_run(
    local_store: Store, taken: str
) -> None:
    desks = Desks(local_store, seats=30)
    desks.check(GRACE, "grace")
    request = desks.run(GRACE, "grace", all_or_nothing=True)
    assert desks.create(taken) is Result.DONE

    request = desks.work(request.id)

    assert (request.state, request.tally.done) == (RequestState.FAILED, 0)
    refused = list(desks.desk.requests.outcomes(request))
    assert {each.sign_in_name for each in refused} == {"p29@contoso.example"}
    assert refused[0].problems
    desks.check_directory(1)


@pytest.mark.parametrize("taken", ["p19", "seat"])
def test_all_or_nothing_ends_where_a_rival_comes_during_the_run(local_store: Store, taken: str) -> None:
    desks = Desks(local_store, seats=30)
    desks.check(GRACE, "grace")
    request = desks.run(GRACE, "grace", all_or_nothing=True)

    request = desks.work(request.id, before=lambda: desks.create(taken))

    done = 19 if taken == "p19" else 29
    assert (request.state, request.tally) == (RequestState.PARTIAL, Tally(done=done, refused=30 - done))
    outcomes = list(desks.desk.requests.outcomes(request))
    assert [each.reason for each in outcomes] == [
        *[None] * done, Reason.INVALID, *[Reason.STOPPED] * (29 - done)
    ]  # fmt: skip
    assert outcomes[done].problems
    desks.check_directory(done + 1)
