"""chat.postMessage, chat.update, chat.delete, chat.postEphemeral."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.conversations import Channel, Message
from sandbox.slack.delivery.payloads import message_part
from sandbox.slack.errors import SlackError
from sandbox.slack.inputs import values_for
from sandbox.slack.limits import message_problems
from sandbox.slack.limits.surfaces import LONGEST_TEXT
from sandbox.slack.normalise import normalised
from sandbox.slack.web_api.arguments import Arguments, decoded, required

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

LONGEST_UPDATE = 4000


def post_message(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    channel = _channel(workspace, required(arguments, "channel", "channel_not_found"))
    _check_writable(channel)
    message = _message(workspace, channel, arguments)
    thread_ts = arguments.get("thread_ts")
    message.thread_ts = str(thread_ts) if thread_ts else None
    workspace.conversations.post(message)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_part(workspace.facts, message),
    }


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    channel = _channel(workspace, required(arguments, "channel", "channel_not_found"))
    person = workspace.people.get(required(arguments, "user", "user_not_in_channel"))
    if person is None or person.deleted or channel.with_user not in (None, person.id):
        raise SlackError("user_not_in_channel")
    message = _message(workspace, channel, arguments)
    message.visible_to = person.id
    workspace.conversations.post(message)
    return {"message_ts": message.ts}


def delete(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    channel, message = _own(workspace, arguments, "cant_delete_message")
    workspace.conversations.remove(message)
    return {"channel": channel.id, "ts": message.ts}


def update(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Text without blocks takes the blocks away; blocks without text keep only the blocks."""
    channel, message = _own(workspace, arguments, "cant_update_message")
    text, blocks = _content(arguments)
    if len(text) > LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    message.text, message.blocks = text, normalised(blocks)
    message.values = values_for(message.blocks)
    message.edited_ts = workspace.conversations.next_ts()
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": message_part(workspace.facts, message),
    }


def _own(workspace: Workspace, arguments: Arguments, otherwise: str) -> tuple[Channel, Message]:
    """A message that the app itself posted."""
    channel = workspace.conversations.channel(required(arguments, "channel", "channel_not_found"))
    message = workspace.conversations.find(channel.id, required(arguments, "ts"))
    if message is None or message.is_ephemeral:
        raise SlackError("message_not_found")
    if message.author != workspace.facts.bot_user_id:
        raise SlackError(otherwise)
    return channel, message


def _channel(workspace: Workspace, name: str) -> Channel:
    """A channel id; a person's id means the direct message with them."""
    person = workspace.people.get(name)
    if person is None:
        return workspace.conversations.channel(name)
    if person.is_bot or person.deleted:
        raise SlackError("channel_not_found")
    return workspace.conversations.direct_message(person.id)


def _check_writable(channel: Channel) -> None:
    """The app has `chat:write` and no more: it writes where it was invited."""
    if not channel.has_app:
        raise SlackError("channel_not_found" if channel.is_private else "not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")


def _message(workspace: Workspace, channel: Channel, arguments: Arguments) -> Message:
    text, blocks = _content(arguments)
    message = Message(
        workspace.conversations.next_ts(),
        channel.id,
        workspace.facts.bot_user_id,
        text[:LONGEST_TEXT],
        normalised(blocks),
    )
    message.values = values_for(message.blocks)
    return message


def _content(arguments: Arguments) -> tuple[str, list[dict[str, Any]]]:
    text = str(arguments.get("text") or "")
    blocks = decoded(arguments, "blocks", "invalid_blocks_format")
    if blocks is not None and not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if not text and not blocks:
        raise SlackError("no_text")
    problems = message_problems({"text": text[:LONGEST_TEXT], "blocks": blocks or []})
    if any("in sum" in problem for problem in problems):
        raise SlackError("msg_blocks_too_long")
    if problems:
        plain = [problem.removeprefix("[ERROR] ") for problem in problems]
        raise SlackError("invalid_blocks", problems, errors=plain)
    return text, blocks or []
