"""One change: its effect and its audit event, in one TransactWriteItems, or nothing."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pynamodb.exceptions import TransactWriteError

from shared.store.audit import event_item, recorded_event
from shared.store.busy import busy_when_asked_to_come_back, is_passing, is_unanswered
from shared.store.models import AuditItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pynamodb.expressions.condition import Condition
    from pynamodb.expressions.update import Action
    from pynamodb.models import Model

    from shared.domain.audit import AuditEvent
    from shared.errors import PartnerDeskError
    from shared.store.tables import Tables

MAXIMUM_ITEMS = 100
_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 0.25


@dataclass(frozen=True, slots=True)
class _Step:
    """What is done to one item. ``otherwise`` is what it means that its condition does not hold."""

    position: int
    arguments: dict[str, Any]
    otherwise: PartnerDeskError | None


class Transaction:
    """Steps to take together, each on another item: DynamoDB refuses two actions on one.

    Where several conditions fail, the step added first is the one told of.

    The audit event is the first step: that its operation was never recorded for its target is what makes
    a second delivery of it harmless.
    """

    def __init__(self, tables: Tables, event: AuditEvent) -> None:
        self._tables = tables
        self._event = event
        self._checks: list[_Step] = []
        self._deletes: list[_Step] = []
        self._puts: list[_Step] = []
        self._updates: list[_Step] = []
        self._items: set[tuple[str, str, str]] = set()
        first_time = AuditItem.pk.does_not_exist()  # the same click, delivered again, stops here
        self.put(event_item(tables, event), when=first_time)

    def check(self, item: Model, *, when: Condition, otherwise: PartnerDeskError) -> None:
        """Ask that an item is as the condition says, and leave it so. Only its key matters."""
        arguments = item.get_operation_kwargs_from_class(*_key(item), condition=when)
        self._add(self._checks, item, arguments, otherwise)

    def put(
        self, item: Model, *, when: Condition | None = None, otherwise: PartnerDeskError | None = None
    ) -> None:
        """Write an item, whatever was there, unless a condition says what must be."""
        self._add(self._puts, item, item.get_save_kwargs_from_instance(condition=when), otherwise)

    def delete(self, item: Model, *, when: Condition, otherwise: PartnerDeskError) -> None:
        """Delete an item that is as the condition says."""
        self._add(self._deletes, item, item.get_delete_kwargs_from_instance(condition=when), otherwise)

    def remove(self, item: Model) -> None:
        """Delete an item, whether it is there or not."""
        self._add(self._deletes, item, item.get_delete_kwargs_from_instance(), None)

    def update(
        self,
        item: Model,
        actions: Sequence[Action],
        *,
        when: Condition | None = None,
        otherwise: PartnerDeskError | None = None,
    ) -> None:
        """Change attributes of an item, which comes to be if it was not there."""
        arguments = item.get_update_kwargs_from_instance(list(actions), condition=when)
        self._add(self._updates, item, arguments, otherwise)

    def _add(
        self,
        steps: list[_Step],
        item: Model,
        arguments: dict[str, Any],
        otherwise: PartnerDeskError | None,
    ) -> None:
        position = len(self._items)
        if position == MAXIMUM_ITEMS:
            raise ValueError(f"a transaction takes {MAXIMUM_ITEMS} items, and this change has more")
        table_and_key = item.Meta.table_name, *_key(item)
        if table_and_key in self._items:
            raise ValueError(f"a transaction takes an item once, and this change has it twice: {_kind(item)}")
        self._items.add(table_and_key)
        steps.append(_Step(position, arguments, otherwise))

    @busy_when_asked_to_come_back()
    def commit(self) -> AuditEvent | None:
        """Take all the steps, or none.

        Returns None, or the event that an earlier delivery of the operation left. Raises what the first
        condition that does not hold means, or BusyError after a second of meeting other transactions.
        """
        give_up_at = time.monotonic() + self._tables.patience.retry
        pause = _FIRST_PAUSE
        may_be_done = False
        while True:
            try:
                self._send()
            except TransactWriteError as error:
                if not is_passing(error):
                    return self._stopped_by(error, may_be_done=may_be_done)
                may_be_done |= is_unanswered(error)
                wait = random.uniform(0, pause)  # noqa: S311  so that those who met do not meet again
                if time.monotonic() + wait > give_up_at:
                    raise
                time.sleep(wait)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                return None

    def _send(self) -> None:
        self._tables.connection.transact_write_items(
            condition_check_items=[step.arguments for step in self._checks],
            delete_items=[step.arguments for step in self._deletes],
            put_items=[step.arguments for step in self._puts],
            update_items=[step.arguments for step in self._updates],
            return_consumed_capacity="TOTAL",
        )

    def _stopped_by(self, error: TransactWriteError, *, may_be_done: bool) -> AuditEvent | None:
        # DynamoDB lists its reasons in the order sent, which is by kind.
        sent = [*self._checks, *self._deletes, *self._puts, *self._updates]
        failed = [
            step
            for step, reason in zip(sent, error.cancellation_reasons, strict=False)
            if reason is not None and reason.code == "ConditionalCheckFailed"
        ]
        if not failed:
            raise error
        # Asked even where only other conditions failed: nobody promises that all of them were looked at.
        if recorded := recorded_event(self._tables, self._event.operation_id, self._event.target_id):
            is_ours = may_be_done and recorded.correlation_id == self._event.correlation_id
            return None if is_ours else recorded
        told = min(failed, key=lambda step: step.position)
        raise (told.otherwise or error) from error


def _key(item: Model) -> tuple[str, str]:
    return item.pk, item.sk  # type: ignore[attr-defined]  # every item of ours has both


def _kind(item: Model) -> str:
    """Name an item without its key, which may have what people typed in it."""
    return type(item).__name__
