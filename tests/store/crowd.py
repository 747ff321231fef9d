"""Very many customers, or users, put into a store's tables quickly: no transactions, conditions, events."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Any

from shared.domain.collation import sort_key
from shared.store import keys
from shared.store.customer_list import list_items
from shared.store.models import CountsItem
from shared.store.user_item import deleted_item, user_item
from tests.builders import a_customer, a_customer_profile
from tests.store.calls import tables_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pynamodb.models import Model

    from shared.domain.customer import Customer
    from shared.domain.deletion import DeletedUser
    from shared.domain.user import User
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
    put_items(store, (item for each in customers for item in list_items(tables, each).values()))


def fill_with_users(store: Store, users: Iterable[User]) -> None:
    """Put users, and that they hold their licenses, into a store; nobody counts them."""
    tables = tables_of(store)
    put_items(store, (item for user in users for item in _user_items(tables, user)))


def fill_with_deleted(store: Store, everyone: Iterable[DeletedUser]) -> None:
    """Put deleted users into a store, and count them."""
    tables = tables_of(store)
    users = list(everyone)
    put_items(store, (item for deleted in users for item in _deleted_items(tables, deleted)))
    for customer_id, number in Counter(deleted.user.customer_id for deleted in users).items():
        counts = tables.counts(keys.customer(customer_id), keys.COUNTS)
        counts.update([CountsItem.deleted.add(number)])


def put_items(store: Store, items: Iterable[Model]) -> None:
    """Put items into the directory table."""
    tables = tables_of(store)
    client: Any = tables.connection.client
    table_name = tables.users.Meta.table_name

    def put(batch: tuple[Model, ...]) -> None:
        requests = [{"PutRequest": {"Item": item.serialize()}} for item in batch]
        client.batch_write_item(RequestItems={table_name: requests})

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(put, _batches(items)))


def _user_items(tables: Tables, user: User) -> Iterator[Model]:
    yield user_item(tables, user)
    by_name = sort_key(user.profile.display_name, user.id)
    for sku_id in user.licenses:
        yield tables.holders(keys.holders(user.customer_id, sku_id), by_name)


def _deleted_items(tables: Tables, deleted: DeletedUser) -> Iterator[Model]:
    yield deleted_item(tables, deleted)
    former_name = keys.former_name_of(deleted.user.user_principal_name, deleted.id)
    yield tables.former_names(keys.customer(deleted.user.customer_id), former_name)


def _batches(items: Iterable[Model]) -> Iterator[tuple[Model, ...]]:
    rest = iter(items)
    while batch := tuple(islice(rest, BATCH)):
        yield batch
