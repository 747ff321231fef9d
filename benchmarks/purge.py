"""The purge: what it reads follows what is due, not the users who are there; and how fast it goes.

A thousand users are due among 1,000, 10,000 and 100,000 who are not, on DynamoDB Local; the read units are
those that the engine tells. For the speed, the very TransactWriteItems that a purge sent are sent once more,
by a loop that does nothing else, to tables that are as the others were before: in turn, a hundred at a time.
"""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import boto3

from benchmarks.budget import Measured
from sandbox import dynamodb_local
from shared.domain.deletion import RESTORABLE_FOR
from shared.operations.purge import Purge, PurgeReport
from shared.store import Patience, Store, open_store
from tests.builders import (
    NOW,
    a_customer,
    a_customer_profile,
    a_deleted_user,
    a_user,
    a_user_profile,
    an_event,
)
from tests.fakes import FakeClock
from tests.store.calls import tables_of
from tests.store.crowd import fill_with_deleted, fill_with_users
from tests.tables import TableNames, create_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.deletion import DeletedUser
    from shared.domain.user import User

DUE = 1_000
LIVE = (1_000, 10_000, 100_000)
CUSTOMERS = [f"customer-{number}" for number in range(20)]
ONE = "customer-alone"  # its users are one shard's, and so purged by one thread, as the bare loop is one
TURNS, WARMING, A_TURN = 10, 3, 100  # Java compiles what it has done often
DELETED_LATELY = RESTORABLE_FOR - timedelta(days=1)

Transaction = list[dict[str, Any]]


def measure() -> Iterator[Measured]:
    if reason := dynamodb_local.missing():
        print(f"purge: not measured. {reason}")
        return
    with TemporaryDirectory() as folder, dynamodb_local.running(Path(folder)) as url:
        ours = _Tables(url)
        ours.fill_with_live(0, LIVE[0])
        yield _speed(ours, _BareLoop(url, ours))
        yield _reads(ours)


def _speed(ours: _Tables, bare: _BareLoop) -> Measured:
    spent = [(ours.purge_turn(turn), bare.send_again()) for turn in range(WARMING + TURNS)][WARMING:]
    of_ours, of_bare = (sum(each) / TURNS / A_TURN for each in zip(*spent, strict=True))
    return Measured(
        "purge, users",
        f"{1 / of_ours:.0f} a second, bare {1 / of_bare:.0f}",
        of_bare / of_ours,
        0.7,
        f"over boto3 sending the same transactions, {TURNS} times {A_TURN} users of one customer",
        more_is_better=True,
    )


def _reads(ours: _Tables) -> Measured:
    units: list[float] = []
    there = LIVE[0]
    for number, live in enumerate(LIVE):
        ours.fill_with_live(there, live)
        there = live
        ours.fill_with_due(number)
        units.append(ours.purge_and_count_reads())
    told = ", ".join(f"{live:,}: {each:.1f}" for live, each in zip(LIVE, units, strict=True))
    return Measured(
        "purge, read units",
        f"{units[-1] / DUE:.3f} a user",
        max(units) / min(units),
        1.05,
        f"{DUE:,} due, at most over at least; among live users, {told}",
    )


class _Tables:
    """Tables of their own, and a purge of them."""

    def __init__(self, url: str) -> None:
        self.names = create_tables(url)
        self.store = _opened(url, self.names)
        self.sent: list[Transaction] = []
        self._reads: list[float] = []
        self._listen()
        _prepare(self.store)

    def fill_with_live(self, first: int, end: int) -> None:
        """Put users who are not deleted, or who were deleted lately: one of every twenty."""
        fill_with_users(self.store, (_live(number) for number in range(first, end) if number % 20))
        lately = (_deleted(_live(number), DELETED_LATELY) for number in range(first, end, 20))
        fill_with_deleted(self.store, lately)

    def fill_with_due(self, number: int) -> None:
        """Put a thousand users who are due, of all customers."""
        due = range(number * DUE, (number + 1) * DUE)
        fill_with_deleted(self.store, (_deleted(_due(each, CUSTOMERS[each % 20])) for each in due))

    def purge_and_count_reads(self) -> float:
        """Purge who is due; tell the read units of all that was read."""
        self._reads.clear()
        _check(self._purge(RESTORABLE_FOR), DUE)
        return sum(self._reads)

    def purge_turn(self, turn: int) -> float:
        """Purge a hundred users of one customer; tell how many seconds that took."""
        self.sent.clear()
        started = time.perf_counter()
        report = self._purge(_turn(turn))
        seconds = time.perf_counter() - started
        _check(report, A_TURN)
        return seconds

    def _purge(self, after: timedelta) -> PurgeReport:
        return Purge(
            directory=self.store.directory,
            clock=FakeClock(NOW + after),
            has_time=lambda: True,
            fault=_fault,
            correlation_id="benchmark",
        ).run()

    def _listen(self) -> None:
        client: Any = tables_of(self.store).connection.client
        events = client.meta.events

        def ask(params: dict[str, Any], **_: object) -> dict[str, Any]:
            return {**params, "ReturnConsumedCapacity": "TOTAL"}

        def note_reads(parsed: dict[str, Any], **_: object) -> None:
            consumed = parsed["ConsumedCapacity"]
            for each in consumed if isinstance(consumed, list) else [consumed]:
                self._reads.append(each["CapacityUnits"])

        def note_transaction(params: dict[str, Any], **_: object) -> None:
            self.sent.append(params["TransactItems"])

        for operation in ("GetItem", "BatchGetItem", "Query"):
            events.register(f"provide-client-params.dynamodb.{operation}", ask)
            events.register(f"after-call.dynamodb.{operation}", note_reads)
        events.register("provide-client-params.dynamodb.TransactWriteItems", note_transaction)


class _BareLoop:
    """The shortest way to write these items: a boto3 client, and what it is to send ready made."""

    def __init__(self, url: str, ours: _Tables) -> None:
        self._client: Any = boto3.client("dynamodb", endpoint_url=url)
        own = create_tables(url)
        _prepare(_opened(url, own))
        self._own = {ours.names.directory: own.directory, ours.names.audit: own.audit}
        self._sent = ours.sent

    def send_again(self) -> float:
        """Send what ours sent, to its own tables; tell how many seconds that took."""
        transactions = [
            [
                {
                    kind: {**arguments, "TableName": self._own[arguments["TableName"]]}
                    for kind, arguments in item.items()
                }
                for item in transaction
            ]
            for transaction in self._sent
        ]
        started = time.perf_counter()
        for transaction in transactions:
            self._client.transact_write_items(TransactItems=transaction)
        return time.perf_counter() - started


def _opened(url: str, names: TableNames) -> Store:
    patience = Patience(read=30, retry=30)
    return open_store(names.directory, names.workflow, names.audit, endpoint_url=url, patience=patience)


def _prepare(store: Store) -> None:
    """Add the customers, and who is purged in turns."""
    for customer_id in (*CUSTOMERS, ONE):
        customer = a_customer(customer_id, a_customer_profile(customer_id, (f"{customer_id}.example",)))
        store.directory.add_customer(customer, an_event(f"add-{customer_id}", target_id=customer_id))
    for turn in range(WARMING + TURNS):
        due = range(100_000 + turn * A_TURN, 100_000 + (turn + 1) * A_TURN)
        fill_with_deleted(store, (_deleted(_due(each, ONE), _turn(turn) - RESTORABLE_FOR) for each in due))


def _turn(turn: int) -> timedelta:
    """When a turn's users are due: before all others, one turn after the other."""
    return timedelta(hours=turn - 100)


def _live(number: int) -> User:
    return _user(
        f"0b6f0f3e-5c1f-5b0a-9d53-{number:012}", f"Person{number:06} Example", CUSTOMERS[number % 20]
    )


def _due(number: int, customer_id: str) -> User:
    return _user(f"5d0c2b1a-7e4d-5f2b-8c61-{number:012}", f"Former{number:06} Example", customer_id)


def _user(user_id: str, name: str, customer_id: str) -> User:
    """Make a user with a long id, as the product makes them."""
    return a_user(user_id, a_user_profile(name, domain=f"{customer_id}.example"), customer_id=customer_id)


def _deleted(user: User, after: timedelta = timedelta()) -> DeletedUser:
    return a_deleted_user(user, at=NOW + after)


def _check(report: PurgeReport, purged: int) -> None:
    if report != PurgeReport(purged=purged):
        raise RuntimeError(f"not everybody was purged: {report}")


def _fault(deleted: DeletedUser, error: Exception) -> None:
    raise RuntimeError(f"{deleted.id} was not purged") from error
