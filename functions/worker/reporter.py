"""What the requester sees of a request: a card in their direct messages, edited in place, and files.

Nothing of it may stop the work: who cannot be written to is not told, and the log says so. What must be
said and cannot be said now is waited for a while, and then the step is tried again.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from functions.worker.requesters_messages import RequestersMessages, attachment
from shared.domain.command import CheckFile, ImportRows, SendTemplate
from shared.errors import CustomerNotFoundError, ImportNotFoundError, UploadRefusedError
from shared.i18n.translator import translator
from shared.operations.errands import requester_of
from shared.operations.import_preview import preview_import
from shared.operations.objections import can_be_stopped
from shared.operations.side_by_side import side_by_side
from shared.operations.subject import subject_of
from shared.runtime.logging import where
from shared.slack_ui.csv_files import license_files, outcome_file, trail_file
from shared.slack_ui.import_files import file_to_correct, result_file, template_file
from shared.slack_ui.messages import errand as errands
from shared.slack_ui.messages import progress as cards
from shared.slack_ui.messages.import_check import checked_message
from shared.slack_ui.messages.job import Job
from shared.slack_ui.messages.tellings import telling
from shared.slack_ui.modals.import_checked import checked_view
from shared.slack_ui.modals.notice import message_view
from shared.slack_ui.problems import outcome_reason
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aws_lambda_powertools import Logger
    from slack_sdk.models.views import View

    from functions.worker.announcer import Announcer
    from functions.worker.pace import Pace
    from shared.domain.customer import Customer
    from shared.domain.import_file import CheckedFile
    from shared.domain.outcome import Outcome
    from shared.domain.request import Card, Request, Tally
    from shared.domain.subscription import Subscription
    from shared.gateways.slack_messages import Attachment, SlackMessages
    from shared.i18n.translator import Translator
    from shared.operations.desk import Desk
    from shared.operations.subject import Subject
    from shared.ports import AuditExport, LicenseExport
    from shared.slack_ui.messages.message import Message


class SlackReporter:
    """Implements ``ports.Reporter`` for one step of one request: names are read once.

    What others had to agree to is shown to them too: that is the announcer's.
    """

    def __init__(
        self, messages: SlackMessages, desk: Desk, pace: Pace, log: Logger, announcer: Announcer
    ) -> None:
        self._words = RequestersMessages(messages=messages, pace=pace, log=log)
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
        return self._words.open(request, cards.opened(_translator(request), self._job(request)))

    def withdraw(self, card: Card) -> None:
        """Take back a card that another delivery has posted too, if Slack lets us."""
        self._announcer.withdraw(card)

    def progress(self, request: Request, tally: Tally) -> None:
        """Bring the card up to date, at most once a second; what cannot be shown now is let go."""
        if request.card is not None and not self._is_silent:
            self._pace.try_to(partial(self._show, request, request.card, tally))

    def finish(self, request: Request, outcomes: Iterable[Outcome]) -> None:
        """Show what became of every target, as a file too when they are many, or were rows of one."""
        t, job, told = _translator(request), self._job(request), list(outcomes)
        says, files = telling(t, job), []
        if isinstance(request.command, ImportRows):
            files += self._rows_file(request, request.command, told)
        elif len(told) > cards.LISTED:
            title = t("What became of each user of {customer}", customer=job.customer_name)
            remark = says.remark if says else partial(outcome_reason, t)
            files.append(attachment(outcome_file(t, told, remark), title))
        if request.approval is not None:
            state = request.state if request.is_finished else request.tally.state
            card = self._announcer.show(replace(request, state=state), told)
            try:
                self._words.share(request, card, files)
            except UploadRefusedError as refusal:
                self._announcer.show(replace(request, state=state, unsent=refusal.cause), told)
                raise
        else:
            self._redraw_waiting(request, message_view(t, cards.finished(t, job, told)))
            self._words.conclude(
                request, request.card, lambda now: cards.finished(t, replace(job, request=now), told), files
            )

    def deliver(self, request: Request, export: LicenseExport) -> None:
        """Send the files of an export to its requester."""
        if request.card is None:
            return
        t = _translator(request)
        files = [attachment(file) for file in license_files(t, export)]
        self._hand_out(request, errands.delivered(t, self._job(request)), files)

    def deliver_check(self, request: Request, checked: CheckedFile) -> None:
        """Tell what was found in a file, in the view that waits and in the card; with the file to correct."""
        file, t = checked.file, _translator(request)
        preview = preview_import(self._desk, requester_of(self._desk, request), file)
        self._redraw_waiting(request, checked_view(t, preview, ViewState()))
        is_to_correct = file.wrong or file.remarked
        files = [attachment(file_to_correct(t, checked))] if is_to_correct else []
        name = self._job(request).customer_name
        self._words.conclude(
            request,
            request.card,
            lambda now: checked_message(t, name, checked, now if now.unsent else None),
            files,
        )

    def deliver_template(self, request: Request) -> None:
        """Send an empty file to fill in."""
        if isinstance(request.command, SendTemplate):
            t, kind = _translator(request), request.command.kind
            files = [attachment(template_file(t, kind))]
            self._hand_out(request, errands.delivered_template(t, kind), files)

    def deliver_trail(self, request: Request, export: AuditExport) -> None:
        """Send the file of events to its requester."""
        if request.card is None:
            return
        t = _translator(request)
        files = [attachment(trail_file(t, export))]  # read now, so that it is known how far back it goes
        self._hand_out(request, errands.delivered_trail(t, export), files)

    def _hand_out(self, request: Request, message: Message, files: Sequence[Attachment]) -> None:
        """Send the files that a request is all about."""
        t, job, contents = _translator(request), self._job(request), [each.content for each in files]

        def last_word(now: Request) -> Message:
            return errands.not_delivered(t, replace(job, request=now), contents) if now.unsent else message

        self._words.conclude(request, request.card, last_word, files)

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
        self._is_silent = not self._words.edit(request, card, message)

    def _rows_file(
        self, request: Request, command: ImportRows, outcomes: Sequence[Outcome]
    ) -> list[Attachment]:
        """Write the requester's file with what became of each row; none where it is forgotten."""
        imports = self._desk.imports
        try:
            file, rows = imports.file(command.import_id), imports.all_rows(command.import_id)
            return [attachment(result_file(_translator(request), request, file, rows, outcomes))]
        except ImportNotFoundError:
            return []

    def _redraw_waiting(self, request: Request, view: View) -> None:
        """Put a modal in the place of the one in which somebody waits for a file to be checked."""
        if isinstance(request.command, CheckFile) and request.command.view_id:
            self._words.redraw(request, request.command.view_id, view)

    def _progressing(self, request: Request, tally: Tally) -> Message:
        if request.approval is None:
            job = replace(self._job(request), is_to_stop=self._is_to_stop)
            return cards.progressing(_translator(request), job, tally)
        if self._subject is None:
            self._subject = subject_of(self._desk, request)
        return self._announcer.requesters(self._subject, tally=tally, is_to_stop=self._is_to_stop)

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
