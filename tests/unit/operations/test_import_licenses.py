"""A file of license changes, checked: whom each row is about, what it does to them, and what is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.domain.import_file import UserChange
from shared.domain.problem import ProblemCode
from shared.domain.user import User
from tests.builders import CONTOSO
from tests.unit.operations.importing import change, check, codes, named, run
from tests.unit.operations.office import Office

ADA, LI, NADIA, ZOE = (
    f"{name}@contoso.example" for name in ("ada.lovelace", "li.wei", "nadia.okafor", "zoe.abara")
)
ALL_ON: frozenset[str] = frozenset()


def only(
    office: Office, email: str, add: str = "", remove: str = "", click: str = "check"
) -> list[tuple[str, str]]:
    (row,) = check(office, change(email, add, remove), click=click).rows
    assert row.is_ready == (row.problems == ())
    return codes(row)


def give(office: Office, user_id: str, *sku_ids: str) -> User:
    """Let somebody hold products, whatever the rules or the seats say."""
    user = replace(office.directory.user(CONTOSO, user_id), licenses=dict.fromkeys(sku_ids, ALL_ON))
    office.directory._users[CONTOSO, user_id] = user
    return user


def test_a_row_says_who_gets_what_and_who_loses_what(licensed: Office) -> None:
    checked = check(
        licensed,
        change(ADA, "enterprisepack; Power BI Pro", "SKU-E1"),
        change("NADIA.okafor@Contoso.Example", "STANDARDPACK"),
        change(LI, remove="Office 365 E3"),
    )
    assert [codes(row) for row in checked.rows] == [[], [], []]
    wishes = [row.wish for row in checked.rows]
    assert [
        (wish.user_id, set(wish.change.assign), set(wish.change.remove))
        for wish in wishes
        if isinstance(wish, UserChange)
    ] == [
        ("ada", {"sku-e3", "sku-power-bi"}, {"sku-e1"}),
        ("nadia", {"sku-e1"}, set()),
        ("li", set(), {"sku-e3"}),
    ]
    assert [row.name for row in checked.rows] == ["Ada Lovelace", "Nadia Okafor", "Li Wei"]


@pytest.mark.parametrize("email", ["nobody@contoso.example", "ada.lovelace", "ada.lovelace@west.example"])
def test_a_user_who_is_not_there_is_unknown(licensed: Office, email: str) -> None:
    (row,) = check(licensed, change(email, "ENTERPRISEPACK")).rows
    assert codes(row) == [("email", "user_unknown")]
    assert row.problems[0].facts == {"user_principal_name": email}
    assert not row.is_ready


def test_a_sign_in_name_that_only_looks_like_somebodys_says_so(licensed: Office) -> None:
    assert only(licensed, "\u0430da.lovelace@contoso.example", "ENTERPRISEPACK") == [("email", "look_alike")]


def test_a_row_without_a_user_or_without_a_product_asks_for_nothing(licensed: Office) -> None:
    assert only(licensed, "", "ENTERPRISEPACK") == [("email", "required")]
    rows = check(licensed, change(ADA), change(NADIA, " ; "), change(LI, "POWER_BI_PRO"), click="again").rows
    nothing = [("licenses_to_add", "nothing_asked_for")]
    assert [codes(row) for row in rows] == [nothing, nothing, []]


def test_a_file_with_one_of_the_columns_is_told_about_by_that_one(licensed: Office) -> None:
    text = f"Email,Licenses to remove\n{ADA},\n{NADIA},ENTERPRISEPACK\n"
    rows = check(licensed, text=text).rows
    assert codes(rows[0]) == [("licenses_to_remove", "nothing_asked_for")]
    assert named(rows[1].remarks) == [("licenses_to_remove", "changes_nothing")]


def test_rows_of_one_user_are_one_change_in_the_place_of_the_first(licensed: Office) -> None:
    rows = check(
        licensed,
        change(ADA, "POWER_BI_PRO"),
        change(LI, "POWER_BI_PRO"),
        change(ADA.upper(), "ENTERPRISEPACK", "SKU-E1"),
    ).rows
    assert [(row.line, codes(row)) for row in rows] == [(2, []), (3, [])]
    assert [(each.code, each.facts) for each in rows[0].remarks] == [
        (ProblemCode.LINES_OF_ONE_USER, {"lines": "2, 4"})
    ]
    wish = rows[0].wish
    assert isinstance(wish, UserChange)
    assert wish.change.assign.keys() == {"sku-e3", "sku-power-bi"}
    assert wish.change.remove == {"sku-e1"}
    request = run(licensed)
    licensed.work(request.id)
    assert licensed.licenses("ada").keys() == {"sku-e3", "sku-power-bi"}


def test_rows_of_one_user_that_contradict_each_other_are_told(licensed: Office) -> None:
    (row,) = check(licensed, change(ADA, "POWER_BI_PRO"), change(ADA, "", "POWER_BI_PRO")).rows
    assert codes(row) == [("licenses_to_remove", "product_both_ways"), ("line", "lines_of_one_user")]


@pytest.mark.parametrize(
    "cell",
    [
        "contoso:ENTERPRISEPACK+contoso:POWER_BI_PRO",
        "Office 365 E3+Power BI Pro",
        "Office 365 E3 + POWER_BI_PRO",
        "ENTERPRISEPACK, Power BI Pro",
        "enterprisepack | power bi pro",
    ],
)
def test_products_are_read_as_exports_of_microsoft_365_list_them(licensed: Office, cell: str) -> None:
    (row,) = check(licensed, change(NADIA, cell)).rows
    assert codes(row) == []
    assert isinstance(row.wish, UserChange)
    assert row.wish.change.assign.keys() == {"sku-e3", "sku-power-bi"}


def test_of_several_products_the_one_that_is_unknown_is_told(licensed: Office) -> None:
    (row,) = check(licensed, change(NADIA, "Office 365 E3+Visio Plan 2")).rows
    assert [each.facts for each in row.problems] == [{"product": "Visio Plan 2"}]


def test_what_is_unknown_is_told_in_the_column_where_it_stands(licensed: Office) -> None:
    assert only(licensed, ADA, "E5", "E7") == [
        ("licenses_to_add", "product_unknown"),
        ("licenses_to_remove", "product_unknown"),
    ]


def test_a_product_both_ways_is_refused_by_name(licensed: Office) -> None:
    (row,) = check(licensed, change(ADA, "ENTERPRISEPACK", "Office 365 E3")).rows
    assert codes(row) == [("licenses_to_remove", "product_both_ways")]
    assert row.problems[0].facts == {"product": "Office 365 E3"}


@pytest.mark.parametrize(
    ("add", "remove", "expected"),
    [
        ("SHAREPOINTSTORAGE", "", ("licenses_to_add", "product_for_tenant")),
        ("FABRIKAM_BACKUP", "", ("licenses_to_add", "product_of_publisher")),
        ("ENTERPRISEPACK", "", ("licenses_to_add", "plans_exclusive")),  # beside the E1 that she has
        ("Minecraft Education; POWER_BI_PRO", "", ("licenses_to_add", "license_groups_mixed")),
        ("POWER_BI_PRO", "Minecraft Education", ("licenses_to_add", "license_groups_mixed")),
        ("Minecraft Education", "SKU-E1", ("licenses_to_add", "license_groups_mixed")),
        ("STANDARDPACK", "Minecraft Education", ("licenses_to_remove", "license_groups_mixed")),
        ("WORKPLACE_ANALYTICS", "SKU-E1", ("licenses_to_add", "plan_depends")),
    ],
    ids=str,
)
def test_what_the_rules_refuse_is_told_in_the_column_that_brings_it(
    licensed: Office, add: str, remove: str, expected: tuple[str, str]
) -> None:
    assert set(only(licensed, ADA, add, remove)) == {expected}


def test_taking_away_what_another_license_needs_is_told_where_it_is_taken_away(licensed: Office) -> None:
    give(licensed, "ada", "sku-e1", "sku-analytics")
    assert only(licensed, ADA, "", "SKU-E1") == [("licenses_to_remove", "plan_depends")]
    (row,) = check(licensed, change(ADA, "POWER_BI_PRO", "SKU-E1"), click="again").rows
    assert codes(row) == [("licenses_to_remove", "plan_depends")]


def test_rules_and_the_location_are_told_beside_what_else_is_wrong(licensed: Office) -> None:
    assert only(licensed, ZOE, "ENTERPRISEPACK; STANDARDPACK", "Visio") == [
        ("licenses_to_remove", "product_unknown"),
        ("licenses_to_add", "plans_exclusive"),
        ("licenses_to_add", "usage_location_missing"),
    ]
    unknown = only(licensed, "nobody@contoso.example", "ENTERPRISEPACK; STANDARDPACK", click="again")
    assert unknown == [("email", "user_unknown"), ("licenses_to_add", "plans_exclusive")]


def test_who_has_no_location_may_lose_licenses_all_the_same(licensed: Office) -> None:
    assert only(licensed, ZOE, "POWER_BI_PRO") == [("licenses_to_add", "usage_location_missing")]
    give(licensed, "zoe", "sku-e3")
    (row,) = check(licensed, change(ZOE, remove="ENTERPRISEPACK"), click="again").rows
    assert codes(row) == []


@pytest.mark.parametrize(
    ("add", "remove"),
    [("Office 365 E1", ""), ("", "ENTERPRISEPACK"), ("STANDARDPACK", "POWER_BI_PRO")],
    ids=str,
)
def test_a_row_that_changes_nothing_is_ready_and_remarked_on(licensed: Office, add: str, remove: str) -> None:
    checked = check(licensed, change(ADA, add, remove))
    (row,) = checked.rows
    assert (codes(row), named(row.remarks)) == ([], [("licenses_to_add", "changes_nothing")])
    assert row.is_ready
    assert (checked.file.remarked, checked.file.seats) == (1, ())


def test_license_that_is_not_there_to_be_removed_is_remarked_on_beside_what_is_done(licensed: Office) -> None:
    checked = check(licensed, change(ADA, "POWER_BI_PRO", "ENTERPRISEPACK"))
    (row,) = checked.rows
    assert (codes(row), named(row.remarks)) == ([], [("licenses_to_remove", "license_not_held")])
    assert row.remarks[0].facts == {"product": "Office 365 E3"}
    assert (checked.file.ready, checked.file.unchanged) == (1, 0)


def test_rows_that_change_nothing_are_counted_apart_and_done_as_unchanged(licensed: Office) -> None:
    checked = check(licensed, change(ADA, remove="ENTERPRISEPACK"), change(LI, "POWER_BI_PRO"))
    assert (checked.file.rows, checked.file.ready, checked.file.unchanged) == (2, 2, 1)
    request = run(licensed)
    done = licensed.work(request.id)
    assert (done.tally.done, done.tally.unchanged, done.tally.refused) == (1, 1, 0)


def test_a_row_that_is_wrong_is_not_said_to_change_nothing(licensed: Office) -> None:
    (row,) = check(licensed, change(ADA, "Visio")).rows
    assert (codes(row), row.remarks) == ([("licenses_to_add", "product_unknown")], ())


def test_users_are_read_once_however_many_rows_there_are(licensed: Office) -> None:
    users = licensed.add_users(40)
    rows = [change(f"{user}.person@contoso.example", "POWER_BI_PRO") for user in users]
    assert check(licensed, *rows, click="many").file.ready == 25  # seats
    assert sorted(licensed.directory.calls) == ["subscriptions", "users_named"]
