"""Hypothesis changes licenses, seats and users in any order, and compares every answer with a plain model's.

The model knows no versions, counters, holder items or transactions: only who holds what, and how many seats
there are. In two thousand random histories on the fake, and in some on AWS's own engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import product as combinations
from typing import TYPE_CHECKING, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from shared.domain.audit import ResourceType
from shared.domain.collation import sort_key
from shared.domain.command import ChangeLicenses, ChangeSubscription, CreateUser, EditUser
from shared.domain.license import LicenseChange
from shared.domain.outcome import Reason, Result
from shared.domain.problem import ProblemCode
from shared.domain.subscription import TargetType, Units
from shared.domain.user import UserCounts
from shared.errors import InvalidInputError
from shared.operations.desk import Operation
from shared.operations.request import submit_many
from shared.policy.matrix import default_matrix
from shared.ports import Cursor
from tests.builders import (
    a_customer,
    a_customer_profile,
    a_desk,
    a_product,
    a_service_plan,
    a_staff_member,
    a_subscription,
    a_user_profile,
    an_event,
)
from tests.scale import at_scale
from tests.store.conftest import new_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shared.domain.outcome import Outcome
    from shared.operations.desk import Desk

GRACE = a_staff_member()
MATRIX = default_matrix()  # read once, not in each history
HISTORIES = at_scale(small=600, full=2_000)

# What Contoso subscribes to. A user may have SharePoint of one plan, not of both.
E1, E3, VISIO, WHOLE_TENANT = "sku-e1", "sku-e3", "sku-visio", "sku-tenant"
SHAREPOINT = {E1: "sp1", E3: "sp2"}
PLANS = {E1: {"sp1", "forms1"}, E3: {"sp2", "forms2"}, VISIO: set[str]()}
PRODUCTS = {
    E1: a_product(
        E1,
        "Office 365 E1",
        service_plans=[
            a_service_plan("sp1", "SHAREPOINTSTANDARD"),
            a_service_plan("forms1", "FORMS_PLAN_E1"),
        ],
    ),
    E3: a_product(
        E3,
        "Office 365 E3",
        service_plans=[
            a_service_plan("sp2", "SHAREPOINTENTERPRISE"),
            a_service_plan("forms2", "FORMS_PLAN_E3"),
        ],
    ),
    VISIO: a_product(VISIO, "Visio"),
    WHOLE_TENANT: a_product(WHOLE_TENANT, "For everyone", target_type=TargetType.TENANT),
}

_all_on = frozenset[str]()
_ASSIGN: list[dict[str, frozenset[str] | None]] = [
    {},
    {E1: None},
    {E1: _all_on},
    {E1: frozenset({"sp1"})},
    {E1: frozenset({"sp1", "forms1"})},
    {E3: None},
    {E3: frozenset({"sp2"})},
    {E1: None, E3: None},
    {E1: None, E3: frozenset({"sp2"})},
    {VISIO: None},
    {E1: None, VISIO: None},
    {E3: None, VISIO: _all_on},
    {WHOLE_TENANT: None},
]
_REMOVE = [set[str](), {E1}, {E3}, {VISIO}, {E1, E3}, {E1, E3, VISIO}]
CHANGES = [
    LicenseChange(assign=assign, remove=frozenset(remove), sets_usage_location=sets)
    for assign, remove, sets in combinations(_ASSIGN, _REMOVE, [False, True])
]
NAMES = ["Zoë Mensah", "zoe mensah", "Bram de Vries", "Aaliyah", "Ådne Berg"]
SOME_USERS = [(0,), (1,), (2,), (3,), (0, 1), (3, 2, 1), (0, 1, 2, 3), (2, 99)]  # nobody is the 99th

some_users = st.sampled_from(SOME_USERS)
changes = st.sampled_from(CHANGES)
names = st.sampled_from(NAMES)
sku_sets = st.sampled_from(
    [frozenset(each) for each in ([], [E1], [E3], [E1, E3], [VISIO, E3], [WHOLE_TENANT])]
)
skus = st.sampled_from([E1, E3, VISIO])
few = st.integers(0, 3)
some_seats = st.integers(0, 4)


@dataclass
class Person:
    """What the model knows of a user."""

    name: str
    has_location: bool
    licenses: dict[str, frozenset[str]] = field(default_factory=dict)
    version: int = 1


@dataclass
class Deleted:
    """What the model knows of a deleted user."""

    person: Person
    at: datetime


class LicenseMachine(RuleBasedStateMachine):
    """Drives the operations of a desk."""

    new_desk: Callable[[], Desk]
    runs: ClassVar[int]

    def __init__(self) -> None:
        super().__init__()
        type(self).runs += 1
        self.desk = type(self).new_desk()
        self.name = f"contoso{self.runs}"  # another customer in each history: tables may be the same ones
        self.people: dict[str, Person] = {}
        self.deleted: dict[str, Deleted] = {}  # nobody, here
        self.seats: dict[str, int] = {}
        self.versions = dict.fromkeys(PRODUCTS, 1)
        self.clicks = 0
        self.delivered: list[tuple[ChangeLicenses, Operation, set[str]]] = []
        self.events = 0

    @initialize(seats=st.tuples(some_seats, some_seats, some_seats))
    def begin(self, seats: tuple[int, int, int]) -> None:
        directory = self.desk.directory
        profile = a_customer_profile(domains=(f"{self.name}.example",))
        event = an_event(f"{self.name}.add", customer_id=self.name, target_id=self.name)
        directory.add_customer(a_customer(self.name, profile), event)
        self.seats = {**dict(zip((E1, E3, VISIO), seats, strict=True)), WHOLE_TENANT: 1}
        for sku_id, product in PRODUCTS.items():
            subscription = a_subscription(product, self.seats[sku_id], customer_id=self.name)
            event = an_event(f"{self.name}.buy", customer_id=self.name, target_id=sku_id)
            directory.add_subscription(subscription, event)
        for number in range(3):
            self.create_user(NAMES[number], frozenset(), has_location=number != 1)

    # ---- what people do --------------------------------------------------------------------------

    @rule(users=some_users, sku_id=skus, sets_usage_location=st.booleans())
    def assign(self, users: tuple[int, ...], sku_id: str, sets_usage_location: bool) -> None:
        self.change(users, LicenseChange(assign={sku_id: None}, sets_usage_location=sets_usage_location))

    @rule(users=some_users, gone=skus, gained=skus)
    def swap(self, users: tuple[int, ...], gone: str, gained: str) -> None:
        self.change(users, LicenseChange(assign={gained: frozenset()}, remove=frozenset({gone})))

    @rule(users=some_users, sku_id=skus)
    def remove(self, users: tuple[int, ...], sku_id: str) -> None:
        self.change(users, LicenseChange(remove=frozenset({sku_id})))

    @rule(users=some_users, sku_id=st.sampled_from([E1, E3]), is_off=st.booleans())
    def switch_sharepoint(self, users: tuple[int, ...], sku_id: str, is_off: bool) -> None:
        plans = frozenset({SHAREPOINT[sku_id]} if is_off else ())
        self.change(users, LicenseChange(assign={sku_id: plans}))

    @rule(users=some_users, change=changes)
    def change(self, users: tuple[int, ...], change: LicenseChange) -> None:
        command = ChangeLicenses(customer_id=self.name, users=self.chosen(users), change=change)
        operation, done = self._click(), set[str]()
        if self._deliver(command, operation, done):
            self.delivered.append((command, operation, done))

    @rule(which=st.integers(0, 9))
    def deliver_an_earlier_change_again(self, which: int) -> None:
        if self.delivered:
            command, operation, done = self.delivered[which % len(self.delivered)]
            assert self._deliver(command, replace(operation, correlation_id="second"), done)

    @rule(sku_id=skus, seats=some_seats)
    def change_seats(self, sku_id: str, seats: int) -> None:
        command = ChangeSubscription(
            customer_id=self.name,
            version=self.versions[sku_id],
            product=PRODUCTS[sku_id],
            units=Units(active=seats),
        )
        outcome = self.desk.submit(command, GRACE, self._click())
        is_same = self.seats[sku_id] == seats
        assert outcome.result is (Result.UNCHANGED if is_same else Result.DONE)
        if not is_same:
            self.seats[sku_id] = seats
            self.versions[sku_id] += 1

    @rule(sku_id=skus, seats=few)
    def change_seats_of_an_older_version(self, sku_id: str, seats: int) -> None:
        command = ChangeSubscription(
            customer_id=self.name, version=0, product=PRODUCTS[sku_id], units=Units(active=seats)
        )
        outcome = self.desk.submit(command, GRACE, self._click())
        assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.CHANGED_MEANWHILE)

    @rule(name=names, sku_ids=sku_sets, has_location=st.booleans())
    def create_user(self, name: str, sku_ids: frozenset[str], has_location: bool) -> None:
        profile = a_user_profile(
            name,
            user_name=f"user{self.clicks}",
            domain=f"{self.name}.example",
            usage_location="GB" if has_location else "",
        )
        command = CreateUser(customer_id=self.name, profile=profile, sku_ids=sku_ids)
        outcome = self.desk.submit(command, GRACE, self._click())
        expected = set()
        if sku_ids and not has_location:
            expected.add(ProblemCode.USAGE_LOCATION_MISSING)
        if WHOLE_TENANT in sku_ids:
            expected.add(ProblemCode.PRODUCT_FOR_TENANT)
        if {E1, E3} <= sku_ids:
            expected.add(ProblemCode.PLANS_EXCLUSIVE)
        if not expected and any(self._free(sku_id) <= 0 for sku_id in sku_ids):
            expected.add(ProblemCode.NO_SEAT)
        assert codes(outcome) == expected
        if not expected:
            licenses = dict.fromkeys(sku_ids, frozenset[str]())
            self.people[outcome.target_id] = Person(name, has_location, licenses)

    @rule(which=few, name=names, has_location=st.booleans())
    def edit_user(self, which: int, name: str, has_location: bool) -> None:
        if not self.people:
            return
        user_id = list(self.people)[which % len(self.people)]
        person = self.people[user_id]
        before = self.desk.directory.user(self.name, user_id).profile
        profile = replace(before, display_name=name, usage_location="GB" if has_location else "")
        command = EditUser(customer_id=self.name, user_id=user_id, version=person.version, profile=profile)
        outcome = self.desk.submit(command, GRACE, self._click())
        if (name, has_location) == (person.name, person.has_location):
            assert outcome.result is Result.UNCHANGED
        elif person.licenses and not has_location:
            assert codes(outcome) == {ProblemCode.USAGE_LOCATION_MISSING}
        else:
            assert outcome.result is Result.DONE
            person.name, person.has_location = name, has_location
            person.version += 1

    # ---- what people see -------------------------------------------------------------------------

    @rule(sku_id=skus)
    def see_who_holds(self, sku_id: str) -> None:
        page = self.desk.directory.list_holders(self.name, sku_id, Cursor(), 100)
        holders = sorted(self._holders(sku_id), key=lambda each: sort_key(self.people[each].name, each))
        assert [user.id for user in page.items] == holders

    @invariant()
    def everything_is_as_the_model_has_it(self) -> None:
        if not self.seats:
            return
        directory = self.desk.directory
        subscriptions = {each.id: each for each in directory.subscriptions(self.name)}
        for sku_id, seats in self.seats.items():
            assert subscriptions[sku_id].units.total == seats
            assert subscriptions[sku_id].available == self._free(sku_id)
            assert subscriptions[sku_id].version == self.versions[sku_id]
        users = {user.id: user for user in directory.users(self.name, list(self.people))}
        for user_id, person in self.people.items():
            user = users[user_id]
            assert (user.licenses, user.version) == (person.licenses, person.version)
            assert (user.profile.display_name, bool(user.profile.usage_location)) == (
                person.name,
                person.has_location,
            )
        unlicensed = sum(not person.licenses for person in self.people.values())
        assert directory.count_users(self.name) == UserCounts(
            len(self.people), 0, unlicensed, len(self.deleted)
        )

    def teardown(self) -> None:
        for sku_id in self.seats:
            self.see_who_holds(sku_id)
        events = self.desk.audit.events(self.name, None, Cursor(), 1000).items
        recorded = [event for event in events if event.resource_type is ResourceType.LICENSE]
        assert len(recorded) == self.events

    def chosen(self, users: tuple[int, ...], *, is_deleted_first: bool = False) -> tuple[str, ...]:
        """Name some users, each once: active ones, deleted ones, and nobody."""
        known = [*self.deleted, *self.people] if is_deleted_first else [*self.people, *self.deleted]
        chosen = [known[each % len(known)] if known and each < 99 else "nobody" for each in users]
        return tuple(dict.fromkeys(chosen))

    # ---- the model -------------------------------------------------------------------------------

    def _click(self) -> Operation:
        self.clicks += 1
        return Operation(f"{self.name}.{self.clicks}", "first")

    def _free(self, sku_id: str) -> int:
        return self.seats[sku_id] - len(self._holders(sku_id))

    def _holders(self, sku_id: str) -> list[str]:
        return [user_id for user_id, person in self.people.items() if sku_id in person.licenses]

    def _deliver(self, command: ChangeLicenses, operation: Operation, done: set[str]) -> bool:
        """Submit a change, for whose ``done`` users it was made before; tell whether it was taken up."""
        if expected := self._wrong_for_everyone(command.change):
            with pytest.raises(InvalidInputError) as refused:
                submit_many(self.desk, command, GRACE, operation, "en")
            assert {problem.code for problem in refused.value.problems} == expected
            return False
        outcomes = submit_many(self.desk, command, GRACE, operation, "en")
        assert isinstance(outcomes, tuple)
        assert tuple(outcome.target_id for outcome in outcomes) == command.users
        for outcome in outcomes:
            self._compare(outcome, command.change, done)
        return True

    def _wrong_for_everyone(self, change: LicenseChange) -> set[ProblemCode]:
        if not change.assign and not change.remove:
            return {ProblemCode.NOTHING_CHOSEN}
        wrong = set()
        if WHOLE_TENANT in change.assign:
            wrong.add(ProblemCode.PRODUCT_FOR_TENANT)
        if any(plans and plans == PLANS[sku_id] for sku_id, plans in change.assign.items()):
            wrong.add(ProblemCode.NO_PLAN_LEFT)
        if clashes({sku_id: plans or frozenset() for sku_id, plans in change.assign.items()}):
            wrong.add(ProblemCode.PLANS_EXCLUSIVE)
        return wrong

    def _compare(self, outcome: Outcome, change: LicenseChange, done: set[str]) -> None:
        person = self.people.get(outcome.target_id)
        if person is None:
            assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.GONE)
            return
        if outcome.target_id in done:
            assert (outcome.result, outcome.is_repeat) == (Result.DONE, True)
            return
        after = {sku_id: plans for sku_id, plans in person.licenses.items() if sku_id not in change.remove}
        for sku_id, plans in change.assign.items():
            after[sku_id] = after.get(sku_id, frozenset()) if plans is None else plans
        gained = after.keys() - person.licenses.keys()
        has_location = person.has_location or bool(gained and change.sets_usage_location)
        if after == person.licenses:
            assert (outcome.result, outcome.is_repeat) == (Result.UNCHANGED, False)
            return
        wrong = set()
        if clashes(after):
            wrong.add(ProblemCode.PLANS_EXCLUSIVE)
        if gained and not has_location:
            wrong.add(ProblemCode.USAGE_LOCATION_MISSING)
        if not wrong and any(self._free(sku_id) <= 0 for sku_id in gained):
            wrong.add(ProblemCode.NO_SEAT)
        assert codes(outcome) == wrong
        if not wrong:
            assert not outcome.is_repeat
            done.add(outcome.target_id)
            person.licenses, person.has_location = after, has_location
            person.version += 1
            self.events += 1


def clashes(licenses: dict[str, frozenset[str]]) -> bool:
    """Tell whether both SharePoints would be on."""
    on = [
        sku_id for sku_id, plan in SHAREPOINT.items() if sku_id in licenses and plan not in licenses[sku_id]
    ]
    return len(on) > 1


def codes(outcome: Outcome) -> set[ProblemCode]:
    """Name what an outcome was refused for; nothing, where it was done."""
    assert outcome.result is (Result.REFUSED if outcome.problems else Result.DONE)
    return {problem.code for problem in outcome.problems}


def one_by_one(*acts: Callable[[], object]) -> tuple[object, ...]:
    """Do what ``side_by_side`` does, in turn."""
    return tuple(act() for act in acts)


def go_through(
    kind: type[LicenseMachine],
    new_desk: Callable[[], Desk],
    *,
    histories: int,
    steps: int,
    is_shortened: bool = True,
) -> int:
    """Go through random histories, and tell how many. What fails ``is_shortened``, which takes its time."""
    attributes = {"new_desk": staticmethod(new_desk), "runs": 0}
    machine: type[LicenseMachine] = type("Machine", (kind,), attributes)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            phases=[Phase.reuse, Phase.generate, *([Phase.shrink] if is_shortened else [])],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return machine.runs


@pytest.mark.promise(9)
@pytest.mark.timeout(420)  # a failure takes up to five minutes to be shortened
def test_histories_on_the_fakes_come_to_what_the_model_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("license", "subscription", "user"):  # there is nothing to wait for, and threads cost time
        monkeypatch.setattr(f"shared.operations.{module}.side_by_side", one_by_one)
    runs = go_through(LicenseMachine, lambda: a_desk(matrix=MATRIX), histories=HISTORIES, steps=10)
    assert runs >= HISTORIES


@pytest.mark.promise(9)
@pytest.mark.dynamodb_local
def test_histories_on_dynamodb_come_to_what_the_model_has(dynamodb_local: str) -> None:
    store = new_store(dynamodb_local)
    desk = a_desk(store.directory, audit=store.audit, matrix=MATRIX)
    go_through(
        LicenseMachine, lambda: desk, histories=at_scale(small=4, full=10), steps=20, is_shortened=False
    )
