"""The Slack app asks for what it uses, and nothing more."""

import re
from typing import Any

import yaml

from functions.slack.route import Kind
from functions.slack.routes import ROUTES
from sandbox.places import ROOT

MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "slack-manifest.yaml").read_text())
# From each method's page at docs.slack.dev. `views.*` need no scope.
SCOPES = {
    "users_info": "users:read",
    "chat_postMessage": "chat:write",
    "chat_update": "chat:write",
    "chat_delete": "chat:write",
    "chat_postEphemeral": "chat:write",
    "conversations_info": "channels:read",  # and for private channels groups:read
    "conversations_open": "im:write",
    "files_info": "files:read",
    "files_upload_v2": "files:write",
    "usergroups_list": "usergroups:read",
    "usergroups_users_list": "usergroups:read",
}
NO_SCOPE = {"views_open", "views_push", "views_update", "views_publish"}
METHOD = re.compile(r"\.((?:users|chat|conversations|files|views|reactions|team|usergroups)_\w+)\(")


def methods_called() -> set[str]:
    return {
        method
        for folder in ("functions", "shared")
        for file in (ROOT / folder).rglob("*.py")
        for method in METHOD.findall(file.read_text())
    } & (SCOPES.keys() | NO_SCOPE)


def test_the_scopes_are_those_of_the_methods_we_call() -> None:
    used = {SCOPES[method] for method in methods_called() - NO_SCOPE}
    if "channels:read" in used:
        used.add("groups:read")
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == {"commands"} | used


def test_every_request_goes_to_one_url() -> None:
    interactivity = MANIFEST["settings"]["interactivity"]
    urls = {command["url"] for command in MANIFEST["features"]["slash_commands"]}
    urls |= {interactivity["request_url"], interactivity["message_menu_options_url"]}
    urls.add(MANIFEST["settings"]["event_subscriptions"]["request_url"])
    assert len(urls) == 1
    assert urls.pop().endswith("/slack/events")


def test_the_command_escapes_names_and_links() -> None:
    (command,) = MANIFEST["features"]["slash_commands"]
    assert command["command"] == "/partner"
    assert command["should_escape"] is True


def test_slack_sends_the_events_that_something_answers_and_no_others() -> None:
    answered = {route.name for route in ROUTES if route.kind is Kind.EVENT}
    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == answered
    assert MANIFEST["settings"]["socket_mode_enabled"] is False


def test_people_can_be_written_to() -> None:
    """Without its messages tab an app is told "messages_tab_disabled"."""
    home = MANIFEST["features"]["app_home"]
    assert home["messages_tab_enabled"] is True
    assert home["messages_tab_read_only_enabled"] is True
    assert home["home_tab_enabled"] is True
