"""Names in a file whose letters were damaged when it was saved, or may have been."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.csv_encoding import is_unicode
from shared.domain.damage import accented_letters, damage_problems, damaged_letters, doubtful_letters, quoted
from shared.domain.import_headings import Column
from shared.domain.problem import Problem, ProblemCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.import_columns import ImportedLine

NAMES = (Column.FIRST_NAME, Column.LAST_NAME, Column.DISPLAY_NAME)


def problems_of_letters(cells: Mapping[Column, str]) -> list[Problem]:
    """Name the damaged letters of each name of a row."""
    code = ProblemCode.LETTERS_DAMAGED_IN_FILE
    return [each for column in NAMES for each in damage_problems(column.value, cells.get(column, ""), code)]


def with_doubts(lines: Sequence[ImportedLine], content: bytes) -> tuple[ImportedLine, ...]:
    """Remark on the letters that may be damaged.

    In a file that is no Unicode, and of which some letters were damaged for certain, they are all others
    with accents: ``ß`` of code page 850 becomes ``á``, and nobody can see that.
    """
    is_suspect = any(map(_has_damaged_accents, lines)) and not is_unicode(content)
    return tuple(_with_doubts(line, is_suspect=is_suspect) for line in lines)


def _with_doubts(line: ImportedLine, *, is_suspect: bool) -> ImportedLine:
    remarks = []
    for column in NAMES:
        name = line.cells.get(column, "")
        if name.isascii() or damaged_letters(name):
            continue
        if letters := doubtful_letters(name) or (accented_letters(name) if is_suspect else ()):
            facts = {"letters": quoted(letters)}
            remarks.append(Problem(column.value, ProblemCode.LETTERS_DOUBTFUL, facts))
    return replace(line, remarks=tuple(remarks)) if remarks else line


def _has_damaged_accents(line: ImportedLine) -> bool:
    names = (line.cells.get(column, "") for column in NAMES)
    return any(not piece.isascii() for name in names for piece in damaged_letters(name))
