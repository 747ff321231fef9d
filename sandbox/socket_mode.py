"""A real workspace on the local stack: Slack's Socket Mode in, signed HTTP to the function out.

Slack opens no connection to this machine: we hold a WebSocket to it, and hand each envelope to the
function just as Slack would have posted it, signed with the local stack's own signing secret.
"""

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.webhook import WebhookClient

from sandbox.deploy import Stack
from sandbox.slack.delivery import Carrier, FunctionUrl, Request
from sandbox.socket_frames import Fitted, fitted, frame
from sandbox.workspace import Workspace

logger = logging.getLogger(__name__)

PATIENCE = 10
VIEW_PATIENCE = 5.0  # seconds until Slack shows the small view that a large one takes the place of
VIEW_PAUSE = 0.2  # seconds
OK = 200
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@contextmanager
def connected(workspace: Workspace, stack: Stack) -> Iterator[None]:
    """Holds the connection until the block ends. The SDK reconnects by itself."""
    function = FunctionUrl(stack.function_url, stack.function_host)
    bridge = Bridge(function, workspace.signing_secret, WebClient(workspace.bot_token))
    client = SocketModeClient(app_token=workspace.app_token)
    client.socket_mode_request_listeners.append(bridge.take)
    client.connect()
    try:
        yield
    finally:
        client.close()


class Bridge:
    """From a Socket Mode envelope to a signed request, and from its answer to the acknowledgement."""

    def __init__(self, function: Carrier, signing_secret: str, web: WebClient) -> None:
        self._function = function
        self._signer = SignatureVerifier(signing_secret)
        self._web = web

    def take(self, client: BaseSocketModeClient, envelope: SocketModeRequest) -> None:
        """Hand an envelope to the function, acknowledge it, and send what the frame has no room for."""
        answer = self._function.carry(self.request(envelope), PATIENCE)
        if answer.status != OK:
            logger.warning("The function answered %s to %s", answer.status, envelope.type)
            return  # not acknowledged: Slack shows its own error, or sends the event again
        acknowledged = fitted(envelope.envelope_id, _payload(answer.body))
        client.send_message(frame(envelope.envelope_id, acknowledged.payload))
        if acknowledged.view:
            self._show(acknowledged)
        if acknowledged.message:
            WebhookClient(envelope.payload["response_url"]).send_dict(acknowledged.message)

    def _show(self, acknowledged: Fitted) -> None:
        """Put the view in the place of the small one, as soon as Slack knows that."""
        deadline = time.monotonic() + VIEW_PATIENCE
        while True:
            try:
                self._web.views_update(external_id=acknowledged.external_id, view=acknowledged.view)
            except SlackApiError as error:
                code = error.response["error"]
                if code != "not_found" or time.monotonic() > deadline:
                    logger.warning("Slack did not show a view too large for Socket Mode: %s", code)
                    return
                time.sleep(VIEW_PAUSE)
            else:
                return

    def request(self, envelope: SocketModeRequest) -> Request:
        content_type, body = _as_posted(envelope)
        timestamp = str(int(time.time()))
        headers = {
            "content-type": content_type,
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": self._signer.generate_signature(timestamp=timestamp, body=body) or "",
        }
        if envelope.retry_attempt is not None:
            headers["x-slack-retry-num"] = str(envelope.retry_attempt)
            headers["x-slack-retry-reason"] = envelope.retry_reason or ""
        return Request(body, headers)


def _as_posted(envelope: SocketModeRequest) -> tuple[str, str]:
    """The HTTP body that Slack makes of the same payload."""
    if envelope.type == "events_api":
        return JSON, json.dumps(envelope.payload)
    if envelope.type == "slash_commands":
        return FORM, urlencode(envelope.payload)
    return FORM, urlencode({"payload": json.dumps(envelope.payload)})


def _payload(body: str) -> dict[str, Any] | None:
    """A bare text is a message, as it is over HTTP."""
    if not body:
        return None
    payload: dict[str, Any] = json.loads(body) if body.startswith("{") else {"text": body}
    return payload
