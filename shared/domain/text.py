"""What any one-line text that a person types must obey."""

from __future__ import annotations

import unicodedata

from shared.domain.problem import Problem, ProblemCode
from shared.domain.unseen import without_unseen

_DIRECTION_CHANGING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_JOINERS = "\u200c\u200d"  # part of how names are written in Persian and in Indian scripts
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def line_problems(field: str, text: str, *, limit: int, is_required: bool = False) -> list[Problem]:
    """Name everything wrong with a line of text of at most ``limit`` characters."""
    problems = []
    if is_required and not text:
        problems.append(Problem(field, ProblemCode.REQUIRED))
    if len(text) > limit:
        problems.append(Problem(field, ProblemCode.TOO_LONG, {"limit": limit, "length": len(text)}))
    if any(_is_unprintable(character) for character in text):
        problems.append(Problem(field, ProblemCode.UNPRINTABLE))
    return problems


def tidy(text: str | None) -> str:
    """Trim a typed text, and make its accents single characters (NFC)."""
    return unicodedata.normalize("NFC", text or "").strip()


def single_spaced(text: str) -> str:
    """Make every run of white space in a text one space: tabs, no-break spaces, line breaks, any other.

    What shows nothing is taken out, as ``seen`` does.
    """
    return " ".join(without_unseen(text).split())


def seen(text: str | None) -> str:
    """Tidy a typed text, and take out what shows nothing.

    Not for sign-in names: of what makes another one there, people are told.
    """
    tidied = tidy(text)
    while (visible_alone := tidy(without_unseen(tidied))) != tidied:
        tidied = visible_alone  # what stood apart may be joined now
    return tidied


def one_line(text: str) -> str:
    """Join the lines of a typed text: it is shown as a single one."""
    return " ".join(line.strip() for line in text.splitlines() if line.strip())


def visible(text: str) -> str:
    """Write a text on one line so that nothing in it is unseen, or changes the direction of the rest."""
    return "".join(_REPLACEMENT if _is_unseen(each) else each for each in one_line(text))


def _is_unseen(character: str) -> bool:
    is_format = unicodedata.category(character) == "Cf" and character not in _JOINERS
    return is_format or _is_unprintable(character)


def _is_unprintable(character: str) -> bool:
    return (
        unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
        or unicodedata.bidirectional(character) in _DIRECTION_CHANGING
    )
