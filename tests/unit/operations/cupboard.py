"""A directory with deleted users in it, a clock, and what is done when time has come."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.deletion import DeletedUser
from shared.operations.purge import Purge, PurgeReport
from tests.builders import CONTOSO, a_customer, a_customer_profile, a_user, a_user_profile, an_event
from tests.fakes import FakeClock, FakeDirectory

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shared.domain.audit import AuditEvent

MONTH = timedelta(days=30)


@dataclass
class Cupboard:
    """Where the deleted wait, to be restored or purged."""

    directory: FakeDirectory = field(default_factory=FakeDirectory)
    clock: FakeClock = field(default_factory=FakeClock)
    faults: list[tuple[str, Exception]] = field(default_factory=list)

    def add_customer(self, customer_id: str = CONTOSO) -> None:
        profile = a_customer_profile(domains=(f"{customer_id}.example",))
        customer = a_customer(customer_id, profile)
        self.directory.add_customer(customer, an_event(f"setup-{customer_id}", target_id=customer_id))

    def delete(self, name: str, at: datetime, customer_id: str = CONTOSO) -> DeletedUser:
        """Let somebody have deleted a user, by the id of their name."""
        profile = a_user_profile(name, domain=f"{customer_id}.example")
        user = a_user(name.lower(), profile, customer_id=customer_id)
        self.directory.add_user(user, an_event(f"setup-{user.id}", target_id=user.id))
        deleted = DeletedUser(user=replace(user, version=2), deleted_at=at, deleted_by="U0GRACE")
        self.directory.delete_user(user, deleted, an_event(f"delete-{user.id}", target_id=user.id))
        self.directory.audit.recorded.clear()
        return deleted

    def purge(self, has_time: Callable[[], bool] = lambda: True) -> PurgeReport:
        return Purge(
            directory=self.directory,
            clock=self.clock,
            has_time=has_time,
            fault=lambda deleted, error: self.faults.append((deleted.id, error)),
            correlation_id="tick-1",
        ).run()

    def waiting(self, customer_id: str = CONTOSO) -> list[str]:
        """Who is still to be restored or purged."""
        return [each.id for each in self.directory._deleted_of(customer_id)]

    @property
    def events(self) -> list[AuditEvent]:
        return self.directory.audit.recorded
