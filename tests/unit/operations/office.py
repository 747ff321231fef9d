"""A desk with the fakes behind it in sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.builders import a_staff_member, an_operation

if TYPE_CHECKING:
    from shared.domain.audit import AuditEvent
    from shared.domain.command import Command
    from shared.domain.outcome import Outcome
    from shared.domain.staff import Staff
    from shared.operations.desk import Desk
    from tests.fakes import FakeClock, FakeDirectory, FakeStaffRegister

GRACE = a_staff_member()


@dataclass(frozen=True)
class Office:
    """A desk, and what it works with."""

    desk: Desk
    directory: FakeDirectory
    clock: FakeClock
    staff: FakeStaffRegister

    def submit(self, command: Command, actor: Staff = GRACE, click: str = "click-1") -> Outcome:
        return self.desk.submit(command, actor, an_operation(click))

    @property
    def events(self) -> list[AuditEvent]:
        """What was recorded since the beginning of the test."""
        return self.directory.audit.recorded
