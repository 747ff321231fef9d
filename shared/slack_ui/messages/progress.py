"""The card of a request in its requester's direct messages: what is asked, how far it is, what became of it.

One message, edited in place. All of its versions hold rich text: Slack does not let it go from a message
("block_mismatch").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.outcome import Outcome, Result
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, header
from shared.slack_ui.directory import directory_note, is_also_at_microsoft
from shared.slack_ui.messages.card import MAXIMUM_SAID, bullets, card, lines
from shared.slack_ui.messages.errand import ended_errand, opened_errand
from shared.slack_ui.messages.message import Message
from shared.slack_ui.messages.stopped import result_line, stopping_line
from shared.slack_ui.messages.tellings import telling
from shared.slack_ui.messages.unsent import unsent_blocks
from shared.slack_ui.problems import outcome_reason
from shared.slack_ui.request.buttons import stop_buttons
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block

    from shared.domain.request import Request, Tally
    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.job import Job, Telling

LISTED = 20  # outcomes, or problems, in a message; more of them are in a file

_BAR = 20  # cells
_NAME = 75


def opened(t: Translator, job: Job) -> Message:
    """Say what is about to be done."""
    says = telling(t, job)
    if says is not None:
        waiting = t("It begins in a moment. This message shows how far it is.")
        return _stoppable(t, job, card(says.begins(), says.title(), says.details(), waiting))
    return opened_errand(t, job)


def progressing(t: Translator, job: Job, tally: Tally) -> Message:
    """Show how many of the users have been dealt with."""
    says = telling(t, job)
    if says is None:
        return opened(t, job)
    count, total = t.number(tally.total), t.number(job.request.targets)
    line = progress_line(t, job.request, tally)
    return _stoppable(t, job, card(says.so_far(count, total), says.title(), says.details(), line))


def finished(t: Translator, job: Job, outcomes: Sequence[Outcome]) -> Message:
    """Say what became of every user: each one where they are few, otherwise those refused.

    With more than ``LISTED`` outcomes, all of them are in a file that comes with it.
    """
    says, tally = telling(t, job), job.request.tally
    if says is None:
        return ended_errand(t, job, outcomes[0])
    if {outcome.target_id for outcome in outcomes} == {job.request.id}:
        refused = outcome_reason(t, outcomes[0])
        return card(t("Nothing was done."), says.heading(is_something_done=False), says.details(), refused)
    if not tally.total and not job.request.is_stopped:
        told = t("Nobody matched when it began: nothing was changed.")
        return card(told, says.heading(is_something_done=False), says.details(), told)
    blocks: list[Block] = [
        header(says.heading(is_something_done=bool(tally.done or tally.unchanged))),
        *bullets([rich.words(each)] for each in says.details()),
        *outcome_blocks(t, says, outcomes),
        *result_note(t, job.request),
        *says.next_steps(),
    ]
    is_stopped = job.request.is_stopped
    return Message(result_line(t, says) if is_stopped else says.over(says.counts(tally)), blocks)


def outcome_blocks(
    t: Translator, says: Telling, outcomes: Sequence[Outcome], *, is_requesters: bool = True
) -> list[Block]:
    """Count the results, and name each target where they are few, otherwise those refused.

    All of more than ``LISTED`` outcomes are in a file below the card that ``is_requesters``. Where Slack did
    not take that, the first ones are listed, with what helps.
    """
    told, request = says.told_of(outcomes), says.job.request
    is_unsent = is_requesters and bool(request.unsent)
    refused = [outcome for outcome in told if outcome.result is Result.REFUSED]
    more = [says.ending()]
    if len(outcomes) <= LISTED or is_unsent:
        listed = sorted(told, key=lambda outcome: outcome.result is not Result.REFUSED)[:LISTED]
        if len(told) > LISTED:
            more.append(t.n("{count} more is not listed", "{count} more are not listed", len(told) - LISTED))
    else:
        listed = refused[:LISTED]
        if len(refused) > LISTED:
            more.append(t.n("{count} more refused", "{count} more refused", len(refused) - LISTED))
    if is_requesters and not is_unsent and (says.has_file or len(outcomes) > LISTED):
        more.append(says.file_note())
    return [
        rich.rich(rich.lines([rich.bold(result_line(t, says, is_requesters=is_requesters))])),
        *bullets(_outcome_line(says, outcome) for outcome in listed),
        *lines([each for each in more if each]),
        *(unsent_blocks(t, request) if is_unsent else []),
    ]


def result_note(t: Translator, request: Request) -> list[Block]:
    """Say where else to make the changes that a request made; nothing where it made none."""
    return directory_note(t) if request.tally.done and is_also_at_microsoft(request.command) else []


def progress_line(t: Translator, request: Request, tally: Tally) -> str:
    """Draw how far a request is: a bar, the percentage, and the users dealt with."""
    count, total = t.number(tally.total), t.number(request.targets)
    percent = 100 * tally.total // max(1, request.targets)
    shown = t("{percent}%", percent=percent)
    counted = t("{count} of {total} users", count=count, total=total)
    refused = t.n("{count} refused", "{count} refused", tally.refused) if tally.refused else ""
    return " · ".join(filter(None, [f"{_bar(percent)} {shown}", counted, refused]))


def _stoppable(t: Translator, job: Job, message: Message) -> Message:
    """Let the requester stop what is under way, or say that they did."""
    more = lines([stopping_line(t)]) if job.is_to_stop else actions(stop_buttons(t, job.request))
    return Message(message.text, [*message.blocks, *more])


def _outcome_line(says: Telling, outcome: Outcome) -> list[rich.Element]:
    name = cut(outcome.target_name or outcome.target_id, _NAME)
    return [rich.bold(name), rich.words(f" — {says.said_of(outcome)}", limit=MAXIMUM_SAID)]


def _bar(percent: int) -> str:
    filled = _BAR * percent // 100
    return "█" * filled + "░" * (_BAR - filled)
