"""The files of the corpus, given to be checked: what cannot be read is refused, and the rest row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.domain.command import CheckLicenseFile, CheckUserFile
from shared.domain.import_file import NewUser
from shared.domain.import_kind import ImportKind
from shared.domain.request import RequestState
from tests.builders import a_product
from tests.import_corpus import corpus_file, told, verdicts
from tests.products import E1, E3
from tests.unit.operations.importing import asked, codes, named, run
from tests.unit.operations.office import GRACE
from tests.unit.operations.restoring import seats

if TYPE_CHECKING:
    from shared.domain.import_file import CheckedFile
    from tests.import_corpus import Verdict
    from tests.unit.operations.office import Office

VERDICTS = verdicts()
READABLE = [name for name, verdict in VERDICTS.items() if not verdict.refused]
REFUSED = [name for name, verdict in VERDICTS.items() if verdict.refused]
EMS = a_product("sku-ems", "Enterprise Mobility + Security E3", part_number="EMS")

DAMAGED_NAMES = [
    (column, "letters_damaged_in_file") for column in ("first_name", "last_name", "display_name")
]

DOUBTFUL_NAMES = [(column, "letters_doubtful") for column in ("first_name", "last_name", "display_name")]

# Of these files some rows cannot be done: by line, the columns and codes of what is wrong.
WRONG: dict[str, dict[int, list[tuple[str, str]]]] = {
    "quoted_line_breaks.csv": {2: [("display_name", "unprintable")]},
    "short_rows.csv": {3: [("display_name", "required"), ("email", "required")]},
    "nameless_column_with_a_value.csv": {2: [("line", "cell_without_heading")]},
    "unquoted_separator_in_a_name.csv": {2: [("line", "cell_without_heading"), ("email", "email_malformed")]},
    "headings_of_our_own_form.csv": {2: [("licenses", "product_unknown")]},
    "formula_cells.csv": {
        2: [("display_name", "formula")],
        3: [("display_name", "formula")],
        4: [("display_name", "formula")],
        5: [("display_name", "formula")],
        6: [("email", "formula"), ("licenses", "product_unknown")],
        7: [("display_name", "formula"), ("licenses", "formula")],
    },
    "formula_cells_in_full_width.csv": {
        2: [("display_name", "formula")],
        3: [("display_name", "formula")],
        4: [("display_name", "formula")],
        5: [("display_name", "formula")],
    },
    "apostrophes_of_our_own_files.csv": {3: [("display_name", "formula")]},
    "long_cells.csv": {
        2: [("licenses", "cell_too_long"), ("display_name", "too_long")],
        3: [("email", "cell_too_long"), ("display_name", "too_long"), ("licenses", "product_unknown")],
    },
    "long_cells_in_bytes.csv": {2: [("display_name", "too_long")], 3: [("display_name", "too_long")]},
    "duplicate_in_the_file.csv": {2: [("email", "email_twice")], 3: [("email", "email_twice")]},
    "missing_values.csv": {2: [("display_name", "required")], 3: [("email", "required")]},
    "malformed_emails.csv": {
        2: [("email", "email_malformed")],
        3: [("email", "email_malformed")],
        4: [("email", "user_name_characters")],
        5: [("email", "user_name_characters")],
        6: [("email", "email_malformed")],
        7: [("email", "domain_foreign")],
    },
    "foreign_domain.csv": {2: [("email", "domain_foreign")]},
    "bidirectional_control_in_name.csv": {2: [("display_name", "unprintable")]},
    "zero_width_space_in_email.csv": {2: [("email", "user_name_characters")]},
    "cyrillic_look_alike_in_email.csv": {2: [("email", "look_alike")]},
    "full_width_letters_in_email.csv": {2: [("email", "look_alike")]},
    "control_characters_in_name.csv": {2: [("display_name", "unprintable")]},
    "ms_dos_code_page_850.csv": {
        2: DAMAGED_NAMES,
        3: DAMAGED_NAMES,
    },
    "letters_lost_as_question_marks.csv": {
        2: DAMAGED_NAMES,
        3: DAMAGED_NAMES,
    },
    "utf_8_read_as_windows_1252.csv": {
        2: DAMAGED_NAMES,
        3: DAMAGED_NAMES,
    },
    "template_of_entra.csv": {4: [("line", "sign_in_blocked")]},
    "export_of_entra.csv": {3: [("line", "sign_in_blocked")]},
    "export_of_microsoft_365.csv": {3: [("line", "sign_in_blocked")]},
    "ms_dos_code_page_850_with_sharp_s.csv": {2: [("display_name", "letters_damaged_in_file")]},
    "licenses_seat_that_a_later_row_gives_back.csv": {
        2: [("email", "user_unknown")],  # the customer of these tests has other users
        3: [("email", "user_unknown")],
    },
    "licenses_formula_cells.csv": {
        2: [
            ("email", "formula"),
            ("licenses_to_add", "formula"),
            ("licenses_to_remove", "formula"),
        ]
    },
}
JOINED = {"one_row_for_each_product.csv": ["3"]}  # lines that are read with another one of the same user
REMARKED: dict[str, dict[int, list[tuple[str, str]]]] = {
    "cyrillic_look_alike_in_name.csv": {2: [("display_name", "look_alike_in_name")]},
    "ms_dos_code_page_850_with_sharp_s.csv": {3: [("display_name", "letters_doubtful")]},
    "windows_1250_of_central_europe.csv": {
        2: [("last_name", "letters_doubtful"), ("display_name", "letters_doubtful")],
        3: DOUBTFUL_NAMES,
        4: [("last_name", "letters_doubtful"), ("display_name", "letters_doubtful")],
    },
    "windows_1254_of_turkey.csv": {
        2: [("last_name", "letters_doubtful"), ("display_name", "letters_doubtful")],
        3: DOUBTFUL_NAMES,
    },
    "licenses_english.csv": {
        2: [("licenses_to_remove", "license_not_held")],
        3: [("licenses_to_add", "changes_nothing")],
    },
    "licenses_french_semicolons.csv": {3: [("licenses_to_add", "changes_nothing")]},
    "one_row_for_each_product.csv": {2: [("line", "lines_of_one_user")]},
    "licenses_only_to_remove.csv": {2: [("licenses_to_remove", "changes_nothing")]},
}


@pytest.fixture
def ready(office: Office) -> Office:
    """The office with products, and without users but those whose licenses the files change."""
    office.staff.save(GRACE)
    office.subscribe([E1, E3, EMS])
    office.delete("nadia")
    return office


def checked(office: Office, name: str, verdict: Verdict) -> CheckedFile:
    """Give a file to be checked; in files of licenses, of people whom Contoso has."""
    if verdict.kind is ImportKind.LICENSES:
        for user in ("Nadia", "Luc", "Zoe"):
            office.add_user(user)
    office.files.contents["F0CORPUS"] = corpus_file(name)
    kind = CheckUserFile if verdict.kind is ImportKind.USERS else CheckLicenseFile
    office.filed(asked("F0CORPUS", kind), click="check")
    assert office.work("check").state is RequestState.DONE
    return office.reporter.checked[-1][1]


@pytest.mark.parametrize("name", READABLE)
def test_every_row_of_a_file_that_can_be_read_is_ready_or_told_what_is_wrong(
    ready: Office, name: str
) -> None:
    verdict = VERDICTS[name]
    found = checked(ready, name, verdict)
    read = [each.partition(" | ")[0] for each in verdict.rows]
    lines = [line for line in read if line not in JOINED.get(name, [])]
    assert (found.file.refusal, found.file.rows) == ((), len(lines))
    assert [str(row.line) for row in found.rows] == lines
    wrong = {row.line: codes(row) for row in found.rows if row.problems}
    assert wrong == WRONG.get(name, {})
    remarks = {row.line: named(row.remarks) for row in found.rows if row.remarks}
    assert remarks == REMARKED.get(name, {})
    assert found.file.ready == found.file.rows - len(wrong)
    assert ready.events == []


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason_and_has_no_rows(
    ready: Office, name: str
) -> None:
    found = checked(ready, name, VERDICTS[name])
    assert tuple(told(problem) for problem in found.file.refusal) == VERDICTS[name].refused
    assert (found.file.rows, found.file.ready, list(found.rows)) == (0, 0, [])
    assert ready.events == []


def test_seat_that_a_later_row_of_the_file_gives_back_is_there_for_the_first(ready: Office) -> None:
    ready.add_user("Niamh Kelly")
    ready.add_user("Bram Visser", {E1.sku_id: frozenset()})
    seats(ready, E1.sku_id, 1)
    name = "licenses_seat_that_a_later_row_gives_back.csv"
    found = checked(ready, name, VERDICTS[name])
    assert [(row.line, row.problems, row.turn) for row in found.rows] == [(2, (), 2), (3, (), 1)]
    assert [(each.before, each.after, each.missing) for each in found.file.seats] == [(1, 1, 0)]
    request = run(ready)
    assert ready.work(request.id).tally.done == 2


def test_products_between_plus_signs_and_in_several_rows_are_those_of_one_user(ready: Office) -> None:
    for name in ("plus_between_products.csv", "one_row_for_each_product.csv"):
        ready.requests.filed.clear()
        first = checked(ready, name, VERDICTS[name]).rows[0].wish
        assert isinstance(first, NewUser)
        assert first.sku_ids == {E3.sku_id, EMS.sku_id}


def test_the_files_with_wrong_rows_are_files_of_the_corpus() -> None:
    assert {*WRONG, *REMARKED} <= set(READABLE)
