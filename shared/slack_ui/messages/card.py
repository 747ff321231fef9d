"""The parts of a card that tells of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.slack_ui import rich
from shared.slack_ui.blocks import header
from shared.slack_ui.messages.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from slack_sdk.models.blocks import Block

MAXIMUM_SAID = 250  # characters of what is listed: the longest card stays under Slack's 13,200


def card(told: str, title: str, listed: Sequence[str], line: str) -> Message:
    """Make a card of a heading, a list and a last line. ``told`` is read as markup: our own words alone."""
    items = bullets([rich.words(each, limit=MAXIMUM_SAID)] for each in listed)
    return Message(told, [header(title), *items, *lines([line] if line else [])])


def bullets(items: Iterable[Sequence[rich.Element]]) -> list[Block]:
    """List things; no list where there are none."""
    listed = list(items)
    return [rich.rich(rich.bullets(listed))] if listed else []


def lines(said: Sequence[str]) -> list[Block]:
    """Set lines under one another, where there are some."""
    return [rich.rich(rich.lines(*([rich.words(each)] for each in said)))] if said else []
