"""A customer with 5,000 domains, on AWS's own engine: what is read and written follows what is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.domain.command import CreateUser, EditCustomer, LoadDomains
from shared.domain.customer import MAXIMUM_DOMAINS, Domain
from shared.domain.customer_domains import DomainEdits
from shared.domain.domain_list import DomainList
from shared.domain.outcome import Result
from shared.domain.problem import ProblemCode
from shared.operations.desk import Act
from shared.operations.domain_list import load_domains
from shared.operations.looking import customer_card, find_customers, find_domains
from tests.builders import (
    CONTOSO,
    NOW,
    a_customer,
    a_desk,
    a_staff_member,
    a_user_profile,
    an_event,
    an_operation,
)
from tests.store.calls import Calls, _size, listen, tables_of
from tests.store.conftest import new_store

if TYPE_CHECKING:
    from shared.operations.desk import Desk
    from shared.store import Store

pytestmark = pytest.mark.dynamodb_local

ITEM = 400 * 1024  # bytes; DynamoDB takes no larger one
LONGEST = "x" * 21  # so that each name has the 48 characters that a domain may have
NAMES = [f"school-{number:04}.{LONGEST}.education.example"[:48] for number in range(MAXIMUM_DOMAINS - 2)]
LISTED = DomainList({name: number % 50 == 49 for number, name in enumerate(NAMES)})
DEEP = NAMES[4_321]
GRACE = a_staff_member()


@pytest.fixture(scope="module")
def loaded(dynamodb_local: str) -> Store:
    """Contoso with 4,999 domains of 48 characters, loaded as the worker does it."""
    store = new_store(dynamodb_local)
    store.directory.add_customer(a_customer(), an_event("add", target_id=CONTOSO))
    act = Act(actor=GRACE, operation=an_operation("load"), at=NOW)
    command = LoadDomains(customer_id=CONTOSO, file_id="F0LIST")
    outcome, count = load_domains(desk_of(store), command, act, LISTED)
    assert (outcome.result, outcome.problems, count) == (Result.DONE, (), len(NAMES))
    return store


@pytest.fixture
def calls(loaded: Store) -> Calls:
    return listen(loaded)


def desk_of(store: Store) -> Desk:
    return a_desk(store.directory, audit=store.audit, staff=store.staff, requests=store.requests)


def everything(store: Store) -> list[dict[str, object]]:
    tables = tables_of(store)
    names = {tables.customers.Meta.table_name, tables.audit.Meta.table_name}
    client = tables.connection.client
    found: list[dict[str, object]] = []
    for name in names:
        for page in client.get_paginator("scan").paginate(TableName=name):
            found += page["Items"]
    return found


def test_no_item_of_a_customer_with_5000_domains_comes_near_what_dynamodb_takes(loaded: Store) -> None:
    sizes = {str(item["pk"]): _size(item) for item in everything(loaded)}
    assert len([each for each in sizes if "DOMAIN#" in each]) == MAXIMUM_DOMAINS - 1
    assert max(sizes.values()) < ITEM / 40


def test_the_card_of_a_customer_with_5000_domains_reads_two_items(loaded: Store, calls: Calls) -> None:
    card = customer_card(desk_of(loaded), GRACE, CONTOSO)
    assert card.customer.domain_count == MAXIMUM_DOMAINS - 1
    assert calls.operations == ["GetItem", "GetItem"]


def test_a_domain_deep_in_the_list_is_found_by_typing_in_one_query(loaded: Store, calls: Calls) -> None:
    found = find_domains(desk_of(loaded), GRACE, CONTOSO, "school-4321")
    assert found == [Domain(DEEP)]
    assert calls.operations == ["Query"]
    assert len(find_domains(desk_of(loaded), GRACE, CONTOSO, "")) == 100


def test_a_customer_is_found_by_a_domain_deep_in_the_list_typed_in_full(loaded: Store) -> None:
    found = find_customers(desk_of(loaded), GRACE, f"@{DEEP}")
    assert [customer.id for customer in found] == [CONTOSO]


def test_a_domain_is_added_to_4999_and_the_5001st_is_refused(loaded: Store, calls: Calls) -> None:
    def add(name: str, click: str) -> tuple[Result, list[ProblemCode]]:
        current = loaded.directory.customer(CONTOSO)
        calls.clear()
        command = EditCustomer(
            customer_id=CONTOSO,
            version=current.version,
            profile=replace(current.profile, domains=current.profile.domains[:1]),
            domain_edits=DomainEdits(add=(Domain(name),)),
        )
        outcome = desk_of(loaded).submit(command, GRACE, an_operation(click))
        return outcome.result, [problem.code for problem in outcome.problems]

    assert add("one-more.example", "click-1") == (Result.DONE, [])
    assert sorted(calls.operations) == ["BatchGetItem", "GetItem", "TransactWriteItems"]
    (written,) = calls.transactions
    assert len(written) == 3  # the event, the customer and the claim
    assert sum(written.values()) <= 10
    assert add("too-many.example", "click-2") == (Result.REFUSED, [ProblemCode.TOO_MANY_DOMAINS])


def test_users_are_created_in_a_managed_domain_deep_in_the_list_alone(loaded: Store, calls: Calls) -> None:
    def create(name: str, domain: str) -> tuple[Result, list[ProblemCode]]:
        profile = a_user_profile(name, domain=domain)
        command = CreateUser(customer_id=CONTOSO, profile=profile)
        calls.clear()
        outcome = desk_of(loaded).submit(command, GRACE, an_operation(f"create-{name}-{domain}"))
        return outcome.result, [problem.code for problem in outcome.problems]

    assert create("Bram Visser", DEEP) == (Result.DONE, [])
    assert calls.operations == ["GetItem", "TransactWriteItems"]
    unusable = (Result.REFUSED, [ProblemCode.DOMAIN_NOT_USABLE])
    assert create("Bram Visser", NAMES[4_349]) == unusable  # federated
    assert create("Bram Visser", "elsewhere.example") == unusable


def test_adding_the_domains_took_a_transaction_for_each_ninety(dynamodb_local: str) -> None:
    store = new_store(dynamodb_local)
    store.directory.add_customer(a_customer(), an_event("add", target_id=CONTOSO))
    heard = listen(store)
    few = DomainList(dict.fromkeys(NAMES[:500], False))
    command = LoadDomains(customer_id=CONTOSO, file_id="F0LIST")
    act = Act(actor=GRACE, operation=an_operation("load"), at=NOW)
    load_domains(desk_of(store), command, act, few)
    assert heard.operations == ["GetItem", *["BatchGetItem"] * 5, *["TransactWriteItems"] * 8]
    assert max(map(len, heard.transactions)) <= 100
