"""Text that Slack shows as it is, never as markup: nobody can ping or forge a link with a name."""

from __future__ import annotations

from slack_sdk.models.blocks import PlainTextObject

SECTION = 3000  # Slack's limits, in characters
HEADER = 150
OPTION = 75
BUTTON = 75
TITLE = 24
DIALOG = 300
DIALOG_TITLE = 100
DIALOG_BUTTON = 30


def cut(text: str, limit: int) -> str:
    """Shorten a text to Slack's limit, with an ellipsis where something is missing.

    Characters are counted as UTF-16 counts them, where an emoji is two: never more than Slack counts.
    """
    units = text.encode("utf-16-le", errors="replace")
    if len(units) <= 2 * limit:
        return text
    return units[: 2 * (limit - 1)].decode("utf-16-le", errors="ignore").rstrip() + "…"


def cut_before(text: str, tail: str, limit: int) -> str:
    """Shorten a text so that the tail after it stays whole; of too long a tail the middle goes."""
    room = limit - min(_units(text), limit // 4)
    if _units(tail) > room:
        end = tail.encode("utf-16-le", errors="replace")[-2 * (room // 2) :]
        tail = cut(tail, room - room // 2) + end.decode("utf-16-le", errors="ignore")
    return cut(text, limit - _units(tail)) + tail


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", errors="replace")) // 2


def plain(text: str, limit: int = SECTION) -> PlainTextObject:
    """Make a plain text of at most ``limit`` characters; ``:smile:`` and ``*stars*`` stay as typed."""
    return PlainTextObject(text=cut(text, limit) or "-", emoji=False)
