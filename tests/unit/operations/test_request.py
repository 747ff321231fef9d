"""What is done while the person waits, and what is left to the worker."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.command import DeleteUsers, ExportLicenses, LoadCatalogue, ResetPasswords, RestoreUsers
from shared.domain.outcome import Result
from shared.domain.problem import ProblemCode
from shared.domain.request import Request, RequestState, Tally
from shared.domain.staff import Role
from shared.domain.user import Everyone, UserFilter
from shared.errors import AccessDeniedError, BusyError, InvalidInputError
from shared.operations.request import MAXIMUM_AT_ONCE
from tests.builders import CONTOSO, NOW, a_license_command, a_staff_member
from tests.unit.operations.office import GRACE

if TYPE_CHECKING:
    from tests.fakes import FakeDirectory
    from tests.unit.operations.office import Office

TO_E3 = {"sku-e3": None}


def after_writes(directory: FakeDirectory, count: int, happening: object) -> None:
    """Let something happen just before one of the next changes, the ``count``-th from now on, is made."""

    def next_write() -> None:
        nonlocal count
        count -= 1
        if count == 0:
            happening()  # type: ignore[operator]  # any callable
        else:
            directory.before_write = next_write

    directory.before_write = next_write


def slow_writes(office: Office, each: timedelta) -> None:
    """Let every change take some time."""

    def take_time() -> None:
        office.clock.move(each)
        office.directory.before_write = take_time

    office.directory.before_write = take_time


def test_as_many_users_as_fit_the_three_seconds_are_changed_at_once(licensed: Office) -> None:
    users = licensed.add_users(MAXIMUM_AT_ONCE)
    outcomes = licensed.at_once(a_license_command(*users, assign=TO_E3))
    assert [outcome.target_id for outcome in outcomes] == list(users)
    assert licensed.requests.filed == {}


def test_one_user_more_and_all_of_them_are_left_to_the_worker(licensed: Office) -> None:
    users = licensed.add_users(MAXIMUM_AT_ONCE + 1)
    command = a_license_command(*users, assign=TO_E3)
    request = licensed.filed(command)
    assert request == Request(
        id="click-1", command=command, requester_id="U0GRACE", language="en", filed_at=NOW
    )
    assert licensed.requests.filed == {"click-1": request}
    assert licensed.events == []


def test_everyone_who_passes_a_filter_is_left_to_the_worker_however_few(licensed: Office) -> None:
    everyone = Everyone(UserFilter.WITHOUT_LICENSE)
    request = licensed.filed(replace(a_license_command(assign=TO_E3), users=everyone))
    assert (request.state, request.command.action) == (RequestState.APPROVED, a_license_command().action)
    assert licensed.events == []


def test_what_is_wrong_for_everybody_is_told_at_once_however_many_they_are(licensed: Office) -> None:
    command = a_license_command(assign={"sku-e1": None, "sku-e3": None})
    for users in (Everyone(), tuple(f"u{n}" for n in range(26))):
        with pytest.raises(InvalidInputError) as raised:
            licensed.submit_many(replace(command, users=users))
        assert [problem.code for problem in raised.value.problems] == [ProblemCode.PLANS_EXCLUSIVE]
    assert licensed.requests.filed == {}


@pytest.mark.parametrize("command", [ExportLicenses(customer_id=CONTOSO), LoadCatalogue(file_id="F0CSV")])
def test_what_makes_or_takes_files_is_left_to_the_worker(
    office: Office, command: ExportLicenses | LoadCatalogue
) -> None:
    assert office.filed(command).command == command


@pytest.mark.promise(10)
def test_what_somebody_may_not_do_is_not_filed(licensed: Office) -> None:
    helpdesk = a_staff_member(Role.HELPDESK_AGENT)
    contosos = a_staff_member(Role.GLOBAL_ADMIN, customers=[CONTOSO])
    for actor in (helpdesk, contosos):  # the catalogue concerns all customers
        with pytest.raises(AccessDeniedError):
            licensed.filed(LoadCatalogue(file_id="F0CSV"), actor=actor)
    with pytest.raises(AccessDeniedError):
        licensed.filed(
            replace(a_license_command(), users=Everyone()), actor=a_staff_member(customers=["other"])
        )
    assert licensed.requests.filed == {}


# ---- when time runs out ----------------------------------------------------------------------------


@pytest.mark.promise(9)
def test_when_the_time_is_up_the_worker_gets_all_of_them_and_finds_those_that_are_done(
    licensed: Office,
) -> None:
    users = licensed.add_users(24)
    slow_writes(licensed, timedelta(milliseconds=160))
    request = licensed.filed(a_license_command(*users, assign=TO_E3, remove=["sku-e1"]))
    assert len(licensed.events) == 10  # 1.6 seconds, of the 1.5 that one may take
    licensed.directory.before_write = None
    done = licensed.work(request.id)
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=24))
    outcomes = list(licensed.requests.outcomes(done))
    assert [outcome.target_id for outcome in outcomes] == list(users)
    assert [(event.operation_id, event.target_id) for event in licensed.events] == [
        ("click-1", user) for user in users
    ]
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 25}


@pytest.mark.promise(9)
def test_a_table_that_asks_to_come_back_in_mid_list_is_the_workers_business(licensed: Office) -> None:
    users = licensed.add_users(5)

    def be_busy() -> None:
        raise BusyError

    after_writes(licensed.directory, 3, be_busy)
    request = licensed.filed(a_license_command(*users, assign=TO_E3))
    assert [event.target_id for event in licensed.events] == list(users[:2])
    assert licensed.work(request.id).tally.done == 5
    assert sorted(event.target_id for event in licensed.events) == list(users)
    assert licensed.consumed() == licensed.held()


def test_a_table_that_cannot_even_be_read_is_not_hidden(licensed: Office) -> None:
    licensed.directory.error = BusyError()
    with pytest.raises(BusyError):
        licensed.submit_many(a_license_command("nadia"))
    assert licensed.requests.filed == {}


@pytest.mark.promise(9)
def test_the_same_click_delivered_again_files_one_request(licensed: Office) -> None:
    command = replace(a_license_command(assign={"sku-power-bi": None}), users=Everyone())
    first = licensed.filed(command)
    licensed.clock.move(timedelta(seconds=3))
    assert licensed.filed(command) == first
    done = licensed.work()
    assert licensed.filed(command) == done
    assert done.is_finished


@pytest.mark.promise(9)
def test_the_same_click_delivered_again_while_the_worker_is_at_it_changes_nobody_twice(
    licensed: Office,
) -> None:
    users = licensed.add_users(24)
    command = a_license_command(*users, assign=TO_E3)
    slow_writes(licensed, timedelta(milliseconds=160))
    licensed.filed(command)
    licensed.directory.before_write = None
    again = licensed.at_once(command, GRACE, delivery="delivery-2")
    assert [outcome.is_repeat for outcome in again] == [True] * 10 + [False] * 14
    assert {outcome.result for outcome in again} == {Result.DONE}
    licensed.work()
    assert [event.target_id for event in licensed.events] == list(users)
    assert licensed.consumed() == licensed.held()


# ---- what is done to accounts ----------------------------------------------------------------------


@pytest.mark.promise(9)
def test_deleting_twenty_that_takes_too_long_is_the_workers_and_everybody_is_deleted_once(
    licensed: Office,
) -> None:
    users = licensed.add_users(20)
    slow_writes(licensed, timedelta(milliseconds=160))
    request = licensed.filed(DeleteUsers(customer_id=CONTOSO, users=users))
    assert len(licensed.events) == 10
    licensed.directory.before_write = None
    done = licensed.work(request.id)
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=20))
    assert [event.target_id for event in licensed.events] == list(users)
    assert licensed.directory.count_users(CONTOSO).deleted == 20


@pytest.mark.promise(9)
def test_restoring_many_that_takes_too_long_is_the_workers_who_tells_what_came_back_before_it(
    licensed: Office,
) -> None:
    users = [licensed.add_user(f"h{n:02} Holder", {"sku-e1": frozenset()}) for n in range(20)]
    licensed.at_once(DeleteUsers(customer_id=CONTOSO, users=tuple(users)), click="delete")
    licensed.forget()
    slow_writes(licensed, timedelta(milliseconds=160))
    request = licensed.filed(RestoreUsers(customer_id=CONTOSO, users=tuple(reversed(users))))
    licensed.directory.before_write = None
    done = licensed.work(request.id)
    told = {each.target_id: each.regained for each in licensed.requests.outcomes(done)}
    assert told == dict.fromkeys(users, ("sku-e1",))
    assert [event.target_id for event in licensed.events] == users
    assert licensed.consumed() == licensed.held() == {"sku-e1": 21, "sku-e3": 1}


def test_resetting_that_is_left_to_the_worker_is_filed_without_a_password(licensed: Office) -> None:
    users = licensed.add_users(20)
    slow_writes(licensed, timedelta(milliseconds=160))
    command = ResetPasswords(customer_id=CONTOSO, users=users)
    request = licensed.filed(command)
    assert request == Request(
        id="click-1", command=command, requester_id="U0GRACE", language="en", filed_at=NOW
    )
    assert licensed.credentials.kept == {}
