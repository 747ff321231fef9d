"""The payloads, field for field as docs.slack.dev describes them (interaction payloads, Events API)."""

from __future__ import annotations

import html
import secrets
from typing import TYPE_CHECKING, Any

from sandbox.slack.inputs import SHAPES, content
from sandbox.slack.people import OTHER_TEAM_ID

if TYPE_CHECKING:
    from sandbox.slack.app_facts import AppFacts
    from sandbox.slack.conversations import Channel, Message
    from sandbox.slack.people import Person
    from sandbox.slack.views import OpenView

Payload = dict[str, Any]


def slash_command(
    facts: AppFacts,
    person: Person,
    channel: Channel,
    text: str,
    *,
    trigger_id: str,
    response_url: str,
) -> dict[str, str]:
    """The form of a slash command. Slack escapes &, < and > in what was typed."""
    return {
        "token": facts.verification_token,
        "team_id": person.team_id,
        "team_domain": _domain(facts, person),
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": person.id,
        "user_name": person.name,
        "command": facts.command,
        "text": html.escape(text, quote=False),
        "api_app_id": facts.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def block_actions_in_view(
    facts: AppFacts, person: Person, view: OpenView, action: Payload, trigger_id: str
) -> Payload:
    return {
        **_who("block_actions", facts, person),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": trigger_id,
        "enterprise": None,
        "is_enterprise_install": False,
        "view": view.as_slack(facts),
        "actions": [action],
    }


def block_actions_in_message(
    facts: AppFacts,
    person: Person,
    channel: Channel,
    message: Message,
    action: Payload,
    *,
    trigger_id: str,
    response_url: str,
) -> Payload:
    shown = {} if message.is_ephemeral else {"message": message_part(facts, message)}
    return {
        **_who("block_actions", facts, person),
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.is_ephemeral,
        },
        "trigger_id": trigger_id,
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel.id, "name": channel.name},
        **shown,
        "state": {"values": message.values},
        "response_url": response_url,
        "actions": [action],
    }


def view_submission(facts: AppFacts, person: Person, view: OpenView, trigger_id: str) -> Payload:
    return {
        **_who("view_submission", facts, person),
        "trigger_id": trigger_id,
        "view": view.as_slack(facts),
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }


def view_closed(facts: AppFacts, person: Person, view: OpenView, *, is_cleared: bool) -> Payload:
    return {
        **_who("view_closed", facts, person),
        "view": view.as_slack(facts),
        "is_cleared": is_cleared,
        "is_enterprise_install": False,
        "enterprise": None,
    }


def block_suggestion(
    facts: AppFacts, person: Person, place: Payload, ids: tuple[str, str], typed: str
) -> Payload:
    """Options loading. `place` is the container and the view or message; there is no trigger."""
    block_id, action_id = ids
    return {
        **_who("block_suggestion", facts, person),
        "action_id": action_id,
        "block_id": block_id,
        "value": typed,
        "enterprise": None,
        "is_enterprise_install": False,
        **place,
    }


def app_home_opened(
    facts: AppFacts, person: Person, channel: Channel, home: OpenView | None, now: float
) -> Payload:
    event: Payload = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": channel.id,
        "tab": "home",
    }
    if home:
        event["view"] = home.as_slack(facts)
    return event_callback(facts, event, now)


def event_callback(facts: AppFacts, event: Payload, now: float) -> Payload:
    """An event in its envelope. `event` has its own fields and its type."""
    return {
        "token": facts.verification_token,
        "team_id": facts.team_id,
        "context_team_id": facts.team_id,
        "context_enterprise_id": None,
        "api_app_id": facts.app_id,
        "event": {"event_ts": f"{now:.6f}", **event},
        "type": "event_callback",
        "event_id": "Ev" + secrets.token_hex(5).upper(),
        "event_time": int(now),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": facts.team_id,
                "user_id": facts.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }


def url_verification(facts: AppFacts, challenge: str) -> Payload:
    return {"token": facts.verification_token, "challenge": challenge, "type": "url_verification"}


def action_part(element: Payload, block_id: str, value: Payload | None, now: float) -> Payload:
    """One entry of `actions`: what was pressed or chosen."""
    action: Payload = {
        "type": element["type"],
        "block_id": block_id,
        "action_id": element["action_id"],
        "action_ts": f"{now:.6f}",
    }
    for name in ("text", "value", "style", "confirm", "placeholder", "url"):
        if name in element:
            action[name] = element[name]
    if value is not None:
        where = SHAPES[value["type"]][0] if value["type"] in SHAPES else "selected_option"
        action[where] = content(value) if value["type"] in SHAPES else value["selected_option"]
    return action


def message_part(facts: AppFacts, message: Message) -> Payload:
    """A message of the app's, as answers and payloads carry it."""
    part: Payload = {
        "type": "message",
        "user": message.author,
        "ts": message.ts,
        "text": message.text,
        "team": facts.team_id,
        "blocks": message.blocks,
    }
    if message.author == facts.bot_user_id:
        part |= {"bot_id": facts.bot_id, "app_id": facts.app_id}
    if message.thread_ts:
        part["thread_ts"] = message.thread_ts
    if message.edited_ts:
        part["edited"] = {"user": facts.bot_id, "ts": message.edited_ts}
    return part


def _who(kind: str, facts: AppFacts, person: Person) -> Payload:
    """Who did it. Someone from another company comes with their own team, as in Slack Connect."""
    return {
        "type": kind,
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": person.team_id,
        },
        "api_app_id": facts.app_id,
        "token": facts.verification_token,
        "team": {"id": person.team_id, "domain": _domain(facts, person)},
    }


def _domain(facts: AppFacts, person: Person) -> str:
    return "fabrikam" if person.team_id == OTHER_TEAM_ID else facts.team_domain
