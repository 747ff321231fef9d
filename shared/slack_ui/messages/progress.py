"""The card of a request in its requester's direct messages: what is asked, how far it is, what became of it.

One message, edited in place. All of its versions hold rich text: Slack does not let it go from a message
("block_mismatch").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.command import (
    ChangeLicenses,
    DeleteUsers,
    ExportLicenses,
    LoadCatalogue,
    ResetPasswords,
)
from shared.domain.outcome import Outcome, Reason, Result
from shared.slack_ui import rich
from shared.slack_ui.blocks import header
from shared.slack_ui.messages.deletion import DeletionTelling, RestorationTelling
from shared.slack_ui.messages.license_change import LicenseChangeTelling
from shared.slack_ui.messages.message import Message
from shared.slack_ui.messages.password_reset import PasswordResetTelling
from shared.slack_ui.problems import outcome_reason, problem_sentence
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from slack_sdk.models.blocks import Block

    from shared.domain.request import Tally
    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.job import Job, Telling

LISTED = 20  # outcomes, or problems, in a message; more of them are in a file

_BAR = 20  # cells
_NAME = 75  # with the one below, the longest card stays under the 13,200 characters that Slack takes
_REASON = 250


def telling(t: Translator, job: Job) -> Telling | None:
    """Find what says the sentences of a command about users; None for what is about none."""
    command = job.request.command
    if isinstance(command, ExportLicenses | LoadCatalogue):
        return None
    if isinstance(command, ChangeLicenses):
        return LicenseChangeTelling(t, job, command)
    if isinstance(command, ResetPasswords):
        return PasswordResetTelling(t, job, command)
    if isinstance(command, DeleteUsers):
        return DeletionTelling(t, job, command)
    return RestorationTelling(t, job, command)


def opened(t: Translator, job: Job) -> Message:
    """Say what is about to be done."""
    says = telling(t, job)
    if says is not None:
        waiting = t("It begins in a moment. This message shows how far it is.")
        return _card(says.begins(), says.title(), says.details(), waiting)
    if isinstance(job.request.command, ExportLicenses):
        told = t("The files that you asked for are being prepared.")
        title = t("Exporting the licenses of {customer}", customer=job.customer_name)
        return _card(told, title, [], told)
    told = t("Microsoft's product names are being loaded.")
    return _card(told, t("Loading Microsoft's product names"), [], told)


def progressing(t: Translator, job: Job, tally: Tally) -> Message:
    """Show how many of the users have been dealt with."""
    says = telling(t, job)
    if says is None:
        return opened(t, job)
    count, total = t.number(tally.total), t.number(job.request.targets)
    percent = 100 * tally.total // max(1, job.request.targets)
    shown = t("{percent}%", percent=percent)
    counted = t("{count} of {total} users", count=count, total=total)
    refused = t.n("{count} refused", "{count} refused", tally.refused) if tally.refused else ""
    line = " · ".join(filter(None, [f"{_bar(percent)} {shown}", counted, refused]))
    return _card(says.so_far(count, total), says.title(), says.details(), line)


def finished(t: Translator, job: Job, outcomes: Sequence[Outcome]) -> Message:
    """Say what became of every user: each one where they are few, otherwise those refused.

    With more than ``LISTED`` outcomes, all of them are in a file that comes with it.
    """
    says, tally = telling(t, job), job.request.tally
    if says is None:
        return _errand(t, job, outcomes[0])
    if not tally.total:
        told = t("Nobody matched when it began: nothing was changed.")
        return _card(told, says.heading(is_something_done=False), says.details(), told)
    counts = says.counts(tally)
    refused = [outcome for outcome in outcomes if outcome.result is Result.REFUSED]
    more = []
    if len(outcomes) <= LISTED:
        listed = sorted(outcomes, key=lambda outcome: outcome.result is not Result.REFUSED)
    else:
        listed = refused[:LISTED]
        if len(refused) > LISTED:
            more.append(t.n("{count} more refused", "{count} more refused", len(refused) - LISTED))
        more.append(t("What became of each user is in the file below."))
    blocks: list[Block] = [
        header(says.heading(is_something_done=bool(tally.done or tally.unchanged))),
        *_bullets([rich.words(each)] for each in says.details()),
        rich.rich(rich.lines([rich.bold(counts)])),
        *_bullets(_outcome_line(says, outcome) for outcome in listed),
        *_lines(more),
        *says.next_steps(),
    ]
    return Message(says.over(counts), blocks)


def delivered(t: Translator, job: Job) -> Message:
    """Say that the files of an export are there."""
    told = t("The files that you asked for are below.")
    return _card(told, t("The licenses of {customer}", customer=job.customer_name), [], told)


def _errand(t: Translator, job: Job, outcome: Outcome) -> Message:
    """Say what became of a request that is not about users."""
    is_export = isinstance(job.request.command, ExportLicenses)
    if outcome.result is Result.DONE:
        count = job.request.tally.done
        told = t.n("{count} product loaded.", "{count} products loaded.", count)
        return _card(told, t("Microsoft's product names are loaded"), [], told)
    if is_export:
        told = t("The files that you asked for were not prepared.")
        title = t("The licenses of {customer} were not exported", customer=job.customer_name)
    else:
        told = t("Microsoft's product names were not loaded.")
        title = t("Microsoft's product names were not loaded")
    if outcome.reason is not Reason.INVALID:
        return _card(told, title, [], outcome_reason(t, outcome))
    problems = [problem_sentence(t, problem) for problem in outcome.problems]
    more = len(problems) - LISTED
    last = t.n("{count} more problem", "{count} more problems", more) if more > 0 else ""
    return _card(told, title, problems[:LISTED], last)


def _card(told: str, title: str, listed: Sequence[str], line: str) -> Message:
    bullets = _bullets([rich.words(each, limit=_REASON)] for each in listed)
    return Message(told, [header(title), *bullets, *_lines([line] if line else [])])


def _outcome_line(says: Telling, outcome: Outcome) -> list[rich.Element]:
    name = cut(outcome.target_name or outcome.target_id, _NAME)
    return [rich.bold(name), rich.words(f" — {says.said_of(outcome)}", limit=_REASON)]


def _bar(percent: int) -> str:
    filled = _BAR * percent // 100
    return "█" * filled + "░" * (_BAR - filled)


def _bullets(items: Iterable[Sequence[rich.Element]]) -> list[Block]:
    listed = list(items)
    return [rich.rich(rich.bullets(listed))] if listed else []


def _lines(lines: Sequence[str]) -> list[Block]:
    return [rich.rich(rich.lines(*([rich.words(each)] for each in lines)))] if lines else []
