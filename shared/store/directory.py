"""The directory: customers, their domains, their subscriptions, their users and those deleted."""

from __future__ import annotations

from shared.store.customer import Customers
from shared.store.deletion import Deletions
from shared.store.subscription import Subscriptions
from shared.store.user import Users


class DirectoryTable(Customers, Subscriptions, Users, Deletions):
    """All parts of the directory, over one table."""
