"""What the requester sees of a request: a card in their direct messages, edited in place, and files.

Nothing of it may stop the work: who cannot be written to is not told, and the log says so. What must be
said and cannot be said now is waited for a while, and then the step is tried again.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from functions.worker.announcer import THEIRS
from shared.errors import CustomerNotFoundError
from shared.gateways.slack_messages import Attachment, refusal_code
from shared.i18n.translator import translator
from shared.operations.objections import can_be_stopped
from shared.operations.side_by_side import side_by_side
from shared.operations.subject import subject_of
from shared.runtime.logging import where
from shared.slack_ui.csv_files import license_files, outcome_file, trail_file
from shared.slack_ui.messages import progress as cards
from shared.slack_ui.messages.job import Job
from shared.slack_ui.messages.tellings import telling
from shared.slack_ui.problems import outcome_reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aws_lambda_powertools import Logger

    from functions.worker.announcer import Announcer
    from functions.worker.pace import Pace
    from shared.domain.customer import Customer
    from shared.domain.outcome import Outcome
    from shared.domain.request import Card, Request, Tally
    from shared.domain.subscription import Subscription
    from shared.gateways.slack_messages import SlackMessages
    from shared.i18n.translator import Translator
    from shared.operations.desk import Desk
    from shared.operations.subject import Subject
    from shared.ports import AuditExport, LicenseExport
    from shared.slack_ui.csv_file import CsvFile
    from shared.slack_ui.messages.message import Message


class SlackReporter:
    """Implements ``ports.Reporter`` for one step of one request: names are read once.

    What others had to agree to is shown to them too: that is the announcer's.
    """

    def __init__(
        self, messages: SlackMessages, desk: Desk, pace: Pace, log: Logger, announcer: Announcer
    ) -> None:
        self._messages = messages
        self._desk = desk
        self._pace = pace
        self._log = log
        self._announcer = announcer
        self._names: tuple[Customer | None, Sequence[Subscription]] | None = None
        self._subject: Subject | None = None
        self._is_silent = False
        self._is_to_stop = False

    def announce(self, request: Request) -> None:
        """Show a request as it stands to everybody concerned: on each card there is, and where one is due."""
        if request.approval is not None:
            self._announcer.show(request)

    def open(self, request: Request) -> Card | None:
        """Post the card of a request; None where its requester cannot be written to."""
        if request.approval is not None:
            return self._announcer.show(request)
        try:
            return self._post(request, cards.opened(_translator(request), self._job(request)))
        except SlackApiError as refusal:
            self._note(request, refusal)
            return None

    def withdraw(self, card: Card) -> None:
        """Take back a card that another delivery has posted too, if Slack lets us."""
        self._announcer.withdraw(card)

    def progress(self, request: Request, tally: Tally) -> None:
        """Bring the card up to date, at most once a second; what cannot be shown now is let go."""
        if request.card is not None and not self._is_silent:
            self._pace.try_to(partial(self._show, request, request.card, tally))

    def finish(self, request: Request, outcomes: Iterable[Outcome]) -> None:
        """Show what became of every target, as a file too when they are many."""
        if request.card is None and request.approval is None:
            return
        t, job, told = _translator(request), self._job(request), list(outcomes)
        says, files = telling(t, job), []
        if len(told) > cards.LISTED:
            title = t("What became of each user of {customer}", customer=job.customer_name)
            remark = says.remark if says else partial(outcome_reason, t)
            files.append(_attachment(outcome_file(t, told, remark), title))
        if request.approval is not None:
            state = request.state if request.is_finished else request.tally.state
            card = self._announcer.show(replace(request, state=state), told)
            self._share(request, card, files)
        else:
            self._conclude(request, request.card, cards.finished(t, job, told), files)

    def deliver(self, request: Request, export: LicenseExport) -> None:
        """Send the files of an export to its requester."""
        if request.card is None:
            return
        t = _translator(request)
        files = [_attachment(file, file.name) for file in license_files(t, export)]
        self._conclude(request, request.card, cards.delivered(t, self._job(request)), files)

    def deliver_trail(self, request: Request, export: AuditExport) -> None:
        """Send the file of events to its requester."""
        if request.card is None:
            return
        t = _translator(request)
        file = trail_file(t, export)
        files = [_attachment(file, file.name)]  # it is read now, so that it is known how far back it goes
        self._conclude(request, request.card, cards.delivered_trail(t, export), files)

    def fault(self, request: Request, target_id: str, error: Exception) -> None:
        """Leave in the log that something unforeseen happened to one target."""
        name, lines = type(error).__qualname__, where(error)
        self._log.error("unexpected", error=name, where=lines, request_id=request.id, target_id=target_id)

    def _show(self, request: Request, card: Card, tally: Tally) -> None:
        if self._desk.requests.request(request.id).version != request.version:
            self._is_silent = True  # another delivery is further, and may have said the last word
            return
        self._is_to_stop = self._is_to_stop or (
            can_be_stopped(request) and self._desk.requests.is_to_stop(request.id)
        )
        message = self._progressing(request, tally)
        try:
            self._messages.edit(card, message.text, message.blocks)
        except SlackApiError as refusal:
            self._is_silent = True
            self._note(request, refusal)

    def _progressing(self, request: Request, tally: Tally) -> Message:
        if request.approval is None:
            job = replace(self._job(request), is_to_stop=self._is_to_stop)
            return cards.progressing(_translator(request), job, tally)
        if self._subject is None:
            self._subject = subject_of(self._desk, request)
        return self._announcer.requesters(self._subject, tally=tally, is_to_stop=self._is_to_stop)

    def _conclude(
        self, request: Request, card: Card | None, message: Message, files: Sequence[Attachment]
    ) -> None:
        """Say the last word in the card, and send the files below it."""
        if card is None:
            return
        try:
            card = self._replace(request, card, message)
        except SlackApiError as refusal:
            self._note(request, refusal)
        else:
            self._share(request, card, files)

    def _share(self, request: Request, card: Card | None, files: Sequence[Attachment]) -> None:
        if card is None or not files:
            return
        t = _translator(request)
        comment = t.n("Your file is ready.", "Your files are ready.", len(files))
        try:
            self._pace.insist(partial(self._messages.share, card, files, comment))
        except SlackApiError as refusal:
            self._note(request, refusal)

    def _replace(self, request: Request, card: Card, message: Message) -> Card:
        """Edit a card, or post another one where that one is gone or may not be edited any more."""
        try:
            self._pace.insist(partial(self._messages.edit, card, message.text, message.blocks))
        except SlackApiError as refusal:
            self._note(request, refusal)
            return self._post(request, message)
        return card

    def _post(self, request: Request, message: Message) -> Card:
        return self._pace.insist(
            partial(self._messages.post, request.requester_id, message.text, message.blocks)
        )

    def _note(self, request: Request, refusal: SlackApiError) -> None:
        code = refusal_code(refusal)
        note = self._log.warning if code in THEIRS else self._log.error
        note("the requester could not be told", error=code, request_id=request.id)

    def _job(self, request: Request) -> Job:
        """Put names to what a request is about."""
        if self._names is None:
            self._names = self._read_names(request.command.customer_id)
        customer, subscriptions = self._names
        return Job(
            request=request,
            customer=customer,
            subscriptions=subscriptions,
            may_email=self._desk.mailer is not None,
        )

    def _read_names(self, customer_id: str | None) -> tuple[Customer | None, Sequence[Subscription]]:
        if customer_id is None:
            return None, []
        try:
            return side_by_side(
                lambda: self._desk.directory.customer(customer_id),
                lambda: self._desk.directory.subscriptions(customer_id),
            )
        except CustomerNotFoundError:
            return None, []


def _translator(request: Request) -> Translator:
    return translator(request.language)


def _attachment(file: CsvFile, title: str) -> Attachment:
    return Attachment(name=file.name, title=title, content=b"".join(file.lines))
