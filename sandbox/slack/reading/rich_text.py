"""Rich text elements turned into the same spans as mrkdwn, and its parts into paragraphs."""

from collections.abc import Callable
from typing import Any

from sandbox.slack.reading.dates import shown_date
from sandbox.slack.reading.emoji import EMOJI
from sandbox.slack.reading.mrkdwn import Span, link, mention
from sandbox.slack.reading.reader import Reader


def spans_of(elements: list[dict[str, Any]], reader: Reader) -> list[Span]:
    return [_span(element, reader) for element in elements]


def _span(element: dict[str, Any], reader: Reader) -> Span:
    styles = tuple(name for name, on in element.get("style", {}).items() if on is True)
    kind = element["type"]
    if kind in MENTIONS:
        return mention(MENTIONS[kind](element, reader), styles)
    text = _text(element, reader)
    url = element.get("url")
    return link(url, text, styles) if url else {"kind": "text", "text": text, "styles": list(styles)}


def _text(element: dict[str, Any], reader: Reader) -> str:
    if element["type"] == "date":
        return shown_date(element["timestamp"], element["format"], reader)
    if element["type"] == "emoji":
        return EMOJI.get(element["name"], f":{element['name']}:")
    return str(element.get("text") or element.get("url") or element.get("value", ""))


MENTIONS: dict[str, Callable[[dict[str, Any], Reader], str]] = {
    "user": lambda element, reader: f"@{reader.user_name(element['user_id'])}",
    "channel": lambda element, reader: f"#{reader.channel_name(element['channel_id'])}",
    "broadcast": lambda element, _: f"@{element['range']}",
    "usergroup": lambda element, _: f"@{element['usergroup_id']}",
}
