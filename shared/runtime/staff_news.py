"""Tells staff in their direct message that their roles were changed. Nothing may fail because of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from shared.gateways.slack_messages import SlackMessages, busy_when_it_passes, refusal_code
from shared.i18n.translator import translator
from shared.operations.staff_list import customers_of
from shared.slack_ui.messages.roles import roles_changed

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from shared.runtime.wiring import Wiring


class SlackStaffNews:
    """Implements ``ports.StaffNews``."""

    def __init__(self, wiring: Wiring, client: WebClient) -> None:
        self._wiring = wiring
        self._client = client

    def tell(self, slack_user_id: str) -> None:
        """Tell somebody what they hold now, in their language; who is gone, or refuses it, is not told."""
        desk = self._wiring.desk
        person = desk.find_staff(slack_user_id)
        if person is None:
            return
        try:
            with busy_when_it_passes():
                profile = self._wiring.profiles.read(slack_user_id, self._client)
            if not profile.is_member:
                return
            t = translator(profile.locale)
            message = roles_changed(t, person, customers_of(desk, person.grants), desk.clock.now())
            SlackMessages(self._client).post(slack_user_id, message.text, message.blocks)
        except SlackApiError as refusal:
            code = refusal_code(refusal)
            self._wiring.log.warning("not told of their roles", error=code, slack_user_id=slack_user_id)
