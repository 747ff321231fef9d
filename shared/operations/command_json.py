"""Commands as text, and back: for a request that waits, and a view that is to be confirmed.

The same command is always the same text. Each kind goes by one name, which the history shows too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from shared.domain.command import (
    AddCustomer,
    AddSubscription,
    ChangeLicenses,
    ChangeSubscription,
    CheckLicenseFile,
    CheckUserFile,
    CreateUser,
    DeleteUsers,
    EditCustomer,
    EditUser,
    ExportAudit,
    ExportLicenses,
    GrantRoles,
    ImportLicenses,
    ImportUsers,
    LoadCatalogue,
    LoadDomains,
    LoadSubscriptions,
    MapGroup,
    PurgeUsers,
    ResetPasswords,
    RestoreUsers,
    RevokeRoles,
    SendTemplate,
    UnmapGroup,
)
from shared.domain.import_kind import ImportKind
from shared.operations import command_fields as fields

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.command import AnyCommand, ImportRows

Fields = dict[str, Any]


def command_name(command: AnyCommand) -> str:
    """Name the kind of a command."""
    return _NAMES[type(command)]


def command_json(command: AnyCommand) -> str:
    """Write a command."""
    name = command_name(command)
    write: Callable[[Any], Fields] = _KINDS[name][1]
    return json.dumps({"command": name, **write(command)}, ensure_ascii=False, separators=(",", ":"))


def to_command(text: str) -> AnyCommand:
    """Read a command. Raises ValueError for a kind that there is not."""
    held = json.loads(text)
    if held["command"] not in _KINDS:
        raise ValueError(f"no command is called {held['command']}")
    read: Callable[[Fields], AnyCommand] = _KINDS[held.pop("command")][2]
    return read(held)


def _about_customer(command: EditCustomer) -> Fields:
    written: Fields = {
        "customer_id": command.customer_id,
        "version": command.version,
        "profile": fields.write_customer_profile(command.profile),
    }
    if command.domain_edits is not None:
        written["domain_edits"] = fields.write_domain_edits(command.domain_edits)
    return written


def _edit_customer(held: Fields) -> EditCustomer:
    edits = held.get("domain_edits")  # requests of before there were any have none
    return EditCustomer(
        customer_id=held["customer_id"],
        version=held["version"],
        profile=fields.read_customer_profile(held["profile"]),
        domain_edits=None if edits is None else fields.read_domain_edits(edits),
    )


def _about_user(command: EditUser) -> Fields:
    return {
        "customer_id": command.customer_id,
        "user_id": command.user_id,
        "version": command.version,
        "profile": fields.write_user_profile(command.profile),
    }


def _create_user(held: Fields) -> CreateUser:
    return CreateUser(
        customer_id=held["customer_id"],
        profile=fields.read_user_profile(held["profile"]),
        sku_ids=frozenset(held["sku_ids"]),
    )


def _product_bought(command: AddSubscription | ChangeSubscription) -> Fields:
    return {
        "customer_id": command.customer_id,
        "product": fields.write_product(command.product),
        "units": fields.write_units(command.units),
    }


def _change_subscription(held: Fields) -> ChangeSubscription:
    return ChangeSubscription(
        customer_id=held["customer_id"],
        version=held["version"],
        product=fields.read_product(held["product"]),
        units=fields.read_units(held["units"]),
    )


def _restore_users(held: Fields) -> RestoreUsers:
    names = {user_id: (name, domain) for user_id, (name, domain) in held["sign_in_names"].items()}
    users = fields.read_users(held)
    return RestoreUsers(customer_id=held["customer_id"], users=users, sign_in_names=names)


def _written_restore(command: RestoreUsers) -> Fields:
    names = {user_id: list(command.sign_in_names[user_id]) for user_id in sorted(command.sign_in_names)}
    return {**fields.write_users(command.customer_id, command.users), "sign_in_names": names}


def _written_users(command: ResetPasswords | DeleteUsers | PurgeUsers) -> Fields:
    return fields.write_users(command.customer_id, command.users)


def _written_import(command: ImportRows) -> Fields:
    return {
        "customer_id": command.customer_id,
        "import_id": command.import_id,
        "digest": command.digest,
        "count": command.count,
        "file_name": command.file_name,
        "all_or_nothing": command.all_or_nothing,
    }


def _grant_roles(held: Fields) -> GrantRoles:
    return GrantRoles(**{**held, "grant": fields.read_grant(held["grant"])})


def _map_group(held: Fields) -> MapGroup:
    return MapGroup(**{**held, "grant": fields.read_grant(held["grant"])})


_KINDS: dict[str, tuple[type[Any], Callable[[Any], Fields], Callable[[Fields], AnyCommand]]] = {
    "add_customer": (
        AddCustomer,
        lambda command: {"profile": fields.write_customer_profile(command.profile)},
        lambda held: AddCustomer(profile=fields.read_customer_profile(held["profile"])),
    ),
    "edit_customer": (
        EditCustomer,
        _about_customer,
        _edit_customer,
    ),
    "create_user": (
        CreateUser,
        lambda command: {
            "customer_id": command.customer_id,
            "profile": fields.write_user_profile(command.profile),
            "sku_ids": sorted(command.sku_ids),
        },
        _create_user,
    ),
    "edit_user": (
        EditUser,
        _about_user,
        lambda held: EditUser(**{**held, "profile": fields.read_user_profile(held["profile"])}),
    ),
    "add_subscription": (
        AddSubscription,
        _product_bought,
        lambda held: AddSubscription(
            customer_id=held["customer_id"],
            product=fields.read_product(held["product"]),
            units=fields.read_units(held["units"]),
        ),
    ),
    "change_subscription": (
        ChangeSubscription,
        lambda command: {**_product_bought(command), "version": command.version},
        _change_subscription,
    ),
    "load_subscriptions": (
        LoadSubscriptions,
        lambda command: {
            "customer_id": command.customer_id,
            **fields.write_listed(command.listed),
            "ended": list(command.ended),
        },
        lambda held: LoadSubscriptions(
            customer_id=held["customer_id"],
            listed=fields.read_listed(held),
            ended=tuple(held.get("ended", ())),  # an earlier release has none
        ),
    ),
    "change_licenses": (
        ChangeLicenses,
        lambda command: {
            **fields.write_users(command.customer_id, command.users),
            **fields.write_change(command.change),
        },
        lambda held: ChangeLicenses(
            customer_id=held["customer_id"],
            users=fields.read_users(held),
            change=fields.read_change(held),
        ),
    ),
    "reset_passwords": (
        ResetPasswords,
        _written_users,
        lambda held: ResetPasswords(customer_id=held["customer_id"], users=fields.read_users(held)),
    ),
    "delete_users": (
        DeleteUsers,
        _written_users,
        lambda held: DeleteUsers(customer_id=held["customer_id"], users=fields.read_users(held)),
    ),
    "restore_users": (RestoreUsers, _written_restore, _restore_users),
    "purge_users": (
        PurgeUsers,
        _written_users,
        lambda held: PurgeUsers(customer_id=held["customer_id"], users=tuple(held["users"])),
    ),
    "export_licenses": (
        ExportLicenses,
        lambda command: {"customer_id": command.customer_id},
        lambda held: ExportLicenses(customer_id=held["customer_id"]),
    ),
    "export_audit": (
        ExportAudit,
        lambda command: fields.write_query(command.query),
        lambda held: ExportAudit(query=fields.read_query(held)),
    ),
    "load_catalogue": (
        LoadCatalogue,
        lambda command: {"file_id": command.file_id},
        lambda held: LoadCatalogue(file_id=held["file_id"]),
    ),
    "load_domains": (
        LoadDomains,
        lambda command: {"customer_id": command.customer_id, "file_id": command.file_id},
        lambda held: LoadDomains(**held),
    ),
    "check_user_file": (
        CheckUserFile,
        lambda command: {
            "customer_id": command.customer_id,
            "file_id": command.file_id,
            "file_name": command.file_name,
            "usage_location": command.usage_location,
            "view_id": command.view_id,
        },
        lambda held: CheckUserFile(**held),
    ),
    "check_license_file": (
        CheckLicenseFile,
        lambda command: {
            "customer_id": command.customer_id,
            "file_id": command.file_id,
            "file_name": command.file_name,
            "view_id": command.view_id,
        },
        lambda held: CheckLicenseFile(**held),
    ),
    "import_users": (ImportUsers, _written_import, lambda held: ImportUsers(**held)),
    "import_licenses": (ImportLicenses, _written_import, lambda held: ImportLicenses(**held)),
    "send_template": (
        SendTemplate,
        lambda command: {"customer_id": command.customer_id, "kind": command.kind.value},
        lambda held: SendTemplate(customer_id=held["customer_id"], kind=ImportKind(held["kind"])),
    ),
    "grant_roles": (
        GrantRoles,
        lambda command: {
            "slack_user_id": command.slack_user_id,
            "grant": fields.write_grant(command.grant),
            "reason": command.reason,
            "version": command.version,
        },
        _grant_roles,
    ),
    "revoke_roles": (
        RevokeRoles,
        lambda command: {
            "slack_user_id": command.slack_user_id,
            "reason": command.reason,
            "version": command.version,
        },
        lambda held: RevokeRoles(**held),
    ),
    "map_group": (
        MapGroup,
        lambda command: {
            "group_id": command.group_id,
            "name": command.name,
            "grant": fields.write_grant(command.grant),
            "reason": command.reason,
            "version": command.version,
        },
        _map_group,
    ),
    "unmap_group": (
        UnmapGroup,
        lambda command: {
            "group_id": command.group_id,
            "reason": command.reason,
            "version": command.version,
        },
        lambda held: UnmapGroup(**held),
    ),
}
"""Each kind by its name: what it is, how it is written, and how it is read."""

_NAMES = {kind: name for name, (kind, _, _) in _KINDS.items()}
