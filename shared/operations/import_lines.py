"""What the lines of both kinds of file have in common: how they are looked up, and what is told of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.import_file import MAXIMUM_CSV_NAME
from shared.domain.import_headings import Column
from shared.domain.problem import Problem, ProblemCode
from shared.domain.user_principal_name import uniqueness_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.import_columns import ImportedLine

MOST_OF_CELL = 20  # problems told: one that lists things has room for hundreds, in each of 10,000 rows
NAMES = (Column.FIRST_NAME, Column.LAST_NAME, Column.DISPLAY_NAME)
_HIDING = frozenset({ProblemCode.CELL_TOO_LONG, ProblemCode.FORMULA})


def emails(lines: Sequence[ImportedLine]) -> list[str]:
    """List the sign-in names that the directory can be asked for, each once."""
    given = (line.cells.get(Column.EMAIL, "") for line in lines)
    return list(dict.fromkeys(each for each in given if "@" in each))


def places(lines: Sequence[ImportedLine]) -> Mapping[str, Sequence[int]]:
    """Tell in which lines each sign-in name stands, by the form in which two of them are the same."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for line in lines:
        if email := line.cells.get(Column.EMAIL, ""):
            found[uniqueness_key(email)].append(line.line)
    return found


def twice(known: Mapping[str, Sequence[int]], line: ImportedLine) -> list[Problem]:
    """Name the first other line that has the sign-in name of this one."""
    email = line.cells.get(Column.EMAIL, "")
    others = (each for each in known.get(uniqueness_key(email), ()) if each != line.line)
    return [of(Column.EMAIL, ProblemCode.EMAIL_TWICE, email=email, line=each) for each in others][:1]


def of(column: Column, code: ProblemCode, **facts: str | int) -> Problem:
    """Make a problem, or a remark, of a column."""
    return Problem(column.value, code, facts)


def told(line: ImportedLine, found: Sequence[Problem]) -> tuple[Problem, ...]:
    """Put together what is wrong with a line as it was read and what was found in it, each once.

    Of a cell that is a formula, or was too long to be kept whole, nobody can tell more than that. Of a name
    that is too long, it is how much shorter it must be. Of a cell in which very much is wrong the first
    twenty things are told.
    """
    names = {column.value for column in NAMES}
    hidden = {each.field for each in line.problems if each.code in _HIDING} - names
    cut = {each.field: each for each in line.problems if each.code is ProblemCode.CELL_TOO_LONG}
    told_once = [each for each in line.problems if each.field not in names or each is not cut.get(each.field)]
    count: Counter[str] = Counter()
    for problem in found:
        if count[problem.field] == MOST_OF_CELL:
            continue
        if problem.code is ProblemCode.TOO_LONG and problem.field in cut.keys() & names:
            facts = {"limit": MAXIMUM_CSV_NAME, "length": cut[problem.field].facts["length"]}
            told_once.append(replace(problem, facts=facts))
        elif problem.field not in hidden and problem not in told_once:
            told_once.append(problem)
            count[problem.field] += 1
    of_one_user = [each for each in line.remarks if each.code is ProblemCode.LINES_OF_ONE_USER]
    return tuple([*told_once, *of_one_user] if told_once else ())
