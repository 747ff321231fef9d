"""What Slack tells of its workspace takes effect at once, and nobody else can say it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from functions.slack.route import Kind, Open
from functions.slack.routes import ROUTES
from sandbox.slack import administration
from sandbox.slack.delivery import payloads
from sandbox.slack.people import Person
from sandbox.slack.user_groups import SUPPORT
from shared.domain.audit import ALL_CUSTOMERS, PARTNER_DESK, OperationType
from shared.domain.staff import Grant, MappedGroup, Role
from shared.ports import Cursor
from tests.builders import an_event
from tests.office import ADMIN, HELPDESK, NO_ROLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.audit import AuditEvent
    from shared.domain.staff import Staff
    from tests.office import Office

SALES = "U0SALES001"
JSON = "application/json"


def staff(office: Office, slack_user_id: str) -> Staff:
    found = office.wiring.desk.staff.find(slack_user_id)
    assert found is not None
    return found


def mapped(office: Office, *roles: Role, group_id: str = SUPPORT) -> None:
    """Map a user group, without anybody having been told."""
    register = office.wiring.desk.staff
    current = next((each for each in register.groups() if each.id == group_id), None)
    version = current.version if current else 0
    group = MappedGroup(id=group_id, name="Support", grant=Grant(roles=frozenset(roles)), version=version + 1)
    register.change_group(current, group, an_event(f"map.{group_id}.{version}", target_id=group_id))


def trail(office: Office, slack_user_id: str) -> list[AuditEvent]:
    events = office.wiring.desk.audit.events(ALL_CUSTOMERS, slack_user_id, Cursor(), 20).items
    return [event for event in events if event.actor_id == PARTNER_DESK]


def sent(office: Office, event: Mapping[str, Any], **envelope: Any) -> int:
    body = payloads.event_callback(office.workspace.facts, dict(event), office.workspace.clock()) | envelope
    delivered = office.workspace.delivery.event(body)
    assert delivered.answer is not None
    return delivered.answer.status


@pytest.mark.promise(10)
def test_who_leaves_slack_has_nothing_any_more_and_coming_back_does_not_give_it_back(office: Office) -> None:
    mapped(office, Role.SALES_AGENT)
    administration.join(office.workspace, SUPPORT, HELPDESK)
    assert staff(office, HELPDESK).memberships
    assert administration.deactivate(office.workspace, HELPDESK).is_ok
    assert not staff(office, HELPDESK).grants
    administration.change_person(office.workspace, HELPDESK, deleted=False)
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner")
    assert not theo.has_modal
    [event] = trail(office, HELPDESK)[:1]
    assert event.operation_types == (OperationType.REVOKE_ROLES,)
    assert event.old_value["roles"] == ["helpdesk_agent"]
    assert event.old_value["user_groups"] == [SUPPORT]
    assert event.new_value["reason"] == "left"


@pytest.mark.promise(5)
@pytest.mark.parametrize("kind", ["is_restricted", "is_ultra_restricted"])
def test_who_becomes_a_guest_has_nothing_any_more(office: Office, kind: str) -> None:
    administration.change_person(office.workspace, HELPDESK, **{kind: True})
    assert not staff(office, HELPDESK).grants
    assert trail(office, HELPDESK)[0].new_value["reason"] == "not_a_member"


def test_the_first_admin_who_leaves_has_nothing_any_more_either(office: Office) -> None:
    administration.deactivate(office.workspace, ADMIN)
    assert not staff(office, ADMIN).grants
    administration.change_person(office.workspace, ADMIN, deleted=False)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner")
    assert not nadia.has_modal


def test_another_status_or_name_changes_nothing_and_costs_one_look(office: Office) -> None:
    before = staff(office, HELPDESK)
    office.workspace.calls.clear()
    administration.change_person(office.workspace, HELPDESK, real_name="Théo Marchand-Roy")
    administration.change_person(office.workspace, NO_ROLE, real_name="Maya L.")
    assert staff(office, HELPDESK) == before
    assert [call.method for call in office.workspace.calls] == ["users.info"]  # about who has roles


def test_an_old_event_about_somebody_who_came_back_takes_nothing(office: Office) -> None:
    administration.deactivate(office.workspace, HELPDESK)
    old = office.workspace.delivery.delivered[-1]
    administration.change_person(office.workspace, HELPDESK, deleted=False)
    office.grant(HELPDESK, Role.HELPDESK_AGENT)
    assert office.workspace.delivery.again(old).is_ok
    assert staff(office, HELPDESK).roles == {Role.HELPDESK_AGENT}


def test_an_event_delivered_again_leaves_one_trace(office: Office) -> None:
    delivered = administration.deactivate(office.workspace, HELPDESK)
    for retry in (1, 2, 3):
        assert office.workspace.delivery.again(delivered, retry).is_ok
    assert len(trail(office, HELPDESK)) == 1


def test_when_slack_does_not_answer_the_event_is_taken_when_it_comes_again(office: Office) -> None:
    office.workspace.faults.fail_next("users.info", "fatal_error")
    delivered = administration.change_person(office.workspace, HELPDESK, deleted=True)
    assert delivered.is_ok
    assert [each.is_ok for each in office.workspace.delivery.delivered[-2:]] == [False, True]
    assert not staff(office, HELPDESK).grants


@pytest.mark.promise(4)
def test_a_person_cannot_say_what_slack_says(office: Office) -> None:
    """A body that is an event and a command at once is neither Slack's nor anybody's."""
    before = office.everything()
    trigger = office.workspace.tickets.issue_trigger(ADMIN)
    forged = {"command": "/partner", "text": "", "user_id": ADMIN, "trigger_id": trigger}
    status = sent(office, {"type": "user_change", "user": {"id": NO_ROLE}}, **forged)
    assert status in {200, 404}
    assert [call.method for call in office.workspace.calls] == []
    assert office.everything() == before


@pytest.mark.promise(4)
def test_nobody_reaches_what_is_open_to_people(office: Office) -> None:
    told_by_slack = {route.name for route in ROUTES if route.requires is Open.TO_SLACK}
    assert told_by_slack == {"user_change", "subteam_members_changed", "subteam_updated"}
    assert {route.kind for route in ROUTES if route.requires is Open.TO_SLACK} == {Kind.EVENT}


@pytest.mark.promise(1)
def test_an_event_that_is_not_signed_or_of_another_workspace_does_nothing(office: Office) -> None:
    office.workspace.change_person(HELPDESK, deleted=True)
    event = {"type": "user_change", "user": {"id": HELPDESK, "deleted": True}}
    assert sent(office, event, team_id="T0OTHER") == 401
    assert sent(office, event, api_app_id="A0OTHER") == 401
    body = json.dumps(payloads.event_callback(office.workspace.facts, event, office.workspace.clock()))
    unsigned = office.workspace.delivery.send("event", body, JSON, {"X-Slack-Signature": "v0=" + "0" * 64})
    assert unsigned.answer is not None
    assert unsigned.answer.status == 401
    assert staff(office, HELPDESK).grants


def test_members_of_a_mapped_group_hold_its_roles_from_the_moment_they_join(office: Office) -> None:
    mapped(office, Role.ADMIN_AGENT)
    administration.join(office.workspace, SUPPORT, NO_ROLE)
    maya = office.workspace.sign_in(NO_ROLE)
    maya.types("/partner")
    assert maya.has_modal
    for member in (HELPDESK, SALES, NO_ROLE):
        assert staff(office, member).memberships == {SUPPORT: Grant(roles=frozenset({Role.ADMIN_AGENT}))}
    [event] = trail(office, NO_ROLE)
    assert event.operation_types == (OperationType.GRANT_ROLES,)
    assert event.new_value["user_groups"] == [SUPPORT]


@pytest.mark.promise(10)
def test_who_leaves_a_group_has_its_roles_no_more_at_the_next_click(office: Office) -> None:
    mapped(office, Role.ADMIN_AGENT)
    administration.join(office.workspace, SUPPORT, NO_ROLE)
    maya = office.workspace.sign_in(NO_ROLE)
    maya.types("/partner")
    administration.leave(office.workspace, SUPPORT, NO_ROLE)
    maya.closes()
    maya.types("/partner")
    assert not maya.has_modal
    assert staff(office, HELPDESK).memberships
    assert [event.operation_types[0].value for event in trail(office, NO_ROLE)] == [
        "revoke_roles",
        "grant_roles",
    ]


def test_a_group_that_is_switched_off_gives_nothing_any_more(office: Office) -> None:
    mapped(office, Role.ADMIN_AGENT)
    administration.join(office.workspace, SUPPORT, NO_ROLE)
    administration.switch_off(office.workspace, SUPPORT)
    assert [staff(office, each).memberships for each in (HELPDESK, SALES, NO_ROLE)] == [{}, {}, {}]
    assert staff(office, HELPDESK).roles == {Role.HELPDESK_AGENT}


def test_a_group_that_is_not_mapped_gives_nothing(office: Office) -> None:
    before = office.everything()
    office.workspace.calls.clear()
    assert administration.join(office.workspace, SUPPORT, NO_ROLE).is_ok
    assert office.everything() == before
    assert office.workspace.calls == []


def test_a_guest_in_a_mapped_group_is_given_nothing(office: Office) -> None:
    mapped(office, Role.GLOBAL_ADMIN)
    administration.join(office.workspace, SUPPORT, "U0GUEST001", "U0STRANGER", "U0DEPARTED")
    register = office.wiring.desk.staff
    assert [register.find(each) for each in ("U0GUEST001", "U0STRANGER", "U0DEPARTED")] == [None] * 3


def test_more_people_than_there_is_time_for_are_dealt_with_as_slack_tells_it_again(office: Office) -> None:
    mapped(office, Role.SALES_AGENT)
    for number in range(60):
        office.workspace.add_person(Person(id=f"U0CROWD{number:03}", name="x", real_name=f"No. {number}"))
    joined = [f"U0CROWD{number:03}" for number in range(60)]
    administration.join(office.workspace, SUPPORT, *joined)
    held = [each for each in office.wiring.desk.staff.everyone() if SUPPORT in each.memberships]
    assert len(held) == 62
    assert [each.is_ok for each in office.workspace.delivery.delivered[-3:]] == [False, False, True]
