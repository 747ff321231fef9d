"""Microsoft Entra password policy: 8 to 256 characters, three of the four classes."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from shared.domain import password
from shared.domain.password import temporary_password

SYMBOLS = "@#$%^&*-_!+=[]{}|\\:',.?/`~\"();<>"  # of the policy
CLASSES = [string.ascii_lowercase, string.ascii_uppercase, string.digits, SYMBOLS]
LOOK_ALIKES = set("0Oo1lI|")
draws = st.integers(0, 1).map(lambda _: temporary_password())


@given(draws)
def test_a_password_has_sixteen_characters_of_all_four_classes(drawn: str) -> None:
    assert len(drawn) == 16
    assert all(set(drawn) & set(characters) for characters in CLASSES)


@given(draws)
def test_a_password_has_no_character_that_looks_like_another_or_that_a_message_would_escape(
    drawn: str,
) -> None:
    assert not set(drawn) & LOOK_ALIKES
    assert not set(drawn) & set("\"'`\\&<>*_~ ")
    assert set(drawn) <= set("".join(CLASSES))


@given(draws)
def test_a_password_begins_with_a_letter_so_that_no_spreadsheet_calculates_it(drawn: str) -> None:
    assert drawn[0] in string.ascii_letters


def test_passwords_are_never_the_same() -> None:
    assert len({temporary_password() for _ in range(2000)}) == 2000


def test_every_character_of_the_alphabet_is_drawn_sooner_or_later() -> None:
    alphabet = password.LOWER + password.UPPER + password.DIGITS + password.SYMBOLS
    assert set("".join(temporary_password() for _ in range(1000))) == set(alphabet)
