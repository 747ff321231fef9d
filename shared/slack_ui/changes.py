"""What an event changed of somebody's licenses or of a product's service plans, a line for each change."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from shared.domain.license import Licenses
    from shared.i18n.translator import Translator
    from shared.slack_ui.products import ProductNames


def license_changes(t: Translator, names: ProductNames, before: Licenses, after: Licenses) -> list[str]:
    """Say which products went, which came, and of which others service plans were switched off or on."""
    lines = [
        t("{product} removed", product=names.product(sku_id))
        for sku_id in names.held(before.keys() - after.keys())
    ]
    new = names.held(after.keys() - before.keys())
    lines += [_added(t, names, sku_id, after[sku_id]) for sku_id in new]
    for sku_id in names.held(before.keys() & after.keys()):
        product = names.product(sku_id)
        if off := after[sku_id] - before[sku_id]:
            lines.append(t("{product}: {plans} switched off", product=product, plans=_listed(names, off)))
        if on := before[sku_id] - after[sku_id]:
            lines.append(t("{product}: {plans} switched on", product=product, plans=_listed(names, on)))
    return lines


def plan_changes(
    t: Translator, names: ProductNames, before: Collection[str], after: Collection[str]
) -> list[str]:
    """Say which service plans a product gained and lost."""
    lines = []
    if gained := set(after) - set(before):
        lines.append(t("Service plans added: {plans}", plans=_listed(names, gained)))
    if lost := set(before) - set(after):
        lines.append(t("Service plans removed: {plans}", plans=_listed(names, lost)))
    return lines


def _added(t: Translator, names: ProductNames, sku_id: str, disabled: Collection[str]) -> str:
    product = names.product(sku_id)
    if not disabled:
        return t("{product} added", product=product)
    return t("{product} added, without {plans}", product=product, plans=_listed(names, disabled))


def _listed(names: ProductNames, plan_ids: Collection[str]) -> str:
    return ", ".join(names.plans(plan_ids))
