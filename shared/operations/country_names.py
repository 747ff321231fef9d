"""Which country a name means: one list for files and forms, whichever language a person reads.

A country is known by its codes (ISO 3166-1 alpha-2 and alpha-3), its names in Unicode's CLDR, and by what
else Microsoft, ISO and people call it, in English and French. Some names are those of two countries in
everyday speech. They mean what Microsoft and ISO mean by them: "Korea" is KR, "Congo" is CG, "Guinea" is GN,
"Samoa" is WS. A form offers the others too.
"""

from __future__ import annotations

import re
from functools import cache

from shared.domain.collation import LONGEST_SOUGHT, fold
from shared.domain.country import ALPHA_3, COUNTRIES
from shared.i18n.translator import LANGUAGES, country_aliases, country_names

_LITTLE = frozenset(("and", "d", "de", "des", "du", "et", "l", "la", "le", "les", "of", "the"))
_SHORT = {"st": "saint", "ste": "sainte", "is": "islands", "rep": "republic"}


def find_country(named: str) -> str:
    """Tell the alpha-2 code of the country that is called so; empty where there is none.

    Case, accents, punctuation, "&" for "and", "St." for "Saint" and the order around a comma make no
    difference: "Korea, Republic of" is "Republic of Korea".
    """
    index = _index()
    return next((index[form] for form in _forms(named) if form in index), "")


def search_countries(language: str, typed: str) -> list[str]:
    """List the codes of the countries of which some name has words that begin with each word typed.

    The one that is called exactly so comes first; then those found by their name in the language, by that
    name; then those found by any other name. "And" and its like are looked for only where they help.
    """
    typed = typed[:LONGEST_SOUGHT]
    sought, exact = _words(typed), find_country(typed)
    found = _found(language, sought)
    if not found and (telling := [each for each in sought if not _is_little(each)]):
        found = _found(language, telling)
    return [*([exact] if exact else []), *(code for code in found if code != exact)]


def _found(language: str, sought: list[str]) -> list[str]:
    by_name, by_other = [], []
    for code in _sorted(language):
        own, *others = _searched(language, code)
        if _is_found(sought, own):
            by_name.append(code)
        elif any(_is_found(sought, each) for each in others):
            by_other.append(code)
    return [*by_name, *by_other]


def _forms(name: str) -> list[str]:
    """List the forms in which names are compared, the most exact one first: "U.K." is "uk"."""
    words = _words(name)
    told = [_SHORT.get(word, word) for word in words if word not in _LITTLE]
    forms = ["".join(words), "".join(told), " ".join(sorted(told))]
    return [form for form in dict.fromkeys(forms) if form]


@cache
def _index() -> dict[str, str]:
    """Map every form of every name to a code: of two countries, to the one with the more exact name."""
    index = {fold(code): code for code in COUNTRIES} | {fold(each): code for each, code in ALPHA_3.items()}
    called = [(code, _forms(name)) for code in sorted(COUNTRIES) for name in _names(code)]
    for exactness in range(max(len(forms) for _, forms in called)):
        for code, forms in called:
            for form in forms[exactness : exactness + 1]:
                index.setdefault(form, code)
    return index


def _names(code: str) -> list[str]:
    return [*(country_names(language)[code] for language in LANGUAGES), *country_aliases().get(code, ())]


@cache
def _sorted(language: str) -> list[str]:
    names = country_names(language)
    return sorted(COUNTRIES, key=lambda code: (fold(names[code]), code))


@cache
def _searched(language: str, code: str) -> list[frozenset[str]]:
    """List the words of each name of a country, that of the language first."""
    own = country_names(language)[code]
    return [_with_short_forms(_words(name)) for name in dict.fromkeys([own, *_names(code)])]


def _with_short_forms(words: list[str]) -> frozenset[str]:
    short = {long: each for each, long in _SHORT.items()}
    others = (mapping[word] for word in words for mapping in (_SHORT, short) if word in mapping)
    return frozenset([*words, *others])


def _is_found(sought: list[str], words: frozenset[str]) -> bool:
    return all(any(word.startswith(each) for word in words) for each in sought)


def _is_little(word: str) -> bool:
    return any(each.startswith(word) for each in _LITTLE)


def _words(name: str) -> list[str]:
    """Split a name into folded words; letters between periods are one: "U.S." is "us"."""
    folded = re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", fold(name))
    return re.findall(r"[^\W_]+", folded)
