"""Text with people, dates and emphasis in it, built from elements: no markup, so nothing to escape."""

from __future__ import annotations

import re
from string import Formatter
from typing import TYPE_CHECKING

from slack_sdk.models.blocks import (
    RichTextBlock,
    RichTextElement,
    RichTextListElement,
    RichTextPreformattedElement,
    RichTextSectionElement,
)
from slack_sdk.models.blocks.block_elements import RichTextElementParts as Parts

from shared.domain.audit import PARTNER_DESK
from shared.slack_ui.texts import SECTION, cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from shared.i18n.translator import Translator

_SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,}")
_SLACK_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
_PARTS = Formatter()

Element = RichTextElement


def words(text: str, *, limit: int = SECTION) -> Parts.Text:
    """Say something."""
    return Parts.Text(text=cut(text, limit) or "-")


def bold(text: str) -> Parts.Text:
    """Say something with emphasis."""
    return Parts.Text(text=cut(text, SECTION) or "-", style={"bold": True})


def code(text: str) -> Parts.Text:
    """Show something that is typed or copied letter by letter."""
    return Parts.Text(text=cut(text, SECTION) or "-", style={"code": True})


def mention(slack_user_id: str) -> RichTextElement:
    """Name a colleague, in whose place Slack shows their name; what is no Slack user stays text."""
    if _SLACK_USER.fullmatch(slack_user_id):
        return Parts.User(user_id=slack_user_id)
    return words("Partner Desk" if slack_user_id == PARTNER_DESK else slack_user_id)


def channel(channel_id: str) -> RichTextElement:
    """Name a channel, in whose place Slack shows its name; what is no channel stays text."""
    if _SLACK_CHANNEL.fullmatch(channel_id):
        return Parts.Channel(channel_id=channel_id)
    return words(channel_id)


def moment(t: Translator, instant: datetime) -> Parts.Date:
    """Show an instant, which Slack writes in the reader's own time zone and language."""
    return Parts.Date(
        timestamp=int(instant.timestamp()),
        format=t("{date_short_pretty} at {time}"),
        fallback=f"{instant:%Y-%m-%d %H:%M} UTC",
    )


def day(t: Translator, instant: datetime) -> Parts.Date:
    """Show the day of an instant, by the reader's own clock and in their language."""
    return Parts.Date(timestamp=int(instant.timestamp()), format=t("{date}"), fallback=f"{instant:%Y-%m-%d}")


def woven(sentence: str, **elements: RichTextElement) -> list[RichTextElement]:
    """Put elements where a translated sentence has their names in braces."""
    woven_: list[RichTextElement] = []
    for said, name, _, _ in _PARTS.parse(sentence):
        if said:
            woven_.append(words(said))
        if name is not None:
            woven_.append(elements[name])
    return woven_


def lines(*each: Iterable[RichTextElement]) -> RichTextSectionElement:
    """Set several lines, each a sequence of elements, under one another."""
    elements: list[RichTextElement] = []
    for line in each:
        if elements:
            elements.append(Parts.Text(text="\n"))
        elements.extend(line)
    return RichTextSectionElement(elements=elements)


def bullets(items: Iterable[Sequence[RichTextElement]]) -> RichTextListElement:
    """List things, each a sequence of elements."""
    return RichTextListElement(
        style="bullet", elements=[RichTextSectionElement(elements=list(item)) for item in items]
    )


def copyable(text: str) -> RichTextPreformattedElement:
    """Set a text in a box of its own, to be copied whole."""
    return RichTextPreformattedElement(elements=[Parts.Text(text=text)])


def fact(label: str, *value: RichTextElement) -> list[RichTextElement]:
    """Write "Label: value"; ``label`` brings its colon, which French sets apart."""
    return [bold(label), words(" "), *value]


def warning_sign() -> Parts.Emoji:
    """Draw the eye to what follows."""
    return sign("warning")


def sign(emoji: str) -> Parts.Emoji:
    """Draw a sign, by Slack's own name for it."""
    return Parts.Emoji(name=emoji)


def rich(*elements: RichTextElement) -> RichTextBlock:
    """Make a block of sections, lists and boxes."""
    return RichTextBlock(elements=list(elements))
