"""Microsoft Entra, "Password policies and account restrictions", UserPrincipalName policy."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.problem import Problem, ProblemCode
from shared.domain.user_principal_name import is_domain, uniqueness_key, user_name_problems

ALLOWED = string.ascii_letters + string.digits + "'.-_!#^~"
DOMAIN = "contoso.example"


@pytest.mark.parametrize(
    "user_name",
    [
        "nadia",
        "Nadia.Okafor",
        "o'brien",
        "n",
        "7",
        ".nadia",
        "na..dia",
        "nadia_okafor-singh!#^~",
        "-",
        "n" * 64,
    ],
)
def test_a_user_name_of_allowed_characters_is_accepted(user_name: str) -> None:
    assert user_name_problems(user_name, DOMAIN) == []


@pytest.mark.parametrize(
    ("user_name", "code", "facts"),
    [
        ("", ProblemCode.REQUIRED, {}),
        ("nadia@contoso.example", ProblemCode.USER_NAME_HAS_DOMAIN, {}),
        ("@", ProblemCode.USER_NAME_HAS_DOMAIN, {}),
        ("nadia.", ProblemCode.USER_NAME_ENDS_WITH_PERIOD, {}),
        (".", ProblemCode.USER_NAME_ENDS_WITH_PERIOD, {}),
        ("zoë", ProblemCode.USER_NAME_CHARACTERS, {"characters": "ë"}),
        ("n o", ProblemCode.USER_NAME_CHARACTERS, {"characters": "␣"}),
        ("a&b+c=&", ProblemCode.USER_NAME_CHARACTERS, {"characters": "& + ="}),
        ("o\u2019brien", ProblemCode.USER_NAME_CHARACTERS, {"characters": "\u2019"}),
        ("nadia\n", ProblemCode.USER_NAME_CHARACTERS, {"characters": "␣"}),
        ('a"b', ProblemCode.USER_NAME_CHARACTERS, {"characters": '"'}),
        ("नादिया", ProblemCode.USER_NAME_CHARACTERS, {"characters": "न ा द ि य"}),
        ("n" * 65, ProblemCode.TOO_LONG, {"limit": 64, "length": 65}),
    ],
)
def test_a_user_name_that_breaks_a_rule_is_told_which(
    user_name: str, code: ProblemCode, facts: dict[str, str | int]
) -> None:
    assert user_name_problems(user_name, DOMAIN) == [Problem("user_name", code, facts)]


def test_every_rule_that_a_user_name_breaks_is_told_at_once() -> None:
    problems = user_name_problems("é" * 70 + ".", DOMAIN)
    assert [problem.code for problem in problems] == [
        ProblemCode.USER_NAME_CHARACTERS,
        ProblemCode.USER_NAME_ENDS_WITH_PERIOD,
        ProblemCode.TOO_LONG,
    ]


def test_a_sign_in_name_has_at_most_113_characters_in_all() -> None:
    longest_domain = "d" * 40 + ".example"
    assert user_name_problems("n" * 64, longest_domain) == []
    longer = "d" * 41 + ".example"  # itself longer than a domain may be
    assert user_name_problems("n" * 64, longer) == [
        Problem("user_name", ProblemCode.USER_PRINCIPAL_NAME_TOO_LONG, {"limit": 113, "length": 114})
    ]


@given(st.text(ALLOWED, min_size=1, max_size=64).filter(lambda name: not name.endswith(".")))
def test_any_text_of_allowed_characters_is_a_user_name(user_name: str) -> None:
    assert user_name_problems(user_name, DOMAIN) == []


@given(st.text(min_size=1, max_size=64))
def test_a_text_with_any_other_character_is_not(user_name: str) -> None:
    assert bool(user_name_problems(user_name, DOMAIN)) == (
        not set(user_name) <= set(ALLOWED) or user_name.endswith(".")
    )


@pytest.mark.parametrize(
    "text", ["contoso.example", "a.b", "xn--bcher-kva.example", "1.2.3", "a-b.c-d", "d" * 40 + ".example"]
)
def test_a_domain_name_is_one(text: str) -> None:
    assert is_domain(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "contoso",
        "Contoso.example",
        "contoso..example",
        ".example",
        "contoso.",
        "-a.example",
        "a-.example",
        "a_b.example",
        "bücher.example",
        "contoso.example\n",
        "con toso.example",
        "@contoso.example",
        "d" * 41 + ".example",
    ],
)
def test_what_is_no_domain_name_is_not(text: str) -> None:
    assert not is_domain(text)


def test_sign_in_names_that_differ_in_capitals_are_the_same_one() -> None:
    assert uniqueness_key("Nadia.O'Brien@Contoso.example") == uniqueness_key("nadia.o'brien@contoso.EXAMPLE")
