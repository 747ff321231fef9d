"""The service plans inside a product, on the form that manages licenses: which to switch off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from shared.domain.collation import fold
from shared.domain.product_name import plan_distinctions
from shared.slack_ui.options import MAXIMUM_OPTIONS, option
from shared.slack_ui.products import short_name
from shared.slack_ui.texts import OPTION

if TYPE_CHECKING:
    from collections.abc import Collection

    from slack_sdk.models.blocks import InputBlock

    from shared.domain.subscription import ServicePlan, Subscription
    from shared.domain.user import User
    from shared.i18n.translator import Translator
    from shared.slack_ui.inputs import Inputs

PLANS = "plans:"


@dataclass(frozen=True, slots=True)
class Picked:
    """The service plans to switch off, as they stand; ``mark`` tells what the picker began with.

    What nobody touched begins anew when other users are chosen; what somebody changed stays.
    """

    mark: str
    plans: frozenset[str]

    @property
    def is_touched(self) -> bool:
        """Whether somebody changed what the picker began with."""
        return _mark(self.plans) != self.mark


def plan_picker(
    t: Translator,
    inputs: Inputs,
    subscription: Subscription,
    holders: Collection[User],
    picked: Picked | None,
) -> InputBlock:
    """Ask which service plans of a product to switch off, starting from what its holders have."""
    if picked is None or not picked.is_touched:
        start = _common_plans(holders, subscription)
        picked = Picked(_mark(start), start)
    marks = plan_distinctions(subscription.product.service_plans)
    options = {
        plan.id: option(short_name(plan.display_name, marks[plan.id], OPTION), plan.id, plan.service_name)
        for plan in _offered(subscription, picked.plans)
    }
    is_different = len({user.licenses[subscription.id] for user in holders}) > 1
    return inputs.several(
        f"{PLANS}{subscription.id}:{picked.mark}",
        t("{product}: service plans switched off", product=subscription.name),
        list(options.values()),
        [options[each] for each in options if each in picked.plans],
        placeholder=t("All are switched on"),
        hint=t("They differ from user to user now. All of them get what is chosen here.")
        if is_different
        else t("All other service plans are switched on."),
        limit=len(options),
    )


def read_picked(field: str, chosen: Collection[str]) -> tuple[str, Picked]:
    """Read from a picker's field and what is chosen in it which SKU it is about, and the plans."""
    sku_id, _, mark = field.removeprefix(PLANS).rpartition(":")
    return sku_id, Picked(mark, frozenset(chosen))


def _offered(subscription: Subscription, first: Collection[str]) -> list[ServicePlan]:
    """List the plans by name; where Slack has no room for all, those switched off are never missing."""
    plans = subscription.product.user_plans
    kept = sorted(plans, key=lambda plan: plan.id not in first)[:MAXIMUM_OPTIONS]
    return sorted(kept, key=lambda plan: (fold(plan.display_name), plan.id))


def _common_plans(holders: Collection[User], subscription: Subscription) -> frozenset[str]:
    off = [user.licenses[subscription.id] for user in holders]
    known = frozenset(plan.id for plan in subscription.product.user_plans)
    return known.intersection(*off) if off else frozenset()


def _mark(plans: Collection[str]) -> str:
    return f"{crc32(','.join(sorted(plans)).encode()):08x}"
