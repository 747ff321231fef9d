"""What does not come from Slack, for our app and our workspace, a moment ago, does nothing at all."""

from __future__ import annotations

import base64
import json
import logging
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import boto3
import pytest

from functions.slack.edge import NotFromSlackError
from sandbox.slack.delivery.lambda_event import LambdaContext, function_url_event
from sandbox.slack.delivery.send import signed_headers
from tests.office import ADMIN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from io import StringIO

    from tests.office import Office

FORM = "application/x-www-form-urlencoded"


def whoami(office: Office, **changes: str) -> str:
    facts = office.workspace.facts
    fields = {
        "team_id": facts.team_id,
        "api_app_id": facts.app_id,
        "user_id": ADMIN,
        "command": "/partner",
        "text": "whoami",
        "trigger_id": "1.2.3",
        "response_url": "https://hooks.slack.com/x",
    }
    return urlencode(fields | changes)


def call(
    office: Office,
    body: str,
    content_type: str = FORM,
    headers: Mapping[str, str] | None = None,
    **event: Any,
) -> dict[str, Any]:
    signed = office.workspace.delivery.signed_headers(body, content_type)
    made = function_url_event("/slack/events", {**signed, **(headers or {})}, body) | event
    return office.function(made, LambdaContext())  # type: ignore[arg-type]


def test_a_signed_command_of_our_workspace_is_answered(office: Office) -> None:
    answer = call(office, whoami(office))
    assert answer["statusCode"] == 200
    assert "Global admin" in answer["body"]


STALE = str(int(time.time()) - 301)
FUTURE = str(int(time.time()) + 600)


@pytest.mark.promise(1)
@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": "v1=" + "0" * 64},
        {"X-Slack-Signature": "v0=é" + "0" * 63},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "²"},
        {"X-Slack-Request-Timestamp": "9" * 40},
        pytest.param({"X-Slack-Request-Timestamp": STALE}, id="stale"),
        pytest.param({"X-Slack-Request-Timestamp": FUTURE}, id="from the future"),
    ],
    ids=str,
)
def test_a_request_whose_signature_or_time_is_wrong_gets_401_and_touches_nothing(
    office: Office, headers: dict[str, str]
) -> None:
    assert_untouched(office, lambda: call(office, whoami(office), headers=headers), 401)


@pytest.mark.promise(1)
@pytest.mark.parametrize(
    "changes",
    [{"team_id": "T0OTHER"}, {"api_app_id": "A0OTHER"}, {"team_id": ""}, {"api_app_id": ""}],
    ids=str,
)
def test_a_request_for_another_workspace_or_app_gets_401_and_touches_nothing(
    office: Office, changes: dict[str, str]
) -> None:
    assert_untouched(office, lambda: call(office, whoami(office, **changes)), 401)


@pytest.mark.promise(1)
@pytest.mark.parametrize("seconds", [-301, 330])  # a busy machine takes some of them
def test_a_request_that_was_signed_rightly_but_not_lately_gets_401(office: Office, seconds: int) -> None:
    body = whoami(office)
    signed = signed_headers(office.workspace.facts, body, FORM, time.time() + seconds)
    assert_untouched(office, lambda: call(office, body, headers=signed), 401)


@pytest.mark.promise(1)
def test_a_body_changed_after_it_was_signed_gets_401(office: Office) -> None:
    signed = office.workspace.delivery.signed_headers(whoami(office), FORM)
    event = function_url_event("/slack/events", signed, whoami(office, text="users contoso"))
    assert_untouched(office, lambda: office.function(event, LambdaContext()), 401)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("payload=%7Bbroken", FORM),
        ("payload=%5B1%5D", FORM),
        ("payload=" + "%5B" * 100_000, FORM),
        ("", FORM),
        ("no pairs at all", FORM),
        ("{broken", "application/json"),
        ('"text"', "application/json"),
        ('{"team": "T0SANDBOX"}', "application/json"),
    ],
    ids=lambda value: value[:24],
)
def test_a_broken_body_gets_400_and_touches_nothing(office: Office, body: str, content_type: str) -> None:
    assert_untouched(office, lambda: call(office, body, content_type), 400)


def test_a_body_that_is_not_base64_or_not_text_gets_400(office: Office) -> None:
    for broken in ("%%%", base64.b64encode(b"\xff\xfe").decode()):
        signed = office.workspace.delivery.signed_headers(broken, FORM)
        event = function_url_event("/slack/events", signed, "") | {"body": broken, "isBase64Encoded": True}
        answer = office.function(event, LambdaContext())  # type: ignore[arg-type]
        assert answer["statusCode"] == 400


def test_another_path_gets_404_and_another_method_405(office: Office) -> None:
    http = {"method": "POST", "path": "/admin"}
    assert call(office, whoami(office), requestContext={"http": http})["statusCode"] == 404
    http = {"method": "GET", "path": "/slack/events"}
    assert call(office, whoami(office), requestContext={"http": http})["statusCode"] == 405


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"source": "aws.events", "detail-type": "Scheduled Event"},
        {"Records": []},
        {"requestContext": {"http": {"path": "/slack/events", "method": "POST"}}, "headers": None},
    ],
    ids=str,
)
def test_an_event_that_is_no_request_fails_loudly(office: Office, event: dict[str, Any]) -> None:
    with pytest.raises(NotFromSlackError):
        office.function(event, LambdaContext())  # type: ignore[arg-type]


@pytest.mark.promise(3)
def test_headers_by_which_bolt_calls_itself_are_dropped(office: Office) -> None:
    forged = {"X-Slack-Bolt-Lazy-Only": "1", "x-slack-BOLT-lazy-function-name": "answer_command"}
    answer = call(office, whoami(office), headers=forged)
    assert answer == call(office, whoami(office))


def test_slacks_check_of_the_address_is_answered(office: Office) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1aB", "token": "t"})
    answer = call(office, body, "application/json")
    assert (answer["statusCode"], answer["body"]) == (200, "3eZbrw1aB")


@pytest.mark.promise(23)
def test_the_previous_signing_secret_is_accepted_while_it_is_being_rotated(office: Office) -> None:
    held = {
        "signing_secret": "the-new-one",
        "previous_signing_secret": office.workspace.facts.signing_secret,
        "bot_token": "xoxb-sandbox",
    }
    boto3.client("secretsmanager").put_secret_value(SecretId="slack", SecretString=json.dumps(held))
    assert call(office, whoami(office))["statusCode"] == 200


@pytest.mark.promise(15)
def test_nothing_of_a_request_is_logged(
    office: Office, log: StringIO, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = whoami(office, text="SENTINEL-TYPED", response_url="https://hooks.slack.com/SENTINEL-URL")
    call(office, body)
    call(office, body, headers={"X-Slack-Signature": "v0=" + "f" * 64})
    call(office, body + "&payload=%7BSENTINEL")
    told = log.getvalue() + caplog.text + "".join(capfd.readouterr())
    assert "request answered" in told
    secrets = ("SENTINEL", "f" * 64, office.workspace.facts.signing_secret, office.workspace.facts.bot_token)
    assert [secret for secret in secrets if secret in told] == []


def assert_untouched(office: Office, request: Callable[[], dict[str, Any]], status: int) -> None:
    before = office.everything()
    office.workspace.calls.clear()
    answer = request()
    assert answer["statusCode"] == status
    assert answer["body"] == ""
    assert office.everything() == before
    assert office.workspace.calls == []
