"""Commands that the worker carries out, as text, and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from shared.domain.command import ChangeLicenses, ExportLicenses, LoadCatalogue
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
        case "export_licenses":
            return ExportLicenses(customer_id=fields["customer_id"])
        case "load_catalogue":
            return LoadCatalogue(file_id=fields["file_id"])
        case unknown:
            raise ValueError(f"no command is called {unknown}")


def _written(command: ManyCommand) -> dict[str, object]:
    if isinstance(command, ExportLicenses):
        return {"command": "export_licenses", "customer_id": command.customer_id}
    if isinstance(command, LoadCatalogue):
        return {"command": "load_catalogue", "file_id": command.file_id}
    everyone = command.users if isinstance(command.users, Everyone) else None
    change = command.change
    return {
        "command": "change_licenses",
        "customer_id": command.customer_id,
        "users": command.users if everyone is None else None,
        "filter": everyone and everyone.user_filter.value,
        "sku_id": everyone and everyone.sku_id,
        "assign": {
            sku_id: None if plans is None else sorted(plans) for sku_id, plans in change.assign.items()
        },
        "remove": sorted(change.remove),
        "sets_usage_location": change.sets_usage_location,
    }


def _change_licenses(fields: dict[str, Any]) -> ChangeLicenses:
    users = fields["users"]
    return ChangeLicenses(
        customer_id=fields["customer_id"],
        users=Everyone(UserFilter(fields["filter"]), fields["sku_id"]) if users is None else tuple(users),
        change=LicenseChange(
            assign={
                sku_id: None if plans is None else frozenset(plans)
                for sku_id, plans in fields["assign"].items()
            },
            remove=frozenset(fields["remove"]),
            sets_usage_location=fields["sets_usage_location"],
        ),
    )
