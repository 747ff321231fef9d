"""What other people's agreement costs: write units, reckoned from the items written and their sizes.

A request is filed, agreed to, carried out and told of as in production. A transaction is charged two units
for each begun kilobyte of an item, before or after, whichever is larger; an index one for each begun kilobyte
of an entry that is put, changed or taken out ("DynamoDB read and write operations"). DynamoDB Local runs it,
and its own figures are of no use: it charges equal actions of a transaction once, and each twice as much. A
step of the worker that leaves the request waiting for the same must not touch the indexes by which requests
are found.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import boto3

from benchmarks.budget import Measured
from sandbox import dynamodb_local
from shared.domain.command import DeleteUsers
from shared.domain.request import Request
from shared.domain.staff import Role, Staff
from shared.operations.approval import approve
from shared.operations.asking import content_hash
from shared.operations.desk import Operation
from shared.operations.request import submit_many
from shared.operations.work import Worker
from shared.store import Patience, keys, open_store
from tests.builders import CONTOSO, a_customer, a_desk, a_staff_member, a_user, an_event
from tests.fakes_of_work import FakeFiles, FakeNews, FakeReporter, FakeRoster
from tests.staffing import register
from tests.store.calls import kilobytes, tables_of
from tests.tables import create_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

HELPDESK, APPROVER = "U0HELPDSK1", "U0ADMIN001"
LEAST = 2  # write units for an item of at most a kilobyte, in a transaction

Items = list[dict[str, Any]]


def measure() -> Iterator[Measured]:
    if reason := dynamodb_local.missing():
        print(f"approvals: not measured. {reason}")
        return
    with TemporaryDirectory() as folder, dynamodb_local.running(Path(folder)) as url:
        yield from _Story(url).measured()


class _Picture(NamedTuple):
    """The items that a transaction names, as they are at an instant, and all entries of indexes by place."""

    items: Items
    entries: dict[str, dict[str, Any]]


@dataclass
class _Spent:
    """What one transaction sent, and the units that the tables and the indexes of requests are charged."""

    items: Items
    by_tables: int = 0
    by_indexes: int = 0
    before: _Picture = field(default_factory=lambda: _Picture([], {}))

    @property
    def standing(self) -> str:
        """What the request waits for afterwards."""
        rows = [each["Put"]["Item"] for each in self.items if "Put" in each]
        return next((row["standing"]["S"] for row in rows if "standing" in row), "")

    @property
    def is_checkpoint(self) -> bool:
        """Whether it moves a request on, and does nothing else but note its outcomes."""
        rows = [each["Put"]["Item"]["sk"]["S"] for each in self.items if "Put" in each]
        return rows == [keys.REQUEST]


class _Story:
    """A helpdesk agent asks to delete a user, an admin agent agrees, and the worker does it."""

    def __init__(self, url: str) -> None:
        tables = create_tables(url)
        self._client: Any = boto3.client("dynamodb", endpoint_url=url)
        self._workflow = tables.workflow
        described = self._client.describe_table(TableName=tables.workflow)["Table"]
        self._indexes = {
            each["IndexName"]: [key["AttributeName"] for key in each["KeySchema"]]
            for each in described["GlobalSecondaryIndexes"]
        }
        names = tables.directory, tables.workflow, tables.audit
        store = open_store(*names, endpoint_url=url, patience=Patience(read=30, retry=30))
        self._sent: list[_Spent] = []
        self._desk = a_desk(
            store.directory,
            audit=store.audit,
            staff=store.staff,
            requests=store.requests,
            credentials=store.credentials,
        )
        store.directory.add_customer(a_customer(), an_event("add", target_id=CONTOSO))
        store.directory.add_user(a_user(), an_event("create"))
        for name, role in ((HELPDESK, Role.HELPDESK_AGENT), (APPROVER, Role.ADMIN_AGENT)):
            register(store.staff, a_staff_member(role, slack_user_id=name))
        events = tables_of(store).connection.client.meta.events
        events.register("provide-client-params.dynamodb.TransactWriteItems", self._note)
        events.register("after-call.dynamodb.TransactWriteItems", self._add)

    def _note(self, params: dict[str, Any], **_: object) -> None:
        items = params["TransactItems"]
        self._sent.append(_Spent(items, before=self._picture(items)))

    def _add(self, **_: object) -> None:
        spent = self._sent[-1]
        after = self._picture(spent.items)
        spent.by_tables = sum(
            LEAST * max(kilobytes(old), kilobytes(new), 1)
            for old, new in zip(spent.before.items, after.items, strict=True)
        )
        places = {*spent.before.entries, *after.entries}
        spent.by_indexes = sum(
            max(kilobytes(spent.before.entries.get(place, {})), kilobytes(after.entries.get(place, {})))
            for place in places
            if spent.before.entries.get(place) != after.entries.get(place)
        )

    def _picture(self, items: Items) -> _Picture:
        """Read what a transaction names, and the indexes of requests, which hold a few entries here."""
        entries = {}
        for name, attributes in self._indexes.items():
            for entry in self._client.scan(TableName=self._workflow, IndexName=name)["Items"]:
                place = {attribute: entry[attribute] for attribute in ("pk", "sk", *attributes)}
                entries[f"{name} {place}"] = entry
        return _Picture([self._stored(item) for item in items], entries)

    def _stored(self, item: dict[str, Any]) -> dict[str, Any]:
        ((_, said),) = item.items()
        named = said.get("Item") or said["Key"]
        key = {attribute: named[attribute] for attribute in ("pk", "sk")}
        answer = self._client.get_item(TableName=said["TableName"], Key=key, ConsistentRead=True)
        stored: dict[str, Any] = answer.get("Item", {})
        return stored

    def measured(self) -> Iterator[Measured]:
        filed = self._told(self._file())
        decided = self._told(self._decide())
        steps = self._work()
        yield self._compared("filing a request", filed)
        yield self._compared("agreeing to it", decided)
        checkpoints = [step for step in steps if step.is_checkpoint]
        yield self._compared("its checkpoints", checkpoints)
        still = [
            step
            for before, step in zip([decided[-1], *checkpoints], checkpoints, strict=False)
            if step.standing == before.standing
        ]
        by_tables, by_indexes = sum(each.by_tables for each in still), sum(each.by_indexes for each in still)
        yield Measured(
            "a checkpoint, indexes",
            f"{by_indexes} units in {len(still)}",
            (by_tables + by_indexes) / by_tables,
            1.0,
            "with the indexes of requests over without, where it waits for the same",
        )

    def _compared(self, name: str, steps: list[_Spent]) -> Measured:
        """Compare with as many items of at most a kilobyte."""
        items = sum(len(step.items) for step in steps)
        by_tables, by_indexes = sum(each.by_tables for each in steps), sum(each.by_indexes for each in steps)
        return Measured(
            f"{name}, write units",
            f"{by_tables} for {items} small items",
            by_tables / (LEAST * items),
            1.0,
            f"over {LEAST * items}; the indexes of requests take {by_indexes} more",
        )

    def _told(self, request: Request) -> list[_Spent]:
        """Take what was sent since the last time; the worker then tells everybody."""
        sent = list(self._sent)
        if request.is_pending:
            self._worker().carry_on(request.id, request.version, "benchmark")
        self._sent.clear()
        return sent

    def _file(self) -> Request:
        command = DeleteUsers(customer_id=CONTOSO, users=("nadia",))
        operation = Operation("V0123456789.3f0f8f6e0d6e4c8a", "benchmark")
        asked = submit_many(self._desk, command, self._staff(HELPDESK), operation, "en")
        if not isinstance(asked, Request):
            raise TypeError("nobody had to agree")
        self._id = asked.id
        return asked

    def _decide(self) -> Request:
        shown = content_hash(self._desk.requests.request(self._id))
        operation = Operation("V0123456789.4c8a3f0f8f6e0d6e", "benchmark")
        return approve(self._desk, self._staff(APPROVER), self._id, shown, operation)

    def _work(self) -> list[_Spent]:
        while not (request := self._desk.requests.request(self._id)).is_finished:
            self._worker().carry_on(request.id, request.version, "benchmark")
        return list(self._sent)

    def _worker(self) -> Worker:
        return Worker(
            desk=self._desk,
            reporter=FakeReporter(),
            files=FakeFiles(),
            roster=FakeRoster(),
            news=FakeNews(),
        )

    def _staff(self, slack_user_id: str) -> Staff:
        found = self._desk.find_staff(slack_user_id)
        if found is None:
            raise LookupError(slack_user_id)
        return found
