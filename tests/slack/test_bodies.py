"""What a body says is read once, at the edge: whatever words are in it, and whatever it lacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from slack_bolt.request import internals

from sandbox.slack.conversations import PAYLOAD_CHANNEL
from sandbox.slack.delivery import payloads
from sandbox.slack.delivery.lambda_event import LambdaContext, function_url_event
from sandbox.slack.delivery.send import FORM, JSON
from tests.office import ADMIN

if TYPE_CHECKING:
    from io import StringIO

    from sandbox.slack.delivery import Delivered
    from tests.office import Office

EVENTS = Path(__file__).parents[2] / "events" / "slack"
MARIT = "U0PAYLOAD1"


def command_form(office: Office, **changes: str) -> dict[str, str]:
    workspace = office.workspace
    channel = workspace.conversations.channel("C0PARTNER1")
    form = payloads.slash_command(
        workspace.facts,
        workspace.person(ADMIN),
        channel,
        "whoami",
        trigger_id=workspace.tickets.issue_trigger(ADMIN),
        response_url="https://hooks.slack.example/commands/1",
    )
    assert changes.keys() <= form.keys()
    return form | changes


def status_of(delivered: Delivered | None) -> int:
    assert delivered is not None
    assert delivered.answer is not None
    return delivered.answer.status


# -- the word "payload", which Bolt 1.30.0 takes for a field of that name ------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "whoami payload"},
        {"text": "help payload="},
        {"text": "help payload={}&command=/other"},
        {"text": '{"payload": 1}'},
        {"channel_name": "payload-team"},
        {"user_name": "marit.payload"},
        {"team_domain": "payload"},
        {"response_url": "https://hooks.slack.example/commands/payload"},
        {"trigger_id": "1.2.payload"},
        {"token": "payload"},
    ],
    ids="-".join,
)
def test_a_command_with_the_word_payload_in_a_field_is_answered(
    office: Office, changes: dict[str, str]
) -> None:
    delivered = office.workspace.delivery.form("slash_command", command_form(office, **changes))
    assert status_of(delivered) == 200
    assert json.loads(delivered.body)["text"]


def test_a_customer_named_payload_is_found_by_its_name(office: Office) -> None:
    customer_id = office.add_customer("Payload Systems AS", "payload.example")
    office.add_user(customer_id, "Ingrid Payload", domain="payload.example")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users payload", PAYLOAD_CHANNEL)
    assert "Ingrid Payload" in nadia.modal.text


def test_a_person_named_payload_in_a_channel_named_so_is_answered(office: Office) -> None:
    marit = office.workspace.sign_in(MARIT)
    marit.types("/partner whoami", PAYLOAD_CHANNEL)
    assert "Sales agent" in marit.replies[-1].text


def test_a_body_is_never_read_by_bolt(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> dict[str, Any]:
        raise AssertionError

    monkeypatch.setattr(internals, "parse_body", read)
    monkeypatch.setattr("slack_bolt.request.request.parse_body", read)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner")
    assert nadia.has_modal


def test_a_form_that_begins_with_a_brace_is_a_form(office: Office) -> None:
    body = "%7B=1&" + urlencode(command_form(office))
    assert status_of(office.workspace.delivery.send("slash_command", body, FORM)) == 200
    assert (
        status_of(office.workspace.delivery.send("slash_command", body.replace("%7B", "{", 1), FORM)) == 200
    )


@pytest.mark.parametrize("field", ["payload", "text", "user_id"])
def test_a_form_with_a_field_twice_gets_400(office: Office, field: str) -> None:
    before = office.everything()
    form = command_form(office)
    if field == "payload":
        form = {"payload": json.dumps(recorded("block_actions_open_users"))}
    body = urlencode([*form.items(), (field, form[field])])
    assert status_of(office.workspace.delivery.send("form", body, FORM)) == 400
    assert office.everything() == before


# -- ssl_check --------------------------------------------------------------------------------------


def posted(office: Office, body: str, headers: dict[str, str]) -> tuple[int, str]:
    answer = office.function(function_url_event("/slack/events", headers, body), LambdaContext())  # type: ignore[arg-type]
    return answer["statusCode"], answer["body"]


@pytest.mark.parametrize("is_signed", [True, False])
def test_a_check_of_the_certificate_gets_an_empty_200_and_touches_nothing(
    office: Office, is_signed: bool
) -> None:
    before = office.everything()
    body = "ssl_check=1&token=sandbox-verification"
    headers = office.workspace.delivery.signed_headers(body, FORM) if is_signed else {"Content-Type": FORM}
    assert posted(office, body, headers) == (200, "")
    assert office.everything() == before
    assert office.workspace.calls == []


def test_an_unsigned_command_that_claims_to_be_such_a_check_does_nothing(office: Office) -> None:
    before = office.everything()
    body = urlencode({**command_form(office), "ssl_check": "1"})
    assert posted(office, body, {"Content-Type": FORM}) == (200, "")
    assert office.everything() == before
    assert office.workspace.calls == []


@pytest.mark.parametrize("value", ["0", "true", "", "11"])
def test_an_unsigned_body_with_another_value_gets_401(office: Office, value: str) -> None:
    assert posted(office, f"ssl_check={value}", {"Content-Type": FORM}) == (401, "")


@pytest.mark.parametrize("body", ['{"a": "&ssl_check=1&"}', "a=%26ssl_check=1"])
def test_the_words_of_such_a_check_in_a_value_are_none(office: Office, body: str) -> None:
    content_type = JSON if body.startswith("{") else FORM
    assert posted(office, body, {"Content-Type": content_type}) == (401, "")


def test_a_command_with_the_words_of_such_a_check_is_answered(office: Office) -> None:
    form = command_form(office, text="help ssl_check=1&ssl_check=1")
    delivered = office.workspace.delivery.form("slash_command", form)
    assert json.loads(delivered.body)["text"]


# -- bodies that lack something -------------------------------------------------------------------------

GONE = object()

LACKING: list[tuple[str, tuple[str | int, ...], object]] = [
    ("app_home_opened", ("event",), GONE),
    ("app_home_opened", ("event",), None),
    ("app_home_opened", ("event",), []),
    ("app_home_opened", ("event", "type"), GONE),
    ("app_home_opened", ("event", "user"), 7),
    ("app_home_opened", ("authorizations",), 7),
    ("app_home_opened", ("authorizations",), [None]),
    ("block_actions_open_users", ("actions",), []),
    ("block_actions_open_users", ("actions",), GONE),
    ("block_actions_open_users", ("actions",), [None]),
    ("block_actions_open_users", ("actions", 0, "action_id"), GONE),
    ("block_actions_open_users", ("user",), GONE),
    ("block_actions_open_users", ("user", "id"), None),
    ("block_actions_open_users", ("enterprise",), 7),
    ("block_actions_open_users", ("view",), "V1"),
    ("block_actions_open_users", ("view", "blocks"), GONE),
    ("block_actions_open_users", ("view", "private_metadata"), GONE),
    ("block_suggestion_customers", ("value",), GONE),
    ("block_suggestion_customers", ("action_id",), ["customer"]),
    ("view_submission_create_user", ("view",), GONE),
    ("view_submission_create_user", ("view", "blocks"), GONE),
    ("view_submission_create_user", ("view", "blocks"), "none"),
    ("view_submission_create_user", ("view", "blocks", 0), None),
    ("view_submission_create_user", ("view", "state"), GONE),
    ("view_submission_create_user", ("view", "state", "values"), []),
    ("view_submission_create_user", ("view", "callback_id"), None),
    ("view_submission_create_user", ("response_urls",), 7),
    ("view_closed_created_users", ("view", "blocks"), GONE),
    ("view_closed_created_users", ("type",), ["view_closed"]),
]


def recorded(name: str) -> dict[str, Any]:
    """Read a body that Slack sends."""
    held: dict[str, dict[str, Any]] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return held.get("payload") or held["json"]


def sent(office: Office, body: dict[str, Any]) -> Delivered:
    text = json.dumps(body)
    if "event_id" in body:
        return office.workspace.delivery.send("event", text, JSON)
    return office.workspace.delivery.form("interaction", {"payload": text})


@pytest.mark.parametrize(("name", "path", "value"), LACKING)
def test_a_body_that_lacks_a_part_of_its_kind_gets_400_and_does_nothing(
    office: Office, log: StringIO, name: str, path: tuple[str | int, ...], value: object
) -> None:
    body = recorded(name)
    part: Any = body
    *above, last = path
    for step in above:
        part = part[step]
    if value is GONE:
        del part[last]
    else:
        part[last] = value
    before = office.everything()
    delivered = sent(office, body)
    written = office.everything() != before or office.workspace.calls or '"level":"ERROR"' in log.getvalue()
    assert (status_of(delivered), delivered.body, bool(written)) == (400, "", False)


@pytest.mark.parametrize("name", sorted({name for name, _, _ in LACKING}))
def test_a_whole_body_of_each_of_these_kinds_is_taken(office: Office, name: str) -> None:
    assert status_of(sent(office, recorded(name))) == 200


# -- whose token ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["block_actions_open_users", "app_home_opened"])
def test_a_token_that_a_body_brings_along_is_not_used(office: Office, name: str) -> None:
    brought = {"function_data": {"execution_id": "Fx1", "inputs": {}}, "bot_access_token": "xwfp-brought"}
    body = recorded(name) | brought
    if "event" in body:
        body["event"] |= {"function_execution_id": "Fx1", "bot_access_token": "xwfp-brought"}
    assert status_of(sent(office, body)) == 200
    assert {call.token for call in office.workspace.calls} == {office.workspace.facts.bot_token}


@pytest.mark.parametrize(
    "event",
    [
        {"type": "user_change"},
        {"type": "user_change", "user": {}},
        {"type": "user_change", "user": "U0HELPDSK1"},
        {"type": "user_change", "user": {"id": None}},
        {"type": "subteam_members_changed"},
        {"type": "subteam_members_changed", "subteam_id": ["S0SUPPORT1"]},
        {"type": "subteam_updated", "subteam": None},
        {"type": "subteam_updated", "subteam": {}},
        {"type": "app_home_opened"},
        {"type": "app_home_opened", "user": "U0GLOBAL01", "tab": 1},
    ],
    ids=str,
)
def test_an_event_without_its_own_part_gets_400_and_is_not_told_again(
    office: Office, log: StringIO, event: dict[str, Any]
) -> None:
    body = payloads.event_callback(office.workspace.facts, event, office.workspace.clock())
    before = office.everything()
    assert status_of(office.workspace.delivery.event(body)) == 400
    assert office.everything() == before
    assert '"level":"ERROR"' not in log.getvalue()
