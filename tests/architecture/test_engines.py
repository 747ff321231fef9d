"""The contracts of the store are held on AWS's own engine, and on moto only where that is missing."""

from __future__ import annotations

import pytest

from tests.engines import LOCAL, engines, word


@pytest.mark.parametrize(
    ("scale", "why_not", "expected"),
    [
        ("small", "", ["fake", LOCAL]),
        ("full", "", ["fake", "moto", LOCAL]),
        ("small", "DynamoDB Local needs Java 17 or newer", ["fake", "moto"]),
        ("full", "DynamoDB Local needs Java 17 or newer", ["fake", "moto"]),
    ],
)
def test_moto_stands_in_where_the_engine_is_missing(scale: str, why_not: str, expected: list[object]) -> None:
    assert engines(scale, why_not) == expected


def test_the_head_of_a_run_says_that_moto_stands_in_and_why() -> None:
    said = word("DynamoDB Local needs Java 17 or newer")
    assert said.endswith("on moto instead of DynamoDB Local (DynamoDB Local needs Java 17 or newer)")
