from __future__ import annotations

from dataclasses import replace

import pytest

from shared.domain.customer import Domain
from shared.domain.problem import Problem, ProblemCode
from tests.builders import a_customer_profile

GOOD = a_customer_profile()


def with_domains(*names: str) -> tuple[Domain, ...]:
    return tuple(Domain(name) for name in names)


def test_a_profile_that_obeys_every_rule_has_no_problems() -> None:
    assert (
        a_customer_profile("x" * 100, [f"d{n}.example" for n in range(20)], warning="w" * 300).problems()
        == []
    )


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("name", "", Problem("name", ProblemCode.REQUIRED)),
        ("name", "&&& - !", Problem("name", ProblemCode.REQUIRED)),
        ("name", "x" * 101, Problem("name", ProblemCode.TOO_LONG, {"limit": 100, "length": 101})),
        ("name", "Contoso\u2066", Problem("name", ProblemCode.UNPRINTABLE)),
        ("warning", "x" * 301, Problem("warning", ProblemCode.TOO_LONG, {"limit": 300, "length": 301})),
        ("country", "EU", Problem("country", ProblemCode.COUNTRY_UNKNOWN, {"country": "EU"})),
        ("country", "", Problem("country", ProblemCode.REQUIRED)),
        ("domains", with_domains(""), Problem("default_domain", ProblemCode.REQUIRED)),
        (
            "domains",
            with_domains("contoso"),
            Problem("default_domain", ProblemCode.DOMAIN_MALFORMED, {"domain": "contoso"}),
        ),
        (
            "domains",
            with_domains("contoso.example", "not a domain"),
            Problem("domains", ProblemCode.DOMAIN_MALFORMED, {"domain": "not a domain"}),
        ),
        (
            "domains",
            with_domains("contoso.example", "contoso.example"),
            Problem("domains", ProblemCode.DOMAIN_TWICE, {"domain": "contoso.example"}),
        ),
        (
            "domains",
            with_domains(*[f"d{n}.example" for n in range(41)]),
            Problem("domains", ProblemCode.TOO_MANY_DOMAINS_TYPED, {"limit": 40, "count": 41}),
        ),
    ],
)
def test_a_field_that_breaks_a_rule_is_named_with_it(field: str, value: object, problem: Problem) -> None:
    assert replace(GOOD, **{field: value}).problems() == [problem]  # type: ignore[arg-type]  # any field


def test_the_first_domain_is_the_default_and_federated_ones_take_no_users() -> None:
    profile = a_customer_profile(domains=("a.example", "b.example"), federated=("c.example",))
    assert profile.default_domain == Domain("a.example")
    assert profile.managed_domains == with_domains("a.example", "b.example")


def test_search_words_are_those_of_the_name_and_whole_domains_without_their_top() -> None:
    profile = a_customer_profile("L'Épicerie & Fils", ("mail.shop.epicerie.example",))
    assert profile.search_words == {
        "l'epicerie",
        "fils",
        "mail.shop.epicerie.example",
        "epicerie.example",
    }


def test_only_so_many_words_of_a_name_are_search_words() -> None:
    profile = a_customer_profile(" ".join(f"w{n}" for n in range(15)), ("d.example",))
    assert profile.search_words == {f"w{n}" for n in range(10)} | {"d.example"}


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("", True),
        ("&", True),
        ("cont", True),
        ("CONTOSO west", True),
        ("contoso-west", True),
        ("contoso-west-trading", True),
        ("trading contoso", True),
        ("mail.con", True),
        ("contoso.example", True),
        ("(contoso)", True),
        ("ontoso", False),
        ("contoso east", False),
        ("contoso-east", False),
        ("example", False),
    ],
)
def test_a_customer_is_found_by_the_beginnings_of_words(typed: str, is_found: bool) -> None:
    profile = a_customer_profile("Contoso-West Trading", ("mail.contoso.example",))
    assert profile.is_found_by(typed) == is_found
