from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import a_customer, a_customer_profile, an_event

if TYPE_CHECKING:
    from shared.store import Store

CUSTOMERS = {
    "Contoso Ltd": ("contoso.example", "mail.contoso-west.example"),
    "Contoso-West Trading": ("west.example",),
    "Fabrikam Électricité": ("fabrikam.example",),
    "Smith & Sons": ("smith.example",),
    "O'Brien's Bakery": ("obrien.example",),
    "Zürich Œuvres": ("zurich.example",),
    "contoso northern": ("northern.example",),
}


@pytest.fixture(scope="module")
def full(shared_store: Store) -> Store:
    for number, (name, domains) in enumerate(CUSTOMERS.items()):
        customer = a_customer(f"customer-{number}", a_customer_profile(name, domains))
        event = an_event(f"add-{number}", customer_id=customer.id, target_id=customer.id)
        assert shared_store.directory.add_customer(customer, event) is None
    return shared_store


def found(store: Store, typed: str, limit: int = 100) -> list[str]:
    return [customer.name for customer in store.directory.find_customers(typed, limit)]


def test_nothing_typed_finds_the_first_ones_by_name(full: Store) -> None:
    names = ["Contoso Ltd", "contoso northern", "Contoso-West Trading"]
    assert found(full, "", limit=3) == names
    assert found(full, " & ", limit=3) == names
    assert found(full, "\ud800", limit=3) == names


FOUND_BY = {
    "fab": ["Fabrikam Électricité"],
    "FABRIKAM": ["Fabrikam Électricité"],
    "elec": ["Fabrikam Électricité"],
    "électricité fab": ["Fabrikam Électricité"],
    "cont": ["Contoso Ltd", "contoso northern", "Contoso-West Trading"],
    "contoso nor": ["contoso northern"],
    "nor contoso": ["contoso northern"],
    "contoso ltd": ["Contoso Ltd"],
    "contoso-west": ["Contoso Ltd", "Contoso-West Trading"],
    "contoso west": ["Contoso-West Trading"],
    "smith & sons": ["Smith & Sons"],
    "o'brien": ["O'Brien's Bakery"],
    "o\u2019brien": ["O'Brien's Bakery"],
    "obrien": ["O'Brien's Bakery"],
    "zurich oeuvres": ["Zürich Œuvres"],
    "ZÜRICH": ["Zürich Œuvres"],
    "mail.contoso-west.ex": ["Contoso Ltd"],
    "contoso-west.example": ["Contoso Ltd"],
    "smith.example": ["Smith & Sons"],
    "example": [],
    "tso": [],
    "contoso zurich": [],
    "con\t\nnor": ["contoso northern"],
    "x" * 3000: [],
    "é" * 900: [],
}


def test_customers_are_found_by_the_beginnings_of_any_words(full: Store) -> None:
    assert {typed: found(full, typed) for typed in FOUND_BY} == FOUND_BY


def test_a_customer_whose_name_and_domain_begin_alike_is_found_once(full: Store) -> None:
    found_ids = [customer.id for customer in full.directory.find_customers("contoso", 100)]
    assert len(found_ids) == len(set(found_ids))


def test_of_more_than_the_limit_only_so_many_are_found(full: Store) -> None:
    assert len(found(full, "contoso", limit=2)) == 2


def test_what_is_found_says_the_default_domain(full: Store) -> None:
    (smith,) = full.directory.find_customers("smith", 100)
    assert (smith.id, smith.name, smith.default_domain) == ("customer-3", "Smith & Sons", "smith.example")


def test_a_name_of_a_hundred_characters_that_grow_when_folded_is_listed(store: Store) -> None:
    name = "\ufdfa" * 100  # one character whose compatibility form has eighteen
    customer = a_customer("long", a_customer_profile(name, ("long.example",)))
    assert store.directory.add_customer(customer, an_event("add", customer_id="long")) is None
    assert found(store, "long") == [name]
    assert found(store, name) == [name]
