import gzip
import importlib
import sys
from base64 import b64encode

import pytest

from shared.domain.action import Action
from shared.domain.staff import Role
from shared.errors import SettingsError
from shared.policy.deployed import packed
from shared.policy.matrix import Entry, default_matrix
from shared.runtime.settings import SLACK_API_URL, Settings
from shared.runtime.wiring import wire

COMPLETE = {
    "DIRECTORY_TABLE": "directory",
    "WORKFLOW_TABLE": "workflow",
    "AUDIT_TABLE": "audit",
    "SLACK_SECRET_ID": "slack",
    "SLACK_TEAM_ID": "T0SANDBOX",
    "SLACK_APP_ID": "A0SANDBOX",
    "BOOTSTRAP_ADMIN": "U0GLOBAL01",
    "CREDENTIAL_KEY_ID": "alias/credentials",
}


def test_slacks_own_api_is_used_unless_another_is_named() -> None:
    assert Settings.from_environment(COMPLETE).slack_api_url == SLACK_API_URL


@pytest.mark.parametrize(
    ("said", "sender"),
    [(None, ""), ("", ""), (" ", ""), (" desk@partner.example ", "desk@partner.example")],
)
def test_a_deployment_may_have_a_sender_or_none(said: str | None, sender: str) -> None:
    environment = COMPLETE | ({} if said is None else {"SENDER_ADDRESS": said})
    assert Settings.from_environment(environment).sender_address == sender


@pytest.mark.parametrize(
    "said", ["desk", "desk@partner", "@partner.example", "Desk <desk@partner.example>", "a b@c.example"]
)
def test_a_sender_is_an_address_and_nothing_more(said: str) -> None:
    with pytest.raises(SettingsError):
        Settings.from_environment(COMPLETE | {"SENDER_ADDRESS": said})


def test_without_a_channel_there_are_no_notices_and_they_would_be_in_english() -> None:
    settings = Settings.from_environment(COMPLETE | {"NOTICE_CHANNEL": "", "NOTICE_LANGUAGE": ""})
    assert (settings.notice_channel, settings.notice_language) == ("", "en")


@pytest.mark.parametrize(("name", "value"), [("NOTICE_CHANNEL", "#notices"), ("NOTICE_LANGUAGE", "de")])
def test_notices_go_to_a_channel_by_its_id_in_a_language_that_we_speak(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environment(COMPLETE | {name: value})
    assert refusal.value.facts["settings"] == [f"{name} is malformed"]


def test_without_a_channel_each_approver_is_asked_alone() -> None:
    assert Settings.from_environment(COMPLETE).approvals_channel == ""
    settings = Settings.from_environment(COMPLETE | {"APPROVALS_CHANNEL": " C0APPROVE1 "})
    assert settings.approvals_channel == "C0APPROVE1"


@pytest.mark.parametrize("value", ["#approvals", "approvals", "D0APPROVE1", "U0GLOBAL01"])
def test_people_are_asked_in_a_channel_by_its_id(value: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environment(COMPLETE | {"APPROVALS_CHANNEL": value})
    assert refusal.value.facts["settings"] == ["APPROVALS_CHANNEL is malformed"]


@pytest.mark.parametrize(
    ("said", "rows"), [(None, 100), ("", 100), ("1", 1), (" 250 ", 250), ("9999", 9999), ("10000", 10_000)]
)
def test_a_file_has_as_many_rows_as_the_deployment_lets_it(said: str | None, rows: int) -> None:
    environment = COMPLETE | ({} if said is None else {"IMPORT_ROWS": said})
    assert wire(environment).desk.import_limit == rows


@pytest.mark.parametrize("value", ["0", "-1", "10001", "99999", "0100", "1e3", "1.5", "many"])
def test_no_deployment_takes_files_of_no_rows_or_of_more_than_ten_thousand(value: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environment(COMPLETE | {"IMPORT_ROWS": value})
    assert refusal.value.facts["settings"] == ["IMPORT_ROWS is malformed"]


OWN = packed('[reset_password]\nglobal_admin = "allow"\n')
FAULTY = b64encode(gzip.compress(b"[delete]\n[grant]\n")).decode()


def test_without_rows_of_its_own_a_deployment_has_the_policy_that_is_shipped() -> None:
    assert wire(COMPLETE).desk.matrix == default_matrix()


def test_a_deployment_replaces_rows_of_the_policy() -> None:
    rows = wire(COMPLETE | {"POLICY_MATRIX": OWN}).desk.matrix.rows
    assert rows[Action.RESET_PASSWORD].entries == {Role.GLOBAL_ADMIN: Entry.ALLOW}
    assert rows[Action.DELETE_USER] == default_matrix().rows[Action.DELETE_USER]


@pytest.mark.promise(2)
@pytest.mark.parametrize("function", ["slack", "worker", "purge", "sweep"])
@pytest.mark.parametrize(
    ("value", "faults"),
    [
        ("not base64", ["POLICY_MATRIX is malformed"]),
        ("AAAA", ["policy matrix: the setting was not made by `make deploy`"]),
        (FAULTY, ["policy matrix: unknown row [delete]", "policy matrix: unknown row [grant]"]),
    ],
    ids=["malformed", "not packed", "faulty"],
)
def test_no_function_starts_with_a_policy_that_is_not_understood(
    monkeypatch: pytest.MonkeyPatch, function: str, value: str, faults: list[str]
) -> None:
    for name, said in (COMPLETE | {"POLICY_MATRIX": value}).items():
        monkeypatch.setenv(name, said)
    monkeypatch.delitem(sys.modules, f"functions.{function}.app", raising=False)
    with pytest.raises(SettingsError) as refusal:
        importlib.import_module(f"functions.{function}.app")
    assert refusal.value.facts["settings"] == faults


@pytest.mark.promise(2)
@pytest.mark.parametrize("name", COMPLETE)
@pytest.mark.parametrize("value", [None, "", "   "])
def test_a_deployment_that_lacks_a_setting_does_not_start(name: str, value: str | None) -> None:
    environment = {key: said for key, said in COMPLETE.items() if key != name}
    environment |= {name: value} if value is not None else {}
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environment(environment)
    assert refusal.value.facts["settings"] == [f"{name} is missing"]


def test_every_setting_that_is_wrong_is_named_at_once() -> None:
    environment = COMPLETE | {
        "AUDIT_TABLE": "",
        "SLACK_TEAM_ID": "contoso",
        "BOOTSTRAP_ADMIN": "nadia",
        "SLACK_API_URL": "https://slack.com/api",
        "SENDER_ADDRESS": "partner-desk",
    }
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environment(environment)
    assert refusal.value.facts["settings"] == [
        "AUDIT_TABLE is missing",
        "SLACK_TEAM_ID is malformed",
        "BOOTSTRAP_ADMIN is malformed",
        "SLACK_API_URL is malformed",
        "SENDER_ADDRESS is malformed",
    ]
