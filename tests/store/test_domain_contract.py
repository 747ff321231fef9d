"""Domains beyond those that a customer lists: claimed, found by their beginning, given up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType, ResourceType
from shared.domain.customer import Domain
from shared.domain.customer_domains import DomainChange, DomainClaim
from shared.errors import ChangedMeanwhileError, DomainTakenError
from tests.builders import CONTOSO, FABRIKAM, a_customer, a_customer_profile, a_user, a_user_profile, an_event

if TYPE_CHECKING:
    from shared.domain.audit import AuditEvent
    from shared.domain.customer import Customer
    from shared.store import Store

FURTHER = (Domain("alder.example"), Domain("birch.example", is_federated=True), Domain("aspen.example"))


@pytest.fixture
def schools(store: Store) -> Store:
    """Contoso lists contoso.example and has three further domains, of which one is federated."""
    customer = replace(a_customer(), further_domains=3, further_federated=1)
    assert store.directory.add_customer(customer, event("add"), FURTHER) is None
    return store


def event(operation_id: str, customer_id: str = CONTOSO) -> AuditEvent:
    return an_event(
        operation_id,
        customer_id=customer_id,
        target_id=customer_id,
        resource_type=ResourceType.CUSTOMER,
        operation_types=(OperationType.UPDATE_CUSTOMER,),
    )


def changed(customer: Customer, further: int) -> Customer:
    return replace(customer, further_domains=further, version=customer.version + 1)


def names(domains: list[Domain]) -> list[str]:
    return [domain.name for domain in domains]


def test_a_customer_is_read_with_how_many_further_domains_it_has(schools: Store) -> None:
    customer = schools.directory.customer(CONTOSO)
    assert (customer.further_domains, customer.further_federated, customer.domain_count) == (3, 1, 4)


def test_claims_say_whose_domains_are_and_leave_free_ones_out(schools: Store) -> None:
    theirs = a_customer(FABRIKAM, a_customer_profile("Fabrikam", ("fabrikam.example",)))
    schools.directory.add_customer(theirs, event("add-2", FABRIKAM))
    user = a_user(profile=a_user_profile(domain="alder.example"))
    schools.directory.add_user(user, an_event("create"))
    asked = ["alder.example", "birch.example", "fabrikam.example", "free.example", "alder.example"]
    assert schools.directory.domain_claims(asked) == {
        "alder.example": DomainClaim(CONTOSO, FURTHER[0], users=1),
        "birch.example": DomainClaim(CONTOSO, FURTHER[1]),
        "fabrikam.example": DomainClaim(FABRIKAM, Domain("fabrikam.example")),
    }
    assert schools.directory.domain_claims([]) == {}


def test_managed_domains_are_found_by_their_beginning_by_name(schools: Store) -> None:
    find = schools.directory.find_domains
    assert names(find(CONTOSO, "a", 10)) == ["alder.example", "aspen.example"]
    assert names(find(CONTOSO, "", 10)) == ["alder.example", "aspen.example", "contoso.example"]
    assert names(find(CONTOSO, "birch", 10)) == names(find(CONTOSO, "lder", 10)) == []
    assert names(find(CONTOSO, "", 1)) == ["alder.example"]
    assert find(FABRIKAM, "", 10) == []


def test_any_domains_are_found_with_what_they_are(schools: Store) -> None:
    assert schools.directory.find_domains(CONTOSO, "b", 10, is_any=True) == [FURTHER[1]]


def test_domains_of_one_customer_are_added_converted_and_given_up_in_one_change(schools: Store) -> None:
    before = schools.directory.customer(CONTOSO)
    change = DomainChange(
        added=(Domain("cedar.example"),),
        converted=(Domain("birch.example"),),
        removed=("aspen.example",),
    )
    after = changed(before, 3)
    assert schools.directory.change_customer(before, after, event("edit"), change) is None
    assert schools.directory.customer(CONTOSO) == after
    expected = ["alder.example", "birch.example", "cedar.example", "contoso.example"]
    assert names(schools.directory.find_domains(CONTOSO, "", 10)) == expected


def test_a_further_domain_of_another_customer_is_taken_and_nothing_is_written(schools: Store) -> None:
    theirs = a_customer(FABRIKAM, a_customer_profile("Fabrikam", ("fabrikam.example",)))
    schools.directory.add_customer(theirs, event("add-2", FABRIKAM))
    change = DomainChange(added=(Domain("new.example"), Domain("alder.example")))
    with pytest.raises(DomainTakenError):
        schools.directory.change_customer(theirs, changed(theirs, 2), event("theft", FABRIKAM), change)
    assert schools.directory.customer(FABRIKAM) == theirs
    assert "new.example" not in schools.directory.domain_claims(["new.example"])


def test_a_further_domain_with_users_is_not_given_up(schools: Store) -> None:
    user = a_user(profile=a_user_profile(domain="alder.example"))
    schools.directory.add_user(user, an_event("create"))
    before = schools.directory.customer(CONTOSO)
    with pytest.raises(ChangedMeanwhileError):
        schools.directory.change_customer(
            before, changed(before, 2), event("give up"), DomainChange(removed=("alder.example",))
        )
    assert schools.directory.domain_claims(["alder.example"])["alder.example"].users == 1
