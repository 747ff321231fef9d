"""How names are compared, sorted and found: case, accents, kinds of apostrophe and the unseen aside."""

from __future__ import annotations

import re
import unicodedata

from shared.domain.unseen import without_ignorable

_ALONE = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "\u0131": "i"}
)  # the last is the dotless i
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u2018\u02bc", "'"))  # phones type the curly ones
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")

KEY_SEPARATOR = "\t"  # sorts before every character that fold() leaves in a name
LONGEST_SOUGHT = 200  # characters looked at of what is typed to find something
MOST_SOUGHT = 20  # pieces looked at


def fold(text: str) -> str:
    """Make the form in which names are compared: "  Zoë  O'Brien" becomes "zoe o'brien"."""
    folded = text
    for _ in range(2):  # "℡" takes two rounds: it comes apart into capitals
        folded = unicodedata.normalize("NFKD", folded.casefold())
    folded = without_ignorable(folded).translate(_ALONE | _APOSTROPHES)
    return " ".join("".join(char for char in folded if not unicodedata.combining(char)).split())


def sort_key(text: str, identifier: str, longest: int = 1024) -> str:
    """Make a unique key that sorts by the folded text; at most 1,024 bytes (DynamoDB's range key)."""
    room = longest - len(KEY_SEPARATOR) - len(identifier.encode())
    folded = fold(text).encode()[:room].decode(errors="ignore")
    return f"{folded}{KEY_SEPARATOR}{identifier}"


def words(text: str) -> list[str]:
    """List the folded words of a name, each once, in order."""
    return list(dict.fromkeys(_WORD.findall(fold(text))))


def sought(typed: str) -> list[str]:
    """List what somebody typed to find something by: the folded pieces that have a word in them."""
    pieces = fold(typed[:LONGEST_SOUGHT])[:LONGEST_SOUGHT].split()
    return list(dict.fromkeys(piece for piece in pieces if words(piece)))[:MOST_SOUGHT]
