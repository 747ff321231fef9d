"""Rows of a CSV file, in whatever shape a spreadsheet, a script or an editor left it."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from shared.domain.file import file_problem, refusal
from shared.domain.problem import ProblemCode
from shared.domain.text import tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAXIMUM_ROW = 65_536  # characters, line breaks inside quotation marks included
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
_QUOTED = re.compile(r'"(?:[^"]|"")*"?')

# ZIP (also XLSX, ODS, Numbers), XLS, and what web sites call XLS; then PDF, RTF, pictures, other archives.
_WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_MARKUP = re.compile(rb"(?i)(?:\xef\xbb\xbf)?\s{0,99}<(?:\?xml|!doctype|html|table)\b")
_NO_TEXTS = (
    *(b"%PDF-", b"{\\rtf", b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a"),
    *(b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\x00", b"\x7fELF"),
)

_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_DEFAULT = "windows-1252"
_SAMPLE = 128  # bytes that tell UTF-16 without its mark: about a heading row
_OUTSIDE_ASCII = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\xff]"
)

_BROKEN = "\udfff"  # which no text can hold: stands for bytes that are no character
codecs.register_error("partner_desk_broken", lambda error: (_BROKEN, getattr(error, "end", 0)))


def _byte_of_control(error: UnicodeError) -> tuple[bytes, int]:
    """Write a control character of ISO 8859-1, which programs put where Windows-1252 has nothing."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return error.object[error.start : error.end].encode("latin-1"), error.end


codecs.register_error("partner_desk_latin", _byte_of_control)


@dataclass(frozen=True, slots=True)
class TableRow:
    """``line`` is where the row begins, as an editor counts; ``cells`` are tidy, empty last ones left out."""

    line: int
    cells: list[str]


def read_table(content: bytes, *, on_broken: Callable[[int], None] | None = None) -> Iterator[TableRow]:
    """Read the rows of a CSV file one by one, the headings first; blank rows are left out.

    UTF-8 or UTF-16, with a byte order mark or without, else Windows-1252. Separated by commas, semicolons
    or tabs, whichever the first line has most of, or as Excel's ``sep=`` line says. Lines may end in CRLF, LF
    or CR. Invisible characters are taken out of the headings. No more than one row of at most 65,536
    characters is held at a time. A file whose byte order mark has become letters is UTF-8 that a program read
    as Windows-1252: it is read as it was meant. ``on_broken`` is told the line of a row that is no CSV, which
    is then left out; without it, such a row is an error. Raises InvalidInputError on field ``file``, while it
    is iterated.
    """
    _refuse_what_is_no_csv(content)
    encoding, start = _encoding(content)
    lines = _Lines(content, encoding, start, keeps_row=on_broken is not None)
    reader = csv.reader(lines, delimiter=lines.separator, skipinitialspace=True, strict=True)
    are_headings = True
    while True:
        lines.begin_row()
        try:
            cells = [_tidy(cell) for cell in next(reader)]
        except StopIteration:
            break
        except csv.Error:
            if on_broken is None or are_headings:
                raise refusal([file_problem(ProblemCode.FILE_LINE_BROKEN, line=lines.row)]) from None
            on_broken(lines.row)
            lines.give_back_all_but_first()
            continue
        if are_headings:
            cells = [_tidy(_visible(cell)) for cell in cells]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield TableRow(lines.row, cells)
            are_headings = False
    if are_headings:
        raise refusal([file_problem(ProblemCode.FILE_EMPTY)])


def is_unicode(content: bytes) -> bool:
    """Whether a file is read as UTF-8 or UTF-16, which no program takes for something else."""
    return _encoding(content)[0] != _DEFAULT


class _Lines:
    """The lines of a file, for csv to ask for; ``row`` is the line where the row that it reads begins."""

    def __init__(self, content: bytes, encoding: str, start: int, *, keeps_row: bool) -> None:
        raw = io.BytesIO(content)
        raw.seek(start)
        self._text = io.TextIOWrapper(raw, encoding, errors="partner_desk_broken", newline="")
        self._number = self._size = self.row = self._times_misread = 0
        self._keeps_row = keeps_row
        self._of_row: list[tuple[int, str]] = []
        self._given_back: deque[tuple[int, str]] = deque()
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
        line = self._text.readline(MAXIMUM_ROW + 1)
        if not line:
            raise StopIteration
        self._number += 1
        if line in _BLANK_LINES:  # of which there may be millions
            return line
        if "\0" in line:
            raise refusal([file_problem(ProblemCode.FILE_NOT_TEXT)])
        if _BROKEN in line:
            raise refusal([file_problem(ProblemCode.FILE_CHARACTERS_BROKEN, line=self._number)])
        if len(line) > MAXIMUM_ROW:
            facts: dict[str, str | int] = {"line": self._number, "limit": MAXIMUM_ROW}
            raise refusal([file_problem(ProblemCode.FILE_LINE_TOO_LONG, **facts)])
        if self._number == 1:
            line = self._without_mark(line)
        return _as_meant(line, self._times_misread)

    def _without_mark(self, line: str) -> str:
        """Take out a byte order mark that has become letters, and note what befell the rest of the file."""
        for mark, times in _MARKS_AS_LETTERS.items():
            if line.startswith(mark):
                self._times_misread = times
                return line.removeprefix(mark)
        return line

    def _found_separator(self) -> str:
        try:
            line = self._line().lstrip(_INVISIBLE)
            if said := _SEPARATOR_LINE.fullmatch(line):
                return said[1]
            while not line.strip(self._blank):
                line = self._line()
        except StopIteration:
            return ","
        self._given_back.append((self._number, line))
        unquoted = _QUOTED.sub("", line)
        return max(_SEPARATORS, key=unquoted.count)


def _refuse_what_is_no_csv(content: bytes) -> None:
    if content.startswith(_WORKBOOKS) or _MARKUP.match(content):
        raise refusal([file_problem(ProblemCode.FILE_IS_WORKBOOK)])
    if content.startswith(_NO_TEXTS):
        raise refusal([file_problem(ProblemCode.FILE_NOT_TEXT)])


def _encoding(content: bytes) -> tuple[str, int]:
    """Tell the encoding, and where the text begins."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return encoding, len(mark)
    first, second = content[0:_SAMPLE:2].count(0), content[1:_SAMPLE:2].count(0)
    half = len(content[:_SAMPLE]) // 4
    if first + second > half and min(first, second) <= max(first, second) // 16:
        return ("utf-16-le" if second > first else "utf-16-be"), 0
    return ("utf-8" if _is_utf_8(content) else _DEFAULT), 0


def _is_utf_8(content: bytes) -> bool:
    """Whether a text is UTF-8, or was but for some damage."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), MAXIMUM_ROW):
            decoder.decode(content[start : start + MAXIMUM_ROW])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        sizes = [len(found[0]) for found in islice(_OUTSIDE_ASCII.finditer(content), 1_000)]
        return len(sizes) < 2 * sum(size > 1 for size in sizes)
    return True


def _as_meant(line: str, times_misread: int) -> str:
    """Read a line as UTF-8 that was read as Windows-1252; as it is where it cannot have been."""
    for _ in range(times_misread):
        try:
            line = line.encode("windows-1252", "partner_desk_latin").decode("utf-8")
        except UnicodeError:
            break
    return line


def _tidy(cell: str) -> str:
    return tidy(cell) if len(cell) <= MAXIMUM_TIDY else cell.strip()


def _visible(heading: str) -> str:
    return "".join(each for each in heading if unicodedata.category(each) != "Cf")
