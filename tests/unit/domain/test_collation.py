from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.collation import KEY_SEPARATOR, fold, sort_key, sought, words

texts = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Zoë  O\u2019Brien ", "zoe o'brien"),
        ("ÉLODIE", "elodie"),
        ("E\u0301lodie", "elodie"),
        ("Łukasz Øster Đoković", "lukasz oster dokovic"),
        ("Æsir Œuvre", "aesir oeuvre"),
        ("Straße", "strasse"),
        ("İSTANBUL", "istanbul"),
        ("Isparta\u0131", "ispartai"),
        ("\u2121", "tel"),
        ("\uff21\uff22", "ab"),
        ("東京", "東京"),
        ("", ""),
    ],
)
def test_names_are_folded_to_the_form_in_which_they_are_compared(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(texts)
def test_a_folded_name_folds_to_itself(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_capitals_never_matter(text: str) -> None:
    assert fold(text.casefold()) == fold(text)


@given(texts)
def test_a_folded_name_never_has_the_separator_of_keys(text: str) -> None:
    assert KEY_SEPARATOR not in fold(text)


def test_names_sort_as_people_expect() -> None:
    names = ["Zoë", "émile", "Eve", "ana", "Ana Lima", "Åsa", "O'Neil", "Øyvind", "oscar"]
    assert sorted(names, key=lambda name: sort_key(name, "id")) == [
        "ana",
        "Ana Lima",
        "Åsa",
        "émile",
        "Eve",
        "O'Neil",
        "oscar",
        "Øyvind",
        "Zoë",
    ]


def test_a_shorter_name_sorts_before_a_longer_one_that_begins_with_it() -> None:
    assert sort_key("Ann", "zzz") < sort_key("Ann B", "aaa") < sort_key("Anna", "aaa")


@given(texts, st.uuids().map(str))
def test_a_sort_key_fits_into_dynamodb_and_ends_with_the_identifier(text: str, identifier: str) -> None:
    key = sort_key(text * 40, identifier)
    assert len(key.encode()) <= 1024
    assert key.endswith(KEY_SEPARATOR + identifier)


@given(st.lists(texts, max_size=6))
def test_sort_keys_sort_in_bytes_as_in_python(names: list[str]) -> None:
    keys = [sort_key(name, "id") for name in names]
    assert sorted(keys) == sorted(keys, key=str.encode)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Contoso-West Ltd.", ["contoso", "west", "ltd"]),
        ("O'Brien & Sons' Bakery", ["o'brien", "sons", "bakery"]),
        ("a_b a", ["a", "b"]),
        ("& !", []),
    ],
)
def test_the_words_of_a_name(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_what_is_sought_are_the_pieces_that_have_a_word() -> None:
    assert sought(" Smith & SONS-west smith ") == ["smith", "sons-west"]


@given(st.text(max_size=2000))
def test_what_is_sought_is_bounded_whatever_is_typed(typed: str) -> None:
    pieces = sought(typed)
    assert len(pieces) <= 20
    assert sum(len(piece) for piece in pieces) <= 200
