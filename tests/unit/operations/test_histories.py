"""Whatever people do to users in whatever order: seats, names and counts stay right, and nobody is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from shared.domain.audit import OperationType
from shared.domain.command import ChangeLicenses, CreateUser, DeleteUsers, RestoreUsers, UsersCommand
from shared.domain.deletion import RESTORABLE_FOR
from shared.domain.license import LicenseChange
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.user import Everyone, UserFilter
from shared.errors import InvalidInputError
from shared.operations.purge import Purge, PurgeReport
from shared.ports import Cursor
from tests.builders import CONTOSO, a_customer, a_desk, a_user_profile, an_event
from tests.fakes import FakeClock, FakeDirectory, FakeStaffRegister
from tests.fakes_of_work import FakeRequests
from tests.products import E3, POWER_BI_PRO
from tests.unit.operations.office import GRACE, Office

names = st.sampled_from(["ada", "bo", "chi", "dee"])
several = st.lists(st.integers(0, 7), min_size=1, max_size=4)
skus = st.sets(st.sampled_from([E3.sku_id, POWER_BI_PRO.sku_id]))


class Histories(RuleBasedStateMachine):
    """Two seats of each product, four sign-in names, and people who all act at once on all users."""

    SEATS: ClassVar = 2

    @initialize()
    def open_the_office(self) -> None:
        directory, clock, staff = FakeDirectory(), FakeClock(), FakeStaffRegister()
        requests = FakeRequests()
        staff.save(GRACE)
        directory.add_customer(a_customer(), an_event("setup", target_id=CONTOSO))
        desk = a_desk(directory, staff=staff, clock=clock, requests=requests)
        self.office = Office(desk, directory, clock, staff, requests=requests)
        self.office.subscribe([E3, POWER_BI_PRO], active=self.SEATS)
        self.known: list[str] = []  # everybody ever created, in that order
        self.purged: set[str] = set()
        self.clicks: list[tuple[str, UsersCommand]] = []

    # ---- what people do ----

    @rule(name=names, sku_ids=skus)
    def create(self, name: str, sku_ids: set[str]) -> None:
        profile = a_user_profile(name.title(), user_name=name)
        command = CreateUser(customer_id=CONTOSO, profile=profile, sku_ids=frozenset(sku_ids))
        outcome = self.office.submit(command, click=self._click())
        if outcome.result is Result.DONE:
            self.known.append(outcome.target_id)

    @rule(whom=several)
    def delete(self, whom: list[int]) -> None:
        self._do(DeleteUsers(customer_id=CONTOSO, users=self._ids(whom)))

    @rule(whom=several, names=st.lists(names, max_size=3))
    def restore(self, whom: list[int], names: list[str]) -> None:
        ids = self._ids(whom)
        others = {each: (name, "contoso.example") for each, name in zip(ids, names, strict=False)}
        for outcome in self._do(RestoreUsers(customer_id=CONTOSO, users=ids, sign_in_names=others)):
            self._check_restored(outcome)

    @rule()
    def restore_everybody_through_the_worker(self) -> None:
        command = RestoreUsers(customer_id=CONTOSO, users=Everyone(UserFilter.DELETED))
        request = self.office.filed(command, click=self._click())
        done = self.office.work(request.id)
        for outcome in self.office.requests.outcomes(done):
            self._check_restored(outcome)

    @rule(whom=several, assign=skus, remove=skus)
    def change_licenses(self, whom: list[int], assign: set[str], remove: set[str]) -> None:
        change = LicenseChange(assign=dict.fromkeys(assign - remove), remove=frozenset(remove))
        self._do(ChangeLicenses(customer_id=CONTOSO, users=self._ids(whom), change=change))

    @rule(which=st.integers(0, 50))
    def deliver_something_again(self, which: int) -> None:
        if not self.clicks:
            return
        click, command = self.clicks[which % len(self.clicks)]
        before = self._everything()
        left_then = {each for each in self._targets(command) if not self._was_done(click, each)}
        self.office.at_once(command, click=click, delivery="delivery-2")
        assert self._everything(leaving_out=left_then) == {
            user_id: record for user_id, record in before.items() if user_id not in left_then
        }

    @rule(days=st.sampled_from([0, 1, 29, 30]), nearly=st.booleans())
    def let_time_pass(self, days: int, nearly: bool) -> None:
        self.office.clock.move(timedelta(days=days) - timedelta(microseconds=nearly and days > 0))

    @rule()
    def purge(self) -> None:
        directory, now = self.office.directory, self.office.clock.now()
        due = {each.id for each in directory._deleted_of(CONTOSO) if now >= each.deleted_at + RESTORABLE_FOR}

        def fault(_deleted: object, error: Exception) -> None:
            raise error

        purge = Purge(
            directory=directory,
            clock=self.office.clock,
            has_time=lambda: True,
            fault=fault,
            correlation_id="tick",
        )
        assert purge.run() == PurgeReport(purged=len(due))
        self.purged |= due

    # ---- what stays true ----

    @invariant()
    def seats_are_never_oversold_and_are_those_that_users_hold(self) -> None:
        assert self.office.consumed() == self.office.held()
        assert all(count <= self.SEATS for count in self.office.consumed().values())

    @invariant()
    def nobody_is_lost_or_there_twice(self) -> None:
        active, deleted = self._active(), self._deleted()
        assert not set(active) & set(deleted)
        assert sorted([*active, *deleted, *self.purged]) == sorted(self.known)

    @invariant()
    def counts_are_right(self) -> None:
        counts = self.office.directory.count_users(CONTOSO)
        active = self.office.directory._of(CONTOSO)
        assert (counts.total, counts.deleted) == (len(active), len(self._deleted()))
        assert counts.without_license == len([user for user in active if not user.licenses])

    @invariant()
    def a_sign_in_name_is_one_persons(self) -> None:
        taken = [user.user_principal_name for user in self.office.directory._of(CONTOSO)]
        assert len(set(taken)) == len(taken)

    @invariant()
    def the_trail_tells_who_is_where(self) -> None:
        last: dict[str, OperationType] = {}
        for event in self.office.events:
            if event.operation_types[0] is not OperationType.UPDATE_CUSTOMER_USER_LICENSES:
                last[event.target_id] = event.operation_types[0]
        gone = {user_id for user_id, told in last.items() if told is OperationType.DELETE_CUSTOMER_USER}
        purged = {user_id for user_id, told in last.items() if told is OperationType.PURGE_CUSTOMER_USER}
        assert (gone, purged) == (set(self._deleted()), self.purged)

    # ---- how ----

    def _do(self, command: UsersCommand) -> tuple[Outcome, ...]:
        click = self._click()
        try:
            outcomes = self.office.at_once(command, click=click)
        except InvalidInputError:
            return ()
        self.clicks.append((click, command))
        return outcomes

    def _check_restored(self, outcome: Outcome) -> None:
        if outcome.result is not Result.DONE:
            assert outcome.result is Result.UNCHANGED or outcome.reason in {
                Reason.GONE,
                Reason.INVALID,
                Reason.TOO_LATE,
            }
            return
        missing = {problem.field for problem in outcome.problems}
        assert not missing & set(outcome.regained)
        if not outcome.is_repeat:
            assert set(self.office.licenses(outcome.target_id)) == set(outcome.regained)

    def _click(self) -> str:
        self._clicked = getattr(self, "_clicked", 0) + 1
        return f"click-{self._clicked}"

    def _ids(self, whom: list[int]) -> tuple[str, ...]:
        everybody = [*self.known, "nobody"]
        return tuple(dict.fromkeys(everybody[number % len(everybody)] for number in whom))

    def _targets(self, command: UsersCommand) -> tuple[str, ...]:
        assert isinstance(command.users, tuple)
        return command.users

    def _was_done(self, click: str, user_id: str) -> bool:
        return self.office.directory.audit.event(click, user_id) is not None

    def _active(self) -> list[str]:
        page = self.office.directory.list_users(CONTOSO, UserFilter.ALL, Cursor(), 1000)
        return [user.id for user in page.items]

    def _deleted(self) -> list[str]:
        page = self.office.directory.list_deleted(CONTOSO, Cursor(), 1000)
        return [each.id for each in page.items]

    def _everything(self, leaving_out: set[str] | None = None) -> dict[str, object]:
        directory = self.office.directory
        everybody = {**{u.id: u for u in directory._of(CONTOSO)}, **directory_deleted(directory)}
        return {user_id: each for user_id, each in everybody.items() if user_id not in (leaving_out or set())}


def directory_deleted(directory: FakeDirectory) -> dict[str, object]:
    return {each.id: replace(each) for each in directory._deleted_of(CONTOSO)}


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
