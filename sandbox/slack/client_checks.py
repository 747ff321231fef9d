"""What Slack checks on the person's own screen before it sends a form to the app."""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.slack.inputs import content, is_empty
from sandbox.slack.sentences import said
from sandbox.slack.views import OpenView

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
URL = re.compile(r"https?://\S+")


def complaints(view: OpenView, locale: str) -> dict[str, str]:
    """Why this form cannot be sent yet: input block id → sentence. Empty when it can."""
    found: dict[str, str] = {}
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = view.values[block["block_id"]][element["action_id"]]
        if is_empty(value):
            if not block["optional"]:
                found[block["block_id"]] = said("required", locale)
            continue
        for complaint in _about(element, content(value), locale):
            found[block["block_id"]] = complaint
    return found


def _about(element: dict[str, Any], held: Any, locale: str) -> Iterator[str]:
    kind = element["type"]
    if kind == "plain_text_input":
        if len(held) < element.get("min_length", 0):
            yield said("too_short", locale, limit=element["min_length"])
        if len(held) > element.get("max_length", 3000):
            yield said("too_long", locale, limit=element.get("max_length", 3000))
    elif kind == "email_text_input" and not EMAIL.fullmatch(held):
        yield said("not_an_email", locale)
    elif kind == "url_text_input" and not URL.fullmatch(held):
        yield said("not_a_url", locale)
    elif kind == "number_input":
        yield from _about_number(element, held, locale)


def _about_number(element: dict[str, Any], held: str, locale: str) -> Iterator[str]:
    try:
        number = float(held) if element["is_decimal_allowed"] else int(held)
    except ValueError:
        yield said("not_a_number", locale)
        return
    if "min_value" in element and number < float(element["min_value"]):
        yield said("number_too_small", locale, limit=element["min_value"])
    if "max_value" in element and number > float(element["max_value"]):
        yield said("number_too_big", locale, limit=element["max_value"])
