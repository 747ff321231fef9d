"""The user groups of the workspace (Slack calls them subteams in events and ids)."""

from dataclasses import dataclass
from typing import Any

from sandbox.slack.people import TEAM_ID

SUPPORT = "S0SUPPORT1"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserGroup:
    """People who can be mentioned at once. One that was switched off has a date of deletion."""

    id: str
    name: str
    handle: str
    users: tuple[str, ...] = ()
    date_delete: int = 0

    def as_slack_subteam(self, *, updated: int, include_users: bool = True) -> dict[str, Any]:
        """`usergroups.list` and `subteam_updated` tell this."""
        told: dict[str, Any] = {
            "id": self.id,
            "team_id": TEAM_ID,
            "is_usergroup": True,
            "is_subteam": True,
            "name": self.name,
            "description": "",
            "handle": self.handle,
            "is_external": False,
            "date_create": updated,
            "date_update": updated,
            "date_delete": self.date_delete,
            "auto_type": None,
            "auto_provision": False,
            "enterprise_subteam_id": "",
            "created_by": "U0GLOBAL01",
            "updated_by": "U0GLOBAL01",
            "deleted_by": "U0GLOBAL01" if self.date_delete else None,
            "prefs": {"channels": [], "groups": []},
            "user_count": len(self.users),
            "channel_count": 0,
        }
        return {**told, "users": list(self.users)} if include_users else told


USER_GROUPS: tuple[UserGroup, ...] = (
    UserGroup(id=SUPPORT, name="Support", handle="support", users=("U0HELPDSK1", "U0SALES001")),
    UserGroup(id="S0EVENING1", name="Evening shift", handle="evenings"),
)
