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

    from shared.domain.subscription import Product, ProductSummary, Subscription


def named(name: str, distinction: str) -> str:
    """Name a product, with what tells it from another one of that name: "Visio Plan 2 (VISIOCLIENT)"."""
    return f"{name} ({distinction})" if distinction else name


def distinctions(products: Iterable[Product | ProductSummary]) -> dict[str, str]:
    """Tell by SKU what sets each of some products apart from those of its name; empty where none has it.

    It is the part number, or the SKU's id where the part number is the same too.
    """
    by_id = {each.sku_id: each for each in products}
    names = Counter(fold(each.name) for each in by_id.values())
    pairs = Counter((fold(each.name), fold(each.part_number)) for each in by_id.values())
    found = {}
    for sku_id, each in by_id.items():
        is_told_apart = pairs[fold(each.name), fold(each.part_number)] == 1
        telling = each.part_number if is_told_apart and each.part_number else sku_id
        found[sku_id] = telling if names[fold(each.name)] > 1 else ""
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
