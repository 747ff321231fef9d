"""The cards of what is no change of any user: files that are sent, loaded, or checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.domain.command import (
    CheckLicenseFile,
    CheckUserFile,
    ExportAudit,
    ExportLicenses,
    LoadDomains,
    SendTemplate,
)
from shared.domain.import_kind import ImportKind
from shared.domain.outcome import Reason, Result
from shared.domain.text import visible
from shared.slack_ui import rich
from shared.slack_ui.blocks import header
from shared.slack_ui.messages.card import MAXIMUM_SAID, bullets, card, lines
from shared.slack_ui.messages.message import Message
from shared.slack_ui.messages.unsent import beginnings, unsent_blocks, unsent_title
from shared.slack_ui.problems import outcome_reason, problem_sentence, row_sentence
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block

    from shared.domain.outcome import Outcome
    from shared.domain.problem import Problem
    from shared.i18n.translator import Translator
    from shared.ports import AuditExport
    from shared.slack_ui.messages.job import Job

PROBLEMS = 20  # listed in a message

_NAME = 50  # characters of a file's name, or a customer's, in a heading


class _Words(NamedTuple):
    """What is said of an errand: while it is run, and where it came to nothing."""

    title: str
    told: str
    failed_title: str
    failed: str


def opened_errand(t: Translator, job: Job) -> Message:
    """Say what is about to be done."""
    words = _words(t, job)
    return card(words.told, words.title, [], words.told)


def ended_errand(t: Translator, job: Job, outcome: Outcome) -> Message:
    """Say that the catalogue was loaded; or why an errand came to nothing."""
    if isinstance(job.request.command, LoadDomains) and outcome.result is Result.DONE:
        return _domains_loaded(t, job, outcome)
    if outcome.result is Result.DONE:
        return _loaded(t, job.request.tally.done, outcome.problems)
    words = _words(t, job)
    if outcome.reason is not Reason.INVALID:
        return card(words.failed, words.failed_title, [], outcome_reason(t, outcome))
    problems = [row_sentence(t, problem) for problem in outcome.problems]
    more = len(problems) - PROBLEMS
    last = t.n("{count} more problem", "{count} more problems", more) if more > 0 else ""
    return card(words.failed, words.failed_title, problems[:PROBLEMS], last)


def _loaded(t: Translator, count: int, left_out: Sequence[Problem]) -> Message:
    """Say how many products there are, and which rows of the file were left out, and why."""
    told = t.n("{count} product loaded.", "{count} products loaded.", count)
    blocks: list[Block] = [header(t("Microsoft's product names are loaded")), *lines([told])]
    if left_out:
        rows = sum(int(each.facts.get("rows", each.facts.get("count", 0))) for each in left_out)
        said = t.n("{count} row of the file was left out:", "{count} rows of the file were left out:", rows)
        then = t(
            "Everything else is there. To bring these in too, correct the lines, or download the list from "
            "Microsoft's page again, and load it once more."
        )
        items = bullets([rich.words(row_sentence(t, each), limit=MAXIMUM_SAID)] for each in left_out)
        blocks += [*lines([said]), *items, *lines([then])]
    return Message(told, blocks)


def _domains_loaded(t: Translator, job: Job, outcome: Outcome) -> Message:
    """Say how many domains of the list the customer has now, and which were left out."""
    told = t.n(
        "{count} domain of the list is the customer's now.",
        "{count} domains of the list are the customer's now.",
        job.request.tally.done,
    )
    title = t("The domains of {customer} are loaded", customer=cut(job.customer_name, _NAME))
    left_out = [problem_sentence(t, problem) for problem in outcome.problems]
    said = [told, t("Left out:")] if left_out else [told]
    listed = bullets([rich.words(each, limit=MAXIMUM_SAID)] for each in left_out)
    return Message(told, [header(title), *lines(said), *listed])


def delivered(t: Translator, job: Job) -> Message:
    """Say that the files of an export are there."""
    told = t("The files that you asked for are below.")
    return card(told, t("The licenses of {customer}", customer=job.customer_name), [], told)


def not_delivered(t: Translator, job: Job, contents: Sequence[bytes]) -> Message:
    """Say that Slack did not take files, and show what of them has room."""
    words, count = _words(t, job), len(contents)
    said = unsent_blocks(t, job.request, count)
    return Message(unsent_title(t, count), [header(words.failed_title), *said, *beginnings(t, contents)])


def delivered_trail(t: Translator, export: AuditExport) -> Message:
    """Say that the file of events is there, and how far back it goes where that is not all."""
    told = t("The file that you asked for is below.")
    blocks: list[Block] = [header(t("Events of the history")), *lines([told])]
    if export.reaches_back_to is not None:
        cut_at = rich.moment(t, export.reaches_back_to)
        said = t("That is not all: it goes back to {when}. Ask for the time before in another file.")
        blocks.append(rich.rich(rich.lines(rich.woven(said, when=cut_at))))
    return Message(told, blocks)


def delivered_template(t: Translator, kind: ImportKind) -> Message:
    """Say that the empty file is there, and what to do with it."""
    told = t("The file that you asked for is below.")
    if kind is ImportKind.USERS:
        title = t("Template for new users")
        then = t(
            "Fill in a row for each user, save it as CSV, and upload it. The status is filled in for you."
        )
    else:
        title = t("Template for license changes")
        then = t(
            "Fill in a row for each user, several products with semicolons, save it as CSV and upload it."
        )
    return Message(told, [header(title), *lines([told, then])])


def _words(t: Translator, job: Job) -> _Words:
    command = job.request.command
    match command:
        case ExportLicenses():
            customer = job.customer_name
            return _Words(
                t("Exporting the licenses of {customer}", customer=customer),
                t("The files that you asked for are being prepared."),
                t("The licenses of {customer} were not exported", customer=customer),
                t("The files that you asked for were not prepared."),
            )
        case ExportAudit():
            return _Words(
                t("Exporting events of the history"),
                t("The file that you asked for is being prepared."),
                t("The events of the history were not exported"),
                t("The file that you asked for was not prepared."),
            )
        case CheckUserFile(file_name=name) | CheckLicenseFile(file_name=name):
            shown = {
                "file": cut(visible(name), _NAME) or t("Your file"),
                "customer": cut(job.customer_name, _NAME),
            }
            return _Words(
                t("Checking {file} for {customer}", **shown),
                t("Your file is being checked. Nothing is changed by that."),
                t("{file} for {customer} was not checked", **shown),
                t("Your file was not checked."),
            )
        case LoadDomains():
            customer = cut(job.customer_name, _NAME)
            return _Words(
                t("Loading domains of {customer}", customer=customer),
                t("The domains are being added."),
                t("The domains of {customer} were not loaded", customer=customer),
                t("No domain was added."),
            )
        case SendTemplate():
            return _Words(
                t("Template for new users")
                if command.kind is ImportKind.USERS
                else t("Template for license changes"),
                t("The file that you asked for is being prepared."),
                t("The template was not sent"),
                t("The file that you asked for was not prepared."),
            )
    return _Words(
        t("Loading Microsoft's product names"),
        t("Microsoft's product names are being loaded."),
        t("Microsoft's product names were not loaded"),
        t("Microsoft's product names were not loaded."),
    )
