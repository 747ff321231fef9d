"""What a user holds, and what was changed of it, read by product name on the card and in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.domain.command import ChangeLicenses
from shared.domain.license import LicenseChange
from shared.operations.desk import Operation
from shared.operations.request import submit_many
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK
from tests.products import E1, E3

if TYPE_CHECKING:
    from shared.domain.user import User
    from tests.office import Office

WITHOUT_TEAMS = {"sku-e3": frozenset({"teams"})}


@pytest.fixture
def niamh(office: Office) -> User:
    """A user of a customer with two products, who holds neither."""
    customer_id = office.add_customer()
    for product in (E1, E3):
        office.add_subscription(customer_id, product)
    return office.add_user(customer_id, "Niamh Kelly")


def change(office: Office, user: User, change: LicenseChange, click: str) -> None:
    command = ChangeLicenses(customer_id=user.customer_id, users=(user.id,), change=change)
    submit_many(office.wiring.desk, command, office.admin, Operation(click, "test"), "en")


def test_the_card_names_each_product_with_the_service_plans_that_are_off(office: Office, niamh: User) -> None:
    change(office, niamh, LicenseChange(assign=WITHOUT_TEAMS), "click-1")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.presses("Open")
    assert "Office 365 E3, without Microsoft Teams" in nadia.modal.text
    assert "sku-e3" not in nadia.modal.text
    assert "Manage licenses" in nadia.modal.buttons


def test_an_edited_users_card_still_names_their_products(office: Office, niamh: User) -> None:
    office.assign(niamh, "sku-e3")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.presses("Open")
    nadia.presses("Edit")
    nadia.fills("Display name", "Niamh Walsh")
    nadia.submits()
    assert "were saved" in nadia.modal.text
    assert "Office 365 E3" in nadia.modal.text


def test_only_somebody_without_licenses_loses_their_usage_location(office: Office, niamh: User) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.presses("Open")
    nadia.presses("Edit")
    nadia.chooses("Usage location")
    office.assign(niamh, "sku-e3")
    nadia.submits()
    assert list(nadia.errors) == ["Usage location"]
    assert "License assignment cannot be done" in nadia.errors["Usage location"]


def test_without_a_usage_location_the_card_says_what_that_means(office: Office, niamh: User) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.presses("Open")
    nadia.presses("Edit")
    nadia.chooses("Usage location")
    nadia.submits()
    assert "Usage location: none, so no license can be assigned" in nadia.modal.text
    nadia.goes_back()
    assert "no usage location" in nadia.modal.text


def test_the_history_of_a_user_reads_as_people_say_it(office: Office, niamh: User) -> None:
    change(office, niamh, LicenseChange(assign={"sku-e1": None}), "click-1")
    swap = LicenseChange(assign=WITHOUT_TEAMS, remove=frozenset({"sku-e1"}))
    change(office, niamh, swap, "click-2")
    change(office, niamh, LicenseChange(assign={"sku-e3": frozenset({"skype-2"})}), "click-3")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner audit contoso niamh")
    assert nadia.modal.text.count("Licenses changed") == 3
    for told in (
        "Office 365 E1 added",
        "Office 365 E1 removed",
        "Office 365 E3 added, without Microsoft Teams",
        "Office 365 E3: Skype for Business Online (Plan 2) switched off",
        "Office 365 E3: Microsoft Teams switched on",
    ):
        assert told in nadia.modal.text
    assert "sku-" not in nadia.modal.text


def test_the_history_of_a_customer_tells_the_subscriptions_added(office: Office, niamh: User) -> None:
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.types("/partner journal contoso")
    assert "Abonnement ajouté · Office 365 E3" in camille.modal.text
    assert "Licences actives\u00a0: 25" in camille.modal.text
    assert "Plans de service ajoutés\u00a0: Exchange Online (Plan 2), Microsoft Teams" in camille.modal.text


def test_the_desk_leads_to_the_licenses_whoever_looks(office: Office, niamh: User) -> None:
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner clients contoso")
    assert "Licences" in theo.modal.buttons
    theo.presses("Utilisateurs et licences")
    assert "Licences" in theo.modal.buttons
    assert "Gérer les licences" in theo.modal.buttons
