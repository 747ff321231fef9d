"""Say one thing to a person, whichever way they came: command, click, form, typeahead or Home."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from slack_bolt import BoltResponse

from functions.slack.call import MAXIMUM_DEPTH, OPENED, depth_of
from shared.slack_ui.home import plain_home
from shared.slack_ui.modals.notice import message_view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk import WebClient

    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.message import Message


def answer(body: dict[str, Any], client: WebClient, t: Translator, message: Message) -> BoltResponse:
    """Answer with a message. On a form it stands at the first field, so that nothing typed is lost."""
    kind = "command" if "command" in body else body.get("type")
    if kind == "command":
        blocks = [block.to_dict() for block in message.blocks]
        return _json({"response_type": "ephemeral", "text": message.text, "blocks": blocks})
    if kind == "block_suggestion":
        return _json({"options": []})
    if kind == "view_submission":
        return _on_form(body["view"], t, message)
    if kind == "event_callback":
        return _on_home(body["event"], client, message)
    if kind == "block_actions" and "trigger_id" in body:
        view = message_view(t, message)
        if OPENED in body:
            client.views_update(view_id=body[OPENED], view=view)
            return BoltResponse(status=200)
        below = body.get("view") or {}
        if below.get("type") != "modal":
            client.views_open(trigger_id=body["trigger_id"], view=view)
        elif depth_of(below) == MAXIMUM_DEPTH:  # Slack stacks no fourth one
            client.views_update(view_id=below["id"], view=view)
        else:
            client.views_push(trigger_id=body["trigger_id"], view=view)
    return BoltResponse(status=200)


def _on_home(event: dict[str, Any], client: WebClient, message: Message) -> BoltResponse:
    """Say it to whoever opened their App Home; of any other event nobody waits for an answer."""
    if event.get("type") == "app_home_opened" and event.get("tab") == "home":
        client.views_publish(user_id=event["user"], view=plain_home(message))
    return BoltResponse(status=200)


def _on_form(view: dict[str, Any], t: Translator, message: Message) -> BoltResponse:
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    if inputs:
        return _json({"response_action": "errors", "errors": {inputs[0]: message.text}})
    return _json({"response_action": "update", "view": message_view(t, message).to_dict()})


def _json(body: dict[str, Any]) -> BoltResponse:
    headers: dict[str, str | Sequence[str]] = {"content-type": "application/json;charset=utf-8"}
    return BoltResponse(status=200, body=json.dumps(body, ensure_ascii=False), headers=headers)
