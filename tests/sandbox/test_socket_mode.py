"""A real workspace's envelopes become the requests that Slack would have posted.

The other end here is a fake connection: no test reaches Slack.
"""

import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.request import SocketModeRequest

from sandbox.slack.delivery import Answer, Request
from sandbox.socket_mode import Bridge
from sandbox.workspace import WorkspaceError, real_workspace

SECRET = "a-signing-secret"


class Function:
    """Keeps what it is given and answers as told."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.request = Request("", {})

    def carry(self, request: Request, patience: float) -> Answer:
        self.request = request
        return self.answer


class Connection:
    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.largest = 0

    def send_message(self, message: str) -> None:
        self.sent.append(json.loads(message))
        self.largest = max(self.largest, len(message.encode()))


class Web:
    """Slack's Web API: shows a view once it knows the one that holds its place."""

    def __init__(self, connection: Connection, *, too_early: int = 0, error: str = "not_found") -> None:
        self.connection = connection
        self.too_early = too_early
        self.error = error
        self.shown: list[dict[str, Any]] = []

    def views_update(self, *, external_id: str, view: dict[str, Any]) -> None:
        assert self.connection.sent[0]["payload"]["view"]["external_id"] == external_id
        if self.too_early:
            self.too_early -= 1
            raise SlackApiError("no", {"ok": False, "error": self.error})  # type: ignore[no-untyped-call]
        self.shown.append(view)


def take(kind: str, payload: dict[str, Any], answer: Answer) -> tuple[Request, list[dict[str, Any]]]:
    function, connection = Function(answer), Connection()
    envelope = SocketModeRequest(type=kind, envelope_id="e1", payload=payload)
    web: Any = Web(connection)
    Bridge(function, SECRET, web).take(connection, envelope)  # type: ignore[arg-type]
    return function.request, connection.sent


def test_a_slash_command_is_posted_as_a_form() -> None:
    request, _ = take("slash_commands", {"command": "/partner", "text": "whoami é"}, Answer(200))

    assert parse_qs(request.body) == {"command": ["/partner"], "text": ["whoami é"]}
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"


def test_an_interaction_is_posted_as_one_field() -> None:
    payload = {"type": "block_actions", "user": {"id": "U1"}}

    request, _ = take("interactive", payload, Answer(200))

    assert json.loads(parse_qs(request.body)["payload"][0]) == payload


def test_an_event_is_posted_as_json() -> None:
    payload = {"type": "event_callback", "event": {"type": "app_home_opened"}}

    request, _ = take("events_api", payload, Answer(200))

    assert json.loads(request.body) == payload
    assert request.headers["content-type"] == "application/json"


@pytest.mark.parametrize("kind", ["slash_commands", "interactive", "events_api"])
def test_what_is_posted_verifies_against_the_local_signing_secret(kind: str) -> None:
    request, _ = take(kind, {"type": "x"}, Answer(200))

    assert SignatureVerifier(SECRET).is_valid_request(request.body, dict(request.headers))


def test_the_functions_answer_acknowledges_the_envelope() -> None:
    _, sent = take("interactive", {}, Answer(200, {}, '{"response_action": "clear"}'))

    assert sent == [{"envelope_id": "e1", "payload": {"response_action": "clear"}}]


def test_an_empty_answer_acknowledges_without_a_payload() -> None:
    _, sent = take("interactive", {}, Answer(200, {}, ""))

    assert sent == [{"envelope_id": "e1"}]


def test_a_failure_is_not_acknowledged_so_that_slack_tells_the_person() -> None:
    _, sent = take("interactive", {}, Answer(500, {}, "Internal Server Error"))

    assert sent == []


@pytest.mark.parametrize(
    "settings",
    [
        {"SLACK_APP_TOKEN": "xapp-1-A0REAL-1-x"},
        {"SLACK_BOT_TOKEN": "xoxb-1"},
        {"SLACK_APP_TOKEN": "xoxb-swapped", "SLACK_BOT_TOKEN": "xapp-1-A0REAL-1-x"},
        {"SLACK_APP_TOKEN": "xapp-1-A0REAL-1-x", "SLACK_BOT_TOKEN": "xoxb-1"},  # no first admin
    ],
)
def test_half_a_configuration_says_what_is_missing(settings: dict[str, str], tmp_path: Any) -> None:
    with pytest.raises(WorkspaceError):
        real_workspace(settings, tmp_path)


def test_without_tokens_the_stand_in_is_used(tmp_path: Any) -> None:
    assert real_workspace({}, tmp_path) is None
