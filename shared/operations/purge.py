"""Delete for good who was deleted 30 days ago, in the order in which they are due.

Each goes by itself, on the condition that it is still this very deletion: whoever was restored a moment ago
stays. What there is no time for is left to the next tick.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.audit import PARTNER_DESK, OperationType, ResourceType
from shared.domain.staff import Staff
from shared.errors import BusyError, ChangedMeanwhileError
from shared.operations.desk import Act, Operation
from shared.operations.recording import record
from shared.operations.side_by_side import side_by_side
from shared.ports import SHARDS, Cursor

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shared.domain.audit import AuditEvent
    from shared.domain.customer import Customer
    from shared.domain.deletion import DeletedUser
    from shared.ports import Clock, Directory

AT_A_TIME = 100  # users read at a time
_NOBODY = Staff(slack_user_id=PARTNER_DESK, roles=frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeReport:
    """How many were purged, were spared because they had just been restored, failed, and are left."""

    purged: int = 0
    spared: int = 0
    failed: int = 0
    left: int = 0

    def plus(self, other: PurgeReport) -> PurgeReport:
        """Add what another part came to."""
        return PurgeReport(
            purged=self.purged + other.purged,
            spared=self.spared + other.spared,
            failed=self.failed + other.failed,
            left=self.left + other.left,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """Purges. ``has_time`` is asked before each user, and ``fault`` told of what nobody foresaw."""

    directory: Directory
    clock: Clock
    has_time: Callable[[], bool]
    fault: Callable[[DeletedUser, Exception], None]
    correlation_id: str

    def run(self) -> PurgeReport:
        """Purge who is due, all shards side by side. Raises BusyError where nobody could be read."""
        now = self.clock.now()
        parts = side_by_side(*(lambda shard=shard: self._purge_shard(shard, now) for shard in range(SHARDS)))
        report = PurgeReport()
        for part in parts:
            report = report.plus(part)
        return report

    def _purge_shard(self, shard: int, now: datetime) -> PurgeReport:
        report, cursor = PurgeReport(), Cursor()
        customers: dict[str, Customer] = {}
        while self.has_time():
            page = self.directory.due_users(shard, None, now, cursor, AT_A_TIME)
            for deleted in page.items:
                if not self.has_time():
                    break
                report = report.plus(self._purged(deleted, now, customers))
            else:
                if page.after is None:
                    return report
                cursor = Cursor(after=page.after)
        left = self.directory.count_due(shard, now) - report.failed
        return report.plus(PurgeReport(left=max(0, left)))

    def _purged(self, deleted: DeletedUser, now: datetime, customers: dict[str, Customer]) -> PurgeReport:
        try:
            customer_id = deleted.user.customer_id
            if customer_id not in customers:
                customers[customer_id] = self.directory.customer(customer_id)
            earlier = self.directory.purge_user(deleted, self._event(deleted, customers[customer_id], now))
        except ChangedMeanwhileError:
            return PurgeReport(spared=1)
        except BusyError:
            return PurgeReport(failed=1)  # the next tick finds them again
        except Exception as error:  # noqa: BLE001  logged; one user must not stop the others
            self.fault(deleted, error)
            return PurgeReport(failed=1)
        return PurgeReport() if earlier else PurgeReport(purged=1)  # an index is behind its table

    def _event(self, deleted: DeletedUser, customer: Customer, now: datetime) -> AuditEvent:
        operation = Operation(f"purge.{deleted.id}.{deleted.user.version}", self.correlation_id)
        return record(
            Act(actor=_NOBODY, operation=operation, at=now),
            [OperationType.PURGE_CUSTOMER_USER],
            ResourceType.CUSTOMER_USER,
            customer,
            (deleted.id, deleted.user.user_principal_name),
            was={"state": "deleted"},
            becomes={"state": "purged"},
        )
