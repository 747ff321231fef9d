import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.slack.words import split


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", []),
        ("   ", []),
        ("users contoso", ["users", "contoso"]),
        ('users "Contoso Ltd" nadia', ["users", "Contoso Ltd", "nadia"]),
        ("users “Contoso Ltd” nadia", ["users", "Contoso Ltd", "nadia"]),
        ("utilisateurs « Fabrikam Électricité »", ["utilisateurs", "Fabrikam Électricité"]),
        ("users R&amp;D &lt;x&gt;", ["users", "R&D", "<x>"]),
        ("users <http://contoso.example|contoso.example>", ["users", "contoso.example"]),
        (
            "audit contoso <mailto:a@contoso.example|a@contoso.example>",
            ["audit", "contoso", "a@contoso.example"],
        ),
        ("users <https://contoso.example>", ["users", "contoso.example"]),
        ('users "unfinished quote', ["users", '"unfinished', "quote"]),
        ("users o'brien", ["users", "o'brien"]),
    ],
)
def test_a_typed_line_is_split_as_the_person_meant_it(typed: str, words: list[str]) -> None:
    assert split(typed) == words


@given(st.text())
def test_any_text_is_split_into_words_that_are_not_empty(typed: str) -> None:
    assert all(split(typed))
