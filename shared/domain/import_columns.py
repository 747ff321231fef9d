"""What a file of users, or of license changes, may say: its columns, and the rows under them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from shared.domain.csv_table import MAXIMUM_TIDY, read_table
from shared.domain.damage import damaged_letters, quoted
from shared.domain.file import MAXIMUM_TOLD, file_problem, refusal, shown
from shared.domain.formula import is_calculated, unprotected
from shared.domain.import_headings import (
    CHANGES,
    DOCUMENTED,
    Column,
    Unread,
    are_headings,
    are_of_entra,
    columns_of,
    key,
    says_blocked,
)
from shared.domain.import_kind import ImportKind
from shared.domain.import_letters import NAMES, problems_of_letters, with_doubts
from shared.domain.problem import Problem, ProblemCode
from shared.domain.text import seen
from shared.domain.user_principal_name import straight
from shared.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.csv_table import TableRow

MAXIMUM_CELL = 256  # characters kept
MAXIMUM_CELL_BYTES = 512
MAXIMUM_LIST = 1_000  # characters kept of a cell that lists things
_MAXIMUM_COLUMNS = 40  # named that are not read: the longest export of Microsoft's has about thirty

STATUS_CREATED = {"en": "Created", "fr": "Créé"}


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """A row. ``line`` is where it begins in the file; ``cells`` has every column of the file.

    The field of a problem is the column, or ``line``. ``remarks`` are of letters that may be damaged.
    """

    line: int
    cells: Mapping[Column, str]
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedTable:
    """``columns`` in the order of the file; ``notes`` are what to know of it as a whole."""

    columns: tuple[Column, ...]
    lines: tuple[ImportedLine, ...]
    notes: tuple[Problem, ...] = ()


Heading: TypeAlias = Column | Unread | None
"""What stands under a heading; None where it is not known."""

_ALLOWED = {
    ImportKind.USERS: {*DOCUMENTED, Column.USAGE_LOCATION, Column.LICENSES, Column.PERMISSIONS},
    ImportKind.LICENSES: {Column.EMAIL, Column.STATUS, *CHANGES},
}
_REQUIRED = {
    ImportKind.USERS: (Column.DISPLAY_NAME, Column.EMAIL),
    ImportKind.LICENSES: (Column.EMAIL,),
}
_LISTS = {Column.LICENSES, Column.PERMISSIONS, *CHANGES}


_CREATED = frozenset(map(key, STATUS_CREATED.values()))


def read_import(content: bytes, kind: ImportKind, limit: int) -> ImportedTable:
    """Read a file of at most ``limit`` rows, in English or French.

    What is wrong with the file as a whole is told at once: InvalidInputError on field ``file``. What is
    wrong with a row stands at the row. No more than 256 characters and 512 bytes of a cell are kept, 1,000
    characters of one that lists things; the apostrophe that keeps a cell from being calculated is not.
    """
    rows = read_table(content, are_headings)
    headings = next(rows).cells
    columns = _read_for(kind, columns_of(headings))
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
    read = tuple(column for column in columns if isinstance(column, Column))
    return ImportedTable(read, with_doubts(lines, content), _notes(headings, columns))


def says_created(status: str) -> bool:
    """Whether a status is what we write for a row whose user was created."""
    return key(status) in _CREATED


def listed(cell: str) -> list[str]:
    """List what stands in a cell between semicolons or line breaks, each once."""
    named = (each.strip() for line in cell.splitlines() for each in line.split(";"))
    return list(dict.fromkeys(each for each in named if each))


def _notes(headings: Sequence[str], columns: Sequence[Heading]) -> tuple[Problem, ...]:
    """Name what the file is where Microsoft made it, and the columns that are not read."""
    named = list(zip(headings, columns, strict=True))
    passwords = [shown(written) for written, column in named if column is Unread.PASSWORD]
    left_out = [shown(written) for written, column in named if column is Unread.LEFT_OUT]
    notes = []
    if are_of_entra(headings):
        notes.append(file_problem(ProblemCode.FILE_OF_ENTRA))
    if passwords:
        notes.append(
            file_problem(ProblemCode.FILE_PASSWORDS_LEFT_OUT, column=", ".join(passwords[:MAXIMUM_TOLD]))
        )
    if left_out:
        more = ["…"] if len(left_out) > _MAXIMUM_COLUMNS else []
        columns_told = ", ".join([*left_out[:_MAXIMUM_COLUMNS], *more])
        notes.append(file_problem(ProblemCode.FILE_COLUMNS_LEFT_OUT, columns=columns_told))
    return tuple(notes)


def _read_for(kind: ImportKind, columns: Sequence[Heading]) -> list[Heading]:
    """Leave out the names beside license changes: they tell the reader whose row it is."""
    if kind is ImportKind.LICENSES and not set(CHANGES).isdisjoint(columns):
        return [Unread.LEFT_OUT if column in NAMES else column for column in columns]
    return list(columns)


def _heading_problems(headings: Sequence[str], columns: Sequence[Heading], kind: ImportKind) -> list[Problem]:
    problems, seen = [], set()
    for written, column in zip(headings, columns, strict=True):
        if column in _ALLOWED[kind]:
            if column in seen:
                problems.append(file_problem(ProblemCode.FILE_COLUMN_TWICE, column=shown(written)))
            seen.add(column)
        elif isinstance(column, Unread):
            continue
        elif letters := damaged_letters(written):
            facts: dict[str, str | int] = {"column": shown(written), "letters": quoted(letters)}
            problems.append(file_problem(ProblemCode.FILE_COLUMN_DAMAGED, **facts))
        elif written:
            problems.append(file_problem(ProblemCode.FILE_COLUMN_UNKNOWN, column=shown(written)))
    problems += [
        file_problem(ProblemCode.FILE_COLUMN_MISSING, heading=column.value)
        for column in _REQUIRED[kind]
        if column not in seen
    ]
    if kind is ImportKind.LICENSES and seen.isdisjoint(CHANGES):
        to_add, to_remove = (column.value for column in CHANGES)
        missing: dict[str, str | int] = {"heading": to_add, "other_heading": to_remove}
        problems.append(file_problem(ProblemCode.FILE_CHANGES_MISSING, **missing))
    return problems


def _line(row: TableRow, columns: Sequence[Heading]) -> ImportedLine:
    cells = [unprotected(cell) for cell in row.cells]
    kept, problems = {}, []
    for place, column in enumerate(columns):
        if isinstance(column, Unread) and says_blocked(column, "".join(cells[place : place + 1])):
            problems.append(Problem("line", ProblemCode.SIGN_IN_BLOCKED))
        if not isinstance(column, Column):
            continue
        cell = _typed(cells[place], column) if place < len(cells) else ""
        kept[column] = _kept(cell, column)
        if column is not Column.STATUS:
            problems += _cell_problems(cell, kept[column], column)
    strays = [
        cell for place, cell in enumerate(cells) if cell and (place >= len(columns) or columns[place] is None)
    ]
    if strays:
        problems.append(Problem("line", ProblemCode.CELL_WITHOUT_HEADING, {"value": shown(strays[0])}))
    return ImportedLine(row.line, kept, (*problems, *problems_of_letters(kept)))


def _typed(cell: str, column: Column) -> str:
    """Mend what Excel curls, and what comes along unseen; in sign-in names the latter is told."""
    if column is Column.EMAIL:
        return straight(cell)
    return seen(cell) if len(cell) <= MAXIMUM_TIDY else cell


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
