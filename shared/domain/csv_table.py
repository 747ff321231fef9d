"""Rows of a CSV file, in whatever shape a spreadsheet, a script or an editor left it."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from shared.domain.csv_encoding import BROKEN, as_meant, encoding_of, refuse_what_is_no_csv
from shared.domain.file import file_problem, refusal
from shared.domain.problem import ProblemCode
from shared.domain.text import tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

AreHeadings: TypeAlias = "Callable[[Sequence[str]], bool]"
"""Whether some cells are the headings of the table that is looked for."""

MAXIMUM_ROW = 65_536  # characters, line breaks inside quotation marks included
MOST_ABOVE = 20  # lines among which the headings are looked for
MOST_OF_HEADINGS = 8_192  # characters of a line that may be headings
MAXIMUM_TIDY = 1_024  # characters: to compose a letter of 30,000 accents takes a second

_SEPARATORS = ",;\t"
_INVISIBLE = "\ufeff\u200b\u2060"
# What UTF-8's byte order mark becomes where a program reads it as Windows-1252 or ISO 8859-1 and writes UTF-8
# again, twice even; as Mac Roman, code page 850, 437: and how often the rest of the file was so read.
_MARKS_AS_LETTERS = {
    "\u00ef\u00bb\u00bf": 1,
    "\u00c3\u00af\u00c2\u00bb\u00c2\u00bf": 2,
    "\u00d4\u00aa\u00f8": 0,
    "\u00b4\u2557\u2510": 0,
    "\u2229\u2557\u2510": 0,
}
_BLANK_LINES = frozenset({"\n", "\r\n", "\r"})
_SEPARATOR_LINE = re.compile(r"""(?i)"?sep=([^\w\s"]|\t)"?[,;\t]*\s*""")  # for Excel alone
_MARKER = re.compile(
    r'(?i)[\ufeff\u200b\u2060]*"?(?:#type\s[^,;\t]*|version\s*:\s*v?[\d.]+|(?:table|tableau)\s*\d+)"?[,;\t]*\s*'
)
_QUOTED = re.compile(r'"(?:[^"]|"")*"?')


@dataclass(frozen=True, slots=True)
class TableRow:
    """``line`` is where the row begins, as an editor counts; ``cells`` are tidy, empty last ones left out."""

    line: int
    cells: list[str]


def read_table(
    content: bytes,
    are_headings: AreHeadings | None = None,
    *,
    on_broken: Callable[[int], None] | None = None,
) -> Iterator[TableRow]:
    """Read the rows of a CSV file one by one, the headings first; blank rows are left out.

    UTF-8 or UTF-16, with a byte order mark or without, else Windows-1252. Separated by commas, semicolons
    or tabs, whichever the first line has most of, or as Excel's ``sep=`` line says. Lines may end in CRLF, LF
    or CR. What programs write above the headings is left out: ``#TYPE`` (PowerShell), ``version:v1.0``
    (Microsoft Entra), ``Table 1`` (Numbers); with ``are_headings`` notes too, where it knows one of the first
    twenty lines. Invisible characters are taken out of the headings. No more than one row of at most 65,536
    characters is held at a time. A file whose byte order mark has become letters is UTF-8 that a program read
    as Windows-1252: it is read as it was meant. ``on_broken`` is told the line of a row that is no CSV, which
    is then left out; without it, such a row is an error. Raises InvalidInputError on field ``file``, while it
    is iterated.
    """
    refuse_what_is_no_csv(content)
    encoding, start = encoding_of(content)
    lines = _Lines(content, encoding, start, are_headings, keeps_row=on_broken is not None)
    reader = csv.reader(lines, delimiter=lines.separator, skipinitialspace=True, strict=True)
    is_first = True
    while True:
        lines.begin_row()
        try:
            cells = [_tidy(cell) for cell in next(reader)]
        except StopIteration:
            break
        except csv.Error:
            if on_broken is None or is_first:
                raise refusal([file_problem(ProblemCode.FILE_LINE_BROKEN, line=lines.row)]) from None
            on_broken(lines.row)
            lines.give_back_all_but_first()
            continue
        if is_first:
            cells = [_tidy(_visible(cell)) for cell in cells]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield TableRow(lines.row, cells)
            is_first = False
    if is_first:
        raise refusal([file_problem(ProblemCode.FILE_EMPTY)])


class _Lines:
    """The lines of a file, for csv to ask for; ``row`` is the line where the row that it reads begins."""

    def __init__(
        self, content: bytes, encoding: str, start: int, are_headings: AreHeadings | None, *, keeps_row: bool
    ) -> None:
        raw = io.BytesIO(content)
        raw.seek(start)
        self._text = io.TextIOWrapper(raw, encoding, errors="partner_desk_broken", newline="")
        self._number = self._size = self.row = self._times_misread = 0
        self._keeps_row = keeps_row
        self._of_row: list[tuple[int, str]] = []
        self._given_back: deque[tuple[int, str]] = deque()
        self._are_headings = are_headings
        self._blank = _SEPARATORS + " \r\n"
        self.separator = self._found_separator()

    def begin_row(self) -> None:
        self._size = 0
        self._of_row.clear()

    def give_back_all_but_first(self) -> None:
        """Read the lines of this row again, its first one aside: with a quotation mark it took them in."""
        self._given_back.extendleft(reversed(self._of_row[1:]))

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._line()
        if self._size == 0:
            while not line.strip(self._blank):
                line = self._line()
            self.row = self._number
        self._size += len(line)
        if self._keeps_row:
            self._of_row.append((self._number, line))
        if self._size > MAXIMUM_ROW:  # a quotation mark that is not closed goes on and on
            raise csv.Error
        return line

    def _line(self) -> str:
        if self._given_back:
            self._number, line = self._given_back.popleft()
            return line
        return self._next_line()

    def _next_line(self) -> str:
        line = self._text.readline(MAXIMUM_ROW + 1)
        if not line:
            raise StopIteration
        self._number += 1
        if line in _BLANK_LINES:  # of which there may be millions
            return line
        if "\0" in line:
            raise refusal([file_problem(ProblemCode.FILE_NOT_TEXT)])
        if BROKEN in line:
            raise refusal([file_problem(ProblemCode.FILE_CHARACTERS_BROKEN, line=self._number)])
        if len(line) > MAXIMUM_ROW:
            facts: dict[str, str | int] = {"line": self._number, "limit": MAXIMUM_ROW}
            raise refusal([file_problem(ProblemCode.FILE_LINE_TOO_LONG, **facts)])
        if self._number == 1:
            line = self._without_mark(line)
        return as_meant(line, self._times_misread)

    def _without_mark(self, line: str) -> str:
        """Take out a byte order mark that has become letters, and note what befell the rest of the file."""
        for mark, times in _MARKS_AS_LETTERS.items():
            if line.startswith(mark):
                self._times_misread = times
                return line.removeprefix(mark)
        return line

    def _found_separator(self) -> str:
        """Leave out what stands above the headings, and tell what separates these."""
        offered = _SEPARATORS
        try:
            line = self._line().lstrip(_INVISIBLE)
            if said := _SEPARATOR_LINE.fullmatch(line):
                offered, line = said[1], self._line()
            while not line.strip(self._blank) or _MARKER.fullmatch(line):
                line = self._line()
        except StopIteration:
            return offered[0]
        self._given_back.append((self._number, line))
        return self._separator_of_headings(offered) or _most_frequent(line, offered)

    def _separator_of_headings(self, offered: str) -> str:
        """Leave out the notes above the headings, if these are known; else nothing."""
        for _ in range(MOST_ABOVE):
            line = self._given_back[-1][1]
            for separator in sorted(offered, key=line.count, reverse=True):
                if self._knows(line, separator):
                    self._given_back = deque([self._given_back[-1]])
                    return separator
            if self._are_headings is None or line.count('"') % 2:
                break
            try:
                line = self._next_line()
            except StopIteration:
                break
            self._given_back.append((self._number, line))
        return ""

    def _knows(self, line: str, separator: str) -> bool:
        if self._are_headings is None or len(line) > MOST_OF_HEADINGS:
            return False
        reader = csv.reader([line.lstrip(_INVISIBLE)], delimiter=separator, skipinitialspace=True)
        return any(self._are_headings([_visible(cell) for cell in row]) for row in reader)


def _most_frequent(line: str, offered: str) -> str:
    unquoted = _QUOTED.sub("", line)
    return max(offered, key=unquoted.count)


def _tidy(cell: str) -> str:
    return tidy(cell) if len(cell) <= MAXIMUM_TIDY else cell.strip()


def _visible(heading: str) -> str:
    return "".join(each for each in heading if unicodedata.category(each) != "Cf")
