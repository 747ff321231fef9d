"""Rows of CSV files: in any encoding and dialect, damaged, and of no end."""

from __future__ import annotations

import io
import time
import tracemalloc
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.domain.csv_table import MAXIMUM_ROW, MAXIMUM_TIDY, TableRow, read_table
from shared.domain.file import file_problem
from shared.domain.problem import Problem, ProblemCode
from shared.domain.text import tidy
from shared.errors import InvalidInputError

TEN_MB = 10_000_000
NADIA = ["Nadia", "nadia@contoso.example"]


def table(content: bytes | str) -> list[TableRow]:
    return list(read_table(content.encode() if isinstance(content, str) else content))


def cells(content: bytes | str) -> list[list[str]]:
    return [row.cells for row in table(content)]


def refused(content: bytes | str) -> Problem:
    with pytest.raises(InvalidInputError) as raised:
        table(content)
    (problem,) = raised.value.problems
    assert isinstance(problem, Problem)
    return problem


# ---- encodings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b""),
        ("utf-16-be", b"\xfe\xff"),
        ("windows-1252", b""),
    ],
)
@pytest.mark.parametrize("text", ["Name;Mail\nZoé;z@x\n", "N;M\n’Œ€;b", "Mail\nz@x"])
def test_every_encoding_of_a_spreadsheet_is_told_from_the_others(
    encoding: str, mark: bytes, text: str
) -> None:
    assert cells(mark + text.encode(encoding)) == [line.split(";") for line in text.split()]


def test_utf_8_is_told_by_the_last_letter_of_a_large_file() -> None:
    lines = "Name\n" + "Nadia\n" * 30_000
    assert cells(f"{lines}Zoé\n")[-1] == ["Zoé"]
    assert cells(f"{lines}Zoé\n".encode("windows-1252"))[-1] == ["Zoé"]
    assert cells(f"{lines}Zoé".encode("windows-1252"))[-1] == ["Zoé"]


@pytest.mark.parametrize("before", [0, 1, 2, 8_190, 8_191, 8_192, 65_535, 65_536, 65_537])
def test_a_letter_of_several_bytes_may_stand_anywhere(before: int) -> None:
    filler = "\n".join(["x" * 99] * (before // 100) + ["y" * (before % 100)])
    content = f"{filler}é漢🚀"
    for encoding in ("utf-8", "utf-16"):
        assert cells(content.encode(encoding))[-1][0].endswith("é漢🚀")


@pytest.mark.parametrize("line", [1, 2, 1_500])
def test_bytes_that_are_no_character_are_told_with_their_line(line: int) -> None:
    text = "Zoé,Léa\n" * (line - 1)
    problem = file_problem(ProblemCode.FILE_CHARACTERS_BROKEN, line=line)
    assert refused(b"\xef\xbb\xbf" + text.encode() + b"Zo\xe9") == problem
    assert refused(text.encode("windows-1252") + b"Zo\xe9 \x81") == problem
    assert refused(b"\xff\xfe" + text.encode("utf-16-le") + b"Z") == problem


# ---- dialects --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "separator"),
    [
        ("a,b,c", ","),
        ("a;b;c", ";"),
        ("a\tb\tc", "\t"),
        ('"a,b,c,d";e', ";"),
        ('"a "";;;"" b",c', ","),
        ('"a\n;;;;b",c', ","),
        ("a b;c, d;e", ";"),
    ],
)
def test_the_separator_is_the_one_that_headings_stand_between(heading: str, separator: str) -> None:
    assert cells(f"\n;,\t\n{heading}\nx{separator}y")[-1] == ["x", "y"]


@pytest.mark.parametrize(
    "first", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;;", "sep=; ", "\ufeffsep=;", "\ufeff\ufeffsep=;"]
)
def test_the_line_that_tells_excel_the_separator_is_obeyed_and_is_no_row(first: str) -> None:
    content = f"{first}\r\na,b,c;d\r\n"
    assert table(content) == [TableRow(2, ["a,b,c", "d"])]


@pytest.mark.parametrize("first", ["sep=x", "sep=", "September=;", "sep=;x", "sep= "])
def test_a_line_that_only_resembles_it_is_a_row(first: str) -> None:
    assert table(f"{first}\n")[0].line == 1


def test_rows_are_numbered_by_the_lines_where_they_begin() -> None:
    content = '\n"a\nb",c\r\n\r\r"x\r\ny\rz",1\n,\nlast'
    assert table(content) == [
        TableRow(2, ["a\nb", "c"]),
        TableRow(6, ["x\r\ny\rz", "1"]),
        TableRow(10, ["last"]),
    ]


def test_cells_are_tidy_and_empty_last_ones_are_left_out() -> None:
    assert cells("a,b\n\u00a0Zoe\u0301 , ,x,, \n") == [["a", "b"], ["Zoé", "", "x"]]


def test_only_headings_lose_their_invisible_characters() -> None:
    assert cells('\ufeff\u200b"E\u00admail\u200e",b\nx\u200by') == [["Email", "b"], ["x\u200by"]]


def test_rows_that_look_blank_are_left_out_even_within_quotation_marks() -> None:
    assert cells('\u00a0\n""\n"",""\na,b\n" ",\n"","\n"\nx') == [["a", "b"], ["x"]]


# ---- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\r\n\r\n", b" ;;\t,\n", b"sep=;\r\n", b'""\n']
)
def test_a_file_without_a_row_is_empty(content: bytes) -> None:
    assert refused(content) == file_problem(ProblemCode.FILE_EMPTY)


@pytest.mark.parametrize(
    "start",
    [
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"PK\x07\x08",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"<html>",
        b"\xef\xbb\xbf\r\n  <!DOCTYPE html>",
        b"<TABLE border=1>",
        b"<?xml version='1.0'?>",
    ],
)
def test_a_workbook_or_an_archive_is_called_so(start: bytes) -> None:
    assert refused(start + b"Email,Display name\r\n") == file_problem(ProblemCode.FILE_IS_WORKBOOK)


@pytest.mark.parametrize(
    "start",
    [
        b"%PDF-1.4\n",
        b"{\\rtf1",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"GIF87a",
        b"GIF89a",
        b"\x1f\x8b\x08",
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a\x07",
        b"BZh9",
        b"\xfd7zXZ\x00",
        b"\x7fELF",
        b"Email\x00",
        b"\x00" * 9,
    ],
)
def test_what_is_no_text_is_called_so(start: bytes) -> None:
    assert refused(start + b"Email,Display name\r\n") == file_problem(ProblemCode.FILE_NOT_TEXT)


@pytest.mark.parametrize("content", ["<name>,<mail>\nx,y", "PK,BZ\nx,y", "P%DF\n", "{x},y"])
def test_what_only_resembles_it_is_read(content: str) -> None:
    assert cells(content)


def test_a_line_is_read_up_to_its_limit() -> None:
    longest = "x" * (MAXIMUM_ROW - 1)
    assert cells(f"a\n{longest}\nb") == [["a"], [longest], ["b"]]
    facts: dict[str, str | int] = {"line": 2, "limit": MAXIMUM_ROW}
    assert refused(f"a\n{longest}xx\nb") == file_problem(ProblemCode.FILE_LINE_TOO_LONG, **facts)


def test_a_row_of_several_lines_is_read_up_to_the_same_limit() -> None:
    half = "x" * (MAXIMUM_ROW // 2 - 3)
    assert cells(f'a\n"{half}\n{half}"\nb')[1:] == [[f"{half}\n{half}"], ["b"]]
    problem = file_problem(ProblemCode.FILE_LINE_BROKEN, line=2)
    assert refused(f'a\n"{half}\n{half}xxxxxx"\nb') == problem


@pytest.mark.parametrize("row", ['"Nadia', '"Nadia\nOkafor\n\n', '"Nadia" Okafor', 'x,"'])
def test_a_row_that_breaks_off_is_told_by_the_line_where_it_begins(row: str) -> None:
    assert refused(f"a,b\n\n{row}") == file_problem(ProblemCode.FILE_LINE_BROKEN, line=3)


def test_rows_before_a_fault_are_read() -> None:
    rows = read_table(b'a,b\nx,y\n"')
    assert [next(rows).cells, next(rows).cells] == [["a", "b"], ["x", "y"]]
    with pytest.raises(InvalidInputError):
        next(rows)


# ---- size ------------------------------------------------------------------------------------------

ENDLESS = {
    "one_line": b"x" * TEN_MB,
    "one_line_of_accents": "é".encode() * (TEN_MB // 2),
    "one_line_after_headings": b"Email\r\n" + b"x" * TEN_MB,
    "one_line_in_utf_16": b"\xff\xfe" + b"x\0" * (TEN_MB // 2),
    "unclosed_quotation_mark": b'Email,"' + b"nadia\n" * (TEN_MB // 6),
    "quotation_marks": b'"' * TEN_MB,
    "spaces": b" " * TEN_MB,
    "separators": b"," * TEN_MB,
    "nothing_but_nul": b"\0" * TEN_MB,
    "one_letter_of_accents": b"e" + "\u0301\u0316".encode() * (TEN_MB // 4),
}


@pytest.mark.parametrize("content", [pytest.param(each, id=name) for name, each in ENDLESS.items()])
def test_what_has_no_end_costs_no_more_than_one_row(content: bytes) -> None:
    tracemalloc.start()
    try:
        with suppress(InvalidInputError):
            table(content)
            pytest.fail("this was read")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 10 * MAXIMUM_ROW


def test_a_long_file_is_read_in_the_memory_of_a_row() -> None:
    content = b"Display name,Email\r\n" + b"Nadia,nadia@contoso.example\r\n" * 100_000
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_table(content)) == 100_001
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 10 * MAXIMUM_ROW


def test_letters_of_very_many_accents_take_no_time() -> None:
    letter = "e" + "\u0301\u0316" * 15_000
    started = time.process_time()
    rows = cells(f"a\n{letter}\n{letter}\n{letter}\n")
    assert time.process_time() - started < 1
    assert len(rows[1][0]) > MAXIMUM_TIDY


# ---- laws ------------------------------------------------------------------------------------------

# Of Windows-1252, letters of which no two are one of UTF-8, as "Ã©" would be; "’" is in the headings.
WESTERN = st.characters(codec="ascii", exclude_characters="\0") | st.sampled_from("éèàçôïüÉÀßñø")
ANY = st.characters(exclude_characters="\0", exclude_categories=["Cs", "Cf"])
SEPARATORS = st.sampled_from([",", ";", "\t"])
ENDS = st.sampled_from(["\r\n", "\n", "\r"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be-with-mark", "windows-1252"])
NAMES = ["First name", "Nom d’affichage", "E-mail", "Licenses"]


def written(rows: list[list[str]], separator: str, end: str, *, is_quoted: bool = False) -> str:
    return "".join(separator.join(_cell(cell, is_quoted) for cell in row) + end for row in rows)


def _cell(cell: str, is_quoted: bool) -> str:
    needs_it = cell.startswith(" ") or any(sign in cell for sign in '",;\t\r\n')
    return '"' + cell.replace('"', '""') + '"' if is_quoted or needs_it else cell


def encoded(text: str, encoding: str) -> bytes:
    if encoding == "utf-16-be-with-mark":
        return b"\xfe\xff" + text.encode("utf-16-be")
    return text.encode(encoding)


def as_read(rows: list[list[str]]) -> list[list[str]]:
    """Tidy the cells, without the empty last ones, and leave blank rows out."""
    tidied = [[tidy(cell) for cell in row] for row in rows]
    kept = [row[: max((place for place, cell in enumerate(row, 1) if cell), default=0)] for row in tidied]
    return [row for row in kept if row]


@given(st.data(), ENCODINGS, SEPARATORS, ENDS, st.booleans(), st.booleans())
def test_a_table_is_read_as_it_was_written_in_any_encoding_and_dialect(
    data: st.DataObject, encoding: str, separator: str, end: str, is_said: bool, is_quoted: bool
) -> None:
    letters = WESTERN if encoding == "windows-1252" else ANY
    body = data.draw(st.lists(st.lists(st.text(letters, max_size=12), min_size=1, max_size=5), max_size=6))
    text = written([NAMES, *body], separator, end, is_quoted=is_quoted)
    said = f"sep={separator}{end}" if is_said else ""
    assert cells(encoded(said + text, encoding)) == [NAMES, *as_read(body)]


@given(st.lists(st.lists(st.text(ANY, max_size=5), min_size=1, max_size=3), max_size=4), ENDS, st.data())
def test_each_row_is_found_at_its_line(body: list[list[str]], end: str, data: st.DataObject) -> None:
    lines, places = ["a,b,c"], []
    for row in body:
        lines += data.draw(st.lists(st.sampled_from(["", " ", ",,", "\t"]), max_size=2))
        if as_read([row]):
            places.append(len(io.StringIO(end.join([*lines, ""]), newline=None).readlines()) + 1)
        lines.append(written([row], ",", ""))
    assert [row.line for row in table(end.join(lines))[1:]] == places


@given(st.binary(max_size=300))
@example(b'"')
@example(b"\xff\xfe\x00")
@example(b"sep=\n")
@example(b"sep=\x00\n")
@example(b"\x00a")
def test_bytes_of_whatever_kind_are_read_or_refused(content: bytes) -> None:
    for tried in (content, b"\xef\xbb\xbf" + content, b"\xff\xfe" + content, b"a,b\n" + content):
        with suppress(InvalidInputError):
            rows = table(tried)
            assert rows
            assert all(row.cells[-1] for row in rows)
            assert all(row.line < later.line for row, later in pairwise(rows))


DAMAGES = st.sampled_from(["flip", "cut", "insert", "duplicate", "end"])


@given(st.data(), ENCODINGS, SEPARATORS)
def test_damaged_bytes_are_read_or_refused_and_nothing_else(
    data: st.DataObject, encoding: str, separator: str
) -> None:
    content = encoded(written([NAMES, NADIA, ["Zoé\nNault", "x"]] * 2, separator, "\r\n"), encoding)
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, len(content)))
        content = {
            "flip": content[:start]
            + bytes(each ^ data.draw(st.integers(1, 255)) for each in content[start : start + 1])
            + content[start + 1 :],
            "cut": content[:start] + content[end:],
            "insert": content[:start] + data.draw(st.binary(max_size=5)) + content[start:],
            "duplicate": content[:end] + content[start:],
            "end": content[:end],
        }[data.draw(DAMAGES)]
    with suppress(InvalidInputError):
        table(content)
