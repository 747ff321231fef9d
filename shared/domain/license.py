"""Licenses of a user: what a change makes of them, and which rules stand in its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from shared.domain.problem import Problem, ProblemCode
from shared.domain.service_plan import exclusive_plans, missing_plans
from shared.domain.subscription import Hindrance, ServicePlan, Subscription, license_groups

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

Licenses: TypeAlias = "Mapping[str, frozenset[str]]"
"""The SKUs that a user holds, each with the ids of its service plans that are switched off."""

MAXIMUM_LICENSES = 40  # of one user: a change of all of them fits into one transaction
MAXIMUM_CHANGES = 20  # products in one save

_HINDRANCES = {
    Hindrance.TENANT: ProblemCode.PRODUCT_FOR_TENANT,
    Hindrance.PUBLISHER: ProblemCode.PRODUCT_OF_PUBLISHER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseChange:
    """What is to be done to the licenses of each of some users.

    ``assign`` maps SKUs to the plans to switch off; None leaves the plans of those who hold it already as
    they are, and switches all on for the others. SKUs named nowhere stay as each user has them.
    ``sets_usage_location`` gives the customer's country to those who need a usage location and have none.
    """

    assign: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    remove: frozenset[str] = frozenset()
    sets_usage_location: bool = False

    @property
    def sku_ids(self) -> frozenset[str]:
        """Every SKU that the change names."""
        return self.remove | self.assign.keys()

    def applied_to(self, licenses: Licenses) -> dict[str, frozenset[str]]:
        """Make the licenses that somebody with these has after the change."""
        after = {sku_id: plans for sku_id, plans in licenses.items() if sku_id not in self.remove}
        for sku_id, plans in self.assign.items():
            after[sku_id] = after.get(sku_id, frozenset()) if plans is None else plans
        return after

    def problems(self, subscriptions: Mapping[str, Subscription], *, is_whole: bool = False) -> list[Problem]:
        """Name what is wrong with the change whoever it is for. The field is the SKU, or ``users``.

        With ``is_whole`` it is for somebody who has no licenses yet.
        """
        if not self.sku_ids:
            return [Problem("users", ProblemCode.NOTHING_CHOSEN)]
        if len(self.sku_ids) > MAXIMUM_CHANGES:
            facts = {"limit": MAXIMUM_CHANGES, "count": len(self.sku_ids)}
            return [Problem("users", ProblemCode.TOO_MANY_PRODUCTS, facts)]
        named = {sku_id: subscriptions.get(sku_id) for sku_id in sorted(self.sku_ids)}
        problems = [
            Problem(sku_id, ProblemCode.SKU_UNKNOWN, {"product": sku_id})
            for sku_id, subscription in named.items()
            if subscription is None
        ]
        known = [subscription for subscription in named.values() if subscription is not None]
        if len(license_groups(known)) > 1:
            first = known[0].product.license_group
            other = next(each for each in known if each.product.license_group is not first)
            facts_: dict[str, str | int] = {"product": other.name, "other": known[0].name}
            problems.append(Problem(other.id, ProblemCode.LICENSE_GROUPS_MIXED, facts_))
        known_ids = {subscription.id for subscription in known}
        after = {sku_id: plans for sku_id, plans in self.applied_to({}).items() if sku_id in known_ids}
        return [*problems, *license_problems({}, after, subscriptions, is_whole=is_whole)]


def license_problems(
    before: Licenses,
    after: Licenses,
    subscriptions: Mapping[str, Subscription],
    *,
    is_whole: bool = True,
) -> list[Problem]:
    """Name the rules that going from some licenses to others would break. The field is the SKU.

    What broke a rule before and does no worse after is nobody's fault now. Without ``is_whole`` other
    licenses may be there that ``after`` does not show, and what depends on them is not asked.
    """
    problems = []
    for sku_id in sorted(after.keys() - before.keys()):
        subscription = subscriptions.get(sku_id)
        if subscription is None:
            problems.append(Problem(sku_id, ProblemCode.SKU_UNKNOWN, {"product": sku_id}))
        elif (hindrance := subscription.standing_hindrance) is not None:
            facts = {"product": subscription.name, "publisher": subscription.product.publisher}
            problems.append(Problem(sku_id, _HINDRANCES[hindrance], facts))
    problems += _plan_problems(before, after, subscriptions)
    if len(after) > max(MAXIMUM_LICENSES, len(before)):
        facts_: dict[str, str | int] = {"limit": MAXIMUM_LICENSES, "count": len(after)}
        problems.append(Problem(min(after), ProblemCode.TOO_MANY_LICENSES, facts_))
    problems += _conflict_problems(before, after, subscriptions)
    if is_whole:
        problems += _dependency_problems(before, after, subscriptions)
    return problems


def _plan_problems(
    before: Licenses, after: Licenses, subscriptions: Mapping[str, Subscription]
) -> list[Problem]:
    problems = []
    for sku_id, disabled in after.items():
        if before.get(sku_id) == disabled or (subscription := subscriptions.get(sku_id)) is None:
            continue
        switchable = {plan.id for plan in subscription.product.user_plans}
        facts: dict[str, str | int] = {"product": subscription.name}
        if disabled - switchable - before.get(sku_id, frozenset()):
            problems.append(Problem(sku_id, ProblemCode.PLAN_UNKNOWN, facts))
        elif switchable and switchable <= disabled:
            problems.append(Problem(sku_id, ProblemCode.NO_PLAN_LEFT, facts))
    return problems


def _conflict_problems(
    before: Licenses, after: Licenses, subscriptions: Mapping[str, Subscription]
) -> list[Problem]:
    were_clashing = [_ids(plans) for plans in exclusive_plans(_enabled(before, subscriptions).values())]
    problems = []
    for plans in exclusive_plans(_enabled(after, subscriptions).values()):
        if not any(_ids(plans) <= clashing for clashing in were_clashing):
            field_, facts = _holder(plans, after, subscriptions), {"plans": _named(plans)}
            problems.append(Problem(field_, ProblemCode.PLANS_EXCLUSIVE, facts))
    return problems


def _dependency_problems(
    before: Licenses, after: Licenses, subscriptions: Mapping[str, Subscription]
) -> list[Problem]:
    were_missing = {plan.id for plan, _ in missing_plans(_enabled(before, subscriptions).values())}
    problems = []
    for plan, needed in missing_plans(_enabled(after, subscriptions).values()):
        if plan.id not in were_missing:
            facts: dict[str, str | int] = {"plan": plan.display_name, "plans": ", ".join(needed)}
            field_ = _holder([plan], after, subscriptions)
            problems.append(Problem(field_, ProblemCode.PLAN_DEPENDS, facts))
    return problems


def _enabled(licenses: Licenses, subscriptions: Mapping[str, Subscription]) -> dict[str, list[ServicePlan]]:
    """List the plans that are on, by SKU."""
    return {
        sku_id: [plan for plan in subscriptions[sku_id].product.user_plans if plan.id not in licenses[sku_id]]
        for sku_id in licenses
        if sku_id in subscriptions
    }


def _holder(
    plans: Collection[ServicePlan], licenses: Licenses, subscriptions: Mapping[str, Subscription]
) -> str:
    """Find the SKU that brings the last of some plans: the one to point at."""
    enabled = _enabled(licenses, subscriptions).items()
    return [sku_id for sku_id, brought in enabled if _ids(plans) & _ids(brought)][-1]


def _ids(plans: Iterable[ServicePlan]) -> frozenset[str]:
    return frozenset(plan.id for plan in plans)


def _named(plans: Iterable[ServicePlan]) -> str:
    return ", ".join(sorted(plan.display_name for plan in plans))
