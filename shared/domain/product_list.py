"""Products listed in one cell as exports of Microsoft 365 and its cmdlets list them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_PIECES = 40  # of one entry
_BETWEEN = re.compile(r"[+,|]")


def separated(entry: str, is_known: Callable[[str], bool]) -> list[str]:
    """Take apart what stands between ``+``, commas or bars, unless a product is called so as a whole.

    The longest piece that is a product comes first: *Enterprise Mobility + Security E3* is one. The name of
    the tenant may stand before a part number: ``contoso:ENTERPRISEPACK`` (MSOnline's AccountSkuId).
    PowerShell writes a list of these in braces, or with spaces between.
    """
    if entry.startswith("{") and entry.endswith("}"):
        entry = entry[1:-1]
    cuts = [found.start() for found in _BETWEEN.finditer(entry)]
    if len(cuts) >= MOST_PIECES:
        return [entry]
    starts, ends = [0, *(cut + 1 for cut in cuts)], [*cuts, len(entry)]
    products, place = [], 0
    while place < len(starts):
        for last in range(len(ends) - 1, place - 1, -1):
            product = _without_tenant(entry[starts[place] : ends[last]].strip(), is_known)
            if is_known(product) or last == place:
                products += _part_numbers(product, is_known)
                place = last + 1
                break
    return [each for each in products if each]


def _part_numbers(piece: str, is_known: Callable[[str], bool]) -> list[str]:
    """Take apart what stands between spaces, if that is part numbers throughout."""
    words = [_without_tenant(each, is_known) for each in piece.split()]
    return [piece] if is_known(piece) or not all(map(is_known, words)) else words


def _without_tenant(named: str, is_known: Callable[[str], bool]) -> str:
    _, colon, part_number = named.partition(":")
    is_of_tenant = colon and not is_known(named) and is_known(part_number.strip())
    return part_number.strip() if is_of_tenant else named
