"""Seats, and the items that tell who holds what: they change with the user, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.collation import sort_key
from shared.errors import ChangedMeanwhileError, NoSeatError
from shared.store import keys
from shared.store.models import SeatsItem

if TYPE_CHECKING:
    from shared.domain.user import User
    from shared.store.tables import Tables
    from shared.store.transaction import Transaction


def change_licenses(tables: Tables, transaction: Transaction, before: User | None, after: User) -> None:
    """Take the seats of licenses gained, give back those of licenses lost, and note who holds what.

    Which service plans are switched off changes neither. The transaction fails with NoSeatError.
    """
    had = before.licenses.keys() if before else frozenset[str]()
    for sku_id in sorted(after.licenses.keys() - had):
        seat_is_free = SeatsItem.consumed < SeatsItem.seats  # someone else may have taken the last one
        transaction.update(
            _seats(tables, after, sku_id),
            [SeatsItem.consumed.add(1)],
            when=seat_is_free,
            otherwise=NoSeatError(sku_id=sku_id),
        )
    for sku_id in sorted(had - after.licenses.keys()):
        seat_is_known = SeatsItem.consumed.exists()
        transaction.update(
            _seats(tables, after, sku_id),
            [SeatsItem.consumed.add(-1)],
            when=seat_is_known,
            otherwise=ChangedMeanwhileError(user_id=after.id),
        )
    held = _held(before) if before else frozenset[tuple[str, str]]()
    holds = _held(after)
    for key in sorted(held - holds):
        transaction.remove(tables.holders(*key))
    for key in sorted(holds - held):
        transaction.put(tables.holders(*key))


def _seats(tables: Tables, user: User, sku_id: str) -> SeatsItem:
    return tables.seats(keys.customer(user.customer_id), keys.seats(sku_id))


def _held(user: User) -> frozenset[tuple[str, str]]:
    """List the keys under which a user is a holder; they change with the display name."""
    by_name = sort_key(user.profile.display_name, user.id)
    return frozenset((keys.holders(user.customer_id, sku_id), by_name) for sku_id in user.licenses)
