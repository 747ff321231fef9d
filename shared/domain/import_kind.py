"""What files can be imported."""

from __future__ import annotations

from enum import StrEnum


class ImportKind(StrEnum):
    """What the rows of a file ask for."""

    USERS = "users"  # new users
    LICENSES = "licenses"  # changes of the licenses of users who are there
