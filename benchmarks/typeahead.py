"""Finding a customer among 10,000 while typing, on DynamoDB Local: at most two queries, p99 within 30 ms."""

from __future__ import annotations

import itertools
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from pynamodb.connection import Connection

from benchmarks.budget import Measured
from sandbox import dynamodb_local
from shared.store import Patience, open_store
from tests.builders import a_customer, a_customer_profile
from tests.store.crowd import fill
from tests.tables import create_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.customer import Customer
    from shared.ports import Directory

CUSTOMERS = 10_000
WARMING = 100  # Java compiles what it has done often
ROUNDS = 500
FIRST = ("Contoso", "Fabrikam", "Northwind", "Adventure", "Tailspin", "Wingtip", "Proseware", "Litware")
SECOND = ("Traders", "Works", "Toys", "Foods", "Labs", "Industries", "Électricité", "Logistics")


def measure() -> Iterator[Measured]:
    if reason := dynamodb_local.missing():
        print(f"typeahead: not measured. {reason}")
        return
    with TemporaryDirectory() as folder, dynamodb_local.running(Path(folder)) as url:
        names = create_tables(url)
        tables = (names.directory, names.workflow, names.audit)
        patient = open_store(*tables, endpoint_url=url, patience=Patience(read=30, retry=30))
        fill(patient, map(_customer, range(CUSTOMERS)))
        yield from _typed(open_store(*tables, endpoint_url=url).directory)


def _customer(number: int) -> Customer:
    name = f"{FIRST[number % 8]} {SECOND[number // 8 % 8]} {number:05}"
    return a_customer(f"customer-{number:05}", a_customer_profile(name, [f"c{number:05}.example"]))


def _typed(directory: Directory) -> Iterator[Measured]:
    typed = itertools.cycle(["con", "north tr", "c0", "electr", "", "adventure works 00", "c09999.ex", "zzz"])
    for _ in range(WARMING):
        directory.find_customers(next(typed), 100)
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
