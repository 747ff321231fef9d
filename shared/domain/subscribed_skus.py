"""Partner Center's list of a customer's subscriptions, the JSON that it answers ``subscribedskus`` with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.domain.subscription import ListedSubscription


def read_subscribed_skus(content: bytes) -> list[ListedSubscription]:
    """Read a ``subscribedskus`` collection, with or without byte order mark.

    Raises InvalidInputError on field ``file``, naming every row that is wrong.
    """
    raise NotImplementedError
