"""Edit a user, and never write over somebody else's newer change unseen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.user import DirectoryRole
from tests.builders import an_event
from tests.office import ADMIN, FRENCH_MANAGER
from tests.slack.deciding import forged_box

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


# ---- permissions: what one may give -----------------------------------------------------------------


def test_a_user_management_admin_edits_a_global_admin_who_stays_one_once_others_agreed(
    office: Office,
) -> None:
    user = office.add_user(office.add_customer(), "Bram Visser", DirectoryRole.GLOBAL_ADMIN)
    camille, nadia = office.workspace.sign_in(FRENCH_MANAGER), office.workspace.sign_in(ADMIN)
    open_edit(camille)
    assert camille.modal.value("Autorisations") == ["Administrateur général"]
    assert "Vos rôles ne vous permettent pas de donner" not in camille.modal.text
    camille.fills("Nom d’affichage", "Bram de Vries")
    camille.submits()
    nadia.types("/partner requests")
    nadia.presses("Show")
    nadia.presses("Approve")
    nadia.submits()
    office.work()
    now = office.wiring.desk.directory.user(user.customer_id, user.id).profile
    assert (now.display_name, now.directory_roles) == (
        "Bram de Vries",
        frozenset({DirectoryRole.GLOBAL_ADMIN}),
    )


def test_a_user_management_admin_adds_a_permission_but_not_the_great_one(office: Office) -> None:
    user = office.add_user(office.add_customer(), "Bram Visser")
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    open_edit(camille)
    assert "Administrateur général" not in camille.modal.options("Autorisations")
    forged_box(office, FRENCH_MANAGER, "Autorisations", "Le grand", DirectoryRole.GLOBAL_ADMIN)
    camille.ticks("Autorisations", "Administrateur de service", "Le grand")
    before = office.everything()
    camille.submits()
    assert camille.errors == {
        "Autorisations": "Vos rôles ne vous permettent pas de donner l’autorisation Administrateur général"
        "\u00a0: retirez-la, ou demandez à un Administrateur général ou à un Agent d’administration."
    }
    assert office.everything() == before
    camille.unticks("Autorisations", "Le grand")
    camille.submits()
    now = office.wiring.desk.directory.user(user.customer_id, user.id).profile
    assert now.directory_roles == {DirectoryRole.SERVICE_ADMIN}


def test_a_permission_that_somebody_took_away_meanwhile_is_not_given_back_with_a_newer_name(
    office: Office,
) -> None:
    user = office.add_user(office.add_customer(), "Bram Visser", DirectoryRole.GLOBAL_ADMIN)
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    open_edit(camille)
    directory = office.wiring.desk.directory
    plain = replace(user.profile, directory_roles=frozenset())
    directory.change_user(user, replace(user, profile=plain, version=2), an_event("demote"))
    camille.fills("Nom d’affichage", "Bram de Vries")
    camille.submits()
    assert list(camille.errors) == ["Autorisations"]
    camille.unticks("Autorisations", "Administrateur général")
    camille.submits()
    assert "Administrateur général" not in camille.modal.options("Autorisations")
    camille.submits()
    now = directory.user(user.customer_id, user.id)
    assert (now.profile.display_name, now.profile.directory_roles) == ("Bram de Vries", frozenset())


def test_invisible_and_damaged_characters_are_treated_as_in_the_form_that_creates(office: Office) -> None:
    office.add_user(office.add_customer(), "Bram Visser")
    nadia = office.workspace.sign_in(ADMIN)
    open_edit(nadia)
    nadia.fills("Display name", "Bram V\u200bisser-Z\u00c3\u00b6lle")
    nadia.submits()
    assert set(nadia.errors) == {"Display name"}
    nadia.fills("Display name", "Bram V\u200bisser-Z\u00f6lle")
    nadia.submits()
    assert nadia.modal.title == "User"
    nadia.types("/partner users contoso Bram Visser-Z")
    assert "Bram Visser-Zölle" in nadia.modal.text
