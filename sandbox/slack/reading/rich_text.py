"""Rich text elements turned into the same spans as mrkdwn, and its parts into paragraphs."""

from typing import Any

from sandbox.slack.reading.dates import shown_date
from sandbox.slack.reading.emoji import EMOJI
from sandbox.slack.reading.mrkdwn import Span, link, mention
from sandbox.slack.reading.reader import Reader


def spans_of(elements: list[dict[str, Any]], reader: Reader) -> list[Span]:
    return [_span(element, reader) for element in elements]


def _span(element: dict[str, Any], reader: Reader) -> Span:
    kind = element["type"]
    styles = tuple(name for name, on in element.get("style", {}).items() if on is True)
    if kind == "user":
        return mention(f"@{reader.user_name(element['user_id'])}", styles)
    if kind == "channel":
        return mention(f"#{reader.channel_name(element['channel_id'])}", styles)
    if kind == "broadcast":
        return mention(f"@{element['range']}", styles)
    if kind == "usergroup":
        return mention(f"@{element['usergroup_id']}", styles)
    if kind == "link":
        return link(element["url"], element.get("text", element["url"]), styles)
    if kind == "date":
        shown = shown_date(element["timestamp"], element["format"], reader)
        if "url" in element:
            return link(element["url"], shown, styles)
        return {"kind": "text", "text": shown, "styles": list(styles)}
    if kind == "emoji":
        text = EMOJI.get(element["name"], f":{element['name']}:")
    else:
        text = element.get("text", element.get("value", ""))
    return {"kind": "text", "text": text, "styles": list(styles)}
