from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.ports import SHARDS, shard_of
from tests.builders import (
    NOW,
    a_customer,
    a_customer_profile,
    a_deleted_user,
    a_user,
    a_user_profile,
    an_event,
)
from tests.store.calls import listen

if TYPE_CHECKING:
    from shared.store import Store

HOUR = timedelta(hours=1)
CUSTOMERS = [f"customer-{number:02}" for number in range(12)]


@pytest.fixture(scope="module")
def many(shared_store: Store) -> Store:
    """Twelve customers in several shards; of each, three users were deleted, an hour after one another."""
    assert len({shard_of(each) for each in CUSTOMERS}) > 1
    for place, customer_id in enumerate(CUSTOMERS):
        domain = f"{customer_id}.example"
        profile = a_customer_profile(customer_id, domains=(domain,))
        customer = a_customer(customer_id, profile)
        added = an_event(f"add-{customer_id}", target_id=customer_id, customer_id=customer_id)
        assert shared_store.directory.add_customer(customer, added) is None
        for number in range(3):
            name = f"{customer_id}-{number}"
            user = a_user(name, a_user_profile(name, domain=domain), customer_id=customer_id)
            created = an_event(f"create-{name}", target_id=name, customer_id=customer_id)
            assert shared_store.directory.add_user(user, created) is None
            deleted = a_deleted_user(user, at=NOW + (number * len(CUSTOMERS) + place) * HOUR)
            gone = an_event(f"delete-{name}", target_id=name, customer_id=customer_id)
            assert shared_store.directory.delete_user(user, deleted, gone) is None
    return shared_store


def test_of_all_customers_the_latest_come_first(many: Store) -> None:
    found = many.directory.recently_deleted(None, 5)
    assert [each.id for each in found] == [f"customer-{number:02}-2" for number in (11, 10, 9, 8, 7)]


def test_of_some_customers_nobody_elses_are_listed(many: Store) -> None:
    found = many.directory.recently_deleted(["customer-03", "customer-07"], 5)
    assert [each.id for each in found] == [
        "customer-07-2", "customer-03-2", "customer-07-1", "customer-03-1", "customer-07-0",
    ]  # fmt: skip


def test_of_no_customer_nobody_is_listed(many: Store) -> None:
    assert many.directory.recently_deleted([], 5) == []


def test_who_is_restored_is_not_listed_any_more(store: Store) -> None:
    store.directory.add_customer(a_customer(), an_event("add", target_id="contoso"))
    user = a_user()
    store.directory.add_user(user, an_event("create"))
    deleted = a_deleted_user(user)
    store.directory.delete_user(user, deleted, an_event("delete"))
    assert store.directory.recently_deleted(None, 5) == [deleted]
    restored = replace(user, version=user.version + 2)
    store.directory.restore_user(deleted, restored, an_event("restore"))
    assert store.directory.recently_deleted(None, 5) == []


def test_all_customers_take_one_query_for_each_shard(local_store: Store) -> None:
    calls = listen(local_store)
    local_store.directory.recently_deleted(None, 5)
    assert calls.operations == ["Query"] * SHARDS
