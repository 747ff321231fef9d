from __future__ import annotations

from dataclasses import replace

import pytest

from shared.domain.problem import Problem, ProblemCode
from shared.domain.user import DirectoryRole, Everyone, UserCounts, UserFilter
from tests.builders import a_user, a_user_profile

GOOD = a_user_profile()


def test_a_profile_that_obeys_every_rule_has_no_problems() -> None:
    assert GOOD.problems() == []


def test_first_and_last_name_may_be_left_out() -> None:
    assert replace(GOOD, first_name="", last_name="").problems() == []


def test_a_user_need_not_have_a_usage_location() -> None:
    assert replace(GOOD, usage_location="").problems() == []


def test_names_may_have_as_many_characters_as_microsoft_graph_takes() -> None:
    assert replace(GOOD, first_name="é" * 64, last_name="é" * 64, display_name="é" * 256).problems() == []


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        (
            "first_name",
            "x" * 65,
            Problem("first_name", ProblemCode.TOO_LONG, {"limit": 64, "length": 65}),
        ),
        ("last_name", "x" * 65, Problem("last_name", ProblemCode.TOO_LONG, {"limit": 64, "length": 65})),
        ("display_name", "", Problem("display_name", ProblemCode.REQUIRED)),
        (
            "display_name",
            "x" * 257,
            Problem("display_name", ProblemCode.TOO_LONG, {"limit": 256, "length": 257}),
        ),
        ("display_name", "Nadia\u202eOkafor", Problem("display_name", ProblemCode.UNPRINTABLE)),
        ("first_name", "Na\ndia", Problem("first_name", ProblemCode.UNPRINTABLE)),
        ("last_name", "Oka\x00for", Problem("last_name", ProblemCode.UNPRINTABLE)),
        ("usage_location", "UK", Problem("usage_location", ProblemCode.COUNTRY_UNKNOWN, {"country": "UK"})),
        ("user_name", "", Problem("user_name", ProblemCode.REQUIRED)),
    ],
)
def test_a_field_that_breaks_a_rule_is_named_with_it(field: str, value: str, problem: Problem) -> None:
    assert replace(GOOD, **{field: value}).problems() == [problem]  # type: ignore[arg-type]  # all texts


def test_all_fields_that_break_rules_are_named_at_once() -> None:
    profile = a_user_profile(
        "", first_name="x" * 65, last_name="y\x07", user_name="a b.", usage_location="ZZ"
    )
    assert [(problem.field, problem.code) for problem in profile.problems()] == [
        ("first_name", ProblemCode.TOO_LONG),
        ("last_name", ProblemCode.UNPRINTABLE),
        ("display_name", ProblemCode.REQUIRED),
        ("user_name", ProblemCode.USER_NAME_CHARACTERS),
        ("user_name", ProblemCode.USER_NAME_ENDS_WITH_PERIOD),
        ("usage_location", ProblemCode.COUNTRY_UNKNOWN),
    ]


def test_a_sign_in_name_is_the_user_name_at_the_domain() -> None:
    assert GOOD.user_principal_name == "nadia.okafor@contoso.example"


def test_who_holds_a_directory_role_is_an_administrator() -> None:
    assert not a_user().is_administrator
    assert a_user(profile=a_user_profile(directory_roles=[DirectoryRole.PASSWORD_ADMIN])).is_administrator


def test_who_holds_a_license_with_every_plan_on_is_licensed() -> None:
    assert not a_user().is_licensed
    assert a_user(licenses={"sku-e3": frozenset()}).is_licensed


@pytest.mark.parametrize(
    ("everyone", "included"),
    [
        (Everyone(), {"nadia", "ada", "li"}),
        (Everyone(UserFilter.ADMINISTRATORS), {"ada"}),
        (Everyone(UserFilter.WITHOUT_LICENSE), {"ada"}),
        (Everyone(UserFilter.WITH_LICENSE, "sku-e3"), {"nadia"}),
        (Everyone(UserFilter.WITH_LICENSE, "sku-e1"), {"li"}),
        (Everyone(UserFilter.WITH_LICENSE, "sku-of-nobody"), set()),
    ],
)
def test_everyone_is_who_passes_the_filter(everyone: Everyone, included: set[str]) -> None:
    administrator = a_user_profile("Ada Lovelace", directory_roles=[DirectoryRole.SERVICE_ADMIN])
    users = [
        a_user(licenses={"sku-e3": frozenset({"plan-off"})}),
        a_user("ada", administrator),
        a_user("li", licenses={"sku-e1": frozenset()}),
    ]
    assert {user.id for user in users if everyone.includes(user)} == included


def test_counts_are_told_by_filter() -> None:
    counts = UserCounts(total=9, administrators=2, without_license=4, deleted=3)
    counted = [each for each in UserFilter if each is not UserFilter.WITH_LICENSE]
    assert {each: counts.of(each) for each in counted} == {
        UserFilter.ALL: 9,
        UserFilter.ADMINISTRATORS: 2,
        UserFilter.WITHOUT_LICENSE: 4,
        UserFilter.DELETED: 3,
    }


@pytest.mark.parametrize(
    ("roles", "is_protected", "is_sensitive"),
    [
        ([], False, False),
        ([], True, True),
        *[([role], False, True) for role in DirectoryRole],
        ([DirectoryRole.SERVICE_ADMIN], True, True),
    ],
)
def test_administrators_and_the_protected_are_sensitive(
    roles: list[DirectoryRole], is_protected: bool, is_sensitive: bool
) -> None:
    profile = replace(a_user_profile(directory_roles=roles), is_protected=is_protected)
    assert a_user(profile=profile).is_sensitive is is_sensitive


def test_no_active_user_passes_the_filter_of_the_deleted() -> None:
    assert not Everyone(UserFilter.DELETED).includes(a_user())
