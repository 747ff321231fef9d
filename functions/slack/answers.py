"""Say one thing to a person, whichever way they came: command, click, submission or typeahead."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from slack_bolt import BoltResponse

from shared.slack_ui.modals.notice import notice_view

if TYPE_CHECKING:
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
    if kind == "block_actions" and "trigger_id" in body:
        view = notice_view(t, message)
        show = client.views_push if body.get("view", {}).get("type") == "modal" else client.views_open
        show(trigger_id=body["trigger_id"], view=view)
    return BoltResponse(status=200)


def _on_form(view: dict[str, Any], t: Translator, message: Message) -> BoltResponse:
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    if inputs:
        return _json({"response_action": "errors", "errors": {inputs[0]: message.text}})
    return _json({"response_action": "update", "view": notice_view(t, message).to_dict()})


def _json(body: dict[str, Any]) -> BoltResponse:
    headers = {"content-type": "application/json;charset=utf-8"}
    return BoltResponse(status=200, body=json.dumps(body, ensure_ascii=False), headers=headers)
