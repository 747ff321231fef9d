"""What a newcomer finds: every kind of subscription, and somebody for each case of a license change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sandbox.deploy import Stack
from sandbox.places import ROOT
from sandbox.seed import seed
from shared.domain.customer import CustomerSummary
from shared.domain.subscribed_skus import read_subscribed_skus
from shared.domain.subscription import Hindrance, Subscription
from shared.domain.user import User, UserFilter
from shared.ports import Cursor
from shared.store import Store, open_store
from tests.tables import create_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

NADIA = "U0GLOBAL01"


@pytest.fixture(scope="module")
def seeded(dynamodb_local: str) -> Stack:
    names = create_tables(dynamodb_local)
    stack = Stack(
        aws_url=dynamodb_local,
        function_url="",
        function_host="",
        secret_id="",
        directory_table=names.directory,
        workflow_table=names.workflow,
        audit_table=names.audit,
    )
    assert seed(stack, NADIA) == 23
    return stack


@pytest.fixture
def store(seeded: Stack) -> Store:
    return open_store(
        seeded.directory_table, seeded.workflow_table, seeded.audit_table, endpoint_url=seeded.aws_url
    )


def customers(store: Store) -> list[CustomerSummary]:
    return store.directory.find_customers("", 10)


def subscriptions(store: Store) -> Mapping[str, Subscription]:
    contoso = next(each for each in customers(store) if each.name == "Contoso Ltd")
    return {each.product.part_number: each for each in store.directory.subscriptions(contoso.id)}


def users(store: Store) -> list[User]:
    return [
        user
        for each in customers(store)
        for user in store.directory.list_users(each.id, UserFilter.ALL, Cursor(), 100).items
    ]


def test_there_is_a_product_of_each_kind(store: Store) -> None:
    contoso = subscriptions(store)
    assert contoso["ENTERPRISEPACK"].available == 2
    assert contoso["POWER_BI_PRO"].hindrance is Hindrance.NOTHING_AVAILABLE
    assert contoso["EMS"].available == -1
    assert contoso["SHAREPOINTSTORAGE"].hindrance is Hindrance.TENANT
    assert contoso["DZH318Z0BQ3Q"].hindrance is Hindrance.PUBLISHER
    assert len({each.product.license_group for each in contoso.values()}) == 2


def test_there_is_somebody_without_a_usage_location_and_somebody_without_all_services(store: Store) -> None:
    nowhere = [user.profile.display_name for user in users(store) if not user.profile.usage_location]
    with_less = [user.profile.display_name for user in users(store) if any(user.licenses.values())]
    assert (nowhere, with_less) == (["Yusuf Karim"], ["Bram de Vries"])


def test_somebody_was_deleted_who_will_soon_be_gone(store: Store) -> None:
    contoso = next(each for each in customers(store) if each.name == "Contoso Ltd")
    deleted = store.directory.list_deleted(contoso.id, Cursor(), 10).items
    now = datetime.now(UTC)
    assert [(each.user.profile.display_name, each.days_left(now)) for each in deleted] == [
        ("Saoirse Byrne", 2),
        ("Dmitri Volkov", 28),
    ]


def test_seeding_again_changes_nothing(seeded: Stack, store: Store) -> None:
    before = (users(store), subscriptions(store))
    seed(seeded, NADIA)
    assert (users(store), subscriptions(store)) == before


def test_products_are_found_by_name_before_anybody_buys_them(store: Store) -> None:
    assert "Visio Plan 1" in [each.name for each in store.catalogue.find_products("visio", 10)]


def test_the_list_to_try_out_begins_with_a_byte_order_mark_and_can_be_read() -> None:
    content = (ROOT / "sandbox" / "files" / "subscribedskus.json").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    listed = {each.product.part_number: each for each in read_subscribed_skus(content)}
    assert (listed["EMS"].units.active, listed["EMS"].consumed) == (5, 1)
