"""Finding a customer among 10,000 while typing, on DynamoDB Local: at most two queries, p99 within 30 ms."""

from __future__ import annotations

import itertools
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from pynamodb.connection import Connection

from benchmarks.budget import Measured
from sandbox import dynamodb_local
from shared.store import open_store
from tests.builders import a_customer, a_customer_profile, an_event
from tests.tables import create_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.ports import Directory

CUSTOMERS = 10_000
ROUNDS = 500
FIRST = ("Contoso", "Fabrikam", "Northwind", "Adventure", "Tailspin", "Wingtip", "Proseware", "Litware")
SECOND = ("Traders", "Works", "Toys", "Foods", "Labs", "Industries", "Électricité", "Logistics")


def measure() -> Iterator[Measured]:
    if reason := dynamodb_local.missing():
        print(f"typeahead: not measured. {reason}")
        return
    with TemporaryDirectory() as folder, dynamodb_local.running(Path(folder)) as url:
        names = create_tables(url)
        store = open_store(names.directory, names.workflow, names.audit, endpoint_url=url)
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda number: _add(store.directory, number), range(CUSTOMERS)))
        yield from _typed(store.directory)


def _add(directory: Directory, number: int) -> None:
    name = f"{FIRST[number % 8]} {SECOND[number // 8 % 8]} {number:05}"
    profile = a_customer_profile(name, [f"c{number:05}.example"])
    identifier = f"customer-{number:05}"
    directory.add_customer(a_customer(identifier, profile), an_event(identifier, customer_id=identifier))


def _typed(directory: Directory) -> Iterator[Measured]:
    typed = itertools.cycle(["con", "north tr", "c0", "electr", "", "adventure works 00", "c09999.ex", "zzz"])
    spent: list[float] = []
    queries: list[int] = []
    real = Connection._make_api_call  # noqa: SLF001  to count

    def counting(self: Connection, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        queries[-1] += 1
        return real(self, name, arguments)

    with patch.object(Connection, "_make_api_call", counting):
        for _ in range(ROUNDS):
            queries.append(0)
            started = time.perf_counter()
            directory.find_customers(next(typed), 100)
            spent.append((time.perf_counter() - started) * 1000)
    p99 = statistics.quantiles(spent, n=100)[98]
    found = f"{ROUNDS} searches among {CUSTOMERS} customers on DynamoDB Local"
    yield Measured("typeahead, queries", f"{max(queries)} at most", max(queries), 2, found)
    yield Measured("typeahead, p99", f"{p99:.1f} ms", p99, 30, f"ms, {found}")
