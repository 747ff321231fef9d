from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.user import DirectoryRole, UserCounts
from shared.errors import (
    ChangedMeanwhileError,
    DomainNotUsableError,
    UserNotFoundError,
    UserPrincipalNameTakenError,
)
from tests.builders import (
    CONTOSO,
    FABRIKAM,
    NOW,
    a_customer,
    a_customer_profile,
    a_product,
    a_subscription,
    a_user,
    a_user_profile,
    an_event,
)
from tests.store.claims import users_in

if TYPE_CHECKING:
    from shared.domain.user import User
    from shared.store import Store


@pytest.fixture
def contoso(store: Store) -> Store:
    """A store with Contoso in it: two managed domains and a federated one, and two products."""
    profile = a_customer_profile(
        domains=("contoso.example", "west.example"), federated=("corp.contoso.example",)
    )
    store.directory.add_customer(a_customer(profile=profile), an_event("add-contoso", target_id=CONTOSO))
    for sku_id in ("sku-e3", "sku-f1"):
        subscription = a_subscription(a_product(sku_id))
        store.directory.add_subscription(subscription, an_event("buy", target_id=sku_id))
    return store


def added(store: Store, user: User | None = None) -> User:
    user = user or a_user()
    assert store.directory.add_user(user, an_event(f"create-{user.id}", target_id=user.id)) is None
    return user


def changed(user: User, **profile: object) -> User:
    becomes = replace(user.profile, **profile)  # type: ignore[arg-type]  # any of its fields
    return replace(
        user,
        profile=becomes,
        version=user.version + 1,
        changed_at=NOW + timedelta(minutes=5),
        changed_by="U0BRAM",
    )


def test_a_user_is_read_as_they_were_added(contoso: Store) -> None:
    user = added(
        contoso,
        a_user(
            profile=a_user_profile(
                "Zoë O\u2019Brien-Łukasiewicz",
                user_name="Zoe.O'Brien",
                directory_roles=[DirectoryRole.GLOBAL_ADMIN, DirectoryRole.SERVICE_ADMIN],
            ),
            licenses={"sku-e3": frozenset({"plan-teams", "plan-yammer"}), "sku-f1": frozenset()},
            at=NOW + timedelta(microseconds=123456),
        ),
    )
    assert contoso.directory.user(CONTOSO, user.id) == user


def test_a_user_without_first_or_last_name_is_read_as_added(contoso: Store) -> None:
    user = added(
        contoso, a_user(profile=a_user_profile("Reception", first_name="", last_name="", user_name="desk"))
    )
    assert contoso.directory.user(CONTOSO, user.id) == user


def test_a_user_of_another_customer_is_not_found(contoso: Store) -> None:
    user = added(contoso)
    with pytest.raises(UserNotFoundError):
        contoso.directory.user(FABRIKAM, user.id)


def test_several_users_come_in_the_order_asked_without_absent_ones(contoso: Store) -> None:
    ada = added(contoso, a_user("ada", a_user_profile("Ada Lovelace")))
    bo = added(contoso, a_user("bo", a_user_profile("Bo Diddley")))
    assert contoso.directory.users(CONTOSO, ["bo", "nobody", "ada"]) == [bo, ada]
    assert contoso.directory.users(CONTOSO, []) == []


def test_adding_the_same_user_again_returns_the_first_event_and_changes_nothing(contoso: Store) -> None:
    user = added(contoso)
    again = an_event("create-nadia", correlation_id="delivery-2")
    assert contoso.directory.add_user(replace(user, created_by="U0OTHER"), again) == an_event("create-nadia")
    assert contoso.directory.user(CONTOSO, user.id) == user
    assert contoso.directory.count_users(CONTOSO).total == 1


@pytest.mark.parametrize("user_name", ["nadia.okafor", "Nadia.Okafor", "NADIA.OKAFOR"])
def test_a_sign_in_name_is_taken_however_it_is_capitalised(contoso: Store, user_name: str) -> None:
    added(contoso)
    twin = a_user("twin", a_user_profile("Nadia Okafor", user_name=user_name))
    with pytest.raises(UserPrincipalNameTakenError):
        contoso.directory.add_user(twin, an_event("create-twin", target_id="twin"))
    with pytest.raises(UserNotFoundError):
        contoso.directory.user(CONTOSO, "twin")
    assert contoso.directory.count_users(CONTOSO).total == 1


def test_the_same_name_in_another_domain_is_free(contoso: Store) -> None:
    added(contoso)
    added(contoso, a_user("west", a_user_profile(domain="west.example")))
    assert contoso.directory.count_users(CONTOSO).total == 2


@pytest.mark.parametrize("domain", ["corp.contoso.example", "fabrikam.example", "gone.example"])
def test_a_user_in_a_domain_that_is_federated_or_not_theirs_is_refused(contoso: Store, domain: str) -> None:
    fabrikam = a_customer(FABRIKAM, a_customer_profile("Fabrikam", ("fabrikam.example",)))
    contoso.directory.add_customer(fabrikam, an_event("add-fabrikam", customer_id=FABRIKAM))
    user = a_user(profile=a_user_profile(domain=domain))
    with pytest.raises(DomainNotUsableError) as refused:
        contoso.directory.add_user(user, an_event("create"))
    assert refused.value.facts == {"domain": domain}
    assert contoso.directory.count_users(CONTOSO) == UserCounts()


def test_a_changed_user_is_read_as_changed(contoso: Store) -> None:
    before = added(contoso)
    after = changed(before, display_name="Nadia Okafor-Singh", last_name="Okafor-Singh", usage_location="IN")
    assert contoso.directory.change_user(before, after, an_event("marry")) is None
    assert contoso.directory.user(CONTOSO, before.id) == after


def test_a_change_of_an_older_version_is_refused_and_nothing_is_written(contoso: Store) -> None:
    first = added(contoso)
    second = changed(first, display_name="Second")
    contoso.directory.change_user(first, second, an_event("second"))
    with pytest.raises(ChangedMeanwhileError):
        contoso.directory.change_user(first, changed(first, user_name="third"), an_event("third"))
    assert contoso.directory.user(CONTOSO, first.id) == second
    added(contoso, a_user("third", a_user_profile("Third", user_name="third")))


def test_a_change_of_a_user_who_does_not_exist_is_refused(contoso: Store) -> None:
    ghost = a_user("ghost")
    with pytest.raises(ChangedMeanwhileError):
        contoso.directory.change_user(ghost, changed(ghost, display_name="Boo"), an_event("boo"))


def test_a_change_delivered_again_returns_its_event(contoso: Store) -> None:
    before = added(contoso)
    after = changed(before, display_name="Nadia O.")
    contoso.directory.change_user(before, after, an_event("shorten"))
    assert contoso.directory.change_user(before, after, an_event("shorten")) == an_event("shorten")
    assert contoso.directory.user(CONTOSO, before.id).version == 2


def test_an_operation_that_was_recorded_has_no_other_effect_whatever_it_says_now(contoso: Store) -> None:
    first = added(contoso)
    second = changed(first, display_name="Nadia O.")
    contoso.directory.change_user(first, second, an_event("shorten"))
    third = changed(second, display_name="N. O.")
    assert contoso.directory.change_user(second, third, an_event("shorten")) == an_event("shorten")
    assert contoso.directory.user(CONTOSO, first.id) == second


def test_a_sign_in_name_changes_only_its_capitals(contoso: Store) -> None:
    before = added(contoso)
    after = changed(before, user_name="Nadia.OKAFOR")
    assert contoso.directory.change_user(before, after, an_event("capitals")) is None
    assert contoso.directory.user(CONTOSO, before.id) == after
    twin = a_user("twin")
    with pytest.raises(UserPrincipalNameTakenError):
        contoso.directory.add_user(twin, an_event("create-twin", target_id="twin"))


def test_a_sign_in_name_given_up_is_free_for_another(contoso: Store) -> None:
    before = added(contoso)
    contoso.directory.change_user(before, changed(before, user_name="nadia.singh"), an_event("rename"))
    added(contoso, a_user("second"))
    assert [user.id for user in contoso.directory.search_users(CONTOSO, "nadia.okafor", 10)] == ["second"]


def test_a_change_to_a_sign_in_name_of_another_is_refused_and_nothing_is_written(contoso: Store) -> None:
    nadia = added(contoso)
    ada = added(contoso, a_user("ada", a_user_profile("Ada Lovelace")))
    thief = changed(ada, user_name="Nadia.Okafor", directory_roles=frozenset({DirectoryRole.GLOBAL_ADMIN}))
    with pytest.raises(UserPrincipalNameTakenError):
        contoso.directory.change_user(ada, thief, an_event("theft", target_id="ada"))
    assert contoso.directory.users(CONTOSO, ["nadia", "ada"]) == [nadia, ada]
    assert contoso.directory.count_users(CONTOSO).administrators == 0


def test_a_move_to_another_domain_takes_the_count_of_its_users_along(contoso: Store) -> None:
    before = added(contoso)
    after = changed(before, domain="west.example")
    assert contoso.directory.change_user(before, after, an_event("move")) is None
    assert not users_in(contoso, CONTOSO, "contoso.example")
    assert users_in(contoso, CONTOSO, "west.example")


def test_a_move_to_a_federated_domain_is_refused(contoso: Store) -> None:
    before = added(contoso)
    with pytest.raises(DomainNotUsableError):
        contoso.directory.change_user(
            before, changed(before, domain="corp.contoso.example"), an_event("move")
        )
    assert contoso.directory.user(CONTOSO, before.id) == before


def test_a_user_keeps_a_domain_that_became_federated(contoso: Store) -> None:
    before = added(contoso)
    customer = contoso.directory.customer(CONTOSO)
    federated = replace(
        customer, profile=a_customer_profile(domains=(), federated=("contoso.example",)), version=2
    )
    contoso.directory.change_customer(customer, federated, an_event("federate", target_id=CONTOSO))
    after = changed(before, display_name="Nadia O.", user_name="nadia.o")
    assert contoso.directory.change_user(before, after, an_event("rename")) is None


def test_a_missing_version_is_told_before_a_name_that_is_taken(contoso: Store) -> None:
    added(contoso)
    ada = added(contoso, a_user("ada", a_user_profile("Ada Lovelace")))
    contoso.directory.change_user(ada, changed(ada, display_name="Ada L."), an_event("shorten"))
    stale = changed(ada, user_name="nadia.okafor", domain="gone.example")
    with pytest.raises(ChangedMeanwhileError):
        contoso.directory.change_user(ada, stale, an_event("stale", target_id="ada"))


def test_counts_follow_administrators_and_licenses(contoso: Store) -> None:
    assert contoso.directory.count_users(CONTOSO) == UserCounts()
    nadia = added(contoso)
    admin = frozenset({DirectoryRole.GLOBAL_ADMIN})
    added(contoso, a_user("ada", a_user_profile("Ada Lovelace", directory_roles=admin)))
    added(contoso, a_user("bo", a_user_profile("Bo Diddley"), licenses={"sku-e3": frozenset()}))
    assert contoso.directory.count_users(CONTOSO) == UserCounts(3, 1, 2)
    promoted = changed(nadia, directory_roles=admin)
    contoso.directory.change_user(nadia, promoted, an_event("promote"))
    assert contoso.directory.count_users(CONTOSO) == UserCounts(3, 2, 2)
    contoso.directory.change_user(
        promoted, replace(changed(promoted, directory_roles=frozenset()), version=3), an_event("demote")
    )
    assert contoso.directory.count_users(CONTOSO) == UserCounts(3, 1, 2)


def test_names_of_every_length_allowed_are_kept_and_found(contoso: Store) -> None:
    for number, name in enumerate(["z" * 256, "\ufdfa" * 256, "🜂" * 256, "é" * 256]):
        user = added(
            contoso,
            a_user(
                f"user-{number}",
                a_user_profile(
                    name, first_name="f" * 64, last_name=name[:64], user_name=f"{'u' * 60}{number}"
                ),
            ),
        )
        assert contoso.directory.user(CONTOSO, user.id) == user
        assert user in contoso.directory.search_users(CONTOSO, name, 10)
    assert contoso.directory.count_users(CONTOSO).total == 4
