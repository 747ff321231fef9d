"""Two products of one name, as Microsoft has fifteen such pairs: each is told from the other everywhere."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.staff import Role
from tests.builders import a_product
from tests.list_corpus import list_file
from tests.office import ADMIN, FRENCH_MANAGER

if TYPE_CHECKING:
    from sandbox.slack.person import SignedIn
    from tests.office import Office

LUCIA = "U0SALES001"
BOTH = list_file("subscribedskus_two_products_of_one_name.json")
NAME = "Microsoft 365 Apps for business"
OLD, NEW = f"{NAME} (O365_BUSINESS)", f"{NAME} (SMB_BUSINESS)"
OLD_ID, NEW_ID = "cdd28e44-67e3-425e-be4c-737fab2899d3", "b214fe43-f5a3-4703-beeb-fa97188220fc"


def load(person: SignedIn) -> None:
    person.types("/partner licenses contoso")
    person.presses("Load from Partner Center")
    person.attaches("The list of subscriptions", "subscribedskus.json", BOTH)
    person.submits()


@pytest.fixture
def nadia(office: Office, monkeypatch: pytest.MonkeyPatch) -> SignedIn:
    """Somebody with all rights, whose customer has both products, and a user for each."""
    monkeypatch.setattr("shared.operations.request.TIME_AT_ONCE", timedelta(seconds=10))
    customer_id = office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    load(nadia)
    nadia.closes()
    office.assign(office.add_user(customer_id, "Bram Visser"), OLD_ID)
    office.assign(office.add_user(customer_id, "Niamh Kelly"), NEW_ID)
    return nadia


def assert_told_apart(said: str) -> None:
    """Check that both are named, and neither of them without its part number."""
    assert (OLD in said, NEW in said) == (True, True), said
    assert said.count(NAME) == said.count(OLD) + said.count(NEW), said


def drawn(person: SignedIn) -> str:
    return json.dumps(person.modal.raw["blocks"], ensure_ascii=False)


def test_what_was_loaded_names_each_with_its_part_number(office: Office) -> None:
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    load(nadia)
    assert nadia.modal.title == "Subscriptions loaded"
    assert_told_apart(nadia.modal.text.partition("Counted otherwise")[0])


def test_the_card_of_a_request_to_load_them_names_each(office: Office, nadia: SignedIn) -> None:
    office.grant(LUCIA, Role.SALES_AGENT)
    lucia = office.workspace.sign_in(LUCIA)
    load(lucia)
    assert lucia.modal.title == "Asked for approval"
    nadia.types("/partner requests")
    nadia.presses("Show")
    assert_told_apart(nadia.modal.text)


def test_the_form_of_a_new_user_offers_each(nadia: SignedIn) -> None:
    nadia.types("/partner users contoso")
    nadia.presses("Add a user")
    assert_told_apart(drawn(nadia))
    nadia.fills("Display name", "Ines Faure")
    nadia.fills("User name", "ines.faure")
    nadia.chooses("Licenses", NEW)
    nadia.submits()
    assert NEW in nadia.modal.text


def test_managing_licenses_names_each_from_the_form_to_the_outcome(office: Office, nadia: SignedIn) -> None:
    nadia.types("/partner users contoso")
    nadia.presses("Manage licenses")
    assert_told_apart(drawn(nadia))
    nadia.chooses("Whose licenses", "All users (2)")
    nadia.chooses(OLD, "Assign")
    nadia.chooses(NEW, "Remove")
    nadia.submits()
    assert_told_apart(nadia.modal.text)
    nadia.submits()
    office.work()
    assert_told_apart(nadia.direct_messages[-1].text)


def test_an_outcome_told_at_once_names_each(nadia: SignedIn) -> None:
    nadia.types("/partner users contoso")
    nadia.presses("Manage licenses")
    nadia.chooses("Users", "Bram Visser")
    nadia.chooses(NEW, "Assign")
    nadia.submits()
    assert nadia.modal.title == "Licenses updated"
    assert_told_apart(nadia.modal.text)


def test_a_list_of_users_and_its_filter_name_each(nadia: SignedIn) -> None:
    nadia.types("/partner users contoso")
    assert_told_apart(nadia.modal.text)
    nadia.chooses("Filter users by", f"With {NEW} (1)")
    assert "Niamh Kelly" in nadia.modal.text
    assert "Bram Visser" not in nadia.modal.text


def test_a_users_card_and_history_name_what_they_hold(nadia: SignedIn) -> None:
    nadia.types("/partner users contoso “Niamh Kelly”")
    nadia.presses("Open")
    assert NEW in nadia.modal.text
    nadia.presses("History")
    assert f"{NEW} added" in nadia.modal.text


def test_the_history_of_a_customer_and_of_a_person_name_each(office: Office, nadia: SignedIn) -> None:
    nadia.types("/partner audit contoso")
    assert_told_apart(nadia.modal.text.replace(f"Product: {NAME}\n", ""))
    nadia.closes()
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.types("/partner journal contoso")
    assert f"Abonnement ajouté · {OLD}" in camille.modal.text


def test_one_that_was_alone_when_it_was_added_is_told_apart_in_the_history(office: Office) -> None:
    customer_id = office.add_customer()
    office.add_subscription(customer_id, a_product(OLD_ID, NAME, part_number="O365_BUSINESS"))
    office.add_subscription(customer_id, a_product(NEW_ID, NAME, part_number="SMB_BUSINESS"))
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner audit contoso")
    added = [line for line in nadia.modal.text.splitlines() if line.startswith("Subscription added")]
    assert added == [f"Subscription added · {NEW}", f"Subscription added · {OLD}"]


def test_what_a_person_did_for_whichever_customer_names_each(office: Office, nadia: SignedIn) -> None:
    catalogue = [
        a_product(OLD_ID, NAME, part_number="O365_BUSINESS"),
        a_product(NEW_ID, NAME, part_number="SMB_BUSINESS"),
    ]
    office.wiring.desk.catalogue.save_products(catalogue)
    nadia.sends_command(f"audit <@{ADMIN}>")
    assert f"{OLD} added" in nadia.modal.text
    assert f"{NEW} added" in nadia.modal.text


def test_who_is_asked_to_agree_sees_which_product_of_the_list_was_chosen(
    office: Office, nadia: SignedIn
) -> None:
    visio = "Visio Plan 2"
    office.wiring.desk.catalogue.save_products([a_product("sku-visio", visio, part_number="VISIOCLIENT")])
    office.grant(LUCIA, Role.SALES_AGENT)
    lucia = office.workspace.sign_in(LUCIA)
    lucia.types("/partner licenses contoso")
    lucia.presses("Add a subscription")
    lucia.chooses("Product", visio, typing="visio")
    lucia.fills("Seats", "5")
    lucia.submits()
    assert lucia.modal.title == "Asked for approval"
    nadia.types("/partner requests")
    assert f"Add a subscription to {visio} (VISIOCLIENT)" in nadia.modal.text
    nadia.presses("Show")
    assert f"Add a subscription to {visio} (Contoso Ltd)" in nadia.modal.text
    assert "VISIOCLIENT" in nadia.modal.text


def test_the_licenses_are_told_apart_in_buttons_too(nadia: SignedIn) -> None:
    nadia.types("/partner licenses contoso")
    assert f"{NAME} · O365_BUSINESS" in nadia.modal.text
    labels = [
        each["accessibility_label"]
        for block in nadia.modal.raw["blocks"]
        for each in block.get("elements", ())
        if "accessibility_label" in each
    ]
    assert_told_apart("\n".join(labels))


def test_deleting_and_restoring_name_each(nadia: SignedIn) -> None:
    nadia.types("/partner users contoso")
    nadia.presses("Delete users")
    nadia.chooses("Users", "Bram Visser", "Niamh Kelly")
    nadia.submits()
    assert_told_apart(nadia.modal.text)
    nadia.submits()
    assert_told_apart(nadia.modal.text)
    nadia.closes()
    nadia.types("/partner deleted contoso")
    assert_told_apart(nadia.modal.text)


def test_a_file_that_names_both_is_told_the_part_numbers(office: Office, nadia: SignedIn) -> None:
    nadia.types("/partner import contoso")
    rows = f"Display name,Email,Licenses\nInes,ines@contoso.example,{NAME}\nBen,ben@contoso.example,{NEW}\n"
    nadia.attaches("The file", "users.csv", rows)
    nadia.submits()
    office.work()
    nadia.presses("All rows")
    assert "write one of these instead: O365_BUSINESS, SMB_BUSINESS" in nadia.modal.text
    assert NEW in nadia.modal.text
