from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType, ResourceType
from shared.ports import Cursor
from tests.builders import CONTOSO, FABRIKAM, NOW, a_customer, a_user, a_user_profile, an_event

if TYPE_CHECKING:
    from shared.store import Store


@pytest.fixture(scope="module")
def busy(shared_store: Store) -> Store:
    """Contoso, its user Nadia, and 24 edits of her, a minute apart."""
    shared_store.directory.add_customer(
        a_customer(),
        an_event("add", target_id=CONTOSO, resource_type=ResourceType.CUSTOMER, at=NOW - timedelta(days=1)),
    )
    before = a_user()
    shared_store.directory.add_user(before, an_event("create"))
    for number in range(1, 25):
        after = replace(before, version=number + 1)
        at = NOW + timedelta(minutes=number)
        assert shared_store.directory.change_user(before, after, an_event(f"edit-{number:02}", at=at)) is None
        before = after
    return shared_store


def operations(store: Store, target_id: str | None, cursor: Cursor | None = None) -> list[str]:
    page = store.audit.events(CONTOSO, target_id, cursor or Cursor(), 10)
    return [event.operation_id for event in page.items]


def test_an_event_is_read_as_it_was_recorded(store: Store) -> None:
    store.directory.add_customer(a_customer(), an_event("add", target_id=CONTOSO))
    event = an_event(
        "click é#1",
        operation_types=(
            OperationType.UPDATE_CUSTOMER_USER_PRINCIPAL_NAME,
            OperationType.UPDATE_CUSTOMER_USER,
            OperationType.ADD_USER_MEMBER,
        ),
        at=NOW + timedelta(microseconds=7),
        old_value={"default": "", "null": False, "count": 0, "directory_roles": [], "name": "Zoë"},
        new_value={"default": "x", "null": True, "count": -12, "directory_roles": ["a", ""], "name": "O'B"},
    )
    store.directory.add_user(a_user(), event)
    assert list(store.audit.events(CONTOSO, "nadia", Cursor(), 10).items) == [event]


def test_the_newest_events_of_a_customer_come_first(busy: Store) -> None:
    assert operations(busy, None) == [f"edit-{number:02}" for number in range(24, 14, -1)]


def test_all_events_of_a_customer_come_page_after_page_and_back(busy: Store) -> None:
    first = busy.audit.events(CONTOSO, None, Cursor(), 10)
    second = busy.audit.events(CONTOSO, None, Cursor(after=first.after), 10)
    third = busy.audit.events(CONTOSO, None, Cursor(after=second.after), 10)
    assert [len(page.items) for page in (first, second, third)] == [10, 10, 6]
    assert (first.before, third.after) == (None, None)
    assert third.items[-1].operation_id == "add"
    assert busy.audit.events(CONTOSO, None, Cursor(before=third.before), 10).items == second.items
    assert busy.audit.events(CONTOSO, None, Cursor(before=second.before), 10) == first


def test_events_about_one_user_leave_out_those_about_the_customer(busy: Store) -> None:
    page = busy.audit.events(CONTOSO, "nadia", Cursor(), 100)
    assert len(page.items) == 25
    assert {event.target_id for event in page.items} == {"nadia"}


def test_events_about_the_customer_itself_leave_out_those_about_users(busy: Store) -> None:
    assert operations(busy, CONTOSO) == ["add"]


def test_another_customer_has_no_events(busy: Store) -> None:
    assert list(busy.audit.events(FABRIKAM, None, Cursor(), 10).items) == []
    assert list(busy.audit.events(FABRIKAM, "nadia", Cursor(), 10).items) == []


def test_events_of_the_same_instant_are_all_listed(store: Store) -> None:
    store.directory.add_customer(a_customer(), an_event("add", target_id=CONTOSO))
    before = a_user()
    store.directory.add_user(before, an_event("click-a"))
    store.directory.change_user(before, replace(before, version=2), an_event("click-b"))
    assert operations(store, "nadia") == ["click-b", "click-a"]


def test_what_one_click_did_to_many_in_the_same_instant_is_listed_page_after_page(store: Store) -> None:
    store.directory.add_customer(a_customer(), an_event("add", target_id=CONTOSO, at=NOW - timedelta(days=1)))
    ids = [f"user-{number:02}" for number in range(25)]
    for user_id in ids:
        user = a_user(user_id, a_user_profile(user_id))
        assert store.directory.add_user(user, an_event("one-click", target_id=user_id)) is None
    listed: list[str] = []
    cursor: Cursor | None = Cursor()
    while cursor is not None:
        page = store.audit.events(CONTOSO, None, cursor, 10)
        listed += [event.target_id for event in page.items if event.operation_id == "one-click"]
        cursor = Cursor(after=page.after) if page.after else None
    assert listed == ids[::-1]


def test_an_event_is_found_by_its_operation_and_target_alone(store: Store) -> None:
    store.directory.add_customer(a_customer(), an_event("add", target_id=CONTOSO))
    event = an_event("click")
    store.directory.add_user(a_user(), event)
    assert store.audit.event("click", "nadia") == event
    assert store.audit.event("click", "bram") is None
    assert store.audit.event("another-click", "nadia") is None


def test_an_event_without_an_effect_is_recorded_once(store: Store) -> None:
    event = an_event("attempt", operation_types=(OperationType.REFUSE_DECISION,), at=NOW)
    store.audit.record(event)
    store.audit.record(replace(event, correlation_id="delivery-2", occurred_at=NOW + timedelta(hours=1)))
    assert list(store.audit.events(CONTOSO, None, Cursor(), 10).items) == [event]


@pytest.mark.promise(19)
def test_an_event_that_is_there_is_not_written_over(store: Store) -> None:
    store.directory.add_customer(a_customer(), an_event("add", target_id=CONTOSO))
    event = an_event("click")
    store.directory.add_user(a_user(), event)
    store.audit.record(an_event("click", new_value={"display_name": "Somebody Else"}))
    assert store.audit.event("click", "nadia") == event


def test_what_a_person_did_is_listed_newest_first_whichever_customer_it_concerns(store: Store) -> None:
    mine = [
        replace(
            an_event(f"click-{number:02}", customer_id=customer_id, at=NOW + timedelta(minutes=number)),
            actor_id="U0ADA",
        )
        for number, customer_id in enumerate([CONTOSO, FABRIKAM, "all"] * 8)
    ]
    others = [an_event(f"other-{number}", at=NOW + timedelta(minutes=number)) for number in range(3)]
    for event in (*mine, *others):
        store.audit.record(event)
    newest_first = mine[::-1]
    first = store.audit.events_by("U0ADA", Cursor(), 10)
    second = store.audit.events_by("U0ADA", Cursor(after=first.after), 10)
    third = store.audit.events_by("U0ADA", Cursor(after=second.after), 10)
    assert [*first.items, *second.items, *third.items] == newest_first
    assert (first.before, third.after) == (None, None)
    assert store.audit.events_by("U0ADA", Cursor(before=third.before), 10).items == second.items
    assert list(store.audit.events_by("U0NOBODY", Cursor(), 10).items) == []
