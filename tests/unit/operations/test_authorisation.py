"""The one door: who may not, reads nothing and writes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.action import Action
from shared.domain.audit import AuditQuery
from shared.domain.command import (
    AddCustomer,
    CheckLicenseFile,
    CheckUserFile,
    CreateUser,
    EditCustomer,
    EditUser,
    ImportLicenses,
    ImportUsers,
    SendTemplate,
)
from shared.domain.outcome import Reason as Outcomes
from shared.domain.outcome import Result
from shared.domain.request import RequestState
from shared.domain.staff import Role, Staff
from shared.errors import AccessDeniedError
from shared.operations import looking
from shared.operations.looking import UserQuery
from shared.operations.request import submit_rows
from shared.operations.trail import audit_export, trail
from shared.policy.decide import Reason, Verdict
from shared.ports import Cursor
from tests.builders import (
    CONTOSO,
    FABRIKAM,
    NOW,
    a_customer_profile,
    a_staff_member,
    a_user_profile,
    an_operation,
)
from tests.unit.operations.office import FREYA

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.command import Command, ImportRows
    from shared.operations.desk import Desk
    from tests.unit.operations.office import Office

COMMANDS: dict[str, Command] = {
    "add a customer": AddCustomer(profile=a_customer_profile("Fabrikam", ("fabrikam.example",))),
    "edit a customer": EditCustomer(customer_id=CONTOSO, version=1, profile=a_customer_profile("Other")),
    "create a user": CreateUser(customer_id=CONTOSO, profile=a_user_profile("Ada Lovelace")),
    "edit a user": EditUser(
        customer_id=CONTOSO, user_id="nadia", version=1, profile=a_user_profile("Nadia Singh")
    ),
}
LOOKS: dict[str, Callable[[Desk, Staff], object]] = {
    "find customers": lambda desk, actor: looking.find_customers(desk, actor, "contoso"),
    "a customer": lambda desk, actor: looking.customer_card(desk, actor, CONTOSO),
    "the users": lambda desk, actor: looking.user_list(desk, actor, CONTOSO, UserQuery()),
    "a search": lambda desk, actor: looking.user_list(desk, actor, CONTOSO, UserQuery(typed="nadia")),
    "a user": lambda desk, actor: looking.user_details(desk, actor, CONTOSO, "nadia"),
    "the trail": lambda desk, actor: trail(desk, actor, AuditQuery(customer_id=CONTOSO), Cursor()),
    "a file of the trail": lambda desk, actor: audit_export(desk, actor, AuditQuery(customer_id=CONTOSO)),
}
STRANGERS = {
    "without a role": Staff(slack_user_id="U0NOBODY", roles=frozenset()),
    "whose access ended": a_staff_member(Role.GLOBAL_ADMIN, expires_at=NOW),
}
ELSEWHERE = a_staff_member(Role.GLOBAL_ADMIN, customers=[FABRIKAM])
NEEDS_AGREEMENT = a_staff_member(Role.SALES_AGENT)


@pytest.mark.parametrize("what", COMMANDS)
@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_changes_nothing_and_has_nothing_read(office: Office, who: str, what: str) -> None:
    with pytest.raises(AccessDeniedError):
        office.submit(COMMANDS[what], STRANGERS[who])
    assert (office.directory.calls, office.events) == ([], [])


@pytest.mark.parametrize("what", COMMANDS)
def test_who_is_in_charge_of_others_changes_nothing(office: Office, what: str) -> None:
    with pytest.raises(AccessDeniedError) as denied:
        office.submit(COMMANDS[what], ELSEWHERE)
    expected = Reason.NEEDS_ALL_CUSTOMERS if what == "add a customer" else Reason.CUSTOMER_OUT_OF_SCOPE
    assert denied.value.decision.reason is expected
    assert (office.directory.calls, office.events) == ([], [])


@pytest.mark.parametrize("what", COMMANDS)
def test_what_needs_a_second_person_is_not_done_by_one(office: Office, what: str) -> None:
    with pytest.raises(AccessDeniedError) as denied:
        office.submit(COMMANDS[what], NEEDS_AGREEMENT)
    assert denied.value.decision.verdict is Verdict.APPROVAL
    assert denied.value.decision.approvals_needed == 1
    assert not {"add_customer", "change_customer", "add_user", "change_user"} & set(office.directory.calls)
    assert office.events == []


@pytest.mark.parametrize("what", COMMANDS)
def test_who_may_does_it_with_one_event(office: Office, what: str) -> None:
    assert office.submit(COMMANDS[what]).result is Result.DONE
    assert len(office.events) == 1


@pytest.mark.parametrize("what", LOOKS)
@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_sees_nothing_and_has_nothing_read(office: Office, who: str, what: str) -> None:
    with pytest.raises(AccessDeniedError):
        LOOKS[what](office.desk, STRANGERS[who])
    assert office.directory.calls == []


@pytest.mark.parametrize("what", [each for each in LOOKS if each != "find customers"])
def test_who_is_in_charge_of_others_sees_nothing(office: Office, what: str) -> None:
    with pytest.raises(AccessDeniedError):
        LOOKS[what](office.desk, ELSEWHERE)
    assert office.directory.calls == []


@pytest.mark.parametrize("what", LOOKS)
def test_every_role_may_look_at_customers_in_scope(office: Office, what: str) -> None:
    for role in Role:
        LOOKS[what](office.desk, a_staff_member(role, customers=[CONTOSO]))
        LOOKS[what](office.desk, a_staff_member(role))


def test_authority_is_that_of_the_instant(office: Office) -> None:
    soon = a_staff_member(Role.ADMIN_AGENT, expires_at=NOW + timedelta(minutes=1))
    assert office.submit(COMMANDS["create a user"], soon).result is Result.DONE
    office.clock.move(timedelta(minutes=1))
    with pytest.raises(AccessDeniedError):
        office.submit(COMMANDS["edit a user"], soon, click="click-2")


def test_the_first_admin_counts_until_the_register_says_otherwise(office: Office) -> None:
    first = office.desk.find_staff("U0FIRST")
    assert first is not None
    assert first.roles == {Role.GLOBAL_ADMIN}
    office.staff.save(a_staff_member(Role.HELPDESK_AGENT, slack_user_id="U0FIRST"))
    demoted = office.desk.find_staff("U0FIRST")
    assert demoted is not None
    assert demoted.roles == {Role.HELPDESK_AGENT}


def test_the_first_admin_whose_access_ended_does_not_begin_anew(office: Office) -> None:
    office.staff.save(a_staff_member(Role.GLOBAL_ADMIN, slack_user_id="U0FIRST", expires_at=NOW))
    ended = office.desk.find_staff("U0FIRST")
    assert ended is not None
    assert office.desk.permits(ended, CONTOSO) == frozenset()


def test_somebody_unknown_is_nobody_after_one_read(office: Office) -> None:
    assert office.desk.find_staff("U0NOBODY") is None
    assert (office.staff.reads, office.directory.calls) == (1, [])


def test_being_authorised_somewhere_takes_one_customer_or_all(office: Office) -> None:
    office.desk.admit_somewhere(a_staff_member(customers=[FABRIKAM]), Action.VIEW)
    office.desk.admit_somewhere(a_staff_member(), Action.VIEW)
    for nowhere in (a_staff_member(customers=[]), *STRANGERS.values()):
        with pytest.raises(AccessDeniedError):
            office.desk.admit_somewhere(nowhere, Action.VIEW)


def test_what_takes_agreement_may_be_begun_by_one_and_what_is_denied_may_not(office: Office) -> None:
    office.desk.admit_somewhere(NEEDS_AGREEMENT, Action.CREATE_USER)
    assert office.desk.admit(NEEDS_AGREEMENT, Action.CREATE_USER, CONTOSO).verdict is Verdict.APPROVAL
    with pytest.raises(AccessDeniedError):
        office.desk.require(NEEDS_AGREEMENT, Action.CREATE_USER, CONTOSO)
    with pytest.raises(AccessDeniedError):
        office.desk.admit_somewhere(NEEDS_AGREEMENT, Action.PURGE_USER)
    with pytest.raises(AccessDeniedError):
        office.desk.admit(NEEDS_AGREEMENT, Action.PURGE_USER, CONTOSO)


def test_a_command_that_nobody_carries_out_is_a_fault(office: Office) -> None:
    class Dance:
        action = Action.VIEW
        customer_id = CONTOSO

    with pytest.raises(TypeError, match="no operation carries out Dance"):
        office.submit(Dance())  # type: ignore[arg-type]  # that is the point


# ---- files to import ---------------------------------------------------------------------------------

OF_USERS = CheckUserFile(customer_id=CONTOSO, file_id="F0", file_name="users.csv", usage_location="FR")
OF_LICENSES = CheckLicenseFile(customer_id=CONTOSO, file_id="F0", file_name="licenses.csv")
RUNS: dict[type[CheckUserFile | CheckLicenseFile], ImportRows] = {
    CheckUserFile: ImportUsers(
        customer_id=CONTOSO, import_id="check", digest="0" * 64, count=30, file_name="users.csv"
    ),
    CheckLicenseFile: ImportLicenses(
        customer_id=CONTOSO, import_id="check", digest="0" * 64, count=30, file_name="licenses.csv"
    ),
}
ERRANDS = [OF_USERS, OF_LICENSES, SendTemplate(customer_id=CONTOSO, kind=OF_USERS.kind)]
MAY_IMPORT = {
    Role.GLOBAL_ADMIN: Verdict.ALLOW,
    Role.USER_MANAGEMENT_ADMIN: Verdict.APPROVAL,
    Role.ADMIN_AGENT: Verdict.APPROVAL,
    Role.SALES_AGENT: Verdict.DENY,
    Role.HELPDESK_AGENT: Verdict.DENY,
}


@pytest.mark.parametrize("check", [OF_USERS, OF_LICENSES], ids=["users", "licenses"])
@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_a_file_is_checked_and_run_by_whom_the_matrix_lets(
    office: Office, role: Role, check: CheckUserFile | CheckLicenseFile
) -> None:
    office.staff.save(FREYA)
    who = a_staff_member(role, slack_user_id="U0WHO", customers=[CONTOSO])
    verdict = MAY_IMPORT[role] if isinstance(check, CheckUserFile) else Verdict.ALLOW
    rows = RUNS[type(check)]
    if verdict is Verdict.DENY:
        with pytest.raises(AccessDeniedError):
            office.submit_many(check, who)
        with pytest.raises(AccessDeniedError):
            submit_rows(office.desk, rows, who, an_operation("run"), "en")
        assert office.requests.filed == {}
        return
    assert office.filed(check, who).approval is None
    request = submit_rows(office.desk, rows, who, an_operation("run"), "en")
    if verdict is Verdict.ALLOW:
        assert request.approval is None
        return
    assert request.approval is not None
    assert (request.approval.needed, request.approval.targets) == (1, 30)
    assert request.approval.approver_roles == {Role.GLOBAL_ADMIN}


@pytest.mark.parametrize("command", ERRANDS, ids=["users", "licenses", "template"])
@pytest.mark.parametrize("who", [*STRANGERS.values(), ELSEWHERE], ids=[*STRANGERS, "in charge of others"])
def test_a_file_of_a_customer_out_of_reach_is_neither_checked_nor_asked_for(
    office: Office, who: Staff, command: CheckUserFile | CheckLicenseFile | SendTemplate
) -> None:
    with pytest.raises(AccessDeniedError):
        office.submit_many(command, who)
    assert (office.requests.filed, office.directory.calls) == ({}, [])


@pytest.mark.parametrize("command", ERRANDS, ids=["users", "licenses", "template"])
def test_a_file_is_not_checked_for_somebody_whose_access_ended_before_the_worker_came(
    office: Office, command: CheckUserFile | CheckLicenseFile | SendTemplate
) -> None:
    request = office.filed(command)
    office.staff.save(ELSEWHERE)
    done = office.work(request.id)
    ((_, (outcome,)),) = office.reporter.finished
    assert (done.state, outcome.reason) == (RequestState.FAILED, Outcomes.NOT_ALLOWED)
    assert (office.imports.kept, office.reporter.checked, office.reporter.templates) == ({}, [], [])
    assert office.directory.calls == []


def test_a_template_is_sent_to_every_role(office: Office) -> None:
    for role in Role:
        who = a_staff_member(role, slack_user_id=f"U0{role.name}")
        office.staff.save(who)
        request = office.filed(SendTemplate(customer_id=CONTOSO, kind=OF_USERS.kind), who, click=role.value)
        assert office.work(request.id).state is RequestState.DONE
    assert [each.requester_id for each in office.reporter.templates] == [f"U0{role.name}" for role in Role]
