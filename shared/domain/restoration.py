"""Which of their former licenses a deleted user can have back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.license import license_problems
from shared.domain.problem import Problem, ProblemCode

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from shared.domain.license import Licenses
    from shared.domain.subscription import Subscription
    from shared.domain.user import User


def regainable(
    user: User, subscriptions: Mapping[str, Subscription], used_up: Collection[str]
) -> tuple[Licenses, list[Problem]]:
    """Tell the licenses that a user can have back from those that they cannot, with the reasons.

    ``used_up`` are the SKUs of which others have taken the last seat since ``subscriptions`` were read.
    """
    if not user.profile.usage_location:
        missing = [Problem(sku_id, ProblemCode.USAGE_LOCATION_MISSING) for sku_id in user.licenses]
    else:
        missing = [
            _no_seat(sku_id, subscriptions)
            for sku_id in sorted(user.licenses)
            if sku_id in used_up or (sku_id in subscriptions and subscriptions[sku_id].available <= 0)
        ]
    kept = _without(_with_known_plans(user.licenses, subscriptions), missing)
    while problems := license_problems({}, kept, subscriptions):
        missing.append(problems[0])  # one at a time: without it, the others may be right
        kept = _without(kept, missing)
    return kept, missing


def _no_seat(sku_id: str, subscriptions: Mapping[str, Subscription]) -> Problem:
    """Say that no seat is free."""
    return Problem(sku_id, ProblemCode.NO_SEAT, {"product": product_name(sku_id, subscriptions)})


def product_name(sku_id: str, subscriptions: Mapping[str, Subscription]) -> str:
    """Name a product as it is among some subscriptions; one that is not there keeps its id."""
    return subscriptions[sku_id].name if sku_id in subscriptions else sku_id


def _with_known_plans(licenses: Licenses, subscriptions: Mapping[str, Subscription]) -> Licenses:
    """Leave out the switched-off plans that a product does not have any more."""
    return {
        sku_id: disabled & {plan.id for plan in subscriptions[sku_id].product.user_plans}
        if sku_id in subscriptions
        else disabled
        for sku_id, disabled in licenses.items()
    }


def _without(licenses: Licenses, missing: Sequence[Problem]) -> Licenses:
    gone = {problem.field for problem in missing}
    return {sku_id: plans for sku_id, plans in licenses.items() if sku_id not in gone}
