"""How products of one name are told apart."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.product_name import distinctions, distinctions_with, plan_names, told_apart
from tests.builders import a_product, a_service_plan, a_subscription

APPS = "Microsoft 365 Apps for business"
OLD = a_product("sku-old", APPS, part_number="O365_BUSINESS")
NEW = a_product("sku-new", APPS, part_number="SMB_BUSINESS")
E3 = a_product("sku-e3", "Office 365 E3")


def test_products_of_one_name_are_told_apart_by_part_number() -> None:
    assert distinctions([OLD, NEW, E3]) == {
        "sku-old": "O365_BUSINESS",
        "sku-new": "SMB_BUSINESS",
        "sku-e3": "",
    }


def test_case_and_accents_make_no_other_name() -> None:
    assert distinctions([OLD, replace(NEW, name=APPS.upper())])["sku-old"] == "O365_BUSINESS"


def test_one_part_number_of_two_skus_is_told_apart_by_id() -> None:
    twin = replace(OLD, sku_id="sku-twin")

    assert distinctions([OLD, twin]) == {"sku-old": "sku-old", "sku-twin": "sku-twin"}


def test_a_product_that_is_renamed_is_compared_by_its_new_name() -> None:
    known = [a_subscription(OLD), a_subscription(replace(NEW, name="Apps"))]

    assert distinctions_with([NEW], known)["sku-new"] == "SMB_BUSINESS"
    assert distinctions_with([replace(OLD, name="Apps for all")], known)["sku-old"] == ""


def test_a_subscription_is_named_with_its_part_number_where_needed() -> None:
    first, second, other = told_apart([a_subscription(OLD), a_subscription(NEW), a_subscription(E3)])

    assert (first.name, second.name) == (f"{APPS} (O365_BUSINESS)", f"{APPS} (SMB_BUSINESS)")
    assert other.name == "Office 365 E3"


def test_a_subscription_that_is_alone_again_loses_its_part_number() -> None:
    first, _ = told_apart([a_subscription(OLD), a_subscription(NEW)])

    assert [each.name for each in told_apart([first])] == [APPS]


def test_service_plans_of_one_name_are_told_apart_by_service_name() -> None:
    plans = [
        a_service_plan("1", "CDS_O365_P2", "Common Data Service"),
        a_service_plan("2", "CDS_O365_P3", "Common Data Service"),
        a_service_plan("3", "TEAMS1", "Microsoft Teams"),
    ]

    assert plan_names(plans) == {
        "1": "Common Data Service (CDS_O365_P2)",
        "2": "Common Data Service (CDS_O365_P3)",
        "3": "Microsoft Teams",
    }


@given(
    st.dictionaries(
        st.sampled_from("123456"),
        st.tuples(st.sampled_from(["Visio", "visio", "Teams"]), st.sampled_from(["A", "a", "B"])),
    )
)
def test_no_two_products_have_one_name(described: dict[str, tuple[str, str]]) -> None:
    products = [a_product(sku, name, part_number=part) for sku, (name, part) in described.items()]
    told = [each.name.casefold() for each in told_apart(a_subscription(each) for each in products)]

    assert len(set(told)) == len(told)
