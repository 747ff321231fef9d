"""Hypothesis does what people might, in any order, and compares every answer with a plain model's.

The model knows no versions, keys, counters, indexes or transactions: only dictionaries of what there is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shared.domain.collation import fold, sort_key
from shared.domain.command import AddCustomer, CreateUser, EditCustomer, EditUser
from shared.domain.customer import CustomerProfile, Domain
from shared.domain.outcome import Reason, Result
from shared.domain.problem import ProblemCode
from shared.domain.user import DirectoryRole, UserCounts, UserFilter, UserProfile
from shared.operations.desk import Act, Operation, execute
from shared.ports import Cursor
from tests.builders import a_desk, a_staff_member
from tests.scale import at_scale
from tests.store.conftest import new_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.command import Command
    from shared.domain.outcome import Outcome
    from shared.operations.desk import Desk

GRACE = a_staff_member()
DOMAINS = ["contoso.example", "west.example", "mail.west.example", "fabrikam.example"]

NAMES = [f"{name}@{domain}" for name in ("nadia", "zoe.o'brien", "a") for domain in DOMAINS]

ANYWHERE = 5

LISTED = [UserFilter.ALL, UserFilter.ADMINISTRATORS, UserFilter.WITHOUT_LICENSE]

company_names = st.sampled_from(["Contoso Ltd", "Contoso-West", "Électricité & Fils", "O'Brien's", "contoso"])
display_names = st.sampled_from(["Zoë O'Brien", "zoe obrien", "Åsa Åberg", "Nadia", "Nadia de Vries", "X Æ"])
last_names = st.sampled_from(["", "O'Brien", "Åberg", "de Vries"])
user_names = st.sampled_from(["nadia", "Nadia", "zoe.o'brien", "ZOE.O'BRIEN", "a"])
roles = st.sampled_from([frozenset[DirectoryRole](), frozenset({DirectoryRole.GLOBAL_ADMIN})])
domain_lists = st.lists(st.sampled_from(DOMAINS), min_size=1, max_size=3, unique=True)
places = st.integers(0, ANYWHERE)  # most users are where they can be
whiches = st.integers(0, 9)
typed_texts = st.sampled_from(
    ["", "z", "zoë", "o’b", "nadia", "NADIA@", "de v", "a", "west", "contoso w", "mail.w", "&", "fils elec"]
)

company_profiles = st.builds(
    lambda name, names, federated, warning: CustomerProfile(
        name=name,
        domains=tuple(Domain(each, is_federated=each in federated) for each in names),
        country="FR",
        warning=warning,
    ),
    company_names,
    domain_lists,
    st.sets(st.sampled_from(DOMAINS[1:]), max_size=1),
    st.sampled_from(["", "Ring first."]),
)
user_profiles = st.builds(
    UserProfile,
    first_name=st.just("N"),
    last_name=last_names,
    display_name=display_names,
    user_name=user_names,
    domain=st.sampled_from(DOMAINS),
    usage_location=st.sampled_from(["GB", "FR"]),
    directory_roles=roles,
)
first_users = st.lists(user_profiles, min_size=2, max_size=3)


class DirectoryMachine(RuleBasedStateMachine):
    """Drives the operations of a desk. ``desk`` is made anew for each run."""

    new_desk: Callable[[], Desk]
    customer_ids = Bundle("customer_ids")
    submitted = Bundle("submitted")

    def __init__(self) -> None:
        super().__init__()
        self.desk = type(self).new_desk()
        self.customers: dict[str, CustomerProfile] = {}
        self.users: dict[tuple[str, str], UserProfile] = {}
        self.versions: dict[str, int] = {}
        self.events = 0
        self.clicks = 0

    def submit(self, command: Command) -> tuple[Operation, Outcome]:
        self.clicks += 1
        operation = Operation(f"click-{self.clicks}", "first")
        return operation, self._carried_out(command, operation)

    def _carried_out(self, command: Command, operation: Operation) -> Outcome:
        """Do as the worker does where somebody else has agreed: what is asked of whom is tested elsewhere."""
        act = Act(actor=GRACE, operation=operation, at=self.desk.clock.now(), approvals=1)
        return execute(command, self.desk, act)

    # ---- what people do --------------------------------------------------------------------------

    @initialize(target=customer_ids, profile=company_profiles, users=first_users)
    def begin_with_a_customer(self, profile: CustomerProfile, users: list[UserProfile]) -> str:
        """Have users from the beginning: otherwise few histories come to edit any."""
        _, outcome = self.submit(AddCustomer(profile=profile))
        assert outcome.result is Result.DONE
        customer_id = self._added_customer(outcome, profile)
        for place, user in enumerate(users):
            self._create(customer_id, self._placed(customer_id, user, place))
        return customer_id

    @rule(target=customer_ids, profile=company_profiles)
    def add_customer(self, profile: CustomerProfile) -> Any:
        _, outcome = self.submit(AddCustomer(profile=profile))
        if self._taken(profile, by_others_than=None):
            assert self._problems(outcome) == {ProblemCode.DOMAIN_TAKEN}
            return next(iter(self.customers))
        assert outcome.result is Result.DONE
        return self._added_customer(outcome, profile)

    @rule(customer_id=customer_ids, profile=company_profiles)
    def edit_customer(self, customer_id: str, profile: CustomerProfile) -> None:
        before = self.customers[customer_id]
        version = self.versions[customer_id]
        _, outcome = self.submit(EditCustomer(customer_id=customer_id, version=version, profile=profile))
        names = {domain.name for domain in profile.domains}
        removed = {domain.name for domain in before.domains} - names
        if profile == before:
            assert outcome.result is Result.UNCHANGED
        elif removed & {user.domain for (owner, _), user in self.users.items() if owner == customer_id}:
            assert self._problems(outcome) == {ProblemCode.DOMAIN_IN_USE}
        elif self._taken(profile, by_others_than=customer_id):
            assert self._problems(outcome) == {ProblemCode.DOMAIN_TAKEN}
        else:
            assert outcome.result is Result.DONE
            self.customers[customer_id] = profile
            self.versions[customer_id] += 1
            self.events += 1

    @rule(customer_id=customer_ids, profile=company_profiles)
    def edit_an_older_customer(self, customer_id: str, profile: CustomerProfile) -> None:
        command = EditCustomer(customer_id=customer_id, version=0, profile=profile)
        _, outcome = self.submit(command)
        assert outcome.result is Result.REFUSED
        if not outcome.problems:
            assert outcome.reason is Reason.CHANGED_MEANWHILE

    @rule(customer_id=customer_ids, profile=user_profiles, place=places)
    def create_user(self, customer_id: str, profile: UserProfile, place: int) -> None:
        self._create(customer_id, self._placed(customer_id, profile, place))

    def _create(self, customer_id: str, profile: UserProfile) -> None:
        _, outcome = self.submit(CreateUser(customer_id=customer_id, profile=profile))
        if (expected := self._user_problem(customer_id, None, profile)) is not None:
            assert self._problems(outcome) == {expected}
            return
        assert outcome.result is Result.DONE
        self.users[customer_id, outcome.target_id] = profile
        self.versions[outcome.target_id] = 1
        self.events += 1

    @precondition(lambda self: self.users)
    @rule(target=submitted, which=whiches, profile=user_profiles, place=places)
    def edit_user(self, which: int, profile: UserProfile, place: int) -> Any:
        customer_id, user_id = key = self._one_of_the_users(which)
        profile = self._placed(customer_id, profile, place)
        before = self.users[key]
        command = EditUser(
            customer_id=customer_id, user_id=user_id, version=self.versions[user_id], profile=profile
        )
        operation, outcome = self.submit(command)
        if profile == before:
            assert outcome.result is Result.UNCHANGED
            return multiple()
        if (expected := self._user_problem(customer_id, user_id, profile)) is not None:
            assert self._problems(outcome) == {expected}
            return multiple()
        assert (outcome.result, outcome.is_repeat) == (Result.DONE, False)
        self.users[key] = profile
        self.versions[user_id] += 1
        self.events += 1
        return command, operation

    @rule(delivered=consumes(submitted))
    def deliver_the_same_edit_again(self, delivered: tuple[EditUser, Operation]) -> None:
        command, operation = delivered
        keeps = self.users[command.customer_id, command.user_id].domain
        if self._unusable(command.customer_id, command.profile.domain) and command.profile.domain != keeps:
            return  # the form is checked before it is known again; nothing is written either way
        outcome = self._carried_out(command, replace(operation, correlation_id="second"))
        assert (outcome.result, outcome.is_repeat) == (Result.DONE, True)

    @precondition(lambda self: self.users)
    @rule(which=whiches, profile=user_profiles)
    def edit_an_older_user(self, which: int, profile: UserProfile) -> None:
        customer_id, user_id = self._one_of_the_users(which)
        _, outcome = self.submit(
            EditUser(customer_id=customer_id, user_id=user_id, version=0, profile=profile)
        )
        assert outcome.result is Result.REFUSED
        if not outcome.problems:
            assert outcome.reason is Reason.CHANGED_MEANWHILE

    # ---- what people see -------------------------------------------------------------------------

    @rule(typed=typed_texts)
    def find_customers(self, typed: str) -> None:
        found = [customer.id for customer in self.desk.directory.find_customers(typed, 100)]
        expected = [each for each, profile in self.customers.items() if profile.is_found_by(typed)]
        assert found == sorted(expected, key=lambda each: sort_key(self.customers[each].name, each))

    @rule(customer_id=customer_ids, typed=typed_texts)
    def search_users(self, customer_id: str, typed: str) -> None:
        found = [user.id for user in self.desk.directory.search_users(customer_id, typed, 100)]
        assert found == [
            user_id for user_id, profile in self._users_of(customer_id) if self._begins(profile, typed)
        ]

    @rule(customer_id=customer_ids, user_filter=st.sampled_from(LISTED), limit=st.integers(1, 3))
    def page_through_users(self, customer_id: str, user_filter: UserFilter, limit: int) -> None:
        forwards: list[str] = []
        cursor, pages = Cursor(), 0
        while True:
            page = self.desk.directory.list_users(customer_id, user_filter, cursor, limit)
            forwards += [user.id for user in page.items]
            pages += 1
            if page.after is None:
                break
            cursor = Cursor(after=page.after)
        backwards = [user.id for user in page.items]
        while page.before is not None:
            page = self.desk.directory.list_users(customer_id, user_filter, Cursor(before=page.before), limit)
            backwards = [user.id for user in page.items] + backwards
        expected = [
            user_id
            for user_id, profile in self._users_of(customer_id)
            if user_filter is not UserFilter.ADMINISTRATORS or profile.directory_roles
        ]
        assert forwards == backwards == expected
        assert pages == max(1, -(-len(expected) // limit))

    @invariant()
    def everything_is_as_the_model_has_it(self) -> None:
        for customer_id, profile in self.customers.items():
            assert self.desk.directory.customer(customer_id).profile == profile
            users = self._users_of(customer_id)
            administrators = sum(bool(each.directory_roles) for _, each in users)
            counts = UserCounts(len(users), administrators, len(users))
            assert self.desk.directory.count_users(customer_id) == counts
            claims = self.desk.directory.domain_claims(DOMAINS)
            used = {
                name: claim.users
                for name, claim in claims.items()
                if claim.customer_id == customer_id and claim.users
            }
            assert used == Counter(each.domain for _, each in users)
            taken = self.desk.directory.names_taken(customer_id, NAMES)
            assert taken == {each.user_principal_name.casefold() for _, each in users}

    def teardown(self) -> None:
        for (customer_id, user_id), profile in self.users.items():
            user = self.desk.directory.user(customer_id, user_id)
            assert (user.profile, user.version) == (profile, self.versions[user_id])
        recorded = sum(
            len(self.desk.audit.events(customer_id, None, Cursor(), 1000).items)
            for customer_id in self.customers
        )
        assert recorded == self.events

    # ---- the model -------------------------------------------------------------------------------

    def _added_customer(self, outcome: Outcome, profile: CustomerProfile) -> str:
        self.customers[outcome.target_id] = profile
        self.versions[outcome.target_id] = 1
        self.events += 1
        return outcome.target_id

    def _problems(self, outcome: Outcome) -> set[ProblemCode]:
        assert outcome.result is Result.REFUSED
        return {problem.code for problem in outcome.problems}

    def _taken(self, profile: CustomerProfile, *, by_others_than: str | None) -> bool:
        theirs = {
            domain.name
            for each, other in self.customers.items()
            if each != by_others_than
            for domain in other.domains
        }
        return any(domain.name in theirs for domain in profile.domains)

    def _unusable(self, customer_id: str, domain: str) -> bool:
        return domain not in {each.name for each in self.customers[customer_id].managed_domains}

    def _one_of_the_users(self, which: int) -> tuple[str, str]:
        return list(self.users)[which % len(self.users)]

    def _placed(self, customer_id: str, profile: UserProfile, place: int) -> UserProfile:
        """Put a profile into one of the customer's managed domains, or leave it in any."""
        managed = [domain.name for domain in self.customers[customer_id].managed_domains]
        is_placed = bool(managed) and place < ANYWHERE
        return replace(profile, domain=managed[place % len(managed)]) if is_placed else profile

    def _user_problem(
        self, customer_id: str, user_id: str | None, profile: UserProfile
    ) -> ProblemCode | None:
        keeps = self.users[customer_id, user_id].domain if user_id else None
        if self._unusable(customer_id, profile.domain) and profile.domain != keeps:
            return ProblemCode.DOMAIN_NOT_USABLE
        for (_, other_id), other in self.users.items():
            if (
                other_id != user_id
                and other.user_principal_name.lower() == profile.user_principal_name.lower()
            ):
                return ProblemCode.USER_PRINCIPAL_NAME_TAKEN
        return None

    def _users_of(self, customer_id: str) -> list[tuple[str, UserProfile]]:
        theirs = [
            (user_id, profile) for (owner, user_id), profile in self.users.items() if owner == customer_id
        ]
        return sorted(theirs, key=lambda each: sort_key(each[1].display_name, each[0]))

    def _begins(self, profile: UserProfile, typed: str) -> bool:
        beginning = fold(typed)
        return (
            fold(profile.display_name).startswith(beginning)
            or fold(profile.last_name).startswith(beginning)
            or profile.user_principal_name.lower().startswith(typed.lower())
        )


def _run(new_desk: Callable[[], Desk], *, examples: int, steps: int, is_shortened: bool = True) -> None:
    machine = type("Machine", (DirectoryMachine,), {"new_desk": staticmethod(new_desk)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            phases=[Phase.reuse, Phase.generate, *([Phase.shrink] if is_shortened else [])],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_fakes_answer_as_the_model_does() -> None:
    _run(a_desk, examples=at_scale(small=50, full=150), steps=30)


@pytest.mark.dynamodb_local
def test_dynamodb_answers_as_the_model_does(dynamodb_local: str) -> None:
    def new_desk() -> Desk:
        store = new_store(dynamodb_local)
        return a_desk(store.directory, audit=store.audit, staff=store.staff)

    _run(new_desk, examples=at_scale(small=5, full=10), steps=25, is_shortened=False)
