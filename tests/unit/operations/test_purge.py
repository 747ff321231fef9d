"""The purge: nobody a moment too early, nobody who was restored, and nobody forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from shared.domain.audit import PARTNER_DESK, OperationType, ResourceType
from shared.errors import BusyError
from shared.operations.purge import AT_A_TIME, PurgeReport
from tests.builders import CONTOSO, NOW, an_event
from tests.unit.operations.cupboard import MONTH

if TYPE_CHECKING:
    from shared.domain.audit import AuditEvent
    from shared.domain.deletion import DeletedUser
    from tests.unit.operations.cupboard import Cupboard

MOMENT = timedelta(microseconds=1)


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.promise(18)
@pytest.mark.parametrize(
    "deleted_at",
    [
        at("2026-11-22T09:30"),
        at("2026-03-01T00:00"),
        at("2028-01-30T12:00"),  # 29 February is its 30th day
        at("2028-02-29T23:59:59"),
        at("2027-02-28T00:00"),
        at("2026-02-27T02:30", "Europe/Paris"),  # until 29 March, 02:30, which that day does not have
        at("2026-09-25T02:30", "Europe/Paris"),  # until 25 October, 02:30, which that day has twice
        at("2026-02-06T02:30", "America/New_York"),  # likewise on 8 March
        at("2026-10-02T01:30", "America/New_York"),  # and on 1 November
    ],
    ids=str,
)
def test_a_user_is_gone_at_30_days_to_the_second_and_not_before(
    cupboard: Cupboard, deleted_at: datetime
) -> None:
    cupboard.delete("Ada", deleted_at)

    cupboard.clock.at = deleted_at + timedelta(days=29, hours=23, minutes=59, seconds=59)
    early = cupboard.purge()
    cupboard.clock.at = deleted_at + MONTH - MOMENT
    a_moment_early = cupboard.purge()
    still = cupboard.waiting()
    cupboard.clock.at = deleted_at + MONTH
    on_time = cupboard.purge()

    assert (early, a_moment_early, still) == (PurgeReport(), PurgeReport(), ["ada"])
    assert (on_time, cupboard.waiting()) == (PurgeReport(purged=1), [])


def test_the_event_says_that_time_did_it_and_to_whom(cupboard: Cupboard) -> None:
    cupboard.delete("Ada", NOW - MONTH)

    cupboard.purge()

    (event,) = cupboard.events
    assert event.actor_id == PARTNER_DESK
    assert event.operation_types == (OperationType.PURGE_CUSTOMER_USER,)
    assert event.resource_type is ResourceType.CUSTOMER_USER
    assert (event.customer_name, event.target_id) == ("Contoso Ltd", "ada")
    assert event.target_name == "ada@contoso.example"
    assert (event.old_value, event.new_value) == ({"state": "deleted"}, {"state": "purged"})
    assert (event.occurred_at, event.correlation_id) == (NOW, "tick-1")
    assert event.operation_id == "purge.ada.2"  # of this deletion, by the version that it made


@pytest.mark.promise(18)
def test_whoever_is_restored_just_before_is_spared(cupboard: Cupboard) -> None:
    deleted = cupboard.delete("Ada", NOW - MONTH)
    after = replace(deleted.user, version=3)

    def restore() -> None:
        cupboard.directory.restore_user(deleted, after, an_event("restore", target_id="ada"))

    cupboard.directory.before_write = restore
    report = cupboard.purge()

    assert report == PurgeReport(spared=1)
    assert cupboard.directory.user(CONTOSO, "ada") == after
    assert [event.operation_id for event in cupboard.events] == ["restore"]


@pytest.mark.promise(18)
def test_whoever_is_restored_and_deleted_again_has_30_days_again(cupboard: Cupboard) -> None:
    first = cupboard.delete("Ada", NOW - MONTH)
    again = replace(first, user=replace(first.user, version=4), deleted_at=NOW)

    def restore_and_delete() -> None:
        cupboard.directory._deleted[CONTOSO, "ada"] = again

    cupboard.directory.before_write = restore_and_delete
    report = cupboard.purge()

    assert report == PurgeReport(spared=1)
    assert cupboard.waiting() == ["ada"]


@pytest.mark.promise(9)
def test_a_tick_that_comes_twice_purges_everybody_once(cupboard: Cupboard) -> None:
    for number in range(3):
        cupboard.delete(f"User{number}", NOW - MONTH)

    reports = [cupboard.purge(), cupboard.purge()]

    assert reports == [PurgeReport(purged=3), PurgeReport()]
    assert sorted(event.target_id for event in cupboard.events) == ["user0", "user1", "user2"]


@pytest.mark.promise(9)
def test_an_index_that_still_lists_somebody_purged_counts_nobody(cupboard: Cupboard) -> None:
    deleted = cupboard.delete("Ada", NOW - MONTH)
    cupboard.purge()
    cupboard.directory._deleted[CONTOSO, "ada"] = deleted  # as an index would, for a moment

    assert cupboard.purge() == PurgeReport()
    assert len(cupboard.events) == 1


def test_users_of_every_customer_are_found_whatever_their_shard(cupboard: Cupboard) -> None:
    customers = [f"customer-{number}" for number in range(20)]
    for customer_id in customers:
        cupboard.add_customer(customer_id)
        cupboard.delete(f"Ada-of-{customer_id}", NOW - MONTH, customer_id)

    assert cupboard.purge() == PurgeReport(purged=20)
    assert [cupboard.waiting(customer_id) for customer_id in customers] == [[]] * 20


def test_more_than_are_read_at_a_time_are_purged_in_one_run(cupboard: Cupboard) -> None:
    for number in range(2 * AT_A_TIME + 1):
        cupboard.delete(f"User{number:03}", NOW - MONTH - timedelta(seconds=number))

    assert cupboard.purge() == PurgeReport(purged=2 * AT_A_TIME + 1)


def test_what_there_is_no_time_for_is_counted_and_done_by_the_next_run(cupboard: Cupboard) -> None:
    for number in range(5):
        cupboard.delete(f"User{number}", NOW - MONTH - timedelta(minutes=number))
    looks = count()

    short = cupboard.purge(has_time=lambda: next(looks) < 10)
    left = cupboard.waiting()
    rest = cupboard.purge()

    assert short.purged + short.left == 5
    assert 0 < short.purged < 5
    assert len(left) == short.left
    assert rest == PurgeReport(purged=short.left)


def test_without_any_time_everybody_is_left(cupboard: Cupboard) -> None:
    cupboard.delete("Ada", NOW - MONTH)
    cupboard.delete("Li", NOW - MONTH + MOMENT)

    assert cupboard.purge(has_time=lambda: False) == PurgeReport(left=1)


def test_who_has_been_due_longest_goes_first(cupboard: Cupboard) -> None:
    cupboard.delete("Ada", NOW - MONTH)
    cupboard.delete("Li", NOW - MONTH - timedelta(days=1))
    cupboard.delete("Zoe", NOW - MONTH - timedelta(hours=1))

    cupboard.purge()

    assert [event.target_id for event in cupboard.events] == ["li", "zoe", "ada"]


@pytest.mark.parametrize(
    ("error", "faults"), [(BusyError(), []), (ValueError("unreadable"), ["li"])], ids=["busy", "unforeseen"]
)
def test_one_who_cannot_be_purged_stops_nobody_else(
    cupboard: Cupboard, monkeypatch: pytest.MonkeyPatch, error: Exception, faults: list[str]
) -> None:
    for number, name in enumerate(["Ada", "Li", "Zoe"]):
        cupboard.delete(name, NOW - MONTH - timedelta(minutes=3 - number))
    purge_user = cupboard.directory.purge_user

    def stumble(deleted: DeletedUser, event: AuditEvent) -> AuditEvent | None:
        if deleted.id == "li":
            raise error
        return purge_user(deleted, event)

    monkeypatch.setattr(cupboard.directory, "purge_user", stumble)
    report = cupboard.purge()

    assert report == PurgeReport(purged=2, failed=1)
    assert cupboard.waiting() == ["li"]
    assert [user_id for user_id, _ in cupboard.faults] == faults


def test_one_who_failed_before_the_time_was_up_is_not_counted_as_left_too(
    cupboard: Cupboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        cupboard.delete(f"User{number}", NOW - MONTH - timedelta(minutes=number))
    tried: list[str] = []

    def fail(deleted: DeletedUser, _event: AuditEvent) -> None:
        tried.append(deleted.id)
        raise BusyError

    monkeypatch.setattr(cupboard.directory, "purge_user", fail)

    assert cupboard.purge(has_time=lambda: not tried) == PurgeReport(failed=1, left=2)
    assert tried == ["user2"]


def test_when_everybody_was_restored_meanwhile_no_fewer_than_none_are_left(
    cupboard: Cupboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    cupboard.delete("Ada", NOW - MONTH)
    cupboard.delete("Li", NOW - MONTH)

    def fail(_deleted: DeletedUser, _event: AuditEvent) -> None:
        cupboard.directory._deleted.clear()
        raise BusyError

    monkeypatch.setattr(cupboard.directory, "purge_user", fail)

    assert cupboard.purge(has_time=lambda: bool(cupboard.waiting())) == PurgeReport(failed=1)


def test_a_directory_that_cannot_be_read_is_no_purge(cupboard: Cupboard) -> None:
    cupboard.directory.error = BusyError()

    with pytest.raises(BusyError):
        cupboard.purge()
