"""The examples of requests, roles and the Home do what their names say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.event import lambda_event
from sandbox.slack import administration
from sandbox.slack.delivery.lambda_event import LambdaContext
from shared.domain.audit import OperationType
from shared.domain.command import DeleteUsers, ExportAudit, GrantRoles
from shared.domain.request import RequestState
from shared.domain.user import DirectoryRole
from shared.operations import approval
from shared.operations.asking import content_hash
from shared.operations.desk import Operation
from shared.ports import Cursor
from tests.office import ADMIN, HELPDESK, NO_ROLE
from tests.slack.deciding import asked, asked_to_delete

if TYPE_CHECKING:
    from shared.domain.request import Request
    from tests.office import Office

EXAMPLES = Path(__file__).parents[2] / "events" / "slack"
LUCIA = "U0SALES001"  # who leaves


def answer(office: Office, name: str) -> dict[str, Any]:
    told = office.function(lambda_event(EXAMPLES / f"{name}.json"), LambdaContext())  # type: ignore[arg-type]
    assert told["statusCode"] == 200
    assert not office.workspace.troubles
    return json.loads(told["body"]) if told["body"] else {}


@pytest.fixture
def to_delete(office: Office) -> Request:
    """The request that the examples name: Théo asks to delete Bram."""
    bram = office.add_user(office.add_customer(), "Bram Visser")
    verbs = {verb: asked_to_delete(office, HELPDESK, bram, click=f"V0EXAMPLE.{verb}") for verb in VERBS}
    return verbs["approve"]


@pytest.fixture
def alone(office: Office) -> Request:
    """A deletion of an administrator, for which Nadia could not wait."""
    customer_id = office.add_customer()
    office.add_user(customer_id, "Bram Visser")
    amara = office.add_user(customer_id, "Amara Silva", DirectoryRole.GLOBAL_ADMIN)
    command = DeleteUsers(customer_id=customer_id, users=(amara.id,))
    asked(office, ADMIN, command, "V0EXAMPLE.break_glass")
    return asked(office, ADMIN, command, "V0EXAMPLE.close_review")


VERBS = {
    "approve": RequestState.APPROVED,
    "reject": RequestState.REJECTED,
    "cancel": RequestState.CANCELLED,
}


def as_it_is(office: Office, verb: str) -> Request:
    return office.wiring.desk.requests.request(f"V0EXAMPLE.{verb}")


def test_the_submission_of_who_may_not_alone_files_a_request(office: Office) -> None:
    office.add_user(office.add_customer(), "Bram Visser")
    answer(office, "view_submission_confirm_deletion")
    (filed,) = office.wiring.desk.requests.list_filed_by(HELPDESK, Cursor(), 10).items
    assert filed.is_pending
    assert isinstance(filed.command, DeleteUsers)


@pytest.mark.parametrize("verb", VERBS)
def test_each_decision_is_taken(office: Office, to_delete: Request, verb: str) -> None:
    assert to_delete.is_pending
    answer(office, f"view_submission_{verb}_request")
    assert as_it_is(office, verb).state is VERBS[verb]


@pytest.mark.parametrize("name", ["block_actions_show_request", "block_actions_approve_request"])
def test_a_request_is_opened(office: Office, to_delete: Request, name: str) -> None:
    answer(office, name)
    (opened, *_) = [call for call in office.workspace.calls if call.method.startswith("views.")]
    assert to_delete.id in str(opened.arguments)


def test_a_global_admin_acts_alone(office: Office, alone: Request) -> None:
    assert alone.is_pending
    answer(office, "view_submission_break_glass")
    held = as_it_is(office, "break_glass").approval
    assert held is not None
    assert held.has_open_review


def test_somebody_else_closes_the_review_of_that(office: Office, alone: Request) -> None:
    desk, click = office.wiring.desk, Operation("broken", "test")
    approval.break_glass(desk, office.admin, alone.id, content_hash(alone), "Locked out", click)
    office.work()
    answer(office, "view_submission_close_review")
    held = as_it_is(office, "close_review").approval
    assert held is not None
    assert not held.has_open_review


def test_roles_are_asked_for(office: Office) -> None:
    answer(office, "view_submission_grant_roles")
    (filed,) = office.wiring.desk.requests.list_filed_by(ADMIN, Cursor(), 10).items
    assert isinstance(filed.command, GrantRoles)
    assert filed.command.slack_user_id == NO_ROLE


def test_a_home_is_drawn(office: Office) -> None:
    answer(office, "app_home_opened")
    assert "Waiting for you" in office.workspace.sign_in(ADMIN).home.text


def test_who_left_has_nothing_any_more(office: Office) -> None:
    office.workspace.change_person(LUCIA, deleted=True)
    answer(office, "user_change")
    lucia = office.wiring.desk.find_staff(LUCIA)
    assert lucia is not None
    assert lucia.grants == ()


def test_a_group_that_is_not_mapped_gives_nothing(office: Office) -> None:
    (group_id, *_) = office.workspace.user_groups
    administration.join(office.workspace, group_id, NO_ROLE)
    answer(office, "subteam_members_changed")
    assert office.wiring.desk.find_staff(NO_ROLE) is None


def test_what_is_looked_for_is_found_and_asked_for_as_a_file(office: Office) -> None:
    office.add_user(office.add_customer(), "Bram Visser")
    found = answer(office, "view_submission_audit_filter")
    assert found["view"]["callback_id"] == "audit"
    assert "bram.visser@contoso.example" in json.dumps(found)
    answer(office, "block_actions_export_events")
    (filed,) = office.wiring.desk.requests.list_filed_by(ADMIN, Cursor(), 10).items
    assert isinstance(filed.command, ExportAudit)
    assert filed.command.query.actor_id == ADMIN
    kinds = [each.operation_types for each in office.wiring.desk.audit.events_by(ADMIN, Cursor(), 9).items]
    assert (OperationType.CREATE_CUSTOMER_USER,) in kinds
