"""Rows of one user with a license each, read as one row."""

from __future__ import annotations

from shared.domain.import_columns import MAXIMUM_LIST, ImportedLine
from shared.domain.import_headings import Column
from shared.domain.import_kind import ImportKind
from shared.domain.import_merging import with_one_row_a_user
from shared.domain.problem import Problem, ProblemCode

NADIA = {Column.DISPLAY_NAME: "Nadia Okafor", Column.EMAIL: "nadia@contoso.example"}


def users(*rows: dict[Column, str]) -> list[ImportedLine]:
    lines = [ImportedLine(line, cells) for line, cells in enumerate(rows, 2)]
    return with_one_row_a_user(lines, ImportKind.USERS)


def licenses(line: ImportedLine) -> str:
    return line.cells[Column.LICENSES]


def test_licenses_of_one_user_come_together_in_the_place_of_the_first_row() -> None:
    luc = {**NADIA, Column.EMAIL: "luc@contoso.example", Column.LICENSES: "E1"}
    again = {**NADIA, Column.EMAIL: "NADIA@contoso.example", Column.LICENSES: "EMS; e3"}
    first, second = users({**NADIA, Column.LICENSES: "E3"}, luc, again)
    assert (first.line, licenses(first)) == (2, "e3; EMS")
    assert first.remarks == (Problem("line", ProblemCode.LINES_OF_ONE_USER, {"lines": "2, 4"}),)
    assert (second.line, licenses(second), second.remarks) == (3, "E1", ())


def test_rows_that_differ_in_more_than_licenses_stay_apart() -> None:
    rows = {**NADIA, Column.LICENSES: "E3"}, {**NADIA, Column.DISPLAY_NAME: "N.", Column.LICENSES: "E1"}
    assert [line.line for line in users(*rows)] == [2, 3]


def test_row_that_merely_stands_there_twice_stays_to_be_told() -> None:
    row = {**NADIA, Column.LICENSES: "E3"}
    assert [line.line for line in users(row, row)] == [2, 3]
    assert [line.line for line in users(NADIA, NADIA)] == [2, 3]


def test_problems_of_all_rows_are_kept_and_a_list_that_is_too_long_is_told() -> None:
    broken = Problem("line", ProblemCode.CELL_WITHOUT_HEADING, {"value": "x"})
    cells = [{**NADIA, Column.LICENSES: letter * (MAXIMUM_LIST // 2)} for letter in "ab"]
    lines = [ImportedLine(2, cells[0]), ImportedLine(3, cells[1], (broken,))]
    (line,) = with_one_row_a_user(lines, ImportKind.USERS)
    assert [each.code for each in line.problems] == [
        ProblemCode.CELL_WITHOUT_HEADING,
        ProblemCode.CELL_TOO_LONG,
    ]
    assert len(licenses(line)) == MAXIMUM_LIST
