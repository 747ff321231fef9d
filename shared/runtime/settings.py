"""The deployment's settings, from the environment. One missing and nothing starts."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from shared.domain.import_file import DEFAULT_ROWS
from shared.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

SLACK_API_URL = "https://slack.com/api/"

_DEFAULTS = {
    "slack_api_url": SLACK_API_URL,
    "sender_address": "",
    "notice_channel": "",
    "notice_language": "en",
    "approvals_channel": "",
    "policy_matrix": "",
    "import_rows": str(DEFAULT_ROWS),
}

_SHAPES = {
    "slack_team_id": re.compile(r"T[A-Z0-9]+"),
    "slack_app_id": re.compile(r"A[A-Z0-9]+"),
    "bootstrap_admin": re.compile(r"[UW][A-Z0-9]+"),
    "slack_api_url": re.compile(r"https?://\S+/"),
    "notice_channel": re.compile(r"[CG][A-Z0-9]+"),
    "notice_language": re.compile(r"en|fr"),
    "approvals_channel": re.compile(r"[CG][A-Z0-9]+"),
    "policy_matrix": re.compile(r"[A-Za-z0-9+/]+={0,2}"),
    "import_rows": re.compile(r"[1-9][0-9]{0,3}|10000"),
    "sender_address": re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Each is the environment variable of the same name, in capitals. All are set by the template.

    Without ``sender_address`` there is no e-mail. ``notice_channel`` is for customers who have none of their
    own; without either there is no notice. ``approvals_channel`` is the same for what waits to be agreed to;
    without either each approver is written to. ``notice_language`` is that of both. ``policy_matrix`` has the
    rows that this deployment replaces, as ``shared.policy.deployed`` packs them. ``import_rows`` is how many
    rows a file may have, at most 10,000.
    """

    directory_table: str
    workflow_table: str
    audit_table: str
    slack_secret_id: str
    slack_team_id: str
    slack_app_id: str
    bootstrap_admin: str
    slack_api_url: str
    credential_key_id: str
    sender_address: str = ""
    notice_channel: str = ""
    notice_language: str = "en"
    approvals_channel: str = ""
    policy_matrix: str = ""
    import_rows: str = str(DEFAULT_ROWS)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read the settings. Raises SettingsError, naming every one that is missing or malformed."""
        values = {each.name: environment.get(each.name.upper(), "").strip() for each in fields(cls)}
        values |= {name: default for name, default in _DEFAULTS.items() if not values[name]}
        missing = [name for name, value in values.items() if not value and name not in _DEFAULTS]
        faults = [f"{name.upper()} is missing" for name in missing]
        faults += [
            f"{name.upper()} is malformed"
            for name, shape in _SHAPES.items()
            if values[name] and not shape.fullmatch(values[name])
        ]
        if faults:
            raise SettingsError(settings=faults)
        return cls(**values)
