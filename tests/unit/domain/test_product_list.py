"""Products between plus signs, commas and bars, and behind the name of a tenant."""

from __future__ import annotations

import pytest

from shared.domain.product_list import MOST_PIECES, separated

KNOWN = {"E1", "E3", "EMS", "Mobility + Security E3", "Plan, large", "odd:E3", "Mobility"}


def apart(entry: str) -> list[str]:
    return separated(entry, KNOWN.__contains__)


@pytest.mark.parametrize(
    ("entry", "products"),
    [
        ("E3", ["E3"]),
        ("E3+E1", ["E3", "E1"]),
        ("E3 + E1,EMS | E1", ["E3", "E1", "EMS", "E1"]),
        ("Mobility + Security E3", ["Mobility + Security E3"]),
        ("E1+Mobility + Security E3+Plan, large", ["E1", "Mobility + Security E3", "Plan, large"]),
        ("Mobility+E3", ["Mobility", "E3"]),
        ("contoso:E3", ["E3"]),
        ("contoso:E3+contoso:EMS", ["E3", "EMS"]),
        ("odd:E3", ["odd:E3"]),
        ("contoso:E5", ["contoso:E5"]),
        ("E5+E3", ["E5", "E3"]),
        ("Visio + E3, large", ["Visio", "E3", "large"]),
        ("+E3+", ["E3"]),
        ("contoso:E3 contoso:EMS", ["E3", "EMS"]),
        ("E3  E1", ["E3", "E1"]),
        ("E3 E5", ["E3 E5"]),
        ("{contoso:E3, contoso:EMS}", ["E3", "EMS"]),
        ("{E3", ["{E3"]),
        ("", []),
    ],
)
def test_each_product_is_found_and_the_longest_first(entry: str, products: list[str]) -> None:
    assert apart(entry) == products


def test_entry_of_very_many_pieces_is_left_whole() -> None:
    assert len(apart("+".join(["E3"] * MOST_PIECES))) == MOST_PIECES
    assert apart("+" * MOST_PIECES) == ["+" * MOST_PIECES]
