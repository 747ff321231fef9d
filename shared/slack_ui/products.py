"""What a customer subscribes to and what its users hold of it, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.product_name import named, plan_names
from shared.domain.subscription import Hindrance
from shared.i18n.translator import N_
from shared.slack_ui.texts import cut_before

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from shared.domain.license import Licenses
    from shared.domain.subscription import Product, Subscription
    from shared.i18n.translator import Translator

LONGEST_NAME = 400  # characters: of a name at most 256
_BRIEF = 60  # characters of a product's name beside others

_HINDERED = {
    Hindrance.NOTHING_AVAILABLE: N_("None left: {products}."),
    Hindrance.PUBLISHER: N_("Assigned by their publisher: {products}."),
    Hindrance.TENANT: N_("For the whole organization: {products}."),
}


class ProductNames:
    """The products and service plans of some subscriptions, by id; what nobody knows keeps its id.

    ``others`` are further products, whoever subscribes to them. Each of them has its part number beside its
    name: another product of that name may be meant elsewhere.
    """

    def __init__(self, subscriptions: Iterable[Subscription], others: Iterable[Product] = ()) -> None:
        self._products: dict[str, tuple[str, str]] = {}
        self._plans: dict[str, str] = {}
        known = [(each.product, each.distinction) for each in subscriptions]
        for product, distinction in (*known, *((each, each.part_number) for each in others)):
            self._products[product.sku_id] = product.name, distinction
            for plan_id, name in plan_names(product.service_plans).items():
                self._plans[plan_id] = max(name, self._plans.get(plan_id, ""), key=len)

    def product(self, sku_id: str, limit: int = LONGEST_NAME) -> str:
        """Name a product, told apart from others of its name, in at most ``limit`` characters."""
        return short_name(*self._products.get(sku_id, (sku_id, "")), limit)

    def recorded(self, sku_id: str, name: str) -> str:
        """Name a product as it was called once, told apart from those that are called so now."""
        _, distinction = self._products.get(sku_id, (name, ""))
        return name if name.endswith(named("", distinction)) else named(name, distinction)

    def plan(self, plan_id: str) -> str:
        """Name a service plan."""
        return self._plans.get(plan_id, plan_id)

    def plans(self, plan_ids: Collection[str]) -> list[str]:
        """Name service plans, sorted."""
        return sorted(map(self.plan, plan_ids))

    def held(self, sku_ids: Collection[str]) -> list[str]:
        """Sort products as the subscriptions are, by name; those that nobody knows come last."""
        known = [sku_id for sku_id in self._products if sku_id in sku_ids]
        return [*known, *sorted(sku_id for sku_id in sku_ids if sku_id not in self._products)]


def short_name(name: str, distinction: str, limit: int) -> str:
    """Name a product in at most ``limit`` characters: what tells it apart stays whole, its name is cut."""
    return cut_before(name, named("", distinction), limit)


def subscription_name(subscription: Subscription, limit: int) -> str:
    """Name a subscription's product likewise."""
    return short_name(subscription.product.name, subscription.distinction, limit)


def fitted(say: Callable[[str], str], subscription: Subscription, limit: int) -> str:
    """Say a sentence of at most ``limit`` characters with a product in it, whose name is cut to fit."""
    return say(subscription_name(subscription, limit - len(say(""))))


def held_briefly(t: Translator, names: ProductNames, sku_ids: Collection[str], *, leading: str = "") -> str:
    """Say what somebody holds in a few words: "Office 365 E3 and 2 more", ``leading`` first if held."""
    if not sku_ids:
        return t("no license")
    sorted_ids = names.held(sku_ids)
    first = leading if leading in sku_ids else sorted_ids[0]
    product, others = names.product(first, _BRIEF), len(sorted_ids) - 1
    if not others:
        return product
    return t.n("{product} and {count} more", "{product} and {count} more", others, product=product)


def license_text(t: Translator, names: ProductNames, sku_id: str, disabled: Collection[str]) -> str:
    """Say a license as a whole: its product, and the service plans that are switched off."""
    product = names.product(sku_id)
    if not disabled:
        return product
    return t("{product}, without {plans}", product=product, plans=", ".join(names.plans(disabled)))


def licenses_text(t: Translator, names: ProductNames, licenses: Licenses) -> list[str]:
    """Say every license that somebody holds."""
    return [license_text(t, names, sku_id, licenses[sku_id]) for sku_id in names.held(licenses)]


def hindered(t: Translator, subscriptions: Iterable[Subscription]) -> str:
    """Name the products that cannot be assigned now, by what stands in the way; empty where all can."""
    by_hindrance: dict[Hindrance, list[str]] = {}
    for subscription in subscriptions:
        if subscription.hindrance is not None:
            product = subscription.product
            is_publishers = subscription.hindrance is Hindrance.PUBLISHER
            name = f"{subscription.name} ({product.publisher})" if is_publishers else subscription.name
            by_hindrance.setdefault(subscription.hindrance, []).append(name)
    return " ".join(
        t(sentence, products=t.listed(by_hindrance[hindrance]))
        for hindrance, sentence in _HINDERED.items()
        if hindrance in by_hindrance
    )
