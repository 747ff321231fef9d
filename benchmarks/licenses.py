"""A bulk license change: the worker's steps, over a bare boto3 loop that writes the same items.

Everyone at a customer goes from Office 365 E1 to E3. The worker does it as in production, a step for each
delivery of the stream, on DynamoDB Local and without Slack. Of some slices the very TransactWriteItems that
it sent are sent once more, by a loop that does nothing else, to tables that are as the others were before:
in turn, so that what else the machine does hits both.
"""

from __future__ import annotations

import itertools
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import boto3

from benchmarks.budget import Measured
from sandbox import dynamodb_local
from shared.domain.command import ChangeLicenses
from shared.domain.license import LicenseChange
from shared.domain.request import SLICE, Request
from shared.domain.user import Everyone
from shared.gateways.clock import SystemClock
from shared.operations.desk import Desk
from shared.operations.work import Worker
from shared.policy.matrix import default_matrix
from shared.store import Patience, Store, keys, open_store
from tests.builders import (
    a_customer,
    a_customer_profile,
    a_product,
    a_subscription,
    a_user,
    a_user_profile,
    an_event,
)
from tests.fakes_of_work import FakeCipher, FakeFiles, FakeNews, FakeReporter, FakeRoster
from tests.store.calls import tables_of, units
from tests.store.crowd import fill_with_users
from tests.tables import TableNames, create_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.request import Tally
    from shared.domain.user import User

ADMIN = "U0GLOBAL01"
MANY, FEW = 10_000, 100
WARMING = 5  # changes of few: Java compiles what it has done often
COMPARED = 4  # every so many slices of many, the bare loop and a change of few take their turn
E1, E3 = "18181a46-0d4e-45cd-891e-60aabd171b4e", "6fd2c87f-b296-42f0-b197-1e91e994b900"
SEATS = 100_000
# The event, the user, the seats of both products, and that the user holds one and not the other: six items
# of at most a kilobyte, two write units each in a transaction.
LEAST_UNITS = 12

Transaction = list[dict[str, Any]]


def measure() -> Iterator[Measured]:
    if reason := dynamodb_local.missing():
        print(f"licenses: not measured. {reason}")
        return
    with TemporaryDirectory() as folder, dynamodb_local.running(Path(folder)) as url:
        ours = _Tables(url)
        bare = _Tables(url)
        for tables in (ours, bare):
            tables.add_customer("many", MANY)
            tables.add_customer("few", FEW)
        spent = _compared(ours, _BareLoop(url, ours.names, bare.names))
    yield from spent.measured()


@dataclass
class _Spent:
    """Seconds and write units, as they were spent."""

    many: list[float] = field(default_factory=list)  # each step
    few: list[float] = field(default_factory=list)  # each change, all its steps
    slices: list[tuple[float, float]] = field(default_factory=list)  # ours, the bare loop's
    effects: int = 0
    checkpoints: int = 0

    def add(self, seconds: float, sent: list[Transaction], effects: list[Transaction]) -> None:
        """Count a step of many in: what it sent, and what of that changed users."""
        self.many.append(seconds)
        of_effects = _units(effects)
        self.effects += of_effects
        self.checkpoints += _units(sent) - of_effects

    def measured(self) -> Iterator[Measured]:
        ours, bare = (sum(each) / len(self.slices) / SLICE for each in zip(*self.slices, strict=True))
        yield Measured(
            "license change, rows",
            f"{1 / ours:.0f} a second, bare {1 / bare:.0f}",
            bare / ours,
            0.7,
            f"the worker over boto3 sending the same transactions, {len(self.slices)} slices of {SLICE}",
            more_is_better=True,
        )
        yield Measured(
            "license change, write units",
            f"{self.effects / MANY:.2f} a user",
            self.effects / MANY / LEAST_UNITS,
            1.0,
            f"over {LEAST_UNITS} for six small items; checkpoints {self.checkpoints / MANY:.3f} a user more",
        )
        of_many, of_few = sum(self.many) / MANY, statistics.mean(self.few) / FEW
        yield Measured(
            "license change, 10,000 users",
            f"{of_many * 1000:.2f} ms a row, at 100 {of_few * 1000:.2f}",
            of_many / of_few,
            1.1,
            f"whole requests, over {len(self.few)} of {FEW} users between its slices",
        )


def _compared(ours: _Tables, bare: _BareLoop) -> _Spent:
    sent: list[Transaction] = []
    ours.tell_transactions(sent)
    changes_of_few = (_Job(ours, "few", FEW, number) for number in itertools.count())
    for job in itertools.islice(changes_of_few, WARMING):
        while not job.is_finished:
            sent.clear()
            job.step()
            bare.send(bare.effects(sent))
    spent = _Spent()
    many = _Job(ours, "many", MANY, 0)
    slices = 0
    while not many.is_finished:
        sent.clear()
        seconds = many.step()
        effects = bare.effects(sent)
        spent.add(seconds, sent, effects)
        slices += bool(effects)
        if effects and slices % COMPARED == 0:
            spent.slices.append((seconds, bare.send(effects)))
            spent.few.append(next(changes_of_few).whole())
    return spent


def _units(transactions: list[Transaction]) -> int:
    return sum(units(item) for transaction in transactions for item in transaction)


class _Tables:
    """Tables of their own, and a worker over them."""

    def __init__(self, url: str) -> None:
        self.names = create_tables(url)
        tables = (self.names.directory, self.names.workflow, self.names.audit)
        patience = Patience(read=30, retry=30)
        self.store: Store = open_store(*tables, endpoint_url=url, patience=patience)
        desk = Desk(
            directory=self.store.directory,
            audit=self.store.audit,
            staff=self.store.staff,
            clock=SystemClock(),
            catalogue=self.store.catalogue,
            requests=self.store.requests,
            imports=self.store.imports,
            credentials=self.store.credentials,
            cipher=FakeCipher(),
            matrix=default_matrix(),
            first_admin=ADMIN,
        )
        self.worker = Worker(
            desk=desk, reporter=_Silent(), files=FakeFiles(), roster=FakeRoster(), news=FakeNews()
        )

    def add_customer(self, customer_id: str, users: int) -> None:
        """Add a customer all of whose users have Office 365 E1."""
        directory = self.store.directory
        customer = a_customer(customer_id, a_customer_profile(domains=(f"{customer_id}.example",)))
        directory.add_customer(customer, an_event(f"add-{customer_id}", target_id=customer_id))
        for sku_id in (E1, E3):
            subscription = a_subscription(a_product(sku_id), SEATS, customer_id=customer_id)
            directory.add_subscription(
                subscription, an_event(f"buy-{customer_id}-{sku_id}", target_id=sku_id)
            )
        tables = tables_of(self.store)
        seats = tables.seats(keys.customer(customer_id), keys.seats(E1))
        seats.update([tables.seats.consumed.set(users)])
        fill_with_users(self.store, (_user(customer_id, number) for number in range(users)))

    def tell_transactions(self, sent: list[Transaction]) -> None:
        """From now on, add every transaction that is sent to a list."""
        events = tables_of(self.store).connection.client.meta.events

        def note(params: dict[str, Any], **_: object) -> None:
            sent.append(params["TransactItems"])

        events.register("provide-client-params.dynamodb.TransactWriteItems", note)


def _user(customer_id: str, number: int) -> User:
    name = f"Person{number:05} Example"
    profile = a_user_profile(name, domain=f"{customer_id}.example")
    # Long ids, as the product makes them.
    user_id = f"0b6f0f3e-5c1f-5b0a-9d53-{number:012}"
    return a_user(user_id, profile, customer_id=customer_id, licenses={E1: frozenset()})


class _Silent(FakeReporter):
    """Slack is not what is measured, and nothing is kept of what it would have been told."""

    def progress(self, request: Request, tally: Tally) -> None:
        pass


class _Job:
    """A change of everyone at a customer: from E1 to E3, and the next time back."""

    def __init__(self, tables: _Tables, customer_id: str, users: int, number: int) -> None:
        self._users = users
        gained, lost = (E3, E1) if number % 2 == 0 else (E1, E3)
        change = LicenseChange(assign={gained: None}, remove=frozenset({lost}))
        command = ChangeLicenses(customer_id=customer_id, users=Everyone(), change=change)
        self._worker = tables.worker
        self._request = tables.store.requests.file(
            Request(
                id=f"{customer_id}-{number}-3f0f8f6e0d6e4c8a",
                command=command,
                requester_id=ADMIN,
                language="en",
                filed_at=SystemClock().now(),
            )
        )

    @property
    def is_finished(self) -> bool:
        self._request = self._worker.desk.requests.request(self._request.id)
        if self._request.is_finished and self._request.tally.done != self._users:
            raise RuntimeError(f"not everybody was changed: {self._request}")
        return self._request.is_finished

    def step(self) -> float:
        """Do what one delivery of the stream has done; tell how many seconds that took."""
        started = time.perf_counter()
        self._worker.carry_on(self._request.id, self._request.version, "benchmark")
        return time.perf_counter() - started

    def whole(self) -> float:
        """Do all steps; tell how many seconds they took, without the waiting for deliveries."""
        spent = 0.0
        while not self.is_finished:
            spent += self.step()
        return spent


class _BareLoop:
    """The shortest way to write these items: a boto3 client, and what it is to send ready made."""

    def __init__(self, url: str, ours: TableNames, own: TableNames) -> None:
        self._client: Any = boto3.client("dynamodb", endpoint_url=url)
        self._own = {ours.directory: own.directory, ours.audit: own.audit}
        self._ours = ours

    def effects(self, sent: list[Transaction]) -> list[Transaction]:
        """The transactions that change users, for the loop's own tables."""
        return [
            [
                {
                    kind: {**arguments, "TableName": self._own[arguments["TableName"]]}
                    for kind, arguments in item.items()
                }
                for item in transaction
            ]
            for transaction in sent
            if any(a["TableName"] == self._ours.audit for item in transaction for a in item.values())
        ]

    def send(self, transactions: list[Transaction]) -> float:
        started = time.perf_counter()
        for transaction in transactions:
            self._client.transact_write_items(TransactItems=transaction)
        return time.perf_counter() - started
