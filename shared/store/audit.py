"""The trail of changes. Events are only ever added, each in the transaction of what it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pynamodb.exceptions import PutError

from shared.domain.audit import ALWAYS, AuditEvent, OperationType, Period, ResourceType, order_from
from shared.ports import Page
from shared.store import keys
from shared.store.busy import busy_when_asked_to_come_back, is_refused_by_condition
from shared.store.models import AuditItem
from shared.store.paging import read_page

if TYPE_CHECKING:
    from pynamodb.indexes import GlobalSecondaryIndex

    from shared.ports import Cursor
    from shared.store.tables import Tables


class AuditTrail:
    """Tells what was done. A list shows an event within moments of what it tells of, not at once."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @busy_when_asked_to_come_back()
    def events(
        self, customer_id: str, target_id: str | None, cursor: Cursor, limit: int, period: Period = ALWAYS
    ) -> Page[AuditEvent]:
        """List a customer's events, or those about one thing of theirs, newest first, in one query."""
        index: GlobalSecondaryIndex[AuditItem]
        if target_id is None:
            index, partition = self._tables.audit.by_customer, customer_id
        else:
            index, partition = self._tables.audit.by_target, keys.target(customer_id, target_id)
        return _page(index, partition, cursor, limit, period)

    @busy_when_asked_to_come_back()
    def event(self, operation_id: str, target_id: str) -> AuditEvent | None:
        """Read what an operation did to a target, as it is this instant; None if nothing, or not yet."""
        return recorded_event(self._tables, operation_id, target_id)

    @busy_when_asked_to_come_back()
    def events_by(
        self, actor_id: str, cursor: Cursor, limit: int, period: Period = ALWAYS
    ) -> Page[AuditEvent]:
        """List what a person did, for whichever customer, newest first, in one query."""
        return _page(self._tables.audit.by_actor, actor_id, cursor, limit, period)

    @busy_when_asked_to_come_back()
    def record(self, event: AuditEvent) -> None:
        """Add an event that has no effect beside it; a second delivery adds nothing."""
        first_time = AuditItem.pk.does_not_exist()
        try:
            event_item(self._tables, event).save(condition=first_time)
        except PutError as error:
            if not is_refused_by_condition(error):
                raise


def event_item(tables: Tables, event: AuditEvent) -> AuditItem:
    """Make the item of an event."""
    return tables.audit(
        event.operation_id,
        event.target_id,
        customer_id=event.customer_id,
        target_key=keys.target(event.customer_id, event.target_id),
        occurred_key=event.order,
        operation_types=[each.value for each in event.operation_types],
        resource_type=event.resource_type.value,
        customer_name=event.customer_name,
        target_name=event.target_name,
        actor_id=event.actor_id,
        occurred_at=event.occurred_at,
        old_value=event.old_value,
        new_value=event.new_value,
        correlation_id=event.correlation_id,
    )


def recorded_event(tables: Tables, operation_id: str, target_id: str) -> AuditEvent | None:
    """Read the event of an operation about a target, as it is this instant.

    By Query and not GetItem, which the functions may not do to the trail.
    """
    items = tables.audit.query(operation_id, AuditItem.sk == target_id, consistent_read=True, limit=1)
    return next((_to_event(item) for item in items), None)


def _page(
    index: GlobalSecondaryIndex[AuditItem], partition: str, cursor: Cursor, limit: int, period: Period
) -> Page[AuditEvent]:
    since, until = (order_from(each) if each else "" for each in (period.since, period.until))
    order, bounds = AuditItem.occurred_key, (since, until)
    page = read_page(index, partition, order, cursor, limit, is_newest_first=True, bounds=bounds)
    return Page([_to_event(item) for item in page.items], page.before, page.after)


def _to_event(item: AuditItem) -> AuditEvent:
    return AuditEvent(
        operation_id=item.pk,
        operation_types=tuple(OperationType(each) for each in item.operation_types),
        resource_type=ResourceType(item.resource_type),
        customer_id=item.customer_id,
        customer_name=item.customer_name,
        target_id=item.sk,
        target_name=item.target_name,
        actor_id=item.actor_id,
        occurred_at=item.occurred_at,
        old_value=item.old_value,
        new_value=item.new_value,
        correlation_id=item.correlation_id,
    )
