"""Many at once, on AWS's own engine: one click has one effect, and a name has one bearer."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import TYPE_CHECKING, TypeVar

import pytest

from shared.domain.audit import ResourceType
from shared.domain.command import AddCustomer, CreateUser, EditCustomer, EditUser
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import ProblemCode
from shared.domain.user import DirectoryRole, UserCounts, UserFilter
from shared.errors import BusyError
from shared.operations.desk import Operation
from shared.ports import Cursor
from tests.builders import a_customer_profile, a_desk, a_staff_member, a_user_profile
from tests.store.calls import tables_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.user import User
    from shared.operations.desk import Desk
    from shared.store import Store

pytestmark = pytest.mark.dynamodb_local

AT_ONCE = 16
GRACE = a_staff_member()
Answer = TypeVar("Answer")


@pytest.fixture
def desk(local_store: Store) -> Desk:
    return a_desk(local_store.directory, audit=local_store.audit, staff=local_store.staff)


@pytest.fixture
def contoso(desk: Desk) -> str:
    profile = a_customer_profile(domains=("contoso.example", "west.example"))
    return desk.submit(AddCustomer(profile=profile), GRACE, Operation("add", "setup")).target_id


def all_at_once(count: int, act: Callable[[int], Answer]) -> list[Answer | BusyError]:
    """Let so many threads act at the same moment."""
    start = Barrier(count)

    def run(number: int) -> Answer | BusyError:
        start.wait()
        try:
            return act(number)
        except BusyError as busy:
            return busy

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))


def everyone(desk: Desk, customer_id: str) -> list[User]:
    return list(desk.directory.list_users(customer_id, UserFilter.ALL, Cursor(), 1000).items)


def names(store: Store, customer_id: str) -> list[str]:
    tables = tables_of(store)
    begins = type(tables.user_principal_names.sk).startswith(tables.user_principal_names.sk, "UPN#")
    return [item.sk for item in tables.user_principal_names.query(f"CUSTOMER#{customer_id}", begins)]


def events_about_users(desk: Desk, customer_id: str) -> list[str]:
    events = desk.audit.events(customer_id, None, Cursor(), 1000).items
    return [event.operation_id for event in events if event.resource_type is ResourceType.CUSTOMER_USER]


def in_domain(store: Store, domain: str) -> int:
    return int(tables_of(store).domains.get(f"DOMAIN#{domain}", "DOMAIN", consistent_read=True).users)


@pytest.mark.promise(9)
@pytest.mark.parametrize("_round", range(3))
def test_one_form_delivered_sixteen_times_at_once_leaves_one_user(
    desk: Desk, local_store: Store, contoso: str, _round: int
) -> None:
    command = CreateUser(customer_id=contoso, profile=a_user_profile())
    answers = all_at_once(
        AT_ONCE, lambda number: desk.submit(command, GRACE, Operation("click", f"delivery-{number}"))
    )
    outcomes = [answer for answer in answers if isinstance(answer, Outcome)]
    assert [outcome.result for outcome in outcomes] == [Result.DONE] * AT_ONCE
    assert sum(not outcome.is_repeat for outcome in outcomes) == 1
    assert len({outcome.target_id for outcome in outcomes}) == 1
    assert len(everyone(desk, contoso)) == 1
    assert names(local_store, contoso) == ["UPN#nadia.okafor@contoso.example"]
    assert events_about_users(desk, contoso) == ["click"]
    assert desk.directory.count_users(contoso) == UserCounts(1, 0, 1)
    assert in_domain(local_store, "contoso.example") == 1


def test_sixteen_forms_with_one_sign_in_name_leave_one_user_and_fifteen_clear_refusals(
    desk: Desk, local_store: Store, contoso: str
) -> None:
    spellings = ("nadia.okafor", "Nadia.Okafor", "NADIA.OKAFOR", "nadia.Okafor")

    def submit(number: int) -> Outcome:
        profile = a_user_profile(f"Nadia {number}", user_name=spellings[number % 4])
        return desk.submit(
            CreateUser(customer_id=contoso, profile=profile), GRACE, Operation(f"click-{number}", "delivery")
        )

    answers = all_at_once(AT_ONCE, submit)
    outcomes = [answer for answer in answers if isinstance(answer, Outcome)]
    results = Counter(outcome.result for outcome in outcomes)
    assert results == {Result.DONE: 1, Result.REFUSED: AT_ONCE - 1}
    problems = {(problem.field, problem.code) for outcome in outcomes for problem in outcome.problems}
    assert problems == {("user_name", ProblemCode.USER_PRINCIPAL_NAME_TAKEN)}
    assert len(everyone(desk, contoso)) == 1
    assert len(names(local_store, contoso)) == 1
    assert len(events_about_users(desk, contoso)) == 1
    assert desk.directory.count_users(contoso).total == 1


def test_sixteen_users_created_at_once_are_all_there_and_counted_or_asked_to_come_back(
    desk: Desk, local_store: Store, contoso: str
) -> None:
    def submit(number: int) -> Outcome:
        roles = [DirectoryRole.SERVICE_ADMIN] if number % 2 else []
        domain = "west.example" if number % 4 == 3 else "contoso.example"
        profile = a_user_profile(f"Person {number}", directory_roles=roles, domain=domain)
        return desk.submit(
            CreateUser(customer_id=contoso, profile=profile), GRACE, Operation(f"click-{number}", "delivery")
        )

    answers = all_at_once(AT_ONCE, submit)
    done = {answer.target_id for answer in answers if isinstance(answer, Outcome)}
    assert all(answer.result is Result.DONE for answer in answers if isinstance(answer, Outcome))
    users = everyone(desk, contoso)
    assert {user.id for user in users} == done
    administrators = sum(user.is_administrator for user in users)
    assert desk.directory.count_users(contoso) == UserCounts(len(done), administrators, len(done))
    west = sum(user.profile.domain == "west.example" for user in users)
    assert in_domain(local_store, "west.example") == west
    assert in_domain(local_store, "contoso.example") == len(done) - west
    assert len(names(local_store, contoso)) == len(done)
    assert len(events_about_users(desk, contoso)) == len(done)


def test_of_sixteen_edits_of_the_same_version_one_is_saved(desk: Desk, contoso: str) -> None:
    created = desk.submit(
        CreateUser(customer_id=contoso, profile=a_user_profile()), GRACE, Operation("create", "setup")
    )

    def submit(number: int) -> Outcome:
        profile = a_user_profile(f"Nadia {number}", user_name=f"nadia.{number}")
        command = EditUser(customer_id=contoso, user_id=created.target_id, version=1, profile=profile)
        return desk.submit(command, GRACE, Operation(f"edit-{number}", "delivery"))

    answers = all_at_once(AT_ONCE, submit)
    outcomes = [answer for answer in answers if isinstance(answer, Outcome)]
    assert Counter(outcome.reason for outcome in outcomes) == {
        None: 1,
        Reason.CHANGED_MEANWHILE: AT_ONCE - 1,
    }
    (user,) = everyone(desk, contoso)
    (winner,) = [outcome.user for outcome in outcomes if outcome.result is Result.DONE]
    assert (user, user.version) == (winner, 2)


def test_one_edit_delivered_sixteen_times_at_once_is_done_for_each(desk: Desk, contoso: str) -> None:
    created = desk.submit(
        CreateUser(customer_id=contoso, profile=a_user_profile()), GRACE, Operation("create", "setup")
    )
    profile = a_user_profile("Nadia Singh")
    command = EditUser(customer_id=contoso, user_id=created.target_id, version=1, profile=profile)
    answers = all_at_once(
        AT_ONCE, lambda number: desk.submit(command, GRACE, Operation("edit", f"delivery-{number}"))
    )
    outcomes = [answer for answer in answers if isinstance(answer, Outcome)]
    assert [outcome.result for outcome in outcomes] == [Result.DONE] * AT_ONCE
    assert desk.directory.user(contoso, created.target_id).version == 2


def test_of_sixteen_customers_who_claim_one_domain_one_gets_it(desk: Desk) -> None:
    def submit(number: int) -> Outcome:
        profile = a_customer_profile(f"Claimant {number}", (f"own-{number}.example", "prize.example"))
        return desk.submit(AddCustomer(profile=profile), GRACE, Operation(f"claim-{number}", "delivery"))

    answers = all_at_once(AT_ONCE, submit)
    outcomes = [answer for answer in answers if isinstance(answer, Outcome)]
    assert Counter(outcome.result for outcome in outcomes) == {Result.DONE: 1, Result.REFUSED: AT_ONCE - 1}
    problems = {(problem.field, problem.code) for outcome in outcomes for problem in outcome.problems}
    assert problems == {("domains", ProblemCode.DOMAIN_TAKEN)}
    assert len(desk.directory.find_customers("claimant", 100)) == 1
    assert len(desk.directory.find_customers("prize", 100)) == 1


@pytest.mark.parametrize("_round", range(5))
def test_a_domain_given_up_while_users_enter_it_keeps_no_user_without_domain(
    desk: Desk, contoso: str, _round: int
) -> None:
    customer = desk.directory.customer(contoso)
    fewer = replace(customer.profile, domains=customer.profile.domains[:1])

    def submit(number: int) -> Outcome:
        operation = Operation(f"click-{number}", "delivery")
        if number == 3:
            return desk.submit(EditCustomer(customer_id=contoso, version=1, profile=fewer), GRACE, operation)
        profile = a_user_profile(f"Person {number}", domain="west.example")
        return desk.submit(CreateUser(customer_id=contoso, profile=profile), GRACE, operation)

    answers = all_at_once(8, submit)
    has_domain = "west.example" in {
        domain.name for domain in desk.directory.customer(contoso).profile.domains
    }
    assert has_domain == bool(everyone(desk, contoso))
    edited = answers[3]
    assert isinstance(edited, BusyError) or (edited.result is Result.DONE) is not has_domain
