"""Edit a user, and never write over somebody else's newer change unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.office import ADMIN, FRENCH_MANAGER

if TYPE_CHECKING:
    from sandbox.slack.person import SignedIn
    from tests.office import Office


def open_edit(person: SignedIn) -> None:
    person.types("/partner users contoso")
    person.presses("Open" if person.person.locale.startswith("en") else "Ouvrir")
    person.presses("Edit" if person.person.locale.startswith("en") else "Modifier")


def test_a_saved_change_is_shown_at_once_in_the_user_and_in_the_list(office: Office) -> None:
    office.add_user(office.add_customer(), "Bram Visser")
    nadia = office.workspace.sign_in(ADMIN)
    open_edit(nadia)
    nadia.fills("Display name", "Bram de Vries")
    nadia.fills("User name", "bram.devries")
    nadia.submits()
    assert nadia.modal.title == "User"
    assert "bram.devries@contoso.example" in nadia.modal.text
    assert "were saved" in nadia.modal.text
    nadia.goes_back()
    assert "Bram de Vries" in nadia.modal.text


def test_saving_without_a_change_says_that_nothing_changed(office: Office) -> None:
    office.add_user(office.add_customer(), "Bram Visser")
    nadia = office.workspace.sign_in(ADMIN)
    open_edit(nadia)
    before = office.everything()
    nadia.submits()
    assert "Nothing was changed" in nadia.modal.text
    assert office.everything() == before


def test_somebody_elses_newer_change_is_shown_and_what_was_typed_is_kept(office: Office) -> None:
    office.add_user(office.add_customer(), "Bram Visser")
    nadia, camille = office.workspace.sign_in(ADMIN), office.workspace.sign_in(FRENCH_MANAGER)
    open_edit(nadia)
    open_edit(camille)
    camille.fills("Nom d’affichage", "Bram V.")
    camille.submits()
    nadia.fills("Display name", "Bram de Vries")
    nadia.submits()
    assert nadia.modal.title == "Edit a user"
    assert "Bram V." in nadia.modal.text
    assert "Bram de Vries" in nadia.modal.text
    assert "Camille Lefèvre" in nadia.modal.text


def test_saving_again_after_seeing_the_newer_change_replaces_it_knowingly(office: Office) -> None:
    user = office.add_user(office.add_customer(), "Bram Visser")
    nadia, camille = office.workspace.sign_in(ADMIN), office.workspace.sign_in(FRENCH_MANAGER)
    open_edit(nadia)
    open_edit(camille)
    camille.fills("Nom d’affichage", "Bram V.")
    camille.submits()
    nadia.fills("Display name", "Bram de Vries")
    nadia.submits()
    nadia.submits()
    now = office.wiring.desk.directory.user(user.customer_id, user.id)
    assert now.profile.display_name == "Bram de Vries"
    assert now.version == 3


def test_the_trail_tells_who_changed_what_from_what_to_what(office: Office) -> None:
    office.add_user(office.add_customer(), "Bram Visser")
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    open_edit(camille)
    camille.fills("Nom d’affichage", "Bram de Vries")
    camille.submits()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner audit contoso bram")
    newest = nadia.modal.text.split("User created")[0]
    assert "Camille Lefèvre" in newest
    assert "Bram Visser → Bram de Vries" in newest


def test_a_long_trail_is_read_page_by_page(office: Office) -> None:
    customer_id = office.add_customer()
    for number in range(14):
        office.add_user(customer_id, f"User{number:02} Example")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner audit contoso")
    assert "user13.example" in nadia.modal.text
    assert "user00.example" not in nadia.modal.text
    nadia.presses("Older")
    assert "user00.example" in nadia.modal.text
    nadia.presses("Newer")
    assert "user13.example" in nadia.modal.text
