"""Characters that show nothing: they come along from web pages and chats, and no search finds them.

Source: Unicode's default ignorable code points (DerivedCoreProperties), and the blank pattern of Braille.
"""

from __future__ import annotations

import re
import unicodedata

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_SELECTORS = "\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
# Controls that change the direction of what follows are not among them: these are told, not taken out.
_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    f"\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff{_SELECTORS}"
)
_UNSEEN = re.compile(f"[{_IGNORABLE}]")
_SELECTOR = re.compile(f"[{_SELECTORS}]")
_JOINER = re.compile(f"[{_ZWNJ}{_ZWJ}]")
_BLANK = "\N{BRAILLE PATTERN BLANK}"

_VIRAMA = 9  # combining class of the sign that joins letters in the scripts of India
_FIRST_SYMBOL = "\u2190"  # arrows, pictures, ideographs: what variation selectors choose the look of


def without_unseen(text: str) -> str:
    """Take the characters out that show nothing, but for those that the script or the picture needs.

    A joiner is kept between Arabic letters, beside the sign that joins letters in Indian scripts, and
    between pictures; a variation selector behind what it varies. A soft hyphen is kept where it may be half
    of a damaged letter, so that ``damage`` can tell that.
    """
    if text.isascii():
        return text
    text = text.replace(_BLANK, " ")
    text = _UNSEEN.sub(lambda found: found[0] if _may_stay(text, found) else "", text)
    return _JOINER.sub(lambda found: found[0] if _is_joining(text, found) else "", text)


def without_ignorable(folded: str) -> str:
    """Take every such character out of a text that is only compared."""
    return folded if folded.isascii() else _UNSEEN.sub("", folded)


def _may_stay(text: str, found: re.Match[str]) -> bool:
    before, character = _before(text, found), found[0]
    if character == "\u00ad":
        return before in set("ÂÃÄÅ")
    if _SELECTOR.fullmatch(character):
        is_mongolian = "\u1800" <= before <= "\u18af"
        is_symbol = unicodedata.category(before or " ") in {"So", "Sm", "Lo"}
        return is_mongolian or (is_symbol and (before >= _FIRST_SYMBOL or before in set("©®")))
    return character in {_ZWNJ, _ZWJ}  # looked at once the others are gone


def _is_joining(text: str, found: re.Match[str]) -> bool:
    before, after = _before(text, found), text[found.end() : found.end() + 1]
    if _VIRAMA in {unicodedata.combining(each) for each in (before, after) if each}:
        return True
    are_arabic = [_is_arabic(before), _is_arabic(after)]
    if found[0] == _ZWNJ:
        return all(are_arabic)
    return any(are_arabic) or (_is_picture(before) and unicodedata.category(after or " ") == "So")


def _before(text: str, found: re.Match[str]) -> str:
    return text[max(found.start() - 1, 0) : found.start()]


def _is_arabic(character: str) -> bool:
    """Whether it is of a script whose letters join, or a mark above one."""
    is_mark = bool(character) and "\u064b" <= character <= "\u06ed"
    return is_mark or (bool(character) and unicodedata.bidirectional(character) == "AL")


def _is_picture(character: str) -> bool:
    is_selector = bool(_SELECTOR.fullmatch(character))
    return is_selector or unicodedata.category(character or " ") in {"So", "Sk"}
