"""Who a Slack user is: a member of our workspace or not, in what language, by which clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from time import monotonic
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from slack_sdk import WebClient

MAXIMUM_AGE_SECONDS = 300
MAXIMUM_KEPT = 1000
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class SlackProfile:
    """``is_member`` is false for guests, bots, strangers of Slack Connect and deactivated people."""

    is_member: bool
    locale: str
    time_zone: tzinfo = UTC


class SlackProfiles:
    """Asks ``users.info``, and remembers each answer for five minutes."""

    def __init__(self, team_id: str) -> None:
        self._team_id = team_id
        self._known: dict[str, tuple[float, SlackProfile]] = {}

    def read(self, slack_user_id: str, client: WebClient) -> SlackProfile:
        """Read a profile. Raises slack_sdk's errors: without an answer nobody is let in."""
        known = self._known.get(slack_user_id)
        if known and monotonic() - known[0] < MAXIMUM_AGE_SECONDS:
            return known[1]
        answer = client.users_info(user=slack_user_id, include_locale=True)
        profile = _profile(answer["user"], self._team_id)
        if len(self._known) >= MAXIMUM_KEPT:
            self._known.clear()
        self._known[slack_user_id] = (monotonic(), profile)
        return profile

    def forget(self, slack_user_id: str) -> None:
        """Ask Slack again the next time: somebody is not who they were, or it matters who they are."""
        self._known.pop(slack_user_id, None)


_NOT_A_MEMBER = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")


def _profile(user: dict[str, Any], team_id: str) -> SlackProfile:
    is_ours = user.get("team_id") == team_id
    is_member = is_ours and not any(user.get(mark) for mark in _NOT_A_MEMBER)
    return SlackProfile(is_member, user.get("locale", "en-US"), _time_zone(user))


def _time_zone(user: dict[str, Any]) -> tzinfo:
    """Read where somebody is; by the difference of this moment where the machine knows no such place.

    Not every Linux for functions has the files of the time zones.
    """
    try:
        return ZoneInfo(user.get("tz") or "")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        offset = user.get("tz_offset")
        if not isinstance(offset, int) or abs(offset) >= _DAY_SECONDS:
            return UTC
        return timezone(timedelta(seconds=offset))
