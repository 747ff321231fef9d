"""What a file of users, or of license changes, may say: its columns, and the rows under them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain.collation import fold
from shared.domain.csv_table import read_table
from shared.domain.file import file_problem, refusal, shown
from shared.domain.formula import is_calculated, unprotected
from shared.domain.import_kind import ImportKind
from shared.domain.problem import Problem, ProblemCode
from shared.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.csv_table import TableRow

MAXIMUM_CELL = 256  # characters kept
MAXIMUM_CELL_BYTES = 512
MAXIMUM_LIST = 1_000  # characters kept of a cell that lists things

STATUS_CREATED = {"en": "Created", "fr": "Créé"}


class Column(StrEnum):
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    DISPLAY_NAME = "display_name"
    EMAIL = "email"
    STATUS = "status_update"
    USAGE_LOCATION = "usage_location"
    LICENSES = "licenses"
    PERMISSIONS = "permissions"
    LICENSES_TO_ADD = "licenses_to_add"
    LICENSES_TO_REMOVE = "licenses_to_remove"


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """A row. ``line`` is where it begins in the file; ``cells`` has every column of the file.

    The field of a problem is the column, or ``line``.
    """

    line: int
    cells: Mapping[Column, str]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedTable:
    """``columns`` in the order of the file."""

    columns: tuple[Column, ...]
    lines: tuple[ImportedLine, ...]


_HEADINGS = {
    Column.FIRST_NAME: {"en": "First name", "fr": "Prénom"},
    Column.LAST_NAME: {"en": "Last name", "fr": "Nom"},
    Column.DISPLAY_NAME: {"en": "Display name", "fr": "Nom d’affichage"},
    Column.EMAIL: {"en": "Email", "fr": "E-mail"},
    Column.STATUS: {"en": "Status update", "fr": "Mise à jour de l’état"},
    Column.USAGE_LOCATION: {"en": "Usage location", "fr": "Emplacement d’utilisation"},
    Column.LICENSES: {"en": "Licenses", "fr": "Licences"},
    Column.PERMISSIONS: {"en": "Permissions", "fr": "Autorisations"},
    Column.LICENSES_TO_ADD: {"en": "Licenses to add", "fr": "Licences à ajouter"},
    Column.LICENSES_TO_REMOVE: {"en": "Licenses to remove", "fr": "Licences à retirer"},
}
_ALSO = {  # what Partner Center's own pages and our forms call the same
    "Nom de famille": Column.LAST_NAME,
    "Nom complet": Column.DISPLAY_NAME,
    "Courrier": Column.EMAIL,
    "E-mail address": Column.EMAIL,
    "Adresse e-mail": Column.EMAIL,
    "Lieu d’utilisation": Column.USAGE_LOCATION,
    "Licences to add": Column.LICENSES_TO_ADD,
    "Licences to remove": Column.LICENSES_TO_REMOVE,
}
_DOCUMENTED = (Column.FIRST_NAME, Column.LAST_NAME, Column.DISPLAY_NAME, Column.EMAIL, Column.STATUS)
_CHANGES = (Column.LICENSES_TO_ADD, Column.LICENSES_TO_REMOVE)
_TEMPLATES = {ImportKind.USERS: _DOCUMENTED, ImportKind.LICENSES: (Column.EMAIL, *_CHANGES)}
_ALLOWED = {
    ImportKind.USERS: {*_DOCUMENTED, Column.USAGE_LOCATION, Column.LICENSES, Column.PERMISSIONS},
    ImportKind.LICENSES: {Column.EMAIL, Column.STATUS, *_CHANGES},
}
_REQUIRED = {
    ImportKind.USERS: (Column.DISPLAY_NAME, Column.EMAIL),
    ImportKind.LICENSES: (Column.EMAIL,),
}
_LISTS = {Column.LICENSES, Column.PERMISSIONS, *_CHANGES}


def _key(text: str) -> str:
    """Make the form in which headings and states are compared: letters and digits alone."""
    return re.sub(r"[\W_]", "", fold(text[:MAXIMUM_CELL]))


_COLUMNS = {
    **{_key(written): column for column, written_in in _HEADINGS.items() for written in written_in.values()},
    **{_key(written): column for written, column in _ALSO.items()},
}
_CREATED = frozenset(map(_key, STATUS_CREATED.values()))


def heading(column: Column, language: str) -> str:
    """Name a column as our own files do, in ``en`` or ``fr``."""
    return _HEADINGS[column][language]


def template_headings(kind: ImportKind, language: str) -> list[str]:
    """List the headings of an empty file to fill in; of users, those that Partner Center documents."""
    return [heading(column, language) for column in _TEMPLATES[kind]]


def read_import(content: bytes, kind: ImportKind, limit: int) -> ImportedTable:
    """Read a file of at most ``limit`` rows, in English or French.

    What is wrong with the file as a whole is told at once: InvalidInputError on field ``file``. What is
    wrong with a row stands at the row. No more than 256 characters and 512 bytes of a cell are kept, 1,000
    characters of one that lists things; the apostrophe that keeps a cell from being calculated is not.
    """
    rows = read_table(content)
    headings = next(rows).cells
    columns = [_COLUMNS.get(_key(written)) for written in headings]
    problems = _heading_problems(headings, columns, kind)
    lines = []
    try:
        for count, row in enumerate(rows, 1):
            if count > limit:
                problems.append(file_problem(ProblemCode.FILE_TOO_MANY_ROWS, limit=limit))
                break
            if not problems:
                lines.append(_line(row, columns))
            elif not lines:
                lines.append(ImportedLine(row.line, {}))
        if not lines:
            problems.append(file_problem(ProblemCode.FILE_WITHOUT_ROWS))
    except InvalidInputError as broken:
        problems += broken.problems
    if problems:
        raise refusal(problems)
    return ImportedTable(tuple(column for column in columns if column), tuple(lines))


def says_created(status: str) -> bool:
    """Whether a status is what we write for a row whose user was created."""
    return _key(status) in _CREATED


def listed(cell: str) -> list[str]:
    """List what stands in a cell between semicolons or line breaks, each once."""
    named = (each.strip() for line in cell.splitlines() for each in line.split(";"))
    return list(dict.fromkeys(each for each in named if each))


def _heading_problems(
    headings: Sequence[str], columns: Sequence[Column | None], kind: ImportKind
) -> list[Problem]:
    problems, seen = [], set()
    for written, column in zip(headings, columns, strict=True):
        if column in _ALLOWED[kind]:
            if column in seen:
                problems.append(file_problem(ProblemCode.FILE_COLUMN_TWICE, column=shown(written)))
            seen.add(column)
        elif written:
            problems.append(file_problem(ProblemCode.FILE_COLUMN_UNKNOWN, column=shown(written)))
    problems += [
        file_problem(ProblemCode.FILE_COLUMN_MISSING, heading=column.value)
        for column in _REQUIRED[kind]
        if column not in seen
    ]
    if kind is ImportKind.LICENSES and seen.isdisjoint(_CHANGES):
        to_add, to_remove = (column.value for column in _CHANGES)
        facts: dict[str, str | int] = {"heading": to_add, "other_heading": to_remove}
        problems.append(file_problem(ProblemCode.FILE_CHANGES_MISSING, **facts))
    return problems


def _line(row: TableRow, columns: Sequence[Column | None]) -> ImportedLine:
    cells = [unprotected(cell) for cell in row.cells]
    kept, problems = {}, []
    for place, column in enumerate(columns):
        if column is None:
            continue
        cell = cells[place] if place < len(cells) else ""
        kept[column] = _kept(cell, column)
        if column is not Column.STATUS:
            problems += _cell_problems(cell, kept[column], column)
    strays = [
        cell for place, cell in enumerate(cells) if cell and (place >= len(columns) or columns[place] is None)
    ]
    if strays:
        problems.append(Problem("line", ProblemCode.CELL_WITHOUT_HEADING, {"value": shown(strays[0])}))
    return ImportedLine(row.line, kept, tuple(problems))


def _kept(cell: str, column: Column) -> str:
    if column in _LISTS:
        return cell[:MAXIMUM_LIST]
    return cell[:MAXIMUM_CELL].encode(errors="replace")[:MAXIMUM_CELL_BYTES].decode(errors="ignore")


def _cell_problems(cell: str, kept: str, column: Column) -> list[Problem]:
    problems = []
    if len(kept) < len(cell):
        facts: dict[str, str | int] = {"length": len(cell), "limit": len(kept)}
        problems.append(Problem(column.value, ProblemCode.CELL_TOO_LONG, facts))
    if is_calculated(cell):
        problems.append(Problem(column.value, ProblemCode.FORMULA, {"value": shown(cell)}))
    return problems
