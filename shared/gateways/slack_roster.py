"""Who is in the workspace and in its user groups, as Slack tells it this instant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from shared.gateways.slack_messages import busy_when_it_passes, refusal_code

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from shared.gateways.slack_profiles import SlackProfiles


@dataclass(frozen=True, slots=True, kw_only=True)
class UserGroup:
    """A user group of the workspace, by its id, its name and the handle that mentions it."""

    id: str
    name: str
    handle: str


class SlackRoster:
    """Implements ``ports.Roster``. What Slack refuses for any other reason raises SlackApiError."""

    def __init__(self, client: WebClient, profiles: SlackProfiles) -> None:
        self._client = client
        self._profiles = profiles

    def members(self, group_id: str) -> frozenset[str]:
        """Read who is in a user group; nobody where the group is gone, or switched off."""
        try:
            with busy_when_it_passes():
                answer = self._client.usergroups_users_list(usergroup=group_id)
        except SlackApiError as refusal:
            if refusal_code(refusal) == "no_such_subteam":
                return frozenset()
            raise
        return frozenset(answer["users"])

    def is_member(self, slack_user_id: str) -> bool:
        """Tell whether somebody is a member of the workspace, as of now: no guest, bot or stranger."""
        self._profiles.forget(slack_user_id)
        try:
            with busy_when_it_passes():
                return self._profiles.read(slack_user_id, self._client).is_member
        except SlackApiError as refusal:
            if refusal_code(refusal) in {"user_not_found", "user_not_visible"}:
                return False
            raise

    def user_groups(self) -> list[UserGroup]:
        """List the user groups that there are, by name."""
        with busy_when_it_passes():
            answer = self._client.usergroups_list()
        groups = [
            UserGroup(id=each["id"], name=each["name"], handle=each.get("handle") or "")
            for each in answer["usergroups"]
        ]
        return sorted(groups, key=lambda group: (group.name.casefold(), group.id))
