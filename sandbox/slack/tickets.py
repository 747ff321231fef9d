"""The two kinds of ticket Slack hands an app: trigger ids and response URLs."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.slack.errors import SlackError

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60.0
RESPONSE_URL_USES = 5


@dataclass(slots=True)
class Trigger:
    user_id: str
    issued_at: float
    from_view: str | None = None
    is_used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """Where an app may answer an interaction later, and which message it answers about."""

    user_id: str
    channel_id: str
    issued_at: float
    message_ts: str | None = None
    is_ephemeral: bool = True
    uses: int = 0


class Tickets:
    def __init__(self, clock: Callable[[], float], trigger_seconds: float = TRIGGER_SECONDS) -> None:
        self._clock = clock
        self._trigger_seconds = trigger_seconds
        self._triggers: dict[str, Trigger] = {}
        self._response_urls: dict[str, ResponseUrl] = {}

    def issue_trigger(self, user_id: str, from_view: str | None = None) -> str:
        """A trigger id works once, for three seconds, for what this person just did."""
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**11)}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user_id, self._clock(), from_view)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.is_used:
            raise SlackError("exchanged_trigger_id")
        if self._clock() - trigger.issued_at > self._trigger_seconds:
            raise SlackError("expired_trigger_id")
        trigger.is_used = True
        return trigger

    def issue_response_url(self, ticket: ResponseUrl) -> str:
        secret = secrets.token_urlsafe(18)
        self._response_urls[secret] = ticket
        return secret

    def use_response_url(self, secret: str) -> ResponseUrl:
        ticket = self._response_urls.get(secret)
        if ticket is None:
            raise SlackError("no_service")
        if self._clock() - ticket.issued_at > RESPONSE_URL_SECONDS:
            raise SlackError("expired_url")
        if ticket.uses >= RESPONSE_URL_USES:
            raise SlackError("used_url")
        ticket.uses += 1
        return ticket
