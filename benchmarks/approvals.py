"""What other people's agreement costs: write units, as DynamoDB Local consumes them.

A request is filed, agreed to, carried out and told of as in production. What each step sends is sent once
more, by boto3 alone, to other tables of the same template. A step of the worker that leaves the request
waiting for the same must not touch the indexes by which requests are found.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

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
from tests.store.calls import tables_of, units
from tests.tables import TableNames, create_tables

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


@dataclass
class _Spent:
    """What one transaction sent, and the units consumed by tables and by the indexes of requests."""

    items: Items
    consumed: float = 0.0
    by_indexes: float = field(default=0.0)

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
        self._ours, self._bare = create_tables(url), create_tables(url)
        self._client: Any = boto3.client("dynamodb", endpoint_url=url)
        names = self._ours.directory, self._ours.workflow, self._ours.audit
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
        params["ReturnConsumedCapacity"] = "INDEXES"
        self._sent.append(_Spent(params["TransactItems"]))

    def _add(self, parsed: dict[str, Any], **_: object) -> None:
        self._sent[-1].consumed, self._sent[-1].by_indexes = _consumed(parsed, self._ours)

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
        tables = sum(step.consumed - step.by_indexes for step in still)
        yield Measured(
            "a checkpoint, indexes",
            f"{sum(step.by_indexes for step in still):.0f} units in {len(still)}",
            sum(step.consumed for step in still) / tables,
            1.0,
            "with the indexes of requests over without, where it waits for the same",
        )

    def _compared(self, name: str, steps: list[_Spent]) -> Measured:
        """Compare with the same items sent by boto3, and reckon what these weigh."""
        bare = sum(self._send(step.items) for step in steps)
        reckoned = sum(units(item) for step in steps for item in step.items)
        items = sum(len(step.items) for step in steps)
        consumed = sum(step.consumed for step in steps)
        return Measured(
            f"{name}, write units",
            f"{reckoned} for {items} small items",
            max(consumed / bare, reckoned / (LEAST * items)),
            1.0,
            f"over {LEAST * items}; consumed, indexes too: {consumed:.0f}, by boto3 alone {bare:.0f}",
        )

    def _send(self, items: Items) -> float:
        own = dict(zip(_names(self._ours), _names(self._bare), strict=True))
        moved = [
            {kind: {**said, "TableName": own[said["TableName"]]} for kind, said in item.items()}
            for item in items
        ]
        answer = self._client.transact_write_items(TransactItems=moved, ReturnConsumedCapacity="INDEXES")
        return _consumed(answer, self._bare)[0]

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


def _names(names: TableNames) -> tuple[str, str, str]:
    return names.directory, names.workflow, names.audit


def _consumed(answer: dict[str, Any], names: TableNames) -> tuple[float, float]:
    """Add up what a transaction consumed, and of that what the indexes of requests did."""
    capacity = answer["ConsumedCapacity"]
    of_requests = [each for each in capacity if each["TableName"] == names.workflow]
    by_indexes = sum(
        index["CapacityUnits"]
        for each in of_requests
        for index in each.get("GlobalSecondaryIndexes", {}).values()
    )
    return sum(each["CapacityUnits"] for each in capacity), by_indexes
