"""Files to import, of every shape that people have, and what reading makes of each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.places import ROOT
from shared.domain.import_kind import ImportKind

if TYPE_CHECKING:
    from shared.domain.import_columns import ImportedTable
    from shared.domain.problem import Problem

FOLDER = ROOT / "tests" / "corpus" / "import"
VERDICTS = FOLDER / "verdicts.toml"
MAXIMUM_ROWS = 100  # that the verdicts are about
MAXIMUM_WRITTEN = 100  # characters of a cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """As in verdicts.toml, which explains it; either ``refused`` or the others."""

    kind: ImportKind
    refused: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def verdicts() -> dict[str, Verdict]:
    """Read the verdicts, by the name of the file."""
    written = tomllib.loads(VERDICTS.read_text(encoding="utf-8"))
    return {
        name: Verdict(kind=ImportKind(each.pop("kind")), **{what: tuple(said) for what, said in each.items()})
        for name, each in written.items()
    }


def corpus_file(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def verdict_on(kind: ImportKind, table: ImportedTable) -> Verdict:
    """Write what was read as verdicts.toml does."""
    return Verdict(
        kind=kind,
        columns=tuple(column.value for column in table.columns),
        rows=tuple(
            " | ".join([str(line.line), *(_short(line.cells[column]) for column in table.columns)])
            for line in table.lines
        ),
        problems=tuple(
            f"{line.line} {problem.field} {told(problem)}"
            for line in table.lines
            for problem in line.problems
        ),
        notes=tuple(map(told, table.notes)),
    )


def told(problem: Problem) -> str:
    """Write a problem by its code and facts."""
    return " ".join([problem.code.value, *(f"{name}={fact}" for name, fact in problem.facts.items())])


def _short(cell: str) -> str:
    return f"{cell[:4]}… {len(cell)}" if len(cell) > MAXIMUM_WRITTEN else cell
