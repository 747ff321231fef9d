"""A file for spreadsheets, as Excel opens it without asking, in English or French.

A cell that a spreadsheet would calculate gets an apostrophe before it (OWASP, "CSV Injection"), so names
stay names. All cells are quoted: one that holds the separator of another language stays one cell.
"""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from shared.domain.formula import protected

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shared.i18n.translator import Translator

_SEPARATORS = {"en": ",", "fr": ";"}  # what each language's Excel opens without asking


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file by its name. ``lines`` are UTF-8 with a byte order mark, made while they are read, once."""

    name: str
    lines: Iterator[bytes]


def csv_file(t: Translator, name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> CsvFile:
    """Write rows under headings."""
    separator = _SEPARATORS[t.language]
    return CsvFile(name, chain([BOM_UTF8], _lines(chain([headings], rows), separator)))


def _lines(rows: Iterable[Sequence[str]], separator: str) -> Iterator[bytes]:
    writer = csv.writer(_Line(), delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        yield writer.writerow([protected(cell) for cell in row])  # writerow returns what write returned


class _Line:
    """Stands for the file that csv wants to write to, and hands the line back instead."""

    @staticmethod
    def write(line: str) -> bytes:
        return line.encode("utf-8", errors="replace")
