"""usergroups.list, usergroups.users.list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.errors import SlackError
from sandbox.slack.web_api.arguments import Arguments, is_true, required

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace


def usergroups_list(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """The user groups; those that were switched off for who asks for them."""
    with_users = is_true(arguments.get("include_users"))
    all_of_them = is_true(arguments.get("include_disabled"))
    now = int(workspace.clock())
    shown = [each for each in workspace.user_groups.values() if all_of_them or not each.date_delete]
    return {"usergroups": [each.as_slack_subteam(updated=now, include_users=with_users) for each in shown]}


def usergroups_users_list(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """The members of one user group."""
    group = workspace.user_group(required(arguments, "usergroup", "no_such_subteam"))
    if group.date_delete and not is_true(arguments.get("include_disabled")):
        raise SlackError("no_such_subteam")
    return {"users": list(group.users)}
