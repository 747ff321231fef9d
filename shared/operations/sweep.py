"""Look after requests: end what nobody agreed to, remind who may agree, start again what stands still.

Each tick does what is due by then, whatever the ticks before it did or left. A reminder is claimed before it
is sent, and a request that moved meanwhile is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from shared.domain.request import PENDING_FOR
from shared.domain.working_hours import is_at_work
from shared.errors import BusyError, RequestNotFoundError
from shared.operations.approval import expire, may_decide
from shared.operations.desk import Operation
from shared.operations.subject import subject_of
from shared.ports import Cursor, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime, tzinfo

    from shared.domain.request import Request
    from shared.domain.staff import Staff
    from shared.operations.desk import Desk
    from shared.operations.subject import Subject
    from shared.ports import Notices, Page, Stalled

Listed = TypeVar("Listed")

AT_A_TIME = 100  # requests read at a time
STANDS_STILL_AFTER = timedelta(minutes=30)
HOPELESS = 2  # times that a request was started again and did not move: somebody has to look


class Stage(StrEnum):
    """Which reminder; of two that are due the later one is sent."""

    FIRST = "first"
    SECOND = "second"


_DUE_AFTER = {Stage.SECOND: timedelta(hours=24), Stage.FIRST: timedelta(hours=4)}  # the later one first


def stage_of(request: Request, now: datetime) -> Stage | None:
    """Tell which reminder of a request is due at an instant."""
    age = now - request.filed_at
    return next((stage for stage, after in _DUE_AFTER.items() if age >= after), None)


class Reminders(Protocol):
    """Reminds people, in their direct message, of a request. What passes raises BusyError."""

    def time_zone(self, slack_user_id: str) -> tzinfo | None:
        """Tell by which clock somebody lives; None for who is no member of the workspace any more."""

    def remind(self, slack_user_id: str, subject: Subject) -> bool:
        """Remind somebody; False where they cannot be written to."""


@dataclass(slots=True, kw_only=True)
class SweepReport:
    """How much was done. ``left`` is what there was no time for, or what the next tick tries again."""

    expired: int = 0
    reminded: int = 0
    restarted: int = 0
    failed: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """Sweeps. ``has_time`` is asked before each thing that is done.

    ``restarted`` is told of each request that was started again, with how often that was since it last moved,
    and ``fault`` of what nobody foresaw.
    """

    desk: Desk
    notices: Notices
    reminders: Reminders
    has_time: Callable[[], bool]
    restarted: Callable[[Request, int], None]
    fault: Callable[[Request, Exception], None]
    correlation_id: str
    report: SweepReport = field(default_factory=SweepReport)

    def run(self) -> SweepReport:
        """Do all that is due. Raises BusyError where nobody could tell what that is."""
        requests, people = self.desk.requests, self.desk.everyone()
        for request in _all(partial(requests.list_standing, Standing.PENDING)):
            self._try(request, partial(self._look_after, request, people))
        since = self.desk.clock.now() - STANDS_STILL_AFTER
        for standing in Standing:
            for stalled in _all(partial(requests.list_stalled, standing, since)):
                self._try(stalled.request, partial(self._start_again, stalled))
        return self.report

    def _try(self, request: Request, do: Callable[[], None]) -> None:
        """Do something about one request; whatever comes of it, the others get their turn."""
        if not self.has_time():
            self.report.left += 1
            return
        try:
            do()
        except (BusyError, RequestNotFoundError):
            self.report.left += 1
        except Exception as error:  # noqa: BLE001  logged; one request must not stop the others
            self.fault(request, error)
            self.report.failed += 1

    def _look_after(self, request: Request, people: Sequence[Staff]) -> None:
        now = self.desk.clock.now()
        if request.approval is not None and now >= request.approval.expires_at:
            operation = Operation(f"expire.{request.id}", self.correlation_id)
            self.report.expired += expire(self.desk, request, operation)
        elif (stage := stage_of(request, now)) is not None:
            for person in people:
                if may_decide(self.desk, person, request):
                    self._try(request, partial(self._remind, request, stage, person.slack_user_id, now))

    def _remind(self, request: Request, stage: Stage, person_id: str, now: datetime) -> None:
        """Remind somebody at work, once, of what still waits for them."""
        zone = self.reminders.time_zone(person_id)
        if zone is None or not is_at_work(now, zone):
            return
        reminder_id = f"remind.{request.id}.{stage}.{person_id}"
        if not self.notices.claim(reminder_id, request.filed_at + 2 * PENDING_FOR):
            return
        try:
            if (person := self.desk.find_staff(person_id)) is None:
                return
            subject = subject_of(self.desk, self.desk.requests.request(request.id))
            if may_decide(self.desk, person, subject.request):
                self.report.reminded += self.reminders.remind(person_id, subject)
        except Exception:
            self.notices.release(reminder_id)
            raise

    def _start_again(self, stalled: Stalled) -> None:
        if self.desk.requests.start_again(stalled, self.desk.clock.now()):
            self.report.restarted += 1
            self.restarted(stalled.request, stalled.restarts + 1)


def _all(read: Callable[[Cursor, int], Page[Listed]]) -> Iterator[Listed]:
    cursor = Cursor()
    while True:
        page = read(cursor, AT_A_TIME)
        yield from page.items
        if page.after is None:
            return
        cursor = Cursor(after=page.after)
