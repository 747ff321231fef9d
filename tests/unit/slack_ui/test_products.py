"""What a customer subscribes to and its users hold, by name."""

from __future__ import annotations

import pytest

from shared.domain.product_name import told_apart
from shared.i18n.translator import translator
from shared.slack_ui.products import ProductNames, held_briefly, hindered, licenses_text
from tests.builders import a_product, a_subscription
from tests.unit.slack_ui.situations import BACKUP, E1, E3, EMS, LICENSED, SOLD, STORAGE

T = translator("en")
APPS = a_product("sku-apps", "Microsoft 365 Apps for business", part_number="SMB_BUSINESS")
APPS_OF_OLD = a_product("sku-apps-of-old", APPS.name, part_number="O365_BUSINESS")
NAMES = ProductNames(SOLD)


@pytest.mark.parametrize(
    ("sku_ids", "said"),
    [
        (set(), "no license"),
        ({"sku-e3"}, "Office 365 E3"),
        ({"sku-e3", "sku-e1"}, "Office 365 E1 and 1 more"),
        ({"a-sku-of-nobody", "sku-e3"}, "Office 365 E3 and 1 more"),
        ({"a-sku-of-nobody"}, "a-sku-of-nobody"),
    ],
)
def test_what_somebody_holds_is_told_in_a_few_words(sku_ids: set[str], said: str) -> None:
    assert held_briefly(T, NAMES, sku_ids) == said


def test_a_long_name_leaves_room_for_the_others() -> None:
    names = ProductNames([a_subscription(a_product(name="Microsoft 365 " * 18))])

    said = held_briefly(T, names, {"sku-e3", "another"})

    assert said.endswith("… and 1 more")
    assert len(said) <= 75


def test_of_two_products_of_one_name_each_is_told_with_its_part_number() -> None:
    names = ProductNames(told_apart([a_subscription(APPS), a_subscription(APPS_OF_OLD)]))

    assert names.product("sku-apps") == "Microsoft 365 Apps for business (SMB_BUSINESS)"
    assert names.product("sku-apps-of-old", 40) == "Microsoft 365 Apps for… (O365_BUSINESS)"
    assert held_briefly(T, names, {"sku-apps"}) == "Microsoft 365 Apps for business (SMB_BUSINESS)"


def test_a_name_recorded_before_there_were_two_is_told_with_the_part_number() -> None:
    names = ProductNames(told_apart([a_subscription(APPS), a_subscription(APPS_OF_OLD)]))

    assert names.recorded("sku-apps", "Office apps") == "Office apps (SMB_BUSINESS)"
    assert names.recorded("sku-apps", "Office apps (SMB_BUSINESS)") == "Office apps (SMB_BUSINESS)"
    assert names.recorded("sku-of-nobody", "Visio") == "Visio"


def test_a_product_of_no_customer_is_told_with_its_part_number() -> None:
    assert ProductNames((), [APPS]).product("sku-apps") == "Microsoft 365 Apps for business (SMB_BUSINESS)"


def test_every_license_is_told_with_the_plans_that_are_off() -> None:
    assert licenses_text(T, NAMES, LICENSED.licenses) == [
        "Enterprise Mobility + Security E3",
        "Office 365 E3, without Exchange Online (Plan 1), plan-of-nobody",
        "sku-of-nobody",
    ]


def test_what_cannot_be_assigned_is_gathered_by_what_stands_in_the_way() -> None:
    also = a_subscription(a_product("sku-k1", "Office 365 F3"), active=0, suspended=10)

    assert hindered(T, [STORAGE, BACKUP, E1, E3, also]) == (
        "None left: Office 365 E1 and Office 365 F3. "
        "Assigned by their publisher: Fabrikam Backup (Fabrikam). "
        "For the whole organization: Extra File Storage."
    )


def test_where_all_can_be_assigned_nothing_is_said() -> None:
    assert hindered(T, [E3, EMS]) == ""
