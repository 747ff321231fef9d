"""Which service plans exclude each other, and which need others: Microsoft's rules, by service name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from shared.domain.subscription import ServicePlan

# A user may have one plan of each set: "Product names and service plan identifiers for licensing", section
# "Service plans that cannot be assigned at the same time" (October 2025). EXCHANGE_S_ENTERPRISE is no longer
# in it: "Resolve group license assignment problems" says that Exchange Online Plan 1 and Plan 2 now go
# together. Office 365 E1 and E3 still clash, through SharePoint.
_EXCLUSIVE = (
    frozenset(
        {
            "CRMPLAN1",
            "CRMPLAN2",
            "CRMSTANDARD",
            "DYN365_ENTERPRISE_P1_IW",
            "DYN365_ENTERPRISE_SALES",
            "DYN365_ENTERPRISE_TEAM_MEMBERS",
            "EMPLOYEE_SELF_SERVICE",
        }
    ),
    frozenset(
        {
            "EXCHANGE_B_STANDARD",
            "EXCHANGE_S_ARCHIVE",
            "EXCHANGE_S_DESKLESS",
            "EXCHANGE_S_ESSENTIALS",
            "EXCHANGE_S_STANDARD",
            "EXCHANGE_S_STANDARD_MIDMARKET",
        }
    ),
    frozenset({"RMS_S_ENTERPRISE", "RMS_S_ENTERPRISE_GOV"}),
    frozenset({"INTUNE_A", "INTUNE_A_VL", "INTUNE_B"}),
    frozenset(
        {
            "ONEDRIVEENTERPRISE",
            "SHAREPOINTDESKLESS",
            "SHAREPOINTENTERPRISE",
            "SHAREPOINTENTERPRISE_EDU",
            "SHAREPOINTENTERPRISE_MIDMARKET",
            "SHAREPOINTLITE",
            "SHAREPOINTSTANDARD",
            "SHAREPOINTSTANDARD_EDU",
            "SHAREPOINTSTANDARD_YAMMERSHADOW",
            "SHAREPOINT_S_DEVELOPER",
        }
    ),
    frozenset({"MCOIMP", "MCOLITE", "MCOSTANDARD", "MCOSTANDARD_MIDMARKET"}),
    frozenset({"MCOPSTN1", "MCOPSTN2", "MCOPSTN5"}),
    frozenset({"YAMMER_EDU", "YAMMER_ENTERPRISE", "YAMMER_MIDSIZE"}),
)

# A plan, and those of which it needs one, each with the name that people know. "Resolve group license
# assignment problems" states the first two; that Teams serves as well as Skype is in the refusal that
# Microsoft's own documentation quotes for the third (microsoft-365-docs, pull request 3864).
_NEEDS = {
    "WORKPLACE_ANALYTICS": {
        "EXCHANGE_S_STANDARD": "Exchange Online (Plan 1)",
        "EXCHANGE_S_ENTERPRISE": "Exchange Online (Plan 2)",
    },
    "MCOMEETADV": {
        "MCOSTANDARD": "Skype for Business Online (Plan 2)",
        "TEAMS1": "Microsoft Teams",
    },
    "MCOMEETADV_GOV": {
        "MCOSTANDARD_GOV": "Skype for Business Online (Plan 2) for Government",
        "TEAMS_GOV": "Microsoft Teams for Government",
    },
}


def exclusive_plans(products: Iterable[Collection[ServicePlan]]) -> list[tuple[ServicePlan, ...]]:
    """Find the sets of plans that no user may have together: each is the plans that clash.

    ``products`` has the plans that are on, product by product: what one product brings goes together, and
    a plan that two products bring does not clash with itself.
    """
    brought = [{plan.service_name: plan for plan in plans} for plans in products]
    clashes = []
    for names in _EXCLUSIVE:
        clashing = {name: plan for plans in brought for name, plan in plans.items() if name in names}
        if len(clashing) > 1 and not any(clashing.keys() <= plans.keys() for plans in brought):
            clashes.append(tuple(clashing.values()))
    return clashes


def missing_plans(products: Iterable[Collection[ServicePlan]]) -> list[tuple[ServicePlan, tuple[str, ...]]]:
    """Find the plans that miss what they depend on, each with the names of those of which it needs one.

    ``products`` has the plans that are on, product by product.
    """
    enabled = {plan.service_name: plan for plans in products for plan in plans}
    return [
        (enabled[name], tuple(needed.values()))
        for name, needed in _NEEDS.items()
        if name in enabled and not needed.keys() & enabled.keys()
    ]
