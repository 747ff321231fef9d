"""All the words on a surface, line by line, as a person reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.inputs import Values, content
from sandbox.slack.reading.draw import drawn_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.slack.reading.mrkdwn import Span
    from sandbox.slack.reading.reader import Reader

ALWAYS_OPEN = {"checkboxes", "radio_buttons"}


def view_words(given: dict[str, Any], values: Values, reader: Reader) -> str:
    """A modal or Home from its title to its buttons."""
    frame = [given.get("title"), given.get("submit"), given.get("close")]
    title, *buttons = (part["text"] if part else "" for part in frame)
    lines = [title, *block_words(given["blocks"], values, reader), *buttons]
    return "\n".join(line for line in lines if line)


def block_words(blocks: list[dict[str, Any]], values: Values, reader: Reader) -> list[str]:
    return [
        line
        for block in drawn_blocks(blocks, reader)
        for line in _block(block, values.get(block.get("block_id", ""), {}), reader)
        if line
    ]


def text_words(text: dict[str, Any] | None) -> str:
    """The words of a drawn text object."""
    return _spans(text["spans"]) if text else ""


def _spans(spans: list[Span]) -> str:
    return "".join(_spans(span["spans"]) if "spans" in span else span["text"] for span in spans)


def _block(block: dict[str, Any], values: dict[str, Any], reader: Reader) -> Iterator[str]:
    for name in ("title", "text", "label"):
        if isinstance(block.get(name), dict):
            yield text_words(block[name])
    if "spans" in block:
        yield _spans(block["spans"])
    yield from map(text_words, block.get("fields", []))
    if block["type"] == "context":
        yield " ".join(_context_words(part) for part in block["elements"])
    elif block["type"] == "rich_text":
        for part in block["elements"]:
            yield from _rich_part(part)
    else:
        for element in _elements(block):
            yield from _element(element, values, reader)
    yield text_words(block.get("hint"))
    yield block.get("alt_text", "")


def _elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    alone = [block[name] for name in ("accessory", "element") if name in block]
    return [*block.get("elements", []), *alone]


def _context_words(part: dict[str, Any]) -> str:
    return part["alt_text"] if part["type"] == "image" else text_words(part)


def _rich_part(part: dict[str, Any]) -> Iterator[str]:
    if part["type"] != "rich_text_list":
        yield _spans(part["spans"])
        return
    for number, item in enumerate(part["elements"], part.get("offset", 0) + 1):
        mark = f"{number}." if part["style"] == "ordered" else "•"
        yield f"{mark} {_spans(item['spans'])}"


def _element(element: dict[str, Any], values: dict[str, Any], reader: Reader) -> Iterator[str]:
    kind = element["type"]
    if kind == "image":
        yield element["alt_text"]
    elif kind == "button":
        yield text_words(element["text"])
    elif kind in ALWAYS_OPEN:
        for option in element["options"]:
            yield text_words(option["text"])
            yield text_words(option.get("description"))
    elif kind != "overflow":
        value = values.get(element.get("action_id", ""))
        yield _value(value, reader) if value else ""
        if not value or content(value) in (None, "", []):
            yield text_words(element.get("placeholder"))


def _value(value: dict[str, Any], reader: Reader) -> str:
    held = content(value)
    parts = held if isinstance(held, list) else [held]
    return ", ".join(_one(part, value["type"], reader) for part in parts if part is not None)


def _one(part: Any, kind: str, reader: Reader) -> str:
    if isinstance(part, dict):
        return str(part.get("name") or part["text"]["text"])
    if kind == "conversations_select":
        return f"#{reader.channel_name(part)}"
    return reader.user_name(part) if "users_select" in kind else str(part)
