"""Roles are given and taken by two people, but for the one admin who has nobody to ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import ALL_CUSTOMERS, OperationType, ResourceType
from shared.domain.command import GrantRoles, MapGroup, RevokeRoles, UnmapGroup
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import ProblemCode
from shared.domain.request import Objection, Request, RequestState
from shared.domain.staff import Grant, MappedGroup, Role, Staff, bootstrap_admin
from shared.errors import AccessDeniedError, NoApproverError
from shared.operations.desk import Act, execute
from shared.operations.request import submit_one
from tests.builders import CONTOSO, FABRIKAM, NOW, a_staff_member, an_operation
from tests.unit.operations.deciding import acts_alone, objection, says_yes, staffed, trail
from tests.unit.operations.office import FREYA, GRACE, HAMID

if TYPE_CHECKING:
    from shared.domain.command import RolesCommand
    from tests.unit.operations.office import Office

FIRST = bootstrap_admin("U0FIRST")
MANAGER = a_staff_member(Role.USER_MANAGEMENT_ADMIN, slack_user_id="U0MANAGER")
AGENTS = Grant(roles=frozenset({Role.ADMIN_AGENT}), customers=frozenset({CONTOSO, FABRIKAM}))
ADMIN = Grant(roles=frozenset({Role.GLOBAL_ADMIN}))


def grant(who: str = "U0NEW", what: Grant = AGENTS, version: int = 0, reason: str = "New here") -> GrantRoles:
    return GrantRoles(slack_user_id=who, grant=what, reason=reason, version=version)


def revoke(who: str, version: int, reason: str = "Gone") -> RevokeRoles:
    return RevokeRoles(slack_user_id=who, reason=reason, version=version)


def map_group(
    what: Grant = AGENTS, version: int = 0, reason: str = "A team", name: str = "agents"
) -> MapGroup:
    return MapGroup(group_id="S0AGENTS", name=name, grant=what, reason=reason, version=version)


def unmap(version: int = 1) -> UnmapGroup:
    return UnmapGroup(group_id="S0AGENTS", reason="No team", version=version)


def submit(
    office: Office, command: RolesCommand, actor: Staff = GRACE, click: str = "click-1"
) -> Outcome | Request:
    return submit_one(office.desk, command, actor, an_operation(click), "en")


def agreed(office: Office, command: RolesCommand, actor: Staff = GRACE, click: str = "click-1") -> Outcome:
    """Do what somebody else agreed to."""
    act = Act(actor=actor, operation=an_operation(click), at=office.clock.now(), approvals=1)
    return execute(command, office.desk, act)


def problems(outcome: Outcome | Request) -> list[tuple[str, ProblemCode]]:
    assert isinstance(outcome, Outcome)
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.INVALID)
    return [(problem.field, problem.code) for problem in outcome.problems]


# ---- two people ------------------------------------------------------------------------------------


@pytest.mark.promise(6, 7)
@pytest.mark.parametrize("actor", [GRACE, MANAGER], ids=["a Global admin", "a user manager"])
@pytest.mark.parametrize(
    "command",
    [grant(), revoke("U0FREYA", 0), map_group()],
    ids=["grant", "revoke", "map"],
)
def test_roles_are_asked_for_and_nothing_changes_before_another_global_admin_agrees(
    office: Office, actor: Staff, command: RolesCommand
) -> None:
    staffed(office).staff.save(actor)
    before = dict(office.staff.members), dict(office.staff.mapped)
    request = submit(office, command, actor)
    assert isinstance(request, Request)
    assert request.approval is not None
    assert (request.approval.needed, request.approval.approver_roles) == (1, frozenset({Role.GLOBAL_ADMIN}))
    assert (office.staff.members, office.staff.mapped) == before
    assert list(trail(office)) == [OperationType.FILE_REQUEST]


@pytest.mark.promise(7)
def test_what_another_agreed_to_is_granted_by_the_worker_and_holds_at_once(office: Office) -> None:
    request = submit(staffed(office), grant(), MANAGER)
    office.staff.save(MANAGER)
    assert isinstance(request, Request)
    says_yes(office, FREYA, request)
    assert office.work().state is RequestState.DONE
    new = office.desk.find_staff("U0NEW")
    assert new is not None
    assert new.roles_for(CONTOSO, office.clock.now()) == {Role.ADMIN_AGENT}
    assert new.roles_for("litware", office.clock.now()) == frozenset()


def test_a_grant_is_an_event_with_all_of_it_and_the_reason(office: Office) -> None:
    until = NOW + timedelta(days=30)
    outcome = agreed(staffed(office), grant(what=replace(AGENTS, expires_at=until)))
    assert (outcome.result, outcome.target_id) == (Result.DONE, "U0NEW")
    (event,) = office.events
    assert event.operation_types == (OperationType.GRANT_ROLES,)
    assert (event.resource_type, event.customer_id, event.target_id) == (
        ResourceType.STAFF,
        ALL_CUSTOMERS,
        "U0NEW",
    )
    assert event.new_value["roles"] == ["admin_agent"]
    assert event.new_value["customers"] == [CONTOSO, FABRIKAM]
    assert event.new_value["expires_at"] == until.isoformat()
    assert event.new_value["reason"] == "New here"


@pytest.mark.parametrize("role", [Role.ADMIN_AGENT, Role.SALES_AGENT, Role.HELPDESK_AGENT])
def test_the_other_roles_may_not_even_ask(office: Office, role: Role) -> None:
    actor = a_staff_member(role, slack_user_id="U0SMALL")
    with pytest.raises(AccessDeniedError):
        submit(staffed(office), grant("U0SMALL", ADMIN), actor)
    assert office.requests.filed == {}


@pytest.mark.promise(12)
def test_an_admin_of_some_customers_may_not_even_ask(office: Office) -> None:
    with pytest.raises(AccessDeniedError):
        submit(staffed(office), grant(), a_staff_member(slack_user_id="U0SOME", customers=[CONTOSO]))
    assert office.requests.filed == {}


@pytest.mark.promise(7)
def test_nobody_agrees_to_roles_of_their_own_whoever_asks(office: Office) -> None:
    request = submit(staffed(office), grant("U0FREYA", ADMIN))
    assert isinstance(request, Request)
    assert objection(lambda: says_yes(office, GRACE, request)) is Objection.OWN_REQUEST
    assert objection(lambda: says_yes(office, FREYA, request)) is Objection.OWN_ROLES
    assert says_yes(office, HAMID, request).state is RequestState.APPROVED


def test_where_only_the_person_concerned_could_agree_nothing_is_filed(office: Office) -> None:
    for person in (GRACE, FREYA, Staff(slack_user_id="U0FIRST", roles=frozenset(), version=1)):
        office.staff.save(person)
    with pytest.raises(NoApproverError) as nobody:
        submit(office, grant("U0FREYA"))
    assert nobody.value.found == 0


# ---- the only admin --------------------------------------------------------------------------------


@pytest.mark.promise(6)
def test_the_only_global_admin_grants_alone_and_then_never_again(office: Office) -> None:
    outcome = submit(office, grant("U0GRACE", ADMIN), FIRST)
    assert isinstance(outcome, Outcome)
    assert outcome.result is Result.DONE
    assert isinstance(submit(office, grant(), FIRST, click="click-2"), Request)
    assert "U0NEW" not in office.staff.members


@pytest.mark.promise(9)
@pytest.mark.parametrize("command", [grant("U0GRACE", ADMIN), map_group(ADMIN)], ids=["grant", "map"])
def test_the_only_admins_click_delivered_again_is_done_and_files_nothing(
    office: Office, command: RolesCommand
) -> None:
    """By then there is a second admin, whom the policy would have asked."""
    submit(office, command, FIRST)
    if isinstance(command, MapGroup):
        member = Staff(slack_user_id="U0GRACE", roles=frozenset(), memberships={"S0AGENTS": ADMIN})
        office.staff.save(member)
    again = submit(office, command, FIRST)
    assert isinstance(again, Outcome)
    assert (again.result, again.is_repeat) == (Result.DONE, True)
    assert (office.requests.filed, len(office.events)) == ({}, 1)


@pytest.mark.parametrize(
    ("person", "is_second"),
    [
        (a_staff_member(slack_user_id="U0SOME", customers=[CONTOSO]), False),
        (a_staff_member(slack_user_id="U0ENDED", expires_at=NOW), False),
        (MANAGER, False),
        (Staff(slack_user_id="U0GROUP", roles=frozenset(), memberships={"S0ADMINS": ADMIN}), True),
    ],
    ids=["of some customers", "expired", "a user manager", "through a user group"],
)
def test_who_counts_as_a_second_admin(office: Office, person: Staff, *, is_second: bool) -> None:
    office.staff.save(person)
    assert isinstance(submit(office, grant(), FIRST), Request if is_second else Outcome)


def test_a_user_manager_asks_even_where_there_is_one_admin_alone(office: Office) -> None:
    office.staff.save(MANAGER)
    request = submit(office, grant(), MANAGER)
    assert isinstance(request, Request)
    assert says_yes(office, FIRST, request).state is RequestState.APPROVED


# ---- the last admin --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["revoked", "another role", "some customers", "through the only group"])
def test_the_last_global_admin_cannot_be_taken_away(office: Office, kind: str) -> None:
    only = replace(GRACE, version=1)
    office.staff.save(only)
    office.staff.save(Staff(slack_user_id="U0FIRST", roles=frozenset(), version=1))
    command: RolesCommand = revoke("U0GRACE", 1)
    if kind == "another role":
        command = grant("U0GRACE", AGENTS, version=1)
    elif kind == "some customers":
        command = grant("U0GRACE", replace(ADMIN, customers=frozenset({CONTOSO})), version=1)
    elif kind == "through the only group":
        office.staff.save(replace(only, roles=frozenset(), memberships={"S0AGENTS": ADMIN}))
        office.staff.mapped["S0AGENTS"] = MappedGroup(id="S0AGENTS", name="agents", grant=ADMIN, version=1)
        command = unmap()
    assert problems(agreed(office, command)) == [("roles", ProblemCode.LAST_ADMIN)]
    assert problems(submit(office, command)) == [("roles", ProblemCode.LAST_ADMIN)]
    found = office.desk.find_staff("U0GRACE")
    assert found is not None
    assert Role.GLOBAL_ADMIN in found.roles_for(None, NOW)
    assert office.events == []


def test_one_of_two_admins_can_be_taken_away(office: Office) -> None:
    office.staff.save(replace(GRACE, version=1))
    assert agreed(office, revoke("U0GRACE", 1), FIRST).result is Result.DONE
    found = office.desk.find_staff("U0GRACE")
    assert found is not None
    assert (found.roles, found.version) == (frozenset(), 2)
    with pytest.raises(AccessDeniedError):
        submit(office, grant(), found, click="click-2")


def test_who_is_an_admin_through_a_group_too_may_lose_their_own(office: Office) -> None:
    office.staff.save(Staff(slack_user_id="U0FIRST", roles=frozenset(), version=1))
    office.staff.save(replace(GRACE, version=1, memberships={"S0ADMINS": ADMIN}))
    assert agreed(office, revoke("U0GRACE", 1)).result is Result.DONE
    found = office.desk.find_staff("U0GRACE")
    assert found is not None
    assert found.roles_for(None, NOW) == {Role.GLOBAL_ADMIN}


# ---- what is wrong, and what changed meanwhile -----------------------------------------------------


def test_everything_wrong_is_said_at_once_and_nobody_is_asked(office: Office) -> None:
    nothing = Grant(roles=frozenset(), customers=frozenset(), expires_at=NOW)
    found = problems(submit(staffed(office), grant(what=nothing, reason="")))
    assert sorted(found) == [
        ("customers", ProblemCode.NO_CUSTOMER_CHOSEN),
        ("expires_at", ProblemCode.TIME_PAST),
        ("reason", ProblemCode.REQUIRED),
        ("roles", ProblemCode.NO_ROLE_CHOSEN),
    ]
    found = problems(submit(office, map_group(nothing, reason="x" * 301)))
    assert len(found) == 4
    assert office.requests.filed == {}


@pytest.mark.parametrize(("count", "is_fine"), [(100, True), (101, False)])
def test_a_grant_names_at_most_a_hundred_customers(office: Office, count: int, *, is_fine: bool) -> None:
    many = replace(AGENTS, customers=frozenset(f"customer-{number}" for number in range(count)))
    outcome = agreed(staffed(office), grant(what=many))
    assert (outcome.result is Result.DONE) == is_fine
    if not is_fine:
        assert problems(outcome) == [("customers", ProblemCode.TOO_MANY_CUSTOMERS)]


def test_who_was_changed_meanwhile_is_left_as_the_others_made_them(office: Office) -> None:
    staffed(office).staff.save(replace(MANAGER, version=4))
    for command in (grant("U0MANAGER", version=3), revoke("U0MANAGER", 3), grant("U0MANAGER")):
        outcome = agreed(office, command)
        assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.CHANGED_MEANWHILE)
    assert office.staff.members["U0MANAGER"] == replace(MANAGER, version=4)
    assert office.events == []


def test_the_same_grant_again_changes_nothing(office: Office) -> None:
    agreed(staffed(office), grant())
    outcome = agreed(office, grant(version=1), click="click-2")
    assert (outcome.result, len(office.events)) == (Result.UNCHANGED, 1)


@pytest.mark.promise(9)
def test_the_same_click_grants_once(office: Office) -> None:
    first, again = (agreed(staffed(office), grant()) for _ in range(2))
    assert (first.is_repeat, again.is_repeat, again.result) == (False, True, Result.DONE)
    assert office.staff.members["U0NEW"].version == 1
    assert len(office.events) == 1


def test_what_somebody_holds_through_groups_is_left_when_their_own_is_changed(office: Office) -> None:
    held = replace(MANAGER, version=1, memberships={"S0AGENTS": AGENTS})
    staffed(office).staff.save(held)
    agreed(office, grant("U0MANAGER", ADMIN, version=1))
    assert office.staff.members["U0MANAGER"].memberships == {"S0AGENTS": AGENTS}
    agreed(office, revoke("U0MANAGER", 2), click="click-2")
    assert office.staff.members["U0MANAGER"].memberships == {"S0AGENTS": AGENTS}


# ---- user groups -----------------------------------------------------------------------------------


def test_a_group_is_mapped_changed_and_unmapped(office: Office) -> None:
    staffed(office)
    assert agreed(office, map_group()).result is Result.DONE
    assert office.staff.mapped["S0AGENTS"] == MappedGroup(
        id="S0AGENTS", name="agents", grant=AGENTS, version=1
    )
    other = replace(AGENTS, roles=frozenset({Role.SALES_AGENT}))
    assert agreed(office, map_group(other, version=1), click="click-2").result is Result.DONE
    assert agreed(office, unmap(version=1), click="click-3").reason is Reason.CHANGED_MEANWHILE
    assert agreed(office, unmap(version=2), click="click-4").result is Result.DONE
    assert office.staff.mapped == {}
    assert [event.operation_types for event in office.events] == [
        (OperationType.MAP_USER_GROUP,),
        (OperationType.MAP_USER_GROUP,),
        (OperationType.UNMAP_USER_GROUP,),
    ]
    assert {event.resource_type for event in office.events} == {ResourceType.USER_GROUP}


@pytest.mark.promise(22)
def test_roles_taken_without_waiting_are_reviewed_too(office: Office) -> None:
    staffed(office).staff.save(replace(MANAGER, version=1))
    request = submit(office, revoke("U0MANAGER", 1))
    assert isinstance(request, Request)
    broken = acts_alone(office, GRACE, request)
    assert office.work().state is RequestState.DONE
    assert office.staff.members["U0MANAGER"].roles == frozenset()
    assert broken.approval is not None
    assert broken.approval.has_open_review
