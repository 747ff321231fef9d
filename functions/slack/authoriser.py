"""Who is this, and may they come in at all? Every request passes here before any listener.

Order matters: strangers to our workspace cost nothing, people without a role one read, and only staff are
looked up in Slack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.slack.answers import answer
from shared.domain.staff import NOBODY
from shared.i18n.translator import translator
from shared.slack_ui.messages.refusals import not_from_here, stranger

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from slack_bolt import BoltContext, BoltResponse
    from slack_sdk import WebClient

    from shared.runtime.wiring import Wiring


class Authoriser:
    """Puts ``actor`` and ``t``, the translator to their language, into Bolt's context, or refuses.

    ``told_by_slack`` are the events that Slack tells of its workspace. A person whom such an event is about
    did not send it: its actor is nobody.
    """

    def __init__(self, wiring: Wiring, told_by_slack: Collection[str]) -> None:
        self._told_by_slack = frozenset(told_by_slack)
        self._desk = wiring.desk
        self._profiles = wiring.profiles
        self._team_id = wiring.settings.slack_team_id
        self._first_admin = wiring.settings.bootstrap_admin
        self._clock = wiring.clock
        self._log = wiring.log

    def identify(
        self,
        body: dict[str, Any],
        context: BoltContext,
        client: WebClient,
        next: Callable[[], BoltResponse],  # noqa: A002  Bolt's name for it
    ) -> BoltResponse:
        """Let staff through. Anyone else gets one polite sentence."""
        if body.get("type") == "event_callback" and body["event"].get("type") in self._told_by_slack:
            context["actor"], context["t"] = NOBODY, translator("en")
            return next()
        slack_user_id = context.user_id
        user = body.get("user")
        team = user.get("team_id", self._team_id) if isinstance(user, dict) else self._team_id
        if slack_user_id is None or team != self._team_id:
            return self._refuse("outside the workspace", body, client)
        actor = self._desk.find_staff(slack_user_id)
        if actor is None or not actor.roles_at(self._clock.now()):
            self._log.info("refused", reason="no role", slack_user_id=slack_user_id)
            return answer(body, client, translator("en"), stranger(self._first_admin))
        profile = self._profiles.read(slack_user_id, client)
        if not profile.is_member:
            return self._refuse("not a member of the workspace", body, client)
        context["actor"] = actor
        context["t"] = translator(profile.locale)
        return next()

    def _refuse(self, reason: str, body: dict[str, Any], client: WebClient) -> BoltResponse:
        self._log.warning("refused", reason=reason)
        return answer(body, client, translator("en"), not_from_here())
