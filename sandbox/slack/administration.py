"""What the workspace's administrators do to people and user groups, and what the app is told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.slack.delivery import payloads
from sandbox.slack.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Collection

    from sandbox.slack.delivery import Delivered
    from sandbox.slack.user_groups import UserGroup
    from sandbox.slack.workspace import Workspace

RETRIES = 3  # of an event that the app did not take, as Slack does at once, after a minute and after five


def change_person(workspace: Workspace, user_id: str, **changes: Any) -> Delivered:
    """Somebody is deactivated, made a guest, or chooses another status."""
    person = workspace.change_person(user_id, **changes)
    told = person.as_slack_user(include_locale=True, updated=int(workspace.clock()))
    return tell(workspace, {"type": "user_change", "user": told, "cache_ts": int(workspace.clock())})


def deactivate(workspace: Workspace, user_id: str) -> Delivered:
    """Their account is switched off: they are in no user group any more, and cannot open Slack."""
    delivered = change_person(workspace, user_id, deleted=True)
    for group in list(workspace.user_groups.values()):
        if user_id in group.users:
            leave(workspace, group.id, user_id)
    return delivered


def join(workspace: Workspace, group_id: str, *user_ids: str) -> Delivered:
    """People become members of a user group."""
    group = workspace.user_group(group_id)
    return _change_members(workspace, group, (*group.users, *user_ids), added=user_ids)


def leave(workspace: Workspace, group_id: str, *user_ids: str) -> Delivered:
    """People are members of a user group no more."""
    group = workspace.user_group(group_id)
    users = tuple(each for each in group.users if each not in user_ids)
    return _change_members(workspace, group, users, removed=user_ids)


def switch_off(workspace: Workspace, group_id: str) -> Delivered:
    """A user group is deleted, which Slack calls disabled."""
    now = int(workspace.clock())
    group = replace(workspace.user_group(group_id), date_delete=now)
    workspace.put_user_group(group)
    return tell(workspace, {"type": "subteam_updated", "subteam": group.as_slack_subteam(updated=now)})


def tell(workspace: Workspace, event: dict[str, Any]) -> Delivered:
    """Send an event, and again where the app does not take it."""
    body = payloads.event_callback(workspace.facts, event, workspace.clock())
    delivered = workspace.delivery.event(body)
    for retry in range(1, RETRIES + 1):
        if delivered.is_ok:
            break
        delivered = workspace.delivery.again(delivered, retry)
    if not delivered.is_ok:
        workspace.report(Trouble(workspace.facts.bot_user_id, "", delivered.what_went_wrong))
    workspace.changed()
    return delivered


def _change_members(
    workspace: Workspace,
    group: UserGroup,
    users: tuple[str, ...],
    *,
    added: Collection[str] = (),
    removed: Collection[str] = (),
) -> Delivered:
    workspace.put_user_group(replace(group, users=users))
    now = int(workspace.clock())
    event = {
        "type": "subteam_members_changed",
        "subteam_id": group.id,
        "team_id": workspace.facts.team_id,
        "date_previous_update": now,
        "date_update": now,
        "added_users": list(added),
        "added_users_count": str(len(added)),
        "removed_users": list(removed),
        "removed_users_count": str(len(removed)),
    }
    return tell(workspace, event)
