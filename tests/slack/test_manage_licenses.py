"""Manage licenses, of one user or of many, and read what became of each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.staff import Role
from shared.domain.user import DirectoryRole
from tests.builders import a_product
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK, sent_again
from tests.products import AUDIO_CONFERENCING, E1, E3, MINECRAFT, POWER_BI_PRO

if TYPE_CHECKING:
    from sandbox.slack.person import SignedIn
    from shared.domain.user import User
    from tests.office import Office

ALL_ON: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Contoso:
    """A customer with three products, and three users who hold the first."""

    id: str
    bram: User
    niamh: User
    zoe: User


@pytest.fixture
def contoso(office: Office, monkeypatch: pytest.MonkeyPatch) -> Contoso:
    # A busy machine is late by itself.
    monkeypatch.setattr("shared.operations.request.TIME_AT_ONCE", timedelta(seconds=10))
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E1, 5)
    office.add_subscription(customer_id, E3, 2)
    office.add_subscription(customer_id, POWER_BI_PRO, 2)
    bram, niamh, zoe = (
        office.add_user(customer_id, name) for name in ("Bram Visser", "Niamh Kelly", "Zoe Ash")
    )
    for user in (bram, niamh, zoe):
        office.assign(user, "sku-e1")
    return Contoso(customer_id, bram, niamh, zoe)


def open_form(person: SignedIn) -> None:
    person.types("/partner users contoso")
    person.presses("Manage licenses")


def open_form_of(person: SignedIn, name: str) -> None:
    """From the card of a user."""
    person.types(f"/partner users contoso “{name}”")
    person.presses("Open")
    person.presses("Manage licenses")


def swap(person: SignedIn, *names: str) -> None:
    person.chooses("Users", *names)
    person.chooses("Office 365 E1", "Remove")
    person.chooses("Office 365 E3", "Assign")


def test_a_swap_for_three_users_of_whom_one_fails_tells_who_and_why(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    swap(nadia, "Zoe Ash", "Bram Visser", "Niamh Kelly")
    assert "Assigned to all of them." in nadia.modal.text
    assert "Office 365 E3 · needs 3, 2 available" in nadia.modal.text

    nadia.submits()

    assert nadia.modal.title == "Licenses updated"
    assert "2 users changed · 1 refused" in nadia.modal.text
    refused = nadia.modal.text.partition("Not updated")[2].partition("Licenses now\n")[0]
    assert "Zoe Ash" in refused
    assert "run out of licenses to Office 365 E3" in refused
    assert office.holds(contoso.bram) == {"sku-e3": ALL_ON}
    assert office.holds(contoso.niamh) == {"sku-e3": ALL_ON}
    assert office.holds(contoso.zoe) == {"sku-e1": ALL_ON}
    assert not office.workspace.troubles


def test_users_are_found_while_their_names_are_typed(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    for typed in ("nia", "KELLY", "niamh.kel"):
        assert nadia.searches("Users", typed) == ["Niamh Kelly"], typed
    assert nadia.searches("Users", "xyz") == []
    assert nadia.searches("Users", "") == ["Bram Visser", "Niamh Kelly", "Zoe Ash"]


def test_what_was_chosen_stays_when_more_users_are_chosen(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    swap(nadia, "Bram Visser")
    assert "Office 365 E3 · 2 available" in nadia.modal.text
    nadia.chooses("Users", "Bram Visser", "Zoe Ash", "Niamh Kelly")
    assert nadia.modal.value("Office 365 E1") == "Remove"
    assert nadia.modal.value("Office 365 E3") == "Assign"
    assert "3 users: Bram Visser, Niamh Kelly and Zoe Ash" in nadia.modal.text


def test_an_untouched_product_leaves_each_user_as_they_are(office: Office, contoso: Contoso) -> None:
    office.assign(contoso.zoe, "sku-power-bi")
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    nadia.chooses("Users", "Zoe Ash", "Bram Visser")
    assert "Assigned to 1 of 2: Zoe Ash." in nadia.modal.text
    nadia.chooses("Office 365 E1", "Remove")
    nadia.submits()
    assert office.holds(contoso.zoe) == {"sku-power-bi": ALL_ON}
    assert office.holds(contoso.bram) == {}


def test_service_plans_that_exclude_each_other_are_named_and_nothing_is_written(
    office: Office, contoso: Contoso
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    nadia.chooses("Users", "Bram Visser")
    nadia.chooses("Office 365 E3", "Assign")
    nadia.submits()
    assert "service plans SharePoint (Plan 1), SharePoint (Plan 2) are mutually exclusive" in nadia.modal.text
    assert office.holds(contoso.bram) == {"sku-e1": ALL_ON}


def test_one_users_licenses_are_changed_from_their_card_and_shown_in_it(
    office: Office, contoso: Contoso
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form_of(nadia, "Niamh Kelly")
    assert nadia.depth == 3
    assert "Users" not in nadia.modal.labels
    nadia.chooses("Power BI Pro", "Assign")
    nadia.submits()
    assert nadia.modal.title == "Licenses updated"
    nadia.goes_back()
    assert nadia.modal.title == "User"
    assert "Power BI Pro" in nadia.modal.text
    assert not office.workspace.troubles


def test_after_saving_the_list_below_is_up_to_date(office: Office, contoso: Contoso) -> None:
    office.add_user(contoso.id, "Amara Silva")
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    nadia.chooses("Users", "Amara Silva")
    nadia.chooses("Office 365 E3", "Assign")
    nadia.submits()
    nadia.goes_back()
    assert nadia.modal.title == "Users and licenses"
    assert "Without a license (0)" in nadia.modal.options("Filter users by")


def test_after_saving_the_overview_below_is_up_to_date(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner licenses contoso")
    before = nadia.modal.text
    nadia.presses("Manage licenses")
    nadia.chooses("Users", "Bram Visser")
    nadia.chooses("Power BI Pro", "Assign")
    nadia.submits()
    nadia.goes_back()
    assert nadia.depth == 1
    assert nadia.modal.text != before
    assert "1 of 2 used" in nadia.modal.text
    assert not office.workspace.troubles


def test_the_lists_filter_is_whom_it_is_about(office: Office, contoso: Contoso) -> None:
    office.add_user(contoso.id, "Amara Silva", DirectoryRole.PASSWORD_ADMIN)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.chooses("Filter users by", "Without a license (1)")
    nadia.presses("Manage licenses")
    assert nadia.modal.value("Whose licenses") == "Without a license (1)"
    assert "This is about 1 user" in nadia.modal.text


def test_service_plans_are_switched_off_for_whom_it_is_about(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    nadia.chooses("Users", "Bram Visser")
    nadia.chooses("Office 365 E1", "Assign, choosing service plans")
    nadia.chooses("Office 365 E1: service plans switched off", "Microsoft Teams")
    nadia.submits()
    assert "Office 365 E1, without Microsoft Teams" in nadia.modal.text
    assert office.holds(contoso.bram) == {"sku-e1": frozenset({"teams"})}


def test_saving_before_the_service_plans_were_shown_asks_for_them(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    nadia.chooses("Users", "Bram Visser")
    office.workspace.faults.fail_next("views.update", "not_found")  # never arrives
    nadia.chooses("Office 365 E1", "Assign, choosing service plans")
    assert "Office 365 E1: service plans switched off" not in nadia.modal.labels
    nadia.submits()
    assert nadia.modal.title == "Manage licenses"
    assert nadia.modal.value("Office 365 E1: service plans switched off") == []
    assert office.holds(contoso.bram) == {"sku-e1": ALL_ON}


@pytest.mark.promise(9)
def test_the_same_form_saved_twice_is_done_once_and_shown_the_same(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    swap(nadia, "Bram Visser", "Niamh Kelly", "Zoe Ash")
    saved = nadia.submits()
    before = office.everything()
    again = sent_again(office, saved)
    assert saved is not None
    assert json.loads(again.body) == json.loads(saved.body)
    assert office.everything() == before


def test_other_choices_saved_from_the_same_form_are_not_taken_for_the_first(
    office: Office, contoso: Contoso
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    nadia.chooses("Users", "Bram Visser")
    nadia.chooses("Power BI Pro", "Assign")
    saved = nadia.submits()  # suppose that its answer came too late for Slack
    again = sent_again(office, saved, assign="remove", Assign="Remove")
    assert "1 user changed" in again.body
    assert office.holds(contoso.bram) == {"sku-e1": ALL_ON}


def test_a_seat_taken_between_looking_and_saving_is_told_by_name(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    swap(nadia, "Bram Visser")
    nadia.chooses("Office 365 E3", "Leave as is")
    nadia.chooses("Power BI Pro", "Assign")
    assert "Power BI Pro · 2 available" in nadia.modal.text
    office.assign(contoso.niamh, "sku-power-bi")
    office.assign(contoso.zoe, "sku-power-bi")
    nadia.submits()
    assert nadia.modal.title == "Nothing was updated"
    assert "run out of licenses to Power BI Pro" in nadia.modal.text
    assert office.holds(contoso.bram) == {"sku-e1": ALL_ON}


def test_somebody_who_is_no_longer_there_is_refused_by_name(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    swap(nadia, "Bram Visser", "Zoe Ash")
    saved = nadia.submits()
    gone = sent_again(office, saved, **{contoso.zoe.id: "nobody-has-this-id", "Zoe Ash": "Amara Silva"})
    drawn = str(json.loads(gone.body))
    assert "1 as chosen already · 1 refused" in drawn
    assert "Amara Silva" in drawn
    assert "No longer there" in drawn


def test_nobody_chosen_is_told_by_slack_itself_and_nothing_chosen_by_the_form(
    office: Office, contoso: Contoso
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    assert nadia.submits() is None
    assert list(nadia.errors) == ["Users"]
    nadia.chooses("Users", "Bram Visser")
    nadia.submits()
    assert "Nothing would change" in nadia.errors["Users"]


def test_mixed_license_groups_are_pointed_out_at_the_product(office: Office, contoso: Contoso) -> None:
    office.add_subscription(contoso.id, MINECRAFT)
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    nadia.chooses("Users", "Bram Visser")
    nadia.chooses("Minecraft Education", "Assign")
    nadia.chooses("Office 365 E3", "Assign")
    nadia.submits()
    (told,) = nadia.errors.values()
    assert "different license groups" in told
    assert nadia.modal.value("Office 365 E3") == "Assign"
    assert office.holds(contoso.bram) == {"sku-e1": ALL_ON}


@pytest.mark.parametrize(("is_ticked", "location"), [(True, "GB"), (False, "")], ids=["set", "left"])
def test_a_missing_usage_location_is_set_where_that_is_ticked_and_refused_otherwise(
    office: Office, contoso: Contoso, is_ticked: bool, location: str
) -> None:
    amara = office.add_user(contoso.id, "Amara Silva", usage_location="")
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    nadia.chooses("Users", "Amara Silva", "Bram Visser")
    assert "Amara Silva has none yet." in nadia.modal.text
    if not is_ticked:
        nadia.unticks("Usage location", "United Kingdom for those without one")
    nadia.chooses("Power BI Pro", "Assign")
    nadia.submits()
    after = office.wiring.desk.directory.user(contoso.id, amara.id)
    assert after.profile.usage_location == location
    assert bool(after.licenses) is is_ticked
    assert ("without a valid usage location" in nadia.modal.text) is not is_ticked
    assert office.holds(contoso.bram) == {"sku-e1": ALL_ON, "sku-power-bi": ALL_ON}


def test_everyone_of_a_filter_is_confirmed_and_left_to_the_worker(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    nadia.chooses("Whose licenses", "With Office 365 E1 (3)")
    nadia.chooses("Power BI Pro", "Assign")
    nadia.chooses("Office 365 E1", "Remove")
    nadia.submits()
    assert nadia.modal.title == "Confirm the change"
    assert nadia.depth == 3
    assert "This changes the licenses of 3 users of Contoso Ltd." in nadia.modal.text
    assert "Office 365 E1: removed from 3 users who have it." in nadia.modal.text
    assert "2 are available: when none is left, the others are refused" in nadia.modal.text

    nadia.submits()

    assert nadia.modal.title == "Change under way"
    assert nadia.depth == 2
    assert "3 users of Contoso Ltd is under way" in nadia.modal.text
    office.work()
    assert "3" in nadia.direct_messages[-1].text
    assert office.holds(contoso.bram) == {"sku-power-bi": ALL_ON}
    assert office.holds(contoso.zoe) == {"sku-e1": ALL_ON}  # there were two, and Zoe is the third by name
    nadia.goes_back()
    assert nadia.modal.title == "Users and licenses"
    assert "With Power BI Pro (2)" in nadia.modal.options("Filter users by")
    assert not office.workspace.troubles


def test_going_back_from_the_confirmation_keeps_what_was_chosen(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    nadia.chooses("Whose licenses", "All users (3)")
    nadia.chooses("Office 365 E1", "Remove")
    nadia.submits()
    nadia.goes_back()
    assert nadia.modal.title == "Manage licenses"
    assert nadia.modal.value("Office 365 E1") == "Remove"


def test_what_is_wrong_whoever_it_is_for_is_told_before_the_confirmation(
    office: Office, contoso: Contoso
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    nadia.chooses("Whose licenses", "All users (3)")
    nadia.submits()
    assert "Nothing would change" in nadia.errors["Whose licenses"]


def test_more_users_than_are_done_at_once_are_confirmed_first(
    office: Office, contoso: Contoso, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("shared.operations.request", "shared.slack_ui.modals.license_form"):
        monkeypatch.setattr(f"{module}.MAXIMUM_AT_ONCE", 2)
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    swap(nadia, "Bram Visser", "Niamh Kelly")
    assert nadia.modal.submit == "Save"
    nadia.chooses("Users", "Bram Visser", "Niamh Kelly", "Zoe Ash")
    assert nadia.modal.submit == "Continue"
    nadia.submits()
    assert "Users: Bram Visser, Niamh Kelly and Zoe Ash" in nadia.modal.text
    assert "removed from 3 users who have it" in nadia.modal.text
    nadia.submits()
    assert nadia.modal.title == "Change under way"
    assert "3 users of Contoso Ltd" in nadia.modal.text


@pytest.mark.promise(9)
def test_a_confirmation_delivered_twice_is_one_request(office: Office, contoso: Contoso) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    nadia.chooses("Whose licenses", "All users (3)")
    nadia.chooses("Office 365 E1", "Remove")
    nadia.submits()
    confirmed = nadia.submits()
    before = office.everything()
    sent_again(office, confirmed)
    assert office.everything() == before


def test_a_helpdesk_agent_assigns_licenses_and_is_not_asked_to_buy(office: Office, contoso: Contoso) -> None:
    office.add_subscription(contoso.id, AUDIO_CONFERENCING, 0)
    theo, nadia = office.workspace.sign_in(HELPDESK), office.workspace.sign_in(ADMIN)
    open_form(nadia)
    assert "Buy more" in nadia.modal.buttons
    theo.types("/partner utilisateurs contoso")
    theo.presses("Gérer les licences")
    assert "Acheter d’autres licences" not in theo.modal.buttons
    assert "Aucune licence Microsoft 365 Audio Conferencing n’est disponible" in theo.modal.text
    theo.chooses("Utilisateurs", "Bram Visser")
    theo.chooses("Power BI Pro", "Attribuer")
    theo.submits()
    assert theo.modal.title == "Licences mises à jour"
    assert office.holds(contoso.bram) == {"sku-e1": ALL_ON, "sku-power-bi": ALL_ON}


@pytest.mark.promise(12)
def test_a_customer_out_of_scope_is_neither_shown_nor_searched_nor_changed(
    office: Office, contoso: Contoso
) -> None:
    other = office.add_customer("Fabrikam", "fabrikam.example")
    office.add_subscription(other, E3)
    secret = office.add_user(other, "Secret Person", domain="fabrikam.example")
    office.grant(HELPDESK, Role.HELPDESK_AGENT, customers=frozenset({contoso.id}))
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner utilisateurs contoso")
    opened = theo.presses("Gérer les licences")
    theo.searches("Utilisateurs", "b")
    searched = office.workspace.delivery.delivered[-1]
    theo.chooses("Utilisateurs", "Bram Visser")
    theo.chooses("Office 365 E3", "Attribuer")
    chosen = office.workspace.delivery.delivered[-1]
    saved = theo.submits()

    sent_again(office, opened, **{contoso.id: other})
    sent_again(office, chosen, **{contoso.id: other, contoso.bram.id: secret.id})
    assert json.loads(sent_again(office, searched, **{contoso.id: other}).body) == {"options": []}
    sent_again(office, saved, **{contoso.id: other, contoso.bram.id: secret.id})

    assert "Secret Person" not in str(office.workspace.calls)
    assert office.holds(secret) == {}


@pytest.mark.promise(10)
def test_a_role_that_went_while_the_form_was_open_is_not_enough_to_save(
    office: Office, contoso: Contoso
) -> None:
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.types("/partner utilisateurs contoso")
    camille.presses("Gérer les licences")
    camille.chooses("Utilisateurs", "Bram Visser")
    camille.chooses("Office 365 E3", "Attribuer")
    office.grant(FRENCH_MANAGER, Role.HELPDESK_AGENT, customers=frozenset({"another"}))
    camille.submits()
    assert camille.errors
    assert office.holds(contoso.bram) == {"sku-e1": ALL_ON}


def test_a_publishers_product_says_so_and_leads_there(office: Office, contoso: Contoso) -> None:
    backup = a_product(
        "sku-backup",
        "Fabrikam Backup",
        publisher="Fabrikam",
        publisher_link="https://fabrikam.example/licenses",
    )
    office.add_subscription(contoso.id, backup)
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    assert "assigned by its publisher, Fabrikam" in nadia.modal.text
    assert "Fabrikam Backup" not in str(nadia.modal.labels)
    nadia.presses("Go to the publisher")
    assert nadia.modal.title == "Manage licenses"
    assert not office.workspace.troubles


def test_a_customer_without_products_says_so_with_the_next_step(office: Office) -> None:
    office.add_user(office.add_customer(), "Bram Visser")
    nadia = office.workspace.sign_in(ADMIN)
    open_form(nadia)
    assert "No product yet" in nadia.modal.text
    assert "Add a product" in nadia.modal.buttons
    assert nadia.modal.submit is None
