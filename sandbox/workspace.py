"""Which Slack the stack speaks with: the stand-in on this machine, or a real workspace."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.places import LOOPBACK
from sandbox.slack.app_facts import AppFacts
from sandbox.slack.conversations import APPROVALS_CHANNEL, NOTICE_CHANNEL
from sandbox.slack.people import PEOPLE

SLACK_API = "https://slack.com/api/"
SENDER = "partner-desk@partner.example"  # the emulator keeps what is sent, and sends nothing on


class WorkspaceError(Exception):
    """The settings for a real workspace do not hold together. The message says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    name: str
    team_id: str
    app_id: str
    bootstrap_admin: str
    api_url: str
    signing_secret: str = field(repr=False)
    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    notice_channel: str = ""
    approvals_channel: str = ""
    sender_address: str = ""

    @property
    def parameters(self) -> dict[str, str]:
        """What template.yaml asks for."""
        return {
            "BootstrapAdmin": self.bootstrap_admin,
            "SlackTeamId": self.team_id,
            "SlackAppId": self.app_id,
            "SlackApiUrl": self.api_url,
            "NoticeChannel": self.notice_channel,
            "ApprovalsChannel": self.approvals_channel,
            "SenderAddress": self.sender_address,
            "PurgeRate": "rate(1 minute)",  # who runs it on their own machine does not wait for an hour
        }

    @property
    def secret(self) -> dict[str, str]:
        return {
            "signing_secret": self.signing_secret,
            "previous_signing_secret": "",
            "bot_token": self.bot_token,
        }


def sandbox_workspace(port: int, folder: Path) -> Workspace:
    """The stand-in's workspace. Its signing secret is made once and kept beside the state."""
    facts = AppFacts()
    first = next(person for person in PEOPLE if person.role == "global_admin")
    return Workspace(
        name=facts.team_name,
        team_id=facts.team_id,
        app_id=facts.app_id,
        bootstrap_admin=first.id,
        api_url=f"http://{LOOPBACK}:{port}/api/",
        signing_secret=_kept_secret(folder / "signing-secret"),
        bot_token=facts.bot_token,
        sender_address=SENDER,
        notice_channel=NOTICE_CHANNEL,
        approvals_channel=APPROVALS_CHANNEL,
    )


def real_workspace(settings: Mapping[str, str], folder: Path) -> Workspace | None:
    """The workspace of SLACK_APP_TOKEN and SLACK_BOT_TOKEN, asked from Slack; None without them."""
    app_token = settings.get("SLACK_APP_TOKEN", "")
    bot_token = settings.get("SLACK_BOT_TOKEN", "")
    if not app_token and not bot_token:
        return None
    admin = settings.get("BOOTSTRAP_ADMIN", "")
    parts = app_token.split("-")  # xapp-1-<app id>-<number>-<secret>
    if not (len(parts) > 3 and parts[0] == "xapp" and bot_token.startswith("xoxb-")):  # noqa: PLR2004
        raise WorkspaceError(
            "To use a real workspace set both SLACK_APP_TOKEN (xapp-…, with connections:write) "
            "and SLACK_BOT_TOKEN (xoxb-…)."
        )
    if not admin:
        raise WorkspaceError(
            'Say who is the first Global admin: BOOTSTRAP_ADMIN=U… (your Slack profile, "Copy member ID").'
        )
    try:
        identity = WebClient(bot_token).auth_test()
    except SlackApiError as error:
        raise WorkspaceError(f"Slack refused SLACK_BOT_TOKEN: {error.response['error']}.") from None
    return Workspace(
        name=str(identity["team"]),
        team_id=str(identity["team_id"]),
        app_id=parts[2],
        bootstrap_admin=admin,
        api_url=SLACK_API,
        signing_secret=_kept_secret(folder / "signing-secret"),
        bot_token=bot_token,
        app_token=app_token,
    )


def _kept_secret(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32))
    return file.read_text()
