"""Answers an app sends later to the response URL of an interaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.conversations import Message
from sandbox.slack.errors import SlackError
from sandbox.slack.inputs import values_for
from sandbox.slack.limits import message_problems
from sandbox.slack.normalise import normalised
from sandbox.slack.web_api.arguments import is_true

if TYPE_CHECKING:
    from sandbox.slack.tickets import ResponseUrl
    from sandbox.slack.workspace import Workspace


def answer_response_url(workspace: Workspace, secret: str, arguments: dict[str, Any]) -> None:
    """A new message, or the original replaced or deleted. Five times within thirty minutes."""
    with workspace.lock:
        ticket = workspace.tickets.use_response_url(secret)
        original = (
            workspace.conversations.find(ticket.channel_id, ticket.message_ts) if ticket.message_ts else None
        )
        if is_true(arguments.get("delete_original")):
            if original:
                workspace.conversations.remove(original)
        else:
            _post(workspace, ticket, original, arguments)
        workspace.changed()


def _post(
    workspace: Workspace, ticket: ResponseUrl, original: Message | None, arguments: dict[str, Any]
) -> None:
    text, blocks = arguments.get("text") or "", arguments.get("blocks") or []
    if not text and not blocks:
        raise SlackError("no_text")
    problems = message_problems({"text": text, "blocks": blocks})
    if problems:
        raise SlackError("invalid_blocks", problems)
    replaces = is_true(arguments.get("replace_original"))
    if original and replaces:
        original.text, original.blocks = text, normalised(blocks)
        original.values = values_for(original.blocks)
        return
    # An ephemeral original cannot be turned into one that everybody sees.
    is_public = arguments.get("response_type") == "in_channel"
    message = Message(
        workspace.conversations.next_ts(),
        ticket.channel_id,
        workspace.facts.bot_user_id,
        text,
        normalised(blocks),
        visible_to=None if is_public else ticket.user_id,
    )
    message.values = values_for(message.blocks)
    workspace.conversations.post(message)
