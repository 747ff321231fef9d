"""What Slack knows of the app: its ids, its command and the secrets both sides hold."""

from dataclasses import dataclass, field

from sandbox.slack.people import TEAM_ID


@dataclass(frozen=True, slots=True, kw_only=True)
class AppFacts:
    app_id: str = "A0SANDBOX"
    team_id: str = TEAM_ID
    team_domain: str = "partner-sandbox"
    team_name: str = "Partner sandbox"
    bot_id: str = "B0DESK0001"
    bot_user_id: str = "U0DESKBOT1"
    bot_name: str = "Partner Desk"
    command: str = "/partner"
    has_home: bool = True  # features.app_home of the manifest
    bot_token: str = field(default="xoxb-sandbox", repr=False)
    signing_secret: str = field(default="sandbox-signing-secret", repr=False)
    verification_token: str = field(default="sandbox-verification", repr=False)
