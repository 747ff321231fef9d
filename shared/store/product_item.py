"""What is known of a product as attributes of an item, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from shared.domain.subscription import LicenseGroup, Product, ServicePlan, TargetType

if TYPE_CHECKING:
    from shared.store.models import DescribedProduct


class ProductAttributes(TypedDict):
    """The attributes that say what a product is, its id aside, which is in the key."""

    part_number: str
    name: str
    license_group: str
    target_type: str
    publisher: str
    publisher_link: str
    service_plans: list[list[str]]


def product_attributes(product: Product) -> ProductAttributes:
    """Write what a product is."""
    return ProductAttributes(
        part_number=product.part_number,
        name=product.name,
        license_group=product.license_group.value,
        target_type=product.target_type.value,
        publisher=product.publisher,
        publisher_link=product.publisher_link,
        service_plans=[
            [plan.id, plan.service_name, plan.display_name, plan.target_type.value]
            for plan in product.service_plans
        ],
    )


def to_product(sku_id: str, item: DescribedProduct) -> Product:
    """Read what a product is."""
    return Product(
        sku_id=sku_id,
        part_number=item.part_number,
        name=item.name,
        license_group=LicenseGroup(item.license_group),
        target_type=TargetType(item.target_type),
        publisher=item.publisher,
        publisher_link=item.publisher_link,
        service_plans=tuple(
            ServicePlan(
                id=plan_id,
                service_name=service_name,
                display_name=display_name,
                target_type=TargetType(target_type),
            )
            for plan_id, service_name, display_name, target_type in item.service_plans
        ),
    )
