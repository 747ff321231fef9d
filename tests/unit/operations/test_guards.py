"""For administrators and the protected, and for more than twenty, others are asked or it is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.action import Action
from shared.domain.audit import OperationType
from shared.domain.command import DeleteUsers, ResetPasswords, RestoreUsers, UsersCommand
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import Approval, Request, RequestState, Tally
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole, Everyone, UserFilter
from shared.errors import AccessDeniedError
from shared.operations.desk import Act
from shared.operations.many import changer
from shared.policy.decide import Reason as Why
from shared.policy.matrix import Entry, Matrix
from tests.builders import (
    CONTOSO,
    FABRIKAM,
    NOW,
    a_license_command,
    a_request,
    a_staff_member,
    an_operation,
)
from tests.unit.operations.office import FREYA, GRACE, HAMID, Office

if TYPE_CHECKING:
    from collections.abc import Iterable

GREAT = (Role.GLOBAL_ADMIN, Role.USER_MANAGEMENT_ADMIN, Role.ADMIN_AGENT)
COMMANDS: dict[str, type[ResetPasswords | DeleteUsers | RestoreUsers]] = {
    "reset": ResetPasswords,
    "delete": DeleteUsers,
    "restore": RestoreUsers,
}
NEEDS_APPROVAL = (ProblemCode.ADMINISTRATOR_NEEDS_APPROVAL, ProblemCode.PROTECTED_NEEDS_APPROVAL)
DENIED = (ProblemCode.ADMINISTRATOR_DENIED, ProblemCode.PROTECTED_DENIED)


def command(what: str, *users: str, everyone: Everyone | None = None) -> UsersCommand:
    return COMMANDS[what](customer_id=CONTOSO, users=everyone or users)


@pytest.fixture
def guarded(licensed: Office) -> Office:
    """The office, where Ada is an administrator, Li is protected, and Zoe is both."""
    for user_id, roles, is_protected in (
        ("ada", {DirectoryRole.PASSWORD_ADMIN}, False),
        ("li", set(), True),
        ("zoe", {DirectoryRole.GLOBAL_ADMIN}, True),
    ):
        user = licensed.directory.user(CONTOSO, user_id)
        profile = replace(user.profile, directory_roles=frozenset(roles), is_protected=is_protected)
        licensed.directory._users[CONTOSO, user_id] = replace(user, profile=profile)
    return licensed


def deleted(office: Office) -> Office:
    """Let everybody have been deleted; by what road does not matter."""
    desk = office.desk
    for user_id in ("ada", "li", "zoe", "nadia"):
        user = desk.directory.user(CONTOSO, user_id)
        profile = replace(user.profile, directory_roles=frozenset(), is_protected=False)
        office.directory._users[CONTOSO, user_id] = replace(user, profile=profile)
        office.at_once(command("delete", user_id), click=f"delete-{user_id}")
        kept = desk.directory.deleted_user(CONTOSO, user_id)
        waiting = replace(kept, user=replace(kept.user, profile=user.profile))
        office.directory._deleted[CONTOSO, user_id] = waiting
    office.forget()
    return office


def prepared(office: Office, what: str) -> Office:
    return deleted(office) if what == "restore" else office


def promote(office: Office, user_id: str) -> None:
    """Let somebody else make a user an administrator."""
    user = office.directory.user(CONTOSO, user_id)
    profile = replace(user.profile, directory_roles=frozenset({DirectoryRole.SERVICE_ADMIN}))
    after = replace(user, profile=profile, version=user.version + 1)
    office.directory._users[CONTOSO, user_id] = after


def approval(
    reason: Why, needed: int, targets: int = 1, roles: Iterable[Role] = GREAT, days: int = 3
) -> Approval:
    return Approval(
        policy_reason=reason.value,
        needed=needed,
        approver_roles=frozenset(roles),
        expires_at=NOW + timedelta(days=days),
        targets=targets,
        customer_name="Contoso Ltd",
    )


def told(outcomes: tuple[Outcome, ...]) -> dict[str, tuple[Result, Reason | None, tuple[Problem, ...]]]:
    return {each.target_id: (each.result, each.reason, each.problems) for each in outcomes}


def guarded_with(code: ProblemCode) -> tuple[Result, Reason, tuple[Problem, ...]]:
    return Result.REFUSED, Reason.GUARDED, (Problem("users", code),)


# ---- one by one ------------------------------------------------------------------------------------


@pytest.mark.promise(6, 17)
@pytest.mark.parametrize("what", COMMANDS)
@pytest.mark.parametrize("role", GREAT)
def test_a_great_role_has_others_asked_about_administrators_and_the_protected_and_does_nothing_alone(
    guarded: Office, what: str, role: Role
) -> None:
    office = prepared(guarded, what)
    before = dict(office.directory._users), dict(office.directory._deleted)
    request = office.filed(command(what, "ada", "li", "zoe", "nadia"), actor=a_staff_member(role))
    assert (request.is_pending, request.approval) == (True, approval(Why.SENSITIVE_TARGET, 1, targets=4))
    assert [event.operation_types for event in office.events] == [(OperationType.FILE_REQUEST,)]
    assert (office.directory._users, office.directory._deleted) == before
    assert office.consumed() == office.held()


@pytest.mark.promise(6, 17)
@pytest.mark.parametrize("what", COMMANDS)
def test_what_another_person_agreed_to_is_done_to_administrators_and_the_protected(
    guarded: Office, what: str
) -> None:
    office = prepared(guarded, what)
    office.staff.save(GRACE)
    request = office.approve(office.filed(command(what, "ada", "li", "zoe", "nadia")), FREYA)
    done = office.work(request.id)
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=4))


@pytest.mark.promise(8, 17)
@pytest.mark.parametrize("what", ["reset", "delete"])
def test_who_agreed_to_many_did_not_agree_to_an_administrator_whom_nobody_knew_among_them(
    licensed: Office, what: str
) -> None:
    """Twenty-one take one approval, with an administrator among them two, and not of a helpdesk agent."""
    licensed.add_users(19)
    licensed.staff.save(GRACE)
    everyone = Everyone(UserFilter.WITHOUT_LICENSE)  # its counter knows nothing of administrators
    request = licensed.approve(licensed.filed(command(what, everyone=everyone)), FREYA)
    promote(licensed, "nadia")
    done = licensed.work(request.id)
    assert (done.state, done.tally) == (RequestState.PARTIAL, Tally(done=20, refused=1))
    (refused,) = [each for each in licensed.requests.outcomes(done) if each.result is Result.REFUSED]
    assert (refused.target_id, refused.reason) == ("nadia", Reason.GUARDED)


@pytest.mark.promise(17)
def test_a_helpdesk_agents_agreement_to_a_reset_does_not_reach_who_became_an_administrator(
    licensed: Office,
) -> None:
    """Of a list of ten the policy of this deployment asks for two approvals, of whoever may reset at once."""
    rows = {**licensed.desk.matrix.rows}
    row = rows[Action.RESET_PASSWORD]
    rows[Action.RESET_PASSWORD] = replace(
        row, entries={**row.entries, Role.GLOBAL_ADMIN: Entry.TWO_APPROVALS}
    )
    office = replace(licensed, desk=replace(licensed.desk, matrix=Matrix(rows)))
    helpdesk = a_staff_member(Role.HELPDESK_AGENT, slack_user_id="U0HELPDSK")
    for person in (GRACE, helpdesk, FREYA):
        office.staff.save(person)
    agent = a_staff_member(Role.ADMIN_AGENT, slack_user_id="U0AGENT")
    office.staff.save(agent)
    request = office.approve(office.filed(command("reset", "nadia", "li")), helpdesk, agent)
    assert request.state is RequestState.APPROVED
    promote(office, "nadia")
    done = office.work(request.id)
    refused = {each.target_id: each.reason for each in office.requests.outcomes(done)}
    assert refused == {"nadia": Reason.GUARDED, "li": None}


@pytest.mark.promise(6, 17)
@pytest.mark.parametrize(
    "roles", [{Role.HELPDESK_AGENT}, {Role.HELPDESK_AGENT, Role.SALES_AGENT}], ids=["helpdesk", "both"]
)
def test_a_small_role_is_denied_administrators_and_the_protected(guarded: Office, roles: set[Role]) -> None:
    administrator, protected = DENIED
    outcomes = guarded.at_once(command("reset", "ada", "li", "zoe", "nadia"), actor=a_staff_member(*roles))
    assert told(outcomes) == {
        "ada": guarded_with(administrator),
        "li": guarded_with(protected),
        "zoe": guarded_with(administrator),
        "nadia": (Result.DONE, None, ()),
    }


@pytest.mark.parametrize("what", COMMANDS)
def test_somebody_guarded_is_told_by_name_and_stays_as_they_are(guarded: Office, what: str) -> None:
    office = prepared(guarded, what)
    act = Act(actor=GRACE, operation=an_operation(), at=NOW)
    outcome = changer(command(what, "ada"), ["ada"], office.desk, act).change("ada")
    assert told((outcome,)) == {"ada": guarded_with(ProblemCode.ADMINISTRATOR_NEEDS_APPROVAL)}
    assert (outcome.target_name, outcome.sign_in_name) == ("Ada Lovelace", "ada.lovelace@contoso.example")
    if what == "restore":
        assert (outcome.user, outcome.deleted) == (None, office.directory.deleted_user(CONTOSO, "ada"))
    else:
        assert (outcome.user, outcome.deleted) == (office.directory.user(CONTOSO, "ada"), None)
    assert office.events == []


@pytest.mark.promise(10, 17)
@pytest.mark.parametrize("what", ["reset", "delete"])
def test_who_becomes_an_administrator_at_the_last_instant_is_guarded(licensed: Office, what: str) -> None:
    licensed.directory.before_write = lambda: promote(licensed, "nadia")
    (outcome,) = licensed.at_once(command(what, "nadia"))
    assert outcome.reason is Reason.GUARDED
    assert licensed.events == []


@pytest.mark.promise(9)
def test_who_was_reset_and_then_became_an_administrator_is_still_known(licensed: Office) -> None:
    licensed.at_once(command("reset", "nadia"))
    user = licensed.directory.user(CONTOSO, "nadia")
    profile = replace(user.profile, is_protected=True)
    licensed.directory._users[CONTOSO, "nadia"] = replace(user, profile=profile, version=3)
    (again,) = licensed.at_once(command("reset", "nadia"))
    assert (again.result, again.is_repeat) == (Result.DONE, True)


@pytest.mark.parametrize("role", Role)
def test_licenses_of_administrators_are_nobodys_secret(guarded: Office, role: Role) -> None:
    asked = a_license_command("ada", "li", assign={"sku-power-bi": None})
    outcomes = guarded.at_once(asked, actor=a_staff_member(role))
    assert {each.result for each in outcomes} == {Result.DONE}


@pytest.mark.parametrize(("what", "result"), [("reset", Tally(done=1, refused=3)), ("delete", None)])
def test_the_worker_guards_them_too(guarded: Office, what: str, result: Tally | None) -> None:
    """They were plain users when it was left to the worker."""
    guarded.staff.save(GRACE)
    request = guarded.requests.file(a_request(command=command(what, everyone=Everyone())))
    done = guarded.work(request.id)
    assert (done.state, done.tally) == (RequestState.PARTIAL, result or Tally(done=1, refused=3))
    assert [event.target_id for event in guarded.events] == ["nadia"]


@pytest.mark.promise(17)
def test_the_worker_guards_those_to_be_restored_too(guarded: Office) -> None:
    office = deleted(guarded)
    request = office.filed(command("restore", everyone=Everyone(UserFilter.DELETED)))
    done = office.work(request.id)
    assert (done.state, done.tally) == (RequestState.PARTIAL, Tally(done=1, refused=3))
    assert {each.reason for each in office.requests.outcomes(done)} == {None, Reason.GUARDED}


# ---- as a whole ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "whats"),
    [
        (Role.HELPDESK_AGENT, ["delete", "restore"]),
        (Role.SALES_AGENT, ["reset", "delete", "restore"]),
    ],
)
def test_who_needs_agreement_asks_for_it_and_does_nothing_alone(
    licensed: Office, role: Role, whats: list[str]
) -> None:
    before = dict(licensed.directory._users)
    for what in whats:
        request = licensed.filed(command(what, "nadia"), actor=a_staff_member(role), click=what)
        roles = {*GREAT, *helping(what)}
        assert request.is_pending
        expected = approval(Why.ROLE_NEEDS_APPROVAL, 1, roles=roles)
        name = "" if what == "restore" else "Nadia Okafor"  # she is not among the deleted
        assert request.approval == replace(expected, target_name=name)
    assert {event.operation_types for event in licensed.events} == {(OperationType.FILE_REQUEST,)}
    assert (licensed.directory._users, licensed.directory._deleted) == (before, {})


@pytest.mark.parametrize("what", COMMANDS)
def test_who_is_in_charge_of_others_does_nothing_and_has_nothing_read(licensed: Office, what: str) -> None:
    for whom in (("nadia",), None):
        asked = command(what, *(whom or ()), everyone=None if whom else Everyone())
        with pytest.raises(AccessDeniedError):
            licensed.submit_many(asked, actor=a_staff_member(customers=[FABRIKAM]))
    assert (licensed.directory.calls, licensed.requests.filed) == ([], {})


@pytest.mark.parametrize("what", ["reset", "delete"])
def test_twenty_are_done_at_once(licensed: Office, what: str) -> None:
    outcomes = licensed.at_once(command(what, *licensed.add_users(20)))
    assert [each.result for each in outcomes] == [Result.DONE] * 20


@pytest.mark.promise(6)
@pytest.mark.parametrize("what", ["reset", "delete"])
@pytest.mark.parametrize("role", GREAT)
def test_for_twenty_one_others_are_asked_and_nothing_is_done_alone(
    licensed: Office, what: str, role: Role
) -> None:
    users = licensed.add_users(21)
    request = licensed.filed(command(what, *users), actor=a_staff_member(role))
    roles = {*GREAT, *helping(what)}
    assert request.is_pending
    assert request.approval == approval(Why.MANY_TARGETS, 1, targets=21, roles=roles)
    assert [event.operation_types for event in licensed.events] == [(OperationType.FILE_REQUEST,)]


def helping(what: str) -> set[Role]:
    """Who besides the great roles may do it to one user alone."""
    return {Role.HELPDESK_AGENT} if what == "reset" else set()


@pytest.mark.promise(6)
@pytest.mark.parametrize("what", ["reset", "delete"])
@pytest.mark.parametrize(
    ("everyone", "before"),
    [
        (Everyone(), 4),
        (Everyone(UserFilter.WITHOUT_LICENSE), 2),
        (Everyone(UserFilter.WITH_LICENSE, "sku-power-bi"), 0),
        (Everyone(UserFilter.ADMINISTRATORS), 0),
    ],
    ids=lambda value: str(value.user_filter) if isinstance(value, Everyone) else "",
)
def test_a_filter_is_as_many_as_pass_it_this_instant(
    licensed: Office, what: str, everyone: Everyone, before: int
) -> None:
    for user_id in licensed.add_users(20 - before):
        user = licensed.directory.user(CONTOSO, user_id)
        if everyone.user_filter is UserFilter.ADMINISTRATORS:
            roles = frozenset({DirectoryRole.GLOBAL_ADMIN})
            user = replace(user, profile=replace(user.profile, directory_roles=roles))
            licensed.directory._users[CONTOSO, user_id] = user
        elif everyone.user_filter is UserFilter.WITH_LICENSE:
            licensed.at_once(a_license_command(user_id, assign={"sku-power-bi": None}), click=f"a-{user_id}")
    licensed.forget()
    licensed.staff.save(FREYA)
    licensed.staff.save(HAMID)
    are_administrators = everyone.user_filter is UserFilter.ADMINISTRATORS
    assert licensed.filed(command(what, everyone=everyone)).is_pending == are_administrators
    if everyone.user_filter is UserFilter.WITH_LICENSE:
        licensed.add_user("Yet Another", {"sku-power-bi": frozenset()})
    else:
        licensed.add_user("Yet Another")
    if everyone.user_filter is UserFilter.ADMINISTRATORS:
        user = licensed.directory.user(CONTOSO, "yet")
        roles = frozenset({DirectoryRole.GLOBAL_ADMIN})
        licensed.directory._users[CONTOSO, "yet"] = replace(
            user, profile=replace(user.profile, directory_roles=roles)
        )
    asked = licensed.filed(command(what, everyone=everyone), click="click-2")
    may_agree: set[Role] = {*GREAT, *(set() if are_administrators else helping(what))}
    reason = Why.SENSITIVE_TARGET if are_administrators else Why.MANY_TARGETS
    needed = 2 if are_administrators else 1
    assert asked.approval == approval(reason, needed, targets=21, roles=may_agree)


def test_those_deleted_already_do_not_count(licensed: Office) -> None:
    users = licensed.add_users(21)
    licensed.at_once(command("delete", *users[:10]), click="delete")
    licensed.forget()
    assert isinstance(licensed.submit_many(command("delete", everyone=Everyone())), Request)


def test_any_number_may_be_restored_and_given_licenses(licensed: Office) -> None:
    users = licensed.add_users(22)
    for half in (users[:11], users[11:]):
        licensed.at_once(command("delete", *half), click=half[0])
    licensed.forget()
    outcomes = licensed.at_once(command("restore", *users))
    assert [each.result for each in outcomes] == [Result.DONE] * 22
    licensed.at_once(a_license_command(*users, assign={"sku-e3": None}), click="click-2")


@pytest.mark.promise(10)
@pytest.mark.parametrize("what", ["reset", "delete"])
def test_a_filter_that_more_than_twenty_pass_when_it_is_listed_is_not_done(
    licensed: Office, what: str
) -> None:
    licensed.add_users(16)
    request = licensed.filed(command(what, everyone=Everyone()))
    licensed.add_user("Yet Another")
    done = licensed.work(request.id)
    assert (done.state, done.tally) == (RequestState.FAILED, Tally(refused=21))
    assert {each.reason for each in licensed.requests.outcomes(done)} == {Reason.NOT_ALLOWED}
    assert licensed.events == []


@pytest.mark.promise(10)
@pytest.mark.parametrize("what", COMMANDS)
def test_a_role_revoked_between_the_filing_and_the_first_user_does_nothing(
    licensed: Office, what: str
) -> None:
    office = prepared(licensed, what)
    request = office.requests.file(a_request(command=command(what, "nadia", "li")))
    office.work(request.id, steps=2)
    office.staff.save(replace(GRACE, roles=frozenset({Role.SALES_AGENT})))
    done = office.work(request.id)
    outcomes = list(office.requests.outcomes(done))
    assert {each.reason for each in outcomes} == {Reason.NOT_ALLOWED}
    assert {each.target_name for each in outcomes} == {"Nadia Okafor", "Li Wei"}
    assert (done.state, office.events) == (RequestState.FAILED, [])


@pytest.mark.parametrize("what", COMMANDS)
def test_a_command_is_of_the_action_that_the_policy_knows(what: str) -> None:
    expected = {
        "reset": Action.RESET_PASSWORD,
        "delete": Action.DELETE_USER,
        "restore": Action.RESTORE_USER,
    }
    assert command(what, "nadia").action is expected[what]
