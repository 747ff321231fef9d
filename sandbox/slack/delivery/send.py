"""Slack sends: signed, once, and waits three seconds."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sandbox.slack.delivery.carriers import Answer, Carrier, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sandbox.slack.app_facts import AppFacts

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
PATIENCE = 3.0


@dataclass(frozen=True, slots=True)
class Delivered:
    """One request to the app and what became of it. `answer` is None when Slack gave up waiting."""

    kind: str
    request: Request
    answer: Answer | None
    seconds: float

    @property
    def is_ok(self) -> bool:
        return self.answer is not None and self.answer.status == 200  # noqa: PLR2004 - HTTP

    @property
    def body(self) -> str:
        return self.answer.body if self.answer else ""

    @property
    def what_went_wrong(self) -> str:
        if self.answer is None:
            return f"no answer in {self.seconds:.1f} seconds"
        return f"HTTP {self.answer.status}: {self.answer.body[:500]}"


class Delivery:
    """Everything Slack sends goes through here and stays in `delivered`, in order."""

    def __init__(
        self,
        facts: AppFacts,
        carrier: Carrier,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._facts = facts
        self.carrier = carrier
        self.patience = patience
        self._clock = clock
        self.delivered: list[Delivered] = []

    def form(self, kind: str, fields: Mapping[str, str]) -> Delivered:
        return self.send(kind, urlencode(fields), FORM)

    def payload(self, payload: Mapping[str, Any]) -> Delivered:
        """An interaction: a form with one field, the payload in JSON."""
        return self.form(str(payload["type"]), {"payload": json.dumps(payload)})

    def event(self, body: Mapping[str, Any]) -> Delivered:
        kind = body.get("event", {}).get("type", body["type"])
        return self.send(str(kind), json.dumps(body), JSON)

    def send(
        self, kind: str, body: str, content_type: str, more: Mapping[str, str] | None = None
    ) -> Delivered:
        """Any body, signed as Slack signs it. `more` replaces or adds headers."""
        request = Request(body, {**self.signed_headers(body, content_type), **(more or {})})
        started = time.monotonic()
        answer: Answer | None = None
        with contextlib.suppress(TimeoutError):
            answer = self.carrier.carry(request, self.patience)
        delivered = Delivered(kind, request, answer, time.monotonic() - started)
        self.delivered.append(delivered)
        return delivered

    def again(self, earlier: Delivered, retry: int = 1) -> Delivered:
        """Slack sends the same thing once more, as it does when it is unsure of the first time."""
        content_type = earlier.request.headers["Content-Type"]
        more = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        return self.send(earlier.kind, earlier.request.body, content_type, more)

    def signed_headers(self, body: str, content_type: str) -> dict[str, str]:
        return signed_headers(self._facts, body, content_type, self._clock())


def signed_headers(facts: AppFacts, body: str, content_type: str, now: float) -> dict[str, str]:
    """What Slack sends beside a body: its signature over the body and the time."""
    timestamp = str(int(now))
    signed = hmac.new(facts.signing_secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    return {
        "Content-Type": content_type,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept": "application/json,*/*",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={signed.hexdigest()}",
    }
