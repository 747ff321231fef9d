"""A bulk license change: the worker's steps, over a bare boto3 loop that writes the same items.

Everyone at a customer goes from Office 365 E1 to E3.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.worker_steps import ADMIN, E1, E3, BareLoop, Job, Tables, in_turn, warm
from sandbox import dynamodb_local
from shared.domain.command import ChangeLicenses
from shared.domain.license import LicenseChange
from shared.domain.request import SLICE, Request
from shared.domain.user import Everyone
from shared.gateways.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.budget import Measured

MANY, FEW = 10_000, SLICE
COMPARED = 4  # every so many slices of many, the bare loop and a change of few take their turn
# The event, the user, the seats of both products, and that the user holds one and not the other: six items
# of at most a kilobyte, two write units each in a transaction.
LEAST_UNITS = 12


def measure() -> Iterator[Measured]:
    if reason := dynamodb_local.missing():
        print(f"licenses: not measured. {reason}")
        return
    with TemporaryDirectory() as folder, dynamodb_local.running(Path(folder)) as url:
        ours, twin = Tables(url), Tables(url)
        for tables in (ours, twin):
            tables.add_customer("many", MANY)
            tables.add_customer("few", FEW)
        of_few = (_change(ours, "few", FEW, number) for number in itertools.count())
        bare = BareLoop(url, ours.names, twin.names)
        warm(ours, bare, of_few)
        spent = in_turn(ours, bare, _change(ours, "many", MANY, 0), of_few, COMPARED)
    yield spent.speed("license change, rows")
    yield spent.write_units("license change, write units", LEAST_UNITS)
    yield spent.growth("license change, 10,000 users")


def _change(tables: Tables, customer_id: str, users: int, number: int) -> Job:
    """File a change of everyone at a customer: from E1 to E3, and the next time back."""
    gained, lost = (E3, E1) if number % 2 == 0 else (E1, E3)
    change = LicenseChange(assign={gained: None}, remove=frozenset({lost}))
    request = Request(
        id=f"{customer_id}-{number}-3f0f8f6e0d6e4c8a",
        command=ChangeLicenses(customer_id=customer_id, users=Everyone(), change=change),
        requester_id=ADMIN,
        language="en",
        filed_at=SystemClock().now(),
    )
    return Job(tables, tables.store.requests.file(request), users)
