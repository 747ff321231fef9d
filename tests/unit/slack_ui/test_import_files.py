"""The files of imports: what is in them, and that they can be corrected and uploaded again."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.import_columns import read_import
from shared.domain.import_file import CheckedFile, ImportRow
from shared.domain.import_headings import Column, template_headings
from shared.domain.import_kind import ImportKind
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import RequestState
from shared.errors import InvalidInputError
from shared.i18n.translator import translator
from shared.operations.import_rows import target_of
from shared.slack_ui.import_files import file_to_correct, result_file, template_file
from tests.unit.slack_ui.import_situations import (
    ADA,
    CHANGES,
    INES,
    LONGEST_ROW,
    MIRIAM,
    NOBODY,
    SUBMITTED,
    THEO,
    ZOE,
    a_file,
    a_run,
)
from tests.unit.slack_ui.strategies import typed

if TYPE_CHECKING:
    from shared.domain.import_file import ImportFile
    from shared.i18n.translator import Translator
    from shared.slack_ui.csv_file import CsvFile

EN, FR = translator("en"), translator("fr")
COLUMNS = (Column.EMAIL, Column.LICENSES, Column.DISPLAY_NAME, Column.STATUS, Column.PERMISSIONS)
DONE_BEFORE = replace(ZOE, cells={**ZOE.cells, Column.STATUS: "Créé"})
TABLE = {"en": (",", "Ready.", "Created"), "fr": (";", "Prêt.", "Créé")}


def content(file: CsvFile) -> bytes:
    return b"".join(file.lines)


def table(file: CsvFile, language: str = "en") -> list[list[str]]:
    text = content(file).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=TABLE[language][0]))


def corrected(t: Translator, *rows: ImportRow, file: ImportFile = SUBMITTED) -> CsvFile:
    return file_to_correct(t, CheckedFile(file=replace(file, columns=file.columns or COLUMNS), rows=rows))


def a_row(**cells: str) -> ImportRow:
    return ImportRow(line=2, cells={Column(name): cell for name, cell in cells.items()})


def test_the_columns_are_the_persons_own_in_their_order_by_the_readers_headings(t: Translator) -> None:
    headings, *_ = table(corrected(t, INES), t.language)
    english = ["Email", "Licenses", "Display name", "Status update", "Permissions"]
    french = ["E-mail", "Licences", "Nom d’affichage", "Mise à jour de l’état", "Autorisations"]
    assert headings == (english if t.language == "en" else french)


def test_who_had_no_column_for_the_status_gets_one_at_the_end() -> None:
    file = replace(SUBMITTED, columns=(Column.EMAIL, Column.DISPLAY_NAME))
    headings, ines = table(corrected(EN, INES, file=file))
    assert headings == ["Email", "Display name", "Status update"]
    assert ines == ["inès@contoso.example", "Inès Faure", "Ready."]


def test_each_row_says_what_stands_in_its_way_or_that_it_is_ready(t: Translator) -> None:
    _, ready, created = TABLE[t.language]
    _, ines, ada, zoe, nobody = table(corrected(t, INES, ADA, DONE_BEFORE, NOBODY), t.language)
    assert ines[3] == ready
    assert ada[3].startswith(ready)
    assert "ada@contoso.example" in ada[3]
    assert zoe[3] == created
    assert "elsewhere.example" in nobody[3]
    assert nobody[3].startswith("Display name: " if t is EN else "Nom d’affichage\u00a0: ")


def test_of_many_faults_of_a_row_eight_are_said_and_the_others_counted() -> None:
    (_, row) = table(corrected(EN, LONGEST_ROW))
    assert row[3].count("Licenses: ") == 8
    assert row[3].endswith("and 52 more")
    assert len(row[3]) < 8 * 600


def test_what_was_too_long_stays_too_long_and_what_had_no_heading_has_none() -> None:
    problems = (
        Problem("licenses", ProblemCode.CELL_TOO_LONG, {"length": 1200, "limit": 1000}),
        Problem("line", ProblemCode.CELL_WITHOUT_HEADING, {"value": "E5"}),
    )
    row = replace(a_row(email="a@contoso.example", licenses="E" * 1000), problems=problems)
    read = read_import(content(corrected(EN, row)), ImportKind.USERS, 10)
    assert [each.code for each in read.lines[0].problems] == [each.code for each in problems]


@pytest.mark.parametrize("language", TABLE)
@pytest.mark.parametrize("kind", ImportKind)
@given(cells=st.lists(st.tuples(typed, typed, typed), min_size=1, max_size=5), data=st.data())
def test_what_is_read_again_is_what_was_read(
    language: str, kind: ImportKind, cells: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    """First read what somebody typed, then what we write of it, and what we write of that."""
    given_columns = template_headings(kind, language)
    order = data.draw(st.permutations(range(len(given_columns))))
    text = StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([given_columns[place] for place in order])
    for each in cells:
        padded = [*each, *[""] * len(order)]
        writer.writerow([padded[place] for place in order])
    try:
        first = read_import(text.getvalue().encode(errors="replace"), kind, 10)
    except InvalidInputError:
        return  # it cannot be read in the first place
    rows = tuple(ImportRow(line=line.line, cells=line.cells, problems=line.problems) for line in first.lines)
    written = corrected(translator(language), *rows, file=a_file(kind, columns=first.columns))
    again = read_import(content(written), kind, 10)

    kept = [column for column in first.columns if column is not Column.STATUS]
    assert [column for column in again.columns if column is not Column.STATUS] == kept
    was = [[line.cells[column] for column in kept] for line in first.lines if not _is_cut(line.problems)]
    now = [[line.cells[column] for column in kept] for line in again.lines if not _is_cut(line.problems)]
    assert now == was


def _is_cut(problems: tuple[Problem, ...]) -> bool:
    return any(each.code is ProblemCode.CELL_TOO_LONG for each in problems)


@pytest.mark.parametrize("formula", ["=1+2", "+1", "@SUM(A1)", "-1", "\uff1d1", " =1"])
def test_no_cell_is_calculated(formula: str) -> None:
    _, row = table(corrected(EN, a_row(email=formula, display_name=formula)))
    assert row[0] == f"'{formula}"
    assert row[2] == f"'{formula}"


def test_the_name_is_that_of_the_file_in_the_readers_language() -> None:
    assert corrected(EN, INES).name == "nouveaux-checked.csv"
    assert corrected(FR, INES).name == "nouveaux-verifie.csv"
    strange = replace(SUBMITTED, file_name="a/\u202eb" + "x" * 300 + ".csv")
    assert corrected(EN, INES, file=strange).name.endswith("…-checked.csv")
    assert "\u202e" not in corrected(EN, INES, file=strange).name
    assert corrected(EN, INES, file=replace(SUBMITTED, file_name="")).name == "import-checked.csv"


@pytest.mark.parametrize("kind", ImportKind)
def test_a_template_has_its_headings_and_no_rows(kind: ImportKind, t: Translator) -> None:
    file = template_file(t, kind)
    assert table(file, t.language) == [template_headings(kind, t.language)]
    names = {
        "en": {ImportKind.USERS: "new-users.csv", ImportKind.LICENSES: "license-changes.csv"},
        "fr": {
            ImportKind.USERS: "nouveaux-utilisateurs.csv",
            ImportKind.LICENSES: "changements-de-licences.csv",
        },
    }
    assert file.name == names[t.language][kind]


def outcome_of(row: ImportRow, result: Result, reason: Reason | None = None) -> Outcome:
    return Outcome(target_id=target_of(f"{SUBMITTED.id}.run", row), result=result, reason=reason)


def test_each_row_says_what_became_of_it(t: Translator) -> None:
    request = a_run(SUBMITTED, RequestState.PARTIAL)
    outcomes = [outcome_of(INES, Result.DONE), outcome_of(THEO, Result.REFUSED, Reason.CHANGED_MEANWHILE)]
    file = replace(SUBMITTED, columns=COLUMNS)
    rows = table(result_file(t, request, file, [INES, THEO, ADA, DONE_BEFORE, NOBODY], outcomes), t.language)
    ines, theo, ada, zoe, nobody = (row[3] for row in rows[1:])
    assert ines == zoe == TABLE[t.language][2]
    assert theo.startswith("Somebody else was changing" if t is EN else "Quelqu’un d’autre")
    assert ada.startswith("Not done, because another row" if t is EN else "Pas fait, car une autre ligne")
    assert "elsewhere.example" in nobody


def test_rows_behind_the_stop_say_that_they_were_not_reached() -> None:
    request = replace(a_run(SUBMITTED, RequestState.CANCELLED), is_stopped=True)
    file = replace(SUBMITTED, columns=COLUMNS)
    _, ines, theo = table(result_file(EN, request, file, [INES, THEO], [outcome_of(INES, Result.DONE)]))
    assert ines[3] == "Created"
    assert theo[3] == "Not done: it was stopped before this row."


def test_what_was_refused_as_a_whole_says_so_at_every_row() -> None:
    request = a_run(SUBMITTED, RequestState.FAILED)
    refused = Outcome(target_id=request.id, result=Result.REFUSED, reason=Reason.CONTENT_DIFFERS)
    file = replace(SUBMITTED, columns=COLUMNS)
    _, ines, nobody = table(result_file(EN, request, file, [INES, NOBODY], [refused]))
    assert ines[3].startswith("The file is not the one that was checked")
    assert nobody[3].startswith("Display name: ")


def test_changed_licenses_are_not_said_to_be_created() -> None:
    request = a_run(CHANGES, RequestState.DONE)
    file = replace(CHANGES, columns=(Column.EMAIL,))
    outcome = Outcome(target_id=MIRIAM.wish.user_id, result=Result.DONE)  # type: ignore[union-attr]
    _, miriam = table(result_file(EN, request, file, [MIRIAM], [outcome]))
    assert miriam[-1] == "Changed."
    _, miriam = table(result_file(EN, request, file, [MIRIAM], [replace(outcome, result=Result.UNCHANGED)]))
    assert miriam[-1] == "Nothing to change."
