"""Which service plans exclude each other, and which need others: Microsoft's rules, by service name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from shared.domain.subscription import ServicePlan

# A user may have one plan of each set ("Product names and service plan identifiers for licensing").
_EXCLUSIVE: tuple[frozenset[str], ...] = (
    frozenset({"SHAREPOINTDESKLESS", "SHAREPOINTENTERPRISE", "SHAREPOINTLITE", "SHAREPOINTSTANDARD"}),
)

# A plan, and the plans of which it needs one.
_NEEDS: dict[str, frozenset[str]] = {}


def exclusive_plans(enabled: Collection[ServicePlan]) -> list[tuple[ServicePlan, ...]]:
    """Find the sets of plans that no user may have together: each is the plans that clash."""
    clashes = []
    for names in _EXCLUSIVE:
        clashing = {plan.service_name: plan for plan in enabled if plan.service_name in names}
        if len(clashing) > 1:
            clashes.append(tuple(clashing.values()))
    return clashes


def missing_plans(enabled: Collection[ServicePlan]) -> list[tuple[ServicePlan, tuple[str, ...]]]:
    """Find the plans that miss what they depend on, each with the service names of which it needs one."""
    names = {plan.service_name for plan in enabled}
    return [
        (plan, tuple(sorted(_NEEDS[plan.service_name])))
        for plan in enabled
        if plan.service_name in _NEEDS and not _NEEDS[plan.service_name] & names
    ]
