"""Seats for the rows of a file: in its order, and told how many are missing, and what they come to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.domain.import_file import CheckedFile, SeatNeed
from shared.domain.outcome import Result
from tests.products import E1, E3, POWER_BI_PRO
from tests.unit.operations.importing import change, check, codes, have_small_parts, new, outcomes_of, run
from tests.unit.operations.office import Office
from tests.unit.operations.restoring import seats

MISSING = ("licenses", "seats_missing")
MISSING_TO_ADD = ("licenses_to_add", "seats_missing")


def people(*licenses: str) -> list[dict[str, str]]:
    return [new(f"p{n}@contoso.example", licenses=each) for n, each in enumerate(licenses)]


def needs(checked: CheckedFile) -> dict[str, tuple[int, int, int]]:
    """Tell of each product: seats used before and after, and how many are missing."""
    return {each.sku_id: (each.before, each.after, each.missing) for each in checked.file.seats}


def missing(checked: CheckedFile) -> list[list[object]]:
    """Tell of each row how many seats of which products are said to be missing."""
    return [[(each.facts["product"], each.facts["count"]) for each in row.problems] for row in checked.rows]


@pytest.fixture
def scarce(office: Office) -> Office:
    """The office with three seats of E3, of which Ada has one, and two of Power BI Pro."""
    office.subscribe([E3], active=3)
    office.subscribe([POWER_BI_PRO], active=2)
    office.subscribe([E1], active=9)
    office.add_user("Ada Lovelace", {"sku-e3": frozenset()})
    return office


def test_who_comes_first_in_the_file_is_served_and_the_others_are_told_how_many_are_missing(
    scarce: Office,
) -> None:
    checked = check(scarce, *people("ENTERPRISEPACK", "", *["ENTERPRISEPACK"] * 4))
    assert [codes(row) for row in checked.rows] == [[], [], [], [MISSING], [MISSING], [MISSING]]
    assert missing(checked)[3:] == [[("Office 365 E3", 3)]] * 3
    assert needs(checked) == {"sku-e3": (1, 3, 3)}
    assert (checked.file.ready, checked.file.wrong) == (3, 3)


def test_seats_that_are_enough_to_the_last_one_are_enough(scarce: Office) -> None:
    checked = check(scarce, *people("ENTERPRISEPACK", "ENTERPRISEPACK"))
    assert checked.file.ready == 2
    assert checked.file.seats == (SeatNeed(sku_id="sku-e3", total=3, before=1, after=3, missing=0),)


def test_a_row_that_needs_two_products_takes_none_where_one_is_missing(scarce: Office) -> None:
    both = "ENTERPRISEPACK; POWER_BI_PRO"
    seats(scarce, "sku-e3", 2)
    checked = check(scarce, *people(both, both, both, "POWER_BI_PRO"))
    assert [codes(row) for row in checked.rows] == [[], [MISSING, MISSING], [MISSING, MISSING], []]
    assert needs(checked) == {"sku-e3": (1, 2, 2), "sku-power-bi": (0, 2, 2)}


def test_a_row_that_lacks_two_products_is_told_both(scarce: Office) -> None:
    seats(scarce, "sku-e3", 1)
    seats(scarce, "sku-power-bi", 0)
    checked = check(scarce, *people("ENTERPRISEPACK; POWER_BI_PRO"))
    assert missing(checked) == [[("Office 365 E3", 1), ("Power BI Pro", 1)]]
    assert needs(checked) == {"sku-e3": (1, 1, 1), "sku-power-bi": (0, 0, 1)}


def test_rows_that_are_wrong_take_no_seat_and_are_not_told_of_seats(scarce: Office) -> None:
    wrong = new("nadia.okafor@contoso.example", licenses="ENTERPRISEPACK")
    checked = check(scarce, wrong, wrong, *people("ENTERPRISEPACK", "ENTERPRISEPACK"))
    assert [MISSING in codes(row) for row in checked.rows] == [False] * 4
    assert needs(checked) == {"sku-e3": (1, 3, 0)}


def test_more_seats_taken_than_bought_have_to_be_bought_too(scarce: Office) -> None:
    for name in ("Li Wei", "Zoe Abara"):
        scarce.add_user(name, {"sku-e3": frozenset()})
    seats(scarce, "sku-e3", 1)  # three hold it
    checked = check(scarce, *people("ENTERPRISEPACK"))
    assert missing(checked) == [[("Office 365 E3", 3)]]
    assert needs(checked) == {"sku-e3": (3, 3, 3)}


def test_a_license_taken_away_frees_a_seat_for_a_later_row(scarce: Office) -> None:
    scarce.add_user("Li Wei")
    seats(scarce, "sku-e3", 1)
    checked = check(
        scarce,
        change("ada.lovelace@contoso.example", "POWER_BI_PRO", "ENTERPRISEPACK"),
        change("li.wei@contoso.example", "ENTERPRISEPACK"),
    )
    assert [codes(row) for row in checked.rows] == [[], []]
    assert needs(checked) == {"sku-e3": (1, 1, 0), "sku-power-bi": (0, 1, 0)}


def test_seat_that_a_later_row_gives_back_is_there_for_an_earlier_one(scarce: Office) -> None:
    scarce.add_user("Li Wei")
    seats(scarce, "sku-e3", 1)
    checked = check(
        scarce,
        change("li.wei@contoso.example", "ENTERPRISEPACK"),
        change("ada.lovelace@contoso.example", "", "ENTERPRISEPACK"),
    )
    assert [(codes(row), row.turn) for row in checked.rows] == [([], 2), ([], 1)]
    assert needs(checked) == {"sku-e3": (1, 1, 0)}
    request = run(scarce)
    scarce.work(request.id)
    assert [each.result for each in outcomes_of(scarce, request)] == [Result.DONE, Result.DONE]
    assert (scarce.licenses("li"), scarce.licenses("ada")) == ({"sku-e3": frozenset()}, {})


def test_seat_that_comes_back_goes_to_the_first_row_that_wants_it(scarce: Office) -> None:
    for name in ("Li Wei", "Zoe Abara"):
        scarce.add_user(name)
    seats(scarce, "sku-e3", 1)
    checked = check(
        scarce,
        change("li.wei@contoso.example", "ENTERPRISEPACK"),
        change("ada.lovelace@contoso.example", "", "ENTERPRISEPACK"),
        change("zoe.abara@contoso.example", "ENTERPRISEPACK"),
    )
    assert [codes(row) for row in checked.rows] == [[], [], [MISSING_TO_ADD]]
    assert needs(checked) == {"sku-e3": (1, 1, 1)}


def test_rows_that_exchange_licenses_with_each_other_are_told_and_no_seat_is_missing(scarce: Office) -> None:
    scarce.add_user("Li Wei", {"sku-power-bi": frozenset()})
    seats(scarce, "sku-e3", 1)
    seats(scarce, "sku-power-bi", 1)
    checked = check(
        scarce,
        change("li.wei@contoso.example", "ENTERPRISEPACK", "POWER_BI_PRO"),
        change("ada.lovelace@contoso.example", "POWER_BI_PRO", "ENTERPRISEPACK"),
    )
    late = ("licenses_to_add", "seat_comes_back_later")
    assert [codes(row) for row in checked.rows] == [[late], [late]]
    assert [row.problems[0].facts for row in checked.rows] == [
        {"product": "Office 365 E3", "line": 3},
        {"product": "Power BI Pro", "line": 2},
    ]
    assert needs(checked) == {"sku-e3": (1, 1, 0), "sku-power-bi": (1, 1, 0)}


def test_seat_that_comes_back_in_a_later_part_is_told_with_its_line(
    scarce: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    have_small_parts(monkeypatch)
    users = scarce.add_users(9)
    scarce.add_user("Li Wei")
    seats(scarce, "sku-e3", 1)
    checked = check(
        scarce,
        change("li.wei@contoso.example", "ENTERPRISEPACK"),
        *(change(f"{user}.person@contoso.example", "STANDARDPACK") for user in users),
        change("ada.lovelace@contoso.example", "", "ENTERPRISEPACK"),
    )
    assert codes(checked.rows[0]) == [("licenses_to_add", "seat_comes_back_later")]
    assert checked.rows[0].problems[0].facts["line"] == 12
    assert needs(checked)["sku-e3"] == (1, 0, 0)


def test_a_row_that_is_wrong_frees_no_seat(scarce: Office) -> None:
    scarce.add_user("Li Wei")
    seats(scarce, "sku-e3", 1)
    checked = check(
        scarce,
        change("ada.lovelace@contoso.example", "Visio", "ENTERPRISEPACK"),
        change("li.wei@contoso.example", "ENTERPRISEPACK"),
    )
    assert codes(checked.rows[1]) == [MISSING_TO_ADD]
    assert needs(checked) == {"sku-e3": (1, 1, 1)}


def test_a_row_without_a_seat_gives_none_back_either(scarce: Office) -> None:
    scarce.subscribe([replace(E1, sku_id="sku-none", part_number="NONE", name="None left")], active=0)
    scarce.add_user("Li Wei")
    seats(scarce, "sku-e3", 1)
    checked = check(
        scarce,
        change("ada.lovelace@contoso.example", "NONE", "ENTERPRISEPACK"),
        change("li.wei@contoso.example", "ENTERPRISEPACK"),
    )
    assert [codes(row) for row in checked.rows] == [
        [MISSING_TO_ADD],
        [("licenses_to_add", "seat_comes_back_later")],
    ]
    assert checked.rows[1].problems[0].facts == {"product": "Office 365 E3", "line": 2}
    assert needs(checked) == {"sku-e3": (1, 1, 0), "sku-none": (0, 0, 1)}


def test_who_has_the_product_already_takes_no_seat(scarce: Office) -> None:
    seats(scarce, "sku-e3", 1)
    checked = check(scarce, change("ada.lovelace@contoso.example", "ENTERPRISEPACK; POWER_BI_PRO"))
    assert (codes(checked.rows[0]), needs(checked)) == ([], {"sku-power-bi": (0, 1, 0)})
