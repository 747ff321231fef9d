"""Very many people at once after few seats, on AWS's own engine: no seat is given twice, and none is lost."""

from __future__ import annotations

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.audit import ResourceType
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import ProblemCode
from shared.domain.subscription import Units
from shared.errors import BusyError
from shared.gateways.clock import SystemClock
from shared.operations.desk import Operation
from shared.operations.recording import recorded_licenses
from shared.operations.request import submit_many
from shared.ports import Cursor
from shared.store import Patience
from tests.builders import (
    CONTOSO,
    a_customer,
    a_desk,
    a_license_command,
    a_product,
    a_service_plan,
    a_staff_member,
    a_subscription,
    a_user,
    a_user_profile,
    an_event,
)
from tests.scale import at_scale
from tests.store.calls import tables_of
from tests.store.conftest import new_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from shared.domain.command import ChangeLicenses
    from shared.domain.user import User
    from shared.operations.desk import Desk
    from shared.store import Store

pytestmark = pytest.mark.dynamodb_local

THREADS = 64
SECONDS = at_scale(small=5, full=30)
PATIENCE = 60  # seconds more, on a machine so busy that nobody met yet
SEATS = {"sku-e1": 11, "sku-e3": 9, "sku-visio": 5}
# All of them, with the seats of three products and all who could hold one, are 99 items: what one
# TransactGetItems reads as of a single instant.
USER_IDS = [f"user-{number:02}" for number in range(24)]
GRACE = a_staff_member()


@pytest.fixture
def store(dynamodb_local: str) -> Store:
    """Contoso with twenty-five seats of three products, and twenty-four users without any."""
    store = new_store(dynamodb_local, Patience(connect=5, read=20, retry=1))
    store.directory.add_customer(a_customer(), an_event("add", target_id=CONTOSO))
    for sku_id, seats in SEATS.items():
        product = a_product(
            sku_id, sku_id, service_plans=[a_service_plan("a", "A"), a_service_plan("b", "B")]
        )
        store.directory.add_subscription(a_subscription(product, seats), an_event("buy", target_id=sku_id))
    for user_id in USER_IDS:
        user = a_user(user_id, a_user_profile(f"Person {user_id[-2:]}"))
        store.directory.add_user(user, an_event("create", target_id=user_id))
    return store


@pytest.fixture
def desk(store: Store) -> Desk:
    return a_desk(store.directory, audit=store.audit, clock=SystemClock(), requests=store.requests)


@dataclass(frozen=True)
class Instant:
    """Seats, users' licenses and holder items as they were together."""

    seats: Mapping[str, int]
    consumed: Mapping[str, int]
    licensed: Mapping[str, frozenset[str]]  # who holds each product, by what users say
    holders: Mapping[str, frozenset[str]]  # by the items of holders

    def check(self) -> None:
        assert {sku_id: len(users) for sku_id, users in self.licensed.items()} == self.consumed
        assert self.holders == self.licensed
        assert all(0 <= self.consumed[sku_id] <= self.seats[sku_id] for sku_id in self.seats)


class Watcher:
    """Reads everything as of one instant, again and again, in one transaction of DynamoDB's own."""

    def __init__(self, store: Store) -> None:
        self._client: Any = tables_of(store).connection.client
        self._table = tables_of(store).seats.Meta.table_name
        self.instants = 0

    def look(self) -> Instant | None:
        customer = f"CUSTOMER#{CONTOSO}"
        keys = [
            *[(customer, f"SKU#{sku_id}#SEATS") for sku_id in SEATS],
            *[(customer, f"USER#{user_id}") for user_id in USER_IDS],
            *[
                (f"HOLDERS#{CONTOSO}#{sku_id}", f"person {user_id[-2:]}\t{user_id}")
                for sku_id in SEATS
                for user_id in USER_IDS
            ],
        ]
        gets = [
            {"Get": {"TableName": self._table, "Key": {"pk": {"S": pk}, "sk": {"S": sk}}}} for pk, sk in keys
        ]
        try:
            answers = self._client.transact_get_items(TransactItems=gets)["Responses"]
        except self._client.exceptions.TransactionCanceledException:
            return None  # asked to come back, as any reader of what is being written
        items = {key: answer["Item"] for key, answer in zip(keys, answers, strict=True) if "Item" in answer}
        self.instants += 1
        seats = {sku_id: items[customer, f"SKU#{sku_id}#SEATS"] for sku_id in SEATS}
        return Instant(
            seats={sku_id: int(item["seats"]["N"]) for sku_id, item in seats.items()},
            consumed={sku_id: int(item["consumed"]["N"]) for sku_id, item in seats.items()},
            licensed={
                sku_id: frozenset(
                    user_id
                    for user_id in USER_IDS
                    if sku_id in items[customer, f"USER#{user_id}"]["licenses"]["M"]
                )
                for sku_id in SEATS
            },
            holders={
                sku_id: frozenset(
                    sk.rpartition("\t")[2] for pk, sk in items if pk == f"HOLDERS#{CONTOSO}#{sku_id}"
                )
                for sku_id in SEATS
            },
        )

    def watch(self, fight: Fight) -> None:
        while not fight.is_over:
            with fight.over_on_failure():
                if (instant := self.look()) is not None:
                    instant.check()


def watch_the_seats(store: Store, fight: Fight) -> int:
    """Read what people are shown of seats, as it is each time; tell how often."""
    times = 0
    while not fight.is_over:
        subscriptions = store.directory.subscriptions(CONTOSO)
        assert all(0 <= each.consumed <= each.units.total == SEATS[each.id] for each in subscriptions)
        times += 1
    return times


def a_wish(dice: random.Random) -> ChangeLicenses:
    """Want something of somebody, or of two: a license, another one instead, fewer services, or none."""
    user_ids = dice.sample(USER_IDS, dice.choice([1, 1, 1, 2]))
    one, other = dice.sample(sorted(SEATS), 2)
    changes: list[dict[str, Any]] = [
        {"assign": {one: None}},
        {"assign": {one: None, other: None}},
        {"assign": {one: None}, "remove": [other]},
        {"assign": {one: frozenset({dice.choice("ab")})}},
        {"remove": [one]},
        {"remove": sorted(SEATS)},
    ]
    return a_license_command(*user_ids, **dice.choice(changes))


@dataclass
class Fight:
    """When all stop: after some seconds, or on a busy machine when they met often enough to speak of it."""

    seconds: float
    has_met: Callable[[], bool]
    began: float = field(default_factory=time.monotonic)
    is_lost: bool = False

    @contextmanager
    def over_on_failure(self) -> Iterator[None]:
        """Let everybody stop where what is seen is wrong already."""
        try:
            yield
        except AssertionError:
            self.is_lost = True
            raise

    @property
    def is_over(self) -> bool:
        took = time.monotonic() - self.began
        return self.is_lost or took > self.seconds + PATIENCE or (took > self.seconds and self.has_met())


@dataclass
class Tally:
    """What the fighters were told."""

    told: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def hear(self, outcomes: tuple[Outcome, ...]) -> None:
        with self.lock:
            self._count(outcomes)

    def _count(self, outcomes: tuple[Outcome, ...]) -> None:
        for outcome in outcomes:
            if outcome.result is Result.REFUSED and outcome.reason is Reason.INVALID:
                assert {problem.code for problem in outcome.problems} == {ProblemCode.NO_SEAT}
                self.told["no seat"] += 1
            elif outcome.result is Result.REFUSED:
                assert outcome.reason is Reason.CHANGED_MEANWHILE
                self.told["changed meanwhile"] += 1
            else:
                self.told["repeat" if outcome.is_repeat else outcome.result.value] += 1


def fight_for_seats(desk: Desk, number: int, fight: Fight, tally: Tally) -> None:
    """Submit one wish after the other, every eighth click twice; hear nothing but what may be."""
    dice = random.Random(number)  # noqa: S311  not for secrets
    click = 0
    while not fight.is_over:
        click += 1
        command, operation = a_wish(dice), Operation(f"click-{number}-{click}", "first")
        first = submitted(desk, command, operation)
        if first is None:
            tally.told["busy"] += 1
            continue
        tally.hear(first)
        if click % 8 == 0:
            second = submitted(desk, command, replace(operation, correlation_id="second"))
            for before, after in zip(first, second or first, strict=True):
                if second and before.result is Result.DONE:
                    assert (after.result, after.is_repeat) == (Result.DONE, True)
                    tally.told["repeat"] += 1


def submitted(desk: Desk, command: ChangeLicenses, operation: Operation) -> tuple[Outcome, ...] | None:
    """Submit a wish; None where the answer was to come back, or time was up and the worker was asked."""
    try:
        outcomes = submit_many(desk, command, GRACE, operation, "en")
    except BusyError:
        return None
    return outcomes if isinstance(outcomes, tuple) else None


@pytest.mark.promise(9, 25)
def test_64_threads_fight_for_25_seats_of_three_products(store: Store, desk: Desk) -> None:
    watcher, tally = Watcher(store), Tally()
    told = tally.told

    def has_met() -> bool:
        return told["done"] >= 10 and min(told["no seat"], watcher.instants) >= 2

    fight = Fight(SECONDS, has_met)
    with ThreadPoolExecutor(THREADS + 2) as threads:
        watching = threads.submit(watcher.watch, fight)
        counting = threads.submit(watch_the_seats, store, fight)
        fighting = [threads.submit(fight_for_seats, desk, number, fight, tally) for number in range(THREADS)]
        watching.result()
        counting.result()
        for each in fighting:
            each.result()
    assert has_met(), f"that was no fight: {told}, {watcher.instants} instants seen"

    at_the_end = None
    while at_the_end is None:
        at_the_end = watcher.look()
    at_the_end.check()
    assert {sku_id: list_of_holders(store, sku_id) for sku_id in SEATS} == at_the_end.holders
    users = store.directory.users(CONTOSO, USER_IDS)
    changes = sum(user.version - 1 for user in users)
    events = list(license_events(store))
    assert len(events) == len(set(events)) == changes
    assert told["done"] <= changes  # more, where an answer was lost
    check_that_events_tell_how_it_came(store, users)


def list_of_holders(store: Store, sku_id: str) -> frozenset[str]:
    page = store.directory.list_holders(CONTOSO, sku_id, Cursor(), 100)
    assert page.after is None
    return frozenset(user.id for user in page.items)


def license_events(store: Store) -> Iterator[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """List all changes: of whom, by which click, from which licenses to which."""
    cursor = Cursor()
    while True:
        page = store.audit.events(CONTOSO, None, cursor, 500)
        for event in page.items:
            if event.resource_type is ResourceType.LICENSE:
                old, new = event.old_value["licenses"], event.new_value["licenses"]
                assert isinstance(old, list)
                assert isinstance(new, list)
                yield event.target_id, event.operation_id, tuple(old), tuple(new)
        if page.after is None:
            return
        cursor = Cursor(after=page.after)


def check_that_events_tell_how_it_came(store: Store, users: list[User]) -> None:
    """Each user's events are one way from no license to the licenses they have: none twice, none missing."""
    left: dict[str, Counter[tuple[str, ...]]] = {user.id: Counter() for user in users}
    reached: dict[str, Counter[tuple[str, ...]]] = {user.id: Counter() for user in users}
    for user_id, _, old, new in license_events(store):
        left[user_id][old] += 1
        reached[user_id][new] += 1
    for user in users:
        licenses = recorded_licenses(user.licenses)["licenses"]
        assert isinstance(licenses, list)
        left[user.id][tuple(licenses)] += 1
        reached[user.id][()] += 1
        assert left[user.id] == reached[user.id]


@pytest.mark.promise(9, 25)
def test_one_change_of_five_users_delivered_sixteen_times_at_once_is_made_once_for_each(
    store: Store, desk: Desk
) -> None:
    command = a_license_command(*USER_IDS[:5], assign={"sku-visio": None})

    def deliver(number: int) -> tuple[Outcome, ...] | None:
        return submitted(desk, command, Operation("click", f"delivery-{number}"))

    with ThreadPoolExecutor(16) as threads:
        answers = [answer for answer in threads.map(deliver, range(16)) if answer is not None]
    for outcomes in answers:
        assert [outcome.result for outcome in outcomes] == [Result.DONE] * 5
    firsts = [o.target_id for outcomes in answers for o in outcomes if not o.is_repeat]
    assert len(firsts) == len(set(firsts))
    assert submitted(desk, command, Operation("click", "at last")) is not None  # had they all been busy
    assert list_of_holders(store, "sku-visio") == set(USER_IDS[:5])
    assert [user.version for user in store.directory.users(CONTOSO, USER_IDS[:5])] == [2] * 5
    assert len(list(license_events(store))) == 5


@pytest.mark.promise(25)
def test_seats_bought_and_given_up_while_they_are_taken_are_counted_right(store: Store, desk: Desk) -> None:
    """The units of a subscription are changed again and again, while others take its seats and give back."""
    changes, tally = Counter[str](), Tally()
    fight = Fight(3, lambda: min(changes["units"], tally.told["done"]) >= 3)

    def change_units() -> None:
        while not fight.is_over:
            before = next(each for each in store.directory.subscriptions(CONTOSO) if each.id == "sku-e3")
            units = Units(active=(before.units.active + 5) % 11)
            after = replace(before, units=units, version=before.version + 1)
            event = an_event(f"units-{after.version}", target_id="sku-e3")
            try:
                assert store.directory.change_subscription(before, after, event) is None
            except BusyError:
                continue
            changes["units"] += 1

    with ThreadPoolExecutor(9) as threads:
        changing = threads.submit(change_units)
        fighting = [threads.submit(fight_for_seats, desk, number, fight, tally) for number in range(8)]
        for each in [changing, *fighting]:
            each.result()
    assert fight.has_met(), "nobody met"
    consumed = {each.id: each.consumed for each in store.directory.subscriptions(CONTOSO)}
    assert consumed == {sku_id: len(list_of_holders(store, sku_id)) for sku_id in SEATS}
    held = Counter(sku for user in store.directory.users(CONTOSO, USER_IDS) for sku in user.licenses)
    assert consumed == {sku_id: held[sku_id] for sku_id in SEATS}
