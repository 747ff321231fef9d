"""Microsoft's products: one item each, and a short one under its name for those who type it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from pynamodb.exceptions import DoesNotExist, PutError

from shared.domain.collation import sort_key
from shared.domain.subscription import ProductSummary
from shared.errors import BusyError
from shared.store import keys
from shared.store.busy import busy_when_asked_to_come_back
from shared.store.product_item import product_attributes, to_product

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from shared.domain.subscription import Product
    from shared.store.tables import Tables


class CatalogueTable:
    """The catalogue, in the directory's table. A product shows within moments of being saved."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @busy_when_asked_to_come_back()
    def find_products(self, typed: str, limit: int) -> list[ProductSummary]:
        """Find products of whose name or part number some word begins with each word typed, by name.

        One query of the whole list, which is of several hundred.
        """
        found = (summary for _, summary in self._listed() if summary.is_found_by(typed))
        return list(islice(found, limit))

    @busy_when_asked_to_come_back()
    def product(self, sku_id: str) -> Product | None:
        """Read a product with its service plans."""
        try:
            return to_product(sku_id, self._tables.products.get(keys.product(sku_id), keys.PRODUCT))
        except DoesNotExist:
            return None

    @busy_when_asked_to_come_back()
    def products(self, sku_ids: Collection[str]) -> list[Product]:
        """Read several products at once; unknown ones are left out."""
        wanted = [(keys.product(each), keys.PRODUCT) for each in dict.fromkeys(sku_ids)]
        items = self._tables.products.batch_get(wanted)
        found = {item.pk: to_product(keys.product_id(item.pk), item) for item in items}
        return [found[pk] for pk, _ in wanted if pk in found]

    @busy_when_asked_to_come_back()
    def save_products(self, products: Collection[Product]) -> None:
        """Write products as the catalogue now has them; others stay. Doing it again changes nothing."""
        names = {product.sku_id: sort_key(product.name, product.sku_id) for product in products}
        try:
            with self._tables.products.batch_write() as batch:
                for product in products:
                    batch.save(
                        self._tables.products(
                            keys.product(product.sku_id), keys.PRODUCT, **product_attributes(product)
                        )
                    )
            with self._tables.product_list.batch_write() as batch:
                for product in products:
                    batch.save(
                        self._tables.product_list(
                            keys.PRODUCTS,
                            names[product.sku_id],
                            part_number=product.part_number,
                            name=product.name,
                        )
                    )
                # A product whose name changed is listed under the old one too, until here.
                for sk, listed in self._listed(is_consistent=True):
                    if names.get(listed.sku_id, sk) != sk:
                        batch.delete(self._tables.product_list(keys.PRODUCTS, sk))
        except PutError as error:
            if error.cause is None:  # DynamoDB took some of a batch, again and again
                raise BusyError(cause="unprocessed items") from error
            raise

    def _listed(self, *, is_consistent: bool = False) -> Iterator[tuple[str, ProductSummary]]:
        """List all products by name, each with its sort key."""
        for page in self._tables.product_list.query(keys.PRODUCTS, consistent_read=is_consistent).page_iter:
            # Straight from the answer: to make models of so many takes longer than to read them.
            for item in page["Items"]:
                sk = item["sk"]["S"]
                yield (
                    sk,
                    ProductSummary(
                        sku_id=keys.identifier(sk),
                        part_number=item["part_number"]["S"],
                        name=item["name"]["S"],
                    ),
                )
