"""Products as Microsoft sells them, with the service plans that matter to its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.subscription import LicenseGroup, TargetType
from tests.builders import a_product, a_service_plan, a_subscription

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.domain.subscription import Product, Subscription

EXCHANGE_1 = a_service_plan("exchange-1", "EXCHANGE_S_STANDARD", "Exchange Online (Plan 1)")
EXCHANGE_2 = a_service_plan("exchange-2", "EXCHANGE_S_ENTERPRISE", "Exchange Online (Plan 2)")
EXCHANGE_KIOSK = a_service_plan("exchange-kiosk", "EXCHANGE_S_DESKLESS", "Exchange Online Kiosk")
SHAREPOINT_1 = a_service_plan("sharepoint-1", "SHAREPOINTSTANDARD", "SharePoint (Plan 1)")
SHAREPOINT_2 = a_service_plan("sharepoint-2", "SHAREPOINTENTERPRISE", "SharePoint (Plan 2)")
SHAREPOINT_KIOSK = a_service_plan("sharepoint-kiosk", "SHAREPOINTDESKLESS", "SharePoint Kiosk")
SKYPE = a_service_plan("skype-2", "MCOSTANDARD", "Skype for Business Online (Plan 2)")
TEAMS = a_service_plan("teams", "TEAMS1", "Microsoft Teams")
CONFERENCING = a_service_plan("conferencing", "MCOMEETADV", "Microsoft 365 Audio Conferencing")
WORKPLACE_ANALYTICS = a_service_plan("analytics", "WORKPLACE_ANALYTICS", "Microsoft Workplace Analytics")
FOUNDATION = a_service_plan(
    "foundation", "EXCHANGE_S_FOUNDATION", "Exchange Foundation", target_type=TargetType.TENANT
)
POWER_BI = a_service_plan("power-bi", "BI_AZURE_P2", "Power BI Pro")

E1 = a_product(
    "sku-e1",
    "Office 365 E1",
    part_number="STANDARDPACK",
    service_plans=[EXCHANGE_1, SHAREPOINT_1, SKYPE, TEAMS],
)
E3 = a_product("sku-e3", service_plans=[EXCHANGE_2, SHAREPOINT_2, SKYPE, TEAMS])
F3 = a_product(
    "sku-f3",
    "Office 365 F3",
    part_number="DESKLESSPACK",
    service_plans=[EXCHANGE_KIOSK, SHAREPOINT_KIOSK, TEAMS],
)
POWER_BI_PRO = a_product(
    "sku-power-bi", "Power BI Pro", part_number="POWER_BI_PRO", service_plans=[FOUNDATION, POWER_BI]
)
AUDIO_CONFERENCING = a_product(
    "sku-audio",
    "Microsoft 365 Audio Conferencing",
    part_number="MCOMEETADV",
    service_plans=[CONFERENCING],
)
ANALYTICS = a_product(
    "sku-analytics",
    "Microsoft Workplace Analytics",
    part_number="WORKPLACE_ANALYTICS",
    service_plans=[WORKPLACE_ANALYTICS],
)
MINECRAFT = a_product(
    "sku-minecraft",
    "Minecraft Education",
    part_number="CFQ7TTC0K5DR/0002",
    license_group=LicenseGroup.GROUP2,
)
STORAGE = a_product(
    "sku-storage",
    "Office 365 Extra File Storage",
    part_number="SHAREPOINTSTORAGE",
    target_type=TargetType.TENANT,
)
BACKUP = a_product(
    "sku-backup",
    "Fabrikam Backup",
    part_number="FABRIKAM_BACKUP",
    publisher="Fabrikam",
    publisher_link="https://fabrikam.example/assign",
)
PRODUCTS = (
    E1,
    E3,
    F3,
    POWER_BI_PRO,
    AUDIO_CONFERENCING,
    ANALYTICS,
    MINECRAFT,
    STORAGE,
    BACKUP,
)


def subscriptions_to(products: Iterable[Product] = PRODUCTS, active: int = 25) -> dict[str, Subscription]:
    """Make Contoso's subscriptions to products, by SKU."""
    return {product.sku_id: a_subscription(product, active) for product in products}
