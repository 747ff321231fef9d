"""Names in a file whose letters were damaged when it was saved, or may have been."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from shared.domain.code_page import misread_letters
from shared.domain.csv_encoding import is_unicode
from shared.domain.damage import accented_letters, damage_problems, damaged_letters, doubtful_letters, quoted
from shared.domain.import_headings import Column
from shared.domain.problem import Problem, ProblemCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from shared.domain.import_columns import ImportedLine

LettersOf: TypeAlias = "Callable[[str], tuple[str, ...]]"

_SUSPECT_OF = 4  # names with accents, one with letters of another code page makes all of them suspect
NAMES = (Column.FIRST_NAME, Column.LAST_NAME, Column.DISPLAY_NAME)


def problems_of_letters(cells: Mapping[Column, str]) -> list[Problem]:
    """Name the damaged letters of each name of a row."""
    code = ProblemCode.LETTERS_DAMAGED_IN_FILE
    return [each for column in NAMES for each in damage_problems(column.value, cells.get(column, ""), code)]


def with_doubts(lines: Sequence[ImportedLine], content: bytes) -> tuple[ImportedLine, ...]:
    """Remark on the letters that may be damaged.

    In a file that is no Unicode, these are also letters of another code page of Windows. Where some letters
    were damaged for certain, or more than every fourth name with accents has one of another code page, they
    are all letters with accents: ``ß`` of code page 850 becomes ``á``, and nobody can see that.
    """
    letters_of = _no_letters if is_unicode(content) else _letters_of_page(lines)
    return tuple(_with_doubts(line, letters_of) for line in lines)


def _no_letters(_: str) -> tuple[str, ...]:
    return ()


def _letters_of_page(lines: Sequence[ImportedLine]) -> LettersOf:
    """Choose what to remark on in a file that is no Unicode: all accents, or letters of another code page."""
    names = [name for line in lines for name in _names_with_accents(line)]
    is_damaged = any(not piece.isascii() for name in names for piece in damaged_letters(name))
    misread = sum(bool(misread_letters(name)) for name in names)
    is_suspect = is_damaged or misread * _SUSPECT_OF > len(names)
    return accented_letters if is_suspect else misread_letters


def _with_doubts(line: ImportedLine, letters_of: LettersOf) -> ImportedLine:
    remarks = []
    for column in NAMES:
        name = line.cells.get(column, "")
        if name.isascii() or damaged_letters(name):
            continue
        if letters := doubtful_letters(name) or letters_of(name):
            facts = {"letters": quoted(letters)}
            remarks.append(Problem(column.value, ProblemCode.LETTERS_DOUBTFUL, facts))
    return replace(line, remarks=tuple(remarks)) if remarks else line


def _names_with_accents(line: ImportedLine) -> list[str]:
    names = (line.cells.get(column, "") for column in NAMES)
    return [name for name in names if not name.isascii()]
