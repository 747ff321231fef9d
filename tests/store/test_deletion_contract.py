from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

from shared.domain.audit import OperationType
from shared.domain.deletion import RESTORABLE_FOR, DeletedUser
from shared.domain.user import DirectoryRole, UserCounts, UserFilter
from shared.errors import (
    ChangedMeanwhileError,
    DomainNotUsableError,
    NoSeatError,
    UserNotFoundError,
    UserPrincipalNameTakenError,
)
from shared.ports import SHARDS, Cursor, shard_of
from tests.builders import (
    CONTOSO,
    FABRIKAM,
    NOW,
    a_customer,
    a_customer_profile,
    a_deleted_user,
    a_product,
    a_subscription,
    a_user,
    a_user_profile,
    an_event,
)
from tests.store.calls import tables_of
from tests.store.claims import users_in
from tests.store.conftest import new_store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from shared.domain.audit import AuditEvent
    from shared.domain.user import User
    from shared.store import Store

DUE = NOW + RESTORABLE_FOR
TICK = timedelta(microseconds=1)


@pytest.fixture
def contoso(store: Store) -> Store:
    """A store with Contoso in it: two managed domains and a federated one, and two products."""
    profile = a_customer_profile(
        domains=("contoso.example", "west.example"), federated=("corp.contoso.example",)
    )
    store.directory.add_customer(a_customer(profile=profile), an_event("add-contoso", target_id=CONTOSO))
    for sku_id, seats in (("sku-e3", 25), ("sku-f1", 1)):
        subscription = a_subscription(a_product(sku_id, sku_id), seats)
        store.directory.add_subscription(subscription, an_event("buy", target_id=sku_id))
    return store


def added(store: Store, user: User | None = None) -> User:
    user = user or a_user()
    event = an_event(f"create-{user.id}", target_id=user.id, customer_id=user.customer_id)
    assert store.directory.add_user(user, event) is None
    return user


def deleted(store: Store, user: User, at: datetime = NOW) -> DeletedUser:
    becomes = a_deleted_user(user, at=at)
    event = an_event(f"delete-{user.id}-{user.version}", target_id=user.id, customer_id=user.customer_id)
    assert store.directory.delete_user(user, becomes, event) is None
    return becomes


def gone(store: Store, name: str, at: datetime = NOW, **facts: object) -> DeletedUser:
    """Add and delete somebody whose id is their first name."""
    first_name = name.partition(" ")[0].lower()
    return deleted(store, added(store, a_user(first_name, a_user_profile(name, **facts))), at)  # type: ignore[arg-type]  # any of its fields


def restored(store: Store, was: DeletedUser, **changes: object) -> User:
    after = active_again(was, **changes)
    event = an_event(f"restore-{was.id}-{after.version}", target_id=was.id)
    assert store.directory.restore_user(was, after, event) is None
    return after


def active_again(was: DeletedUser, **changes: object) -> User:
    return replace(was.user, version=was.user.version + 1, **changes)  # type: ignore[arg-type]  # any of its fields


def purged(store: Store, was: DeletedUser) -> None:
    event = an_event(f"purge-{was.id}", target_id=was.id, customer_id=was.user.customer_id)
    assert store.directory.purge_user(was, event) is None


def consumed(store: Store) -> dict[str, int]:
    return {each.id: each.consumed for each in store.directory.subscriptions(CONTOSO)}


def names(found: Iterable[User | DeletedUser]) -> list[str]:
    return [each.id for each in found]


def in_due_order(store: Store, since: datetime | None, until: datetime, limit: int = 100) -> list[str]:
    """Everyone due, of all shards, page after page."""
    found: list[str] = []
    for shard in range(SHARDS):
        cursor = Cursor()
        while True:
            page = store.directory.due_users(shard, since, until, cursor, limit)
            assert len(page.items) <= limit
            assert page.before is None
            found += names(page.items)
            if page.after is None:
                break
            cursor = Cursor(after=page.after)
    return found


# Deleting


def test_a_deleted_user_is_read_as_deleted_with_all_that_they_had(contoso: Store) -> None:
    user = added(
        contoso,
        a_user(
            profile=a_user_profile("Zoë O\u2019Brien", directory_roles=[DirectoryRole.SERVICE_ADMIN]),
            licenses={"sku-e3": frozenset({"plan-teams", "plan-yammer"}), "sku-f1": frozenset()},
        ),
    )
    was = deleted(contoso, user, NOW + timedelta(days=3, microseconds=123456))
    assert contoso.directory.deleted_user(CONTOSO, user.id) == was
    assert was.user.licenses == user.licenses


def test_a_deleted_user_is_no_user_and_an_active_one_is_not_deleted(contoso: Store) -> None:
    nadia, ada = added(contoso), added(contoso, a_user("ada", a_user_profile("Ada Lovelace")))
    was = deleted(contoso, nadia)
    with pytest.raises(UserNotFoundError):
        contoso.directory.user(CONTOSO, "nadia")
    with pytest.raises(UserNotFoundError):
        contoso.directory.deleted_user(CONTOSO, "ada")
    with pytest.raises(UserNotFoundError):
        contoso.directory.deleted_user(CONTOSO, "nobody")
    with pytest.raises(UserNotFoundError):
        contoso.directory.deleted_user(FABRIKAM, "nadia")
    assert contoso.directory.users(CONTOSO, ["nadia", "ada", "nobody"]) == [ada]
    assert contoso.directory.deleted_users(CONTOSO, ["ada", "nadia", "nobody"]) == [was]


def test_several_deleted_users_come_in_the_order_asked(contoso: Store) -> None:
    first, second = gone(contoso, "Ada Lovelace"), gone(contoso, "Bo Diddley")
    assert contoso.directory.deleted_users(CONTOSO, ["bo", "ada"]) == [second, first]
    assert contoso.directory.deleted_users(CONTOSO, []) == []


def test_no_list_and_no_search_shows_a_deleted_user_as_active(contoso: Store) -> None:
    licensed = added(contoso, a_user(licenses={"sku-e3": frozenset()}))
    admin = added(
        contoso, a_user("ada", a_user_profile("Ada Lovelace", directory_roles=[DirectoryRole.GLOBAL_ADMIN]))
    )
    deleted(contoso, licensed)
    deleted(contoso, admin)
    for user_filter in (UserFilter.ALL, UserFilter.ADMINISTRATORS, UserFilter.WITHOUT_LICENSE):
        assert contoso.directory.list_users(CONTOSO, user_filter, Cursor(), 10).items == []
    assert contoso.directory.list_holders(CONTOSO, "sku-e3", Cursor(), 10).items == []
    for typed in ("", "nadia", "okafor", "nadia.okafor@", "ada.lovelace"):
        assert contoso.directory.search_users(CONTOSO, typed, 10) == []


def test_seats_sign_in_name_and_domain_are_free_at_once(contoso: Store) -> None:
    was = added(contoso, a_user(licenses={"sku-e3": frozenset(), "sku-f1": frozenset()}))
    assert consumed(contoso) == {"sku-e3": 1, "sku-f1": 1}
    deleted(contoso, was)
    assert consumed(contoso) == {"sku-e3": 0, "sku-f1": 0}
    assert not users_in(contoso, CONTOSO, "contoso.example")
    added(contoso, a_user("twin", licenses={"sku-f1": frozenset()}))
    assert consumed(contoso) == {"sku-e3": 0, "sku-f1": 1}


def test_a_domain_that_only_deleted_users_had_can_be_taken_from_the_customer(contoso: Store) -> None:
    gone(contoso, "Nadia Okafor", domain="west.example")
    customer = contoso.directory.customer(CONTOSO)
    without = replace(customer, profile=a_customer_profile(), version=2)
    assert contoso.directory.change_customer(customer, without, an_event("edit", target_id=CONTOSO)) is None


def test_counts_follow_deletion_restoration_and_purge(contoso: Store) -> None:
    admin = a_user_profile("Ada Lovelace", directory_roles=[DirectoryRole.GLOBAL_ADMIN])
    ada = added(contoso, a_user("ada", admin))
    bo = added(contoso, a_user("bo", a_user_profile("Bo Diddley"), licenses={"sku-e3": frozenset()}))
    assert contoso.directory.count_users(CONTOSO) == UserCounts(2, 1, 1, 0)
    no_ada = deleted(contoso, ada)
    assert contoso.directory.count_users(CONTOSO) == UserCounts(1, 0, 0, 1)
    no_bo = deleted(contoso, bo)
    assert contoso.directory.count_users(CONTOSO) == UserCounts(0, 0, 0, 2)
    restored(contoso, no_bo, licenses={})
    assert contoso.directory.count_users(CONTOSO) == UserCounts(1, 0, 1, 1)
    purged(contoso, no_ada)
    assert contoso.directory.count_users(CONTOSO) == UserCounts(1, 0, 1, 0)


def test_a_deletion_delivered_twice_is_one_event_and_one_effect(contoso: Store) -> None:
    user = added(contoso, a_user(licenses={"sku-e3": frozenset()}))
    was = a_deleted_user(user)
    assert contoso.directory.delete_user(user, was, an_event("delete")) is None
    again = an_event("delete", correlation_id="delivery-2")
    assert contoso.directory.delete_user(user, was, again) == an_event("delete")
    assert consumed(contoso)["sku-e3"] == 0
    assert contoso.directory.count_users(CONTOSO) == UserCounts(deleted=1)
    events = contoso.audit.events(CONTOSO, "nadia", Cursor(), 10).items
    assert [event.operation_id for event in events].count("delete") == 1


def test_who_was_changed_or_deleted_meanwhile_is_not_deleted(contoso: Store) -> None:
    first = added(contoso)
    second = replace(first, changed_by="U0BRAM", version=2)
    contoso.directory.change_user(first, second, an_event("edit"))
    with pytest.raises(ChangedMeanwhileError):
        contoso.directory.delete_user(first, a_deleted_user(first), an_event("delete"))
    was = deleted(contoso, second)
    for seen in (second, was.user):
        with pytest.raises(ChangedMeanwhileError):
            contoso.directory.delete_user(seen, a_deleted_user(seen), an_event("delete-again"))
    assert contoso.directory.deleted_user(CONTOSO, "nadia") == was
    assert contoso.audit.event("delete-again", "nadia") is None


def test_a_deleted_user_is_neither_changed_nor_added_again(contoso: Store) -> None:
    user = added(contoso)
    was = deleted(contoso, user)
    for seen in (user, was.user):
        with pytest.raises(ChangedMeanwhileError):
            contoso.directory.change_user(seen, replace(seen, version=9), an_event("edit"))
    with pytest.raises(ChangedMeanwhileError):
        contoso.directory.add_user(user, an_event("create-again"))
    assert contoso.directory.deleted_user(CONTOSO, "nadia") == was


def test_each_of_the_three_leaves_its_event(contoso: Store) -> None:
    kinds = OperationType.DELETE_CUSTOMER_USER, OperationType.RESTORE_CUSTOMER_USER
    user = added(contoso)

    def event(kind: OperationType, operation_id: str) -> AuditEvent:
        return an_event(operation_id, operation_types=(kind,))

    was = a_deleted_user(user)
    contoso.directory.delete_user(user, was, event(kinds[0], "first"))
    back = active_again(was)
    contoso.directory.restore_user(was, back, event(kinds[1], "second"))
    was = a_deleted_user(back)
    contoso.directory.delete_user(back, was, event(kinds[0], "third"))
    contoso.directory.purge_user(was, event(OperationType.PURGE_CUSTOMER_USER, "fourth"))
    told = {
        each.operation_id: each.operation_types
        for each in contoso.audit.events(CONTOSO, "nadia", Cursor(), 10).items
    }
    assert told == {
        "create-nadia": (OperationType.CREATE_CUSTOMER_USER,),
        "first": (OperationType.DELETE_CUSTOMER_USER,),
        "second": (OperationType.RESTORE_CUSTOMER_USER,),
        "third": (OperationType.DELETE_CUSTOMER_USER,),
        "fourth": (OperationType.PURGE_CUSTOMER_USER,),
    }


# Looking


def test_deleted_users_are_listed_in_the_order_in_which_they_will_be_gone(contoso: Store) -> None:
    gone(contoso, "Émile Zola", NOW)
    gone(contoso, "Ada Lovelace", NOW + TICK)
    gone(contoso, "Emma Bovary", NOW)
    gone(contoso, "Bo Diddley", NOW - timedelta(days=1))
    gone(contoso, "zoë Quinn", NOW)
    listed = contoso.directory.list_deleted(CONTOSO, Cursor(), 10)
    assert names(listed.items) == ["bo", "émile", "emma", "zoë", "ada"]
    assert (listed.before, listed.after) == (None, None)
    assert sorted(listed.items, key=lambda each: each.order) == listed.items
    assert contoso.directory.list_deleted(FABRIKAM, Cursor(), 10).items == []


def test_the_longest_names_deleted_in_one_instant_are_listed_in_the_same_order_and_paged(
    contoso: Store,
) -> None:
    for number, end in enumerate("cab"):
        profile = a_user_profile("\ufdfa" * 255 + end, user_name=f"long-{number}")
        deleted(contoso, added(contoso, a_user(f"long-{number}", profile)))
    page = contoso.directory.list_deleted(CONTOSO, Cursor(), 2)
    rest = contoso.directory.list_deleted(CONTOSO, Cursor(after=page.after), 2)
    assert [*names(page.items), *names(rest.items)] == ["long-0", "long-1", "long-2"]
    listed = [*page.items, *rest.items]
    assert sorted(listed, key=lambda each: each.order) == listed
    assert in_due_order(contoso, None, DUE, limit=1) == ["long-0", "long-1", "long-2"]


def test_deleted_users_are_paged_there_and_back(contoso: Store) -> None:
    for number, name in enumerate(["Ada", "Bo", "Cy", "Di", "Ed"]):
        gone(contoso, f"{name} Person", NOW + timedelta(hours=number))
    first = contoso.directory.list_deleted(CONTOSO, Cursor(), 2)
    second = contoso.directory.list_deleted(CONTOSO, Cursor(after=first.after), 2)
    third = contoso.directory.list_deleted(CONTOSO, Cursor(after=second.after), 2)
    back = contoso.directory.list_deleted(CONTOSO, Cursor(before=third.before), 2)
    assert [names(page.items) for page in (first, second, third, back)] == [
        ["ada", "bo"],
        ["cy", "di"],
        ["ed"],
        ["cy", "di"],
    ]
    assert first.before is None
    assert third.after is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ["bo", "nadia", "ada"]),
        ("nad", ["nadia"]),
        ("LOVE", ["ada"]),
        ("diddley", ["bo"]),
        ("the.boss", ["bo"]),
        ("The.Boss@contoso.example", ["bo"]),
        ("a", ["ada"]),
        ("okaf", ["nadia"]),
        ("zz", []),
    ],
)
def test_deleted_users_are_found_by_each_of_their_names(
    contoso: Store, typed: str, expected: list[str]
) -> None:
    gone(contoso, "Ada Lovelace", NOW + timedelta(days=2))
    gone(contoso, "Nadia Okafor", NOW + timedelta(days=1))
    gone(contoso, "Bo Diddley", NOW, user_name="The.Boss")
    added(contoso, a_user("alive", a_user_profile("Nadia Lovelace-Diddley", user_name="a.boss")))
    assert names(contoso.directory.search_deleted(CONTOSO, typed, 10)) == expected


def test_two_who_had_the_same_sign_in_name_are_both_found_by_it(contoso: Store) -> None:
    deleted(contoso, added(contoso, a_user("first", a_user_profile("One", user_name="info"))), NOW)
    deleted(contoso, added(contoso, a_user("second", a_user_profile("Two", user_name="Info"))), NOW + TICK)
    added(contoso, a_user("third", a_user_profile("Three", user_name="info")))
    assert names(contoso.directory.search_deleted(CONTOSO, "info@", 10)) == ["first", "second"]
    assert names(contoso.directory.search_users(CONTOSO, "info@", 10)) == ["third"]


def test_a_search_shows_no_more_than_asked(contoso: Store) -> None:
    for number in range(4):
        gone(contoso, f"N{number} Person", NOW - timedelta(days=number))
    assert len(contoso.directory.search_deleted(CONTOSO, "n", 3)) == 3
    assert names(contoso.directory.search_deleted(CONTOSO, "", 2)) == ["n3", "n2"]


def test_names_taken_are_those_of_active_users_as_they_were_asked_for(contoso: Store) -> None:
    added(contoso)
    gone(contoso, "Ada Lovelace")
    asked = ["Nadia.OKAFOR@contoso.example", "nadia.okafor@contoso.example", "ada.lovelace@contoso.example"]
    assert contoso.directory.names_taken(CONTOSO, asked) == set(asked[:2])
    assert contoso.directory.names_taken(CONTOSO, []) == set()
    assert contoso.directory.names_taken(FABRIKAM, asked) == set()


def test_more_names_than_one_batch_takes_are_asked_about(contoso: Store) -> None:
    added(contoso)
    asked = [f"user-{number}@contoso.example" for number in range(120)]
    assert contoso.directory.names_taken(CONTOSO, [*asked, "nadia.okafor@contoso.example"]) == {
        "nadia.okafor@contoso.example"
    }


# Who is due


def test_somebody_is_due_from_the_very_instant_on(contoso: Store) -> None:
    gone(contoso, "Nadia Okafor")
    shard = shard_of(CONTOSO)
    for until, expected in ((DUE - TICK, []), (DUE, ["nadia"]), (DUE + TICK, ["nadia"])):
        assert names(contoso.directory.due_users(shard, None, until, Cursor(), 10).items) == expected
        assert contoso.directory.count_due(shard, until) == len(expected)


def test_since_leaves_out_who_was_gone_then(contoso: Store) -> None:
    gone(contoso, "Nadia Okafor")
    until = DUE + timedelta(days=1)
    assert in_due_order(contoso, DUE - TICK, until) == ["nadia"]
    assert in_due_order(contoso, DUE, until) == []


def test_who_is_due_comes_in_order_page_after_page_from_one_shard_for_each_customer(contoso: Store) -> None:
    for number, name in enumerate(["Ada", "Bo", "Cy", "Di", "Ed"]):
        gone(contoso, f"{name} Person", NOW - timedelta(seconds=number // 2))
    shard = shard_of(CONTOSO)
    assert in_due_order(contoso, None, DUE, limit=2) == ["ed", "cy", "di", "ada", "bo"]
    assert contoso.directory.count_due(shard, DUE) == 5
    assert sum(contoso.directory.count_due(each, DUE) for each in range(SHARDS)) == 5
    page = contoso.directory.due_users(shard, None, DUE, Cursor(), 5)
    assert page.after is None
    assert page.items[0] == contoso.directory.deleted_user(CONTOSO, "ed")


def test_who_is_due_while_others_are_purged_is_still_found_by_the_next_page(contoso: Store) -> None:
    users = [gone(contoso, f"{name} Person") for name in ("Ada", "Bo", "Cy")]
    shard = shard_of(CONTOSO)
    page = contoso.directory.due_users(shard, None, DUE, Cursor(), 2)
    for each in users[:2]:
        purged(contoso, each)
    rest = contoso.directory.due_users(shard, None, DUE, Cursor(after=page.after), 2)
    assert names(rest.items) == ["cy"]


def test_restored_and_purged_users_are_due_no_more(contoso: Store) -> None:
    restored(contoso, gone(contoso, "Ada Lovelace"))
    purged(contoso, gone(contoso, "Bo Diddley"))
    assert in_due_order(contoso, None, DUE) == []
    assert contoso.directory.list_deleted(CONTOSO, Cursor(), 10).items == []
    for typed in ("", "ada", "diddley", "bo.diddley@"):
        assert contoso.directory.search_deleted(CONTOSO, typed, 10) == []


# Restoring


def test_a_restored_user_is_active_with_seats_name_and_domain(contoso: Store) -> None:
    licenses = {"sku-e3": frozenset({"plan-teams"}), "sku-f1": frozenset[str]()}
    was = deleted(contoso, added(contoso, a_user(licenses=licenses)))
    after = restored(contoso, was)
    assert contoso.directory.user(CONTOSO, "nadia") == after
    assert contoso.directory.list_users(CONTOSO, UserFilter.ALL, Cursor(), 10).items == [after]
    assert contoso.directory.list_holders(CONTOSO, "sku-e3", Cursor(), 10).items == [after]
    assert contoso.directory.search_users(CONTOSO, "nadia.okafor@", 10) == [after]
    assert consumed(contoso) == {"sku-e3": 1, "sku-f1": 1}
    assert users_in(contoso, CONTOSO, "contoso.example")
    with pytest.raises(UserPrincipalNameTakenError):
        contoso.directory.add_user(a_user("twin"), an_event("create-twin", target_id="twin"))
    with pytest.raises(UserNotFoundError):
        contoso.directory.deleted_user(CONTOSO, "nadia")


def test_a_user_is_restored_under_another_name_in_another_domain(contoso: Store) -> None:
    was = gone(contoso, "Nadia Okafor")
    added(contoso, a_user("twin"))
    profile = replace(was.user.profile, user_name="nadia.o", domain="west.example")
    after = restored(contoso, was, profile=profile)
    assert contoso.directory.user(CONTOSO, "nadia").user_principal_name == "nadia.o@west.example"
    assert users_in(contoso, CONTOSO, "west.example")
    assert contoso.directory.search_deleted(CONTOSO, "nadia.okafor@", 10) == []
    assert contoso.directory.search_users(CONTOSO, "nadia.o@", 10) == [after]


def nothing_was_restored(store: Store, was: DeletedUser) -> None:
    assert store.directory.deleted_user(CONTOSO, was.id) == was
    assert store.directory.list_deleted(CONTOSO, Cursor(), 10).items == [was]
    assert store.directory.count_users(CONTOSO).deleted == 1
    assert store.audit.event("restore", was.id) is None


def test_nobody_is_restored_under_a_name_that_somebody_took(contoso: Store) -> None:
    was = deleted(contoso, added(contoso, a_user(licenses={"sku-e3": frozenset()})))
    added(contoso, a_user("twin", a_user_profile("Nadia Okafor", user_name="NADIA.okafor")))
    with pytest.raises(UserPrincipalNameTakenError):
        contoso.directory.restore_user(was, active_again(was), an_event("restore"))
    nothing_was_restored(contoso, was)
    assert consumed(contoso)["sku-e3"] == 0


@pytest.mark.parametrize("domain", ["corp.contoso.example", "fabrikam.example", "gone.example"])
def test_nobody_is_restored_in_a_domain_that_is_federated_or_not_theirs(contoso: Store, domain: str) -> None:
    fabrikam = a_customer(FABRIKAM, a_customer_profile("Fabrikam", ("fabrikam.example",)))
    contoso.directory.add_customer(fabrikam, an_event("add-fabrikam", customer_id=FABRIKAM))
    was = gone(contoso, "Nadia Okafor")
    after = active_again(was, profile=replace(was.user.profile, domain=domain))
    with pytest.raises(DomainNotUsableError) as refused:
        contoso.directory.restore_user(was, after, an_event("restore"))
    assert refused.value.facts == {"domain": domain}
    nothing_was_restored(contoso, was)


def test_nobody_is_restored_with_a_seat_that_somebody_took_but_without_it_they_are(contoso: Store) -> None:
    licenses = {"sku-e3": frozenset[str](), "sku-f1": frozenset[str]()}
    was = deleted(contoso, added(contoso, a_user(licenses=licenses)))
    added(contoso, a_user("ada", a_user_profile("Ada Lovelace"), licenses={"sku-f1": frozenset()}))
    with pytest.raises(NoSeatError) as refused:
        contoso.directory.restore_user(was, active_again(was), an_event("restore"))
    assert refused.value.facts == {"sku_id": "sku-f1"}
    nothing_was_restored(contoso, was)
    restored(contoso, was, licenses={"sku-e3": frozenset()})
    assert consumed(contoso) == {"sku-e3": 1, "sku-f1": 1}


def test_a_taken_name_is_told_before_a_missing_seat(contoso: Store) -> None:
    was = deleted(contoso, added(contoso, a_user(licenses={"sku-f1": frozenset()})))
    added(contoso, a_user("twin", licenses={"sku-f1": frozenset()}))
    with pytest.raises(UserPrincipalNameTakenError):
        contoso.directory.restore_user(was, active_again(was), an_event("restore"))


def test_a_restoration_delivered_twice_returns_its_event(contoso: Store) -> None:
    was = deleted(contoso, added(contoso, a_user(licenses={"sku-e3": frozenset()})))
    after = active_again(was)
    assert contoso.directory.restore_user(was, after, an_event("restore")) is None
    again = an_event("restore", correlation_id="delivery-2")
    assert contoso.directory.restore_user(was, after, again) == an_event("restore")
    assert consumed(contoso)["sku-e3"] == 1
    assert contoso.directory.count_users(CONTOSO) == UserCounts(1, 0, 0, 0)


def test_a_restored_user_is_not_restored_again(contoso: Store) -> None:
    was = gone(contoso, "Nadia Okafor")
    after = restored(contoso, was)
    with pytest.raises(ChangedMeanwhileError):
        contoso.directory.restore_user(was, active_again(was), an_event("restore-again"))
    assert contoso.directory.user(CONTOSO, "nadia") == after


def test_a_purged_user_is_not_restored(contoso: Store) -> None:
    was = gone(contoso, "Nadia Okafor")
    purged(contoso, was)
    with pytest.raises(ChangedMeanwhileError):
        contoso.directory.restore_user(was, active_again(was), an_event("restore"))
    for read in (contoso.directory.user, contoso.directory.deleted_user):
        with pytest.raises(UserNotFoundError):
            read(CONTOSO, "nadia")
    assert contoso.directory.count_users(CONTOSO) == UserCounts()


# Purging


def test_a_restored_user_is_not_purged(contoso: Store) -> None:
    was = gone(contoso, "Nadia Okafor")
    after = restored(contoso, was)
    with pytest.raises(ChangedMeanwhileError):
        contoso.directory.purge_user(was, an_event("purge"))
    assert contoso.directory.user(CONTOSO, "nadia") == after
    assert contoso.audit.event("purge", "nadia") is None
    assert contoso.directory.count_users(CONTOSO) == UserCounts(1, 0, 1, 0)


def test_who_was_restored_and_deleted_again_is_neither_purged_nor_restored_by_the_first_deletion(
    contoso: Store,
) -> None:
    first = gone(contoso, "Nadia Okafor")
    second = deleted(contoso, restored(contoso, first), NOW + timedelta(days=29))
    with pytest.raises(ChangedMeanwhileError):
        contoso.directory.purge_user(first, an_event("purge"))
    with pytest.raises(ChangedMeanwhileError):
        contoso.directory.restore_user(first, active_again(first), an_event("restore"))
    assert contoso.directory.deleted_user(CONTOSO, "nadia") == second
    assert names(contoso.directory.search_deleted(CONTOSO, "nadia.okafor@", 10)) == ["nadia"]


def test_a_purge_delivered_twice_returns_its_event(contoso: Store) -> None:
    was = gone(contoso, "Nadia Okafor")
    assert contoso.directory.purge_user(was, an_event("purge")) is None
    assert contoso.directory.purge_user(was, an_event("purge")) == an_event("purge")
    assert contoso.directory.count_users(CONTOSO) == UserCounts()


def test_a_purged_user_can_be_added_again(contoso: Store) -> None:
    was = gone(contoso, "Nadia Okafor")
    purged(contoso, was)
    assert contoso.directory.add_user(a_user(), an_event("create-again")) is None
    assert contoso.directory.count_users(CONTOSO).total == 1


def test_somebody_with_forty_licenses_is_deleted_and_restored_in_one_transaction_each(store: Store) -> None:
    profile = a_customer_profile()
    store.directory.add_customer(a_customer(profile=profile), an_event("add", target_id=CONTOSO))
    licenses = {f"sku-{number:02}": frozenset[str]() for number in range(40)}
    for sku_id in licenses:
        store.directory.add_subscription(
            a_subscription(a_product(sku_id, sku_id), 1), an_event("buy", target_id=sku_id)
        )
    was = deleted(store, added(store, a_user(licenses=licenses)))
    assert set(consumed(store).values()) == {0}
    restored(store, was)
    assert set(consumed(store).values()) == {1}


# Forms of items


def test_a_protected_user_and_a_notice_channel_are_read_as_written(contoso: Store) -> None:
    profile = replace(a_user_profile(), is_protected=True)
    user = added(contoso, a_user(profile=profile))
    assert contoso.directory.user(CONTOSO, "nadia").profile.is_protected
    was = deleted(contoso, user)
    assert contoso.directory.deleted_user(CONTOSO, "nadia") == was
    customer = contoso.directory.customer(CONTOSO)
    assert customer.profile.notice_channel == ""
    after = replace(customer, profile=replace(customer.profile, notice_channel="C0NOTICES"), version=2)
    contoso.directory.change_customer(customer, after, an_event("edit", target_id=CONTOSO))
    assert contoso.directory.customer(CONTOSO) == after


def test_items_from_before_there_were_deleted_users_are_read() -> None:
    with mock_aws():
        store = new_store(None)
        store.directory.add_customer(a_customer(), an_event("add", target_id=CONTOSO))
        user = added(store)
        gained = {"is_protected", "deleted_at", "due_key", "deleted", "notice_channel"}
        for sort_key in ("USER#nadia", "COUNTS", "CUSTOMER"):
            assert gained.isdisjoint(attributes(store, sort_key))
        assert store.directory.user(CONTOSO, "nadia") == user
        assert store.directory.customer(CONTOSO) == a_customer()
        assert store.directory.count_users(CONTOSO).deleted == 0
        deleted(store, user)
        assert store.directory.count_users(CONTOSO).deleted == 1


def attributes(store: Store, sort_key: str) -> set[str]:
    """The attributes of an item of Contoso's, as they are kept."""
    tables = tables_of(store)
    key = {"pk": {"S": f"CUSTOMER#{CONTOSO}"}, "sk": {"S": sort_key}}
    client: Any = tables.connection.client
    return set(client.get_item(TableName=tables.users.Meta.table_name, Key=key)["Item"])
