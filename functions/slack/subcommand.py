"""The words that may follow ``/partner``: each in English and in French, each with a permission."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from functions.slack.route import Open
from shared.domain.collation import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from functions.slack.call import Call
    from functions.slack.route import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Subcommand:
    """``names`` maps each language to the words understood, the one shown in help first.

    ``arguments`` and ``summary`` are catalogue sentences.
    """

    names: Mapping[str, tuple[str, ...]]
    arguments: str
    summary: str
    requires: Permission = Open.TO_ALL_STAFF
    listener: Callable[[Call, list[str]], None]


def find_subcommand(known: Sequence[Subcommand], typed: str) -> Subcommand | None:
    """Find a sub-command by any of its words, in either language, whatever the case and accents."""
    return next((each for each in known if fold(typed) in _words(each)), None)


def nearest_name(known: Sequence[Subcommand], typed: str, language: str) -> str | None:
    """Name the sub-command that somebody probably meant, in their language."""
    by_word = {word: each for each in known for word in _words(each)}
    near = get_close_matches(fold(typed), by_word, n=1, cutoff=0.5)
    return by_word[near[0]].names[language][0] if near else None


def _words(subcommand: Subcommand) -> list[str]:
    return [fold(name) for names in subcommand.names.values() for name in names]
