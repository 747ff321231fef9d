"""Characters that show nothing: taken out of names, but for those that a script or a picture needs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.collation import fold
from shared.domain.text import seen

UNSEEN = {
    "zero width space": "\u200b",
    "zero width non-joiner": "\u200c",
    "zero width joiner": "\u200d",
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "Arabic letter mark": "\u061c",
    "soft hyphen": "\u00ad",
    "word joiner": "\u2060",
    "invisible separator": "\u2063",
    "byte order mark": "\ufeff",
    "combining grapheme joiner": "\u034f",
    "Mongolian vowel separator": "\u180e",
    "Hangul filler": "\u3164",
    "half-width Hangul filler": "\uffa0",
    "variation selector": "\ufe0f",
    "ideographic variation selector": "\U000e0100",
    "tag": "\U000e0041",
    "interlinear anchor": "\ufff9",
}
NEEDED = {
    "Persian": "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627",
    "Persian abbreviation": "\u0647\u200d",
    "Hindi": "क्\u200dष",
    "Malayalam": "അവന്\u200d",
    "Bengali": "র\u200d্যাম",
    "Kannada": "ರಾಜ್\u200cಕುಮಾರ್",
    "picture of several": "👩🏽\u200d💻",
    "flag": "🏳\ufe0f\u200d🌈",
    "heart": "❤\ufe0f",
    "ideograph of a name": "葛\U000e0100城",
    "Mongolian": "ᠠ\u180bᠨ",
}


@pytest.mark.parametrize("character", UNSEEN.values(), ids=UNSEEN)
def test_character_that_shows_nothing_is_taken_out_wherever_it_stands(character: str) -> None:
    assert seen(f"{character}Na{character}dia {character}{character}Okafor{character}") == "Nadia Okafor"
    assert seen(character) == ""


@pytest.mark.parametrize("text", NEEDED.values(), ids=NEEDED)
def test_character_that_the_script_or_the_picture_needs_is_kept(text: str) -> None:
    assert seen(text) == text


@pytest.mark.parametrize("text", [*NEEDED.values(), *(f"Na{each}dia" for each in UNSEEN.values())])
def test_name_is_compared_without_what_shows_nothing(text: str) -> None:
    assert fold(text) == fold("".join(each for each in text if each not in set(UNSEEN.values())))


def test_blank_that_is_no_space_becomes_one() -> None:
    assert seen("\u2800Nadia\u2800Okafor\u2800") == "Nadia Okafor"


def test_accents_parted_by_something_unseen_are_joined() -> None:
    assert seen("Zoe\u034f\u0308 ") == "Zoë"


def test_half_of_a_damaged_letter_is_left_to_be_told() -> None:
    assert seen("MartÃ\u00adnez") == "MartÃ\u00adnez"
    assert seen("Mar\u00adtínez") == "Martínez"


@given(st.text(st.sampled_from([*UNSEEN.values(), *"aé \u0627\u094d क❤👩\u0301\u064b\u0300\u093c"])))
def test_taking_it_out_twice_is_taking_it_out_once(text: str) -> None:
    assert seen(seen(text)) == seen(text)


@given(st.text())
def test_any_text_is_tidied_once(text: str) -> None:
    assert seen(seen(text)) == seen(text)
