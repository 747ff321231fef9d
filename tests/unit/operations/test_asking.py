"""Asking other people: who could agree, what is filed, and that nothing is filed where nobody could."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType, ResourceType
from shared.domain.command import (
    CreateUser,
    DeleteUsers,
    EditUser,
    GrantRoles,
    LoadSubscriptions,
    PurgeUsers,
)
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import ProblemCode
from shared.domain.request import PENDING_FOR, Objection, Request, RequestState
from shared.domain.staff import Grant, Role
from shared.domain.subscription import ListedSubscription, Units
from shared.domain.user import Everyone
from shared.errors import AccessDeniedError, NoApproverError
from shared.operations.asking import approvers, content_hash, objection_to
from shared.operations.request import submit_listed, submit_one
from tests.builders import CONTOSO, FABRIKAM, NOW, a_staff_member, a_user_profile, an_operation
from tests.products import E3
from tests.unit.operations.deciding import (
    AGENT,
    DELETE_NADIA,
    ELSEWHERE,
    HELPDESK,
    SALES,
    ask_to_delete,
    ask_to_purge,
    asked,
    says_yes,
    staffed,
    trail,
)
from tests.unit.operations.office import FREYA, GRACE, HAMID

if TYPE_CHECKING:
    from shared.domain.command import Command
    from shared.domain.staff import Staff
    from tests.unit.operations.office import Office

GREAT = frozenset({Role.GLOBAL_ADMIN, Role.USER_MANAGEMENT_ADMIN, Role.ADMIN_AGENT})


def submitted(office: Office, command: Command, actor: Staff, click: str = "click-1") -> Outcome | Request:
    return submit_one(office.desk, command, actor, an_operation(click), "fr")


# ---- what is filed ---------------------------------------------------------------------------------


def test_a_request_has_all_that_its_approvers_have_to_know(office: Office) -> None:
    request = ask_to_delete(staffed(office))
    assert (request.id, request.command, request.requester_id) == ("click-1", DELETE_NADIA, "U0HELPDSK")
    assert (request.state, request.filed_at, request.version) == (RequestState.PENDING, NOW, 1)
    approval = request.approval
    assert approval is not None
    assert (approval.needed, approval.approver_roles) == (1, GREAT)
    assert (approval.policy_reason, approval.targets) == ("role_needs_approval", 1)
    assert (approval.expires_at, approval.customer_name) == (NOW + PENDING_FOR, "Contoso Ltd")
    assert (approval.decisions, approval.break_glass) == ((), None)


def test_that_it_was_asked_for_is_an_event_of_the_customer(office: Office) -> None:
    ask_to_delete(staffed(office))
    (event,) = office.events
    assert event.operation_types == (OperationType.FILE_REQUEST,)
    assert (event.resource_type, event.target_id) == (ResourceType.REQUEST, "click-1")
    assert (event.customer_id, event.customer_name) == (CONTOSO, "Contoso Ltd")
    assert (event.actor_id, event.operation_id) == ("U0HELPDSK", "click-1")
    assert event.new_value["state"] == "pending"
    assert event.new_value["command"] == "delete_users"


@pytest.mark.promise(9)
def test_the_same_click_delivered_again_files_one_request_and_returns_it_as_it_is_by_then(
    office: Office,
) -> None:
    first = ask_to_delete(staffed(office))
    again = ask_to_delete(office)
    assert again == first
    approved = says_yes(office, AGENT, first)
    assert ask_to_delete(office) == approved
    assert trail(office)[OperationType.FILE_REQUEST] == 1
    assert list(office.requests.filed) == ["click-1"]


def test_a_single_command_is_asked_for_in_the_language_of_who_asks(office: Office) -> None:
    command = CreateUser(customer_id=CONTOSO, profile=a_user_profile("Ada Lovelace"))
    request = submitted(staffed(office), command, SALES)
    assert isinstance(request, Request)
    assert (request.command, request.language, request.is_pending) == (command, "fr", True)
    assert "add_user" not in office.directory.calls


def test_everything_wrong_is_said_before_anybody_is_asked(office: Office) -> None:
    profile = replace(a_user_profile("Ada Lovelace"), display_name="", user_name="a b", domain="who.example")
    outcome = submitted(staffed(office), CreateUser(customer_id=CONTOSO, profile=profile), SALES)
    assert isinstance(outcome, Outcome)
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.INVALID)
    assert {problem.field for problem in outcome.problems} >= {"display_name", "user_name", "domain"}
    assert (office.requests.filed, office.events) == ({}, [])


@pytest.mark.parametrize("name", ["nadia.okafor", "NADIA.Okafor"])
def test_a_sign_in_name_that_is_taken_is_said_before_anybody_is_asked(office: Office, name: str) -> None:
    command = CreateUser(customer_id=CONTOSO, profile=a_user_profile("Nadia Two", user_name=name))
    outcome = submitted(staffed(office), command, SALES)
    assert isinstance(outcome, Outcome)
    assert [problem.code for problem in outcome.problems] == [ProblemCode.USER_PRINCIPAL_NAME_TAKEN]
    assert office.requests.filed == {}


def test_who_keeps_their_sign_in_name_may_be_asked_about(office: Office) -> None:
    profile = a_user_profile("Nadia Singh", user_name="nadia.okafor")
    command = EditUser(customer_id=CONTOSO, user_id="nadia", version=1, profile=profile)
    assert isinstance(submitted(staffed(office), command, HELPDESK), Request)


def test_a_list_of_subscriptions_is_asked_for_as_a_whole(office: Office) -> None:
    row = ListedSubscription(product=E3, units=Units(active=5), consumed=0)
    command = LoadSubscriptions(customer_id=CONTOSO, listed=(row, row))
    request = submit_listed(staffed(office).desk, command, SALES, an_operation(), "en")
    assert isinstance(request, Request)
    assert request.approval is not None
    assert (request.approval.targets, office.directory.subscriptions(CONTOSO)) == (2, [])


def test_what_is_denied_is_neither_done_nor_asked_for(office: Office) -> None:
    with pytest.raises(AccessDeniedError):
        office.submit_many(PurgeUsers(customer_id=CONTOSO, users=("nadia",)), AGENT)
    with pytest.raises(AccessDeniedError):
        office.submit_many(DELETE_NADIA, ELSEWHERE)
    assert (office.requests.filed, office.events, office.directory.calls) == ({}, [], [])


# ---- who could agree -------------------------------------------------------------------------------


@pytest.mark.promise(7, 12)
def test_those_may_agree_who_could_do_it_at_once_to_this_customer_and_never_who_asks(office: Office) -> None:
    request = ask_to_delete(staffed(office))
    could = {each.slack_user_id for each in approvers(office.desk, request)}
    assert could == {"U0GRACE", "U0FREYA", "U0HAMID", "U0AGENT", "U0FIRST"}
    request = ask_to_delete(office, actor=replace(HELPDESK, slack_user_id="U0AGENT"), click="click-2")
    assert "U0AGENT" not in {each.slack_user_id for each in approvers(office.desk, request)}


def test_who_has_agreed_already_may_not_agree_again(office: Office) -> None:
    request = ask_to_purge(staffed(office))
    assert {each.slack_user_id for each in approvers(office.desk, request)} == {
        "U0FREYA",
        "U0HAMID",
        "U0FIRST",
    }
    once = says_yes(office, FREYA, request)
    assert {each.slack_user_id for each in approvers(office.desk, once)} == {"U0HAMID", "U0FIRST"}


@pytest.mark.parametrize("missing", [1, 2])
def test_where_too_few_could_agree_that_is_said_at_once_and_nothing_is_filed(
    office: Office, missing: int
) -> None:
    """A purge takes two; the first admin is one, unless they are somebody without a role by now."""
    if missing == 2:
        office.staff.save(a_staff_member(Role.HELPDESK_AGENT, slack_user_id="U0FIRST"))
    with pytest.raises(NoApproverError) as nobody:
        ask_to_purge(office)
    assert (nobody.value.found, nobody.value.decision.approvals_needed) == (2 - missing, 2)
    assert (office.requests.filed, office.events) == ({}, [])


@pytest.mark.promise(12)
def test_expired_roles_and_those_for_other_customers_find_nobody(office: Office) -> None:
    office.staff.save(a_staff_member(Role.GLOBAL_ADMIN, slack_user_id="U0FIRST", expires_at=NOW))
    office.staff.save(a_staff_member(Role.ADMIN_AGENT, slack_user_id="U0AGENT", customers=[FABRIKAM]))
    with pytest.raises(NoApproverError) as nobody:
        ask_to_delete(office)
    assert nobody.value.found == 0
    office.staff.save(
        a_staff_member(
            Role.ADMIN_AGENT,
            slack_user_id="U0SOON",
            customers=[CONTOSO],
            expires_at=NOW + timedelta(seconds=1),
        )
    )
    assert ask_to_delete(office).is_pending


def test_roles_held_through_a_user_group_agree_too(office: Office) -> None:
    office.staff.save(replace(a_staff_member(slack_user_id="U0FIRST"), roles=frozenset()))
    grant = Grant(roles=frozenset({Role.ADMIN_AGENT}), customers=frozenset({CONTOSO}))
    office.staff.save(replace(HELPDESK, slack_user_id="U0GROUP", memberships={"S0AGENTS": grant}))
    assert {each.slack_user_id for each in approvers(office.desk, ask_to_delete(office))} == {"U0GROUP"}


def test_nobody_agrees_to_the_roles_that_they_are_to_be_given(office: Office) -> None:
    grant = Grant(roles=frozenset({Role.GLOBAL_ADMIN}))
    command = GrantRoles(slack_user_id="U0FREYA", grant=grant, reason="Longer", version=1)
    request = asked(staffed(office), command, GRACE)
    assert {each.slack_user_id for each in approvers(office.desk, request)} == {"U0HAMID", "U0FIRST"}
    roles = {Role.GLOBAL_ADMIN}
    assert objection_to(office.desk, FREYA, command, "U0GRACE", roles) is Objection.OWN_ROLES
    assert objection_to(office.desk, HAMID, command, "U0GRACE", roles) is None


def test_a_request_to_which_nobody_has_to_agree_has_no_approvers(licensed: Office) -> None:
    request = licensed.filed(DeleteUsers(customer_id=CONTOSO, users=Everyone()))
    assert (request.approval, approvers(licensed.desk, request)) == (None, [])


# ---- what is agreed to -----------------------------------------------------------------------------


@pytest.mark.promise(8)
def test_the_content_changes_with_all_that_is_asked_for(office: Office) -> None:
    request = ask_to_delete(staffed(office))
    approval = request.approval
    assert approval is not None
    others = [
        replace(request, id="click-2"),
        replace(request, requester_id="U0MALLORY"),
        replace(request, command=DeleteUsers(customer_id=CONTOSO, users=("nadia", "ada"))),
        replace(request, command=DeleteUsers(customer_id=CONTOSO, users=())),
        replace(request, command=DeleteUsers(customer_id=CONTOSO, users=Everyone())),
        replace(request, command=DeleteUsers(customer_id=FABRIKAM, users=("nadia",))),
        replace(request, command=PurgeUsers(customer_id=CONTOSO, users=("nadia",))),
        replace(request, approval=replace(approval, needed=2)),
        replace(request, approval=replace(approval, targets=2)),
        replace(request, approval=replace(approval, approver_roles=frozenset({Role.HELPDESK_AGENT}))),
        replace(request, approval=None),
    ]
    hashes = {content_hash(each) for each in (request, *others)}
    assert len(hashes) == len(others) + 1
    assert {len(each) for each in hashes} == {32}


@pytest.mark.promise(8)
def test_the_content_stays_the_same_however_far_the_request_has_come(office: Office) -> None:
    request = ask_to_purge(staffed(office))
    shown = content_hash(request)
    once = says_yes(office, FREYA, request)
    running = replace(once, state=RequestState.RUNNING, version=9, targets=1, slices=1)
    assert {content_hash(each) for each in (once, says_yes(office, HAMID, request), running)} == {shown}
