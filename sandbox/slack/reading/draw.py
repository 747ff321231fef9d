"""Blocks prepared for the page: each text carries its spans, so the page need not parse any."""

import copy
from typing import Any

from sandbox.slack.reading.emoji import with_emoji
from sandbox.slack.reading.mrkdwn import Span, parsed, unescaped
from sandbox.slack.reading.reader import Reader
from sandbox.slack.reading.rich_text import spans_of

INLINE_PARENTS = {"rich_text_section", "rich_text_preformatted", "rich_text_quote"}


def drawn_blocks(blocks: list[dict[str, Any]], reader: Reader) -> list[dict[str, Any]]:
    kept = copy.deepcopy(blocks)
    for block in kept:
        _draw(block, reader)
    return kept


def drawn_text(text: str, reader: Reader) -> list[Span]:
    """The spans of a message that has no blocks."""
    return parsed(text, reader)


def _draw(part: Any, reader: Reader) -> None:
    if isinstance(part, list):
        for item in part:
            _draw(item, reader)
        return
    if not isinstance(part, dict):
        return
    kind = part.get("type")
    if kind in {"mrkdwn", "markdown"}:
        part["spans"] = parsed(part["text"], reader)
    elif kind == "plain_text":
        shown = unescaped(part["text"])
        shown = with_emoji(shown) if part.get("emoji", True) else shown
        part["spans"] = [{"kind": "text", "text": shown, "styles": []}]
    elif kind in INLINE_PARENTS:
        part["spans"] = spans_of(part["elements"], reader)
        return
    for item in list(part.values()):
        _draw(item, reader)


def drawn_options(groups: list[dict[str, Any]], reader: Reader) -> list[dict[str, Any]]:
    """Suggested options, grouped, prepared like everything else."""
    kept = copy.deepcopy(groups)
    _draw(kept, reader)
    return kept
