"""Who holds which partner roles: seen, granted, changed and revoked, by who may and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from sandbox.slack.people import Person
from shared.domain.staff import Grant, Role, Staff
from shared.gateways.clock import SystemClock
from shared.operations.approval import approve
from shared.operations.asking import content_hash
from shared.operations.desk import Operation
from shared.ports import Cursor
from tests.office import ADMIN, FRENCH_MANAGER, GUEST, HELPDESK, NO_ROLE, STRANGER, sent_again
from tests.staffing import register

if TYPE_CHECKING:
    from sandbox.slack.person import SignedIn
    from tests.office import Office

SECOND_ADMIN = "U0GLOBAL02"
SALES = "U0SALES001"


def staff(office: Office, slack_user_id: str) -> Staff:
    found = office.wiring.desk.staff.find(slack_user_id)
    assert found is not None
    return found


def alone(office: Office) -> SignedIn:
    """Nadia, the only Global admin, at the list."""
    office.grant(SECOND_ADMIN)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner roles")
    return nadia


def fill(person: SignedIn, *roles: str, why: str = "On call") -> None:
    person.ticks("Roles", *roles)
    person.fills("Why", why)


def test_the_list_names_staff_with_roles_customers_and_end(office: Office) -> None:
    contoso = office.add_customer("Contoso Ltd", "contoso.example")
    ends = datetime(2030, 6, 1, 12, tzinfo=UTC)
    theo = Staff(
        slack_user_id=HELPDESK,
        roles=frozenset({Role.HELPDESK_AGENT, Role.SALES_AGENT}),
        customers=frozenset({contoso}),
        expires_at=ends,
        memberships={"S0SUPPORT1": Grant(roles=frozenset({Role.ADMIN_AGENT}))},
    )
    register(office.wiring.desk.staff, theo)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner roles")
    text = nadia.modal.text
    assert nadia.modal.title == "Partner roles"
    for expected in ("Théo Marchand", "Sales agent and Helpdesk agent · Contoso Ltd · until", "Nadia Okafor"):
        assert expected in text
    assert "Admin agent · all customers · without end · as a member of" in text
    assert "Maya Lindqvist" not in text


def test_two_hundred_staff_are_turned_over_page_by_page_and_filtered(office: Office) -> None:
    for number in range(200):
        person = Person(id=f"U0CROWD{number:03}", name="x", real_name=f"No. {number:03}")
        office.workspace.add_person(person)
        office.grant(person.id, Role.SALES_AGENT)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner staff")
    seen, turns = set(), 0
    while True:
        seen |= {line for line in nadia.modal.text.split("\n") if line.startswith("No. ") or "@No. " in line}
        if "Next" not in nadia.modal.buttons:
            break
        nadia.presses("Next")
        turns += 1
    assert len(seen) == 200
    assert turns == 25
    nadia.presses("Previous")
    nadia.chooses("Filter staff by", "Helpdesk agent")
    assert "Théo Marchand" in nadia.modal.text
    assert "No. " not in nadia.modal.text
    nadia.chooses("Find a colleague", "Maya Lindqvist")
    assert "No partner roles" in nadia.modal.text


@pytest.mark.promise(4)
@pytest.mark.parametrize("who", [GUEST, HELPDESK, NO_ROLE, SALES, STRANGER, "U0ADMIN001"])
def test_who_may_not_ask_for_roles_cannot_see_the_list_of_staff(office: Office, who: str) -> None:
    person = office.workspace.sign_in(who)
    person.sends_command("roles")
    assert not person.has_modal
    assert "Camille" not in "".join(said.text for said in person.replies)


@pytest.mark.promise(12)
def test_who_may_ask_for_some_customers_cannot_see_the_list(office: Office) -> None:
    contoso = office.add_customer()
    office.grant(FRENCH_MANAGER, Role.USER_MANAGEMENT_ADMIN, customers=frozenset({contoso}))
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.types("/partner rôles")
    assert not camille.has_modal


def test_the_only_global_admin_grants_roles_at_once_and_the_person_is_told(office: Office) -> None:
    office.add_customer("Contoso Ltd", "contoso.example")
    nadia = alone(office)
    nadia.presses("Grant roles")
    assert "takes effect at once" in nadia.modal.text
    nadia.chooses("Colleague", "Maya Lindqvist")
    fill(nadia, "Helpdesk agent")
    nadia.chooses("Customers", "Contoso Ltd")
    nadia.submits()
    assert nadia.modal.title == "Partner roles"
    assert "from now on" in nadia.modal.text
    assert "Maya Lindqvist" in nadia.modal.text
    maya = office.workspace.sign_in(NO_ROLE)
    assert "Helpdesk agent · Contoso Ltd" in maya.direct_messages[-1].text
    maya.types("/partner users contoso")
    assert maya.has_modal


def test_with_another_admin_it_is_asked_and_nothing_holds_before_they_agree(office: Office) -> None:
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.types("/partner rôles")
    camille.presses("Attribuer des rôles")
    camille.chooses("Collègue", "Maya Lindqvist")
    camille.ticks("Rôles", "Agent du support technique")
    camille.chooses("Pour", "Tous les clients, même à venir")
    camille.fills("Pourquoi", "Astreinte")
    camille.submits()
    assert office.wiring.desk.staff.find(NO_ROLE) is None
    assert camille.modal.title == "Accord demandé"


@pytest.mark.parametrize("who", ["Oren Katz", "Priya Raman", "Gustav Brandt", "Partner Desk"])
def test_only_members_of_the_workspace_can_be_given_roles(office: Office, who: str) -> None:
    nadia = alone(office)
    nadia.presses("Grant roles")
    nadia.chooses("Colleague", who)
    nadia.fills("Why", "x" * 301)
    before = office.items(office.tables.workflow)
    nadia.submits()
    assert set(nadia.errors) == {"Colleague", "Roles", "Customers", "Why"}  # all that is wrong, at once
    assert "members of this workspace" in nadia.errors["Colleague"]
    assert office.items(office.tables.workflow) == before


def test_every_contradiction_is_said_where_it_stands(office: Office) -> None:
    office.add_customer("Contoso Ltd", "contoso.example")
    nadia = alone(office)
    nadia.presses("Grant roles")
    nadia.chooses("Colleague", "Maya Lindqvist")
    fill(nadia, "Helpdesk agent")
    nadia.chooses("For", "All customers, those to come too")
    nadia.chooses("Customers", "Contoso Ltd")
    nadia.chooses("Time", "09:30")
    nadia.submits()
    assert set(nadia.errors) == {"Customers", "Until"}
    nadia.chooses("Customers")
    nadia.chooses("Until", "2020-01-01")
    nadia.submits()
    assert ["past" in said for said in nadia.errors.values()] == [True]
    assert office.wiring.desk.staff.find(NO_ROLE) is None


def test_days_and_times_are_those_of_who_fills_in_the_form(office: Office) -> None:
    office.grant(SECOND_ADMIN, Role.GLOBAL_ADMIN)
    office.grant(ADMIN)
    henrik = office.workspace.sign_in(SECOND_ADMIN)  # in Oslo, one hour before London
    henrik.types("/partner roles")
    for colleague, chosen, ends in (
        (
            "Maya Lindqvist",
            {"Until": "2030-01-15", "Time": "09:30"},
            datetime(2030, 1, 15, 8, 30, tzinfo=UTC),
        ),
        ("Ravi Menon", {"Until": "2030-07-15"}, datetime(2030, 7, 15, 22, 0, tzinfo=UTC)),
    ):
        henrik.chooses("Find a colleague", colleague)
        henrik.presses("Grant" if colleague.startswith("Maya") else "Change")
        henrik.unticks("Roles", "Admin agent")
        fill(henrik, "Helpdesk agent")
        henrik.chooses("For", "All customers, those to come too")
        for label, value in chosen.items():
            henrik.chooses(label, value)
        henrik.submits()
        person = next(each for each in office.workspace.people.values() if each.real_name == colleague)
        assert staff(office, person.id).expires_at == ends


@pytest.mark.promise(10)
def test_an_end_ends_access_at_the_second(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)
    monkeypatch.setattr(SystemClock, "now", lambda _: ends - timedelta(microseconds=1))
    roles = frozenset({Role.HELPDESK_AGENT})
    register(office.wiring.desk.staff, Staff(slack_user_id=HELPDESK, roles=roles, expires_at=ends))
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner")
    assert theo.has_modal
    theo.closes()
    monkeypatch.setattr(SystemClock, "now", lambda _: ends)
    theo.types("/partner")
    assert not theo.has_modal


def test_changing_starts_from_what_they_hold(office: Office) -> None:
    contoso = office.add_customer("Contoso Ltd", "contoso.example")
    office.grant(HELPDESK, Role.HELPDESK_AGENT, customers=frozenset({contoso}))
    nadia = alone(office)
    nadia.chooses("Find a colleague", "Théo Marchand")
    nadia.presses("Change")
    assert nadia.modal.value("Roles") == ["Helpdesk agent"]
    assert nadia.modal.value("Customers") == ["Contoso Ltd"]
    nadia.ticks("Roles", "Sales agent")
    nadia.fills("Why", "Sells too")
    nadia.submits()
    theo = staff(office, HELPDESK)
    assert theo.roles == {Role.HELPDESK_AGENT, Role.SALES_AGENT}
    assert theo.customers == frozenset({contoso})
    assert "Vos rôles partenaires" in office.workspace.sign_in(HELPDESK).direct_messages[-1].text


def test_who_saved_meanwhile_is_shown_and_what_was_entered_stays(office: Office) -> None:
    nadia = alone(office)
    nadia.chooses("Find a colleague", "Théo Marchand")
    nadia.presses("Change")
    nadia.ticks("Roles", "Sales agent")
    nadia.fills("Why", "Sells too")
    office.grant(HELPDESK, Role.ADMIN_AGENT)
    nadia.submits()
    text = nadia.modal.text
    assert "Yours is not saved" in text
    assert "Admin agent · all customers" in text
    assert nadia.modal.value("Roles") == ["Sales agent", "Helpdesk agent"]
    assert nadia.modal.value("Why") == "Sells too"
    assert staff(office, HELPDESK).roles == {Role.ADMIN_AGENT}
    nadia.submits()
    assert staff(office, HELPDESK).roles == {Role.SALES_AGENT, Role.HELPDESK_AGENT}


def test_somebody_chosen_who_holds_roles_already_is_not_overwritten_unseen(office: Office) -> None:
    nadia = alone(office)
    nadia.presses("Grant roles")
    nadia.chooses("Colleague", "Théo Marchand")
    fill(nadia, "Sales agent")
    nadia.chooses("For", "All customers, those to come too")
    nadia.submits()
    assert "Helpdesk agent · all customers" in nadia.modal.text
    assert staff(office, HELPDESK).roles == {Role.HELPDESK_AGENT}
    nadia.submits()
    assert staff(office, HELPDESK).roles == {Role.SALES_AGENT}


def test_the_first_admin_whom_the_register_does_not_have_is_not_overwritten_unseen_either(
    office: Office,
) -> None:
    henrik = office.workspace.sign_in(SECOND_ADMIN)
    henrik.types("/partner roles")
    henrik.presses("Grant roles")
    henrik.chooses("Colleague", "Nadia Okafor")
    fill(henrik, "Sales agent")
    henrik.chooses("For", "All customers, those to come too")
    henrik.submits()
    assert "Global admin · all customers" in henrik.modal.text
    assert office.wiring.desk.requests.list_filed_by(SECOND_ADMIN, Cursor(), 5).items == []


@pytest.mark.promise(9)
def test_the_same_click_delivered_again_grants_once_and_tells_once(office: Office) -> None:
    nadia = alone(office)
    nadia.presses("Grant roles")
    nadia.chooses("Colleague", "Maya Lindqvist")
    fill(nadia, "Helpdesk agent")
    nadia.chooses("For", "All customers, those to come too")
    submitted = nadia.submits()
    before = staff(office, NO_ROLE)
    for _ in range(2):
        assert sent_again(office, submitted).is_ok
    assert staff(office, NO_ROLE) == before
    assert len(office.workspace.sign_in(NO_ROLE).direct_messages) == 1


@pytest.mark.promise(10)
def test_revoked_roles_are_gone_at_the_next_click(office: Office) -> None:
    office.add_customer("Contoso Ltd", "contoso.example")
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner clients contoso")
    nadia = alone(office)
    nadia.chooses("Find a colleague", "Théo Marchand")
    nadia.presses("Revoke")
    assert "Helpdesk agent · all customers" in nadia.modal.text
    nadia.submits()
    nadia.fills("Why", "Moved to sales")
    nadia.submits()
    assert not staff(office, HELPDESK).grants
    assert "aucun rôle" in theo.direct_messages[-1].text
    theo.presses("Utilisateurs et licences")
    assert "Contoso" not in theo.modal.text or "rôle" in theo.modal.text


def test_the_last_global_admin_cannot_be_revoked(office: Office) -> None:
    register(office.wiring.desk.staff, Staff(slack_user_id=ADMIN, roles=frozenset({Role.GLOBAL_ADMIN})))
    nadia = alone(office)
    nadia.chooses("Find a colleague", "Nadia Okafor")
    nadia.presses("Revoke")
    nadia.fills("Why", "Leaving")
    nadia.submits()
    assert "last Global admin" in "".join(nadia.errors.values())
    assert staff(office, ADMIN).roles == {Role.GLOBAL_ADMIN}


def test_nobody_is_told_less_because_slack_does_not_take_the_message(office: Office) -> None:
    nadia = alone(office)
    nadia.chooses("Find a colleague", "Théo Marchand")
    nadia.presses("Revoke")
    nadia.fills("Why", "Moved to sales")
    office.workspace.faults.fail_next("chat.postMessage", "fatal_error")
    nadia.submits()
    assert nadia.modal.title == "Partner roles"
    assert not staff(office, HELPDESK).grants


@pytest.mark.promise(10)
def test_what_was_agreed_to_before_the_requester_lost_their_roles_is_not_done(office: Office) -> None:
    customer_id = office.add_customer()
    user = office.add_user(customer_id, "Bram Visser")
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner supprimer contoso bram")
    theo.submits()
    desk = office.wiring.desk
    [request] = desk.requests.list_filed_by(HELPDESK, Cursor(), 5).items
    approve(desk, office.admin, request.id, content_hash(request), Operation("agree", "test"))
    office.grant(HELPDESK)
    office.work()
    assert desk.directory.user(customer_id, user.id).id == user.id
    assert desk.requests.request(request.id).state.value == "failed"
