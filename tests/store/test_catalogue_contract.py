from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.domain.subscription import LicenseGroup, ProductSummary, TargetType
from tests.builders import a_product, a_service_plan

if TYPE_CHECKING:
    from shared.store import Store

E3 = a_product("6fd2c87f", "Office 365 E3", part_number="ENTERPRISEPACK", service_plans=[a_service_plan()])
E5 = a_product("06ebc4ee", "Microsoft 365 E5", part_number="SPE_E5")
POWER_BI = a_product("f8a1db68", "Power BI Pro", part_number="POWER_BI_PRO")
MINECRAFT = a_product(
    "984df360",
    "Éducation Minecraft",
    part_number="MEE_STUDENT",
    license_group=LicenseGroup.GROUP2,
    publisher="Mojang",
    publisher_link="https://mojang.example",
    target_type=TargetType.TENANT,
    service_plans=[
        a_service_plan("a", "A", "Ä"),
        a_service_plan("b", "B", "", target_type=TargetType.TENANT),
    ],
)
ALL = [E3, E5, POWER_BI, MINECRAFT]


@pytest.fixture(scope="module")
def four(shared_store: Store) -> Store:
    shared_store.catalogue.save_products(ALL)
    return shared_store


def found(store: Store, typed: str, limit: int = 100) -> list[str]:
    return [summary.name for summary in store.catalogue.find_products(typed, limit)]


def test_a_product_is_read_as_it_was_saved(four: Store) -> None:
    for product in ALL:
        assert four.catalogue.product(product.sku_id) == product


def test_a_product_that_nobody_loaded_is_none(four: Store) -> None:
    assert four.catalogue.product("unheard-of") is None


def test_several_products_are_read_in_the_order_asked_without_unknown_ones(four: Store) -> None:
    wanted = [POWER_BI.sku_id, "unheard-of", E3.sku_id, POWER_BI.sku_id]
    assert four.catalogue.products(wanted) == [POWER_BI, E3]
    assert four.catalogue.products([]) == []


def test_products_are_found_by_words_of_their_names_and_part_numbers(four: Store) -> None:
    everything = {
        typed: found(four, typed)
        for typed in (
            "365",
            "e3",
            "off 36",
            "e5 micro",
            "ENTERPRISE",
            "power_bi_p",
            "bi",
            "education",
            "ffice",
        )
    }
    assert everything == {
        "365": ["Microsoft 365 E5", "Office 365 E3"],
        "e3": ["Office 365 E3"],
        "off 36": ["Office 365 E3"],
        "e5 micro": ["Microsoft 365 E5"],
        "ENTERPRISE": ["Office 365 E3"],
        "power_bi_p": ["Power BI Pro"],
        "bi": ["Power BI Pro"],
        "education": ["Éducation Minecraft"],
        "ffice": [],
    }


def test_a_product_found_has_its_id_part_number_and_name(four: Store) -> None:
    assert four.catalogue.find_products("power", 10) == [
        ProductSummary(sku_id="f8a1db68", part_number="POWER_BI_PRO", name="Power BI Pro")
    ]


def test_nothing_typed_finds_the_first_products_by_name(four: Store) -> None:
    assert found(four, " ", limit=3) == ["Éducation Minecraft", "Microsoft 365 E5", "Office 365 E3"]


def test_a_search_finds_at_most_the_limit(four: Store) -> None:
    assert found(four, "365", limit=1) == ["Microsoft 365 E5"]


def test_an_empty_catalogue_has_nothing(store: Store) -> None:
    assert store.catalogue.find_products("", 10) == []
    assert store.catalogue.products(["a"]) == []


def test_a_product_that_was_renamed_is_listed_under_its_new_name_alone(store: Store) -> None:
    store.catalogue.save_products(ALL)
    renamed = replace(E3, name="Office 365 E3 (no Teams)")
    store.catalogue.save_products([renamed])
    assert found(store, "office") == ["Office 365 E3 (no Teams)"]
    assert store.catalogue.product(E3.sku_id) == renamed
    assert len(found(store, "")) == 4  # the others stay


def test_saving_the_same_products_again_changes_nothing(store: Store) -> None:
    for _ in range(2):
        store.catalogue.save_products(ALL)
    assert len(found(store, "")) == 4
    assert store.catalogue.products([each.sku_id for each in ALL]) == ALL


def test_a_catalogue_of_hundreds_is_saved_and_found_whole(store: Store) -> None:
    plans = [a_service_plan(f"plan-{number}") for number in range(20)]
    many = [
        a_product(f"sku-{number:03}", f"Product {number:03}", service_plans=plans) for number in range(270)
    ]
    store.catalogue.save_products(many)
    assert found(store, "product", limit=1000) == [product.name for product in many]
    assert store.catalogue.products([product.sku_id for product in many]) == many
