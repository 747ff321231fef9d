"""User groups of Slack that are mapped to roles: whoever is a member holds them, nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sandbox.slack import administration
from sandbox.slack.user_groups import SUPPORT, UserGroup
from shared.domain.staff import Grant, Role
from shared.operations.approval import approve
from shared.operations.asking import content_hash
from shared.operations.desk import Operation
from shared.ports import Cursor
from tests.builders import an_event
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK, NO_ROLE, sent_again

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.slack.delivery import Delivered
    from sandbox.slack.person import SignedIn
    from tests.office import Office

SECOND_ADMIN = "U0GLOBAL02"
SALES = "U0SALES001"
EVERYWHERE = "All customers, those to come too"


def held(office: Office, slack_user_id: str) -> Mapping[str, Grant]:
    person = office.wiring.desk.staff.find(slack_user_id)
    return person.memberships if person else {}


def map_support(office: Office, *roles: str) -> tuple[SignedIn, Delivered | None]:
    """Nadia, the only Global admin, maps the group."""
    office.grant(SECOND_ADMIN)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner roles")
    nadia.presses("Map a user group")
    nadia.chooses("User group", "Support")
    nadia.ticks("Roles", *roles)
    nadia.chooses("For", EVERYWHERE)
    nadia.fills("Why", "They answer the phone")
    return nadia, nadia.submits()


def test_members_of_a_group_hold_its_roles_as_soon_as_it_is_mapped(office: Office) -> None:
    nadia, _ = map_support(office, "Admin agent")
    assert nadia.modal.title == "Partner roles"
    assert "for all members of the group from now on" in nadia.modal.text
    assert "as a member of Support" in nadia.modal.text
    agent = Grant(roles=frozenset({Role.ADMIN_AGENT}))
    assert held(office, HELPDESK) == held(office, SALES) == {SUPPORT: agent}
    assert held(office, NO_ROLE) == {}
    lucia = office.workspace.sign_in(SALES)
    lucia.types("/partner add contoso")
    assert "Admin agent" in nadia.modal.text


@pytest.mark.promise(9)
def test_the_same_click_delivered_again_changes_nothing_more(office: Office) -> None:
    _, submitted = map_support(office, "Admin agent")
    before = office.everything()
    assert sent_again(office, submitted).is_ok
    assert office.everything() == before


def test_a_changed_mapping_changes_what_the_members_hold(office: Office) -> None:
    nadia, _ = map_support(office, "Admin agent")
    nadia.chooses("Find a colleague", "Maya Lindqvist")
    nadia.presses("Change")
    assert nadia.modal.value("Roles") == ["Admin agent"]
    nadia.unticks("Roles", "Admin agent")
    nadia.ticks("Roles", "Sales agent")
    nadia.fills("Why", "Less")
    nadia.submits()
    assert held(office, HELPDESK) == {SUPPORT: Grant(roles=frozenset({Role.SALES_AGENT}))}


@pytest.mark.promise(10)
def test_a_mapping_that_is_removed_takes_the_roles_and_leaves_their_own(office: Office) -> None:
    nadia, _ = map_support(office, "Admin agent")
    nadia.presses("Remove the mapping")
    assert "Admin agent · all customers · without end" in nadia.modal.text
    nadia.fills("Why", "Reorganised")
    nadia.submits()
    assert held(office, HELPDESK) == held(office, SALES) == {}
    theo = office.wiring.desk.staff.find(HELPDESK)
    assert theo is not None
    assert theo.roles == {Role.HELPDESK_AGENT}
    assert office.wiring.desk.staff.groups() == []


def test_a_mapping_that_is_asked_for_holds_once_others_agreed_and_the_worker_did_it(office: Office) -> None:
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.types("/partner personnel")
    camille.presses("Associer un groupe")
    camille.chooses("Groupe d’utilisateurs", "Support")
    camille.ticks("Rôles", "Agent commercial")
    camille.chooses("Pour", "Tous les clients, même à venir")
    camille.fills("Pourquoi", "Ils répondent au téléphone")
    camille.submits()
    desk = office.wiring.desk
    assert desk.staff.groups() == []
    [request] = desk.requests.list_filed_by(FRENCH_MANAGER, Cursor(), 5).items
    approve(desk, office.admin, request.id, content_hash(request), Operation("agree", "test"))
    office.work()
    assert desk.requests.request(request.id).state.value == "done"
    assert (
        held(office, HELPDESK) == held(office, SALES) == {SUPPORT: Grant(roles=frozenset({Role.SALES_AGENT}))}
    )


def test_a_group_that_is_gone_cannot_be_mapped(office: Office) -> None:
    office.grant(SECOND_ADMIN)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner roles")
    nadia.presses("Map a user group")
    nadia.chooses("User group", "Support")
    nadia.ticks("Roles", "Sales agent")
    nadia.fills("Why", "They sell")
    administration.switch_off(office.workspace, SUPPORT)
    nadia.submits()
    assert set(nadia.errors) == {"User group", "Customers"}
    assert office.wiring.desk.staff.groups() == []


def test_many_user_groups_can_all_be_chosen(office: Office) -> None:
    for number in range(250):
        group = UserGroup(id=f"S0CROWD{number:03}", name=f"Team {number:03}", handle=f"team-{number:03}")
        office.workspace.put_user_group(group)
    office.grant(SECOND_ADMIN)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner roles")
    nadia.presses("Map a user group")
    nadia.chooses("User group", "Team 249")
    assert nadia.modal.value("User group") == "Team 249"


def test_somebody_elses_mapping_is_shown_and_what_was_entered_stays(office: Office) -> None:
    nadia, _ = map_support(office, "Admin agent")
    nadia.chooses("Find a colleague", "Maya Lindqvist")
    nadia.presses("Change")
    nadia.ticks("Roles", "Sales agent")
    nadia.fills("Why", "Sells too")
    register = office.wiring.desk.staff
    [group] = register.groups()
    after = replace(group, grant=Grant(roles=frozenset({Role.HELPDESK_AGENT})), version=group.version + 1)
    assert register.change_group(group, after, an_event("behind", target_id=SUPPORT)) is None
    nadia.submits()
    assert "Yours is not saved" in nadia.modal.text
    assert "Helpdesk agent · all customers" in nadia.modal.text
    assert nadia.modal.value("Roles") == ["Admin agent", "Sales agent"]
    nadia.submits()
    assert held(office, HELPDESK)[SUPPORT].roles == {Role.ADMIN_AGENT, Role.SALES_AGENT}
