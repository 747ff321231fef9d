"""Users and licenses of a customer: find, filter, page, open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.domain.user import DirectoryRole
from tests.office import ADMIN, HELPDESK
from tests.products import E3, POWER_BI_PRO

if TYPE_CHECKING:
    from tests.office import Office


def test_an_empty_list_offers_the_next_step(office: Office) -> None:
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    assert "no users yet" in nadia.modal.text
    nadia.presses("Add a user")
    assert nadia.modal.title == "Add a user"


def test_users_are_sorted_by_name_whatever_the_case(office: Office) -> None:
    customer_id = office.add_customer()
    for name in ("Zoe Ash", "evan Price", "Eric Moreau"):
        office.add_user(customer_id, name)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    text = nadia.modal.text
    assert text.index("Eric Moreau") < text.index("evan Price") < text.index("Zoe Ash")


def test_forty_users_are_read_page_by_page_there_and_back(office: Office) -> None:
    customer_id = office.add_customer()
    for number in range(40):
        office.add_user(customer_id, f"User{number:02} Example")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    assert "1 to 15 of 40" in nadia.modal.text
    nadia.presses("Next")
    assert "16 to 30 of 40" in nadia.modal.text
    nadia.presses("Next")
    assert "31 to 40 of 40" in nadia.modal.text
    assert "Next" not in nadia.modal.buttons
    nadia.presses("Previous")
    nadia.presses("Previous")
    assert "1 to 15 of 40" in nadia.modal.text
    assert "Previous" not in nadia.modal.buttons


@pytest.mark.parametrize("typed", ["nia", "KELLY", "niamh.kel"])
def test_a_user_is_found_by_first_letters_of_display_last_or_sign_in_name(office: Office, typed: str) -> None:
    customer_id = office.add_customer()
    office.add_user(customer_id, "Niamh Kelly")
    office.add_user(customer_id, "Bram Visser")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.fills("Search", typed, enter=True)
    assert "Niamh Kelly" in nadia.modal.text
    assert "Bram Visser" not in nadia.modal.text


def test_the_filter_shows_the_administrators_only(office: Office) -> None:
    customer_id = office.add_customer()
    office.add_user(customer_id, "Niamh Kelly", DirectoryRole.PASSWORD_ADMIN)
    office.add_user(customer_id, "Bram Visser")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.chooses("Filter users by", "Administrators (1)")
    assert "Niamh Kelly" in nadia.modal.text
    assert "Bram Visser" not in nadia.modal.text


def test_the_filter_by_product_shows_its_holders_and_searches_among_them(office: Office) -> None:
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E3)
    office.add_subscription(customer_id, POWER_BI_PRO)
    for name in ("Niamh Kelly", "Nico Rossi"):
        office.assign(office.add_user(customer_id, name), "sku-e3")
    office.add_user(customer_id, "Nils Berg")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    assert nadia.modal.options("Filter users by") == [
        "All users (3)",
        "Without a license (1)",
        "Administrators (0)",
        "With Office 365 E3 (2)",
    ]
    nadia.chooses("Filter users by", "With Office 365 E3 (2)")
    assert "1 to 2 of 2" in nadia.modal.text
    assert "Nils Berg" not in nadia.modal.text
    nadia.fills("Search", "ni", enter=True)
    assert "1 to 2 of 2" in nadia.modal.text
    nadia.fills("Search", "nia", enter=True)
    assert "Niamh Kelly" in nadia.modal.text
    assert "Nico Rossi" not in nadia.modal.text
    nadia.fills("Search", "nil", enter=True)
    assert "With this filter, no user of Contoso Ltd matches" in nadia.modal.text
    nadia.presses("Show all users")
    assert "Nils Berg" in nadia.modal.text


def test_holders_of_a_product_are_read_page_by_page_there_and_back(office: Office) -> None:
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E3)
    for number in range(17):
        office.assign(office.add_user(customer_id, f"User{number:02} Example"), "sku-e3")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.chooses("Filter users by", "With Office 365 E3 (17)")
    assert "1 to 15 of 17" in nadia.modal.text
    nadia.presses("Next")
    assert "16 to 17 of 17" in nadia.modal.text
    assert "User16 Example" in nadia.modal.text
    nadia.presses("Previous")
    assert "1 to 15 of 17" in nadia.modal.text


def test_closing_a_user_leaves_the_list_at_its_product(office: Office) -> None:
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E3)
    office.assign(office.add_user(customer_id, "Niamh Kelly"), "sku-e3")
    office.add_user(customer_id, "Nils Berg")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.chooses("Filter users by", "With Office 365 E3 (1)")
    nadia.presses("Open")
    nadia.goes_back()
    assert nadia.modal.value("Filter users by") == "With Office 365 E3 (1)"
    assert "Nils Berg" not in nadia.modal.text


def test_each_line_tells_what_its_user_holds(office: Office) -> None:
    customer_id = office.add_customer()
    for product in (E3, POWER_BI_PRO):
        office.add_subscription(customer_id, product)
    office.assign(office.add_user(customer_id, "Niamh Kelly"), "sku-e3", "sku-power-bi")
    office.add_user(customer_id, "Nils Berg")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    (niamh,) = (line for line in nadia.modal.text.splitlines() if line.startswith("niamh.kelly@"))
    (nils,) = (line for line in nadia.modal.text.splitlines() if line.startswith("nils.berg@"))
    assert niamh.endswith("Office 365 E3 and 1 more")
    assert nils.endswith("no license")


def test_a_search_that_finds_nobody_says_so_and_leads_back(office: Office) -> None:
    customer_id = office.add_customer()
    office.add_user(customer_id, "Bram Visser")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso zzz")
    assert "zzz" in nadia.modal.text
    nadia.presses("Show all users")
    assert "Bram Visser" in nadia.modal.text


def test_a_customer_is_named_by_any_word_or_in_quotes(office: Office) -> None:
    office.add_customer("Northwind Traders", "northwind.example")
    nadia = office.workspace.sign_in(ADMIN)
    for typed in ("traders", "“northwind traders”", "northwind.example"):
        nadia.types(f"/partner users {typed}")
        assert "Northwind Traders" in nadia.modal.text, typed
        nadia.closes()


def test_several_customers_of_that_name_are_left_to_the_person_to_choose(office: Office) -> None:
    office.add_customer("Contoso Ltd", "contoso.example")
    office.add_customer("Contoso Labs", "labs.example")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    assert nadia.modal.title == "Partner Desk"
    assert "Several customers" in nadia.modal.text
    nadia.chooses("Customer", "Contoso Labs", typing="labs")
    assert "labs.example" in nadia.modal.text


def test_somebody_sees_no_button_of_what_their_roles_never_do(office: Office) -> None:
    customer_id = office.add_customer()
    office.add_user(customer_id, "Bram Visser")
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner clients contoso")
    assert "Ajouter un utilisateur" in theo.modal.buttons  # others will be asked
    assert "Modifier le client" not in theo.modal.buttons
    assert "Ajouter un client" not in theo.modal.buttons


def test_a_filter_taken_back_shows_everybody(office: Office) -> None:
    customer_id = office.add_customer()
    office.add_user(customer_id, "Niamh Kelly", DirectoryRole.PASSWORD_ADMIN)
    office.add_user(customer_id, "Bram Visser")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.chooses("Filter users by", "Administrators (1)")
    nadia.chooses("Filter users by")
    assert "Bram Visser" in nadia.modal.text


def test_a_customer_taken_back_leaves_an_empty_desk(office: Office) -> None:
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner customers contoso")
    nadia.chooses("Customer")
    assert "contoso.example" not in nadia.modal.text
    assert not office.workspace.troubles
