from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.domain.license import MAXIMUM_CHANGES, MAXIMUM_LICENSES
from shared.domain.outcome import Reason, Result
from shared.domain.problem import ProblemCode
from shared.domain.user import UserCounts, UserFilter
from shared.errors import ChangedMeanwhileError, NoSeatError, UserNotFoundError
from shared.operations.desk import Act
from shared.operations.license import LicenseChanger
from shared.operations.request import submit_many
from shared.ports import Cursor
from tests.builders import (
    CONTOSO,
    FABRIKAM,
    NOW,
    a_customer,
    a_customer_profile,
    a_desk,
    a_license_command,
    a_product,
    a_staff_member,
    a_subscription,
    a_user,
    a_user_profile,
    an_event,
    an_operation,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.domain.outcome import Outcome
    from shared.domain.user import User
    from shared.operations.desk import Desk
    from shared.ports import Page
    from shared.store import Store

SEATS = {"sku-e1": 1, "sku-e3": 2, "sku-visio": 3}
NONE: frozenset[str] = frozenset()


@pytest.fixture
def contoso(store: Store) -> Store:
    """Contoso with one seat of E1, two of E3 and three of Visio."""
    store.directory.add_customer(a_customer(), an_event("add-contoso", target_id=CONTOSO))
    for sku_id, seats in SEATS.items():
        subscription = a_subscription(a_product(sku_id, sku_id), seats)
        store.directory.add_subscription(subscription, an_event("buy", target_id=sku_id))
    return store


def holding(*sku_ids: str) -> dict[str, frozenset[str]]:
    return dict.fromkeys(sku_ids, NONE)


def created(store: Store, name: str, *sku_ids: str) -> User:
    user = a_user(name.split(maxsplit=1)[0].lower(), a_user_profile(name), licenses=holding(*sku_ids))
    assert store.directory.add_user(user, an_event("create", target_id=user.id)) is None
    return user


def changed(
    store: Store, before: User, licenses: Mapping[str, frozenset[str]], operation_id: str | None = None
) -> User:
    after = replace(before, licenses=licenses, version=before.version + 1)
    event = an_event(operation_id or f"change-{before.version}", target_id=before.id)
    assert store.directory.change_user(before, after, event) is None
    return after


def used(store: Store) -> dict[str, int]:
    return {each.id: each.consumed for each in store.directory.subscriptions(CONTOSO) if each.consumed}


def holders(store: Store, sku_id: str, customer_id: str = CONTOSO) -> list[str]:
    page = store.directory.list_holders(customer_id, sku_id, Cursor(), 100)
    return [user.id for user in page.items]


def refused(store: Store, before: User, *sku_ids: str) -> NoSeatError:
    after = replace(before, licenses=holding(*sku_ids), version=before.version + 1)
    with pytest.raises(NoSeatError) as error:
        store.directory.change_user(before, after, an_event("refused", target_id=before.id))
    return error.value


# ---- seats -----------------------------------------------------------------------------------------


def test_a_license_takes_a_seat_and_gives_it_back(contoso: Store) -> None:
    nadia = created(contoso, "Nadia Okafor")
    nadia = changed(contoso, nadia, holding("sku-e1", "sku-visio"))
    assert used(contoso) == {"sku-e1": 1, "sku-visio": 1}
    assert contoso.directory.user(CONTOSO, "nadia") == nadia
    changed(contoso, nadia, {})
    assert used(contoso) == {}


def test_a_user_is_created_with_their_licenses(contoso: Store) -> None:
    created(contoso, "Nadia Okafor", "sku-e1", "sku-visio")
    assert used(contoso) == {"sku-e1": 1, "sku-visio": 1}
    assert holders(contoso, "sku-visio") == ["nadia"]
    assert contoso.directory.count_users(CONTOSO) == UserCounts(1, 0, 0)


def test_the_last_seat_is_given_once(contoso: Store) -> None:
    created(contoso, "Nadia Okafor", "sku-e1")
    bram = created(contoso, "Bram de Vries")
    error = refused(contoso, bram, "sku-e1")
    assert error.facts == {"sku_id": "sku-e1"}
    assert used(contoso) == {"sku-e1": 1}


def test_of_several_products_that_ran_out_the_first_by_id_is_told(contoso: Store) -> None:
    for number in range(3):
        created(contoso, f"Person{number} X", *(["sku-e3"] if number < 2 else []), "sku-visio")
    bram = created(contoso, "Bram de Vries")
    assert refused(contoso, bram, "sku-visio", "sku-e3", "sku-e1").facts == {"sku_id": "sku-e3"}


def test_a_change_that_is_refused_a_seat_changes_nothing_at_all(contoso: Store) -> None:
    created(contoso, "Nadia Okafor", "sku-e1")
    bram = created(contoso, "Bram de Vries", "sku-visio")
    refused(contoso, bram, "sku-e1", "sku-e3")
    assert contoso.directory.user(CONTOSO, "bram") == bram
    assert used(contoso) == {"sku-e1": 1, "sku-visio": 1}
    assert {sku_id: holders(contoso, sku_id) for sku_id in SEATS} == {
        "sku-e1": ["nadia"],
        "sku-e3": [],
        "sku-visio": ["bram"],
    }
    assert contoso.audit.event("refused", "bram") is None


def test_a_user_who_is_refused_a_seat_is_not_created(contoso: Store) -> None:
    created(contoso, "Nadia Okafor", "sku-e1")
    with pytest.raises(NoSeatError):
        created(contoso, "Bram de Vries", "sku-visio", "sku-e1")
    with pytest.raises(UserNotFoundError):
        contoso.directory.user(CONTOSO, "bram")
    assert used(contoso) == {"sku-e1": 1}
    assert contoso.directory.count_users(CONTOSO) == UserCounts(1, 0, 0)
    created(contoso, "Bram de Vries")  # name and domain are free, too


def test_a_product_that_nobody_bought_has_no_seat(contoso: Store) -> None:
    bram = created(contoso, "Bram de Vries")
    assert refused(contoso, bram, "sku-unheard-of").facts == {"sku_id": "sku-unheard-of"}


def test_seats_of_another_customer_are_not_taken(contoso: Store) -> None:
    fabrikam = a_customer(FABRIKAM, a_customer_profile("Fabrikam", ("fabrikam.example",)))
    contoso.directory.add_customer(fabrikam, an_event("add-fabrikam", target_id=FABRIKAM))
    user = a_user(
        "agathe",
        a_user_profile("Agathe Morel", domain="fabrikam.example"),
        customer_id=FABRIKAM,
        licenses=holding("sku-visio"),
    )
    with pytest.raises(NoSeatError):
        contoso.directory.add_user(user, an_event("create-agathe", target_id="agathe"))
    assert used(contoso) == {}


def test_a_swap_needs_no_spare_seat_of_what_is_given_up(contoso: Store) -> None:
    nadia = created(contoso, "Nadia Okafor", "sku-e1")
    bram = created(contoso, "Bram de Vries", "sku-e3")
    nadia = changed(contoso, nadia, holding("sku-e3"))
    changed(contoso, bram, holding("sku-e1"))
    assert used(contoso) == {"sku-e1": 1, "sku-e3": 1}
    changed(contoso, nadia, holding("sku-e3", "sku-visio"))
    assert used(contoso) == {"sku-e1": 1, "sku-e3": 1, "sku-visio": 1}


def test_switching_services_off_takes_no_seat(contoso: Store) -> None:
    nadia = created(contoso, "Nadia Okafor", "sku-e1")
    changed(contoso, nadia, {"sku-e1": frozenset({"plan-teams"})})
    assert used(contoso) == {"sku-e1": 1}
    assert contoso.directory.user(CONTOSO, "nadia").licenses == {"sku-e1": frozenset({"plan-teams"})}
    assert holders(contoso, "sku-e1") == ["nadia"]


def test_the_first_license_and_the_last_one_change_who_is_unlicensed(contoso: Store) -> None:
    nadia = created(contoso, "Nadia Okafor")
    assert contoso.directory.count_users(CONTOSO) == UserCounts(1, 0, 1)
    nadia = changed(contoso, nadia, holding("sku-e1", "sku-visio"))
    assert contoso.directory.count_users(CONTOSO) == UserCounts(1, 0, 0)
    nadia = changed(contoso, nadia, holding("sku-visio"))
    assert contoso.directory.count_users(CONTOSO) == UserCounts(1, 0, 0)
    changed(contoso, nadia, {})
    assert contoso.directory.count_users(CONTOSO) == UserCounts(1, 0, 1)
    listed = contoso.directory.list_users(CONTOSO, UserFilter.WITHOUT_LICENSE, Cursor(), 10)
    assert [user.id for user in listed.items] == ["nadia"]


def test_a_user_without_usage_location_is_read_as_one(contoso: Store) -> None:
    user = a_user(profile=a_user_profile(usage_location=""))
    contoso.directory.add_user(user, an_event())
    assert contoso.directory.user(CONTOSO, "nadia") == user


def test_a_newer_version_of_the_user_is_told_before_a_missing_seat(contoso: Store) -> None:
    created(contoso, "Nadia Okafor", "sku-e1")
    bram = created(contoso, "Bram de Vries")
    changed(contoso, bram, holding("sku-visio"))
    with pytest.raises(ChangedMeanwhileError):
        changed(contoso, bram, holding("sku-e1"), "late")


@pytest.fixture
def many_products(contoso: Store) -> list[str]:
    sku_ids = [f"sku-{number:02}" for number in range(MAXIMUM_LICENSES)]
    for sku_id in sku_ids:
        contoso.directory.add_subscription(
            a_subscription(a_product(sku_id), 1), an_event("buy", target_id=sku_id)
        )
    return sku_ids


def test_the_most_licenses_and_the_most_changes_of_one_user_fit_into_a_transaction(
    contoso: Store, many_products: list[str]
) -> None:
    first, second = many_products[:MAXIMUM_CHANGES], many_products[MAXIMUM_CHANGES:]
    nadia = created(contoso, "Nadia Okafor", *first)
    nadia = changed(contoso, nadia, holding(*many_products))
    profile = replace(
        nadia.profile, display_name="Nadia Singh", user_name="n.singh", domain="contoso.example"
    )
    renamed = replace(nadia, profile=profile, version=3)
    assert contoso.directory.change_user(nadia, renamed, an_event("rename")) is None
    assert used(contoso) == dict.fromkeys(many_products, 1)
    changed(contoso, renamed, holding(*second))
    assert used(contoso) == dict.fromkeys(second, 1)


# ---- who holds what --------------------------------------------------------------------------------


def test_holders_are_who_has_the_license_by_display_name(contoso: Store) -> None:
    created(contoso, "Zoë Mensah", "sku-visio")
    created(contoso, "Ålice Berg", "sku-visio")
    bram = created(contoso, "bram de Vries", "sku-visio", "sku-e3")
    created(contoso, "Chidi Anagonye", "sku-e3")
    page = contoso.directory.list_holders(CONTOSO, "sku-visio", Cursor(), 10)
    assert [user.profile.display_name for user in page.items] == [
        "Ålice Berg",
        "bram de Vries",
        "Zoë Mensah",
    ]
    assert page.items[1] == bram
    changed(contoso, bram, holding("sku-e3"))
    assert holders(contoso, "sku-visio") == ["ålice", "zoë"]
    assert holders(contoso, "sku-e3") == ["bram", "chidi"]
    assert holders(contoso, "sku-e1") == []


def test_a_renamed_holder_moves_and_is_listed_once(contoso: Store) -> None:
    nadia = created(contoso, "Nadia Okafor", "sku-visio", "sku-e3")
    created(contoso, "Bram de Vries", "sku-visio")
    after = replace(nadia, profile=replace(nadia.profile, display_name="Aaliyah Okafor"), version=2)
    contoso.directory.change_user(nadia, after, an_event("rename"))
    assert holders(contoso, "sku-visio") == ["nadia", "bram"]
    assert holders(contoso, "sku-e3") == ["nadia"]
    assert used(contoso) == {"sku-e3": 1, "sku-visio": 2}
    changed(contoso, after, {})
    assert holders(contoso, "sku-visio") == ["bram"]


def test_a_holder_renamed_and_relicensed_at_once_is_listed_where_they_are(contoso: Store) -> None:
    nadia = created(contoso, "Nadia Okafor", "sku-visio", "sku-e3")
    profile = replace(nadia.profile, display_name="Nadia Singh")
    after = replace(nadia, profile=profile, licenses=holding("sku-e1", "sku-visio"), version=2)
    contoso.directory.change_user(nadia, after, an_event("both"))
    assert [holders(contoso, sku_id) for sku_id in SEATS] == [["nadia"], [], ["nadia"]]
    assert used(contoso) == {"sku-e1": 1, "sku-visio": 1}


def test_capitals_and_accents_of_a_name_leave_a_holder_where_they_are(contoso: Store) -> None:
    nadia = created(contoso, "Nadia Okafor", "sku-visio")
    after = replace(nadia, profile=replace(nadia.profile, display_name="NÁDIA OKAFOR"), version=2)
    contoso.directory.change_user(nadia, after, an_event("capitals"))
    assert holders(contoso, "sku-visio") == ["nadia"]


def test_holders_of_another_customer_are_not_listed(contoso: Store) -> None:
    created(contoso, "Nadia Okafor", "sku-visio")
    assert holders(contoso, "sku-visio", FABRIKAM) == []


@pytest.fixture(scope="module")
def forty(shared_store: Store) -> Store:
    """Forty users, of whom every third holds Visio: fourteen."""
    shared_store.directory.add_customer(a_customer(), an_event("add"))
    subscription = a_subscription(a_product("sku-visio"))
    shared_store.directory.add_subscription(subscription, an_event("buy", target_id="sku-visio"))
    for number in range(40):
        name = f"{'ZYXWV'[number % 5]}{number:02} Person"
        licenses = holding("sku-visio") if number % 3 == 0 else {}
        user = a_user(f"id-{number:02}", a_user_profile(name), licenses=licenses)
        shared_store.directory.add_user(user, an_event("create", target_id=user.id))
    return shared_store


def a_page(store: Store, cursor: Cursor | None = None) -> Page[User]:
    return store.directory.list_holders(CONTOSO, "sku-visio", cursor or Cursor(), 5)


def names(pages: Iterable[Page[User]]) -> list[str]:
    return [user.profile.display_name for page in pages for user in page.items]


def test_holders_are_paged_through_forwards_and_backwards(forty: Store) -> None:
    first = a_page(forty)
    second = a_page(forty, Cursor(after=first.after))
    third = a_page(forty, Cursor(after=second.after))
    assert [len(page.items) for page in (first, second, third)] == [5, 5, 4]
    assert (first.before, third.after) == (None, None)
    forwards = names([first, second, third])
    assert forwards == sorted(forwards)
    assert len(set(forwards)) == 14
    assert a_page(forty, Cursor(before=third.before)).items == second.items
    assert a_page(forty, Cursor(before=second.before)) == first


def test_a_page_of_holders_beyond_the_end_is_the_first_page(forty: Store) -> None:
    assert a_page(forty, Cursor(after="zzzz")) == a_page(forty)
    assert a_page(forty, Cursor(before="\t")) == a_page(forty)


# ---- the operation, on the store -------------------------------------------------------------------

GRACE = a_staff_member()


@pytest.fixture
def desk(contoso: Store) -> Desk:
    return a_desk(contoso.directory, audit=contoso.audit, requests=contoso.requests)


def submitted(desk: Desk, *user_ids: str, click: str = "click-1", **change: object) -> list[Outcome]:
    command = a_license_command(*user_ids, **change)  # type: ignore[arg-type]  # what a change has
    outcomes = submit_many(desk, command, GRACE, an_operation(click), "en")
    assert isinstance(outcomes, tuple)
    return list(outcomes)


def results(outcomes: list[Outcome]) -> list[tuple[str, Result, bool]]:
    return [(outcome.target_id, outcome.result, outcome.is_repeat) for outcome in outcomes]


def test_one_change_of_several_users_delivered_twice_is_made_once_for_each(
    contoso: Store, desk: Desk
) -> None:
    for name in ("Nadia Okafor", "Bram de Vries", "Chidi Anagonye"):
        created(contoso, name)
    first = submitted(desk, "nadia", "bram", "chidi")
    assert results(first) == [
        ("nadia", Result.DONE, False),
        ("bram", Result.DONE, False),
        ("chidi", Result.REFUSED, False),
    ]
    assert [problem.code for problem in first[2].problems] == [ProblemCode.NO_SEAT]
    second = submitted(desk, "nadia", "bram", "chidi")
    assert results(second) == [
        ("nadia", Result.DONE, True),
        ("bram", Result.DONE, True),
        ("chidi", Result.REFUSED, False),
    ]
    assert used(contoso) == {"sku-e3": 2}
    events = contoso.audit.events(CONTOSO, None, Cursor(), 100).items
    assert sorted(each.target_id for each in events if each.operation_id == "click-1") == ["bram", "nadia"]


def test_what_was_done_for_one_user_does_not_hide_what_is_not_for_another(contoso: Store, desk: Desk) -> None:
    """The first delivery died after Nadia; the second finds her done, and does Bram."""
    created(contoso, "Nadia Okafor")
    created(contoso, "Bram de Vries")
    submitted(desk, "nadia")
    assert contoso.audit.event("click-1", "bram") is None
    assert results(submitted(desk, "nadia", "bram")) == [
        ("nadia", Result.DONE, True),
        ("bram", Result.DONE, False),
    ]
    event = contoso.audit.event("click-1", "bram")
    assert event is not None
    assert (event.target_id, event.new_value) == ("bram", {"licenses": ["sku-e3"]})


def test_the_directory_too_finds_a_repeat_only_for_the_same_target(contoso: Store) -> None:
    nadia, bram = created(contoso, "Nadia Okafor"), created(contoso, "Bram de Vries")
    changed(contoso, nadia, holding("sku-e3"), "click-1")
    after = replace(nadia, licenses=holding("sku-e3"), version=2)
    event = an_event("click-1", target_id="nadia")
    assert contoso.directory.change_user(nadia, after, event) == event
    changed(contoso, bram, holding("sku-e3"), "click-1")
    assert holders(contoso, "sku-e3") == ["bram", "nadia"]


def test_a_seat_taken_between_view_and_save_refuses_the_save(contoso: Store, desk: Desk) -> None:
    created(contoso, "Nadia Okafor")
    created(contoso, "Bram de Vries")
    command = a_license_command("nadia", assign={"sku-e1": None})
    act = Act(actor=GRACE, operation=an_operation(), at=NOW)
    changer = LicenseChanger(command, ["nadia"], desk, act)  # it has read that a seat is free
    submitted(desk, "bram", click="meanwhile", assign={"sku-e1": None})
    outcome = changer.change("nadia")
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.INVALID)
    assert [(problem.field, problem.code) for problem in outcome.problems] == [
        ("sku-e1", ProblemCode.NO_SEAT)
    ]
    assert holders(contoso, "sku-e1") == ["bram"]


def test_a_user_changed_between_view_and_save_is_changed_as_they_are_now(contoso: Store, desk: Desk) -> None:
    nadia = created(contoso, "Nadia Okafor", "sku-e1")
    act = Act(actor=GRACE, operation=an_operation(), at=NOW)
    changer = LicenseChanger(a_license_command("nadia"), ["nadia"], desk, act)
    changed(contoso, nadia, holding("sku-visio"), "meanwhile")
    assert changer.change("nadia").result is Result.DONE
    assert contoso.directory.user(CONTOSO, "nadia").licenses == holding("sku-e3", "sku-visio")
    assert used(contoso) == {"sku-e3": 1, "sku-visio": 1}


def test_more_users_than_seats_are_each_told(contoso: Store, desk: Desk) -> None:
    users = [created(contoso, f"Person{number} X").id for number in range(6)]
    outcomes = submitted(desk, *users, assign={"sku-visio": None})
    assert [outcome.result for outcome in outcomes] == [Result.DONE] * 3 + [Result.REFUSED] * 3
    assert used(contoso) == {"sku-visio": 3}
