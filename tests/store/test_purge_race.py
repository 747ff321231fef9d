"""Restore and purge, raced for thousands of users around the instant of their 30 days, on AWS's own engine.

Eight customers, one in each shard of the index of who is due. Of each, the purge goes through the users in
the order in which they are due, and so does somebody who restores them: both wait for each other just before
they write, having read and decided, and then write at once.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.audit import OperationType, ResourceType
from shared.domain.command import RestoreUsers
from shared.domain.deletion import RESTORABLE_FOR
from shared.domain.outcome import Reason, Result
from shared.domain.problem import ProblemCode
from shared.domain.user import UserCounts
from shared.operations.desk import Act, Operation
from shared.operations.purge import Purge
from shared.operations.restoration import Restorer
from shared.ports import SHARDS, Cursor, shard_of
from shared.store import keys
from shared.store.directory import DirectoryTable
from tests.builders import (
    NOW,
    a_customer,
    a_customer_profile,
    a_deleted_user,
    a_desk,
    a_product,
    a_staff_member,
    a_subscription,
    a_user,
    a_user_profile,
    an_event,
)
from tests.fakes import FakeClock
from tests.scale import at_scale
from tests.store.calls import tables_of
from tests.store.conftest import PATIENT, new_store
from tests.store.crowd import fill_with_deleted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.audit import AuditEvent
    from shared.domain.deletion import DeletedUser
    from shared.domain.outcome import Outcome
    from shared.domain.user import User
    from shared.store import Store

pytestmark = pytest.mark.dynamodb_local

RACES = at_scale(small=1_000, full=10_000)
OF_EACH_CUSTOMER = RACES // SHARDS
AT_A_TIME = 50  # restored by one click
SEATS = {"sku-e3": OF_EACH_CUSTOMER, "sku-f1": OF_EACH_CUSTOMER * 6 // 125}  # enough for everyone, and not
DUE = NOW + RESTORABLE_FOR
TICK = timedelta(microseconds=1)
HEAD_START = 0.004  # seconds: either side has some, by lot, for neither is to win always
PATIENCE = 60
GRACE = a_staff_member()


def customers() -> list[str]:
    """Name a customer for each shard."""
    found: dict[int, str] = {}
    for number in count():
        found.setdefault(shard_of(f"customer-{number}"), f"customer-{number}")
        if len(found) == SHARDS:
            return [found[shard] for shard in range(SHARDS)]
    raise AssertionError


CUSTOMERS = customers()


@dataclass
class Race:
    """Where two meet who are after the same user, and when each of them wrote."""

    start: Barrier = field(default_factory=lambda: Barrier(2))
    runs: dict[str, tuple[float, float]] = field(default_factory=dict)

    @contextmanager
    def run(self, runner: str, head_start: float) -> Iterator[None]:
        """Write; the first time, together with the other one."""
        if runner in self.runs:
            yield  # a second try, without the license that somebody else got
            return
        self.start.wait(PATIENCE)
        time.sleep(head_start)
        started = time.monotonic()
        try:
            yield
        finally:
            self.runs[runner] = started, time.monotonic()

    @property
    def is_overlap(self) -> bool:
        """Whether the two wrote at the same time, if only for a moment."""
        (one_began, one_ended), (other_began, other_ended) = self.runs.values()
        return max(one_began, other_began) < min(one_ended, other_ended)


class RacedDirectory(DirectoryTable):
    """The directory, in which whoever purges or restores a user waits for the other one."""

    def __init__(self, store: Store, races: dict[str, Race]) -> None:
        super().__init__(tables_of(store))
        self._races = races
        self._dice = random.Random(4)  # noqa: S311  not for secrets

    def purge_user(self, deleted: DeletedUser, event: AuditEvent) -> AuditEvent | None:
        with self._races[deleted.id].run("purge", self._dice.uniform(0, HEAD_START)):
            return super().purge_user(deleted, event)

    def restore_user(self, deleted: DeletedUser, after: User, event: AuditEvent) -> AuditEvent | None:
        with self._races[deleted.id].run("restore", self._dice.uniform(0, HEAD_START)):
            return super().restore_user(deleted, after, event)


@pytest.fixture
def store(dynamodb_local: str) -> Store:
    """Eight customers, all of whose users were deleted at one instant."""
    store = new_store(dynamodb_local, replace(PATIENT, retry=30))
    for customer_id in CUSTOMERS:
        profile = a_customer_profile(customer_id, (f"{customer_id}.example",))
        store.directory.add_customer(a_customer(customer_id, profile), an_event("add", target_id=customer_id))
        for sku_id, seats in SEATS.items():
            subscription = a_subscription(a_product(sku_id), seats, customer_id=customer_id)
            event = an_event(f"buy-{customer_id}", target_id=sku_id)
            store.directory.add_subscription(subscription, event)
        fill_with_deleted(store, deleted_users(customer_id))
    return store


def user_ids(customer_id: str) -> list[str]:
    return [f"{customer_id}-user-{number:04}" for number in range(OF_EACH_CUSTOMER)]


def had(user_id: str) -> list[str]:
    """Name the licenses that a user had: every third one none, every third one both."""
    return sorted(SEATS)[: int(user_id[-4:]) % 3]


def deleted_users(customer_id: str) -> Iterator[DeletedUser]:
    for number, user_id in enumerate(user_ids(customer_id)):
        profile = a_user_profile(f"Person {number:04}", domain=f"{customer_id}.example")
        licenses = dict.fromkeys(had(user_id), frozenset[str]())
        yield a_deleted_user(a_user(user_id, profile, customer_id=customer_id, licenses=licenses))


@dataclass
class Office:
    """Who purges at the very instant, and who restores a microsecond before it."""

    store: Store
    races: dict[str, Race]
    faults: list[Exception] = field(default_factory=list)

    @property
    def purge(self) -> Purge:
        return Purge(
            directory=RacedDirectory(self.store, self.races),
            clock=FakeClock(DUE),
            has_time=lambda: True,
            fault=lambda _, error: self.faults.append(error),
            correlation_id="tick-1",
        )

    def restore_everyone(self, customer_id: str) -> list[Outcome]:
        """Restore all users of a customer, some with each click, as they are due."""
        desk = a_desk(
            RacedDirectory(self.store, self.races), audit=self.store.audit, clock=FakeClock(DUE - TICK)
        )
        outcomes: list[Outcome] = []
        everyone = user_ids(customer_id)
        for first in range(0, len(everyone), AT_A_TIME):
            some = everyone[first : first + AT_A_TIME]
            command = RestoreUsers(customer_id=customer_id, users=tuple(some))
            operation = Operation(f"click-{customer_id}-{first}", "delivery-1")
            act = Act(actor=GRACE, operation=operation, at=desk.clock.now())
            restorer = Restorer(command, some, desk, act)
            outcomes += [restorer.change(user_id) for user_id in restorer.in_order(some)]
        return outcomes


@pytest.mark.promise(18)
@pytest.mark.timeout(900)
def test_users_restored_while_they_are_purged_are_each_either_whole(store: Store) -> None:
    races = {user_id: Race() for customer_id in CUSTOMERS for user_id in user_ids(customer_id)}
    office = Office(store, races)
    with ThreadPoolExecutor(SHARDS + 1) as threads:
        purging = threads.submit(office.purge.run)
        restoring = [threads.submit(office.restore_everyone, customer_id) for customer_id in CUSTOMERS]
        outcomes = {outcome.target_id: outcome for customer in restoring for outcome in customer.result()}
        report = purging.result()

    assert office.faults == []
    assert (report.purged + report.spared, report.failed, report.left) == (RACES, 0, 0)
    restored = {user_id for user_id, outcome in outcomes.items() if outcome.result is Result.DONE}
    refused = [outcome for outcome in outcomes.values() if outcome.result is not Result.DONE]
    assert {(each.result, each.reason) for each in refused} == {(Result.REFUSED, Reason.GONE)}
    assert (len(restored), len(refused)) == (report.spared, report.purged)
    assert min(report.spared, report.purged) >= RACES // 20, f"that was no race: {report}"
    assert any(outcome.problems for outcome in outcomes.values()), "nobody had to do without"
    overlaps = sum(race.is_overlap for race in races.values())
    assert overlaps > RACES // 2, f"only {overlaps} met"
    for customer_id in CUSTOMERS:
        check_that_each_is_either_whole(store, customer_id, outcomes)
        check_that_the_trail_tells(store, customer_id, restored)
        assert store.directory.list_deleted(customer_id, Cursor(), 10).items == []
    assert [store.directory.count_due(shard, DUE) for shard in range(SHARDS)] == [0] * SHARDS


def check_that_each_is_either_whole(store: Store, customer_id: str, outcomes: dict[str, Outcome]) -> None:
    """What is kept of a customer's users is all of whoever came back, and nothing of anybody else."""
    users = {keys.user_id(sk): item for sk, item in items_of(store, f"CUSTOMER#{customer_id}", "USER#")}
    names = {item["user_id"]["S"]: sk for sk, item in items_of(store, f"CUSTOMER#{customer_id}", "UPN#")}
    holders = {
        sku_id: {keys.identifier(sk) for sk, _ in items_of(store, keys.holders(customer_id, sku_id), "")}
        for sku_id in SEATS
    }
    back = {each for each in user_ids(customer_id) if outcomes[each].result is Result.DONE}
    assert set(users) == set(names) == back
    assert not any("deleted_at" in item or "due_key" in item for item in users.values())
    assert all(names[each].endswith(f"@{customer_id}.example") for each in back)
    assert items_of(store, f"CUSTOMER#{customer_id}", "FORMER#") == []

    licenses = {user_id: set(item["licenses"]["M"]) for user_id, item in users.items()}
    for user_id in back:
        outcome = outcomes[user_id]
        assert set(outcome.regained) == licenses[user_id]
        missing = {problem.field for problem in outcome.problems}
        assert missing <= {"sku-f1"}
        assert {problem.code for problem in outcome.problems} <= {ProblemCode.NO_SEAT}
        assert licenses[user_id] | missing == set(had(user_id))
    assert holders == {sku: {each for each in back if sku in licenses[each]} for sku in SEATS}
    consumed = {each.id: each.consumed for each in store.directory.subscriptions(customer_id)}
    assert consumed == {sku_id: len(who) for sku_id, who in holders.items()}
    unlicensed = sum(not each for each in licenses.values())
    assert store.directory.count_users(customer_id) == UserCounts(len(back), 0, unlicensed, 0)
    domain = tables_of(store).domains.get(f"DOMAIN#{customer_id}.example", "DOMAIN", consistent_read=True)
    assert domain.users == len(back)


def check_that_the_trail_tells(store: Store, customer_id: str, restored: set[str]) -> None:
    """There is one event about each user, and it says which of the two it was."""
    told: Counter[tuple[str, bool]] = Counter()
    cursor = Cursor()
    while True:
        page = store.audit.events(customer_id, None, cursor, 500)
        for event in page.items:
            if event.resource_type is ResourceType.CUSTOMER_USER:
                is_restored = event.operation_types[0] is OperationType.RESTORE_CUSTOMER_USER
                assert is_restored or event.operation_types == (OperationType.PURGE_CUSTOMER_USER,)
                told[event.target_id, is_restored] += 1
        if page.after is None:
            break
        cursor = Cursor(after=page.after)
    assert told == Counter((user_id, user_id in restored) for user_id in user_ids(customer_id))


def items_of(store: Store, partition: str, beginning: str) -> list[tuple[str, dict[str, Any]]]:
    """List the items of a partition, with their sort keys, as they are this instant."""
    tables = tables_of(store)
    client: Any = tables.connection.client
    condition, values = "pk = :pk", {":pk": {"S": partition}}
    if beginning:
        condition += " AND begins_with(sk, :sk)"
        values[":sk"] = {"S": beginning}
    pages = client.get_paginator("query").paginate(
        TableName=tables.users.Meta.table_name,
        KeyConditionExpression=condition,
        ExpressionAttributeValues=values,
        ConsistentRead=True,
    )
    return [(item["sk"]["S"], item) for page in pages for item in page["Items"]]
