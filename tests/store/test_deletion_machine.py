"""Hypothesis deletes, restores and purges users, between changes of licenses and seats, in any order.

Every answer is compared with a plain model's, which knows of the deleted only who they were, what they held,
and when they were deleted. In hundreds of random histories on the fake, and in some on AWS's own engine.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from shared.domain.audit import OperationType
from shared.domain.collation import sort_key
from shared.domain.command import DeleteUsers, RestoreUsers
from shared.domain.outcome import Reason, Result
from shared.domain.problem import ProblemCode
from shared.operations.purge import Purge
from shared.operations.request import submit_many
from shared.ports import Cursor
from tests.builders import a_desk
from tests.fakes import FakeClock
from tests.scale import at_scale
from tests.store.conftest import new_store
from tests.store.test_license_machine import (
    GRACE,
    MATRIX,
    Deleted,
    LicenseMachine,
    go_through,
    one_by_one,
    skus,
    some_users,
)

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.deletion import DeletedUser
    from shared.domain.outcome import Outcome
    from shared.operations.desk import Operation

HISTORIES = at_scale(small=150, full=500)
KEPT_FOR = timedelta(days=30)
NO_TIME, TICK = timedelta(), timedelta(microseconds=1)


def _somebody_is_deleted(machine: DeletionMachine) -> bool:
    return bool(machine.deleted)


class DeletionMachine(LicenseMachine):
    """Drives the operations of a desk, whose clock the model moves."""

    def __init__(self) -> None:
        super().__init__()
        self.told = dict.fromkeys(_KINDS, 0)

    # ---- what people and time do -----------------------------------------------------------------

    @rule(users=some_users, is_twice=st.booleans())
    def delete(self, users: tuple[int, ...], is_twice: bool) -> None:
        chosen, operation = self.chosen(users), self._click()
        command = DeleteUsers(customer_id=self.name, users=chosen)
        outcomes = self._submitted(command, operation)
        assert [each.target_id for each in outcomes] == list(chosen)
        for outcome in outcomes:
            person = self.people.pop(outcome.target_id, None)
            if person is not None:
                assert (outcome.result, outcome.is_repeat) == (Result.DONE, False)
                person.version += 1
                self.deleted[outcome.target_id] = Deleted(person, self.now)
                self.told[OperationType.DELETE_CUSTOMER_USER] += 1
            elif outcome.target_id in self.deleted:
                assert outcome.result is Result.UNCHANGED
            else:
                assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.GONE)
        if is_twice:
            again = self._submitted(command, replace(operation, correlation_id="second"))
            assert [_said(each) for each in again] == [_said(each) for each in outcomes]

    @rule(users=some_users, lost=st.sets(skus), waits=st.sampled_from([NO_TIME, KEPT_FOR - TICK, KEPT_FOR]))
    def delete_and_restore(self, users: tuple[int, ...], lost: set[str], waits: timedelta) -> None:
        """Meanwhile some seats go to others, and it becomes late."""
        for sku_id in sorted(lost):
            self.assign(users, sku_id, sets_usage_location=True)
        self.delete(users, is_twice=False)
        for sku_id in sorted(lost):
            self.change_seats(sku_id, len(self._holders(sku_id)))
        self.clock.move(waits)
        self.restore(users, is_twice=True)

    @precondition(_somebody_is_deleted)
    @rule(users=some_users, is_twice=st.booleans())
    def restore(self, users: tuple[int, ...], is_twice: bool) -> None:
        chosen, operation = self.chosen(users, is_deleted_first=True), self._click()
        command = RestoreUsers(customer_id=self.name, users=chosen)
        outcomes = self._submitted(command, operation)
        theirs = [each for each in self._in_order() if each in chosen]
        others = [each for each in chosen if each not in theirs]
        assert [each.target_id for each in outcomes] == [*theirs, *others]
        for outcome in outcomes:
            if outcome.target_id in self.deleted:
                self._restored(outcome)
            elif outcome.target_id in self.people:
                assert outcome.result is Result.UNCHANGED
            else:
                assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.GONE)
        if is_twice:
            again = self._submitted(command, replace(operation, correlation_id="second"))
            assert {_said(each) for each in again} == {_said(each) for each in outcomes}

    @rule(days=st.sampled_from([1, 15, 29]), is_to_the_instant=st.booleans())
    def wait(self, days: int, is_to_the_instant: bool) -> None:
        """Let days pass, or so much that it is the instant at which somebody is gone."""
        if is_to_the_instant and self.deleted:
            self.clock.at = max(self.now, min(each.at for each in self.deleted.values()) + KEPT_FOR)
        else:
            self.clock.move(timedelta(days=days))

    @precondition(_somebody_is_deleted)
    @rule()
    def purge(self) -> None:
        faults: list[DeletedUser] = []
        purge = Purge(
            directory=self.desk.directory,
            clock=self.clock,
            has_time=lambda: True,
            fault=lambda deleted, _: faults.append(deleted),
            correlation_id="tick",
        )
        report = purge.run()
        assert (faults, report.failed, report.spared, report.left) == ([], 0, 0, 0)
        gone = [user_id for user_id, each in self.deleted.items() if self.now >= each.at + KEPT_FOR]
        assert report.purged >= len(gone)  # of other histories on the same tables, others
        for user_id in gone:
            del self.deleted[user_id]
        self.told[OperationType.PURGE_CUSTOMER_USER] += len(gone)

    # ---- what people see -------------------------------------------------------------------------

    @rule(limit=st.integers(1, 3))
    def page_through_deleted(self, limit: int) -> None:
        found: list[str] = []
        cursor = Cursor()
        while True:
            page = self.desk.directory.list_deleted(self.name, cursor, limit)
            found += [each.id for each in page.items]
            if page.after is None:
                break
            cursor = Cursor(after=page.after)
        assert found == self._in_order()

    @invariant()
    def the_deleted_are_as_the_model_has_them(self) -> None:
        everybody = [*self.people, *self.deleted]
        found = {each.id: each for each in self.desk.directory.deleted_users(self.name, everybody)}
        assert found.keys() == self.deleted.keys()
        for user_id, each in self.deleted.items():
            user = found[user_id].user
            assert found[user_id].deleted_at == each.at
            assert (user.licenses, user.version) == (each.person.licenses, each.person.version)
            assert user.profile.display_name == each.person.name
        assert [each.id for each in self.desk.directory.users(self.name, everybody)] == list(self.people)

    def teardown(self) -> None:
        super().teardown()
        self.page_through_deleted(2)
        events = self.desk.audit.events(self.name, None, Cursor(), 1000).items
        recorded = [each.operation_types[0] for each in events]
        assert {kind: recorded.count(kind) for kind in _KINDS} == self.told

    # ---- the model -------------------------------------------------------------------------------

    @property
    def clock(self) -> FakeClock:
        assert isinstance(self.desk.clock, FakeClock)
        return self.desk.clock

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def _in_order(self) -> list[str]:
        def order(user_id: str) -> tuple[datetime, str]:
            each = self.deleted[user_id]
            return each.at, sort_key(each.person.name, user_id)

        return sorted(self.deleted, key=order)

    def _restored(self, outcome: Outcome) -> None:
        if self.now >= self.deleted[outcome.target_id].at + KEPT_FOR:
            assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.TOO_LATE)
            return
        person = self.deleted.pop(outcome.target_id).person
        missing = {sku_id for sku_id in person.licenses if self._free(sku_id) <= 0}
        person.licenses = {sku: plans for sku, plans in person.licenses.items() if sku not in missing}
        person.version += 1
        self.people[outcome.target_id] = person
        self.told[OperationType.RESTORE_CUSTOMER_USER] += 1
        assert (outcome.result, outcome.is_repeat) == (Result.DONE, False)
        assert outcome.regained == tuple(sorted(person.licenses))
        assert {problem.field for problem in outcome.problems} == missing
        assert {problem.code for problem in outcome.problems} <= {ProblemCode.NO_SEAT}

    def _submitted(self, command: DeleteUsers | RestoreUsers, operation: Operation) -> tuple[Outcome, ...]:
        outcomes = submit_many(self.desk, command, GRACE, operation, "en")
        assert isinstance(outcomes, tuple)
        return outcomes


_KINDS = (
    OperationType.DELETE_CUSTOMER_USER,
    OperationType.RESTORE_CUSTOMER_USER,
    OperationType.PURGE_CUSTOMER_USER,
)


def _said(outcome: Outcome) -> tuple[object, ...]:
    """What two deliveries of one click are told alike."""
    missing = frozenset(problem.field for problem in outcome.problems)
    return outcome.target_id, outcome.result, outcome.reason, outcome.regained, missing


@pytest.mark.promise(9, 18, 25)
@pytest.mark.timeout(420)  # a failure takes up to five minutes to be shortened
def test_histories_on_the_fakes_come_to_what_the_model_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # There is nothing to wait for, and threads cost time.
    for module in ("deletion", "license", "purge", "restoration", "subscription", "user"):
        monkeypatch.setattr(f"shared.operations.{module}.side_by_side", one_by_one)
    runs = go_through(DeletionMachine, lambda: a_desk(matrix=MATRIX), histories=HISTORIES, steps=20)
    assert runs >= HISTORIES


@pytest.mark.promise(9, 18, 25)
@pytest.mark.dynamodb_local
def test_histories_on_dynamodb_come_to_what_the_model_has(dynamodb_local: str) -> None:
    store = new_store(dynamodb_local)
    desk = a_desk(store.directory, audit=store.audit, matrix=MATRIX)
    go_through(
        DeletionMachine, lambda: desk, histories=at_scale(small=4, full=8), steps=25, is_shortened=False
    )
