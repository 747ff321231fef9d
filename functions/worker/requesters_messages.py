"""What is written to whoever asked: the card of their request, the files below it, the view that waits.

Who cannot be written to is not told, and the log says so. What must be said and cannot be said now is
waited for a while; then BusyError is raised, and the step is tried again.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from functions.worker.announcer import THEIRS
from shared.errors import UploadRefusedError
from shared.gateways.slack_messages import Attachment, refusal_code
from shared.i18n.translator import translator

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aws_lambda_powertools import Logger
    from slack_sdk.models.views import View

    from functions.worker.pace import Pace
    from shared.domain.request import Card, Request
    from shared.gateways.slack_messages import SlackMessages
    from shared.slack_ui.csv_file import CsvFile
    from shared.slack_ui.messages.message import Message

# What the owners of a workspace choose, or pay for. Every other refusal of a file is a fault of ours.
WORKSPACES_CHOICE = frozenset(
    {
        "blocked_file_type",
        "ekm_access_denied",
        "file_type_not_allowed",
        "file_upload_size_restricted",
        "file_uploads_disabled",
        "file_uploads_except_images_disabled",
        "over_quota",
        "restricted_action",
        "storage_limit_reached",
        "team_storage_limit_reached",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestersMessages:
    """Writes to requesters."""

    messages: SlackMessages
    pace: Pace
    log: Logger

    def open(self, request: Request, message: Message) -> Card | None:
        """Post a card; None where its reader cannot be written to."""
        try:
            return self._post(request, message)
        except SlackApiError as refusal:
            self._note(request, refusal)
            return None

    def edit(self, request: Request, card: Card, message: Message) -> bool:
        """Edit a card at once; False where it may not be edited any more. Raises BusyError."""
        try:
            self.messages.edit(card, message.text, message.blocks)
        except SlackApiError as refusal:
            self._note(request, refusal)
            return False
        return True

    def conclude(
        self,
        request: Request,
        card: Card | None,
        message: Callable[[Request], Message],
        files: Sequence[Attachment] = (),
    ) -> None:
        """Say the last word in the card, and send the files below it.

        Where Slack does not take them, the card says that instead, and UploadRefusedError is raised.
        """
        if card is None:
            return None
        try:
            card = self._replace(request, card, message(request))
        except SlackApiError as refusal:
            return self._note(request, refusal)
        try:
            self.share(request, card, files)
        except UploadRefusedError as refusal:
            instead = message(replace(request, unsent=refusal.cause))
            with suppress(SlackApiError):  # they deleted the card this moment
                self._replace(request, card, instead)
            raise

    def share(self, request: Request, card: Card | None, files: Sequence[Attachment]) -> None:
        """Send files below a card. Raises UploadRefusedError."""
        if card is None or not files:
            return
        t = translator(request.language)
        comment = t.n("Your file is ready.", "Your files are ready.", len(files))
        try:
            self.pace.insist(partial(self.messages.share, card, files, comment))
        except UploadRefusedError as refusal:
            note = self.log.warning if refusal.cause in WORKSPACES_CHOICE else self.log.error
            note("a file was not taken", error=refusal.cause, request_id=request.id)
            raise

    def redraw(self, request: Request, view_id: str, view: View) -> None:
        """Put another modal in the place of the one that waits; one that was closed does not wait."""
        try:
            self.pace.insist(partial(self.messages.redraw, view_id, view))
        except SlackApiError as refusal:
            self._note(request, refusal)

    def _replace(self, request: Request, card: Card, message: Message) -> Card:
        """Edit a card, or post another one where that one is gone or may not be edited any more."""
        try:
            self.pace.insist(partial(self.messages.edit, card, message.text, message.blocks))
        except SlackApiError as refusal:
            self._note(request, refusal)
            return self._post(request, message)
        return card

    def _post(self, request: Request, message: Message) -> Card:
        return self.pace.insist(
            partial(self.messages.post, request.requester_id, message.text, message.blocks)
        )

    def _note(self, request: Request, refusal: SlackApiError) -> None:
        code = refusal_code(refusal)
        note = self.log.warning if code in THEIRS else self.log.error
        note("the requester could not be told", error=code, request_id=request.id)


def attachment(file: CsvFile, title: str = "") -> Attachment:
    """Make a file to be sent, under a title or its name."""
    return Attachment(name=file.name, title=title or file.name, content=b"".join(file.lines))
