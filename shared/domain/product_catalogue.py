"""Microsoft's published list of products and their service plans, a CSV file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.domain.subscription import Product


def read_catalogue(content: bytes) -> list[Product]:
    """Read "Product names and service plan identifiers for licensing".

    Columns, in any order: Product_Display_Name, String_Id, GUID, Service_Plan_Name, Service_Plan_Id,
    Service_Plans_Included_Friendly_Names; one row for each plan of each product. Raises InvalidInputError
    on field ``file``.
    """
    raise NotImplementedError
