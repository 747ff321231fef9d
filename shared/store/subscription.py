"""Subscriptions: what a customer bought in one item, and its seats, which others take, in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.collation import sort_key
from shared.domain.product_name import told_apart
from shared.domain.subscription import Subscription, Units
from shared.errors import BusyError, ChangedMeanwhileError
from shared.store import keys
from shared.store.busy import busy_when_asked_to_come_back
from shared.store.models import SeatsItem, SubscriptionItem
from shared.store.product_item import product_attributes, to_product
from shared.store.transaction import Transaction

if TYPE_CHECKING:
    from shared.domain.audit import AuditEvent
    from shared.store.tables import Tables

_READS = 5


class Subscriptions:
    """The subscriptions' part of the directory, read as they are this instant."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @busy_when_asked_to_come_back()
    def subscriptions(self, customer_id: str) -> list[Subscription]:
        """Read all subscriptions of a customer, told apart, by product name; one query."""
        for _ in range(_READS):
            subscriptions, seats = self._read(customer_id)
            # A query may come between the two items of a subscription while they are being changed.
            if _versions(subscriptions) == _versions(seats):
                found = [_to_subscription(subscriptions[sku_id], seats[sku_id]) for sku_id in seats]
                return sorted(told_apart(found), key=lambda each: sort_key(each.name, each.id))
        raise BusyError(cause="subscriptions keep changing")

    def _read(self, customer_id: str) -> tuple[dict[str, SubscriptionItem], dict[str, SeatsItem]]:
        subscriptions: dict[str, SubscriptionItem] = {}
        seats: dict[str, SeatsItem] = {}
        begins = SubscriptionItem.sk.startswith(keys.SUBSCRIPTIONS)
        partition = keys.customer(customer_id)
        for page in self._tables.subscriptions.query(partition, begins, consistent_read=True).page_iter:
            for item in page["Items"]:
                sk = item["sk"]["S"]
                if keys.are_seats(sk):
                    seats[keys.sku_id(sk)] = SeatsItem.from_raw_data(item)
                else:
                    subscriptions[keys.sku_id(sk)] = SubscriptionItem.from_raw_data(item)
        return subscriptions, seats

    def add_subscription(self, subscription: Subscription, event: AuditEvent) -> AuditEvent | None:
        """Write a new subscription, of which nobody holds anything yet. Raises ChangedMeanwhileError."""
        transaction = Transaction(self._tables, event)
        subscription_is_new = SubscriptionItem.pk.does_not_exist()
        transaction.put(
            self._item(subscription),
            when=subscription_is_new,
            otherwise=ChangedMeanwhileError(sku_id=subscription.id),
        )
        units = subscription.units
        transaction.put(
            self._tables.seats(
                *self._seats_key(subscription),
                active=units.active,
                warning=units.warning,
                suspended=units.suspended,
                seats=units.total,
                consumed=0,
                version=subscription.version,
            )
        )
        return transaction.commit()

    def change_subscription(
        self, before: Subscription, after: Subscription, event: AuditEvent
    ) -> AuditEvent | None:
        """Replace product and units as they were ``before``; who holds it stays.

        Raises ChangedMeanwhileError.
        """
        transaction = Transaction(self._tables, event)
        units = after.units
        subscription_is_unchanged = SeatsItem.version == before.version  # nobody edited it since
        transaction.update(
            self._tables.seats(*self._seats_key(after)),
            [
                SeatsItem.active.set(units.active),
                SeatsItem.warning.set(units.warning),
                SeatsItem.suspended.set(units.suspended),
                SeatsItem.seats.set(units.total),
                SeatsItem.version.set(after.version),
            ],
            when=subscription_is_unchanged,
            otherwise=ChangedMeanwhileError(sku_id=after.id),
        )
        transaction.put(self._item(after))
        return transaction.commit()

    def _item(self, subscription: Subscription) -> SubscriptionItem:
        return self._tables.subscriptions(
            keys.customer(subscription.customer_id),
            keys.subscription(subscription.id),
            **product_attributes(subscription.product),
            changed_at=subscription.changed_at,
            changed_by=subscription.changed_by,
            version=subscription.version,
        )

    def _seats_key(self, subscription: Subscription) -> tuple[str, str]:
        return keys.customer(subscription.customer_id), keys.seats(subscription.id)


def _versions(items: dict[str, SubscriptionItem] | dict[str, SeatsItem]) -> dict[str, int]:
    return {sku_id: int(item.version) for sku_id, item in items.items()}


def _to_subscription(item: SubscriptionItem, seats: SeatsItem) -> Subscription:
    return Subscription(
        customer_id=keys.customer_id(item.pk),
        product=to_product(keys.sku_id(item.sk), item),
        units=Units(active=int(seats.active), warning=int(seats.warning), suspended=int(seats.suspended)),
        consumed=int(seats.consumed),
        changed_at=item.changed_at,
        changed_by=item.changed_by,
        version=int(item.version),
    )
