"""How often DynamoDB is called, and what that costs: one transaction for each change, two queries at most
for what a person types.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.domain.customer import Domain
from shared.domain.outcome import Outcome, Result
from shared.domain.subscription import Units
from shared.domain.user import DirectoryRole, UserFilter
from shared.ports import Cursor
from tests.builders import (
    CONTOSO,
    NOW,
    a_customer,
    a_customer_profile,
    a_deleted_user,
    a_product,
    a_request,
    a_service_plan,
    a_subscription,
    a_user,
    a_user_profile,
    an_event,
)
from tests.store.calls import listen
from tests.store.conftest import new_store
from tests.store.crowd import crowd, fill

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from shared.domain.user import User
    from shared.store import Store
    from tests.store.calls import Calls

pytestmark = pytest.mark.dynamodb_local


@pytest.fixture
def contoso(local_store: Store) -> Store:
    """Contoso with Nadia, on AWS's own engine."""
    profile = a_customer_profile(
        "Contoso Ltd", ("contoso.example", "west.example"), federated=("corp.contoso.example",)
    )
    local_store.directory.add_customer(a_customer(profile=profile), an_event("add", target_id=CONTOSO))
    local_store.directory.add_user(a_user(), an_event("create"))
    return local_store


@pytest.fixture
def calls(contoso: Store) -> Calls:
    return listen(contoso)


def nadia(version: int = 2, **profile: object) -> User:
    user = a_user(version=version)
    return replace(user, profile=replace(user.profile, **profile))  # type: ignore[arg-type]  # any field


def in_one_transaction(calls: Calls) -> dict[str, int]:
    """Check that there was one call, and tell its items with the write units of each."""
    assert calls.operations == ["TransactWriteItems"]
    return calls.transactions[0]


def two_units_each(*items: str) -> dict[str, int]:
    """The least there is: an item of at most a kilobyte, in a transaction."""
    return dict.fromkeys(items, 2)


def test_a_new_user_costs_five_small_items(contoso: Store, calls: Calls) -> None:
    profile = a_user_profile("Ada Lovelace-Byron-King", directory_roles=list(DirectoryRole))
    contoso.directory.add_user(a_user("ada", profile), an_event("create-ada", target_id="ada"))
    assert in_one_transaction(calls) == two_units_each(
        "Put create-ada ada",
        "Put CUSTOMER#contoso USER#ada",
        "Put CUSTOMER#contoso UPN#ada.lovelace-byron-king@contoso.example",
        "Update DOMAIN#contoso.example DOMAIN",
        "Update CUSTOMER#contoso COUNTS",
    )


def test_an_edit_costs_the_user_and_its_event(contoso: Store, calls: Calls) -> None:
    contoso.directory.change_user(a_user(), nadia(usage_location="FR"), an_event("emigrate"))
    assert in_one_transaction(calls) == two_units_each(
        "Put emigrate nadia", "Put CUSTOMER#contoso USER#nadia"
    )


def test_changed_capitals_of_a_sign_in_name_cost_nothing_more(contoso: Store, calls: Calls) -> None:
    contoso.directory.change_user(a_user(), nadia(user_name="Nadia.Okafor"), an_event("capitals"))
    assert len(in_one_transaction(calls)) == 2


def test_another_sign_in_name_costs_the_one_given_up_and_the_one_taken(contoso: Store, calls: Calls) -> None:
    contoso.directory.change_user(a_user(), nadia(user_name="nadia.o"), an_event("rename"))
    assert in_one_transaction(calls) == two_units_each(
        "Put rename nadia",
        "Put CUSTOMER#contoso USER#nadia",
        "Put CUSTOMER#contoso UPN#nadia.o@contoso.example",
        "Delete CUSTOMER#contoso UPN#nadia.okafor@contoso.example",
    )


def test_another_domain_costs_the_one_left_and_the_one_entered(contoso: Store, calls: Calls) -> None:
    contoso.directory.change_user(a_user(), nadia(domain="west.example"), an_event("move"))
    assert in_one_transaction(calls) == two_units_each(
        "Put move nadia",
        "Put CUSTOMER#contoso USER#nadia",
        "Put CUSTOMER#contoso UPN#nadia.okafor@west.example",
        "Delete CUSTOMER#contoso UPN#nadia.okafor@contoso.example",
        "Update DOMAIN#contoso.example DOMAIN",
        "Update DOMAIN#west.example DOMAIN",
    )


def test_a_new_role_costs_the_counts(contoso: Store, calls: Calls) -> None:
    roles = frozenset({DirectoryRole.GLOBAL_ADMIN})
    contoso.directory.change_user(a_user(), nadia(directory_roles=roles), an_event("promote"))
    assert in_one_transaction(calls) == two_units_each(
        "Put promote nadia", "Put CUSTOMER#contoso USER#nadia", "Update CUSTOMER#contoso COUNTS"
    )


def test_a_new_customer_costs_an_item_for_each_domain_and_word_once(contoso: Store, calls: Calls) -> None:
    fabrikam = a_customer("fabrikam", a_customer_profile("Fabrikam Works", ("fabrikam.example",)))
    contoso.directory.add_customer(fabrikam, an_event("add-fabrikam", target_id="fabrikam"))
    assert in_one_transaction(calls) == two_units_each(
        "Put add-fabrikam fabrikam",
        "Put CUSTOMER#fabrikam CUSTOMER",
        "Put DOMAIN#fabrikam.example DOMAIN",
        "Put CUSTOMERS fabrikam works|fabrikam",
        "Put CUSTOMERS#f fabrikam|fabrikam",
        "Put CUSTOMERS#w works|fabrikam",
    )


def test_a_changed_warning_costs_the_customer_and_its_event(contoso: Store, calls: Calls) -> None:
    before = contoso.directory.customer(CONTOSO)
    after = replace(before, profile=replace(before.profile, warning="Ring first."), version=2)
    calls.clear()
    contoso.directory.change_customer(before, after, an_event("warn", target_id=CONTOSO))
    assert in_one_transaction(calls) == two_units_each("Put warn contoso", "Put CUSTOMER#contoso CUSTOMER")


def test_a_federated_domain_costs_the_domain(contoso: Store, calls: Calls) -> None:
    before = contoso.directory.customer(CONTOSO)
    west = Domain("west.example", is_federated=True)
    domains = tuple(west if each.name == west.name else each for each in before.profile.domains)
    after = replace(before, profile=replace(before.profile, domains=domains), version=2)
    calls.clear()
    contoso.directory.change_customer(before, after, an_event("federate", target_id=CONTOSO))
    assert in_one_transaction(calls) == two_units_each(
        "Put federate contoso", "Put CUSTOMER#contoso CUSTOMER", "Update DOMAIN#west.example DOMAIN"
    )


@pytest.fixture
def licensed(contoso: Store, calls: Calls) -> User:
    """Nadia with Office 365 E1; E3, of very many services, is there to be had."""
    plans = [a_service_plan(f"{n:036}", f"SERVICE_{n}", f"Service number {n}") for n in range(80)]
    for product in (a_product("sku-e1"), a_product("sku-e3", service_plans=plans)):
        event = an_event("buy", target_id=product.sku_id)
        contoso.directory.add_subscription(a_subscription(product), event)
    user = replace(a_user(version=2), licenses={"sku-e1": frozenset()})
    contoso.directory.change_user(a_user(), user, an_event("begin"))
    calls.clear()
    return user


def becomes(user: User, **licenses: Collection[str]) -> User:
    after = {f"sku-{name}": frozenset(plans) for name, plans in licenses.items()}
    return replace(user, licenses=after, version=user.version + 1)


def test_a_license_swapped_costs_two_small_seats_and_two_holders_whatever_the_product(
    contoso: Store, calls: Calls, licensed: User
) -> None:
    contoso.directory.change_user(licensed, becomes(licensed, e3=()), an_event("swap"))
    assert in_one_transaction(calls) == two_units_each(
        "Put swap nadia",
        "Put CUSTOMER#contoso USER#nadia",
        "Update CUSTOMER#contoso SKU#sku-e3#SEATS",
        "Update CUSTOMER#contoso SKU#sku-e1#SEATS",
        "Put HOLDERS#contoso#sku-e3 nadia okafor|nadia",
        "Delete HOLDERS#contoso#sku-e1 nadia okafor|nadia",
    )


def test_the_last_license_removed_costs_the_counts_too(contoso: Store, calls: Calls, licensed: User) -> None:
    contoso.directory.change_user(licensed, becomes(licensed), an_event("remove"))
    assert in_one_transaction(calls) == two_units_each(
        "Put remove nadia",
        "Put CUSTOMER#contoso USER#nadia",
        "Update CUSTOMER#contoso SKU#sku-e1#SEATS",
        "Delete HOLDERS#contoso#sku-e1 nadia okafor|nadia",
        "Update CUSTOMER#contoso COUNTS",
    )


def test_services_switched_off_cost_neither_seat_nor_holder(
    contoso: Store, calls: Calls, licensed: User
) -> None:
    contoso.directory.change_user(licensed, becomes(licensed, e1=["plan"]), an_event("plans"))
    assert in_one_transaction(calls) == two_units_each("Put plans nadia", "Put CUSTOMER#contoso USER#nadia")


def test_a_renamed_holder_costs_where_they_were_and_where_they_are(
    contoso: Store, calls: Calls, licensed: User
) -> None:
    profile = replace(licensed.profile, display_name="Nadia Singh")
    after = replace(licensed, profile=profile, version=3)
    contoso.directory.change_user(licensed, after, an_event("rename"))
    assert in_one_transaction(calls) == two_units_each(
        "Put rename nadia",
        "Put CUSTOMER#contoso USER#nadia",
        "Put HOLDERS#contoso#sku-e1 nadia singh|nadia",
        "Delete HOLDERS#contoso#sku-e1 nadia okafor|nadia",
    )


def test_a_deletion_costs_what_is_given_back_and_the_name_that_was(
    contoso: Store, calls: Calls, licensed: User
) -> None:
    contoso.directory.delete_user(licensed, a_deleted_user(licensed), an_event("delete"))
    assert in_one_transaction(calls) == two_units_each(
        "Put delete nadia",
        "Put CUSTOMER#contoso USER#nadia",
        "Delete CUSTOMER#contoso UPN#nadia.okafor@contoso.example",
        "Put CUSTOMER#contoso FORMER#nadia.okafor@contoso.example|nadia",
        "Update DOMAIN#contoso.example DOMAIN",
        "Update CUSTOMER#contoso SKU#sku-e1#SEATS",
        "Delete HOLDERS#contoso#sku-e1 nadia okafor|nadia",
        "Update CUSTOMER#contoso COUNTS",
    )


def test_a_restoration_costs_what_is_taken_again(contoso: Store, calls: Calls, licensed: User) -> None:
    deleted = a_deleted_user(licensed)
    contoso.directory.delete_user(licensed, deleted, an_event("delete"))
    calls.clear()
    after = replace(deleted.user, version=deleted.user.version + 1)
    contoso.directory.restore_user(deleted, after, an_event("restore"))
    assert in_one_transaction(calls) == two_units_each(
        "Put restore nadia",
        "Put CUSTOMER#contoso USER#nadia",
        "Put CUSTOMER#contoso UPN#nadia.okafor@contoso.example",
        "Delete CUSTOMER#contoso FORMER#nadia.okafor@contoso.example|nadia",
        "Update DOMAIN#contoso.example DOMAIN",
        "Update CUSTOMER#contoso SKU#sku-e1#SEATS",
        "Put HOLDERS#contoso#sku-e1 nadia okafor|nadia",
        "Update CUSTOMER#contoso COUNTS",
    )


def test_a_purge_costs_the_user_the_name_that_was_and_the_counts(
    contoso: Store, calls: Calls, licensed: User
) -> None:
    deleted = a_deleted_user(licensed)
    contoso.directory.delete_user(licensed, deleted, an_event("delete"))
    calls.clear()
    contoso.directory.purge_user(deleted, an_event("purge"))
    assert in_one_transaction(calls) == two_units_each(
        "Put purge nadia",
        "Delete CUSTOMER#contoso USER#nadia",
        "Delete CUSTOMER#contoso FORMER#nadia.okafor@contoso.example|nadia",
        "Update CUSTOMER#contoso COUNTS",
    )


def test_changed_seats_cost_the_subscription_its_seats_and_the_event(
    contoso: Store, calls: Calls, licensed: User
) -> None:
    del licensed
    before = a_subscription(a_product("sku-e1"))
    after = replace(before, units=Units(active=30), version=2)
    contoso.directory.change_subscription(before, after, an_event("more", target_id="sku-e1"))
    assert in_one_transaction(calls) == two_units_each(
        "Put more sku-e1",
        "Put CUSTOMER#contoso SKU#sku-e1",
        "Update CUSTOMER#contoso SKU#sku-e1#SEATS",
    )


def test_filing_a_request_and_its_checkpoints_cost_what_they_write(contoso: Store, calls: Calls) -> None:
    request = contoso.requests.file(a_request())
    assert calls.operations == ["PutItem"]
    contoso.requests.save_targets(request, 0, ["nadia"])
    contoso.requests.checkpoint(request, listed := request.advanced(is_listed=True, slices=1))
    done = Outcome(target_id="nadia", target_name="Nadia Okafor", result=Result.DONE)
    contoso.requests.checkpoint(listed, listed.advanced(slices_done=1), [done])
    row = "REQUEST#click-1 REQUEST"
    assert calls.transactions == [
        two_units_each(f"ConditionCheck {row}", "Put REQUEST#click-1 SLICE#000000"),
        two_units_each(f"Put {row}"),
        two_units_each(f"Put {row}", "Update REQUEST#click-1 SLICE#000000"),
    ]


def test_a_repeated_change_costs_one_query_more(contoso: Store, calls: Calls) -> None:
    contoso.directory.add_user(a_user(), an_event("create"))
    assert calls.operations == ["TransactWriteItems", "Query"]


READS: dict[str, tuple[list[str], Callable[[Store], object]]] = {
    "a customer": (["GetItem"], lambda store: store.directory.customer(CONTOSO)),
    "several customers": (["BatchGetItem"], lambda store: store.directory.customers([CONTOSO, "nobody"])),
    "whose domains are": (
        ["BatchGetItem"],
        lambda store: store.directory.domain_claims(["contoso.example", "free.example"]),
    ),
    "domains by their beginning": (
        ["Query"],
        lambda store: store.directory.find_domains(CONTOSO, "con", 100),
    ),
    "a user": (["GetItem"], lambda store: store.directory.user(CONTOSO, "nadia")),
    "several users": (["BatchGetItem"], lambda store: store.directory.users(CONTOSO, ["nadia", "nobody"])),
    "the counts": (["GetItem"], lambda store: store.directory.count_users(CONTOSO)),
    "a page of users": (
        ["Query"],
        lambda store: store.directory.list_users(CONTOSO, UserFilter.ALL, Cursor(), 15),
    ),
    "a search by a name": (
        ["Query", "Query", "Query"],
        lambda store: store.directory.search_users(CONTOSO, "nadia okafor", 100),
    ),
    "a search that only a sign-in name answers": (
        ["Query", "Query", "Query", "BatchGetItem"],
        lambda store: store.directory.search_users(CONTOSO, "nadia.ok", 100),
    ),
    "a page of the trail": (["Query"], lambda store: store.audit.events(CONTOSO, None, Cursor(), 10)),
    "what an operation did": (["Query"], lambda store: store.audit.event("create", "nadia")),
    "all subscriptions": (["Query"], lambda store: store.directory.subscriptions(CONTOSO)),
    "a page of nobody who holds a product": (
        ["Query"],
        lambda store: store.directory.list_holders(CONTOSO, "sku-e3", Cursor(), 15),
    ),
    "a page of deleted users": (
        ["Query"],
        lambda store: store.directory.list_deleted(CONTOSO, Cursor(), 15),
    ),
    "a search for deleted users": (
        ["Query", "Query", "Query"],
        lambda store: store.directory.search_deleted(CONTOSO, "nadia", 100),
    ),
    "several deleted users": (["BatchGetItem"], lambda store: store.directory.deleted_users(CONTOSO, ["a"])),
    "which names are taken": (
        ["BatchGetItem"],
        lambda store: store.directory.names_taken(CONTOSO, ["nadia.okafor@contoso.example"]),
    ),
    "who is due": (["Query"], lambda store: store.directory.due_users(0, None, NOW, Cursor(), 100)),
    "how many are due": (["Query"], lambda store: store.directory.count_due(0, NOW)),
    "a staff member": (["GetItem"], lambda store: store.staff.find("U0GRACE")),
    "a product": (["GetItem"], lambda store: store.catalogue.product("sku-e3")),
    "several products": (["BatchGetItem"], lambda store: store.catalogue.products(["sku-e1", "sku-e3"])),
    "a search for products": (["Query"], lambda store: store.catalogue.find_products("office e3", 100)),
}


@pytest.mark.parametrize("what", READS)
def test_a_read_makes_no_more_calls_than_it_must(contoso: Store, calls: Calls, what: str) -> None:
    expected, read = READS[what]
    read(contoso)
    assert calls.operations == expected


def test_a_page_of_holders_is_a_query_and_their_users_at_once(
    contoso: Store, calls: Calls, licensed: User
) -> None:
    page = contoso.directory.list_holders(CONTOSO, "sku-e1", Cursor(), 15)
    assert list(page.items) == [licensed]
    assert calls.operations == ["Query", "BatchGetItem"]


@pytest.fixture(scope="module")
def many(dynamodb_local: str) -> Store:
    """Two thousand customers; the benchmark of typing has ten."""
    store = new_store(dynamodb_local)
    fill(store, crowd(2_000))
    return store


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", 100),
        ("a", 100),
        ("amaras", 100),
        ("bramsx", 0),
        ("northbakery", 24),
        ("dagnys westzoo", 2),
        ("west dagnys", 25),
        ("nort-zoo", 0),
        ("freyas-5.ex", 1),
    ],
)
def test_typing_finds_customers_among_thousands_in_two_queries(many: Store, typed: str, found: int) -> None:
    calls = listen(many)
    assert len(many.directory.find_customers(typed, 100)) == found
    assert calls.operations in (["Query"], ["Query", "Query"])
