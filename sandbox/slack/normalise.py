"""What Slack adds to the blocks an app sends: missing ids and every default spelled out."""

import copy
import secrets
from typing import Any

from sandbox.slack.inputs import elements_of


def normalised(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks as Slack keeps them and sends them back."""
    kept = copy.deepcopy(blocks)
    for block in kept:
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
        if block["type"] == "input":
            block.setdefault("optional", False)
            block.setdefault("dispatch_action", False)
        for element in elements_of(block):
            element.setdefault("action_id", secrets.token_urlsafe(4)[:5])
            if element["type"] == "plain_text_input" and block.get("dispatch_action"):
                element.setdefault("dispatch_action_config", {"trigger_actions_on": ["on_enter_pressed"]})
    _fill_texts(kept)
    return kept


def with_text_defaults(part: Any) -> Any:
    """A title or button text as Slack sends it back."""
    kept = copy.deepcopy(part)
    _fill_texts(kept)
    return kept


def _fill_texts(part: Any) -> None:
    if isinstance(part, list):
        for item in part:
            _fill_texts(item)
    elif isinstance(part, dict):
        if part.get("type") == "plain_text":
            part.setdefault("emoji", True)
        elif part.get("type") == "mrkdwn":
            part.setdefault("verbatim", False)
        for item in part.values():
            _fill_texts(item)
