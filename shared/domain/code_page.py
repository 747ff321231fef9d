"""Letters of names in a file that was saved in a code page of Central Europe, Turkey or the Baltic countries.

No program can tell such bytes from Windows-1252, as which they are read: ``Petrović`` becomes ``Petroviæ``.
What is looked for are the letters so made, in places where the languages of Windows-1252 have none of them.
"""

from __future__ import annotations

import re

_VOWEL = "aeiouyáéíóúýöü"
_MISREAD = (
    # Windows-1250: ć; č; ř; ě, ů, ň, ď, đ
    rf"[{_VOWEL}]æ|Æ[aou]",
    r"[íýáúóe]è|[aou]è(?=[ckndtiza])|[au]è(?!\w)|iè(?!\w)|è[aeiouáéí]|È[aeiouáéí]",
    r"iè(?=k)",
    rf"[{_VOWEL}]ø|øe[jmt](?=\w)|ø[ií](?=[chšž])|øí|Øí",
    r"ì(?=\w)|ù(?=\w)|[aeiouáí]ò(?=\w)|[aeoá]ò(?!\w)|[šžd]ò|Ï[au]|nð",
    # Windows-1250: ő, ű; ă; ń, ś; ł, ę
    r"õ(?!\w)|(?<=[Ss]z)[õû]|(?<=[Gg]y)[õû]|û[cs](?!\w)",
    r"ã[b-df-hj-mp-rt-z]|icã(?!\w)",
    r"ñ(?![aeiouáéíóúýü])|[aeiouy]œ",
    r"(?<=[a-z])³|zê|iê[cgk]|[Dd]êb",
    # Windows-1254: ş, dotless i, İ, ğ
    r"(?<=\w)þ(?!\w)|þ(?=[bcdfghklmnpqstvwxz])|[aeiouüöý]þ[aeiuüöý]",
    r"ý\w*[þçüý]|[þçüÝ]\w*ý|ýl|ým(?=\w)|ý[nk]|ýs[aoý]|Ý[bdfhklnpstvz]",
    r"oð(?:a|lu|uz)|[aeiou]þr|(?<=\w)þi",
    # Windows-1257: ā, ī, ū; ē, š, ž
    r"[âîû](?:[lnrd]s|[ltnrdz]is|nas)(?!\w)",
    r"ç[rtnjgp]|[ðþÐÞ]\w*[ûëîâ]|[ûëîâ]\w*[ðþ]|Ð[aeioutv]",
)
_PATTERN = re.compile("|".join(_MISREAD))


def misread_letters(name: str) -> tuple[str, ...]:
    """List the pieces of a name that are letters of another code page, each once.

    Only for names from a file that is read as Windows-1252: some are in real names of other languages.
    """
    return () if name.isascii() else tuple(dict.fromkeys(found[0] for found in _PATTERN.finditer(name)))
