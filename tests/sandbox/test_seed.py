"""What a newcomer finds: every kind of subscription, and somebody for each case of a license change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sandbox.deploy import Stack
from sandbox.places import ROOT
from sandbox.seed import desk_of, seed
from sandbox.slack.people import PEOPLE
from shared.domain.customer import CustomerSummary
from shared.domain.staff import Role
from shared.domain.subscribed_skus import read_subscribed_skus
from shared.domain.subscription import Hindrance, Subscription
from shared.domain.user import User, UserFilter
from shared.ports import Cursor
from shared.store import Store, open_store
from tests.builders import a_staff_member
from tests.staffing import register
from tests.tables import create_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

NADIA = "U0GLOBAL01"


def stack(dynamodb_local: str) -> Stack:
    names = create_tables(dynamodb_local)
    return Stack(
        aws_url=dynamodb_local,
        function_url="",
        function_host="",
        secret_id="",
        directory_table=names.directory,
        workflow_table=names.workflow,
        audit_table=names.audit,
    )


@pytest.fixture(scope="module")
def seeded(dynamodb_local: str) -> Stack:
    empty = stack(dynamodb_local)
    assert seed(empty, NADIA) == 23
    return empty


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


def roles(store: Store) -> dict[str, tuple[set[Role], int]]:
    return {each.slack_user_id: (set(each.roles), each.version) for each in store.staff.everyone()}


def test_everybody_has_their_role_by_a_grant_that_is_in_the_trail(store: Store) -> None:
    granted = {each.id: ({Role(each.role)}, 1) for each in PEOPLE if each.role and each.id != NADIA}
    assert roles(store) == granted
    events = [each for each in store.audit.events_by(NADIA, Cursor(), 100).items if each.target_id in granted]
    assert {each.target_id for each in events} == granted.keys()
    assert events[0].target_id == "U0GLOBAL02"  # the newest: before it the first admin needed nobody to agree


def test_a_role_that_somebody_changed_since_stays_when_it_is_seeded_again(
    seeded: Stack, store: Store
) -> None:
    register(store.staff, a_staff_member(Role.SALES_AGENT, slack_user_id="U0HELPDSK1"))
    before = roles(store)
    seed(seeded, NADIA)
    assert roles(store) == before


def test_somebody_new_to_an_old_sandbox_waits_for_a_role(seeded: Stack, store: Store) -> None:
    before = roles(store)
    seed(seeded, NADIA, [replace(PEOPLE[-1], id="U0NEW", role="admin_agent")])
    assert roles(store) == before


def test_nobody_but_the_first_admin_has_a_role_in_a_real_workspace(dynamodb_local: str) -> None:
    real = stack(dynamodb_local)
    seed(real, NADIA, people=())
    desk = desk_of(real, NADIA)
    assert desk.staff.everyone() == []
    assert [each.slack_user_id for each in desk.everyone()] == [NADIA]


def test_products_are_found_by_name_before_anybody_buys_them(store: Store) -> None:
    assert "Visio Plan 1" in [each.name for each in store.catalogue.find_products("visio", 10)]


def test_the_list_to_try_out_begins_with_a_byte_order_mark_and_can_be_read() -> None:
    content = (ROOT / "sandbox" / "files" / "subscribedskus.json").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    listed = {each.product.part_number: each for each in read_subscribed_skus(content)}
    assert (listed["EMS"].units.active, listed["EMS"].consumed) == (5, 1)
