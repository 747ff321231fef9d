"""A person's screen as data. The page only draws it; all behaviour stays on this side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.conversations import (
    APPROVALS_CHANNEL,
    DEFAULT_CHANNEL,
    NOTICE_CHANNEL,
    PURE_SLACKBOT,
    Message,
)
from sandbox.slack.page_api.outside import reachable
from sandbox.slack.people import ROLE_LABELS
from sandbox.slack.reading import drawn_blocks, drawn_text

if TYPE_CHECKING:
    from sandbox.slack.people import Person
    from sandbox.slack.reading import Reader
    from sandbox.slack.views import OpenView
    from sandbox.slack.workspace import Workspace

NOBODY = {"en": "", "fr": ""}


def everyone(workspace: Workspace) -> dict[str, Any]:
    """The people one can be here. Someone whose account is deactivated cannot open Slack at all."""
    people = [p for p in workspace.people.values() if not p.is_bot and not p.deleted]
    return {
        "workspace": workspace.facts.team_name,
        "app": workspace.facts.bot_name,
        "command": workspace.facts.command,
        "has_home": workspace.facts.has_home,
        "people": [_card(person) for person in people],
    }


def screen(workspace: Workspace, user_id: str) -> dict[str, Any]:
    with workspace.lock:
        reader = workspace.reader(user_id)
        view = workspace.views.top(user_id)
        home = workspace.views.homes.get(user_id)
        direct = workspace.conversations.direct_message(user_id)
        channels = workspace.conversations.offered_to(user_id, {})
        mine = {channel.id for channel in channels}  # not everyone is in a private channel
        private = {
            name: _conversation(workspace, reader, user_id, channel_id) if channel_id in mine else None
            for name, channel_id in {"notices": NOTICE_CHANNEL, "approvals": APPROVALS_CHANNEL}.items()
        }
        return {
            "version": workspace.version,
            "me": _card(workspace.person(user_id)),
            "conversations": {
                "channel": _conversation(workspace, reader, user_id, DEFAULT_CHANNEL),
                **private,
                "direct": _conversation(workspace, reader, user_id, direct.id),
            },
            "channels": [
                {
                    "id": channel.id,
                    "name": channel.name,
                    "is_private": channel.is_private,
                    "is_ext_shared": channel.is_ext_shared,
                }
                for channel in channels
            ],
            "home": _view(workspace, home, reader) if home else None,
            "modal": _modal(workspace, view, reader) if view else None,
        }


def _card(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.real_name,
        "locale": person.locale,
        "has_role": person.role is not None,
        "labels": ROLE_LABELS[person.role] if person.role else person.note or NOBODY,
    }


def _conversation(workspace: Workspace, reader: Reader, user_id: str, channel_id: str) -> dict[str, Any]:
    seen = workspace.conversations.seen_by(user_id, channel_id)
    return {
        "id": channel_id,
        "name": workspace.conversations.channel(channel_id).name,
        "messages": [_message(workspace, message, reader) for message in seen],
    }


def _message(workspace: Workspace, message: Message, reader: Reader) -> dict[str, Any]:
    kinds = {workspace.facts.bot_user_id: "app", PURE_SLACKBOT: "slackbot"}
    return {
        "ts": message.ts,
        "channel_id": message.channel_id,
        "author": "Slackbot" if message.author == PURE_SLACKBOT else workspace.name_of(message.author),
        "kind": kinds.get(message.author, "person"),
        "is_ephemeral": message.is_ephemeral,
        "is_edited": message.edited_ts is not None,
        "spans": drawn_text(message.text, reader),
        "blocks": reachable(workspace, drawn_blocks(message.blocks, reader)),
        "values": message.values,
        "files": [_file(workspace, file_id) for file_id in message.file_ids],
        "why": _why(workspace, message.text) if message.author == PURE_SLACKBOT else None,
    }


def _file(workspace: Workspace, file_id: str) -> dict[str, Any]:
    """A file of a message; one that was not kept over a restart has no size and opens nothing."""
    file = workspace.files.get(file_id)
    return {
        "id": file_id,
        "name": file.title if file else file_id,
        "size": len(file.data) if file else None,
    }


def _modal(workspace: Workspace, view: OpenView, reader: Reader) -> dict[str, Any]:
    stack = workspace.views.stacks[view.user_id]
    return {
        **_view(workspace, view, reader),
        "depth": len(stack),
        "title": view.given["title"]["text"],
        "submit": _text(view.given.get("submit")),
        "close": _text(view.given.get("close")),
        "errors": view.errors,
        "trouble": view.trouble,
        "why": _why(workspace, view.trouble) if view.trouble else None,
    }


def _view(workspace: Workspace, view: OpenView, reader: Reader) -> dict[str, Any]:
    return {
        "id": view.id,
        "hash": view.hash,
        "blocks": reachable(workspace, drawn_blocks(view.blocks, reader)),
        "values": view.values,
    }


def _text(part: dict[str, Any] | None) -> str | None:
    return part["text"] if part else None


def _why(workspace: Workspace, sentence: str) -> str | None:
    """What a developer wants to know about the last time Slack said this."""
    known = [trouble.why for trouble in workspace.troubles if trouble.sentence == sentence]
    return known[-1] if known else None
