"""The card that tells what was found in a file that was checked."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from shared.domain.import_kind import ImportKind
from shared.domain.text import visible
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, header
from shared.slack_ui.ids import Click
from shared.slack_ui.import_files import problems_said
from shared.slack_ui.messages.card import MAXIMUM_SAID, bullets, lines
from shared.slack_ui.messages.message import Message
from shared.slack_ui.messages.unsent import unsent_blocks
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block

    from shared.domain.import_file import CheckedFile, ImportFile, ImportRow
    from shared.domain.problem import Problem
    from shared.domain.request import Request
    from shared.i18n.translator import Translator

FAULTS = 5  # rows named; all of them are in the file below
FAULTS_WITHOUT_FILE = 20

_NAME = 50  # characters of a file's name, or a customer's, in a heading


def checked_message(
    t: Translator, customer_name: str, checked: CheckedFile, unsent: Request | None = None
) -> Message:
    """Count what can be done, and name the first rows that cannot, or that are to be looked at.

    ``unsent`` is the request of which Slack did not take the file to correct: then more rows are named.
    """
    file = checked.file
    told = t("Your file could not be read.") if file.refusal else t("Your file has been checked.")
    names = {
        "file": cut(visible(file.file_name), _NAME) or t("Your file"),
        "customer": cut(customer_name, _NAME),
    }
    blocks: list[Block] = [header(t("{file} for {customer}", **names))]
    if file.refusal:
        blocks += lines([t("This file cannot be taken as it is, and nothing was done.")])
        blocks += bullets(
            [rich.words(visible(problem_sentence(t, each)), limit=MAXIMUM_SAID)] for each in file.refusal
        )
        blocks += lines([t("Correct the file, and upload it again. The template shows how it should look.")])
    else:
        blocks.append(rich.rich(rich.lines([rich.bold(counts_said(t, file))])))
        blocks += bullets(
            [rich.words(visible(problem_sentence(t, each)), limit=MAXIMUM_SAID)] for each in file.notes
        )
        blocks += _faults(t, checked, unsent)
    return Message(
        told, [*blocks, *actions([button(t("Show"), Click.SHOW_IMPORT, file.id, is_primary=True)])]
    )


def counts_said(t: Translator, file: ImportFile) -> str:
    """Count the rows of a file: ready, wrong, with a remark, and done before."""
    rows = t.number(file.rows)
    if file.kind is ImportKind.USERS:
        can = t.n(
            "{count} of {rows} users can be created",
            "{count} of {rows} users can be created",
            file.ready,
            rows=rows,
        )
    else:
        can = t.n(
            "{count} of {rows} rows can be done",
            "{count} of {rows} rows can be done",
            file.ready - file.unchanged,
            rows=rows,
        )
    said = [can]
    if file.unchanged:
        said.append(t.n("{count} changes nothing", "{count} change nothing", file.unchanged))
    if file.wrong:
        said.append(t.n("{count} cannot", "{count} cannot", file.wrong))
    if file.remarked:
        said.append(t.n("{count} to look at", "{count} to look at", file.remarked))
    if file.left_out:
        said.append(t.n("{count} created before", "{count} created before", file.left_out))
    return " · ".join(said)


def _faults(t: Translator, checked: CheckedFile, unsent: Request | None) -> list[Block]:
    file, room = checked.file, FAULTS if unsent is None else FAULTS_WITHOUT_FILE
    if not file.wrong and not file.remarked:
        return lines([t("Nothing has been done yet.")])
    wrong = (row for row in checked.rows if row.problems and not row.is_left_out)
    remarked = (row for row in checked.rows if row.is_ready and row.remarks)
    listed = [_line(t, row, row.problems) for row in islice(wrong, room)]
    listed += [_line(t, row, row.remarks) for row in islice(remarked, room - len(listed))]
    more = file.wrong + file.remarked - len(listed)
    last = [t.n("and {count} more", "and {count} more", more)] if more > 0 else []
    if unsent is not None:
        said = lines([*last, t("Nothing has been done yet.")])
        return [*bullets(listed), *said, *unsent_blocks(t, unsent)]
    below = t(
        "Nothing has been done yet. The file below is yours, with what is to be said of each row in its "
        "column “Status update”: correct it there, save it as CSV, and upload it again."
    )
    return [*bullets(listed), *lines([*last, below])]


def _line(t: Translator, row: ImportRow, told: Sequence[Problem]) -> list[rich.Element]:
    where = t("{label}:", label=t("Line {line}", line=t.number(row.line)))
    said = cut(
        f"{visible(row.name)} · {problems_said(t, told)}" if row.name else problems_said(t, told),
        MAXIMUM_SAID,
    )
    return [rich.bold(where), rich.words(f" {said}")]
