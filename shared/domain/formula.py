"""Cells that a spreadsheet would calculate, and the apostrophe that keeps it from doing so."""

from __future__ import annotations

from shared.domain.text import tidy

_SIGNS = frozenset("=+@\uff1d\uff0b\uff20")  # also as East Asian keyboards type them
_MINUSES = frozenset("-\uff0d")
_LEADING = frozenset("\t\r\n")


def is_calculated(cell: str) -> bool:
    """Whether a spreadsheet would calculate a tidy cell; a minus sign before a letter is part of a name."""
    start = cell.lstrip()[:2]
    if start[:1] in _MINUSES:
        return len(start) > 1 and not start[1].isalpha()
    return start[:1] in _SIGNS


def unprotected(cell: str) -> str:
    """Take off the apostrophe that our own files put before a cell that would be calculated."""
    inner = cell.removeprefix("'")
    if inner != cell and (inner[:1] in _LEADING or inner.lstrip()[:1] in _SIGNS | _MINUSES):
        return tidy(inner)
    return cell


def protected(cell: str) -> str:
    """Put an apostrophe before a cell that would be calculated, spaces before its formula or not."""
    is_suspect = cell[:1] in _LEADING or cell.lstrip()[:1] in _SIGNS | _MINUSES
    return f"'{cell}" if is_suspect else cell
