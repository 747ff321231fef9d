"""What a partner's staff can do, each with its own row in the policy."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """A row of ``policy/matrix.toml``."""

    VIEW = "view"  # users, deleted users, licenses and audit of a customer
    CREATE_USER = "create_user"
    EDIT_USER = "edit_user"
    IMPORT_USERS = "import_users"
    CHANGE_LICENSES = "change_licenses"
    RESET_PASSWORD = "reset_password"  # noqa: S105  a name, not a password
    DELETE_USER = "delete_user"
    RESTORE_USER = "restore_user"
    PURGE_USER = "purge_user"
    CHANGE_SEATS = "change_seats"
    ADD_CUSTOMER = "add_customer"
    EDIT_CUSTOMER = "edit_customer"
    GRANT_ROLE = "grant_role"
