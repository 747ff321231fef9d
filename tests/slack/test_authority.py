"""Who gets in, and how far: asked on every route, before anything is read or written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from functions.slack.bolt import build_bolt
from functions.slack.listeners.commands import SUBCOMMANDS
from functions.slack.route import Kind, Open
from functions.slack.routes import ROUTES
from sandbox.slack.people import OTHER_TEAM_ID
from shared.domain.action import Action
from shared.domain.staff import Role, Staff
from shared.slack_ui import ids
from tests.office import ADMIN, GUEST, HELPDESK, NO_ROLE
from tests.staffing import register

if TYPE_CHECKING:
    from tests.office import Office


@pytest.mark.promise(4)
def test_every_route_and_subcommand_has_a_permission() -> None:
    permissions: list[object] = [each.requires for each in ROUTES]
    permissions += [each.requires for each in SUBCOMMANDS]
    assert [each for each in permissions if not isinstance(each, Action | Open)] == []


@pytest.mark.parametrize("deep", [1, 2, 3])
def test_a_role_revoked_meanwhile_is_told_however_many_windows_are_open(office: Office, deep: int) -> None:
    office.add_user(office.add_customer(), "Bram Visser")
    office.grant(HELPDESK, Role.ADMIN_AGENT)
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner users contoso")
    for button in ("Ouvrir", "Historique")[: deep - 1]:
        theo.presses(button)
    office.grant(HELPDESK)
    theo.presses(theo.modal.buttons[-1])
    assert not office.workspace.troubles
    assert "Partner Desk does not know you yet" in theo.modal.text


@pytest.mark.promise(4)
def test_bolt_knows_the_routes_and_nothing_else(office: Office) -> None:
    bolt = build_bolt(office.wiring)
    assert len(bolt._listeners) == len(ROUTES)


@pytest.mark.promise(4)
def test_everything_that_a_view_calls_back_by_is_routed() -> None:
    routed = {(route.kind, route.name) for route in ROUTES}
    assert {(Kind.CLICK, each) for each in ids.Click} <= routed
    assert {(Kind.OPTIONS, each) for each in ids.Options} <= routed
    forms = set(ids.View) - {
        ids.View.DESK, ids.View.USER, ids.View.CREATED_USERS, ids.View.AUDIT, ids.View.NOTICE,
        ids.View.LICENSES, ids.View.LICENSES_UPDATED, ids.View.SUBSCRIPTIONS_LOADED,
        ids.View.DELETED_USER, ids.View.USERS_RESTORED, ids.View.REQUESTS, ids.View.REQUEST, ids.View.ROLES,
        ids.View.PASSWORDS_RESET, ids.View.CREDENTIALS, ids.View.DOWNLOAD_CREDENTIALS, ids.View.USERS_DELETED,
        ids.View.CHECKING_IMPORT, ids.View.IMPORT_ROWS,
    }  # fmt: skip
    assert {(Kind.SUBMISSION, each) for each in forms} <= routed


@pytest.mark.promise(4)
def test_only_what_shows_nothing_of_a_customer_is_open_to_all_staff() -> None:
    free = {str(route.name) for route in ROUTES if route.requires is Open.TO_ALL_STAFF}
    assert free == {"/partner", "open_desk", "open_help", "choose_country"}
    words = {each.names["en"][0] for each in SUBCOMMANDS if each.requires is Open.TO_ALL_STAFF}
    assert words == {"whoami", "help"}


def test_somebody_without_a_role_gets_one_sentence_that_names_whom_to_ask(office: Office) -> None:
    office.add_customer()
    maya = office.workspace.sign_in(NO_ROLE)
    maya.types("/partner users contoso")
    assert not maya.has_modal
    assert "Nadia Okafor" in maya.replies[-1].text
    assert [call.method for call in office.workspace.calls] == []


@pytest.mark.promise(5)
@pytest.mark.parametrize(
    "changes",
    [
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"is_stranger": True},
        {"is_bot": True},
        {"deleted": True},
        {"team_id": OTHER_TEAM_ID},
    ],
    ids=str,
)
def test_guests_strangers_bots_and_the_deactivated_are_refused_even_with_a_role(
    office: Office, changes: dict[str, object]
) -> None:
    office.add_customer()
    office.grant(GUEST, Role.GLOBAL_ADMIN)
    office.workspace.change_person(GUEST, **{"is_restricted": False, **changes})
    guest = office.workspace.sign_in(GUEST)
    guest.sends_command("users contoso")
    assert not guest.has_modal
    assert "contoso" not in "".join(said.text.lower() for said in guest.replies)


@pytest.mark.promise(12)
def test_a_customer_out_of_scope_is_neither_shown_nor_found_nor_changed(office: Office) -> None:
    theirs = office.add_customer("Contoso Ltd", "contoso.example")
    office.add_customer("Fabrikam", "fabrikam.example")
    office.grant(HELPDESK, Role.ADMIN_AGENT, customers=frozenset({theirs}))
    theo = office.workspace.sign_in(HELPDESK)
    for command in ("utilisateurs fabrikam", "ajouter fabrikam", "journal fabrikam", "clients fabrikam"):
        theo.types(f"/partner {command}")
        assert not theo.has_modal, command
    theo.types("/partner utilisateurs contoso")
    assert theo.has_modal


@pytest.mark.promise(12)
def test_a_forged_customer_in_a_click_is_refused_and_nothing_is_read_of_it(office: Office) -> None:
    theirs = office.add_customer("Contoso Ltd", "contoso.example")
    other = office.add_customer("Fabrikam", "fabrikam.example")
    office.add_user(other, "Secret Person", domain="fabrikam.example")
    office.grant(HELPDESK, Role.ADMIN_AGENT, customers=frozenset({theirs}))
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner clients contoso")
    pressed = theo.presses("Utilisateurs et licences")
    assert pressed is not None
    forged = pressed.request.body.replace(theirs, other)
    theo.closes()
    theo.types("/partner clients contoso")
    office.workspace.delivery.send("block_actions", forged, pressed.request.headers["Content-Type"])
    assert "Secret Person" not in str(office.workspace.calls)
    assert "Secret Person" not in theo.modal.text


@pytest.mark.promise(4)
def test_a_forged_click_on_a_button_that_was_not_shown_opens_nothing(office: Office) -> None:
    office.add_customer()
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner clients contoso")
    pressed = theo.presses("Utilisateurs et licences")
    assert pressed is not None
    theo.closes()
    theo.types("/partner clients contoso")
    office.workspace.calls.clear()
    for forged in ("open_add_customer", "open_edit_customer", "open_add_subscription"):
        body = pressed.request.body.replace("open_users", forged)
        office.workspace.delivery.send("block_actions", body, pressed.request.headers["Content-Type"])
    opened = [call.arguments.get("view", "") for call in office.workspace.calls]
    assert [view for view in opened if '"type": "input"' in str(view) or "'type': 'input'" in str(view)] == []
    assert len(opened) == 3  # each is answered with a notice


@pytest.mark.promise(10)
def test_a_role_that_expired_while_the_form_was_open_is_not_enough_to_save_it(office: Office) -> None:
    customer_id = office.add_customer()
    office.grant(HELPDESK, Role.ADMIN_AGENT)
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner ajouter contoso")
    theo.fills("Nom d’affichage", "Amara")
    theo.fills("Nom d’utilisateur", "amara")
    past = datetime.now(UTC) - timedelta(seconds=1)
    expired = Staff(slack_user_id=HELPDESK, roles=frozenset({Role.ADMIN_AGENT}), expires_at=past)
    register(office.wiring.desk.staff, expired)
    theo.submits()
    assert office.wiring.desk.directory.count_users(customer_id).total == 0
    assert theo.errors
    assert "Amara" in theo.modal.text


@pytest.mark.promise(6)
def test_what_needs_another_persons_approval_is_filed_and_not_done(office: Office) -> None:
    customer_id = office.add_customer()
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner ajouter contoso")
    theo.fills("Nom d’affichage", "Amara")
    theo.fills("Nom d’utilisateur", "amara")
    theo.submits()
    assert theo.modal.title == "Accord demandé"
    assert office.wiring.desk.directory.count_users(customer_id).total == 0


def test_the_first_admin_counts_only_until_the_register_says_otherwise(office: Office) -> None:
    office.grant(ADMIN)  # revoked: a record without roles
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner")
    assert not nadia.has_modal


def test_help_lists_what_this_person_may_do(office: Office) -> None:
    nadia, theo = office.workspace.sign_in(ADMIN), office.workspace.sign_in(HELPDESK)
    nadia.types("/partner help")
    theo.types("/partner aide")
    assert "/partner add" in nadia.replies[-1].text
    assert "/partner ajouter" in theo.replies[-1].text  # others will be asked
    assert "/partner utilisateurs" in theo.replies[-1].text


def test_whoami_tells_roles_and_scope(office: Office) -> None:
    theirs = office.add_customer("Contoso Ltd", "contoso.example")
    office.grant(HELPDESK, Role.HELPDESK_AGENT, Role.SALES_AGENT, customers=frozenset({theirs}))
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner quisuisje")
    told = theo.replies[-1].text
    for expected in ("Agent du support technique", "Agent commercial", "Contoso Ltd"):
        assert expected in told


def test_an_unknown_word_is_answered_with_the_nearest_command(office: Office) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner usrs contoso")
    assert "/partner users" in nadia.replies[-1].text
