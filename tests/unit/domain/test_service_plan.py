from __future__ import annotations

import pytest

from shared.domain.service_plan import exclusive_plans, missing_plans
from shared.domain.subscription import ServicePlan
from tests.builders import a_service_plan
from tests.products import (
    CONFERENCING,
    EXCHANGE_1,
    EXCHANGE_2,
    EXCHANGE_KIOSK,
    POWER_BI,
    SHAREPOINT_1,
    SHAREPOINT_2,
    SHAREPOINT_KIOSK,
    SKYPE,
    TEAMS,
    WORKPLACE_ANALYTICS,
)


def test_plans_of_one_service_that_two_products_bring_clash_and_each_service_by_itself() -> None:
    clashes = exclusive_plans([[EXCHANGE_1, SHAREPOINT_1], [EXCHANGE_KIOSK, SHAREPOINT_KIOSK], [POWER_BI]])
    assert clashes == [(EXCHANGE_1, EXCHANGE_KIOSK), (SHAREPOINT_1, SHAREPOINT_KIOSK)]


def test_exchange_plans_one_and_two_go_together_by_now_and_sharepoint_plans_do_not() -> None:
    assert exclusive_plans([[EXCHANGE_1], [EXCHANGE_2]]) == []
    assert exclusive_plans([[SHAREPOINT_1], [SHAREPOINT_2]]) == [(SHAREPOINT_1, SHAREPOINT_2)]


def test_three_plans_that_clash_are_named_together() -> None:
    clashes = exclusive_plans([[SHAREPOINT_1], [SHAREPOINT_2], [SHAREPOINT_KIOSK]])
    assert clashes == [(SHAREPOINT_1, SHAREPOINT_2, SHAREPOINT_KIOSK)]


def test_the_same_plan_in_two_products_is_no_clash() -> None:
    assert exclusive_plans([[EXCHANGE_1, SKYPE], [EXCHANGE_1, SKYPE]]) == []


def test_what_one_product_brings_goes_together_and_with_half_of_it_from_another() -> None:
    assert exclusive_plans([[SHAREPOINT_1, SHAREPOINT_2], [SHAREPOINT_1]]) == []


@pytest.mark.parametrize(
    "names",
    [
        ("CRMPLAN1", "DYN365_ENTERPRISE_TEAM_MEMBERS"),
        ("EXCHANGE_B_STANDARD", "EXCHANGE_S_STANDARD_MIDMARKET"),
        ("RMS_S_ENTERPRISE", "RMS_S_ENTERPRISE_GOV"),
        ("INTUNE_A", "INTUNE_B"),
        ("ONEDRIVEENTERPRISE", "SHAREPOINTSTANDARD_YAMMERSHADOW"),
        ("MCOIMP", "MCOSTANDARD"),
        ("MCOPSTN1", "MCOPSTN5"),
        ("YAMMER_EDU", "YAMMER_ENTERPRISE"),
    ],
)
def test_every_service_of_microsofts_table_has_its_set(names: tuple[str, str]) -> None:
    first, second = (a_service_plan(name, name) for name in names)
    assert exclusive_plans([[first], [second]]) == [(first, second)]


@pytest.mark.parametrize("needed", [EXCHANGE_1, EXCHANGE_2])
def test_workplace_analytics_needs_exchange_plan_one_or_two(needed: ServicePlan) -> None:
    missing = missing_plans([[WORKPLACE_ANALYTICS], [EXCHANGE_KIOSK]])
    assert missing == [(WORKPLACE_ANALYTICS, ("Exchange Online (Plan 1)", "Exchange Online (Plan 2)"))]
    assert missing_plans([[WORKPLACE_ANALYTICS], [needed]]) == []


@pytest.mark.parametrize("needed", [SKYPE, TEAMS])
def test_audio_conferencing_needs_skype_or_teams(needed: ServicePlan) -> None:
    missing = missing_plans([[CONFERENCING]])
    assert missing == [(CONFERENCING, ("Skype for Business Online (Plan 2)", "Microsoft Teams"))]
    assert missing_plans([[needed], [CONFERENCING]]) == []


def test_a_plan_that_two_products_bring_misses_what_it_needs_once() -> None:
    assert len(missing_plans([[CONFERENCING], [CONFERENCING]])) == 1
