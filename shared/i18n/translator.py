"""Say things in the reader's language: English in the code, French in the gettext catalogue."""

from __future__ import annotations

import gettext
import json
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DOMAIN = "partner_desk"
LANGUAGES = ("en", "fr")
_THOUSANDS = {"en": ",", "fr": "\u202f"}


class Translator:
    """Bound to one language. Called with an English sentence and the facts that fill its braces."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, sentence: str, /, **facts: object) -> str:
        """Say a sentence: ``t("{count} users of {customer}", count=3, customer="Contoso")``."""
        said = self._catalogue.gettext(sentence) if sentence else ""  # gettext's "" is its header
        return said.format_map(facts) if facts else said

    def n(self, singular: str, plural: str, count: int, /, **facts: object) -> str:
        """Say a sentence whose form depends on a number, which fills ``{count}``."""
        said = self._catalogue.ngettext(singular, plural, count)
        return said.format_map({"count": self.number(count), **facts})

    def number(self, number: int) -> str:
        """Write a whole number with the language's separator of thousands."""
        return f"{number:,}".replace(",", _THOUSANDS[self.language])

    def country(self, code: str) -> str:
        """Name a country by its ISO 3166-1 code; the code itself where it is unknown."""
        return country_names(self.language).get(code, code)

    def listed(self, items: list[str]) -> str:
        """Enumerate: "a, b and c"."""
        if len(items) < 2:  # noqa: PLR2004  one is no list
            return "".join(items)
        return self(N_("{most} and {last}"), most=", ".join(items[:-1]), last=items[-1])


@cache
def translator(locale: str) -> Translator:
    """Find the translator for a Slack locale such as ``fr-FR``; English for any other language."""
    language = locale[:2].lower()
    if language not in LANGUAGES or language == "en":
        return Translator("en", gettext.NullTranslations())
    with as_file(files("shared.i18n") / "locale") as folder:
        return Translator(language, gettext.translation(DOMAIN, folder, [language]))


@cache
def country_names(language: str) -> Mapping[str, str]:
    """Read the names of all countries in a language, by code (Unicode CLDR)."""
    names: dict[str, dict[str, str]] = _read("countries.json")
    return names[language]


@cache
def country_aliases() -> Mapping[str, Sequence[str]]:
    """Read what else countries are called, by code: Microsoft's and ISO's names, and common ones."""
    aliases: dict[str, list[str]] = _read("country_aliases.json")
    return aliases


def _read(name: str) -> Any:
    return json.loads((files("shared.i18n") / name).read_text(encoding="utf-8"))


def N_(sentence: str) -> str:  # noqa: N802  gettext's own name for it
    """Mark a sentence for the catalogue where it is kept before anybody's language is known."""
    return sentence
