"""What was left to the worker, and where it will be told what became of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.slack_ui.blocks import customer_warning, section
from shared.slack_ui.modals.modal import modal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.views import View as SlackView

    from shared.domain.customer import Customer
    from shared.i18n.translator import Translator
    from shared.slack_ui.ids import View
    from shared.slack_ui.state import ViewState


def under_way_view(
    t: Translator, callback: View, customer: Customer, told: Sequence[str], state: ViewState
) -> SlackView:
    """Say what the worker has now, in paragraphs; no password stays in the view."""
    where = t(
        "A direct message shows you how far it is, and in the end what became of each user. "
        "You can close this."
    )
    blocks = [*map(section, told), *customer_warning(t, customer), section(where)]
    state = replace(state, customer_id=customer.id, nonce="", password="", created=(), carried="")
    return modal(callback, t("Change under way"), blocks, state, close=t("Close"))
