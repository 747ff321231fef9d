"""Nobody gives a customer's user a permission that their own roles do not let them give, whoever agreed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType
from shared.domain.command import CreateUser, EditUser
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import Request, RequestState
from shared.domain.staff import Grant, Role
from shared.domain.user import DirectoryRole
from shared.operations.request import submit_one
from tests.builders import CONTOSO, FABRIKAM, NOW, a_staff_member, a_user_profile, an_operation
from tests.unit.operations.deciding import (
    AGENT,
    HELPDESK,
    SALES,
    acts_alone,
    asked,
    is_effect,
    says_yes,
    staffed,
    trail,
)
from tests.unit.operations.office import GRACE, Office

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.domain.command import Command
    from shared.domain.staff import Staff
    from shared.domain.user import UserProfile

GLOBAL, PASSWORD = DirectoryRole.GLOBAL_ADMIN, DirectoryRole.PASSWORD_ADMIN
USERS, SERVICE = DirectoryRole.USER_MANAGEMENT_ADMIN, DirectoryRole.SERVICE_ADMIN
MANAGER = a_staff_member(Role.USER_MANAGEMENT_ADMIN, slack_user_id="U0MANAGER")
NADIA = a_user_profile()
GIVES = {
    Role.GLOBAL_ADMIN: {GLOBAL, PASSWORD, USERS, SERVICE},
    Role.USER_MANAGEMENT_ADMIN: {PASSWORD, USERS, SERVICE},
    Role.ADMIN_AGENT: {GLOBAL, PASSWORD, USERS, SERVICE},
    Role.SALES_AGENT: set(),
    Role.HELPDESK_AGENT: set(),
}


def created_with(*permissions: DirectoryRole) -> CreateUser:
    return CreateUser(
        customer_id=CONTOSO, profile=a_user_profile("Ada Lovelace", directory_roles=permissions)
    )


def edited_to(profile: UserProfile, *permissions: DirectoryRole) -> EditUser:
    profile = replace(profile, directory_roles=frozenset(permissions))
    return EditUser(customer_id=CONTOSO, user_id="nadia", version=1, profile=profile)


def holding(office: Office, *permissions: DirectoryRole) -> Office:
    """Let Nadia be an administrator already."""
    user = office.directory.user(CONTOSO, "nadia")
    profile = replace(user.profile, directory_roles=frozenset(permissions))
    office.directory._users[CONTOSO, "nadia"] = replace(user, profile=profile)
    office.forget()
    return office


def submitted(office: Office, command: Command, actor: Staff) -> Outcome | Request:
    return submit_one(office.desk, command, actor, an_operation(), "en")


def filed(office: Office, command: Command, actor: Staff) -> Request:
    request = submitted(office, command, actor)
    assert isinstance(request, Request), request
    return request


def not_yours(*permissions: DirectoryRole) -> tuple[Problem, ...]:
    return tuple(
        Problem("directory_roles", ProblemCode.ROLE_NOT_YOURS_TO_GIVE, {"permission": each.value})
        for each in permissions
    )


def assert_nothing_was_done(office: Office) -> None:
    assert {"add_user", "change_user"}.isdisjoint(office.directory.calls)
    assert [kind for kind in trail(office) if is_effect(kind)] == []


def assert_refused(office: Office, outcome: object, *permissions: DirectoryRole) -> None:
    assert isinstance(outcome, Outcome), outcome
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.INVALID)
    assert outcome.problems == not_yours(*permissions)
    assert_nothing_was_done(office)


def worked(office: Office) -> Outcome:
    """Let the worker finish; it was one user."""
    done = office.work()
    assert done.is_finished
    (outcome,) = office.requests.outcomes(done)
    return outcome


# ---- at once ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("permission", DirectoryRole, ids=lambda each: each.name.lower())
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    "command", [created_with, lambda each: edited_to(NADIA, each)], ids=["create", "edit"]
)
def test_each_role_gives_what_is_written_for_it_and_nothing_else(
    office: Office, command: object, role: Role, permission: DirectoryRole
) -> None:
    outcome = submitted(staffed(office), command(permission), a_staff_member(role))  # type: ignore[operator]

    if permission in GIVES[role]:
        assert isinstance(outcome, Outcome), outcome
        assert (outcome.result, outcome.problems) == (Result.DONE, ())
        assert OperationType.ADD_USER_MEMBER in trail(office)
    else:
        assert_refused(office, outcome, permission)
        assert office.requests.filed == {}


@pytest.mark.parametrize("role", Role)
def test_a_user_without_permissions_is_anybodys_to_create(office: Office, role: Role) -> None:
    outcome = submitted(staffed(office), created_with(), a_staff_member(role))

    assert isinstance(outcome, Request) or outcome.result is Result.DONE


def test_every_permission_that_is_not_theirs_to_give_is_named(office: Office) -> None:
    outcome = submitted(staffed(office), created_with(SERVICE, GLOBAL, USERS), HELPDESK)

    assert_refused(office, outcome, GLOBAL, USERS, SERVICE)


def test_it_is_told_with_everything_else_that_is_wrong(office: Office) -> None:
    profile = a_user_profile("", user_name="ada", domain="gone.example", directory_roles=[GLOBAL])

    outcome = office.submit(CreateUser(customer_id=CONTOSO, profile=profile), MANAGER)

    assert {problem.field for problem in outcome.problems} == {"display_name", "domain", "directory_roles"}


def test_the_roles_of_a_person_add_up(office: Office) -> None:
    both = a_staff_member(Role.HELPDESK_AGENT, Role.USER_MANAGEMENT_ADMIN)

    assert office.submit(created_with(PASSWORD), both).result is Result.DONE


@pytest.mark.parametrize(
    "grant",
    [
        Grant(roles=frozenset({Role.ADMIN_AGENT}), customers=frozenset({FABRIKAM})),
        Grant(roles=frozenset({Role.ADMIN_AGENT}), expires_at=NOW),
    ],
    ids=["for another customer", "expired"],
)
def test_a_role_that_does_not_hold_here_and_now_gives_nothing(office: Office, grant: Grant) -> None:
    person = replace(MANAGER, memberships={"S0NIGHT": grant})

    assert office.desk.givable(person, CONTOSO) == {PASSWORD, USERS, SERVICE}
    assert_refused(office, office.submit(created_with(GLOBAL), person), GLOBAL)


def test_a_role_gives_for_the_customers_that_it_covers(office: Office) -> None:
    grant = Grant(roles=frozenset({Role.ADMIN_AGENT}), customers=frozenset({FABRIKAM}))
    person = replace(MANAGER, memberships={"S0NIGHT": grant})

    assert office.desk.givable(person, FABRIKAM) == set(DirectoryRole)


# ---- editing those who hold some -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "becomes"),
    [([GLOBAL], [GLOBAL]), ([GLOBAL, PASSWORD], [GLOBAL]), ([GLOBAL], []), ([GLOBAL], [GLOBAL, SERVICE])],
    ids=["keeps it", "loses another", "loses it", "gets a smaller one"],
)
def test_what_a_user_holds_already_is_no_hindrance_once_another_person_agreed(
    office: Office, held: Iterable[DirectoryRole], becomes: Iterable[DirectoryRole]
) -> None:
    staffed(holding(office, *held)).staff.save(MANAGER)
    profile = replace(NADIA, display_name="Nadia Singh")

    says_yes(office, AGENT, filed(office, edited_to(profile, *becomes), MANAGER))

    assert worked(office).result is Result.DONE
    after = office.directory.user(CONTOSO, "nadia").profile
    assert (after.display_name, after.directory_roles) == ("Nadia Singh", frozenset(becomes))


def test_of_an_administrator_only_what_is_added_counts(office: Office) -> None:
    staffed(holding(office, PASSWORD)).staff.save(MANAGER)

    outcome = submitted(office, edited_to(NADIA, PASSWORD, SERVICE, GLOBAL), MANAGER)

    assert_refused(office, outcome, GLOBAL)
    assert office.requests.filed == {}


# ---- when it is carried out ------------------------------------------------------------------------


@pytest.mark.parametrize("actor", [HELPDESK, SALES], ids=["helpdesk", "sales"])
@pytest.mark.parametrize(
    "command", [created_with(PASSWORD), edited_to(NADIA, PASSWORD)], ids=["create", "edit"]
)
def test_a_request_that_others_agreed_to_gives_no_permission_for_who_may_give_none(
    office: Office, command: Command, actor: Staff
) -> None:
    says_yes(office, AGENT, asked(staffed(office), command, actor))

    assert_refused(office, worked(office), PASSWORD)
    assert office.requests.request("click-1").state is RequestState.FAILED


@pytest.mark.parametrize(
    "now",
    [
        replace(GRACE, roles=frozenset({Role.USER_MANAGEMENT_ADMIN})),
        replace(
            GRACE,
            roles=frozenset({Role.USER_MANAGEMENT_ADMIN}),
            memberships={"S0NIGHT": Grant(roles=frozenset({Role.ADMIN_AGENT}), expires_at=NOW)},
        ),
    ],
    ids=["revoked", "expired"],
)
def test_a_role_lost_between_agreement_and_effect_gives_nothing_any_more(office: Office, now: Staff) -> None:
    staffed(holding(office, PASSWORD))
    says_yes(office, AGENT, filed(office, edited_to(NADIA, PASSWORD, GLOBAL), GRACE))

    office.staff.save(now)

    assert_refused(office, worked(office), GLOBAL)


def test_who_has_no_role_left_gives_nothing(office: Office) -> None:
    staffed(holding(office, PASSWORD))
    says_yes(office, AGENT, filed(office, edited_to(NADIA, PASSWORD, GLOBAL), GRACE))

    office.staff.save(replace(GRACE, roles=frozenset()))

    assert_refused(office, worked(office), GLOBAL)


def test_where_the_roles_stay_what_was_agreed_to_is_given(office: Office) -> None:
    staffed(holding(office, PASSWORD))
    says_yes(office, AGENT, filed(office, edited_to(NADIA, PASSWORD, GLOBAL), GRACE))

    assert worked(office).result is Result.DONE
    assert office.directory.user(CONTOSO, "nadia").profile.directory_roles == {PASSWORD, GLOBAL}


def test_breaking_the_glass_gives_what_a_global_admin_may_give(office: Office) -> None:
    staffed(holding(office, PASSWORD))
    acts_alone(office, GRACE, filed(office, edited_to(NADIA, PASSWORD, GLOBAL), GRACE))

    assert worked(office).result is Result.DONE
