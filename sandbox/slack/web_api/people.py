"""auth.test, users.info, users.list, conversations.open."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from sandbox.slack.errors import SlackError
from sandbox.slack.web_api.arguments import Arguments, is_true, required

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

LARGEST_PAGE = 1000


def auth_test(workspace: Workspace, _: Arguments) -> dict[str, Any]:
    facts = workspace.facts
    return {
        "url": f"https://{facts.team_domain}.slack.com/",
        "team": facts.team_name,
        "user": "partnerdesk",
        "team_id": facts.team_id,
        "user_id": facts.bot_user_id,
        "bot_id": facts.bot_id,
        "is_enterprise_install": False,
    }


def users_info(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    person = workspace.person(required(arguments, "user", "user_not_found"))
    locale = is_true(arguments.get("include_locale"))
    return {"user": person.as_slack_user(include_locale=locale, updated=int(workspace.clock()))}


def users_list(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Everyone of the workspace, by pages. People of other companies are not listed."""
    limit = int(arguments.get("limit") or LARGEST_PAGE)
    if not 1 <= limit <= LARGEST_PAGE:
        raise SlackError("invalid_limit")
    start = _position(str(arguments.get("cursor") or ""))
    own = [p for p in workspace.people.values() if p.team_id == workspace.facts.team_id]
    locale = is_true(arguments.get("include_locale"))
    now = int(workspace.clock())
    page = own[start : start + limit]
    after = start + limit
    cursor = base64.b64encode(f"user:{after}".encode()).decode() if after < len(own) else ""
    return {
        "members": [p.as_slack_user(include_locale=locale, updated=now) for p in page],
        "cache_ts": now,
        "response_metadata": {"next_cursor": cursor},
    }


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("user:"))
    except ValueError:
        raise SlackError("invalid_cursor") from None


def conversations_open(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """The direct message between the app and one person; the same one every time."""
    if arguments.get("channel"):
        channel = workspace.conversations.channel(str(arguments["channel"]))
        return {"no_op": True, "already_open": True, "channel": {"id": channel.id}}
    users = str(arguments.get("users") or "")
    if not users:
        raise SlackError("users_list_not_supplied")
    if "," in users:
        raise SlackError("invalid_user_combination")
    person = workspace.person(users)
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    if person.deleted:
        raise SlackError("user_disabled")
    channel = workspace.conversations.direct_message(person.id)
    return {"channel": {"id": channel.id}}
