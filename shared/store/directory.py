"""The directory: customers, their domains and their users."""

from __future__ import annotations

from shared.store.customer import Customers
from shared.store.user import Users


class DirectoryTable(Customers, Users):
    """Both halves of the directory, over one table."""
