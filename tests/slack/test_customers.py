"""Add, find and edit customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.slack.errors import CannotDoError
from shared.domain.staff import Role
from tests.office import ADMIN, HELPDESK

if TYPE_CHECKING:
    from tests.office import Office


def test_the_first_customer_is_added_from_an_empty_desk(office: Office) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner")
    nadia.presses("Add a customer")
    nadia.fills("Name", "Café Müller")
    nadia.fills("Default domain", "https://Cafe-Mueller.example/")
    nadia.fills("Other domains", "cafe.example, brasserie.example")
    nadia.fills("Warning", "Ring before noon only.")
    nadia.chooses("Country", "Germany", typing="germ")
    nadia.submits()
    assert nadia.modal.title == "Partner Desk"
    for expected in ("Café Müller", "cafe-mueller.example", "brasserie.example", "Ring before noon only."):
        assert expected in nadia.modal.text


def test_a_customer_is_found_while_typing_by_any_word_of_its_name_or_domain(office: Office) -> None:
    office.add_customer("Northwind Traders", "nwt.example")
    office.add_customer("Contoso Ltd", "contoso.example")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner")
    for typed in ("north", "TRAD", "nwt"):
        found = nadia.searches("Customer", typed)
        assert [each for each in found if "Northwind" in each], typed
        assert not [each for each in found if "Contoso" in each], typed


def test_typeahead_shows_staff_with_a_scope_their_own_customers_only(office: Office) -> None:
    theirs = office.add_customer("Contoso Ltd", "contoso.example")
    office.add_customer("Contoso Labs", "labs.example")
    office.grant(HELPDESK, Role.HELPDESK_AGENT, customers=frozenset({theirs}))
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner")
    found = theo.searches("Client", "contoso")
    assert len(found) == 1
    assert "Contoso Ltd" in found[0]


def test_the_channel_for_notices_is_chosen_kept_and_shown_in_the_history(office: Office) -> None:
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner customers contoso")
    nadia.presses("Edit the customer")
    nadia.chooses("Channel for notices", "#customer-notices")
    nadia.fills("Default domain", "not a domain")
    nadia.submits()
    assert list(nadia.errors) == ["Default domain"]
    assert "#customer-notices" in nadia.modal.text

    nadia.fills("Default domain", "contoso.example")
    nadia.submits()
    nadia.presses("Edit the customer")
    assert "#customer-notices" in nadia.modal.text
    nadia.closes()
    nadia.types("/partner audit contoso")
    assert "Channel for notices: none → #customer-notices" in nadia.modal.text


def test_the_channel_for_notices_can_be_given_up_again(office: Office) -> None:
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    for channel in (["#customer-notices"], []):
        nadia.types("/partner customers contoso")
        nadia.presses("Edit the customer")
        nadia.chooses("Channel for notices", *channel)
        nadia.submits()
        nadia.closes()
    nadia.types("/partner audit contoso")
    assert "Channel for notices: #customer-notices → none" in nadia.modal.text


def test_a_channel_shared_with_another_company_is_not_offered_for_notices(office: Office) -> None:
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner customers contoso")
    nadia.presses("Edit the customer")
    with pytest.raises(CannotDoError, match=r"there is: #payload-team, #customer-notices, #approvals$"):
        nadia.chooses("Channel for notices", "#partner-desk")


def test_a_domain_of_another_customer_is_refused_at_its_field_and_what_was_typed_stays(
    office: Office,
) -> None:
    office.add_customer("Contoso Ltd", "contoso.example")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner")
    nadia.presses("Add a customer")
    nadia.fills("Name", "Impostor")
    nadia.fills("Default domain", "contoso.example")
    nadia.chooses("Country", "Ireland", typing="irel")
    nadia.submits()
    assert list(nadia.errors) == ["Default domain"]
    assert "Impostor" in nadia.modal.text


def test_a_domain_that_users_sign_in_with_cannot_be_removed(office: Office) -> None:
    customer_id = office.add_customer("Contoso Ltd", "contoso.example", "labs.example")
    office.add_user(customer_id, "Bram Visser", domain="labs.example")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner customers contoso")
    nadia.presses("Edit the customer")
    nadia.fills("Other domains", "")
    nadia.submits()
    assert list(nadia.errors) == ["Other domains"]
    assert "labs.example" in nadia.errors["Other domains"]


def test_a_renamed_customer_is_found_by_the_new_name_and_no_longer_by_the_old(office: Office) -> None:
    office.add_customer("Contoso Ltd", "ctso.example")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner customers contoso")
    nadia.presses("Edit the customer")
    nadia.fills("Name", "Adatum Group")
    nadia.submits()
    assert "Adatum Group" in nadia.modal.text
    nadia.closes()
    nadia.types("/partner customers contoso")
    assert not nadia.has_modal
    nadia.types("/partner customers adatum")
    assert "Adatum Group" in nadia.modal.text


def test_the_warning_of_a_customer_stands_on_every_view_about_it(office: Office) -> None:
    customer_id = office.add_customer()
    office.add_user(customer_id, "Bram Visser")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner customers contoso")
    nadia.presses("Edit the customer")
    nadia.fills("Warning", "Never on a Friday.")
    nadia.submits()
    nadia.closes()
    for command in ("users contoso", "add contoso", "audit contoso", "customers contoso"):
        nadia.types(f"/partner {command}")
        assert "Never on a Friday." in nadia.modal.text, command
        nadia.closes()
