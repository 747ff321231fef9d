"""Reminds approvers in their direct message, in their language, by what Slack says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from shared.gateways.slack_messages import SlackMessages, busy_when_it_passes, refusal_code
from shared.i18n.translator import translator
from shared.slack_ui.messages.reminder import reminder

if TYPE_CHECKING:
    from datetime import tzinfo

    from aws_lambda_powertools import Logger
    from slack_sdk import WebClient

    from shared.gateways.slack_profiles import SlackProfile, SlackProfiles
    from shared.operations.subject import Subject

# What comes of the person's absence. Every other refusal is a fault of ours.
_THEIRS = frozenset({"cannot_dm_bot", "is_inactive", "user_disabled", "user_not_found", "user_not_visible"})


class SlackReminders:
    """Implements ``operations.sweep.Reminders``."""

    def __init__(self, client: WebClient, profiles: SlackProfiles, log: Logger) -> None:
        self._client = client
        self._profiles = profiles
        self._log = log

    def time_zone(self, slack_user_id: str) -> tzinfo | None:
        """Tell by which clock somebody lives; None for who is no member of the workspace any more."""
        try:
            profile = self._profile(slack_user_id)
        except SlackApiError as refusal:
            self._unless_theirs(refusal, slack_user_id)
            return None
        return profile.time_zone if profile.is_member else None

    def remind(self, slack_user_id: str, subject: Subject) -> bool:
        """Remind somebody; False where they cannot be written to."""
        message = reminder(translator(self._profile(slack_user_id).locale), subject)
        try:
            SlackMessages(self._client).post(slack_user_id, message.text, message.blocks)
        except SlackApiError as refusal:
            self._unless_theirs(refusal, slack_user_id)
            return False
        return True

    def _profile(self, slack_user_id: str) -> SlackProfile:
        with busy_when_it_passes():
            return self._profiles.read(slack_user_id, self._client)

    def _unless_theirs(self, refusal: SlackApiError, slack_user_id: str) -> None:
        code = refusal_code(refusal)
        if code not in _THEIRS:
            raise refusal
        self._log.warning("not reminded: nobody is there", error=code, slack_user_id=slack_user_id)
