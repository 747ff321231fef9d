"""Subscriptions of a customer: look, add, change, load from Microsoft's files, download."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest

from functions.slack.listeners import below
from shared.domain.staff import Role
from shared.domain.subscription import Units
from tests.builders import a_product
from tests.list_corpus import list_file
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK
from tests.products import BACKUP, E1, E3, POWER_BI_PRO

if TYPE_CHECKING:
    from sandbox.slack.person import SignedIn
    from shared.domain.subscription import Subscription
    from tests.office import Office

ADMIN_AGENT = "U0ADMIN001"
SALES = "U0SALES001"
HEADINGS = (
    "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,"
    "Service_Plans_Included_Friendly_Names"
)
E5 = "Office 365 E5,ENTERPRISEPREMIUM,c7df2760-2c81-4ef7-b578-5b5392b571df"
EXCHANGE = "EXCHANGE_S_ENTERPRISE,efb87545-963c-4e0d-99df-69c6916d9eb0,Exchange Online (Plan 2)"


@pytest.fixture
def contoso(office: Office) -> str:
    """A customer with two products and a user who holds one."""
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E1, 5)
    office.add_subscription(customer_id, E3, 2)
    office.assign(office.add_user(customer_id, "Bram Visser"), "sku-e3")
    office.add_user(customer_id, "Niamh Kelly")
    return customer_id


def subscriptions(office: Office, customer_id: str) -> dict[str, Subscription]:
    found = office.wiring.desk.directory.subscriptions(customer_id)
    return {subscription.product.name: subscription for subscription in found}


def sku(
    sku_id: str, name: str, part_number: str, active: int, consumed: int = 0, **more: object
) -> dict[str, Any]:
    """A row of Partner Center's list."""
    return {
        "availableUnits": active - consumed,
        "activeUnits": active,
        "consumedUnits": consumed,
        "suspendedUnits": 0,
        "totalUnits": active,
        "warningUnits": 0,
        "productSku": {
            "id": sku_id,
            "name": name,
            "skuPartNumber": part_number,
            "targetType": "User",
            "licenseGroupId": "group1",
        },
        "servicePlans": [],
        "capabilityStatus": "Enabled",
        **more,
    }


def a_list(*rows: dict[str, Any]) -> bytes:
    """Partner Center's answer, with its byte order mark."""
    body = {"totalCount": len(rows), "items": rows, "attributes": {"objectType": "Collection"}}
    return b"\xef\xbb\xbf" + json.dumps(body).encode()


def loads(person: SignedIn, content: bytes, name: str = "subscribedskus.json") -> None:
    person.types("/partner licenses contoso")
    person.presses("Load from Partner Center")
    person.attaches("The list of subscriptions", name, content)
    person.presses("Load")


def load_catalogue(office: Office, content: str | bytes = f"{HEADINGS}\n{E5},{EXCHANGE}\n") -> None:
    """Load a product list, by itself one that has Office 365 E5."""
    office.add_customer("Catalogue Ltd", "catalogue.example")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner licenses catalogue")
    nadia.presses("Add a subscription")
    nadia.presses("Load Microsoft's product list")
    nadia.attaches("Microsoft's product list", "names.csv", content)
    nadia.presses("Load")
    nadia.closes()
    office.work()


# -- looking ----------------------------------------------------------------------------------------


def test_the_overview_tells_seats_used_and_left_and_leads_to_who_has_a_product(
    office: Office, contoso: str
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner licenses contoso")
    assert "Office 365 E1" in nadia.modal.text
    assert "0 of 5 used, 5 available" in nadia.modal.text
    assert "1 of 2 used, 1 available\n▓▓▓▓▓▓▓▓▓▓░░░░░░░░░░" in nadia.modal.text
    nadia.presses("Who has it")
    assert "Bram Visser" in nadia.modal.text
    assert "Niamh Kelly" not in nadia.modal.text
    assert nadia.depth == 1
    nadia.presses("Licenses")
    nadia.presses("Users without a license (1)")
    assert "Niamh Kelly" in nadia.modal.text
    assert "Bram Visser" not in nadia.modal.text


def test_the_overview_is_reached_from_the_desk_and_leads_back(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner customers contoso")
    nadia.presses("Licenses")
    assert nadia.modal.callback_id == "licenses"
    nadia.presses("Back to the desk")
    assert nadia.modal.callback_id == "desk"


def test_a_customer_without_subscriptions_shows_what_to_do_first(office: Office) -> None:
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner licenses contoso")
    assert "no subscription here yet" in nadia.modal.text
    assert {"Load from Partner Center", "Add a subscription"} <= set(nadia.modal.buttons)


def test_a_french_reader_types_the_french_word(office: Office, contoso: str) -> None:
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.types("/partner licences contoso")
    assert "1 sur 2 en usage, reste 1" in camille.modal.text


def test_many_products_are_turned_page_by_page_and_saving_returns_to_the_page(office: Office) -> None:
    customer_id = office.add_customer()
    for number in range(22):
        office.add_subscription(customer_id, a_product(f"sku-{number:02}", f"Product {number:02}"), 1)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner licenses contoso")
    assert "1 to 20 of 22" in nadia.modal.text
    assert "Product 20" not in nadia.modal.text
    nadia.presses("Next")
    assert "21 to 22 of 22" in nadia.modal.text
    nadia.presses("Change seats", nth=1)
    nadia.fills("Active seats", "3")
    nadia.submits()
    assert "Product 21 was saved: 0 of 3 used, 3 available." in nadia.modal.text
    assert "21 to 22 of 22" in nadia.modal.text
    nadia.presses("Previous")
    assert "1 to 20 of 22" in nadia.modal.text


# -- adding -----------------------------------------------------------------------------------------


def test_a_product_is_chosen_from_microsofts_list_and_brings_its_service_plans(
    office: Office, contoso: str
) -> None:
    load_catalogue(office)
    ravi = office.workspace.sign_in(ADMIN_AGENT)
    ravi.types("/partner licenses contoso")
    ravi.presses("Add a subscription")
    assert ravi.searches("Product", "enterpriseprem") == ["Office 365 E5"]
    ravi.chooses("Product", "Office 365 E5", typing="e5")
    ravi.fills("Seats", "12")
    ravi.submits()
    assert ravi.depth == 1
    assert "Office 365 E5 was added, with 12 seats." in ravi.modal.text
    assert "0 of 12 used, 12 available" in ravi.modal.text
    added = subscriptions(office, contoso)["Office 365 E5"]
    assert [plan.display_name for plan in added.product.service_plans] == ["Exchange Online (Plan 2)"]
    assert added.units == Units(active=12)


def test_a_product_that_is_not_listed_is_typed_in_and_the_seats_entered_stay(
    office: Office, contoso: str
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner licenses contoso")
    nadia.presses("Add a subscription")
    nadia.fills("Seats", "40")
    nadia.presses("Type the product in")
    nadia.fills("Product", "Fabrikam Backup")
    nadia.fills("Part number", "FABRIKAM_BACKUP")
    nadia.fills("SKU ID", "FABRIKAM-0001")
    nadia.fills("Publisher", "Fabrikam")
    nadia.fills("Publisher's link", "https://fabrikam.example/assign")
    nadia.submits()
    assert "Fabrikam Backup was added, with 40 seats." in nadia.modal.text
    assert "assigned by its publisher, Fabrikam" in nadia.modal.text
    assert nadia.modal.link("Go to the publisher") == "https://fabrikam.example/assign"
    assert subscriptions(office, contoso)["Fabrikam Backup"].id == "fabrikam-0001"


def test_everything_wrong_is_said_at_once_each_at_its_field_and_what_was_typed_stays(
    office: Office, contoso: str
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner licenses contoso")
    nadia.presses("Add a subscription")
    nadia.presses("Type the product in")
    nadia.fills("Product", "P" * 257)
    nadia.fills("Part number", "référence")
    nadia.fills("SKU ID", "not an id")
    nadia.fills("Seats", "5")
    nadia.fills("Publisher's link", "http://fabrikam.example")
    nadia.submits()
    assert set(nadia.errors) == {"Product", "Part number", "SKU ID", "Publisher's link"}
    assert "référence" in nadia.modal.text
    assert set(subscriptions(office, contoso)) == {"Office 365 E1", "Office 365 E3"}


def test_a_product_that_the_customer_has_is_refused_at_its_field(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner licenses contoso")
    nadia.presses("Add a subscription")
    nadia.presses("Type the product in")
    nadia.fills("Product", "Office 365 E3")
    nadia.fills("Part number", "ENTERPRISEPACK")
    nadia.fills("SKU ID", "SKU-E3")
    nadia.fills("Seats", "5")
    nadia.submits()
    assert list(nadia.errors) == ["SKU ID"]
    assert "already subscribes to Office 365 E3" in nadia.errors["SKU ID"]


@pytest.mark.promise(9)
def test_a_subscription_saved_twice_is_added_once(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner licenses contoso")
    nadia.presses("Add a subscription")
    nadia.presses("Type the product in")
    for label, typed in (("Product", "Visio"), ("Part number", "VISIO"), ("SKU ID", "visio"), ("Seats", "1")):
        nadia.fills(label, typed)
    delivered = nadia.submits()
    assert delivered is not None
    before = office.everything()
    again = office.workspace.delivery.again(delivered)
    assert again.is_ok
    assert office.everything() == before


# -- changing ---------------------------------------------------------------------------------------


def test_fewer_seats_than_are_used_are_saved_with_a_warning(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner licenses contoso")
    nadia.presses("Change seats", nth=1)
    assert "1 of 2 used, 1 available" in nadia.modal.text
    nadia.fills("Active seats", "0")
    nadia.fills("Suspended seats", "2")
    nadia.submits()
    assert nadia.depth == 1
    assert "Office 365 E3 was saved: 1 of 0 used, 0 available." in nadia.modal.text
    assert "Buy 1 seat, or remove it from 1 user." in nadia.modal.text
    assert "2 seats are suspended" in nadia.modal.text
    assert subscriptions(office, contoso)["Office 365 E3"].available == -1


def test_seats_changed_stand_in_the_history(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner licenses contoso")
    nadia.presses("Change seats", nth=1)
    nadia.fills("Active seats", "30")
    nadia.submits()
    nadia.closes()
    nadia.types("/partner audit contoso")
    assert "Subscription changed" in nadia.modal.text
    assert "Active seats: 2 → 30" in nadia.modal.text


def test_saving_what_is_there_changes_nothing(office: Office, contoso: str) -> None:
    before = subscriptions(office, contoso)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner licenses contoso")
    nadia.presses("Change seats", nth=1)
    nadia.submits()
    assert "Nothing was changed: Office 365 E3 is as before." in nadia.modal.text
    assert subscriptions(office, contoso) == before


def test_what_somebody_else_saved_meanwhile_is_shown_and_not_overwritten(
    office: Office, contoso: str
) -> None:
    nadia, ravi = office.workspace.sign_in(ADMIN), office.workspace.sign_in(ADMIN_AGENT)
    for person in (nadia, ravi):
        person.types("/partner licenses contoso")
        person.presses("Change seats", nth=1)
    ravi.fills("Active seats", "9")
    ravi.submits()
    nadia.fills("Active seats", "4")
    nadia.submits()
    assert "saved a newer version" in nadia.modal.text
    assert "Active seats: saved now: 9; yours: 4" in nadia.modal.text
    assert subscriptions(office, contoso)["Office 365 E3"].units.active == 9
    nadia.submits()
    assert subscriptions(office, contoso)["Office 365 E3"].units.active == 4


def test_names_and_publisher_can_be_changed_and_service_plans_stay(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner licenses contoso")
    nadia.presses("Change seats", nth=1)
    nadia.fills("Product", "Office 365 E3 (no Teams)")
    nadia.chooses("Applies to", "The whole organization")
    nadia.submits()
    changed = subscriptions(office, contoso)["Office 365 E3 (no Teams)"]
    assert changed.product.service_plans == E3.service_plans
    assert changed.consumed == 1


def test_more_seats_are_bought_from_the_form_of_licenses_which_then_has_them(
    office: Office, contoso: str
) -> None:
    office.add_subscription(contoso, POWER_BI_PRO, 0)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.presses("Manage licenses")
    nadia.chooses("Users", "Niamh Kelly")
    nadia.chooses("Office 365 E1", "Assign")
    nadia.presses("Buy more")
    assert nadia.depth == 3
    nadia.fills("Active seats", "1")
    nadia.submits()
    assert nadia.depth == 2
    assert nadia.modal.title == "Manage licenses"
    assert "Niamh Kelly" in nadia.modal.text
    nadia.chooses("Power BI Pro", "Assign")
    nadia.submits()
    assert "Niamh Kelly" in nadia.modal.text
    found = office.wiring.desk.directory.search_users(contoso, "niamh", 1)
    assert set(found[0].licenses) == {"sku-e1", "sku-power-bi"}


def test_a_form_of_licenses_with_more_than_can_be_carried_stays_as_it_is(
    office: Office, contoso: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.add_subscription(contoso, POWER_BI_PRO, 0)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.presses("Manage licenses")
    nadia.chooses("Users", "Niamh Kelly")
    monkeypatch.setattr(below, "MAXIMUM_STATE", 0)
    nadia.presses("Buy more")
    nadia.fills("Active seats", "1")
    nadia.submits()
    assert subscriptions(office, contoso)["Power BI Pro"].units.active == 1
    assert nadia.modal.title == "Manage licenses"
    assert "Niamh Kelly" in nadia.modal.text


# -- loading ----------------------------------------------------------------------------------------


def test_partner_centers_list_is_taken_over_and_what_became_of_each_is_told(
    office: Office, contoso: str
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    rows = [
        sku("sku-e1", "Office 365 E1", "STANDARDPACK", 5),
        sku("sku-e3", "Office 365 E3", "ENTERPRISEPACK", 0, consumed=4),
        sku("efccb6f7-5641-4e0e-bd10-b4976e1bf68e", "Enterprise Mobility", "EMS", 5, consumed=1),
    ]
    loads(nadia, a_list(*rows))
    read = nadia.modal.text
    assert nadia.modal.title == "Subscriptions loaded"
    assert read.index("Added:") < read.index("Enterprise Mobility") < read.index("Changed:")
    assert "Counted otherwise by Microsoft:" in read
    assert "4 there, 1 here" in read
    assert "1 user more than seats" in read
    nadia.goes_back()
    assert "0 of 5 used, 5 available" in nadia.modal.text
    assert "Over-assigned by 1" in nadia.modal.text
    assert subscriptions(office, contoso)["Office 365 E3"].units.active == 0


def test_ten_million_seats_are_loaded_assigned_and_taken_by_the_form(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    loads(nadia, list_file("subscribedskus_ten_million_seats.json"))
    assert "Communications Credits" in nadia.modal.text
    assert subscriptions(office, contoso)["Communications Credits"].units == Units(active=10_000_000)
    office.assign(office.add_user(contoso, "Aoife Byrne"), "47794cd0-f0e5-45c5-9033-2eb6b5fc84e0")
    nadia.goes_back()
    assert "1 of 10,000,000 used, 9,999,999 available" in nadia.modal.text
    nadia.presses("Change seats", nth=0)
    nadia.fills("Active seats", "2147483647")
    nadia.submits()
    assert "1 of 2,147,483,647 used" in nadia.modal.text


@pytest.mark.parametrize(
    "name",
    [
        "subscribedskus_of_microsoft_graph.json",
        "get_mgsubscribedsku_convertto_json.json",
        "get_partnercustomersubscribedsku_flat.json",
    ],
)
def test_lists_of_other_services_and_cmdlets_are_taken_over(office: Office, contoso: str, name: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner licenses contoso")
    nadia.presses("Load from Partner Center")
    nadia.attaches("The list of subscriptions", "skus.json", list_file(name))
    nadia.presses("Load")
    assert nadia.modal.title == "Subscriptions loaded"
    loaded = {each.id: each for each in office.wiring.desk.directory.subscriptions(contoso)}
    assert loaded["6fd2c87f-b296-42f0-b197-1e91e994b900"].units.active == 25


def test_what_the_list_does_not_have_is_named_and_marked_as_ended_if_so_chosen(
    office: Office, contoso: str
) -> None:
    office.assign(office.add_user(contoso, "Aoife Byrne"), "sku-e1")
    nadia = office.workspace.sign_in(ADMIN)
    loads(nadia, list_file("subscribedskus_without_one_that_ended.json"))
    assert "Added:" in nadia.modal.text
    here = nadia.modal.text.split("Here and not in the list:")[1]
    assert "Office 365 E1 — 1 of 5 used, 4 available" in here
    assert subscriptions(office, contoso)["Office 365 E1"].units == Units(active=5)
    nadia.submits()
    assert "Nothing is chosen" in nadia.errors["Have any of these ended?"]
    nadia.chooses("Have any of these ended?", "Office 365 E1")
    nadia.presses("Mark as ended")
    assert "1 subscription of Contoso Ltd is marked as ended." in nadia.modal.text
    assert "1 user still holds it, until it is removed." in nadia.modal.text
    ended = subscriptions(office, contoso)["Office 365 E1"]
    assert (ended.has_ended, ended.consumed) == (True, 1)
    nadia.goes_back()
    assert "It has no seats: it has ended, or none were bought." in nadia.modal.text


def test_for_a_sales_agent_the_request_names_what_the_list_lacks(office: Office, contoso: str) -> None:
    lucia = office.workspace.sign_in(SALES)
    lucia.types("/partner licenses contoso")
    lucia.presses("Load from Partner Center")
    lucia.attaches(
        "The list of subscriptions", "skus.json", list_file("subscribedskus_without_one_that_ended.json")
    )
    lucia.submits()
    office.work()
    card = office.workspace.sign_in(ADMIN).direct_messages[-1].text
    assert "Here and not in the list: Office 365 E1" in card


def test_the_same_list_again_leaves_everything_as_it_is(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    content = a_list(sku("ems", "Enterprise Mobility", "EMS", 5))
    loads(nadia, content)
    nadia.closes()
    before = subscriptions(office, contoso)
    loads(nadia, content)
    assert "As they were:" in nadia.modal.text
    assert "Added:" not in nadia.modal.text
    assert subscriptions(office, contoso) == before


def test_products_of_a_list_go_by_microsofts_published_names(office: Office, contoso: str) -> None:
    load_catalogue(office)
    plan = {"id": "EFB87545-963C-4E0D-99DF-69C6916D9EB0", "serviceName": "EXCHANGE_S_ENTERPRISE"}
    row = sku("c7df2760-2c81-4ef7-b578-5b5392b571df", "ENTERPRISEPREMIUM", "ENTERPRISEPREMIUM", 3)
    nadia = office.workspace.sign_in(ADMIN)
    loads(nadia, a_list(row | {"servicePlans": [plan]}))
    assert "Office 365 E5" in nadia.modal.text
    (exchange,) = subscriptions(office, contoso)["Office 365 E5"].product.service_plans
    assert exchange.display_name == "Exchange Online (Plan 2)"


def test_a_publisher_noted_here_outlives_a_list_that_names_none(office: Office, contoso: str) -> None:
    office.add_subscription(contoso, BACKUP, 5)
    nadia = office.workspace.sign_in(ADMIN)
    loads(nadia, a_list(sku("sku-backup", "Fabrikam Backup", "FABRIKAM_BACKUP", 9)))
    loaded = subscriptions(office, contoso)["Fabrikam Backup"]
    assert (loaded.product.publisher, loaded.units.active) == ("Fabrikam", 9)


@pytest.mark.promise(13)
def test_everything_wrong_with_the_file_stands_under_it(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    loads(nadia, a_list(sku("", "Nameless", "EMS", 5), sku("ems", "Broken", "EMS", -1)))
    assert list(nadia.errors) == ["The list of subscriptions"]
    said = nadia.errors["The list of subscriptions"]
    assert "productSku.id" in said
    assert "activeUnits" in said
    assert set(subscriptions(office, contoso)) == {"Office 365 E1", "Office 365 E3"}


def test_what_is_no_json_is_said_under_the_file(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    loads(nadia, b"a,b,c", "list.txt")
    assert "not JSON" in nadia.errors["The list of subscriptions"]


def test_slack_asking_to_wait_is_said_under_the_file_and_nothing_is_lost(
    office: Office, contoso: str
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    office.workspace.faults.rate_limit_next("files.info")
    loads(nadia, a_list(sku("ems", "Enterprise Mobility", "EMS", 5)))
    assert "Try again in a moment" in nadia.errors["The list of subscriptions"]
    nadia.submits()
    assert "Enterprise Mobility" in subscriptions(office, contoso)


def test_the_product_list_is_loaded_by_the_worker_which_says_so(office: Office) -> None:
    load_catalogue(office)
    nadia = office.workspace.sign_in(ADMIN)
    assert nadia.direct_messages
    found = office.wiring.desk.catalogue.find_products("e5", 5)
    assert [each.name for each in found] == ["Office 365 E5"]


def test_a_row_of_the_product_list_that_is_left_out_is_told_by_its_line(office: Office) -> None:
    load_catalogue(office, list_file("product_list_commas_without_quotation_marks.csv"))
    told = office.workspace.sign_in(ADMIN).direct_messages[-1].text
    assert "1 product loaded." in told
    assert "1 row of the file was left out:" in told
    assert "Line 2: there are more cells than headings" in told
    assert [each.name for each in office.wiring.desk.catalogue.find_products("e3", 5)] == ["Office 365 E3"]


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        (
            "product_list_no_break_spaces_in_a_part_number.csv",
            "O365_w/o Teams Bundle_M3",
            "Microsoft 365 E3 EEA (no Teams)",
        ),
        ("product_list_tabs_in_a_plan_name.csv", "WIN10_PRO_ENT_SUB", "Windows 10/11 Enterprise E3"),
    ],
)
def test_a_product_whose_row_has_odd_white_space_is_found_by_its_part_number(
    office: Office, contoso: str, name: str, typed: str, found: str
) -> None:
    load_catalogue(office, list_file(name))
    ravi = office.workspace.sign_in(ADMIN_AGENT)
    ravi.types("/partner licenses contoso")
    ravi.presses("Add a subscription")
    assert ravi.searches("Product", typed) == [found]


# -- downloading ------------------------------------------------------------------------------------


@pytest.mark.promise(9)
def test_two_files_come_as_a_direct_message_and_the_same_press_delivered_again_brings_no_more(
    office: Office, contoso: str
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner licenses contoso")
    pressed = nadia.presses("Download CSV")
    assert pressed is not None
    office.workspace.delivery.again(pressed)
    assert "they come as a direct message" in nadia.modal.text
    assert nadia.depth == 1
    office.work()
    files = [each for said in nadia.direct_messages for each in said.files.items()]
    products, users = sorted(files)
    assert products[0] == "contoso.example-products.csv"
    assert users[0] == "contoso.example-users-and-licenses.csv"
    rows = csv.reader(StringIO(users[1].decode("utf-8-sig"), newline=""))
    assert [row[0] for row in rows] == ["Display name", "Bram Visser", "Niamh Kelly"]


# -- who may ----------------------------------------------------------------------------------------


def test_who_may_not_change_seats_sees_no_way_to(office: Office, contoso: str) -> None:
    for user_id, words in ((FRENCH_MANAGER, "licences"), (HELPDESK, "licences")):
        person = office.workspace.sign_in(user_id)
        person.types(f"/partner {words} contoso")
        assert "Modifier les licences" not in person.modal.buttons
        assert "Ajouter un abonnement" not in person.modal.buttons
        assert "Télécharger en CSV" in person.modal.buttons


@pytest.mark.promise(10)
def test_for_a_sales_agent_others_are_asked_and_nothing_is_written(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner licenses contoso")
    nadia.presses("Change seats")
    nadia.fills("Active seats", "50")
    before = subscriptions(office, contoso)
    office.grant(ADMIN, Role.SALES_AGENT)
    nadia.submits()
    assert nadia.modal.title == "Asked for approval"
    assert "Admin agent" in nadia.modal.text
    assert subscriptions(office, contoso) == before
    lucia = office.workspace.sign_in(SALES)
    lucia.types("/partner licenses contoso")
    assert "Change seats" in lucia.modal.buttons


@pytest.mark.promise(12)
def test_another_customers_subscriptions_are_neither_read_nor_changed(office: Office, contoso: str) -> None:
    other = office.add_customer("Fabrikam", "fabrikam.example")
    office.add_subscription(other, E1, 5)
    office.grant(ADMIN_AGENT, Role.ADMIN_AGENT, customers=frozenset({contoso}))
    ravi = office.workspace.sign_in(ADMIN_AGENT)
    ravi.types("/partner licenses fabrikam")
    assert not ravi.has_modal
    ravi.types("/partner licenses contoso")
    ravi.presses("Add a subscription")
    assert "Load Microsoft's product list" not in ravi.modal.buttons
    ravi.goes_back()
    ravi.presses("Change seats")
    office.grant(ADMIN_AGENT, Role.ADMIN_AGENT, customers=frozenset({other}))
    ravi.fills("Active seats", "50")
    ravi.submits()
    assert "do not cover this customer" in ravi.errors["Active seats"]
    assert subscriptions(office, contoso)["Office 365 E1"].units.active == 5
