"""Every sentence has its French, with the same facts in it, and no French is left over."""

import gettext
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from sandbox.places import ROOT

KEYWORDS = {"t": None, "n": (1, 2), "N_": None}  # as in the Makefile
LOCALE = ROOT / "shared" / "i18n" / "locale"
LANGUAGES = [folder.name for folder in sorted(LOCALE.iterdir()) if folder.is_dir()]

Sentence = str | tuple[str, ...]


@cache
def sentences() -> frozenset[Sentence]:
    """What the code says, as gettext knows it: a string, or singular and plural."""
    found: set[Sentence] = set()
    for folder in ("shared", "functions"):
        for _, _, said, _, _ in extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python")], keywords=KEYWORDS
        ):
            found.add(tuple(said) if isinstance(said, (tuple, list)) else said)
    return frozenset(found)


@cache
def catalogue(language: str) -> Catalog:
    file = LOCALE / language / "LC_MESSAGES" / "partner_desk.po"
    with file.open("rb") as opened:
        return read_po(opened, locale=language, abort_invalid=True)


def messages(language: str) -> Iterator[Message]:
    return (message for message in catalogue(language) if message.id)


def key(message: Message) -> Sentence:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def facts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_french_is_one_of_the_languages() -> None:
    assert "fr" in LANGUAGES
    assert sentences()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_in_the_catalogue(language: str) -> None:
    known = {key(message) for message in messages(language)}
    assert sorted(map(str, sentences() - known)) == []


def untranslated(checked: Catalog) -> list[str]:
    """Name the messages that lack a form: pybabel calls them translated, and compiles English instead."""
    lacking = []
    for message in checked:
        needed = 1 if isinstance(message.id, str) else checked.num_plurals
        if message.id and (len(forms(message)) != needed or not all(forms(message))):
            lacking.append(str(message.id))
    return lacking


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated_with_all_its_plural_forms(language: str) -> None:
    assert untranslated(catalogue(language)) == []


PLURAL = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "{{count}} seat"
msgid_plural "{{count}} seats"
{forms}
"""


@pytest.mark.parametrize(
    "stated", ['msgstr[0] "{count} place"', 'msgstr[0] "{count} place"\nmsgstr[1] ""', 'msgstr[0] ""', ""]
)
def test_a_plural_that_lacks_a_form_is_found(stated: str) -> None:
    lacking = read_po(BytesIO(PLURAL.format(forms=stated).encode()), locale="fr")
    assert untranslated(lacking) == ["('{count} seat', '{count} seats')"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_says_every_number_in_its_own_language(language: str) -> None:
    source = LOCALE / language / "LC_MESSAGES" / "partner_desk.mo"
    with source.open("rb") as compiled:
        said = gettext.GNUTranslations(compiled)
    for message in messages(language):
        if not isinstance(message.id, str):
            singular, plural = message.id
            heard = {said.ngettext(singular, plural, number) for number in range(12)}
            assert heard == set(forms(message))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_fuzzy(language: str) -> None:
    assert [str(m.id) for m in messages(language) if m.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_over(language: str) -> None:
    known = {key(message) for message in messages(language)}
    assert sorted(map(str, known - sentences())) == []
    assert list(catalogue(language).obsolete) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_holds_the_same_facts(language: str) -> None:
    wrong = []
    for message in messages(language):
        said = [message.id] if isinstance(message.id, str) else list(message.id)
        wanted = set().union(*map(facts, said))
        for form in forms(message):
            # A form for one person may leave the number out: "one user".
            optional = {"count"} if len(forms(message)) > 1 else set()
            if not wanted - optional <= facts(form) <= wanted:
                wrong.append(f"{message.id}: {form}")
    assert wrong == []


def test_the_catalogues_are_compiled() -> None:
    """`make catalogues` does; the functions' artifact compiles its own."""
    for language in LANGUAGES:
        source = LOCALE / language / "LC_MESSAGES" / "partner_desk.po"
        assert source.with_suffix(".mo").exists()
