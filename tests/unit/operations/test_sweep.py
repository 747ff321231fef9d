"""What the sweep does about requests that wait: it ends them, reminds of them, and starts them again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from shared.domain.audit import PARTNER_DESK, OperationType
from shared.domain.command import DeleteUsers
from shared.domain.request import PENDING_FOR, Request, RequestState
from shared.domain.staff import Role
from shared.errors import BusyError
from shared.operations.approval import approve, cancel
from shared.operations.asking import content_hash
from shared.operations.request import submit_many
from shared.operations.sweep import AT_A_TIME, STANDS_STILL_AFTER, Sweep, SweepReport
from shared.policy.targets import MANY
from tests.builders import CONTOSO, a_staff_member, a_user, an_operation
from tests.fakes_of_work import FakeNotices

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from shared.domain.staff import Staff
    from shared.operations.subject import Subject
    from tests.unit.operations.office import Office

HELEN = a_staff_member(Role.HELPDESK_AGENT, slack_user_id="U0HELEN")
RAVI = a_staff_member(Role.ADMIN_AGENT, slack_user_id="U0RAVI")
LUCIA = a_staff_member(Role.USER_MANAGEMENT_ADMIN, slack_user_id="U0LUCIA")
NOOR = a_staff_member(Role.GLOBAL_ADMIN, slack_user_id="U0NOOR")

LISBON, KOLKATA, NEW_YORK = (ZoneInfo(each) for each in ("Europe/Lisbon", "Asia/Kolkata", "America/New_York"))
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)  # in winter Lisbon has UTC
TICK = timedelta(minutes=5)


@dataclass
class FakeReminders:
    """Where people are, and who was reminded of what. ``errors`` are raised, one after the other."""

    zones: dict[str, tzinfo | None] = field(default_factory=dict)
    sent: list[tuple[str, str]] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    before: Callable[[], object] | None = None
    is_there: bool = True

    def time_zone(self, slack_user_id: str) -> tzinfo | None:
        if meanwhile := self.before:
            self.before = None
            meanwhile()
        return self.zones.get(slack_user_id, UTC)

    def remind(self, slack_user_id: str, subject: Subject) -> bool:
        if self.errors:
            raise self.errors.pop(0)
        if self.is_there:
            self.sent.append((slack_user_id, subject.request.id))
        return self.is_there


@dataclass
class Watch:
    """The sweep, tick after tick, and what came of it."""

    office: Office
    reminders: FakeReminders = field(default_factory=FakeReminders)
    notices: FakeNotices = field(default_factory=FakeNotices)
    restarted: list[tuple[str, int]] = field(default_factory=list)
    faults: list[tuple[str, Exception]] = field(default_factory=list)
    steps: int = 10_000

    def tick(self) -> SweepReport:
        return Sweep(
            desk=self.office.desk,
            notices=self.notices,
            reminders=self.reminders,
            has_time=self._has_time,
            restarted=lambda request, times: self.restarted.append((request.id, times)),
            fault=lambda request, error: self.faults.append((request.id, error)),
            correlation_id="tick-1",
        ).run()

    def at(self, instant: datetime) -> SweepReport:
        self.office.clock.at = instant.astimezone(UTC)
        return self.tick()

    def reminded_at(self, until: datetime) -> list[tuple[datetime, str]]:
        """Let the clock tick until an instant; who was reminded when."""
        told: list[tuple[datetime, str]] = []
        while self.office.clock.at < until:
            before = len(self.reminders.sent)
            self.tick()
            told += [(self.office.clock.at, person) for person, _ in self.reminders.sent[before:]]
            self.office.clock.move(TICK)
        return told

    def _has_time(self) -> bool:
        self.steps -= 1
        return self.steps >= 0


@pytest.fixture
def watch(office: Office) -> Watch:
    office.requests.now = office.clock.now
    office.clock.at = MONDAY + timedelta(hours=9)
    office.staff.save(replace(a_staff_member(slack_user_id="U0FIRST"), roles=frozenset()))
    for person in (HELEN, RAVI):
        office.staff.save(person)
    return Watch(office)


def asked(watch: Watch, click: str = "click-1", by: Staff = HELEN) -> Request:
    """Ask for a deletion, of which every approver has been told."""
    office = watch.office
    command = DeleteUsers(customer_id=CONTOSO, users=(a_user().id,))
    request = submit_many(office.desk, command, by, an_operation(click), "en")
    assert isinstance(request, Request)
    office.requests.settle(request)
    return request


def state(watch: Watch, click: str = "click-1") -> RequestState:
    return watch.office.requests.request(click).state


# ---- expiry


def test_nobody_can_agree_any_more_after_72_hours_and_the_trail_says_so(watch: Watch) -> None:
    asked(watch)
    watch.office.clock.move(PENDING_FOR - timedelta(microseconds=1))
    assert watch.tick().expired == 0
    assert state(watch) is RequestState.PENDING

    watch.office.clock.move(timedelta(microseconds=1))
    assert (watch.tick().expired, watch.tick().expired) == (1, 0)

    assert state(watch) is RequestState.EXPIRED
    *_, event = watch.office.directory.audit.recorded
    assert (event.operation_types, event.actor_id) == ((OperationType.EXPIRE_REQUEST,), PARTNER_DESK)
    assert event.correlation_id == "tick-1"


def test_whoever_decides_before_it_is_swept_is_not_overruled(watch: Watch) -> None:
    request = asked(watch)
    watch.office.clock.move(PENDING_FOR)
    withdrawn = request.advanced(state=RequestState.CANCELLED)
    watch.office.requests.before_checkpoint = lambda: watch.office.requests.filed.update(
        {request.id: withdrawn}
    )
    assert watch.tick().expired == 0
    assert state(watch) is RequestState.CANCELLED


def test_what_was_agreed_to_does_not_expire(watch: Watch) -> None:
    request = asked(watch)
    approve(watch.office.desk, RAVI, request.id, content_hash(request), an_operation("click-2"))
    watch.office.clock.move(2 * PENDING_FOR)
    assert watch.tick().expired == 0
    assert state(watch) is RequestState.APPROVED


def test_more_requests_than_are_read_at_a_time_all_expire(watch: Watch) -> None:
    for number in range(AT_A_TIME + 2):
        asked(watch, f"click-{number}")
    watch.office.clock.move(PENDING_FOR)
    assert watch.tick() == SweepReport(expired=AT_A_TIME + 2)


# ---- reminders


def test_an_approver_is_reminded_after_4_hours_and_after_24_and_then_never_again(watch: Watch) -> None:
    asked(watch)
    told = watch.reminded_at(MONDAY + timedelta(days=5))
    assert told == [
        (MONDAY + timedelta(hours=13), "U0RAVI"),
        (MONDAY + timedelta(days=1, hours=9), "U0RAVI"),
    ]


@pytest.mark.parametrize(
    ("zone", "filed", "reminders"),
    [
        (LISBON, "2026-11-23 16:00", ["2026-11-24 09:00", "2026-11-24 16:00"]),
        (LISBON, "2026-11-20 17:00", ["2026-11-23 09:00"]),  # a Friday: on Monday both are due, one is sent
        (KOLKATA, "2026-11-23 10:00", ["2026-11-24 09:00", "2026-11-24 15:30"]),
        (NEW_YORK, "2026-11-23 09:00", ["2026-11-23 09:00", "2026-11-24 09:00"]),
        (NEW_YORK, "2026-11-27 20:00", ["2026-11-30 09:00"]),
        # Clocks change on Sunday, 29 March 2026 in Lisbon, and on 1 November in New York.
        (LISBON, "2026-03-27 18:00", ["2026-03-30 09:00"]),
        (NEW_YORK, "2026-10-30 18:00", ["2026-11-02 09:00"]),
    ],
)
def test_reminders_come_in_working_hours_of_who_gets_them(
    watch: Watch, zone: ZoneInfo, filed: str, reminders: list[str]
) -> None:
    watch.office.clock.at = datetime.fromisoformat(filed).replace(tzinfo=UTC)
    watch.reminders.zones["U0RAVI"] = zone
    asked(watch)
    told = watch.reminded_at(watch.office.clock.at + PENDING_FOR)
    assert [f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at, _ in told] == reminders


def test_nobody_is_reminded_at_night_or_at_the_weekend_whenever_it_was_filed(watch: Watch) -> None:
    watch.reminders.zones["U0RAVI"] = KOLKATA
    for hour in range(0, 7 * 24, 5):
        watch.office.clock.at = MONDAY + timedelta(hours=hour)
        asked(watch, f"click-{hour}")
    told = watch.reminded_at(MONDAY + timedelta(days=10))
    there = [at.astimezone(KOLKATA) for at, _ in told]
    assert there
    assert [at for at in there if not (at.weekday() < 5 and 9 <= at.hour < 18)] == []


def test_each_approver_is_reminded_by_their_own_clock(watch: Watch) -> None:
    for person in (LUCIA, NOOR):
        watch.office.staff.save(person)
    watch.reminders.zones = {"U0RAVI": KOLKATA, "U0LUCIA": LISBON, "U0NOOR": NEW_YORK}
    asked(watch)
    assert watch.reminded_at(MONDAY + timedelta(hours=20)) == [
        (MONDAY + timedelta(hours=13), "U0LUCIA"),  # in Kolkata it is 18:30
        (MONDAY + timedelta(hours=14), "U0NOOR"),
    ]


@pytest.mark.promise(7)
def test_who_cannot_agree_is_not_reminded(watch: Watch) -> None:
    theo = a_staff_member(Role.SALES_AGENT, slack_user_id="U0THEO")
    west = a_staff_member(Role.ADMIN_AGENT, slack_user_id="U0WEST", customers={"fabrikam"})
    gone = a_staff_member(Role.ADMIN_AGENT, slack_user_id="U0GONE", expires_at=MONDAY + timedelta(hours=12))
    for person in (theo, west, gone):
        watch.office.staff.save(person)
    asked(watch)
    assert {person for _, person in watch.reminded_at(MONDAY + timedelta(days=3))} == {"U0RAVI"}


def test_who_left_the_workspace_is_not_reminded(watch: Watch) -> None:
    watch.reminders.zones["U0RAVI"] = None
    asked(watch)
    assert watch.reminded_at(MONDAY + timedelta(days=3)) == []


def test_nobody_is_reminded_of_what_was_decided_meanwhile(watch: Watch) -> None:
    request = asked(watch)
    shown = content_hash(request)
    watch.reminders.before = lambda: cancel(
        watch.office.desk, HELEN, request.id, shown, an_operation("click-2")
    )
    assert watch.at(MONDAY + timedelta(hours=13)) == SweepReport()
    assert watch.reminders.sent == []


def test_nobody_is_reminded_of_what_they_have_lost_the_say_in_meanwhile(watch: Watch) -> None:
    asked(watch)
    watch.reminders.before = lambda: watch.office.staff.save(replace(RAVI, roles=frozenset()))
    watch.at(MONDAY + timedelta(hours=13))
    assert watch.reminders.sent == []


def test_of_two_approvals_the_second_approver_is_reminded_and_the_first_is_not(watch: Watch) -> None:
    watch.office.staff.save(NOOR)
    users = watch.office.add_users(MANY + 1)  # so many at once take two approvals
    command = DeleteUsers(customer_id=CONTOSO, users=users)
    request = submit_many(watch.office.desk, command, HELEN, an_operation("click-1"), "en")
    assert isinstance(request, Request)
    approve(watch.office.desk, RAVI, request.id, content_hash(request), an_operation("click-2"))
    watch.at(MONDAY + timedelta(hours=13))
    assert watch.reminders.sent == [("U0NOOR", "click-1")]


@pytest.mark.parametrize("error", [BusyError(), ValueError("about Nadia")], ids=["busy", "unforeseen"])
def test_a_reminder_that_failed_is_sent_by_the_next_tick_and_keeps_nobody_from_theirs(
    watch: Watch, error: Exception
) -> None:
    watch.office.staff.save(NOOR)
    asked(watch)
    watch.reminders.errors = [error]
    assert watch.at(MONDAY + timedelta(hours=13)).reminded == 1
    assert watch.tick().reminded == 1
    assert watch.tick().reminded == 0
    assert sorted(watch.reminders.sent) == [("U0NOOR", "click-1"), ("U0RAVI", "click-1")]


def test_who_cannot_be_written_to_is_not_tried_again(watch: Watch) -> None:
    asked(watch)
    watch.reminders.is_there = False
    watch.at(MONDAY + timedelta(hours=13))
    watch.reminders.is_there = True
    assert watch.tick() == SweepReport()
    assert watch.reminders.sent == []


def test_a_reminder_is_remembered_for_longer_than_its_request_can_wait(watch: Watch) -> None:
    request = asked(watch)
    watch.at(MONDAY + timedelta(hours=13))
    (until,) = watch.notices.claimed.values()
    assert request.approval is not None
    assert until > request.approval.expires_at


# ---- what stands still


def test_a_request_that_the_worker_left_lying_is_started_again_every_half_hour(watch: Watch) -> None:
    request = asked(watch)
    approve(watch.office.desk, RAVI, request.id, content_hash(request), an_operation("click-2"))
    for _ in range(3 * 7):  # it must have stood still for longer than half an hour
        watch.office.clock.move(TICK)
        watch.tick()
    assert watch.restarted == [("click-1", 1), ("click-1", 2), ("click-1", 3)]


def test_a_request_that_moves_is_left_to_the_worker(watch: Watch) -> None:
    request = asked(watch)
    approve(watch.office.desk, RAVI, request.id, content_hash(request), an_operation("click-2"))
    watch.office.clock.move(STANDS_STILL_AFTER)
    request = watch.office.requests.request("click-1")
    watch.office.requests.checkpoint(request, request.advanced(state=RequestState.RUNNING))
    watch.office.clock.move(STANDS_STILL_AFTER)
    assert watch.tick().restarted == 0


def test_what_nobody_was_told_of_is_started_again_whether_it_waits_or_has_ended(watch: Watch) -> None:
    asked(watch, "waits")
    watch.office.requests.due["waits"] = watch.office.clock.at
    request = asked(watch, "ended")
    cancel(watch.office.desk, HELEN, request.id, content_hash(request), an_operation("click-2"))
    watch.office.clock.move(STANDS_STILL_AFTER + TICK)
    watch.tick()
    assert sorted(watch.restarted) == [("ended", 1), ("waits", 1)]


def test_what_everybody_was_told_of_is_left_alone(watch: Watch) -> None:
    asked(watch)
    watch.office.clock.move(STANDS_STILL_AFTER + TICK)
    assert watch.tick() == SweepReport()


# ---- bad luck


def test_what_there_is_no_time_for_is_counted_and_left_to_the_next_tick(watch: Watch) -> None:
    for number in range(5):
        asked(watch, f"click-{number}")
    watch.office.clock.move(PENDING_FOR)
    watch.steps = 2
    assert watch.tick() == SweepReport(expired=2, left=3)
    watch.steps = 100
    assert watch.tick() == SweepReport(expired=3)


def test_one_request_that_nobody_foresaw_stops_no_other(watch: Watch) -> None:
    for number in range(3):
        asked(watch, f"click-{number}")
    watch.office.clock.move(PENDING_FOR)

    def stumble() -> None:
        raise ValueError

    watch.office.requests.before_checkpoint = stumble
    report = watch.tick()
    assert (report.expired, report.failed) == (2, 1)
    assert [click for click, _ in watch.faults] == ["click-0"]
