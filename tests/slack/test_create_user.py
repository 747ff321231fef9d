"""The main job: an agent creates a customer's user, and hands over what they need to sign in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from shared.domain.staff import Role
from shared.domain.user import DirectoryRole, UserFilter
from shared.ports import Cursor
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK
from tests.products import BACKUP, E1, E3, MINECRAFT, POWER_BI_PRO, STORAGE
from tests.slack.deciding import RAVI, forged_box

if TYPE_CHECKING:
    from sandbox.slack.person import SignedIn
    from tests.office import Office

PASSWORD = re.compile(r"^\S{16}$", re.MULTILINE)


def fill(person: SignedIn, display_name: str, user_name: str) -> None:
    person.fills("Display name", display_name)
    person.fills("User name", user_name)


def test_the_confirmation_shows_the_sign_in_name_and_a_temporary_password(office: Office) -> None:
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    fill(nadia, "Aoife O'Brien", "aoife.o'brien")
    nadia.submits()
    assert nadia.modal.title == "Users created"
    assert "aoife.o'brien@contoso.example" in nadia.modal.text
    assert PASSWORD.search(nadia.modal.text)


def test_the_list_shows_the_new_user_when_the_confirmation_is_closed(office: Office) -> None:
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.presses("Add a user")
    fill(nadia, "Aoife O'Brien", "aoife.o'brien")
    nadia.submits()
    nadia.goes_back()
    assert nadia.modal.title == "Users and licenses"
    assert "Aoife O'Brien" in nadia.modal.text
    assert "All users (1)" in nadia.modal.text


def test_add_another_user_gathers_the_set_on_the_confirmation(office: Office) -> None:
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    for name in ("amara", "bram", "chidi"):
        fill(nadia, name.title(), name)
        nadia.submits()
        if name != "chidi":
            nadia.presses("Add another user")
    passwords = PASSWORD.findall(nadia.modal.text)
    assert nadia.modal.title == "Users created"
    assert [name in nadia.modal.text for name in ("Amara", "Bram", "Chidi")] == [True, True, True]
    assert len(set(passwords)) == 3


def test_a_form_left_half_filled_keeps_the_passwords_gathered_before_it(office: Office) -> None:
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    fill(nadia, "Amara", "amara")
    nadia.submits()
    before = nadia.modal.text
    nadia.presses("Add another user")
    nadia.goes_back()
    assert nadia.modal.text == before


def test_every_field_that_is_wrong_is_named_at_once_and_what_was_typed_stays(office: Office) -> None:
    customer_id = office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    nadia.fills("First name", "x" * 64 + "\u202e")
    fill(nadia, "Zoë\u202eAdmin", "zoë .")
    nadia.submits()
    assert set(nadia.errors) == {"First name", "Display name", "User name"}
    assert nadia.modal.title == "Add a user"
    listed = office.wiring.desk.directory.list_users(customer_id, UserFilter.ALL, Cursor(), 10)
    assert listed.items == []


def test_a_sign_in_name_that_is_taken_is_refused_at_its_field(office: Office) -> None:
    customer_id = office.add_customer()
    office.add_user(customer_id, "Amara Nwosu")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    fill(nadia, "Another Amara", "AMARA.nwosu")
    nadia.submits()
    assert list(nadia.errors) == ["User name"]


def test_the_usage_location_is_the_customers_country_unless_another_is_chosen(office: Office) -> None:
    office.add_customer(country="IE")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    assert "Ireland" in nadia.modal.text
    fill(nadia, "Amara", "amara")
    nadia.chooses("Usage location", "Norway", typing="norw")
    nadia.submits()
    nadia.closes()
    nadia.types("/partner users contoso")
    assert "Norway" in nadia.modal.text


def test_a_user_is_created_with_the_licenses_chosen_and_the_confirmation_names_them(office: Office) -> None:
    customer_id = office.add_customer()
    for product in (E3, POWER_BI_PRO):
        office.add_subscription(customer_id, product)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    assert nadia.modal.options("Licenses") == ["Office 365 E3", "Power BI Pro"]
    assert "25 available" in str(nadia.modal.raw)
    fill(nadia, "Amara Nwosu", "amara")
    nadia.chooses("Licenses", "Power BI Pro", "Office 365 E3")
    nadia.submits()
    assert "Licenses: Office 365 E3 and Power BI Pro" in nadia.modal.text
    (amara,) = office.wiring.desk.directory.search_users(customer_id, "amara", 2)
    assert office.holds(amara) == {"sku-e3": frozenset(), "sku-power-bi": frozenset()}
    assert consumed(office, customer_id) == {"sku-e3": 1, "sku-power-bi": 1}


def test_a_license_that_ran_out_while_the_form_was_open_is_refused_at_its_field_and_nothing_is_lost(
    office: Office,
) -> None:
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E3, 1)
    bram = office.add_user(customer_id, "Bram Visser")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    fill(nadia, "Amara Nwosu", "amara")
    nadia.chooses("Licenses", "Office 365 E3")
    office.assign(bram, "sku-e3")
    nadia.submits()
    assert list(nadia.errors) == ["Licenses"]
    assert "run out of licenses to Office 365 E3" in nadia.errors["Licenses"]
    assert nadia.modal.value("Display name") == "Amara Nwosu"
    assert nadia.modal.value("Licenses") == ["Office 365 E3"]
    assert office.wiring.desk.directory.count_users(customer_id).total == 1
    nadia.chooses("Licenses")
    nadia.submits()
    assert nadia.modal.title == "Users created"
    assert PASSWORD.search(nadia.modal.text)


def test_without_a_usage_location_a_user_is_created_but_not_with_a_license(office: Office) -> None:
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E3)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    fill(nadia, "Amara Nwosu", "amara")
    nadia.chooses("Usage location")
    nadia.chooses("Licenses", "Office 365 E3")
    nadia.submits()
    assert list(nadia.errors) == ["Usage location"]
    assert "License assignment cannot be done" in nadia.errors["Usage location"]
    nadia.chooses("Licenses")
    nadia.submits()
    assert nadia.modal.title == "Users created"
    (amara,) = office.wiring.desk.directory.search_users(customer_id, "amara", 2)
    assert amara.profile.usage_location == ""


def test_what_cannot_be_assigned_is_named_with_its_reason_and_not_offered(office: Office) -> None:
    customer_id = office.add_customer()
    for product in (E3, STORAGE, BACKUP):
        office.add_subscription(customer_id, product)
    office.add_subscription(customer_id, E1, 0)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    assert nadia.modal.options("Licenses") == ["Office 365 E3"]
    assert (
        "None left: Office 365 E1. Assigned by their publisher: Fabrikam Backup (Fabrikam). "
        "For the whole organization: Office 365 Extra File Storage." in nadia.modal.text
    )


def test_products_of_two_license_groups_are_refused_at_their_field(office: Office) -> None:
    customer_id = office.add_customer()
    for product in (E3, MINECRAFT):
        office.add_subscription(customer_id, product)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    fill(nadia, "Amara Nwosu", "amara")
    nadia.chooses("Licenses", "Minecraft Education", "Office 365 E3")
    nadia.submits()
    assert list(nadia.errors) == ["Licenses"]
    assert "different license groups" in nadia.errors["Licenses"]


def test_another_user_starts_with_the_same_licenses_as_long_as_seats_remain(office: Office) -> None:
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E3, 2)
    office.add_subscription(customer_id, POWER_BI_PRO, 1)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    fill(nadia, "Amara", "amara")
    nadia.chooses("Licenses", "Office 365 E3", "Power BI Pro")
    nadia.submits()
    nadia.presses("Add another user")
    assert nadia.modal.value("Licenses") == ["Office 365 E3"]
    assert "None left: Power BI Pro." in nadia.modal.text
    fill(nadia, "Bram", "bram")
    nadia.submits()
    assert nadia.modal.text.count("Licenses: ") == 2
    assert consumed(office, customer_id) == {"sku-e3": 2, "sku-power-bi": 1}


def consumed(office: Office, customer_id: str) -> dict[str, int]:
    subscriptions = office.wiring.desk.directory.subscriptions(customer_id)
    return {each.id: each.consumed for each in subscriptions}


@pytest.mark.promise(9)
def test_the_last_seat_is_taken_once_when_the_submission_is_delivered_twice(office: Office) -> None:
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E3, 1)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    fill(nadia, "Amara", "amara")
    nadia.chooses("Licenses", "Office 365 E3")
    nadia.submits()
    first = office.workspace.delivery.delivered[-1]
    again = office.workspace.delivery.again(first)
    assert again.body == first.body
    assert consumed(office, customer_id) == {"sku-e3": 1}


@pytest.mark.promise(9)
def test_the_same_submission_delivered_twice_has_one_effect_and_the_same_answer(office: Office) -> None:
    customer_id = office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    fill(nadia, "Amara", "amara")
    nadia.submits()
    first = office.workspace.delivery.delivered[-1]
    again = office.workspace.delivery.again(first)
    assert again.body == first.body
    assert office.wiring.desk.directory.count_users(customer_id).total == 1
    assert len([item for item in office.items(office.tables.audit) if "amara" in str(item)]) == 1


def test_a_customer_whose_domains_are_all_federated_says_why_no_user_can_be_created(
    office: Office,
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner")
    nadia.presses("Add a customer")
    nadia.fills("Name", "Fabrikam")
    nadia.fills("Default domain", "fabrikam.example")
    nadia.fills("Federated domains", "fabrikam.example")
    nadia.chooses("Country", "France", typing="fran")
    nadia.submits()
    nadia.presses("Add a user")
    assert "federated" in nadia.modal.text


def test_the_whole_way_in_french(office: Office) -> None:
    office.add_subscription(office.add_customer(), E3)
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.types("/partner ajouter contoso")
    camille.fills("Nom d’affichage", "Étienne Lemaître")
    camille.fills("Nom d’utilisateur", "etienne.lemaitre")
    camille.chooses("Licences", "Office 365 E3")
    camille.submits()
    assert "Licences\u00a0: Office 365 E3" in camille.modal.text
    assert "etienne.lemaitre@contoso.example" in camille.modal.text
    assert "Mot de passe temporaire" in camille.modal.text


# ---- permissions: what one may give -----------------------------------------------------------------


def test_whoever_may_give_every_permission_makes_a_customers_global_admin(office: Office) -> None:
    customer_id = office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    fill(nadia, "Amara Nwosu", "amara")
    assert "Your roles do not let you give" not in nadia.modal.text
    nadia.ticks("Permissions", "Global admin")
    nadia.submits()
    assert nadia.modal.title == "Users created"
    assert permissions(office, customer_id, "amara") == {DirectoryRole.GLOBAL_ADMIN}


def test_a_user_management_admin_is_offered_smaller_permissions_and_told_who_gives_the_great_one(
    office: Office,
) -> None:
    customer_id = office.add_customer()
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.types("/partner ajouter contoso")
    assert camille.modal.options("Autorisations") == [
        "Administrateur de mots de passe",
        "Administrateur de la gestion des utilisateurs",
        "Administrateur de service",
    ]
    assert (
        "Vos rôles ne vous permettent pas de donner\u00a0: Administrateur général. Demandez à un "
        "Administrateur général ou à un Agent d’administration." in camille.modal.text
    )
    camille.fills("Nom d’affichage", "Étienne Lemaître")
    camille.fills("Nom d’utilisateur", "etienne")
    camille.ticks("Autorisations", "Administrateur de service")
    camille.submits()
    assert "etienne@contoso.example" in camille.modal.text
    assert permissions(office, customer_id, "étienne") == {DirectoryRole.SERVICE_ADMIN}


def test_a_helpdesk_agent_asks_for_a_user_without_permissions_and_is_told_who_gives_them(
    office: Office,
) -> None:
    office.add_customer()
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner ajouter contoso")
    assert "Autorisations" not in theo.modal.labels
    assert "Vos rôles ne vous permettent de donner aucune autorisation" in theo.modal.text
    theo.fills("Nom d’affichage", "Étienne Lemaître")
    theo.fills("Nom d’utilisateur", "etienne")
    theo.submits()
    (request,) = office.wiring.desk.requests.list_filed_by(HELPDESK, Cursor(), 2).items
    assert request.is_pending


def test_a_role_lost_while_the_form_was_open_gives_nothing_any_more(office: Office) -> None:
    customer_id = office.add_customer()
    ravi = office.workspace.sign_in(RAVI)
    ravi.types("/partner add contoso")
    fill(ravi, "Amara Nwosu", "amara")
    ravi.ticks("Permissions", "Global admin", "Service admin")
    office.grant(RAVI, Role.USER_MANAGEMENT_ADMIN)
    before = office.everything()
    ravi.submits()
    assert ravi.errors == {
        "Permissions": "Your roles do not let you give the permission Global admin: leave it out, or ask a "
        "Global admin or an Admin agent."
    }
    assert office.everything() == before
    ravi.unticks("Permissions", "Global admin")
    ravi.submits()
    assert ravi.modal.title == "Users created"
    assert permissions(office, customer_id, "amara") == {DirectoryRole.SERVICE_ADMIN}


def test_a_box_that_was_never_offered_is_refused_and_nobody_is_asked(office: Office) -> None:
    office.add_customer()
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner ajouter contoso")
    theo.fills("Nom d’affichage", "Étienne Lemaître")
    theo.fills("Nom d’utilisateur", "etienne")
    forged_box(office, HELPDESK, "Autorisations", "Mots de passe", DirectoryRole.PASSWORD_ADMIN)
    theo.ticks("Autorisations", "Mots de passe")
    before = office.everything()
    theo.submits()
    assert theo.errors == {
        "Autorisations": "Vos rôles ne vous permettent pas de donner l’autorisation Administrateur de mots "
        "de passe\u00a0: retirez-la, ou demandez à un Administrateur général ou à un Agent d’administration."
    }
    assert office.everything() == before


def permissions(office: Office, customer_id: str, name: str) -> frozenset[DirectoryRole]:
    (user,) = office.wiring.desk.directory.search_users(customer_id, name, 2)
    return user.profile.directory_roles


def test_invisible_characters_in_names_are_left_out_and_the_user_is_found_as_seen(office: Office) -> None:
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    fill(nadia, "Luc Be\u00adsson\u200b", "luc.besson")
    nadia.fills("Last name", "\u200eBe\u2060sson")
    nadia.submits()
    assert nadia.modal.title == "Users created"
    nadia.types("/partner users contoso Luc Besson")
    assert "luc.besson@contoso.example" in nadia.modal.text


@pytest.mark.parametrize("name", ["Zo\u00c3\u00a9 Nault", "Zo? Nault", "Zo\u201a Nault", "Zo\ufffd Nault"])
def test_damaged_letters_in_a_name_are_told_under_its_field(office: Office, name: str) -> None:
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    fill(nadia, name, "zoe.nault")
    nadia.submits()
    assert set(nadia.errors) == {"Display name"}
    assert "type the name anew, with its accents" in nadia.errors["Display name"]
