from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.subscription import LicenseGroup, TargetType, Units
from shared.errors import ChangedMeanwhileError, NoSeatError
from tests.builders import (
    CONTOSO,
    FABRIKAM,
    NOW,
    a_customer,
    a_product,
    a_service_plan,
    a_subscription,
    a_user,
    a_user_profile,
    an_event,
)

if TYPE_CHECKING:
    from shared.domain.subscription import Subscription
    from shared.domain.user import User
    from shared.store import Store


@pytest.fixture
def contoso(store: Store) -> Store:
    store.directory.add_customer(a_customer(), an_event("add-contoso", target_id=CONTOSO))
    return store


def bought(store: Store, subscription: Subscription) -> Subscription:
    event = an_event(f"buy-{subscription.id}", target_id=subscription.id)
    assert store.directory.add_subscription(subscription, event) is None
    return subscription


def created(store: Store, number: int) -> User:
    """Add a user who holds Office 365 E3."""
    profile = a_user_profile(f"Person {number}")
    user = a_user(f"user-{number}", profile, licenses={"sku-e3": frozenset()})
    assert store.directory.add_user(user, an_event(f"create-{number}", target_id=user.id)) is None
    return user


def becomes(subscription: Subscription, **units: int) -> Subscription:
    return replace(
        subscription,
        units=replace(subscription.units, **units),
        version=subscription.version + 1,
        changed_at=NOW + timedelta(minutes=5),
        changed_by="U0BRAM",
    )


def change(store: Store, before: Subscription, after: Subscription) -> None:
    event = an_event(f"change-{after.version}", target_id=after.id)
    assert store.directory.change_subscription(before, after, event) is None


def test_a_subscription_is_read_as_it_was_added(contoso: Store) -> None:
    plans = (
        a_service_plan(),
        a_service_plan("plan-intune", "INTUNE_O365", "Gestion d’appareils", target_type=TargetType.TENANT),
    )
    product = a_product(
        "DZH318Z0BPS6:0001",
        "Minecraft Éducation ✨",
        part_number="MEE_FACULTY",
        license_group=LicenseGroup.GROUP2,
        target_type=TargetType.TENANT,
        publisher="Mojang",
        publisher_link="https://mojang.example/assign",
        service_plans=plans,
    )
    subscription = a_subscription(product, 7, warning=3, suspended=2, at=NOW + timedelta(microseconds=123456))
    bought(contoso, subscription)
    assert contoso.directory.subscriptions(CONTOSO) == [subscription]


def test_a_product_with_the_most_and_longest_plans_is_read_as_it_was_added(contoso: Store) -> None:
    plans = [a_service_plan(f"{n:036}", "S" * 100, "\U0001f702" * 256) for n in range(100)]
    subscription = bought(contoso, a_subscription(a_product(name="é" * 256, service_plans=plans)))
    assert contoso.directory.subscriptions(CONTOSO) == [subscription]


def test_subscriptions_come_by_product_name(contoso: Store) -> None:
    for sku_id, name in {
        "a": "visio",
        "b": "Élan",
        "c": "Exchange",
        "d": "power BI",
        "e": "Exchange",
    }.items():
        bought(contoso, a_subscription(a_product(sku_id, name)))
    assert [each.id for each in contoso.directory.subscriptions(CONTOSO)] == ["b", "c", "e", "d", "a"]


def test_subscriptions_of_one_name_are_told_apart_by_part_number(contoso: Store) -> None:
    for sku_id, part_number in {"a": "O365_BUSINESS", "b": "SMB_BUSINESS"}.items():
        bought(contoso, a_subscription(a_product(sku_id, "Apps for business", part_number=part_number)))
    bought(contoso, a_subscription())
    assert [each.name for each in contoso.directory.subscriptions(CONTOSO)] == [
        "Apps for business (O365_BUSINESS)",
        "Apps for business (SMB_BUSINESS)",
        "Office 365 E3",
    ]


def test_what_tells_a_subscription_apart_is_not_kept(contoso: Store) -> None:
    alone = a_subscription()
    bought(contoso, replace(alone, distinction="ENTERPRISEPACK"))
    assert contoso.directory.subscriptions(CONTOSO) == [alone]


def test_ids_that_begin_alike_are_different_subscriptions(contoso: Store) -> None:
    for number, sku_id in enumerate(["sku", "sku:1", "sku:1/seats"]):
        bought(contoso, a_subscription(a_product(sku_id), number))
    units = {each.id: each.units.active for each in contoso.directory.subscriptions(CONTOSO)}
    assert units == {"sku": 0, "sku:1": 1, "sku:1/seats": 2}


def test_another_customer_has_none(contoso: Store) -> None:
    bought(contoso, a_subscription())
    assert contoso.directory.subscriptions(FABRIKAM) == []


def test_a_new_subscription_is_held_by_nobody(contoso: Store) -> None:
    bought(contoso, a_subscription(consumed=12))
    (subscription,) = contoso.directory.subscriptions(CONTOSO)
    assert (subscription.consumed, subscription.available) == (0, 25)


def test_a_product_is_subscribed_to_once(contoso: Store) -> None:
    bought(contoso, a_subscription())
    created(contoso, 1)
    with pytest.raises(ChangedMeanwhileError):
        contoso.directory.add_subscription(a_subscription(active=99), an_event("again", target_id="sku-e3"))
    (subscription,) = contoso.directory.subscriptions(CONTOSO)
    assert (subscription.units, subscription.consumed) == (Units(active=25), 1)


def test_the_same_purchase_delivered_twice_is_made_once(contoso: Store) -> None:
    bought(contoso, a_subscription())
    created(contoso, 1)
    event = an_event("buy-sku-e3", target_id="sku-e3")
    assert contoso.directory.add_subscription(a_subscription(), event) == event
    assert contoso.directory.subscriptions(CONTOSO) == [a_subscription(consumed=1)]


def test_a_change_replaces_product_and_units_and_leaves_who_holds_it(contoso: Store) -> None:
    before = bought(contoso, a_subscription(warning=1, suspended=1))
    created(contoso, 1)
    after = replace(
        becomes(before, active=30, warning=2, suspended=0),
        product=a_product(name="Microsoft 365 E3", part_number="SPE_E3", service_plans=[a_service_plan()]),
    )
    change(contoso, before, after)
    assert contoso.directory.subscriptions(CONTOSO) == [replace(after, consumed=1)]


def test_the_same_change_delivered_twice_is_made_once(contoso: Store) -> None:
    before = bought(contoso, a_subscription())
    after = becomes(before, active=30)
    change(contoso, before, after)
    event = an_event("change-2", target_id="sku-e3")
    assert contoso.directory.change_subscription(before, after, event) == event
    assert contoso.directory.subscriptions(CONTOSO) == [after]


def test_a_change_of_what_somebody_else_changed_is_refused(contoso: Store) -> None:
    before = bought(contoso, a_subscription())
    change(contoso, before, becomes(before, active=30))
    with pytest.raises(ChangedMeanwhileError):
        contoso.directory.change_subscription(
            before, becomes(before, active=40), an_event("late", target_id="sku-e3")
        )
    assert contoso.directory.subscriptions(CONTOSO) == [becomes(before, active=30)]


def test_a_change_of_what_is_not_there_is_refused(contoso: Store) -> None:
    with pytest.raises(ChangedMeanwhileError):
        contoso.directory.change_subscription(
            a_subscription(), becomes(a_subscription()), an_event("change", target_id="sku-e3")
        )
    assert contoso.directory.subscriptions(CONTOSO) == []


def test_a_seat_taken_while_seats_are_changed_stays_taken(contoso: Store) -> None:
    seen = bought(contoso, a_subscription(active=2))
    created(contoso, 1)  # after the form was opened
    change(contoso, seen, becomes(seen, active=3))
    (subscription,) = contoso.directory.subscriptions(CONTOSO)
    assert (subscription.consumed, subscription.available) == (1, 2)


def test_fewer_seats_than_are_used_leave_less_than_none(contoso: Store) -> None:
    before = bought(contoso, a_subscription(active=3))
    users = [created(contoso, number) for number in range(3)]
    change(contoso, before, becomes(before, active=1))
    (subscription,) = contoso.directory.subscriptions(CONTOSO)
    assert (subscription.consumed, subscription.available) == (3, -2)
    for number, user in enumerate(users):
        with pytest.raises(NoSeatError):
            created(contoso, 10 + number)
        gone = replace(user, licenses={}, version=2)
        assert contoso.directory.change_user(user, gone, an_event("remove", target_id=user.id)) is None
    created(contoso, 20)  # the one seat left
    (subscription,) = contoso.directory.subscriptions(CONTOSO)
    assert (subscription.consumed, subscription.available) == (1, 0)


def test_seats_in_their_grace_period_count_and_suspended_ones_do_not(contoso: Store) -> None:
    bought(contoso, a_subscription(active=0, warning=1, suspended=5))
    created(contoso, 1)
    with pytest.raises(NoSeatError):
        created(contoso, 2)
