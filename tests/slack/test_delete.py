"""Delete users, one or several: confirm, read what that set free, and go back to the list."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.command import DeleteUsers
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole
from shared.errors import UserNotFoundError
from shared.operations.desk import Operation
from shared.operations.request import submit_many
from shared.slack_ui.carried import pack
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK, sent_again
from tests.products import E1, E3

if TYPE_CHECKING:
    from sandbox.slack.person import SignedIn
    from shared.domain.user import User
    from tests.office import Office


@dataclass(frozen=True, slots=True)
class Contoso:
    """A customer with two products, two users who hold some of them, and an administrator."""

    id: str
    bram: User
    niamh: User
    amara: User


@pytest.fixture
def contoso(office: Office, monkeypatch: pytest.MonkeyPatch) -> Contoso:
    # A busy machine is late by itself.
    monkeypatch.setattr("shared.operations.request.TIME_AT_ONCE", timedelta(seconds=10))
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E1, 5)
    office.add_subscription(customer_id, E3, 2)
    bram, niamh = (office.add_user(customer_id, name) for name in ("Bram Visser", "Niamh O'Brien"))
    office.assign(bram, "sku-e1")
    office.assign(niamh, "sku-e1")
    amara = office.add_user(customer_id, "Amara Silva", DirectoryRole.GLOBAL_ADMIN)
    office.assign(amara, "sku-e3")
    return Contoso(customer_id, bram, niamh, amara)


def is_there(office: Office, user: User) -> bool:
    try:
        office.wiring.desk.directory.user(user.customer_id, user.id)
    except UserNotFoundError:
        return False
    return True


def seats(office: Office, customer_id: str, sku_id: str) -> int:
    return next(
        each.consumed for each in office.wiring.desk.directory.subscriptions(customer_id) if each.id == sku_id
    )


def delete_as_colleague(office: Office, user: User) -> None:
    command = DeleteUsers(customer_id=user.customer_id, users=(user.id,))
    submit_many(office.wiring.desk, command, office.admin, Operation("colleague", "test"), "en")


def open_card(person: SignedIn, name: str) -> None:
    person.types(f"/partner users contoso “{name}”")
    person.presses("Open")


def test_one_is_deleted_from_the_card_which_gives_way_to_the_list(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.presses("Open", nth=1)
    nadia.presses("Delete user")
    asked = nadia.modal.text
    assert "Delete 1 user of Contoso Ltd?" in asked
    assert "Bram Visser bram.visser@contoso.example — frees Office 365 E1" in asked
    assert "Their sign-in names are free for others." in asked
    assert "They can be restored until" in asked
    assert is_there(office, contoso.bram)

    nadia.submits()

    assert nadia.modal.title == "Users deleted"
    assert "1 user of Contoso Ltd was deleted." in nadia.modal.text
    assert "Office 365 E1: 1 seat freed, 4 available now" in nadia.modal.text
    assert "Restorable until" in nadia.modal.text
    assert not is_there(office, contoso.bram)
    assert seats(office, contoso.id, "sku-e1") == 1
    assert nadia.depth == 2
    nadia.goes_back()
    assert nadia.modal.title == "Users and licenses"
    assert "Bram Visser" not in nadia.modal.text
    assert "Deleted users (1)" in nadia.modal.buttons
    assert not office.workspace.troubles


def test_several_are_deleted_in_french_and_their_seats_are_free(office: Office, contoso: Contoso) -> None:
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.types("/partner utilisateurs contoso")
    assert "Utilisateurs supprimés (0)" in camille.modal.buttons
    camille.presses("Supprimer des utilisateurs")
    camille.chooses("Utilisateurs", "Niamh O'Brien", "Bram Visser")
    camille.submits()
    assert "2 utilisateurs de Contoso Ltd" in camille.modal.text
    assert "2 licences" in camille.modal.text

    camille.submits()

    assert "2 utilisateurs de Contoso Ltd ont été supprimés." in camille.modal.text
    assert "2 licences libérées" in camille.modal.text
    assert not is_there(office, contoso.niamh)
    assert seats(office, contoso.id, "sku-e1") == 0
    assert not office.workspace.troubles


def test_whose_roles_do_not_reach_an_administrator_is_offered_no_button(
    office: Office, contoso: Contoso
) -> None:
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner supprimer contoso “Amara Silva”")
    assert "demandez à un administrateur général" in theo.modal.text.lower()
    assert theo.modal.submit is None


@pytest.mark.promise(9)
def test_a_confirmation_delivered_twice_deletes_once_and_shows_the_same(
    office: Office, contoso: Contoso
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner delete contoso “Bram Visser”")
    confirmed = nadia.submits()
    before = office.everything()
    again = sent_again(office, confirmed)
    assert confirmed is not None
    assert json.loads(again.body) == json.loads(confirmed.body)
    assert office.everything() == before


def test_a_sign_in_name_is_free_for_others_at_once(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner remove contoso bram.visser@contoso.example")
    nadia.submits()
    nadia.closes()
    nadia.types("/partner add contoso")
    nadia.fills("Display name", "Another Bram")
    nadia.fills("User name", "bram.visser")
    nadia.submits()
    assert nadia.modal.title == "Users created"


def test_somebody_deleted_by_a_colleague_meanwhile_is_told_so(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.presses("Delete users")
    nadia.chooses("Users", "Bram Visser", "Niamh O'Brien")
    nadia.submits()
    delete_as_colleague(office, contoso.bram)
    nadia.submits()
    assert "1 user of Contoso Ltd was deleted." in nadia.modal.text
    assert "Deleted already" in nadia.modal.text.partition("Bram Visser")[2]
    assert "Office 365 E1: 1 seat freed, 5 available now" in nadia.modal.text


def test_a_card_that_a_colleague_made_old_leads_nowhere(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_card(nadia, "Bram Visser")
    delete_as_colleague(office, contoso.bram)
    for text in ("Delete user", "Reset password"):
        nadia.presses(text)
        assert "no longer there" in nadia.modal.text
        nadia.goes_back()


def test_an_old_list_opens_the_deleted_users_card(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso “Bram Visser”")
    delete_as_colleague(office, contoso.bram)
    nadia.presses("Open")
    assert nadia.modal.callback_id == "deleted_user"
    assert "Bram Visser" in nadia.modal.text


def test_those_chosen_who_are_no_longer_there_are_counted(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner delete contoso")
    nadia.chooses("Users", "Bram Visser")
    delete_as_colleague(office, contoso.bram)
    nadia.submits()
    assert "Nobody is chosen" in nadia.errors["Users"]
    nadia.chooses("Users", "Niamh O'Brien")
    nadia.submits()
    assert "1 of those chosen is no longer there." not in nadia.modal.text
    assert "Delete 1 user" in nadia.modal.text


def test_everyone_of_the_lists_filter_is_named_and_left_to_the_worker(
    office: Office, contoso: Contoso
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.chooses("Filter users by", "With Office 365 E1 (2)")
    nadia.presses("Delete users")
    assert nadia.modal.value("Whom to delete") == "With Office 365 E1 (2)"
    nadia.submits()
    assert "Office 365 E1: 2 seats" in nadia.modal.text
    assert "Bram Visser" in nadia.modal.text
    nadia.submits()
    assert nadia.modal.title == "Change under way"
    office.work()
    assert not is_there(office, contoso.bram)
    assert not is_there(office, contoso.niamh)
    assert is_there(office, contoso.amara)


def test_for_too_many_others_are_asked_and_the_form_below_stays(
    office: Office, contoso: Contoso, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.policy.decide.MANY", 1)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner delete contoso")
    nadia.chooses("Users", "Bram Visser", "Niamh O'Brien")
    nadia.submits()
    assert "These are more than 20 users at once." in nadia.modal.text
    assert nadia.modal.submit == "Ask for approval"
    nadia.goes_back()
    assert nadia.modal.value("Users") == ["Bram Visser", "Niamh O'Brien"]


@pytest.mark.promise(10)
def test_after_a_role_that_went_before_the_confirmation_others_are_asked(
    office: Office, contoso: Contoso
) -> None:
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.types("/partner supprimer contoso “Bram Visser”")
    assert camille.modal.submit == "Supprimer"
    office.grant(FRENCH_MANAGER, Role.HELPDESK_AGENT)
    camille.submits()
    assert camille.modal.title == "Accord demandé"
    assert is_there(office, contoso.bram)


def test_a_helpdesk_agent_is_offered_what_others_will_be_asked_about(
    office: Office, contoso: Contoso
) -> None:
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner utilisateurs contoso “Bram Visser”")
    assert "Supprimer des utilisateurs" in theo.modal.buttons
    theo.presses("Ouvrir")
    assert "Supprimer l’utilisateur" in theo.modal.buttons


@pytest.mark.promise(12)
def test_a_customer_out_of_scope_is_neither_asked_about_nor_touched(office: Office, contoso: Contoso) -> None:
    other = office.add_customer("Fabrikam", "fabrikam.example")
    secret = office.add_user(other, "Secret Person", domain="fabrikam.example")
    office.grant(FRENCH_MANAGER, Role.USER_MANAGEMENT_ADMIN, customers=frozenset({contoso.id}))
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.types("/partner supprimer contoso")
    camille.chooses("Utilisateurs", "Bram Visser")
    asked = camille.submits()
    confirmed = camille.submits()
    sent_again(office, asked, **{contoso.id: other, contoso.bram.id: secret.id})
    carried = pack(DeleteUsers(customer_id=contoso.id, users=(contoso.bram.id,)))
    sent_again(office, confirmed, **{carried: pack(DeleteUsers(customer_id=other, users=(secret.id,)))})
    camille.closes()
    camille.types("/partner supprimés fabrikam")
    assert not camille.has_modal
    assert "Secret Person" not in str(office.workspace.calls)
    assert is_there(office, secret)


def test_the_deleted_are_listed_by_command_and_from_the_desk(office: Office, contoso: Contoso) -> None:
    delete_as_colleague(office, contoso.bram)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner deleted contoso bram")
    assert nadia.modal.callback_id == "deleted_users"
    assert "Bram Visser" in nadia.modal.text
    nadia.closes()
    nadia.types("/partner customers contoso")
    nadia.presses("Deleted users (1)")
    assert nadia.modal.callback_id == "deleted_users"


def test_the_new_commands_are_listed_to_those_who_may(office: Office, contoso: Contoso) -> None:
    nadia, theo = office.workspace.sign_in(ADMIN), office.workspace.sign_in(HELPDESK)
    nadia.types("/partner help")
    assert all(f"/partner {each}" in nadia.replies[-1].text for each in ("reset", "delete", "deleted"))
    theo.types("/partner aide")
    assert "/partner réinitialiser" in theo.replies[-1].text
    assert "/partner supprimés" in theo.replies[-1].text
    assert "/partner supprimer" in theo.replies[-1].text  # others will be asked


def test_protecting_a_user_is_saved_shown_and_in_force(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_card(nadia, "Bram Visser")
    assert "Protected: no" in nadia.modal.text
    nadia.presses("Edit")
    assert "takes another person's agreement" in nadia.modal.text
    nadia.ticks("Protection", "Protected")
    nadia.submits()
    assert "Protected: yes" in nadia.modal.text
    nadia.presses("History")
    assert "Protected: no → yes" in nadia.modal.text
    nadia.goes_back()
    nadia.presses("Delete user")
    assert "marked as protected" in nadia.modal.text
    assert is_there(office, contoso.bram)
