"""Letters that are taken for Latin ones, in sign-in names and in names."""

from __future__ import annotations

import pytest

from shared.domain.look_alike import deceiving_letters, mixed_letters, without_deceiving_letters

DECEIVING = {
    "Cyrillic": "\u0430",
    "Greek": "\u03bf",
    "Armenian": "\u0585",
    "Cherokee": "\u13aa",
    "Coptic": "\u2c9f",
    "full width": "\uff41",
    "mathematical": "\U0001d41a",
}


@pytest.mark.parametrize("letter", DECEIVING.values(), ids=DECEIVING)
def test_a_letter_of_another_script_is_shown_by_its_number(letter: str) -> None:
    assert deceiving_letters(f"n{letter}dia") == (f"{letter} (U+{ord(letter):04X})",)
    assert mixed_letters(f"n{letter}dia") == deceiving_letters(letter)
    assert without_deceiving_letters(f"n{letter}dia") == "ndia"


@pytest.mark.parametrize(
    "text", ["", "nadia", "Zoë O’Brien", "Łukasz", "王伟", "محمد", "name_1-2.3@contoso.example", "µ"]
)
def test_letters_that_nobody_takes_for_others_are_left_alone(text: str) -> None:
    assert (deceiving_letters(text), mixed_letters(text)) == ((), ())
    assert without_deceiving_letters(text) == text


@pytest.mark.parametrize("name", ["Анна Каренина", "Ελένη", "Ελένη Smith", "Anna Каренина"])
def test_whole_words_of_another_script_are_names(name: str) -> None:
    assert mixed_letters(name) == ()
    assert deceiving_letters(name) != ()


def test_each_letter_is_told_once_in_the_order_of_the_text() -> None:
    assert mixed_letters("b\u043eb\u0430 \u0430nn\u0430") == ("\u043e (U+043E)", "\u0430 (U+0430)")
