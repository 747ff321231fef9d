from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.domain.user import DirectoryRole, UserFilter
from shared.ports import Cursor
from tests.builders import (
    CONTOSO,
    FABRIKAM,
    a_customer,
    a_subscription,
    a_user,
    a_user_profile,
    an_event,
)

if TYPE_CHECKING:
    from shared.domain.user import User
    from shared.ports import Page
    from shared.store import Store

FIRST_NAMES = ["Émile", "amara", "Zoë", "Bram", "Çelik", "Chidi", "ÅSA", "Oskar"]
LAST_NAMES = ["O'Brien", "Nowak", "de Vries", "Ångström", "Mensah"]


@pytest.fixture(scope="module")
def forty(shared_store: Store) -> Store:
    """Forty users: every fourth an administrator, every third licensed, two of the same name."""
    shared_store.directory.add_customer(a_customer(), an_event("add"))
    shared_store.directory.add_subscription(a_subscription(), an_event("buy", target_id="sku-e3"))
    names = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    names[39] = names[20]
    for number, name in enumerate(names):
        roles = [DirectoryRole.PASSWORD_ADMIN] if number % 4 == 0 else []
        profile = a_user_profile(name, user_name=f"user{number:02}", directory_roles=roles)
        licenses = {"sku-e3": frozenset[str]()} if number % 3 == 0 else {}
        user = a_user(f"id-{number:02}", profile, licenses=licenses)
        shared_store.directory.add_user(user, an_event(f"create-{number}", target_id=user.id))
    return shared_store


def ids(page: Page[User]) -> list[str]:
    return [user.id for user in page.items]


def listed(
    store: Store, user_filter: UserFilter = UserFilter.ALL, cursor: Cursor | None = None, limit: int = 15
) -> Page[User]:
    return store.directory.list_users(CONTOSO, user_filter, cursor or Cursor(), limit)


def every_page(store: Store, user_filter: UserFilter = UserFilter.ALL, limit: int = 15) -> list[Page[User]]:
    pages = [listed(store, user_filter, limit=limit)]
    while pages[-1].after:
        pages.append(listed(store, user_filter, Cursor(after=pages[-1].after), limit))
    return pages


def test_users_come_by_display_name_without_regard_to_case_and_accents(forty: Store) -> None:
    names = [user.profile.display_name for page in every_page(forty) for user in page.items]
    assert names[:3] == ["amara Ångström", "amara de Vries", "amara Mensah"]
    firsts = list(dict.fromkeys(name.split()[0] for name in names))
    assert firsts == ["amara", "ÅSA", "Bram", "Çelik", "Chidi", "Émile", "Oskar", "Zoë"]


def test_every_user_is_on_one_page_going_forwards(forty: Store) -> None:
    pages = every_page(forty)
    assert [len(page.items) for page in pages] == [15, 15, 10]
    assert len({user for page in pages for user in ids(page)}) == 40


def test_going_backwards_shows_the_same_pages(forty: Store) -> None:
    first, second, third = every_page(forty)
    back_to_second = listed(forty, cursor=Cursor(before=third.before))
    assert ids(back_to_second) == ids(second)
    back_to_first = listed(forty, cursor=Cursor(before=back_to_second.before))
    assert ids(back_to_first) == ids(first)
    assert ids(listed(forty, cursor=Cursor(after=back_to_first.after))) == ids(second)


def test_cursors_end_where_the_list_does(forty: Store) -> None:
    first, second, third = every_page(forty)
    assert (first.before, third.after) == (None, None)
    assert None not in (first.after, second.before, second.after, third.before)
    assert listed(forty, cursor=Cursor(before=second.before)).before is None


def test_a_last_page_that_is_just_full_has_none_after_it(forty: Store) -> None:
    assert [len(page.items) for page in every_page(forty, limit=20)] == [20, 20]
    whole = listed(forty, limit=40)
    assert (len(whole.items), whole.before, whole.after) == (40, None, None)


def test_administrators_are_listed_alone(forty: Store) -> None:
    pages = every_page(forty, UserFilter.ADMINISTRATORS, limit=4)
    assert sorted(user for page in pages for user in ids(page)) == [f"id-{n:02}" for n in range(0, 40, 4)]
    assert [len(page.items) for page in pages] == [4, 4, 2]


def test_users_without_a_license_are_listed_alone(forty: Store) -> None:
    found = {user for page in every_page(forty, UserFilter.WITHOUT_LICENSE) for user in ids(page)}
    assert found == {f"id-{number:02}" for number in range(40) if number % 3}


@pytest.fixture
def three(store: Store) -> Store:
    """Three users, whom a test may change."""
    store.directory.add_customer(a_customer(), an_event("add"))
    for name in ("Bram de Vries", "Zoë Mensah", "Aoife O'Brien"):
        user = a_user(name.split()[0], a_user_profile(name, user_name=name.split()[1].strip("'")[:1]))
        store.directory.add_user(user, an_event(f"create-{name}", target_id=user.id))
    return store


def test_who_becomes_an_administrator_moves_between_lists(three: Store) -> None:
    before = three.directory.user(CONTOSO, "Bram")
    roles = frozenset({DirectoryRole.GLOBAL_ADMIN})
    after = replace(before, profile=replace(before.profile, directory_roles=roles), version=2)
    three.directory.change_user(before, after, an_event("promote", target_id="Bram"))
    assert ids(listed(three, UserFilter.ADMINISTRATORS)) == ["Bram"]
    again = replace(after, profile=before.profile, version=3)
    three.directory.change_user(after, again, an_event("demote", target_id="Bram"))
    assert ids(listed(three, UserFilter.ADMINISTRATORS)) == []


def test_a_renamed_user_moves_within_the_list(three: Store) -> None:
    assert ids(listed(three)) == ["Aoife", "Bram", "Zoë"]
    before = three.directory.user(CONTOSO, "Zoë")
    profile = replace(before.profile, display_name="Aaron First", last_name="")
    three.directory.change_user(
        before, replace(before, profile=profile, version=2), an_event("rename", target_id="Zoë")
    )
    assert ids(listed(three)) == ["Zoë", "Aoife", "Bram"]
    assert search(three, "mensah") == []


def test_a_page_beyond_the_end_is_the_first_page(forty: Store) -> None:
    first = listed(forty)
    assert listed(forty, cursor=Cursor(after="zzzz")) == first
    assert listed(forty, cursor=Cursor(before="\t")) == first
    assert listed(forty, cursor=Cursor(after="")) == first


def test_a_cursor_longer_than_any_key_is_taken(forty: Store) -> None:
    assert listed(forty, cursor=Cursor(after="\U0010ffff" * 2000)) == listed(forty)


def test_a_customer_without_users_has_an_empty_page(forty: Store) -> None:
    page = forty.directory.list_users(FABRIKAM, UserFilter.ALL, Cursor(), 15)
    assert (list(page.items), page.before, page.after) == ([], None, None)


def search(store: Store, typed: str, limit: int = 100) -> list[str]:
    return [user.profile.display_name for user in store.directory.search_users(CONTOSO, typed, limit)]


def test_users_are_found_by_display_name_last_name_and_sign_in_name(forty: Store) -> None:
    found = {
        typed: search(forty, typed)
        for typed in ("zoe  M", "ZOË mens", "user11", "User11@contoso.ex", "zoë d", "nadia", "sa", "asa o")
    }
    assert found == {
        "zoe  M": ["Zoë Mensah"],
        "ZOË mens": ["Zoë Mensah"],
        "user11": ["Zoë Nowak"],
        "User11@contoso.ex": ["Zoë Nowak"],
        "zoë d": ["Zoë de Vries"],
        "nadia": [],
        "sa": [],
        "asa o": ["ÅSA O'Brien"],
    }


def test_a_last_name_finds_everyone_who_bears_it_by_display_name(forty: Store) -> None:
    names = [f"{first} Ångström" for first in ("amara", "ÅSA", "Bram", "Çelik", "Chidi", "Émile", "Oskar")]
    assert search(forty, "angstrom") == [*names, "Zoë Ångström"]


def test_a_last_name_is_found_with_either_apostrophe(forty: Store) -> None:
    assert search(forty, "o'brien") == search(forty, "o\u2019brien")
    assert len(search(forty, "O'B")) == 9  # one bears it twice over: two users of the same name


def test_a_user_found_by_several_names_is_found_once(forty: Store) -> None:
    found = forty.directory.search_users(CONTOSO, "o", 100)
    assert len(found) == len({user.id for user in found})


def test_nothing_typed_finds_the_first_users(forty: Store) -> None:
    assert search(forty, " ", limit=3) == ["amara Ångström", "amara de Vries", "amara Mensah"]


def test_a_search_finds_at_most_the_limit(forty: Store) -> None:
    assert len(search(forty, "user", limit=7)) == 7


def test_a_search_of_another_customer_finds_nobody(forty: Store) -> None:
    assert forty.directory.search_users(FABRIKAM, "zoë", 10) == []


def test_text_longer_than_any_name_finds_nobody(forty: Store) -> None:
    assert search(forty, "é" * 5000) == []
