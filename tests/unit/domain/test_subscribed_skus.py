"""Partner Center's list of subscriptions: as it was recorded, and as files come."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.file import MAXIMUM_PLANS, MAXIMUM_TOLD, file_problem
from shared.domain.problem import Problem, ProblemCode
from shared.domain.subscribed_skus import read_subscribed_skus
from shared.domain.subscription import (
    LicenseGroup,
    ListedSubscription,
    Product,
    ServicePlan,
    TargetType,
    Units,
)
from shared.errors import InvalidInputError
from tests.builders import a_subscription
from tests.list_corpus import list_file
from tests.recorded import recorded


def a_row(**changes: Any) -> dict[str, Any]:
    """Make a row of the list; None leaves a property out."""
    row = {
        "activeUnits": 5,
        "productSku": {"id": "sku-e3", "name": "Office 365 E3", "skuPartNumber": "ENTERPRISEPACK"},
        **changes,
    }
    return {name: value for name, value in row.items() if value is not None}


def a_sku(**changes: Any) -> dict[str, Any]:
    return a_row(productSku={**a_row()["productSku"], **changes})


def read(*rows: object) -> list[ListedSubscription]:
    return read_subscribed_skus(json.dumps({"totalCount": len(rows), "items": rows}).encode())


def read_one(row: object) -> ListedSubscription:
    (listed,) = read(row)
    return listed


def refused(content: bytes) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInputError) as raised:
        read_subscribed_skus(content)
    assert {problem.field for problem in raised.value.problems} == {"file"}
    problems: tuple[Problem, ...] = raised.value.problems
    return problems


def refused_rows(*rows: object) -> tuple[Problem, ...]:
    return refused(json.dumps({"items": rows}).encode())


def malformed(path: str, value: str, number: int = 1) -> Problem:
    code = ProblemCode.FILE_ITEM_MALFORMED
    return file_problem(code, number=number, property=path, value=value)


def missing(path: str, number: int = 1) -> Problem:
    return Problem("file", ProblemCode.FILE_ITEM_MISSING, {"number": number, "property": path})


# ---- as recorded -----------------------------------------------------------------------------------


def test_the_recorded_list_is_read_with_its_byte_order_mark() -> None:
    content = recorded("subscribed_skus.json")
    assert content.startswith(b"\xef\xbb\xbf")
    mobility, power_bi = read_subscribed_skus(content)
    assert mobility == ListedSubscription(
        product=Product(
            sku_id="efccb6f7-5641-4e0e-bd10-b4976e1bf68e",
            part_number="EMS",
            name="Enterprise Mobility + Security E3",
            service_plans=tuple(
                ServicePlan(id=plan_id, service_name=service_name, display_name=name)
                for plan_id, service_name, name in [
                    (
                        "6c57d4b6-3b23-47a5-9bc9-69f17b4947b3",
                        "RMS_S_PREMIUM",
                        "Azure Information Protection Premium P1",
                    ),
                    ("c1ec4a95-1f05-45b3-a911-aa3fa01094f5", "INTUNE_A", "Microsoft Intune A Direct"),
                    (
                        "bea4c11e-220a-4e6d-8eb8-8ea15d019f90",
                        "RMS_S_ENTERPRISE",
                        "Microsoft Azure Active Directory Rights",
                    ),
                    (
                        "41781fb2-bc02-4b7c-bd55-b576c07bb09d",
                        "AAD_PREMIUM",
                        "Azure Active Directory Premium P1",
                    ),
                    (
                        "8a256a2b-b617-496d-b51b-e76466e88db0",
                        "MFA_PREMIUM",
                        "Microsoft Azure Multi-Factor Authentication",
                    ),
                ]
            ),
        ),
        units=Units(active=5),
        consumed=1,
    )
    assert (power_bi.product.part_number, power_bi.units, power_bi.consumed) == (
        "POWER_BI_PRO",
        Units(active=1),
        1,
    )
    assert [(plan.service_name, plan.target_type) for plan in power_bi.product.service_plans] == [
        ("EXCHANGE_S_FOUNDATION", TargetType.TENANT),
        ("BI_AZURE_P2", TargetType.USER),
    ]


def test_what_is_available_is_counted_as_partner_center_counts_it() -> None:
    content = recorded("subscribed_skus.json")
    told = [row["availableUnits"] for row in json.loads(content)["items"]]
    listed = read_subscribed_skus(content)
    counted = [
        a_subscription(each.product, each.units.active, consumed=each.consumed).available for each in listed
    ]
    assert counted == told == [4, 0]


def test_the_recorded_list_of_both_license_groups_is_read() -> None:
    listed = read_subscribed_skus(recorded("subscribed_skus_by_group.json"))
    assert [
        (each.product.part_number, each.product.license_group, each.units.total - each.consumed)
        for each in listed
    ] == [
        ("AAD_PREMIUM", LicenseGroup.GROUP1, 15),
        ("AX_TASK_USER", LicenseGroup.GROUP1, 1),
        ("CFQ7TTC0K5DR/0002", LicenseGroup.GROUP2, 23),
        ("WIN_ENT_E5", LicenseGroup.GROUP1, 71),
    ]


# ---- what files leave out, and how they are written ------------------------------------------------


def test_a_row_of_the_least_is_enough() -> None:
    listed = read_one(a_row())
    assert listed == ListedSubscription(
        product=Product(sku_id="sku-e3", part_number="ENTERPRISEPACK", name="Office 365 E3"),
        units=Units(active=5),
        consumed=0,
        unsaid=frozenset({"license_group", "target_type", "service_plans"}),
    )


def test_the_bare_list_is_enough_in_any_encoding_of_unicode() -> None:
    rows = json.dumps([a_row()])
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le"):
        assert len(read_subscribed_skus(rows.encode(encoding))) == 1


def test_names_of_properties_are_found_whatever_their_case() -> None:
    listed = read_one(
        {
            "ActiveUnits": 7,
            "ConsumedUnits": 2,
            "ProductSku": {"Id": "SKU-E3", "SkuPartNumber": "ENTERPRISEPACK", "TargetType": "user"},
            "ServicePlans": [{"Id": "PLAN-1", "ServiceName": "TEAMS1", "TargetType": "TENANT"}],
        }
    )
    assert (listed.units.active, listed.consumed, listed.product.sku_id) == (7, 2, "sku-e3")
    assert listed.product.name == "ENTERPRISEPACK"
    assert listed.product.service_plans == (
        ServicePlan(id="plan-1", service_name="TEAMS1", display_name="TEAMS1", target_type=TargetType.TENANT),
    )


@pytest.mark.parametrize(
    ("group", "meant"),
    [
        (None, LicenseGroup.GROUP1),
        ("none", LicenseGroup.GROUP1),
        ("", LicenseGroup.GROUP1),
        ("Group1", LicenseGroup.GROUP1),
        ("group2", LicenseGroup.GROUP2),
    ],
)
def test_a_product_without_a_license_group_is_of_the_directorys(
    group: str | None, meant: LicenseGroup
) -> None:
    assert read_one(a_sku(licenseGroupId=group)).product.license_group is meant


def test_units_in_their_grace_period_and_suspended_ones_are_told_apart() -> None:
    row = a_row(warningUnits=2, suspendedUnits=3, capabilityStatus="Warning")
    assert read_one(row).units == Units(active=5, warning=2, suspended=3)


def test_a_row_may_name_the_publisher_who_assigns_the_licenses() -> None:
    row = a_row(publisherName="Fabrikam", publisherLink="https://fabrikam.example/assign")
    product = read_one(row).product
    assert (product.publisher, product.publisher_link, product.is_microsoft) == (
        "Fabrikam",
        "https://fabrikam.example/assign",
        False,
    )


def test_a_plan_listed_twice_counts_once() -> None:
    plan = {"id": "plan-1", "serviceName": "TEAMS1"}
    assert len(read_one(a_row(servicePlans=[plan, plan])).product.service_plans) == 1


def test_names_are_tidied() -> None:
    assert read_one(a_sku(name="  Cafe\u0301 365\u00a0")).product.name == "Café 365"


# ---- other services and cmdlets ------------------------------------------------------------------


def a_graph_row(**changes: Any) -> dict[str, Any]:
    return {"skuId": "sku-e3", "skuPartNumber": "ENTERPRISEPACK", "prepaidUnits": {"enabled": 5}, **changes}


def test_plans_of_graph_are_read_and_those_of_the_company_are_for_the_tenant() -> None:
    (e3, _) = read_subscribed_skus(list_file("subscribedskus_of_microsoft_graph.json"))
    assert [(plan.service_name, plan.target_type) for plan in e3.product.service_plans] == [
        ("EXCHANGE_S_ENTERPRISE", TargetType.USER),
        ("EXCHANGE_S_FOUNDATION", TargetType.TENANT),
    ]


@pytest.mark.parametrize(
    ("row", "unsaid"),
    [
        (a_row(), {"license_group", "target_type", "service_plans"}),
        (a_sku(licenseGroupId="group1", targetType="User", name=None), {"name", "service_plans"}),
        (
            a_graph_row(appliesTo="User", servicePlans=[]),
            {"name", "license_group"},
        ),
    ],
)
def test_what_a_list_says_nothing_of_is_known_of_each_item(row: dict[str, Any], unsaid: set[str]) -> None:
    assert read_one(row).unsaid == unsaid


def test_plans_of_which_a_cmdlet_wrote_only_the_type_count_as_unsaid() -> None:
    (listed, _) = read_subscribed_skus(list_file("get_mgsubscribedsku_convertto_json.json"))
    assert listed.product.service_plans == ()
    assert "service_plans" in listed.unsaid


@pytest.mark.parametrize("status", ["LockedOut", "Deleted", "lockedout"])
def test_units_of_what_was_canceled_do_not_count(status: str) -> None:
    row = a_row(warningUnits=2, suspendedUnits=1, capabilityStatus=status)
    assert read_one(row).units == Units(active=0, suspended=8)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_license_group_may_be_the_place_in_its_enumeration(number: int) -> None:
    expected = LicenseGroup.GROUP2 if number == 2 else LicenseGroup.GROUP1
    assert read_one(a_sku(licenseGroupId=number)).product.license_group is expected


@pytest.mark.parametrize(
    "more",
    [
        {"@odata.nextLink": "https://graph.microsoft.com/v1.0/subscribedSkus?$skiptoken=x"},
        {"odata.nextLink": "subscribedSkus?$skiptoken=x"},
        {"links": {"next": {"uri": "/customers/x/subscribedskus?seekOperation=Next"}}},
        {"totalCount": 2},
        {"@odata.count": 2},
    ],
)
def test_one_page_of_several_is_refused(more: dict[str, object]) -> None:
    assert refused(json.dumps({"items": [a_row()], **more}).encode()) == (
        Problem("file", ProblemCode.FILE_LIST_INCOMPLETE),
    )


def test_answer_without_a_next_page_is_whole() -> None:
    whole = {
        "totalCount": 1,
        "links": {"self": {"uri": "/customers/x"}, "next": None},
        "@odata.nextLink": None,
    }
    assert len(read_subscribed_skus(json.dumps({"items": [a_row()], **whole}).encode())) == 1


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (a_graph_row(prepaidUnits={"enabled": -1}), malformed("prepaidUnits.enabled", "-1")),
        (a_graph_row(prepaidUnits={"warning": 1}), missing("prepaidUnits.enabled")),
        (a_graph_row(prepaidUnits="class LicenseUnitsDetail {"), missing("prepaidUnits.enabled")),
        (a_graph_row(prepaidUnits=None), missing("prepaidUnits.enabled")),
        (
            a_graph_row(prepaidUnits={"enabled": 5, "lockedOut": -2}),
            malformed("prepaidUnits.lockedOut", "-2"),
        ),
        (a_graph_row(appliesTo="Device"), malformed("appliesTo", "Device")),
        (a_graph_row(servicePlans=[{"servicePlanName": "T"}]), missing("servicePlans.0.servicePlanId")),
        (a_graph_row(skuPartNumber=""), missing("skuPartNumber")),
    ],
)
def test_what_is_wrong_with_an_item_of_graph_is_named_as_graph_does(
    row: dict[str, Any], problem: Problem
) -> None:
    assert problem in refused(json.dumps({"value": [row]}).encode())


# ---- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", ProblemCode.FILE_EMPTY),
        (b" \r\n", ProblemCode.FILE_EMPTY),
        (b"{", ProblemCode.FILE_NOT_JSON),
        (b"Product_Display_Name,String_Id", ProblemCode.FILE_NOT_JSON),
        (b"\xff\xd8\xff\xe0", ProblemCode.FILE_NOT_JSON),
        (b"[" * 100_000, ProblemCode.FILE_NOT_JSON),
        (b"9" * 5_000, ProblemCode.FILE_NOT_JSON),
        (b"5", ProblemCode.FILE_WITHOUT_ITEMS),
        (b"null", ProblemCode.FILE_WITHOUT_ITEMS),
        (b'{"totalCount": 0}', ProblemCode.FILE_WITHOUT_ITEMS),
        (b'{"items": {}}', ProblemCode.FILE_WITHOUT_ITEMS),
        (b'{"code": 60012, "description": "no"}', ProblemCode.FILE_WITHOUT_ITEMS),
        (b'{"totalCount": 0, "items": []}', ProblemCode.FILE_LISTS_NOTHING),
    ],
)
def test_a_file_that_is_no_list_of_subscriptions_says_what_it_is(content: bytes, code: ProblemCode) -> None:
    assert refused(content) == (Problem("file", code),)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (a_row(activeUnits=None), missing("activeUnits")),
        (a_row(activeUnits=-1), malformed("activeUnits", "-1")),
        (a_row(activeUnits=2_147_483_648), malformed("activeUnits", "2147483648")),
        (a_row(activeUnits="5"), malformed("activeUnits", "5")),
        (a_row(activeUnits=5.5), malformed("activeUnits", "5.5")),
        (a_row(activeUnits=True), malformed("activeUnits", "True")),
        (a_row(warningUnits=-2), malformed("warningUnits", "-2")),
        (a_row(suspendedUnits=[]), malformed("suspendedUnits", "[…]")),
        (a_row(consumedUnits=-3), malformed("consumedUnits", "-3")),
        (a_sku(id=""), missing("productSku.id")),
        (a_sku(id=5), malformed("productSku.id", "5")),
        (a_sku(id="a b"), malformed("productSku.id", "a b")),
        (a_sku(skuPartNumber=None), missing("productSku.skuPartNumber")),
        (a_sku(name="Office\u202e365"), malformed("productSku.name", "Office\ufffd365")),
        (a_sku(name="\ud800"), malformed("productSku.name", "\ufffd")),
        (a_sku(name="x" * 300), malformed("productSku.name", "x" * 39 + "…")),
        (a_sku(targetType="Device"), malformed("productSku.targetType", "Device")),
        (a_sku(licenseGroupId="group3"), malformed("productSku.licenseGroupId", "group3")),
        (a_row(servicePlans={}), malformed("servicePlans", "{…}")),
        (a_row(servicePlans=[{"serviceName": "TEAMS1"}]), missing("servicePlans.0.id")),
        (
            a_row(servicePlans=[{"id": "plan", "serviceName": "TEAMS1", "targetType": "Room"}]),
            malformed("servicePlans.0.targetType", "Room"),
        ),
        (a_row(publisherLink="javascript:alert(1)"), malformed("publisherLink", "javascript:alert(1)")),
    ],
)
def test_what_is_wrong_with_a_row_is_named(row: dict[str, Any], problem: Problem) -> None:
    assert refused_rows(row) == (problem,)


def test_a_row_that_is_no_object_misses_everything_that_is_needed() -> None:
    assert refused_rows("EMS") == (
        missing("activeUnits"),
        missing("productSku.name"),
        missing("productSku.skuPartNumber"),
        missing("productSku.id"),
    )


def test_a_plan_that_is_no_object_misses_its_id_and_its_name() -> None:
    problems = refused_rows(a_row(servicePlans=["TEAMS1"]))
    assert missing("servicePlans.0.id") in problems


def test_all_rows_that_are_wrong_are_named_at_once() -> None:
    rows = [a_row(activeUnits=-1), a_sku(id="sku-e1"), a_sku(id="sku-f3", targetType="Device")]
    assert refused_rows(*rows) == (
        malformed("activeUnits", "-1"),
        malformed("productSku.targetType", "Device", number=3),
    )


def test_the_same_product_twice_is_refused_whatever_the_case_of_its_id() -> None:
    facts: dict[str, str | int] = {"number": 3, "other": 1, "product": "Office 365 E3"}
    assert refused_rows(a_row(), a_sku(id="sku-e1"), a_sku(id="SKU-E3")) == (
        Problem("file", ProblemCode.FILE_ITEM_TWICE, facts),
    )


def test_a_product_of_more_plans_than_any_has_is_refused() -> None:
    plans = [{"id": f"plan-{n}", "serviceName": f"PLAN_{n}"} for n in range(MAXIMUM_PLANS + 1)]
    facts: dict[str, str | int] = {"product": "Office 365 E3", "limit": MAXIMUM_PLANS}
    assert refused_rows(a_row(servicePlans=plans)) == (
        Problem("file", ProblemCode.FILE_TOO_MANY_PLANS, facts),
    )
    assert len(read_one(a_row(servicePlans=plans[:-1])).product.service_plans) == MAXIMUM_PLANS


def test_of_many_problems_the_first_are_told_and_the_others_counted() -> None:
    problems = refused_rows(*[{"productSku": {"id": f"sku-{n}", "skuPartNumber": "X"}} for n in range(25)])
    assert problems[:MAXIMUM_TOLD] == tuple(missing("activeUnits", n + 1) for n in range(MAXIMUM_TOLD))
    assert problems[MAXIMUM_TOLD:] == (Problem("file", ProblemCode.FILE_MORE_PROBLEMS, {"count": 15}),)


# ---- laws ------------------------------------------------------------------------------------------

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
names = ["id", "name", "skuPartNumber", "targetType", "licenseGroupId", "serviceName", "displayName"]
things = st.dictionaries(st.sampled_from(names), anything | st.text(max_size=9))
rows = st.fixed_dictionaries(
    {},
    optional={
        "activeUnits": anything | st.integers(0, 9),
        "warningUnits": anything,
        "suspendedUnits": anything,
        "consumedUnits": anything,
        "productSku": things | anything,
        "servicePlans": st.lists(things | anything, max_size=3) | anything,
        "publisherName": anything,
        "publisherLink": anything,
    },
)


@given(st.binary() | st.text().map(str.encode))
def test_bytes_of_whatever_kind_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(InvalidInputError):
        read_subscribed_skus(content)


@given(st.lists(rows | anything, min_size=1, max_size=4))
def test_json_of_whatever_kind_is_read_well_or_refused(items: list[object]) -> None:
    try:
        listed = read_subscribed_skus(json.dumps(items).encode())
    except InvalidInputError:
        return
    assert len(listed) == len(items)
    assert all(not each.product.problems() and not each.units.problems() for each in listed)
