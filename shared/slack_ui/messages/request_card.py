"""The card of a request that other people have to agree to: for those who may, and for who asked.

One message for each reader, edited in place while the request moves on; the first block is always its title.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.command import InSlices, LoadSubscriptions
from shared.domain.outcome import Result
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button
from shared.slack_ui.ids import Click
from shared.slack_ui.messages.job import Job
from shared.slack_ui.messages.message import Message
from shared.slack_ui.messages.progress import outcome_blocks, progress_line, result_note
from shared.slack_ui.messages.stopped import stopping_line
from shared.slack_ui.messages.tellings import telling
from shared.slack_ui.pointer import pointer
from shared.slack_ui.problems import outcome_reason
from shared.slack_ui.request.agreement import request_state
from shared.slack_ui.request.buttons import rows_buttons, stop_buttons
from shared.slack_ui.request.description import (
    agreement_blocks,
    consequence_blocks,
    facts_blocks,
    title_blocks,
)
from shared.slack_ui.sentences import action_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from slack_sdk.models.blocks import Block, ButtonElement

    from shared.domain.outcome import Outcome
    from shared.domain.request import Request, Tally
    from shared.i18n.translator import Translator
    from shared.operations.subject import Subject
    from shared.slack_ui.messages.job import Telling


def approvers_card(t: Translator, subject: Subject, outcomes: Sequence[Outcome] = ()) -> Message:
    """Show a request to those who may agree to it, with what became of each target once it is done."""
    request = subject.request
    what = action_name(t, request.command.action)
    told = t("{what}: {state}.", what=what, state=request_state(t, request))
    if request.is_pending:
        told = t("Your approval is asked for: {what}.", what=what)
    elif request.approval is not None and request.approval.has_open_review:
        told = t("Somebody did not wait for approval, and you are asked to review it: {what}.", what=what)
    job = Job(request=request, customer=subject.customer, subscriptions=subject.subscriptions)
    return Message(told, _Card(t, subject, job, outcomes).blocks(_approvers_buttons(t, request)))


def requesters_card(
    t: Translator,
    subject: Subject,
    outcomes: Sequence[Outcome] = (),
    *,
    tally: Tally | None = None,
    is_to_stop: bool = False,
    may_break_glass: bool = False,
    may_email: bool = False,
    passwords_until: datetime | None = None,
) -> Message:
    """Show a request to whoever asked: how far it is, and in the end also what is theirs alone.

    ``is_to_stop`` says that they have stopped it. ``passwords_until`` is None where there are none, or none
    any more.
    """
    request = subject.request
    job = Job(
        request=request,
        customer=subject.customer,
        subscriptions=subject.subscriptions,
        is_to_stop=is_to_stop,
        may_email=may_email,
        passwords_until=passwords_until,
    )
    what = action_name(t, request.command.action)
    told = t("What you asked for, {what}: {state}.", what=what, state=request_state(t, request))
    buttons = _requesters_buttons(t, job, may_break_glass=may_break_glass)
    card = _Card(t, subject, job, outcomes, tally=tally, is_requesters=True)
    return Message(told, card.blocks(buttons))


@dataclass(frozen=True, slots=True)
class _Card:
    """A card on its way: with what is said of a request, whoever reads it."""

    t: Translator
    subject: Subject
    job: Job
    outcomes: Sequence[Outcome]
    tally: Tally | None = None
    is_requesters: bool = False

    def blocks(self, buttons: Sequence[ButtonElement]) -> list[Block]:
        return [
            *title_blocks(self.t, self.subject),
            *self._what(),
            *agreement_blocks(self.t, self.subject),
            *actions(buttons),
        ]

    def _what(self) -> list[Block]:
        """Say what will happen; while it does, how far it is; and in the end what became of it."""
        t, request = self.t, self.job.request
        says = telling(t, self.job)
        if says is not None and request.is_carried_out:
            note = result_note(t, request)
            return [*self._asked(says), *self._outcomes(says), *note, *self._next_steps(says)]
        line = progress_line(t, request, self.tally) if self.tally and request.targets > 1 else ""
        stops = stopping_line(t) if self.job.is_to_stop else ""
        return [
            *_line(line),
            *_line(stops),
            *facts_blocks(t, self.subject),
            *consequence_blocks(t, self.subject),
        ]

    def _asked(self, says: Telling) -> list[Block]:
        """Say what was to be done to each user, or to the one thing that it was about."""
        if not isinstance(self.job.request.command, InSlices):
            return facts_blocks(self.t, self.subject)
        details = [[rich.words(each)] for each in says.details()]
        return [rich.rich(rich.bullets(details))] if details else []

    def _outcomes(self, says: Telling) -> list[Block]:
        t, request = self.t, self.job.request
        if not request.tally.total and not request.is_stopped:
            return _line(t("Nobody matched when it began: nothing was changed."))
        is_of_one = not isinstance(request.command, InSlices | LoadSubscriptions)
        if is_of_one or {each.target_id for each in self.outcomes} == {request.id}:
            return [block for each in self.outcomes for block in _line(_said_of_one(t, each))]
        return outcome_blocks(t, says, self.outcomes, is_requesters=self.is_requesters)

    def _next_steps(self, says: Telling) -> list[Block]:
        """Hand over what is the requester's alone, as long as there is something."""
        return says.next_steps() if self.is_requesters and self.job.passwords_until else []


def _said_of_one(t: Translator, outcome: Outcome) -> str:
    """Say what became of a request with one target; empty where its state says it all."""
    if outcome.result is Result.UNCHANGED:
        return t("Nothing to change: it was like this already.")
    return outcome_reason(t, outcome)


def _line(said: str) -> list[Block]:
    return [rich.rich(rich.lines([rich.words(said)]))] if said else []


def _approvers_buttons(t: Translator, request: Request) -> list[ButtonElement]:
    value = pointer(request)
    shows = [button(t("Show"), Click.SHOW_REQUEST, value), *rows_buttons(t, request)]
    if request.is_pending:
        return [
            button(t("Approve"), Click.APPROVE_REQUEST, value, is_primary=True),
            button(t("Reject"), Click.REJECT_REQUEST, value, is_danger=True),
            *shows,
        ]
    if request.is_finished and request.approval is not None and request.approval.has_open_review:
        return [button(t("Close review"), Click.CLOSE_REVIEW, value, is_primary=True), *shows]
    return shows


def _requesters_buttons(t: Translator, job: Job, *, may_break_glass: bool) -> list[ButtonElement]:
    request = job.request
    value = pointer(request)
    buttons = [button(t("Show"), Click.SHOW_REQUEST, value), *rows_buttons(t, request)]
    if request.is_pending:
        buttons.append(button(t("Cancel request"), Click.CANCEL_REQUEST, value))
        if may_break_glass:
            buttons.append(button(t("Break glass"), Click.BREAK_GLASS, value, is_danger=True))
    return buttons if job.is_to_stop else [*stop_buttons(t, request), *buttons]
