"""The worker's steps on DynamoDB Local and without Slack, in turn with a bare loop that sends the same.

A step for each delivery of the stream, as in production. Of some slices the very TransactWriteItems that the
worker sent are sent once more, by a loop that does nothing else, to tables that are as the others were
before: in turn, so that what else the machine does hits both.
"""

from __future__ import annotations

import itertools
import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3

from benchmarks.budget import Measured
from shared.domain.import_file import MOST_ROWS
from shared.domain.request import SLICE
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
from tests.store.crowd import fill_with_users, put_items
from tests.tables import TableNames, create_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pynamodb.models import Model

    from shared.domain.import_file import CheckedFile
    from shared.domain.request import Request, Tally
    from shared.domain.user import User

ADMIN = "U0GLOBAL01"
WARMING = 5  # requests of few: Java compiles what it has done often
E1, E3 = "18181a46-0d4e-45cd-891e-60aabd171b4e", "6fd2c87f-b296-42f0-b197-1e91e994b900"
SEATS = 100_000

Transaction = list[dict[str, Any]]


class Tables:
    """Tables of their own, and a worker over them, which reads files out of ``files``.

    ``sent`` has every transaction since it was last cleared.
    """

    def __init__(self, url: str) -> None:
        self.names = create_tables(url)
        tables = (self.names.directory, self.names.workflow, self.names.audit)
        patience = Patience(read=30, retry=30)
        self.store: Store = open_store(*tables, endpoint_url=url, patience=patience)
        self.sent: list[Transaction] = []
        events = tables_of(self.store).connection.client.meta.events
        events.register("provide-client-params.dynamodb.TransactWriteItems", self._note)
        self.files = FakeFiles()
        self.desk = Desk(
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
            import_limit=MOST_ROWS,
        )
        self.worker = Worker(
            desk=self.desk, reporter=_Silent(), files=self.files, roster=FakeRoster(), news=FakeNews()
        )

    def add_customer(self, customer_id: str, users: int = 0) -> None:
        """Add a customer with Office 365 E1, which all its users have, and E3."""
        directory = self.store.directory
        customer = a_customer(customer_id, a_customer_profile(domains=(domain_of(customer_id),)))
        directory.add_customer(customer, an_event(f"add-{customer_id}", target_id=customer_id))
        for sku_id in (E1, E3):
            subscription = a_subscription(a_product(sku_id), SEATS, customer_id=customer_id)
            directory.add_subscription(
                subscription, an_event(f"buy-{customer_id}-{sku_id}", target_id=sku_id)
            )
        if users:
            tables = tables_of(self.store)
            seats = tables.seats(keys.customer(customer_id), keys.seats(E1))
            seats.update([tables.seats.consumed.set(users)])
            everyone = [_user(customer_id, number) for number in range(users)]
            fill_with_users(self.store, everyone)
            put_items(self.store, (_name_item(self.store, user) for user in everyone))

    def _note(self, params: dict[str, Any], **_: object) -> None:
        self.sent.append(params["TransactItems"])


def domain_of(customer_id: str) -> str:
    """Name the one domain of a customer."""
    return f"{customer_id}.example"


def _user(customer_id: str, number: int) -> User:
    name = f"Person{number:05} Example"
    profile = a_user_profile(name, domain=domain_of(customer_id))
    # Long ids, as the product makes them.
    user_id = f"0b6f0f3e-5c1f-5b0a-9d53-{number:012}"
    return a_user(user_id, profile, customer_id=customer_id, licenses={E1: frozenset()})


def _name_item(store: Store, user: User) -> Model:
    sort_key = keys.user_principal_name(user.user_principal_name)
    return tables_of(store).user_principal_names(keys.customer(user.customer_id), sort_key, user_id=user.id)


class _Silent(FakeReporter):
    """Slack is not what is measured, and nothing is kept of what it would have been told."""

    def progress(self, request: Request, tally: Tally) -> None:
        pass

    def deliver_check(self, request: Request, checked: CheckedFile) -> None:
        pass


class Job:
    """A request that was filed, and its steps. ``rows`` is how many targets must be done in the end."""

    def __init__(self, tables: Tables, request: Request, rows: int) -> None:
        self.rows = rows
        self._worker = tables.worker
        self._request = request

    @property
    def is_finished(self) -> bool:
        self._request = self._worker.desk.requests.request(self._request.id)
        if self._request.is_finished and self._request.tally.done != self.rows:
            raise RuntimeError(f"not everything was done: {self._request}")
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


class BareLoop:
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


@dataclass
class Spent:
    """Seconds and write units of a request, and seconds of smaller ones between its slices."""

    rows: int
    steps: list[float] = field(default_factory=list)
    few: list[float] = field(default_factory=list)  # a row of each, all its steps
    slices: list[tuple[float, float]] = field(default_factory=list)  # ours, the bare loop's
    effects: int = 0
    checkpoints: int = 0

    def add(self, seconds: float, sent: list[Transaction], effects: list[Transaction]) -> None:
        """Count a step in: what it sent, and what of that changed users."""
        self.steps.append(seconds)
        of_effects = _units(effects)
        self.effects += of_effects
        self.checkpoints += _units(sent) - of_effects

    def speed(self, name: str) -> Measured:
        ours, bare = (sum(each) / len(self.slices) / SLICE for each in zip(*self.slices, strict=True))
        return Measured(
            name,
            f"{1 / ours:.0f} a second, bare {1 / bare:.0f}",
            bare / ours,
            0.7,
            f"the worker over boto3 sending the same transactions, {len(self.slices)} slices of {SLICE}",
            more_is_better=True,
        )

    def write_units(self, name: str, least: int) -> Measured:
        checkpoints = self.checkpoints / self.rows
        return Measured(
            name,
            f"{self.effects / self.rows:.2f} a user",
            self.effects / self.rows / least,
            1.0,
            f"over {least} for {least // 2} small items; checkpoints {checkpoints:.3f} a user more",
        )

    def growth(self, name: str) -> Measured:
        of_many, of_few = sum(self.steps) / self.rows, statistics.mean(self.few)
        return Measured(
            name,
            f"{of_many * 1000:.2f} ms a row, at {SLICE} {of_few * 1000:.2f}",
            of_many / of_few,
            1.1,
            f"whole requests, over {len(self.few)} of {SLICE} rows between its slices",
        )


def warm(ours: Tables, bare: BareLoop, of_few: Iterator[Job]) -> None:
    """Do requests of few, and the same by the bare loop, until it no longer gets faster."""
    for job in itertools.islice(of_few, WARMING):
        while not job.is_finished:
            ours.sent.clear()
            job.step()
            bare.send(bare.effects(ours.sent))


def in_turn(ours: Tables, bare: BareLoop, many: Job, of_few: Iterator[Job], every: int) -> Spent:
    """Do a request; after every so many of its slices the bare loop and a request of few take their turn."""
    sent, spent = ours.sent, Spent(many.rows)
    slices = 0
    while not many.is_finished:
        sent.clear()
        seconds = many.step()
        effects = bare.effects(sent)
        spent.add(seconds, sent, effects)
        slices += bool(effects)
        if effects and slices % every == 0:
            spent.slices.append((seconds, bare.send(effects)))
            job = next(of_few)
            spent.few.append(job.whole() / job.rows)
    return spent


def _units(transactions: list[Transaction]) -> int:
    return sum(units(item) for transaction in transactions for item in transaction)
