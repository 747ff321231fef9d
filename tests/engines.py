"""On what the contracts of the store are held: the fakes, and DynamoDB Local, which is AWS's own engine.

Where Java or the engine is missing, moto stands in for it. `make prove` has all three.
"""

from __future__ import annotations

from functools import cache

import pytest

from sandbox import dynamodb_local
from tests.scale import SCALE

LOCAL = pytest.param("dynamodb_local", marks=pytest.mark.dynamodb_local)
missing = cache(dynamodb_local.missing)


def engines(scale: str, why_not_local: str) -> list[object]:
    """Name the engines, given why DynamoDB Local cannot run, or "" where it can."""
    has_moto = scale == "full" or why_not_local
    return ["fake", *(["moto"] if has_moto else []), *([] if why_not_local else [LOCAL])]


def word(why_not_local: str) -> str:
    """Say in one line what the contracts are held on."""
    if why_not_local:
        return f"contracts: on the fakes, and on moto instead of DynamoDB Local ({why_not_local})"
    return "contracts: on the fakes and DynamoDB Local" + (", and on moto" if SCALE == "full" else "")


ENGINES = engines(SCALE, missing())
