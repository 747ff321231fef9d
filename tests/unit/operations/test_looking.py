from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import AuditQuery
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole, UserCounts, UserFilter
from shared.errors import AccessDeniedError, CustomerNotFoundError, UserNotFoundError
from shared.operations import looking
from shared.operations.looking import UserQuery
from shared.operations.side_by_side import side_by_side
from shared.operations.trail import trail
from shared.ports import Cursor
from tests.builders import (
    CONTOSO,
    FABRIKAM,
    NOW,
    a_customer,
    a_customer_profile,
    a_staff_member,
    a_user,
    a_user_profile,
    an_event,
)
from tests.unit.operations.office import GRACE

if TYPE_CHECKING:
    from shared.operations.looking import UserList
    from tests.unit.operations.office import Office


@pytest.fixture
def two_customers(office: Office) -> Office:
    fabrikam = a_customer(FABRIKAM, a_customer_profile("Fabrikam Contoso", ("fabrikam.example",)))
    office.directory.add_customer(fabrikam, an_event("add-fabrikam", customer_id=FABRIKAM))
    return office


@pytest.fixture
def crowd(office: Office) -> Office:
    """Thirty more users beside Nadia; every third an administrator."""
    for number in range(30):
        roles = [] if number % 3 else [DirectoryRole.GLOBAL_ADMIN]
        profile = a_user_profile(f"Person {number:02}", directory_roles=roles)
        office.directory.add_user(a_user(f"id-{number:02}", profile), an_event(f"create-{number}"))
    return office


def listed(office: Office, query: UserQuery) -> UserList:
    return looking.user_list(office.desk, GRACE, CONTOSO, query)


def names(found: UserList) -> list[str]:
    return [user.profile.display_name for user in found.page.items]


def test_who_is_in_charge_of_all_finds_every_customer(two_customers: Office) -> None:
    found = looking.find_customers(two_customers.desk, GRACE, "contoso")
    assert [customer.name for customer in found] == ["Contoso Ltd", "Fabrikam Contoso"]


def test_who_is_in_charge_of_some_finds_those_alone(two_customers: Office) -> None:
    helper = a_staff_member(Role.HELPDESK_AGENT, customers=[FABRIKAM, "gone"])
    for typed, expected in [("contoso", ["Fabrikam Contoso"]), ("", ["Fabrikam Contoso"]), ("ltd", [])]:
        found = looking.find_customers(two_customers.desk, helper, typed)
        assert [customer.name for customer in found] == expected
    assert "find_customers" not in two_customers.directory.calls


@pytest.mark.parametrize("typed", ["", "con", "contoso-l", "fab & con", "FABRIKAM.ex", "zz", "o"])
def test_a_scope_of_every_customer_by_name_finds_what_a_scope_of_all_does(
    two_customers: Office, typed: str
) -> None:
    both = a_staff_member(customers=[CONTOSO, FABRIKAM])
    everyone = looking.find_customers(two_customers.desk, GRACE, typed)
    assert looking.find_customers(two_customers.desk, both, typed) == everyone


def test_a_customer_is_shown_with_their_counts(crowd: Office) -> None:
    card = looking.customer_card(crowd.desk, GRACE, CONTOSO)
    assert card.customer.name == "Contoso Ltd"
    assert card.counts == UserCounts(31, 10, 31)


def test_a_list_is_a_page_with_the_counts_of_every_filter(crowd: Office) -> None:
    found = listed(crowd, UserQuery())
    assert names(found)[:2] == ["Nadia Okafor", "Person 00"]
    assert (len(found.page.items), found.matches, found.counts.total) == (15, None, 31)
    assert found.page.after is not None


def test_a_list_goes_on_where_the_cursor_points(crowd: Office) -> None:
    first = listed(crowd, UserQuery())
    second = listed(crowd, UserQuery(cursor=Cursor(after=first.page.after)))
    assert names(second)[0] == "Person 14"
    back = listed(crowd, UserQuery(cursor=Cursor(before=second.page.before)))
    assert names(back) == names(first)


def test_a_filter_lists_those_who_pass_it(crowd: Office) -> None:
    found = listed(crowd, UserQuery(user_filter=UserFilter.ADMINISTRATORS))
    assert names(found) == [f"Person {number:02}" for number in range(0, 30, 3)]


def test_a_search_says_how_many_it_found_and_shows_a_page(crowd: Office) -> None:
    found = listed(crowd, UserQuery(typed="person"))
    assert (found.matches, len(found.page.items)) == (30, 15)
    rest = listed(crowd, UserQuery(typed="person", skip=15))
    assert names(rest) == [f"Person {number:02}" for number in range(15, 30)]


def test_a_search_within_a_filter_finds_those_who_pass_both(crowd: Office) -> None:
    found = listed(crowd, UserQuery(typed="person 1", user_filter=UserFilter.ADMINISTRATORS))
    assert names(found) == ["Person 12", "Person 15", "Person 18"]
    assert found.matches == 3


def test_a_search_that_was_cut_says_so_whatever_passes_the_filter(crowd: Office) -> None:
    for number in range(100):
        user = a_user(f"extra-{number}", a_user_profile(f"Person 7{number:02}"))
        crowd.directory.add_user(user, an_event(f"create-extra-{number}"))
    everybody = listed(crowd, UserQuery(typed="person"))
    assert (everybody.matches, everybody.is_cut) == (100, True)
    administrators = listed(crowd, UserQuery(typed="person", user_filter=UserFilter.ADMINISTRATORS))
    assert (administrators.matches, administrators.is_cut) == (10, True)
    assert listed(crowd, UserQuery(typed="person 1")).is_cut is False
    assert listed(crowd, UserQuery()).is_cut is False


def test_a_user_is_shown_with_their_customer_and_what_it_subscribes_to(licensed: Office) -> None:
    customer, user, subscriptions = looking.user_details(licensed.desk, GRACE, CONTOSO, "nadia")
    assert (customer.id, user) == (CONTOSO, a_user())
    assert subscriptions == licensed.directory.subscriptions(CONTOSO)


def test_a_customer_or_user_who_does_not_exist_is_not_found(office: Office) -> None:
    with pytest.raises(CustomerNotFoundError):
        looking.customer_card(office.desk, GRACE, "tailspin")
    with pytest.raises(UserNotFoundError):
        looking.user_details(office.desk, GRACE, CONTOSO, "ghost")


def test_who_holds_a_product_is_a_list_and_a_search(licensed: Office) -> None:
    licensed.add_user("Bo Diallo", {"sku-e3": frozenset()})
    holders = UserQuery(user_filter=UserFilter.WITH_LICENSE, sku_id="sku-e3")
    found = listed(licensed, holders)
    assert names(found) == ["Bo Diallo", "Li Wei"]
    assert {each.id: each.consumed for each in found.subscriptions}["sku-e3"] == 2
    searched = listed(licensed, replace(holders, typed="l"))
    assert (names(searched), searched.matches) == (["Li Wei"], 1)


def test_a_product_that_nobody_holds_has_an_empty_list(licensed: Office) -> None:
    assert names(listed(licensed, UserQuery(user_filter=UserFilter.WITH_LICENSE, sku_id="sku-f3"))) == []


def test_the_overview_has_every_product_with_its_seats_and_the_users_without_any(licensed: Office) -> None:
    overview = looking.license_overview(licensed.desk, GRACE, CONTOSO)
    assert overview.customer.id == CONTOSO
    assert [each.product.name for each in overview.subscriptions][:2] == [
        "Fabrikam Backup",
        "Microsoft 365 Audio Conferencing",
    ]
    assert {each.id: each.available for each in overview.subscriptions}["sku-e3"] == 24
    assert overview.counts == UserCounts(4, 0, 2)


@pytest.mark.parametrize("a_page", [1, 2, 3, 4, 5, 500])
def test_an_export_reads_every_user_once_however_the_pages_fall(
    licensed: Office, monkeypatch: pytest.MonkeyPatch, a_page: int
) -> None:
    monkeypatch.setattr(looking, "USERS_READ", a_page)
    export = looking.license_export(licensed.desk, GRACE, CONTOSO)
    assert "list_users" not in licensed.directory.calls  # they are read while they are written
    assert [user.id for user in export.users] == ["ada", "li", "nadia", "zoe"]


def test_an_export_ends_where_those_who_were_left_are_deleted_meanwhile(
    licensed: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "USERS_READ", 2)
    users = iter(looking.license_export(licensed.desk, GRACE, CONTOSO).users)
    seen = [next(users).id, next(users).id]
    for user_id in ("nadia", "zoe"):
        licensed.delete(user_id)
    assert [*seen, *(user.id for user in users)] == ["ada", "li"]


@pytest.mark.promise(12)
def test_licenses_of_a_customer_out_of_scope_are_neither_shown_nor_exported(licensed: Office) -> None:
    elsewhere = a_staff_member(customers=[FABRIKAM])
    for look in (looking.license_overview, looking.license_export):
        with pytest.raises(AccessDeniedError):
            look(licensed.desk, elsewhere, CONTOSO)
    assert licensed.directory.calls == []


def test_the_trail_shows_the_newest_first_a_page_at_a_time(office: Office) -> None:
    for number in range(12):
        at = NOW + timedelta(minutes=number)
        user = a_user(f"id-{number}", a_user_profile(f"Person {number}"))
        office.directory.add_user(user, an_event(f"create-{number}", target_id=user.id, at=at))
    found = trail(office.desk, GRACE, AuditQuery(customer_id=CONTOSO), Cursor())
    assert found.customer is not None
    assert found.customer.id == CONTOSO
    assert [event.operation_id for event in found.page.items] == [f"create-{n}" for n in range(11, 1, -1)]
    of_one = trail(office.desk, GRACE, AuditQuery(customer_id=CONTOSO, target_id="id-3"), Cursor())
    assert [event.operation_id for event in of_one.page.items] == ["create-3"]


def test_things_done_side_by_side_answer_in_the_order_asked() -> None:
    assert side_by_side(lambda: 1, lambda: "two", lambda: 3.0) == (1, "two", 3.0)


@pytest.mark.parametrize("position", range(3))
def test_an_error_of_any_of_them_is_raised_when_all_have_ended(position: int) -> None:
    ended: list[int] = []

    def act(number: int) -> None:
        ended.append(number)
        if number == position:
            raise UserNotFoundError

    with pytest.raises(UserNotFoundError):
        side_by_side(lambda: act(0), lambda: act(1), lambda: act(2))
    assert sorted(ended) == [0, 1, 2]
