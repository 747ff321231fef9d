"""What an event did to licenses and service plans, as people say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.i18n.translator import translator
from shared.operations.recording import read_licenses, recorded_licenses
from shared.slack_ui.changes import license_changes, plan_changes
from shared.slack_ui.products import ProductNames
from tests.unit.slack_ui.situations import SOLD

if TYPE_CHECKING:
    from shared.domain.license import Licenses

T = translator("en")
NAMES = ProductNames(SOLD)
NOTHING: frozenset[str] = frozenset()

ids = st.from_regex(r"[a-z0-9][a-z0-9/_.:-]{0,20}", fullmatch=True)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({}, {"sku-e3": NOTHING}, ["Office 365 E3 added"]),
        (
            {},
            {"sku-e3": frozenset({"plan-sharepoint", "plan-exchange"})},
            ["Office 365 E3 added, without Exchange Online (Plan 1), SharePoint (Plan 2)"],
        ),
        ({"sku-e1": NOTHING}, {"sku-e3": NOTHING}, ["Office 365 E1 removed", "Office 365 E3 added"]),
        (
            {"sku-e3": frozenset({"plan-exchange"}), "sku-e1": NOTHING},
            {"sku-e3": frozenset({"plan-sharepoint"}), "sku-e1": NOTHING},
            [
                "Office 365 E3: SharePoint (Plan 2) switched off",
                "Office 365 E3: Exchange Online (Plan 1) switched on",
            ],
        ),
        ({"sku-gone": NOTHING}, {}, ["sku-gone removed"]),
        ({"sku-e3": NOTHING}, {"sku-e3": NOTHING}, []),
    ],
    ids=["added", "added in part", "swapped", "plans", "a product that nobody knows", "nothing"],
)
def test_licenses_are_told_by_product_and_plan(before: Licenses, after: Licenses, said: list[str]) -> None:
    assert license_changes(T, NAMES, before, after) == said


def test_service_plans_of_a_product_are_told_by_what_came_and_what_went() -> None:
    assert plan_changes(T, NAMES, ["plan-exchange", "plan-gone"], ["plan-exchange", "plan-sharepoint"]) == [
        "Service plans added: SharePoint (Plan 2)",
        "Service plans removed: plan-gone",
    ]


@given(st.dictionaries(ids, st.frozensets(ids, max_size=5), max_size=5))
def test_recorded_licenses_are_read_as_they_were(licenses: dict[str, frozenset[str]]) -> None:
    assert read_licenses(recorded_licenses(licenses)) == licenses


def test_an_event_without_licenses_has_none() -> None:
    assert read_licenses({"display_name": "Nadia Okafor"}) == {}
