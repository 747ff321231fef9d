"""Letters that look like others: a Cyrillic letter in a Latin name makes another name, and nobody sees it."""

from __future__ import annotations

import re
import unicodedata

# Scripts whose letters are taken for Latin ones, by the first word of their Unicode names.
_DECEIVING = frozenset({"ARMENIAN", "CHEROKEE", "COPTIC", "CYRILLIC", "FULLWIDTH", "GREEK", "MATHEMATICAL"})
_WORD = re.compile(r"\w+")


def deceiving_letters(text: str) -> tuple[str, ...]:
    """List the letters of a text that are taken for Latin ones, each once, as they can be told apart."""
    return tuple(dict.fromkeys(_shown(each) for each in text if _script(each) in _DECEIVING))


def without_deceiving_letters(text: str) -> str:
    """Leave out of a text the letters that are taken for Latin ones."""
    return "".join(each for each in text if _script(each) not in _DECEIVING)


def mixed_letters(name: str) -> tuple[str, ...]:
    """List those that stand beside Latin letters in one word: whole names of another script are names."""
    mixed = [word for word in _WORD.findall(name) if any(_script(each) == "LATIN" for each in word)]
    return tuple(dict.fromkeys(letter for word in mixed for letter in deceiving_letters(word)))


def _script(character: str) -> str:
    if not character.isalpha():
        return ""
    return unicodedata.name(character, "").split(" ")[0]


def _shown(character: str) -> str:
    return f"{character} (U+{ord(character):04X})"
