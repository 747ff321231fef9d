"""files.info, and the three steps in which an app sends a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sandbox.slack.conversations import Channel, Message
from sandbox.slack.errors import SlackError
from sandbox.slack.web_api.arguments import Arguments, decoded, required

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

CHANNEL_ID = re.compile(r"[CGDZ][A-Z0-9]{8,}")


def info(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    file = workspace.files.get(required(arguments, "file", "file_not_found"))
    if file is None:
        raise SlackError("file_not_found")
    return {
        "file": file.as_slack(workspace.base_url, workspace.facts.team_id),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


def get_upload_url(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Where the bytes go. Slack calls a length of nothing a missing argument."""
    name, length = required(arguments, "filename"), str(required(arguments, "length", "missing_argument"))
    if not length.isdecimal() or int(length) == 0:
        raise SlackError("missing_argument")
    secret, upload = workspace.files.begin(name)
    return {"upload_url": f"{workspace.base_url}/upload/v1/{secret}", "file_id": upload.file_id}


def complete_upload(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """The files are shared as one message. Without a channel they stay private to the app."""
    wanted = decoded(arguments, "files", "invalid_arguments")
    if not isinstance(wanted, list) or not wanted:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: files"])
    channels = _channels(workspace, arguments)
    bot = workspace.facts.bot_user_id
    done = [
        workspace.files.complete(str(one["id"]), one.get("title"), bot, workspace.clock()) for one in wanted
    ]
    for channel in channels:
        message = Message(
            workspace.conversations.next_ts(),
            channel.id,
            bot,
            str(arguments.get("initial_comment") or ""),
            thread_ts=str(arguments["thread_ts"]) if arguments.get("thread_ts") else None,
            file_ids=[file.id for file in done],
        )
        workspace.conversations.post(message)
    # Slack shares them a moment later: the answer does not say yet where.
    team = workspace.facts.team_id
    return {"files": [{**file.as_slack(workspace.base_url, team), "shares": {}} for file in done]}


def _channels(workspace: Workspace, arguments: Arguments) -> list[Channel]:
    """`channel_id` is a conversation's own id; `channels` may name people too (bolt-js issue 2115)."""
    channel_id = arguments.get("channel_id")
    if channel_id and not CHANNEL_ID.fullmatch(str(channel_id)):
        why = "[ERROR] input must match regex pattern: ^[CGDZ][A-Z0-9]{8,}$ [json-pointer:/channel_id]"
        raise SlackError("invalid_arguments", [why])
    named = str(arguments.get("channels") or channel_id or "")
    return [_channel(workspace, name) for name in named.split(",") if name]


def _channel(workspace: Workspace, name: str) -> Channel:
    person = workspace.people.get(name)
    if person:
        return workspace.conversations.direct_message(person.id)
    known = workspace.conversations.channels.get(name)
    if known is None:
        raise SlackError("invalid_channel")
    return known
