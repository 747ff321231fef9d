"""Where errors become words, once: what happened, and what the person can do now.

An error that nobody foresaw shows a reference; the log line with the same reference has the code lines it
came through, and not its message, which may hold what somebody typed. Every line at level ERROR is
counted, and alarms.
"""

from __future__ import annotations

from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

from slack_bolt import BoltResponse
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk.errors import SlackApiError

from functions.slack.answers import answer
from shared.errors import (
    AccessDeniedError,
    BusyError,
    CredentialNotFoundError,
    DecisionRefusedError,
    ImportNotFoundError,
    NoApproverError,
    NotFoundError,
    PartnerDeskError,
)
from shared.gateways.slack_messages import passes, refusal_code
from shared.i18n.translator import translator
from shared.runtime.logging import where
from shared.slack_ui.messages import objections, refusals, troubles

if TYPE_CHECKING:
    from slack_bolt import BoltContext
    from slack_sdk import WebClient

    from shared.i18n.translator import Translator
    from shared.runtime.wiring import Wiring
    from shared.slack_ui.messages.message import Message

TOO_LATE = {"expired_trigger_id", "trigger_expired", "trigger_exchanged", "exchanged_trigger_id"}
UNANSWERED = (URLError, TimeoutError, ConnectionError, HTTPException)  # of Slack: no answer, or a broken one

_NOT_FOUND = {CredentialNotFoundError: troubles.no_passwords, ImportNotFoundError: troubles.no_import}


class Boundary:
    """Bolt's error handler."""

    def __init__(self, wiring: Wiring) -> None:
        self._log = wiring.log
        self._first_admin = wiring.settings.bootstrap_admin

    def answer(
        self, error: Exception, body: dict[str, Any], context: BoltContext, client: WebClient
    ) -> BoltResponse:
        """Tell the person; log what an engineer needs."""
        if isinstance(error, BoltUnhandledRequestError):
            self._log.error("no route", kind=body.get("type"))
            return BoltResponse(status=404)
        t = context.get("t") or translator("en")
        message = self._words(error, t, context["correlation_id"])
        if body.get("type") == "event_callback":  # of anything but success Slack tells us again, three times
            is_final = isinstance(error, PartnerDeskError) and not isinstance(error, BusyError)
            return BoltResponse(status=200 if is_final else 503)
        try:
            return answer(body, client, t, message)
        except SlackApiError as silence:
            self._log.warning("could not be told", error=silence.response.get("error"))
            return BoltResponse(status=200)
        except UNANSWERED as silence:
            self._log.warning("could not be told", error=type(silence).__qualname__)
            return BoltResponse(status=503)  # by which Slack itself shows that it did not work

    def _words(self, error: Exception, t: Translator, reference: str) -> Message:
        if refused := self._refusal(error, t):
            return refused
        if isinstance(error, NotFoundError):
            self._log.info("not found", code=error.code, facts=error.facts)
            return _NOT_FOUND.get(type(error), troubles.gone)(t)
        if isinstance(error, BusyError):
            self._log.warning("busy", facts=error.facts)
            return troubles.busy(t)
        if isinstance(error, SlackApiError) and error.response.get("error") in TOO_LATE:
            self._log.warning("too late", error=error.response.get("error"))
            return troubles.slack_is_slow(t)
        if isinstance(error, UNANSWERED) or (isinstance(error, SlackApiError) and passes(error)):
            code = refusal_code(error) if isinstance(error, SlackApiError) else type(error).__qualname__
            self._log.warning("slack is busy", error=code)
            return troubles.busy(t)
        self._log.error("unexpected", error=type(error).__qualname__, where=where(error), reference=reference)
        return troubles.trouble(t, reference)

    def _refusal(self, error: Exception, t: Translator) -> Message | None:
        """Say why the person may not do this, or nobody is there to agree to it."""
        if isinstance(error, AccessDeniedError):
            self._log.info("denied", facts=error.facts)
            return refusals.refusal(t, error.decision, self._first_admin)
        if isinstance(error, NoApproverError):
            self._log.info("no approver", facts=error.facts)
            return refusals.no_approver(t, error, self._first_admin)
        if isinstance(error, DecisionRefusedError):
            self._log.info("decision refused", facts=error.facts)
            return objections.objection(t, error)
        return None
