import json
from collections.abc import Iterator

import boto3
import pytest
from botocore.session import get_session
from moto import mock_aws

from shared.errors import SettingsError
from shared.gateways.slack_secrets import SlackSecretsVault


@pytest.fixture
def secrets_manager() -> Iterator[object]:
    with mock_aws():
        yield boto3.client("secretsmanager")


def hold(secrets_manager: object, held: object) -> None:
    secrets_manager.create_secret(Name="slack", SecretString=json.dumps(held))  # type: ignore[attr-defined]


def test_both_signing_secrets_are_read_while_one_replaces_the_other(secrets_manager: object) -> None:
    held = {"signing_secret": "new", "previous_signing_secret": "old", "bot_token": "xoxb-test"}
    hold(secrets_manager, held)
    assert SlackSecretsVault("slack", get_session()).read().signing_secrets == ("new", "old")


def test_an_empty_previous_secret_counts_for_nothing(secrets_manager: object) -> None:
    held = {"signing_secret": "new", "previous_signing_secret": "", "bot_token": "xoxb-test"}
    hold(secrets_manager, held)
    assert SlackSecretsVault("slack", get_session()).read().signing_secrets == ("new",)


@pytest.mark.promise(2)
@pytest.mark.parametrize(
    "held",
    [
        {},
        [],
        {"signing_secret": "", "bot_token": "xoxb-test"},
        {"signing_secret": "  ", "bot_token": "xoxb-test"},
        {"signing_secret": None, "bot_token": "xoxb-test"},
        {"signing_secret": "new", "bot_token": ""},
        {"previous_signing_secret": "old", "bot_token": "xoxb-test"},
    ],
    ids=str,
)
def test_without_both_secrets_nothing_is_let_in(secrets_manager: object, held: object) -> None:
    hold(secrets_manager, held)
    with pytest.raises(SettingsError):
        SlackSecretsVault("slack", get_session()).read()


def test_secrets_are_not_shown_when_printed(secrets_manager: object) -> None:
    hold(secrets_manager, {"signing_secret": "SENTINEL-1", "bot_token": "SENTINEL-2"})
    assert "SENTINEL" not in repr(SlackSecretsVault("slack", get_session()).read())
