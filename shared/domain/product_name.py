"""How products of one name are told apart: by part number, where a customer subscribes to several of them.

Fifteen names in "Product names and service plan identifiers for licensing" belong to two products each.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.collation import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.domain.subscription import Product, ProductSummary, ServicePlan, Subscription


def named(name: str, distinction: str) -> str:
    """Name a product, with what tells it from another one of that name: "Visio Plan 2 (VISIOCLIENT)"."""
    return f"{name} ({distinction})" if distinction else name


def distinctions(products: Iterable[Product | ProductSummary]) -> dict[str, str]:
    """Tell by SKU what sets each of some products apart from those of its name; empty where none has it.

    It is the part number, or the SKU's id where the part number is the same too.
    """
    return _distinctions((each.sku_id, each.name, each.part_number) for each in products)


def plan_distinctions(plans: Iterable[ServicePlan]) -> dict[str, str]:
    """Tell by id what sets each service plan of a product apart from those of its name: the service name."""
    return _distinctions((each.id, each.display_name, each.service_name) for each in plans)


def plan_names(plans: Iterable[ServicePlan]) -> dict[str, str]:
    """Name a product's service plans by id, told apart."""
    all_of_them = list(plans)
    found = plan_distinctions(all_of_them)
    return {each.id: named(each.display_name, found[each.id]) for each in all_of_them}


def _distinctions(described: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Choose from an id, a name and a code of each what tells those of one name apart."""
    by_id = {each[0]: each for each in described}
    names = Counter(fold(name) for _, name, _ in by_id.values())
    pairs = Counter((fold(name), fold(code)) for _, name, code in by_id.values())
    found = {}
    for identifier, name, code in by_id.values():
        telling = code if code and pairs[fold(name), fold(code)] == 1 else identifier
        found[identifier] = telling if names[fold(name)] > 1 else ""
    return found


def distinctions_with(products: Iterable[Product], subscriptions: Iterable[Subscription]) -> dict[str, str]:
    """Tell the same of a customer's products, once some are added to them or are changed."""
    becoming = {each.id: each.product for each in subscriptions}
    return distinctions((becoming | {each.sku_id: each for each in products}).values())


def told_apart(subscriptions: Iterable[Subscription]) -> list[Subscription]:
    """Give each of a customer's subscriptions what tells it from the others of its name."""
    all_of_them = list(subscriptions)
    found = distinctions(each.product for each in all_of_them)
    return [replace(each, distinction=found[each.id]) for each in all_of_them]
