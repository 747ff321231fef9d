"""Files of an import: the empty one to fill in, the checked one to correct, and what became of each row.

The last two are the person's own file, with the column ``Status update`` filled in: corrected in Excel,
they can be uploaded again. What was too long to be kept whole stays too long, and what stands under no
heading still does, so that nothing is taken for corrected that nobody looked at.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from shared.domain.command import ImportUsers
from shared.domain.import_columns import STATUS_CREATED
from shared.domain.import_headings import Column, heading, template_headings
from shared.domain.import_kind import ImportKind
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import ProblemCode
from shared.domain.text import visible
from shared.operations.import_rows import target_of
from shared.slack_ui.csv_file import csv_file
from shared.slack_ui.problems import outcome_reason, problem_sentence
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from shared.domain.import_file import CheckedFile, ImportFile, ImportRow
    from shared.domain.problem import Problem
    from shared.domain.request import Request
    from shared.i18n.translator import Translator
    from shared.slack_ui.csv_file import CsvFile

_SENTENCE = 500  # characters
_SENTENCES = 8  # in one cell
_STEM = 60  # characters of the file's own name
_COLUMNS = set(Column)


def template_file(t: Translator, kind: ImportKind) -> CsvFile:
    """Write the headings of a file to fill in."""
    name = t("new-users.csv") if kind is ImportKind.USERS else t("license-changes.csv")
    return csv_file(t, name, template_headings(kind, t.language), [])


def file_to_correct(t: Translator, checked: CheckedFile) -> CsvFile:
    """Write a checked file, each row with what stands in its way, or that it is ready."""
    name = t("{name}-checked.csv", name=_stem(checked.file))
    return file_with_status(t, name, checked.file, checked.rows, lambda row: checked_status(t, row))


def result_file(
    t: Translator, request: Request, file: ImportFile, rows: Iterable[ImportRow], outcomes: Sequence[Outcome]
) -> CsvFile:
    """Write a file of which rows were done, each row with what became of it."""
    name = t("{name}-result.csv", name=_stem(file))
    by_target = {outcome.target_id: outcome for outcome in outcomes}
    as_a_whole = by_target.get(request.id)

    def status(row: ImportRow) -> str:
        if not row.is_ready:
            return checked_status(t, row)
        outcome = by_target.get(target_of(request.id, row), as_a_whole)
        return _done_status(t, request, outcome)

    return file_with_status(t, name, file, rows, status)


def file_with_status(
    t: Translator,
    name: str,
    file: ImportFile,
    rows: Iterable[ImportRow],
    status: Callable[[ImportRow], str],
) -> CsvFile:
    """Write a person's file: its own columns in their order, and what is said of each row."""
    columns = list(file.columns) if Column.STATUS in file.columns else [*file.columns, Column.STATUS]
    headings = [heading(column, t.language) for column in columns]
    return csv_file(t, name, headings, (_cells(row, columns, status(row)) for row in rows))


def checked_status(t: Translator, row: ImportRow) -> str:
    """Say of a row why it cannot be done, or that it can, with what to note; or that it was done before."""
    if row.is_left_out:
        return STATUS_CREATED[t.language]
    if row.problems:
        return problems_said(t, row.problems)
    return " ".join(filter(None, [t("Ready."), problems_said(t, row.remarks)]))


def problems_said(t: Translator, problems: Sequence[Problem]) -> str:
    """Say what is wrong with the cells of a row, each by its heading; the first eight, and how many more."""
    said = [_said(t, problem) for problem in problems[:_SENTENCES]]
    more = len(problems) - len(said)
    return " ".join([*said, *([t.n("and {count} more", "and {count} more", more)] if more > 0 else [])])


def _done_status(t: Translator, request: Request, outcome: Outcome | None) -> str:
    if outcome is None:
        if request.is_stopped:
            return t("Not done: it was stopped before this row.")
        outcome = Outcome(target_id="", result=Result.REFUSED, reason=Reason.STOPPED)
    if outcome.result is Result.REFUSED:
        return visible(outcome_reason(t, outcome))
    if outcome.result is Result.UNCHANGED:
        return t("Nothing to change.")
    return STATUS_CREATED[t.language] if isinstance(request.command, ImportUsers) else t("Changed.")


def _said(t: Translator, problem: Problem) -> str:
    sentence = cut(visible(problem_sentence(t, problem)), _SENTENCE)
    if problem.field not in _COLUMNS:
        return sentence
    return f"{t('{label}:', label=heading(Column(problem.field), t.language))} {sentence}"


def _cells(row: ImportRow, columns: Sequence[Column], status: str) -> list[str]:
    cut_off = {each.field for each in row.problems if each.code is ProblemCode.CELL_TOO_LONG}
    strays = [each for each in row.problems if each.code is ProblemCode.CELL_WITHOUT_HEADING]
    cells = []
    for column in columns:
        kept = row.cells.get(column, "")
        cells.append(status if column is Column.STATUS else f"{kept}…" if column in cut_off else kept)
    return [*cells, *(str(each.facts["value"]) for each in strays)]


def _stem(file: ImportFile) -> str:
    return cut(PurePath(visible(file.file_name)).stem, _STEM) or "import"
