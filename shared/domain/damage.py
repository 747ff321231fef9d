"""Letters of a name that were damaged on their way, by programs that disagree on a text's encoding.

What is looked for is what becomes of accents when code page 850 or 437, Mac Roman, or a code page of another
script is read as Windows-1252; when UTF-8 is read as any of these; when a program writes ``?`` for what it
cannot; and what web pages and mails have in place of letters. Whatever real names have is left alone.
"""

from __future__ import annotations

import re
from functools import cache

from shared.domain.problem import Problem, ProblemCode

_LETTER = r"[^\W\d_]"
_SMALL = r"[a-zß-öø-ÿ]"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŠŒŽŸ]"

# What Windows-1252 reads the second and later bytes of a UTF-8 letter as: signs that stand behind no letter,
# signs that may (“NOÉ”), and what may stand between letters (“ANDRÉ’S”).
_ODD = "€‚ƒ„†‡ˆ‰•˜¡¢£¤¥¦§¨©ª¬\u00ad¯°±²³µ¶·¸¹º¼½¾¿\x80-\x9f"
_BEHIND = "…‹›“”«»™®´"
_BETWEEN = "ŠŒŽšœžŸ‘’–—\u00a0"
_ANY = f"{_ODD}{_BEHIND}{_BETWEEN}"

_CERTAIN = (
    "\ufffd",
    rf"(?:(?<={_LETTER})\?+|\?+(?={_LETTER})|\?{{2,}})",
    # UTF-8 read as Windows-1252: Vietnamese, quotation marks, other scripts, pictures; then Europe
    rf"á[º»][{_ANY}]|â[€„][{_ANY}]|(?<![a-z])[à-ï][{_ODD}][{_ANY}]|ð[Ÿ\x90][{_ANY}]",
    rf"[Â-ß][{_ODD}]|[ÂÃÄÅÎÏÐÑ×ØÙ][{_BEHIND}]",
    r"Ã[šœžŸŠŒŽ]|[ÄÅ][ŠŒŽšœžŸ]",
    # UTF-8 read as the code page of Central Europe
    r"Ă[ĽľŁłĄąŻżŚśŤťŹźŽž˛©¨ˇ˘“]|Ĺ[‚„…ŁłĄąŻżŚśŤťŹźŽž˝´]|€™",
    rf"(?<!{_CAPITAL})[ÂÃÄÅ][‘’–—\u00a0]|[ÃÄÅ][‘’–—\u00a0](?={_SMALL})",
    r"(?<=[a-z])[ÂÃ]",
    # UTF-8 read as code page 850 or 437, or as Mac Roman: lines of boxes, mathematics
    rf"(?<={_LETTER})[\u2200-\u22ff\u2310\u2320-\u2321\u2500-\u259f√∂◊ﬁﬂ].?|[\u2200-\u22ff\u2500-\u259f√∂◊].?(?={_LETTER})",
    # code page 850 or 437, Mac Roman, or one of Central Europe, read as Windows-1252
    rf"(?<={_LETTER})[‚†‡ˆ‰•˜¡¢£¤¥¦§¨©¬¯±µ¶¸¹¼½¾¿×÷]|[†‡ˆ‰•˜¢£¤¥¦§¨¬¯±µ¶¸¼½¾÷](?={_LETTER})",
    rf"(?<={_LETTER})[„…‹›“”«»™®°²³ª](?={_LETTER})|(?<!\w)[©®ª](?={_LETTER}{{2}})|(?<={_SMALL}{_SMALL})º",
    # the apostrophe of Mac Roman read as Windows-1252, of UTF-8 as code page 850 or 437
    r"(?<![^\W_])[A-Za-z]Õ(?=[A-Z][a-z])|[ÔΓ]Ç[ÖÿôÕÔ]",
    # UTF-8 read as the code page of China, Japan, Korea or Thailand
    r"(?<=[A-Za-z])[\u0e01-\u0e5b\u3400-\u9fff\uac00-\ud7a3\uff61-\uff9f]+(?=[a-z])",
    rf"(?<={_LETTER})(?<!D)[ŠŒŽŸ](?=[a-z])|(?<=[a-z])[ŠŒŽŸ](?!{_LETTER})",
    # what mails, web pages and programs write for letters
    r"&#?\w{2,8};|(?:[%=][C-Fc-f][0-9A-Fa-f](?:[%=][89ABab][0-9A-Fa-f])+)|\\[ux][0-9A-Fa-f]{2,4}",
    # a word of another script: every letter of it became one with an accent
    r"(?<!\w)(?!(\w)\1+(?!\w))[À-ÖØ-öø-ÿ]{4,}(?!\w)",
)
_PERHAPS = (
    rf"(?<={_LETTER})ƒ|ƒ(?={_LETTER})",
    rf"(?<={_SMALL})[–—](?={_SMALL})",
    rf"(?<={_LETTER})…|…(?={_LETTER})",
    r"(?<=[b-df-hj-np-tv-xz])[šž](?=[b-df-hj-np-tv-xz])(?!\w*[aeiouyáéíóúýěů])",
)
_ASCII_DAMAGE = re.compile(r"[?&\\%=]")

MOST_LETTERS = 5  # told of one name


def damaged_letters(name: str) -> tuple[str, ...]:
    """List the first five pieces of a name that are letters which were damaged, each once."""
    if name.isascii() and not _ASCII_DAMAGE.search(name):
        return ()
    return _pieces(_CERTAIN, name)


def doubtful_letters(name: str) -> tuple[str, ...]:
    """List those that may be: each is in some name, and most are in a damaged one."""
    return () if name.isascii() else _pieces(_PERHAPS, name)


def accented_letters(name: str) -> tuple[str, ...]:
    """List those that may have been another in a file of which others were damaged."""
    return tuple(dict.fromkeys(each for each in name if not each.isascii() and each.isalpha()))[:MOST_LETTERS]


def damage_problems(field: str, name: str, code: ProblemCode = ProblemCode.LETTERS_DAMAGED) -> list[Problem]:
    """Name the letters of a name that were damaged, if there are any, as one problem."""
    letters = damaged_letters(name)
    return [Problem(field, code, {"letters": quoted(letters)})] if letters else []


def quoted(letters: tuple[str, ...]) -> str:
    """Enumerate pieces of a name so that commas among them are told from those between."""
    return ", ".join(f"“{each}”" for each in letters)


def is_quoted(letters: str) -> bool:
    """Whether letters are enumerated as ``quoted`` does, not plainly."""
    return letters.startswith("“") and letters.endswith("”")


def unquoted(letters: str) -> list[str]:
    """List the pieces that ``quoted`` enumerated, for a language with other quotation marks."""
    return letters[1:-1].split("”, “")


def _pieces(patterns: tuple[str, ...], name: str) -> tuple[str, ...]:
    found = (_shown(each[0]) for each in _compiled(patterns).finditer(name))
    return tuple(dict.fromkeys(found))[:MOST_LETTERS]


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Compile patterns with the first name that needs them: it takes ten milliseconds."""
    return re.compile("|".join(patterns))


def _shown(piece: str) -> str:
    return "".join(each if each.isprintable() else f"(U+{ord(each):04X})" for each in piece)
