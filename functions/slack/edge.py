"""The edge: only what Slack itself sent, for our app and our workspace, a moment ago, gets past here.

The one other thing that the function answers, a link to passwords, does not come this way. What fails gets
401 or 400 and touches nothing. A body is read once, here, and handed on as what it says: Bolt's own reader
takes a form with the word "payload" anywhere in it for an empty one. No header is handed on: none is under
Slack's signature, so anyone who can replay a request could add those by which Bolt calls itself.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from slack_sdk.signature import SignatureVerifier

from functions.slack.shape import is_whole, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.gateways.slack_secrets import SlackSecretsVault
    from shared.ports import Clock
    from shared.runtime.settings import Settings

PATH = "/slack/events"
JSON = "application/json"
MAXIMUM_AGE_SECONDS = 300  # Slack, "Verifying requests from Slack"
_TIMESTAMP = re.compile(r"\d{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class NotFromSlackError(Exception):
    """The event is none of a Function URL's: the function is wired to something that it does not serve."""


class Refusal(Exception):  # noqa: N818  an answer, not a fault
    """An HTTP answer that ends the request here."""

    def __init__(self, status: int, reason: str, body: str = "") -> None:
        super().__init__(reason)
        self.status, self.reason, self.body = status, reason, body


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """What a Function URL was asked for. ``domain`` is its own name, whatever the caller called it.

    The names of the headers are in small letters.
    """

    method: str
    path: str
    domain: str
    headers: Mapping[str, str]
    raw: str = field(repr=False)
    is_base64: bool

    @property
    def body(self) -> str:
        """The body as text. Raises Refusal."""
        try:
            return base64.b64decode(self.raw, validate=True).decode() if self.is_base64 else self.raw
        except (binascii.Error, UnicodeDecodeError) as error:
            raise Refusal(400, "body is not text") from error


@dataclass(frozen=True, slots=True)
class SlackRequest:
    """What Slack signed for us, whole for its kind. ``kind`` is Slack's own word for what it is."""

    payload: dict[str, Any] = field(repr=False)
    kind: str


class Edge:
    """Opens what comes to the address that Slack knows."""

    def __init__(self, secrets: SlackSecretsVault, settings: Settings, clock: Clock) -> None:
        self._secrets = secrets
        self._settings = settings
        self._clock = clock

    def open(self, http: HttpRequest) -> SlackRequest:
        """Verify and read a request. Raises Refusal, also for what is answered without looking further."""
        if http.path != PATH:
            raise Refusal(404, "another path")
        if http.method != "POST":
            raise Refusal(405, "another method")
        body, content_type = http.body, http.headers.get("content-type", "")
        if _is_ssl_check(body, content_type):
            raise Refusal(200, "ssl_check")
        self._verify(body, http.headers)
        payload = _payload(body, content_type)
        if payload.get("type") == "url_verification":
            raise Refusal(200, "url_verification", str(payload.get("challenge", "")))
        self._require_ours(payload)
        return SlackRequest(payload, kind_of(payload))

    def _verify(self, body: str, headers: Mapping[str, str]) -> None:
        timestamp = headers.get("x-slack-request-timestamp", "")
        signature = headers.get("x-slack-signature", "")
        if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
            raise Refusal(401, "not signed")
        if abs(self._clock.now().timestamp() - int(timestamp)) > MAXIMUM_AGE_SECONDS:
            raise Refusal(401, "signed too long ago")
        secrets = self._secrets.read().signing_secrets
        if not any([_is_signed(each, timestamp, body, signature) for each in secrets]):  # noqa: C419
            raise Refusal(401, "wrong signature")

    def _require_ours(self, payload: Mapping[str, Any]) -> None:
        if payload.get("api_app_id") != self._settings.slack_app_id:
            raise Refusal(401, "another app")
        team = payload.get("team_id") or (payload.get("team") or {}).get("id")
        if team != self._settings.slack_team_id:
            raise Refusal(401, "another workspace")


def read_http(event: Mapping[str, Any]) -> HttpRequest:
    """Read an event of a Function URL (payload format 2.0). Raises NotFromSlackError for any other."""
    context = event.get("requestContext", {}) if isinstance(event, dict) else {}
    http = context.get("http")
    headers = event.get("headers") if http else None
    if not http or not isinstance(headers, dict):
        raise NotFromSlackError
    return HttpRequest(
        method=http.get("method", ""),
        path=http.get("path", ""),
        domain=context.get("domainName", ""),
        headers={name.lower(): value for name, value in headers.items()},
        raw=event.get("body") or "",
        is_base64=bool(event.get("isBase64Encoded")),
    )


def _is_signed(secret: str, timestamp: str, body: str, signature: str) -> bool:
    expected = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    return hmac.compare_digest(expected or "", signature)


def _is_ssl_check(body: str, content_type: str) -> bool:
    """Tell whether Slack only tries the certificate of the address: it does not sign that."""
    if "ssl_check=1" not in body or content_type.startswith(JSON):
        return False
    return dict(parse_qsl(body)).get("ssl_check") == "1"


def _payload(body: str, content_type: str) -> dict[str, Any]:
    try:
        payload = json.loads(body) if content_type.startswith(JSON) else _form(body)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "body is broken") from error
    if not payload or not isinstance(payload, dict) or not is_whole(payload):
        raise Refusal(400, "body is broken")
    return payload


def _form(body: str) -> Any:
    """Read a slash command's fields, or the one field of an interaction, which is JSON. Raises ValueError."""
    fields = parse_qsl(body, strict_parsing=True, keep_blank_values=True)
    form = dict(fields)
    if len(form) != len(fields):
        raise ValueError  # a name twice: two readers could take two different values
    return json.loads(form["payload"]) if "payload" in form else form
