"""A page that the last items fill exactly is the last one: DynamoDB says all the same that there is more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.deletion import RESTORABLE_FOR
from shared.domain.user import DirectoryRole, UserFilter
from shared.ports import Cursor, Standing, shard_of
from tests.builders import (
    CONTOSO,
    NOW,
    a_customer,
    a_deleted_user,
    a_request,
    a_subscription,
    a_user,
    a_user_profile,
    an_event,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.ports import Page
    from shared.store import Store

COUNT = 6  # items in each list below
LATER = datetime.now(UTC) + timedelta(hours=1)  # the stores note the instant by the clock of the machine


@pytest.fixture(scope="module")
def full(shared_store: Store) -> Store:
    """Six administrators without a license, six users with one, six deleted; six requests, six edits."""
    directory = shared_store.directory
    directory.add_customer(a_customer(), an_event("add"))
    directory.add_subscription(a_subscription(), an_event("buy", target_id="sku-e3"))
    for number in range(COUNT):
        roles = [DirectoryRole.PASSWORD_ADMIN]
        admin = a_user_profile(f"Admin {number}", user_name=f"a{number}", directory_roles=roles)
        holder = a_user_profile(f"Holder {number}", user_name=f"h{number}")
        kinds = {
            "admin": a_user(f"admin-{number}", admin),
            "holder": a_user(f"holder-{number}", holder, licenses={"sku-e3": frozenset[str]()}),
            "leaver": a_user(f"leaver-{number}", a_user_profile(f"Leaver {number}")),
        }
        for kind, user in kinds.items():
            directory.add_user(user, an_event(f"create-{kind}-{number}", target_id=user.id))
        leaver, at = kinds["leaver"], NOW + timedelta(minutes=number)
        event = replace(an_event(f"delete-{number}", target_id=leaver.id, at=at), actor_id="U0HANNA")
        directory.delete_user(leaver, a_deleted_user(leaver, at=at), event)
        shared_store.requests.file(a_request(f"V0GRACE.{number}"))
    return shared_store


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of six, and how a page of it is read."""

    read: Callable[[Store, Cursor, int], Page[Any]]
    goes_back: bool = True


def users(user_filter: UserFilter) -> Listing:
    return Listing(
        lambda store, cursor, limit: store.directory.list_users(CONTOSO, user_filter, cursor, limit)
    )


LISTINGS = {
    "administrators": users(UserFilter.ADMINISTRATORS),
    "users without a license": users(UserFilter.WITHOUT_LICENSE),
    "holders of a product": Listing(
        lambda store, cursor, limit: store.directory.list_holders(CONTOSO, "sku-e3", cursor, limit)
    ),
    "deleted users": Listing(
        lambda store, cursor, limit: store.directory.list_deleted(CONTOSO, cursor, limit)
    ),
    "users who are due": Listing(
        lambda store, cursor, limit: store.directory.due_users(
            shard_of(CONTOSO), None, LATER + 2 * RESTORABLE_FOR, cursor, limit
        ),
        goes_back=False,
    ),
    "requests that wait": Listing(
        lambda store, cursor, limit: store.requests.list_standing(Standing.UNDER_WAY, cursor, limit)
    ),
    "requests that do not move": Listing(
        lambda store, cursor, limit: store.requests.list_stalled(Standing.UNDER_WAY, LATER, cursor, limit)
    ),
    "requests of a person": Listing(
        lambda store, cursor, limit: store.requests.list_filed_by("U0GRACE", cursor, limit)
    ),
    "events by a person": Listing(
        lambda store, cursor, limit: store.audit.events_by("U0HANNA", cursor, limit)
    ),
}


@pytest.mark.parametrize("name", LISTINGS)
def test_a_list_that_fills_one_page_has_no_other(full: Store, name: str) -> None:
    page = LISTINGS[name].read(full, Cursor(), COUNT)
    assert (len(page.items), page.before, page.after) == (COUNT, None, None)


@pytest.mark.parametrize("name", LISTINGS)
def test_a_list_that_fills_two_pages_ends_with_the_second(full: Store, name: str) -> None:
    first = LISTINGS[name].read(full, Cursor(), COUNT // 2)
    second = LISTINGS[name].read(full, Cursor(after=first.after), COUNT // 2)
    assert first.after is not None
    assert (len(second.items), second.after) == (COUNT // 2, None)


@pytest.mark.parametrize("name", [name for name, listing in LISTINGS.items() if listing.goes_back])
def test_going_back_to_a_full_first_page_finds_none_before_it(full: Store, name: str) -> None:
    first = LISTINGS[name].read(full, Cursor(), COUNT // 2)
    second = LISTINGS[name].read(full, Cursor(after=first.after), COUNT // 2)
    assert LISTINGS[name].read(full, Cursor(before=second.before), COUNT // 2) == first


def test_events_about_a_user_that_fill_one_page_have_no_other(full: Store) -> None:
    page = full.audit.events(CONTOSO, "leaver-0", Cursor(), 2)
    assert (len(page.items), page.after) == (2, None)


def test_events_of_a_customer_that_fill_one_page_have_no_other(full: Store) -> None:
    count = 2 + 4 * COUNT
    page = full.audit.events(CONTOSO, None, Cursor(), count)
    assert (len(page.items), page.after) == (count, None)
