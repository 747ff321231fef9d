"""Files of users and of license changes: their columns, their rows, and what is refused."""

from __future__ import annotations

import contextlib
import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import exported_headings
from shared.domain.audit import AuditQuery
from shared.domain.credential import Sheet
from shared.domain.csv_table import MAXIMUM_ROW, MOST_ABOVE
from shared.domain.file import MAXIMUM_TOLD, file_problem
from shared.domain.formula import is_calculated, protected, unprotected
from shared.domain.import_columns import (
    MAXIMUM_CELL,
    MAXIMUM_CELL_BYTES,
    MAXIMUM_LIST,
    STATUS_CREATED,
    ImportedTable,
    listed,
    read_import,
    says_created,
)
from shared.domain.import_headings import Column, Unread, columns_of, heading, template_headings
from shared.domain.import_kind import ImportKind
from shared.domain.problem import Problem, ProblemCode
from shared.errors import InvalidInputError
from shared.i18n.translator import Translator, translator
from shared.ports import AuditExport, LicenseExport
from shared.slack_ui.csv_file import CsvFile, csv_file
from shared.slack_ui.csv_files import license_files, outcome_file, password_file, trail_file
from shared.slack_ui.import_files import template_file
from tests.builders import a_customer
from tests.import_corpus import (
    FOLDER,
    MAXIMUM_ROWS,
    VERDICTS,
    Verdict,
    corpus_file,
    told,
    verdict_on,
    verdicts,
)

USERS, LICENSES = ImportKind.USERS, ImportKind.LICENSES


def read(text: str, kind: ImportKind = USERS, limit: int = 100) -> ImportedTable:
    return read_import(text.encode(), kind, limit)


def refused(content: bytes, kind: ImportKind = USERS, limit: int = 100) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInputError) as raised:
        read_import(content, kind, limit)
    assert {problem.field for problem in raised.value.problems} == {"file"}
    problems: tuple[Problem, ...] = raised.value.problems
    return problems


def rows(count: int) -> bytes:
    lines = (f"Nadia Okafor,nadia.{n}@contoso.example" for n in range(count))
    return "\r\n".join(["Display name,Email", *lines, ""]).encode()


# ---- the corpus ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "verdict"), [pytest.param(*each, id=each[0]) for each in verdicts().items()]
)
def test_each_file_is_read_or_refused_as_is_written_beside_it(name: str, verdict: Verdict) -> None:
    try:
        found = verdict_on(verdict.kind, read_import(corpus_file(name), verdict.kind, MAXIMUM_ROWS))
    except InvalidInputError as error:
        found = Verdict(kind=verdict.kind, refused=tuple(map(told, error.problems)))
    assert found == verdict


def test_every_file_has_a_verdict_and_there_are_many() -> None:
    assert {file.name for file in FOLDER.iterdir()} - {VERDICTS.name} == set(verdicts())
    assert len(verdicts()) >= 60


# ---- headings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "column"),
    [
        *((each, Column.EMAIL) for each in ("Courriel", "Adresse courriel", "Adresse de messagerie", "Mail")),
        *(
            (each, Column.EMAIL)
            for each in ("User principal name", "UserPrincipalName", "User name", "E-Mail")
        ),
        ("User name [userPrincipalName] Required", Column.EMAIL),
        ("Name [displayName] Required", Column.DISPLAY_NAME),
        ("Name", Column.DISPLAY_NAME),
        ("Full name", Column.DISPLAY_NAME),
        ("givenName", Column.FIRST_NAME),
        ("surname", Column.LAST_NAME),
        ("usageLocation", Column.USAGE_LOCATION),
        ("Initial password [passwordProfile] Required", Unread.PASSWORD),
        ("Block sign in (Yes/No) [accountEnabled] Required", Unread.BLOCKED),
        ("Job title [jobTitle]", Unread.LEFT_OUT),
        ("Department", None),
        ("Password", None),
    ],
)
def test_heading_of_other_programs_is_known_by_what_it_means(
    written: str, column: Column | Unread | None
) -> None:
    assert columns_of([written]) == [column]


def test_name_of_a_product_beside_its_part_number_is_left_out() -> None:
    assert columns_of(["Product", "Part number"]) == [Unread.LEFT_OUT, Column.LICENSES]
    assert columns_of(["Référence", "Produit"]) == [Column.LICENSES, Unread.LEFT_OUT]
    assert columns_of(["Product"]) == [Column.LICENSES]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_heading_of_our_own_files_is_known(language: str) -> None:
    written = [each for file in files_that_we_send(translator(language)) for each in headings_of(file)]
    assert [each for each in written if columns_of([each]) == [None]] == []
    assert len(set(written)) > 30


def files_that_we_send(t: Translator) -> list[CsvFile]:
    customer = a_customer()
    export = LicenseExport(customer=customer, subscriptions=[], users=[])
    sheet = Sheet(customer=customer, lines=())
    trail = AuditExport(query=AuditQuery(), customer=customer, events=[])
    return [
        *license_files(t, export),
        outcome_file(t, [], lambda _: ""),
        trail_file(t, trail),
        password_file(t, sheet),
        *(template_file(t, kind) for kind in ImportKind),
    ]


def headings_of(file: CsvFile) -> list[str]:
    text = b"".join(file.lines).decode("utf-8-sig")
    return next(csv.reader(io.StringIO(text), delimiter=";" if ";" in text else ","))


@pytest.mark.parametrize(
    "above", ["#TYPE System.Object", "version:v1.0", "Table 1", "Tableau 2", '"Notes; of May"']
)
def test_what_stands_above_the_headings_is_left_out_and_lines_keep_their_numbers(above: str) -> None:
    table = read(f"{above}\n\nDisplay name;Email\nNadia;nadia@contoso.example\n")
    assert [(line.line, line.cells[Column.EMAIL]) for line in table.lines] == [(4, "nadia@contoso.example")]


def test_headings_further_down_than_twenty_lines_are_not_looked_for() -> None:
    notes = "Notes\n" * MOST_ABOVE
    assert refused(f"{notes}Display name,Email\nNadia,nadia@contoso.example\n".encode())[0].facts == {
        "column": "Notes"
    }
    assert read(f"{notes[6:]}Display name,Email\nNadia,nadia@contoso.example\n").lines[0].line == 21


def test_passwords_of_a_file_are_kept_nowhere_and_told() -> None:
    table = read(
        "Name [displayName],UPN [userPrincipalName],Word [passwordProfile]\nNadia,n@x.example,Secret-1"
    )
    assert "Secret-1" not in repr(table)
    assert [note.code for note in table.notes] == [
        ProblemCode.FILE_OF_ENTRA,
        ProblemCode.FILE_PASSWORDS_LEFT_OUT,
    ]


EXPORTED = (
    *((each, Unread.LEFT_OUT) for each in exported_headings.LEFT_OUT),
    *((each, Unread.PASSWORD) for each in exported_headings.PASSWORDS),
    *((each, Unread.BLOCKED) for each in exported_headings.BLOCKED),
    *((each, Unread.ENABLED) for each in exported_headings.ENABLED),
)


@pytest.mark.parametrize(("written", "column"), EXPORTED)
def test_heading_of_an_export_is_known_beside_two_others_alone(written: str, column: Unread) -> None:
    others = [each for each in ("Title", "City", "Fax") if each != written][:2]
    assert columns_of(["Email", written, *others])[1] is column
    assert columns_of(["Email", written, others[0]])[1] is None


def test_mail_beside_the_user_principal_name_is_left_out_and_no_other_address() -> None:
    for name in ("UserPrincipalName", "UPN", "Nom d’utilisateur principal"):
        assert columns_of(["mail", name]) == [Unread.LEFT_OUT, Column.EMAIL]
        assert columns_of(["E-mail", name]) == [Column.EMAIL, Column.EMAIL]
    assert columns_of(["mail", "displayName"]) == [Column.EMAIL, Column.DISPLAY_NAME]
    assert columns_of(["mail", "Title", "Office", "UPN"]) == [*[Unread.LEFT_OUT] * 3, Column.EMAIL]


def test_password_of_an_export_is_kept_nowhere_and_told() -> None:
    table = read("UPN,Display name,Password,Title,City\nn@x.example,Nadia,Secret-1,Baker,Lyon")
    assert "Secret-1" not in repr(table)
    assert table.notes[0] == file_problem(ProblemCode.FILE_PASSWORDS_LEFT_OUT, column="Password")


@pytest.mark.parametrize(("cell", "is_wrong"), [("False", True), ("non", True), ("True", False), ("", False)])
def test_user_of_an_export_who_is_not_enabled_is_told(cell: str, is_wrong: bool) -> None:
    (line,) = read(f"Display name,Email,accountEnabled,City,State\nNadia,n@x.example,{cell}").lines
    assert line.problems == ((Problem("line", ProblemCode.SIGN_IN_BLOCKED),) if is_wrong else ())


@pytest.mark.parametrize(("cell", "is_wrong"), [("Yes", True), ("oui", True), ("No", False), ("", False)])
def test_user_to_be_blocked_is_told_since_that_cannot_be_done(cell: str, is_wrong: bool) -> None:
    heading_ = "Block sign in (Yes/No) [accountEnabled] Required"
    (line,) = read(f"Display name,Email,{heading_},Status update\nNadia,n@x.example,{cell},x").lines
    assert line.problems == ((Problem("line", ProblemCode.SIGN_IN_BLOCKED),) if is_wrong else ())


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ImportKind)
def test_the_template_has_the_headings_that_are_read(kind: ImportKind, language: str) -> None:
    headings = template_headings(kind, language)
    table = read_import(("\t".join(headings) + "\nx").encode(), kind, 1)
    assert [heading(column, language) for column in table.columns] == headings


def test_the_template_of_users_has_the_documented_columns_in_their_order() -> None:
    assert template_headings(USERS, "en") == [
        "First name",
        "Last name",
        "Display name",
        "Email",
        "Status update",
    ]
    assert template_headings(USERS, "fr") == [
        "Prénom",
        "Nom",
        "Nom d’affichage",
        "E-mail",
        "Mise à jour de l’état",
    ]


def test_the_template_of_license_changes_has_three_columns() -> None:
    assert template_headings(LICENSES, "en") == ["Email", "Licenses to add", "Licenses to remove"]
    assert template_headings(LICENSES, "fr") == ["E-mail", "Licences à ajouter", "Licences à retirer"]


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("Prénom", Column.FIRST_NAME),
        ("Nom", Column.LAST_NAME),
        ("Nom de famille", Column.LAST_NAME),
        ("Nom d'affichage", Column.DISPLAY_NAME),
        ("NOM COMPLET", Column.DISPLAY_NAME),
        ("E-mail", Column.EMAIL),
        ("Courrier", Column.EMAIL),
        ("adresse_e_mail", Column.EMAIL),
        ("E-mail address", Column.EMAIL),
        ("Mise à jour de l’état", Column.STATUS),
        ("usage-location", Column.USAGE_LOCATION),
        ("Lieu d'utilisation", Column.USAGE_LOCATION),
        ("Emplacement d’utilisation", Column.USAGE_LOCATION),
        ("Licences", Column.LICENSES),
        ("LICENSES", Column.LICENSES),
        ("Autorisations", Column.PERMISSIONS),
        ("Permissions", Column.PERMISSIONS),
    ],
)
def test_a_column_of_users_is_known_by_its_names(written: str, column: Column) -> None:
    needed = {Column.DISPLAY_NAME: "Display name", Column.EMAIL: "Email"}
    needed.pop(column, None)
    text = "\n".join([";".join([written, *needed.values()]), "a;b;c"])
    assert read(text).columns == (column, *needed)


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("Licenses to add", Column.LICENSES_TO_ADD),
        ("Licences to add", Column.LICENSES_TO_ADD),
        ("licences a ajouter", Column.LICENSES_TO_ADD),
        ("Licenses to remove", Column.LICENSES_TO_REMOVE),
        ("Licences to remove", Column.LICENSES_TO_REMOVE),
        ("LICENCES À RETIRER", Column.LICENSES_TO_REMOVE),
    ],
)
def test_a_column_of_license_changes_is_known_by_its_names(written: str, column: Column) -> None:
    assert read(f"Email,{written}\na,b", LICENSES).columns == (Column.EMAIL, column)


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        (USERS, Column.LICENSES_TO_ADD),
        (USERS, Column.LICENSES_TO_REMOVE),
        (LICENSES, Column.LICENSES),
        (LICENSES, Column.PERMISSIONS),
        (LICENSES, Column.USAGE_LOCATION),
    ],
)
def test_a_column_of_the_other_kind_of_file_is_unknown(kind: ImportKind, column: Column) -> None:
    headings = [*template_headings(kind, "en"), heading(column, "en")]
    problem = file_problem(ProblemCode.FILE_COLUMN_UNKNOWN, column=heading(column, "en"))
    assert refused(f"{','.join(headings)}\na,b,c,d,e".encode(), kind) == (problem,)


@pytest.mark.parametrize("column", [Column.FIRST_NAME, Column.LAST_NAME, Column.DISPLAY_NAME])
def test_name_beside_license_changes_is_left_out_and_told(column: Column) -> None:
    table = read(f"Email,{heading(column, 'en')},Licenses to add\na,b,c", LICENSES)
    assert table.columns == (Column.EMAIL, Column.LICENSES_TO_ADD)
    assert table.notes == (file_problem(ProblemCode.FILE_COLUMNS_LEFT_OUT, columns=heading(column, "en")),)


def test_everything_wrong_with_a_file_is_told_at_once() -> None:
    text = "Email,Courrier,Password\n" + "a,b,c\n" * 3
    assert refused(text.encode(), limit=2) == (
        file_problem(ProblemCode.FILE_COLUMN_TWICE, column="Courrier"),
        file_problem(ProblemCode.FILE_COLUMN_UNKNOWN, column="Password"),
        file_problem(ProblemCode.FILE_COLUMN_MISSING, heading="display_name"),
        file_problem(ProblemCode.FILE_TOO_MANY_ROWS, limit=2),
    )


def test_of_very_many_unknown_columns_the_first_are_told_and_how_many_more() -> None:
    problems = refused((",".join(f"x{n}" for n in range(14)) + "\n").encode())
    assert problems[-1] == file_problem(ProblemCode.FILE_MORE_PROBLEMS, count=14 + 2 + 1 - MAXIMUM_TOLD)


# ---- rows ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [100, 10_000])
def test_as_many_rows_as_the_limit_are_read_and_one_more_refuses_the_file(limit: int) -> None:
    assert len(read_import(rows(limit), USERS, limit).lines) == limit
    problem = file_problem(ProblemCode.FILE_TOO_MANY_ROWS, limit=limit)
    assert refused(rows(limit + 1), limit=limit) == (problem,)


def test_nothing_is_read_after_the_row_that_is_too_many() -> None:
    content = rows(3) + b"\xff,broken\r\n" + b'"never closed'
    assert [problem.code for problem in refused(content, limit=2)] == [ProblemCode.FILE_TOO_MANY_ROWS]


def test_reading_to_the_limit_takes_no_more_memory_for_a_file_that_goes_on() -> None:
    content = rows(200_000)
    tracemalloc.start()
    try:
        refused(content, limit=100)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 30 * MAXIMUM_ROW


def test_a_row_has_every_column_of_the_file_and_no_other() -> None:
    (line,) = read("Email,Display name,Licenses\nnadia@contoso.example").lines
    assert dict(line.cells) == {
        Column.EMAIL: "nadia@contoso.example",
        Column.DISPLAY_NAME: "",
        Column.LICENSES: "",
    }


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("n" * MAXIMUM_CELL, MAXIMUM_CELL),
        ("é" * MAXIMUM_CELL, MAXIMUM_CELL),
        ("n" * (MAXIMUM_CELL + 1), MAXIMUM_CELL),
        ("漢" * 171, 170),
        ("🚀" * 128, 128),
        ("🚀" * 129, 128),
    ],
)
def test_no_more_of_a_cell_is_kept_than_is_stored(cell: str, kept: int) -> None:
    (line,) = read(f"Display name,Email\n{cell},nadia@contoso.example").lines
    assert line.cells[Column.DISPLAY_NAME] == cell[:kept]
    assert len(line.cells[Column.DISPLAY_NAME].encode()) <= MAXIMUM_CELL_BYTES
    facts = {"length": len(cell), "limit": kept}
    too_long = (Problem("display_name", ProblemCode.CELL_TOO_LONG, facts),)
    assert line.problems == (too_long if kept < len(cell) else ())


@pytest.mark.parametrize("column", [Column.LICENSES, Column.PERMISSIONS])
def test_of_a_cell_that_lists_things_more_is_kept(column: Column) -> None:
    content = f"Display name,Email,{heading(column, 'en')}\n"
    fits = read(f"{content}Nadia,n@contoso.example,{'é' * MAXIMUM_LIST}").lines[0]
    (line,) = read(f"{content}Nadia,n@contoso.example,{'é' * (MAXIMUM_LIST + 1)}").lines
    assert (fits.cells[column], fits.problems) == ("é" * MAXIMUM_LIST, ())
    assert line.cells[column] == "é" * MAXIMUM_LIST
    facts = {"length": MAXIMUM_LIST + 1, "limit": MAXIMUM_LIST}
    assert line.problems == (Problem(column.value, ProblemCode.CELL_TOO_LONG, facts),)


def test_of_license_changes_as_much_is_kept() -> None:
    lists = f"{'a' * 1_001},{'b' * 1_001}"
    (line,) = read(f"Email,Licenses to add,Licenses to remove\nn@contoso.example,{lists}", LICENSES).lines
    assert [problem.field for problem in line.problems] == ["licenses_to_add", "licenses_to_remove"]


def test_all_that_is_wrong_with_a_row_is_told_by_its_columns() -> None:
    (line,) = read(f"Display name,Email,Status update\n=1+1,{'n' * 300},=2,stray,other").lines
    assert line.problems == (
        Problem("display_name", ProblemCode.FORMULA, {"value": "=1+1"}),
        Problem("email", ProblemCode.CELL_TOO_LONG, {"length": 300, "limit": MAXIMUM_CELL}),
        Problem("line", ProblemCode.CELL_WITHOUT_HEADING, {"value": "stray"}),
    )


def test_of_a_long_formula_only_the_beginning_is_shown() -> None:
    (line,) = read(f"Display name,Email\n={'1' * 200}\u202e,n@contoso.example").lines
    assert line.problems[0].facts == {"value": f"={'1' * 38}…"}


# ---- formulas --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell", ["=1", " =1", "+1", "@x", "-1", "- 1", "-=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201", "-@x"]
)
def test_what_a_spreadsheet_would_calculate_is_a_formula(cell: str) -> None:
    assert is_calculated(cell)


@pytest.mark.parametrize("cell", ["", "-", "-Léa", "\uff0dLéa", "Nadia", "a=1", "'=1", "1-1", "O'Brien"])
def test_names_are_no_formulas(cell: str) -> None:
    assert not is_calculated(cell)


@pytest.mark.parametrize("cell", ["=1", "-Léa", "@x", "\uff0b1", "  =1", "\t=1", "\tNadia", "\nNadia"])
def test_the_apostrophe_of_our_own_files_is_taken_off(cell: str) -> None:
    assert protected(cell) == f"'{cell}"
    assert unprotected(protected(cell)) == cell.strip()


@pytest.mark.parametrize("cell", ["'s-Hertogenbosch", "'", "O'=x", "''=1", "Nadia"])
def test_any_other_apostrophe_stays(cell: str) -> None:
    assert unprotected(cell) == cell


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_file_that_we_wrote_is_read_back_as_it_was(language: str) -> None:
    written = ['-Léa; "Lé" Nault', "O'Brien,\nIda", "'s-Hertogenbosch"]
    headings = template_headings(USERS, language)
    rows_ = [["", "", name, "lea@contoso.example", STATUS_CREATED[language]] for name in written]
    content = b"".join(csv_file(translator(language), "file.csv", headings, rows_).lines)
    lines = read_import(content, USERS, 3).lines
    assert [line.cells[Column.DISPLAY_NAME] for line in lines] == written
    assert all(says_created(line.cells[Column.STATUS]) and not line.problems for line in lines)


# ---- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [*STATUS_CREATED.values(), "created", " CREE "])
def test_a_status_says_that_the_row_was_created(status: str) -> None:
    assert says_created(status)


@pytest.mark.parametrize("status", ["", "Not created", "Creation", "Créée plus tard"])
def test_no_other_status_says_so(status: str) -> None:
    assert not says_created(status)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("", []),
        (" ; ;", []),
        ("EMS", ["EMS"]),
        ("EMS; ENTERPRISEPACK ;EMS", ["EMS", "ENTERPRISEPACK"]),
        ("EMS\r\nENTERPRISEPACK\n;Office 365 E3, old", ["EMS", "ENTERPRISEPACK", "Office 365 E3, old"]),
    ],
)
def test_what_a_cell_lists_stands_between_semicolons_or_line_breaks(cell: str, names: list[str]) -> None:
    assert listed(cell) == names


# ---- laws ------------------------------------------------------------------------------------------

cells = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["=1", "a" * 300, "漢" * 200, "'-x"]
)


@given(st.lists(st.lists(cells, min_size=1, max_size=6), max_size=6))
def test_rows_of_whatever_kind_are_kept_within_the_limits(table: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["Email", "Display name", "Licenses", "Permissions"], *table])
    with contextlib.suppress(InvalidInputError):
        for line in read(text.getvalue()).lines:
            assert set(line.cells) == {Column.EMAIL, Column.DISPLAY_NAME, Column.LICENSES, Column.PERMISSIONS}
            assert all(len(cell) <= MAXIMUM_LIST for cell in line.cells.values())
            assert {problem.field for problem in line.problems} <= {*line.cells, "line"}


@given(st.sampled_from(sorted(verdicts())), st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(name: str, data: st.DataObject) -> None:
    content = corpus_file(name)[:2_000]
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(place, min(len(content), place + 40)))
        content = data.draw(
            st.sampled_from(
                [
                    content[:place] + content[end:],
                    content[:place],
                    content[:end] + content[place:],
                    content[:place] + data.draw(st.binary(max_size=8)) + content[place:],
                    content[:place] + bytes(each ^ 0x80 for each in content[place:end]) + content[end:],
                ]
            )
        )
    for kind in ImportKind:
        with contextlib.suppress(InvalidInputError):
            read_import(content, kind, 10)
