"""Countries, lines of text, staff."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.country import ALPHA_3, COUNTRIES, country_problems
from shared.domain.problem import ProblemCode
from shared.domain.staff import Role, bootstrap_admin
from shared.domain.text import line_problems, tidy
from tests.builders import CONTOSO, FABRIKAM, NOW, a_staff_member


def test_all_249_countries_of_iso_3166_and_kosovo_are_known() -> None:
    assert len(COUNTRIES) == len(ALPHA_3) == 250
    assert all(len(code) == 2 and code.isalpha() and code.isupper() for code in COUNTRIES)


@pytest.mark.parametrize("code", ["GB", "FR", "US", "SS", "CW", "AX", "XK"])
def test_a_country_code_is_accepted(code: str) -> None:
    assert country_problems("country", code) == []


@pytest.mark.parametrize("code", ["UK", "EU", "gb", "GBR", "AN", "SU", "ZZ", "G", " GB"])
def test_what_is_no_country_code_is_unknown(code: str) -> None:
    assert [problem.code for problem in country_problems("country", code)] == [ProblemCode.COUNTRY_UNKNOWN]


def test_a_very_long_country_is_told_shortened() -> None:
    (problem,) = country_problems("country", "X" * 5000)
    assert problem.facts == {"country": "X" * 20}


@pytest.mark.parametrize(
    "character", ["\n", "\t", "\x00", "\x7f", "\u2028", "\u202e", "\u2066", "\ud800", "\ue000", "\uffff"]
)
def test_a_line_with_a_control_or_direction_changing_character_is_unprintable(character: str) -> None:
    problems = line_problems("name", f"Nadia{character}Okafor", limit=64)
    assert [problem.code for problem in problems] == [ProblemCode.UNPRINTABLE]


@pytest.mark.parametrize("text", ["محمد", "नादिया", "O’Brien", "👩🏽\u200d💻", "naïve\u00a0café", ""])
def test_a_line_in_any_script_is_printable(text: str) -> None:
    assert line_problems("name", text, limit=64) == []


def test_a_line_is_tidied_of_spaces_around_it_and_of_loose_accents() -> None:
    assert tidy("  Zoe\u0308 ") == "Zoë"
    assert tidy(None) == ""


@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_roles_hold_until_the_instant_of_expiry() -> None:
    staff = a_staff_member(Role.ADMIN_AGENT, expires_at=NOW)
    assert staff.roles_at(NOW - timedelta(microseconds=1)) == {Role.ADMIN_AGENT}
    assert staff.roles_at(NOW) == frozenset()
    assert staff.roles_at(NOW + timedelta(days=1)) == frozenset()


def test_roles_without_expiry_hold_for_ever() -> None:
    assert a_staff_member(Role.ADMIN_AGENT).roles_at(NOW + timedelta(days=36500)) == {Role.ADMIN_AGENT}


def test_a_scope_of_all_customers_has_everyone_and_an_empty_one_nobody() -> None:
    assert a_staff_member().own.covers(CONTOSO)
    assert a_staff_member().own.covers(None)
    assert a_staff_member(customers=[CONTOSO]).own.covers(CONTOSO)
    for elsewhere in (FABRIKAM, None):
        assert not a_staff_member(customers=[CONTOSO]).own.covers(elsewhere)
    assert not a_staff_member(customers=[]).own.covers(CONTOSO)


def test_the_first_admin_is_a_global_admin_of_everyone_for_ever() -> None:
    assert bootstrap_admin("U0FIRST") == a_staff_member(Role.GLOBAL_ADMIN, slack_user_id="U0FIRST")
