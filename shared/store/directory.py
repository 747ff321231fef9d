"""The directory: customers, their domains, their subscriptions and their users."""

from __future__ import annotations

from shared.store.customer import Customers
from shared.store.subscription import Subscriptions
from shared.store.user import Users


class DirectoryTable(Customers, Subscriptions, Users):
    """All parts of the directory, over one table."""
