"""conversations.info."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.errors import SlackError
from sandbox.slack.web_api.arguments import Arguments, required

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace


def conversations_info(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """What a channel is. A private one that the app is not in is not there for it."""
    channel = workspace.conversations.channel(required(arguments, "channel", "channel_not_found"))
    if channel.is_private and not channel.has_app:
        raise SlackError("channel_not_found")
    is_direct = channel.with_user is not None
    return {
        "channel": {
            "id": channel.id,
            "name": channel.name,
            "is_channel": not is_direct,
            "is_im": is_direct,
            "is_private": channel.is_private,
            "is_archived": channel.is_archived,
            "is_member": channel.has_app,
            "is_shared": channel.is_ext_shared,
            "is_ext_shared": channel.is_ext_shared,
            "is_pending_ext_shared": channel.is_pending_ext_shared,
            "is_org_shared": False,
        }
    }
