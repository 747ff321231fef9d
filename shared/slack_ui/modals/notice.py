"""One thing to say, and nothing to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.slack_ui.blocks import section
from shared.slack_ui.ids import View
from shared.slack_ui.messages.troubles import trouble_block
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from slack_sdk.models.views import View as SlackView

    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.message import Message


def notice_view(t: Translator, title: str, text: str) -> SlackView:
    """Say something in a modal of its own."""
    return modal(View.NOTICE, title, [section(text)], ViewState(), close=t("Close"))


def message_view(t: Translator, message: Message) -> SlackView:
    """Say in a modal what a message says."""
    return modal(View.NOTICE, t("Partner Desk"), message.blocks, ViewState(), close=t("Close"))


def trouble_view(t: Translator, reference: str) -> SlackView:
    """Say that something failed that should not, with the reference that the log carries."""
    blocks = [trouble_block(t, reference)]
    return modal(View.NOTICE, t("Something went wrong"), blocks, ViewState(), close=t("Close"))
