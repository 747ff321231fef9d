from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType, ResourceType
from shared.domain.customer import Domain
from shared.errors import ChangedMeanwhileError, CustomerNotFoundError, DomainTakenError
from tests.builders import CONTOSO, FABRIKAM, a_customer, a_customer_profile, a_user, an_event
from tests.store.claims import users_in

if TYPE_CHECKING:
    from shared.domain.audit import AuditEvent
    from shared.domain.customer import Customer, CustomerProfile
    from shared.store import Store


def added(store: Store, customer: Customer | None = None) -> Customer:
    customer = customer or a_customer()
    assert store.directory.add_customer(customer, event(f"add-{customer.id}", customer)) is None
    return customer


def event(operation_id: str, customer: Customer) -> AuditEvent:
    return an_event(
        operation_id,
        customer_id=customer.id,
        target_id=customer.id,
        resource_type=ResourceType.CUSTOMER,
        operation_types=(OperationType.ADD_CUSTOMER,),
    )


def changed(customer: Customer, profile: CustomerProfile) -> Customer:
    return replace(customer, profile=profile, version=customer.version + 1)


def test_a_customer_is_read_as_they_were_added(store: Store) -> None:
    profile = a_customer_profile(
        "L'Épicerie du Château & Fils",
        ("epicerie.example", "chateau.example"),
        federated=("sso.epicerie.example",),
        country="FR",
        warning="Ring first.",
    )
    customer = added(store, a_customer(profile=profile))
    assert store.directory.customer(customer.id) == customer


def test_a_customer_whom_nobody_added_is_not_found(store: Store) -> None:
    with pytest.raises(CustomerNotFoundError):
        store.directory.customer("tailspin")


def test_several_customers_come_by_name_without_those_who_do_not_exist(store: Store) -> None:
    zoo = added(store, a_customer("zoo", a_customer_profile("zoo park", ("zoo.example",))))
    etoile = added(store, a_customer("etoile", a_customer_profile("Étoile SA", ("etoile.example",))))
    alpine = added(store, a_customer("alpine", a_customer_profile("Alpine Ski House", ("alpine.example",))))
    assert store.directory.customers(["zoo", "nobody", "alpine", "etoile"]) == [alpine, etoile, zoo]


def test_no_customers_asked_for_are_none(store: Store) -> None:
    assert store.directory.customers([]) == []


def test_adding_the_same_customer_again_returns_the_first_event_and_changes_nothing(store: Store) -> None:
    customer = added(store)
    again = replace(event(f"add-{customer.id}", customer), correlation_id="delivery-2")
    earlier = store.directory.add_customer(changed(customer, a_customer_profile("Other")), again)
    assert earlier == event(f"add-{customer.id}", customer)
    assert store.directory.customer(customer.id) == customer


def test_a_domain_of_another_customer_is_taken_and_nothing_is_written(store: Store) -> None:
    added(store)
    thief = a_customer(FABRIKAM, a_customer_profile("Fabrikam", ("fabrikam.example", "contoso.example")))
    with pytest.raises(DomainTakenError) as refused:
        store.directory.add_customer(thief, event("theft", thief))
    assert refused.value.facts == {"domain": "contoso.example"}
    with pytest.raises(CustomerNotFoundError):
        store.directory.customer(FABRIKAM)
    assert [each.name for each in store.directory.find_customers("fabrikam", 10)] == []
    free = a_customer("honest", a_customer_profile("Honest", ("fabrikam.example",)))
    assert store.directory.add_customer(free, event("honest", free)) is None


def test_a_changed_customer_is_read_as_changed(store: Store) -> None:
    before = added(store)
    after = changed(before, a_customer_profile("Contoso Group", ("contoso.example", "group.example")))
    assert store.directory.change_customer(before, after, event("rename", after)) is None
    assert store.directory.customer(CONTOSO) == after


def test_a_change_of_an_older_version_is_refused_and_nothing_is_written(store: Store) -> None:
    first = added(store)
    second = changed(first, a_customer_profile("Second"))
    store.directory.change_customer(first, second, event("second", second))
    third = changed(first, a_customer_profile("Third", ("third.example",)))
    with pytest.raises(ChangedMeanwhileError):
        store.directory.change_customer(first, third, event("third", third))
    assert store.directory.customer(CONTOSO) == second
    assert store.directory.find_customers("third", 10) == []


def test_a_change_delivered_again_returns_its_event(store: Store) -> None:
    before = added(store)
    after = changed(before, a_customer_profile("Contoso Group"))
    store.directory.change_customer(before, after, event("rename", after))
    assert store.directory.change_customer(before, after, event("rename", after)) == event("rename", after)


def test_a_domain_given_up_is_free_for_another_customer(store: Store) -> None:
    before = added(
        store, a_customer(profile=a_customer_profile(domains=("contoso.example", "moved.example")))
    )
    after = changed(before, a_customer_profile(domains=("contoso.example",)))
    store.directory.change_customer(before, after, event("give up", after))
    fabrikam = a_customer(FABRIKAM, a_customer_profile("Fabrikam", ("fabrikam.example", "moved.example")))
    assert store.directory.add_customer(fabrikam, event("take", fabrikam)) is None
    assert [each.name for each in store.directory.find_customers("moved", 10)] == ["Fabrikam"]


def test_a_domain_added_that_is_another_customers_is_taken(store: Store) -> None:
    added(store, a_customer(FABRIKAM, a_customer_profile("Fabrikam", ("fabrikam.example",))))
    before = added(store)
    after = changed(before, a_customer_profile(domains=("contoso.example", "fabrikam.example")))
    with pytest.raises(DomainTakenError) as refused:
        store.directory.change_customer(before, after, event("theft", after))
    assert refused.value.facts == {"domain": "fabrikam.example"}
    assert store.directory.customer(CONTOSO) == before


def test_a_domain_that_somebody_was_given_meanwhile_is_not_taken_away(store: Store) -> None:
    both = a_customer_profile(domains=("contoso.example", "west.example"))
    before = added(store, a_customer(profile=both))
    user = a_user()
    user = replace(user, profile=replace(user.profile, domain="west.example"))
    store.directory.add_user(user, an_event("create"))
    after = changed(before, a_customer_profile(domains=("contoso.example",)))
    with pytest.raises(ChangedMeanwhileError):
        store.directory.change_customer(before, after, event("give up", after))
    assert store.directory.customer(CONTOSO) == before


def test_a_domain_becomes_federated_and_keeps_its_users(store: Store) -> None:
    before = added(store)
    store.directory.add_user(a_user(), an_event("create"))
    after = changed(before, replace(before.profile, domains=(Domain("contoso.example", is_federated=True),)))
    assert store.directory.change_customer(before, after, event("federate", after)) is None
    assert users_in(store, CONTOSO, "contoso.example")


def test_a_customer_with_every_domain_and_word_allowed_can_be_changed_wholly(store: Store) -> None:
    kept = [f"kept-{number:02}.mail.example" for number in range(10)]
    old = [f"old-{number:02}.before{number}.example" for number in range(10)]
    new = [f"new-{number:02}.after{number}.example" for number in range(10)]
    before = added(store, a_customer(profile=a_customer_profile("a1 a2 a3 a4 a5 a6 a7 a8 a9 a0", kept + old)))
    after = changed(before, a_customer_profile("b1 b2 b3 b4 b5 b6 b7 b8 b9 b0", kept + new))
    assert store.directory.change_customer(before, after, event("rebrand", after)) is None
    assert store.directory.customer(CONTOSO) == after
    assert store.directory.find_customers("old-03", 10) == []
    assert len(store.directory.find_customers("after3", 10)) == 1


def test_a_domain_has_users_only_for_the_customer_whose_it_is(store: Store) -> None:
    added(store)
    assert not users_in(store, CONTOSO, "contoso.example")
    store.directory.add_user(a_user(), an_event("create"))
    assert users_in(store, CONTOSO, "contoso.example")
    assert not users_in(store, FABRIKAM, "contoso.example")
    assert not users_in(store, CONTOSO, "nowhere.example")
