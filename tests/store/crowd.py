"""Very many customers, put into a store's tables quickly: no transactions, no conditions, no events."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from shared.store.customer_list import list_items
from tests.builders import a_customer, a_customer_profile
from tests.store.calls import tables_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shared.domain.customer import Customer
    from shared.store import Store
    from shared.store.tables import Tables

PEOPLE = ["Amaras", "Brams", "Chidis", "Dagnys", "Elifs", "Freyas", "Gitas", "Hanas"]
PLACES = ["North", "South", "East", "West", "Upper", "Lower", "Old", "New", "Great", "Little"]
TRADES = ["bakery", "brewery", "clinic", "foundry", "garage", "harbour", "library", "nursery", "press", "zoo"]
BATCH = 25  # as many as BatchWriteItem takes


def crowd(count: int) -> Iterator[Customer]:
    """Make customers such as "Freyas Northzoo" with freyas-5.example; each name is borne by several."""
    for number in range(count):
        person, rest = PEOPLE[number % 8], number // 8
        name = f"{person} {PLACES[rest % 10]}{TRADES[rest // 10 % 10]}"
        domain = f"{person.lower()}-{number}.example"
        yield a_customer(f"id-{number:05}", a_customer_profile(name, (domain,)))


def fill(store: Store, customers: Iterable[Customer]) -> None:
    """Put all the items that customers are found by into a store."""
    tables = tables_of(store)
    client: Any = tables.connection.client
    table_name = tables.customer_list.Meta.table_name

    def put(batch: list[dict[str, Any]]) -> None:
        requests = [{"PutRequest": {"Item": item}} for item in batch]
        client.batch_write_item(RequestItems={table_name: requests})

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(put, _batches(tables, customers)))


def _batches(tables: Tables, customers: Iterable[Customer]) -> Iterator[list[dict[str, Any]]]:
    items: list[dict[str, Any]] = []
    for customer in customers:
        items += [item.serialize() for item in list_items(tables, customer).values()]
        while len(items) >= BATCH:
            yield items[:BATCH]
            items = items[BATCH:]
    if items:
        yield items
