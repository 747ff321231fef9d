"""Where each of Microsoft's services and cmdlets writes what is known of a subscribed SKU."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The paths of properties: of a product and its units in an item, of a service plan in that plan.

    The keys are the fields of ``Product``, ``Units`` and ``ServicePlan``; ``locked_out`` counts units of a
    subscription that was canceled.
    """

    product: Mapping[str, str]
    units: Mapping[str, str]
    plan: Mapping[str, str]


_OF_POWERSHELL = ("Microsoft.", "System.", "@{", "class ")

_FLAT_PRODUCT = {
    "sku_id": "skuId",
    "part_number": "skuPartNumber",
    "name": "productName",
    "license_group": "licenseGroupId",
}
_UNITS_OF_SKU = {
    "active": "activeUnits",
    "warning": "warningUnits",
    "suspended": "suspendedUnits",
    "locked_out": "lockedOutUnits",
}
_PLAN_OF_SKU = {
    "id": "id",
    "service_name": "serviceName",
    "display_name": "displayName",
    "target_type": "targetType",
}
_PLAN_OF_GRAPH = {
    "id": "servicePlanId",
    "service_name": "servicePlanName",
    "display_name": "displayName",
    "target_type": "appliesTo",
}
_UNITS_OF_GRAPH = {
    "active": "prepaidUnits.enabled",
    "warning": "prepaidUnits.warning",
    "suspended": "prepaidUnits.suspended",
    "locked_out": "prepaidUnits.lockedOut",
}
_EXPANDED_UNITS = {
    "active": "enabled",
    "warning": "warning",
    "suspended": "suspended",
    "locked_out": "lockedOut",
}

# GET /v1/customers/{id}/subscribedskus ("SubscribedSku" of Partner Center's License resources), and
# Get-PartnerCustomerSubscribedSku, as it is.
PARTNER_CENTER = Shape(
    product={
        "name": "productSku.name",
        "part_number": "productSku.skuPartNumber",
        "sku_id": "productSku.id",
        "license_group": "productSku.licenseGroupId",
        "target_type": "productSku.targetType",
    },
    units=_UNITS_OF_SKU,
    plan=_PLAN_OF_SKU,
)
# Get-PartnerCustomerSubscribedSku of the module's later versions, and Get-MsolAccountSku.
FLAT = Shape(
    product={**_FLAT_PRODUCT, "target_type": "targetType"},
    units=_UNITS_OF_SKU,
    plan=_PLAN_OF_SKU,
)
# GET /v1.0/subscribedSkus ("subscribedSku resource type" of Microsoft Graph), Get-MgSubscribedSku and
# Get-AzureADSubscribedSku.
GRAPH = Shape(
    product={**_FLAT_PRODUCT, "target_type": "appliesTo"},
    units=_UNITS_OF_GRAPH,
    plan=_PLAN_OF_GRAPH,
)
# The same after Select-Object -Property Sku*, ConsumedUnits -ExpandProperty PrepaidUnits.
EXPANDED = Shape(
    product=GRAPH.product,
    units=_EXPANDED_UNITS,
    plan=_PLAN_OF_GRAPH,
)


def shape_of(item: object) -> Shape:
    """Tell in which shape an item is; Partner Center's, where nothing tells."""
    if value_at(item, "productSku") is not None:
        return PARTNER_CENTER
    if value_at(item, "prepaidUnits") is not None:
        return GRAPH
    if value_at(item, "skuId") is None and value_at(item, "skuPartNumber") is None:
        return PARTNER_CENTER
    if value_at(item, "activeUnits") is not None:
        return FLAT
    return EXPANDED if value_at(item, "enabled") is not None else GRAPH


def is_cut_off(written: object) -> bool:
    """Whether only the name of a type is left: ConvertTo-Json ends at a depth of 2, above the plans."""
    parts = written if isinstance(written, list) else [written]
    return bool(parts) and all(isinstance(each, str) and each.startswith(_OF_POWERSHELL) for each in parts)


def value_at(value: object, path: str) -> object:
    """Find what stands at a path of names and places, the names in whatever case; None where nothing does."""
    for step in path.casefold().split("."):
        if isinstance(value, dict):
            value = next((each for name, each in value.items() if name.casefold() == step), None)
        elif isinstance(value, list) and step.isdecimal():
            value = value[int(step)] if int(step) < len(value) else None
        else:
            return None
    return value
