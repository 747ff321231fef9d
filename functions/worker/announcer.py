"""Shows a request that others have to agree to: to whoever asked, and to those who may agree.

Each reader has one message, which is edited while the request moves on. Who cannot be written to is not
told, and the log says so. What must be said and cannot be said now is waited for a while; then BusyError is
raised, and the step is tried again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from shared.domain.command import SetsPasswords
from shared.errors import BusyError, CredentialNotFoundError
from shared.gateways.slack_messages import refusal_code
from shared.i18n.translator import translator
from shared.operations.approval import may_break_glass
from shared.operations.subject import subject_of
from shared.slack_ui.messages.request_card import approvers_card, requesters_card

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from aws_lambda_powertools import Logger

    from functions.worker.pace import Pace
    from shared.domain.outcome import Outcome
    from shared.domain.request import Card, Request, Tally
    from shared.gateways.slack_messages import SlackMessages
    from shared.operations.desk import Desk
    from shared.operations.subject import Subject
    from shared.slack_ui.messages.message import Message

REQUESTER = "requester"  # audiences of cards; an approver's is their Slack user id
CHANNEL = "channel"
REVIEW = "review."  # before an approver's id: they were passed over, and are asked to look at it

MAXIMUM_WRITTEN_TO = 20  # approvers, one by one, where there is no channel

# What comes of what people do in Slack, or of their absence. Every other refusal is a fault of ours.
THEIRS = frozenset(
    {
        "cannot_dm_bot",
        "cant_update_message",
        "channel_not_found",
        "edit_window_closed",
        "is_archived",
        "is_inactive",
        "message_not_found",
        "not_in_channel",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcer:
    """Brings all cards of a request up to date.

    ``channel_id`` is the deployment's channel for approvals, empty where there is none. ``locale_of`` tells
    in what language somebody reads.
    """

    messages: SlackMessages
    desk: Desk
    pace: Pace
    log: Logger
    channel_id: str
    channel_language: str
    locale_of: Callable[[str], str]

    def show(self, request: Request, outcomes: Sequence[Outcome] = ()) -> Card | None:
        """Edit every card, and post those that are due; return the requester's, if they have one."""
        subject, shown = subject_of(self.desk, request), self.desk.requests.cards(request.id)
        if request.is_carried_out and not outcomes:
            outcomes = list(self.desk.requests.outcomes(request))
        mine = self.requesters(subject, outcomes)
        requesters = self._put(request, REQUESTER, request.requester_id, mine, shown.get(REQUESTER))
        for audience, card in shown.items():
            if audience != REQUESTER:
                self._edit_copy(subject, audience, card, outcomes)
        for audience in self._due(subject, shown):
            message = self._copy(subject, audience, outcomes)
            self._put(request, audience, audience.removeprefix(REVIEW), message)
        return requesters

    def requesters(
        self,
        subject: Subject,
        outcomes: Sequence[Outcome] = (),
        tally: Tally | None = None,
        *,
        is_to_stop: bool = False,
    ) -> Message:
        """Make the requester's own card; it alone leads to what is secret."""
        request, desk = subject.request, self.desk
        requester = desk.find_staff(request.requester_id)
        return requesters_card(
            translator(request.language),
            subject,
            outcomes,
            tally=tally,
            is_to_stop=is_to_stop,
            may_break_glass=requester is not None and may_break_glass(desk, requester, request),
            may_email=desk.mailer is not None,
            passwords_until=self._passwords_until(request),
        )

    def _passwords_until(self, request: Request) -> datetime | None:
        """Tell how long the passwords of a request wait; None where there are none, or none any more."""
        if not request.is_carried_out or not isinstance(request.command, SetsPasswords):
            return None
        try:
            credential, _ = self.desk.credentials.credential(request.id)
        except CredentialNotFoundError:
            return None
        return credential.expires_at

    def _due(self, subject: Subject, shown: Mapping[str, Card]) -> Iterator[str]:
        """Name who has to be written to now and was not: who may agree, and who was passed over."""
        approval = subject.request.approval
        people = [each.slack_user_id for each in subject.approvers]
        if subject.request.is_pending and CHANNEL not in shown:
            written_to = [each for each in shown if each != REQUESTER]
            if written_to or not self._post_in_channel(subject):
                yield from (each for each in people[:MAXIMUM_WRITTEN_TO] if each not in shown)
        if approval is not None and approval.has_open_review:
            yield from (REVIEW + each for each in people if REVIEW + each not in shown)

    def _post_in_channel(self, subject: Subject) -> bool:
        """Post the card where people are asked to agree; False where nobody may be asked there."""
        channel_id = self._channel_of(subject)
        if not channel_id or not self._is_ours(subject.request, channel_id):
            return False
        message = self._copy(subject, CHANNEL, ())
        return self._put(subject.request, CHANNEL, channel_id, message) is not None

    def _channel_of(self, subject: Subject) -> str:
        own = subject.customer.profile.approvals_channel if subject.customer else ""
        return own or self.channel_id

    def _is_ours(self, request: Request, channel_id: str) -> bool:
        """Tell whether a channel is there, and our company's alone."""
        try:
            is_shared = self.pace.insist(partial(self.messages.is_shared, channel_id))
        except SlackApiError as refusal:
            self._note(request, CHANNEL, refusal)
            return False
        if is_shared:
            self.log.warning("not asked in a channel shared with others", request_id=request.id)
        return not is_shared

    def _edit_copy(self, subject: Subject, audience: str, card: Card, outcomes: Sequence[Outcome]) -> None:
        """Bring a copy up to date; one in a channel that others were invited to meanwhile is taken back."""
        request = subject.request
        if audience == CHANNEL and not self._is_ours(request, card.channel_id):
            self.withdraw(card)
            return
        self._put(request, audience, card.channel_id, self._copy(subject, audience, outcomes), card)

    def _copy(self, subject: Subject, audience: str, outcomes: Sequence[Outcome]) -> Message:
        """Make the card of those who may agree, in the language that is read there."""
        locale = self.channel_language
        if audience != CHANNEL:
            locale = self._locale(subject.request, audience.removeprefix(REVIEW))
        return approvers_card(translator(locale), subject, outcomes)

    def _locale(self, request: Request, slack_user_id: str) -> str:
        try:
            return self.locale_of(slack_user_id)
        except SlackApiError as refusal:
            self._note(request, slack_user_id, refusal)
            return self.channel_language

    def _put(
        self,
        request: Request,
        audience: str,
        conversation_id: str,
        message: Message,
        card: Card | None = None,
    ) -> Card | None:
        """Edit a card, or post one where there is none or it may not be edited any more."""
        if card is not None:
            try:
                self.pace.insist(partial(self.messages.edit, card, message.text, message.blocks))
            except SlackApiError as refusal:
                self._note(request, audience, refusal)
            else:
                return card
        try:
            posted = self.pace.insist(
                partial(self.messages.post, conversation_id, message.text, message.blocks)
            )
        except SlackApiError as refusal:
            self._note(request, audience, refusal)
            return None
        kept = self.desk.requests.keep_card(request, audience, posted, instead_of=card)
        if kept != posted:
            self.withdraw(posted)
        return kept

    def withdraw(self, card: Card) -> None:
        """Take back a card, if Slack lets us."""
        try:
            self.messages.delete(card)
        except (BusyError, SlackApiError) as error:
            self.log.warning("a second card stays", error=type(error).__qualname__)

    def _note(self, request: Request, audience: str, refusal: SlackApiError) -> None:
        code = refusal_code(refusal)
        note = self.log.warning if code in THEIRS else self.log.error
        said = "the requester could not be told" if audience == REQUESTER else "an approver could not be told"
        note(said, error=code, request_id=request.id, audience=audience)
