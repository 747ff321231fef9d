"""Rows of one user with a license each, as exports of Microsoft 365 and ours have them: read as one row."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.collation import fold
from shared.domain.import_columns import MAXIMUM_LIST, ImportedLine, listed
from shared.domain.import_headings import CHANGES, Column
from shared.domain.import_kind import ImportKind
from shared.domain.problem import Problem, ProblemCode
from shared.domain.user_principal_name import uniqueness_key

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

_JOINED = {ImportKind.USERS: (Column.LICENSES,), ImportKind.LICENSES: CHANGES}


def with_one_row_a_user(lines: Sequence[ImportedLine], kind: ImportKind) -> list[ImportedLine]:
    """Join the rows of one user: what they list comes together, in the place of the first one.

    New users are joined where all else is the same and each row has a license, of which no two are alike:
    what merely stands there twice stays, to be told.
    """
    rows: defaultdict[Hashable, list[ImportedLine]] = defaultdict(list)
    for line in lines:
        rows[_same_for_one_user(line, kind)].append(line)
    joined = [one for same in rows.values() for one in _joined(same, kind)]
    return sorted(joined, key=lambda line: line.line)


def _same_for_one_user(line: ImportedLine, kind: ImportKind) -> Hashable:
    email = uniqueness_key(line.cells.get(Column.EMAIL, ""))
    if not email or (kind is ImportKind.USERS and not line.cells.get(Column.LICENSES)):
        return line.line
    if kind is ImportKind.LICENSES:
        return email
    apart = {Column.LICENSES, Column.STATUS, Column.EMAIL}
    return email, tuple(cell for column, cell in line.cells.items() if column not in apart)


def _joined(lines: Sequence[ImportedLine], kind: ImportKind) -> Sequence[ImportedLine]:
    first, *others = lines
    are_alike = len({fold(each.cells.get(Column.LICENSES, "")) for each in lines}) < len(lines)
    if not others or (kind is ImportKind.USERS and are_alike):
        return lines
    cells = dict(first.cells)
    problems = [problem for each in lines for problem in each.problems]
    for column in (each for each in _JOINED[kind] if each in cells):
        named = {fold(name): name for each in lines for name in listed(each.cells[column])}
        cells[column] = "; ".join(named.values())
        if len(cells[column]) > MAXIMUM_LIST:
            facts: dict[str, str | int] = {"length": len(cells[column]), "limit": MAXIMUM_LIST}
            problems.append(Problem(column.value, ProblemCode.CELL_TOO_LONG, facts))
            cells[column] = cells[column][:MAXIMUM_LIST]
    numbers = ", ".join(str(each.line) for each in lines)
    remark = Problem("line", ProblemCode.LINES_OF_ONE_USER, {"lines": numbers})
    return [replace(first, cells=cells, problems=tuple(problems), remarks=(*first.remarks, remark))]
