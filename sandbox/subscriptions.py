"""What the sandbox's customers subscribe to: Microsoft's own products, and one of each kind that is odd.

The products are those of `files/product_catalogue.csv`, an excerpt of Microsoft's "Product names and
service plan identifiers for licensing"; to load it, or `files/subscribedskus.json`, is worth a try.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from shared.domain.product_catalogue import read_catalogue
from shared.domain.subscription import LicenseGroup, Product, TargetType, Units

CATALOGUE = Path(__file__).parent / "files" / "product_catalogue.csv"

# Its rows say neither that storage is for the whole organisation nor who manages Minecraft's licenses
# (Partner Center SDK, "Get a list of available licenses by license group"), nor what others publish.
FOR_THE_TENANT = {"SHAREPOINTSTORAGE"}
OTHERS = (
    Product(
        sku_id="984df360-9a74-4647-8cf8-696749f6247a",
        part_number="CFQ7TTC0K5DR/0002",
        name="Minecraft Education Edition Faculty",
        license_group=LicenseGroup.GROUP2,
    ),
    Product(
        sku_id="dzh318z0bq3q:0001",
        part_number="DZH318Z0BQ3Q",
        name="Tailspin Signatures for Outlook",
        publisher="Tailspin Toys",
        publisher_link="https://tailspin.example/partners/licenses",
    ),
)


@dataclass(frozen=True, slots=True)
class Bought:
    """Seats of a product; `lowered_to` is what is left of them once the users have theirs."""

    part_number: str
    units: Units
    lowered_to: Units | None = None


BOUGHT = {
    "contoso": (
        Bought("STANDARDPACK", Units(active=12)),
        Bought("ENTERPRISEPACK", Units(active=8)),
        Bought("EMS", Units(active=6), lowered_to=Units(active=5)),  # six use it
        Bought("POWER_BI_PRO", Units(active=2)),  # both are taken
        Bought("VISIOONLINE_PLAN1", Units(active=1, warning=2, suspended=1)),
        Bought("MCOMEETADV", Units(active=10)),  # needs Teams or Skype beside it
        Bought("SHAREPOINTSTORAGE", Units(active=500)),
        Bought("CFQ7TTC0K5DR/0002", Units(active=10)),
        Bought("DZH318Z0BQ3Q", Units(active=20)),
    ),
    "fabrikam": (
        Bought("ENTERPRISEPACK", Units(active=10)),
        Bought("POWER_BI_PRO", Units(active=1)),
    ),
}

# Who has a product without all of its services: user, product, the services that are off.
SWITCHED_OFF = {
    "contoso": (("Bram de Vries", "ENTERPRISEPACK", {"SWAY", "YAMMER_ENTERPRISE"}),),
}


def products() -> dict[str, Product]:
    """All products by part number."""
    listed = read_catalogue(CATALOGUE.read_bytes()).products
    return {
        product.part_number: replace(product, target_type=TargetType.TENANT)
        if product.part_number in FOR_THE_TENANT
        else product
        for product in (*listed, *OTHERS)
    }
