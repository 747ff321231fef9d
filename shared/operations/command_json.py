"""Commands about many users as text, and back: for a request that waits, and a view that is to be confirmed.

The same command is always the same text.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from shared.domain.command import (
    ChangeLicenses,
    DeleteUsers,
    ExportLicenses,
    LoadCatalogue,
    ResetPasswords,
    RestoreUsers,
)
from shared.domain.license import LicenseChange
from shared.domain.user import Everyone, UserFilter

if TYPE_CHECKING:
    from shared.domain.command import ManyCommand


def command_json(command: ManyCommand) -> str:
    """Write a command."""
    return json.dumps(_written(command), ensure_ascii=False, separators=(",", ":"))


def to_command(text: str) -> ManyCommand:
    """Read a command."""
    fields = json.loads(text)
    match fields["command"]:
        case "change_licenses":
            return _change_licenses(fields)
        case "reset_passwords":
            return ResetPasswords(customer_id=fields["customer_id"], users=_users(fields))
        case "delete_users":
            return DeleteUsers(customer_id=fields["customer_id"], users=_users(fields))
        case "restore_users":
            names = {user_id: (name, domain) for user_id, (name, domain) in fields["sign_in_names"].items()}
            return RestoreUsers(customer_id=fields["customer_id"], users=_users(fields), sign_in_names=names)
        case "export_licenses":
            return ExportLicenses(customer_id=fields["customer_id"])
        case "load_catalogue":
            return LoadCatalogue(file_id=fields["file_id"])
        case unknown:
            raise ValueError(f"no command is called {unknown}")


def _written(command: ManyCommand) -> dict[str, object]:
    match command:
        case ExportLicenses():
            return {"command": "export_licenses", "customer_id": command.customer_id}
        case LoadCatalogue():
            return {"command": "load_catalogue", "file_id": command.file_id}
        case ResetPasswords():
            return {"command": "reset_passwords", **_about(command.customer_id, command.users)}
        case DeleteUsers():
            return {"command": "delete_users", **_about(command.customer_id, command.users)}
        case RestoreUsers():
            names = {
                user_id: list(command.sign_in_names[user_id]) for user_id in sorted(command.sign_in_names)
            }
            about = _about(command.customer_id, command.users)
            return {"command": "restore_users", **about, "sign_in_names": names}
        case ChangeLicenses():
            change = command.change
            return {
                "command": "change_licenses",
                **_about(command.customer_id, command.users),
                "assign": {
                    sku_id: None if plans is None else sorted(plans)
                    for sku_id, plans in sorted(change.assign.items())
                },
                "remove": sorted(change.remove),
                "sets_usage_location": change.sets_usage_location,
            }


def _about(customer_id: str, users: tuple[str, ...] | Everyone) -> dict[str, object]:
    if isinstance(users, tuple):
        return {"customer_id": customer_id, "users": list(users)}
    return {"customer_id": customer_id, "filter": users.user_filter.value, "sku_id": users.sku_id}


def _users(fields: dict[str, Any]) -> tuple[str, ...] | Everyone:
    if "users" in fields:
        return tuple(fields["users"])
    return Everyone(UserFilter(fields["filter"]), fields["sku_id"])


def _change_licenses(fields: dict[str, Any]) -> ChangeLicenses:
    return ChangeLicenses(
        customer_id=fields["customer_id"],
        users=_users(fields),
        change=LicenseChange(
            assign={
                sku_id: None if plans is None else frozenset(plans)
                for sku_id, plans in fields["assign"].items()
            },
            remove=frozenset(fields["remove"]),
            sets_usage_location=fields["sets_usage_location"],
        ),
    )
