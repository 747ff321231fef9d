"""What became of the click that has a checked file done: it was asked of others, begun, or done before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.command import ImportUsers
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, section
from shared.slack_ui.ids import View
from shared.slack_ui.modals.asked import asked_view
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.modals.under_way import under_way_view
from shared.slack_ui.request import request_state
from shared.slack_ui.request.buttons import show_button

if TYPE_CHECKING:
    from slack_sdk.models.views import View as SlackView

    from shared.domain.command import ImportRows
    from shared.domain.customer import Customer
    from shared.domain.request import Request
    from shared.i18n.translator import Translator
    from shared.slack_ui.state import ViewState


def import_submitted_view(
    t: Translator, request: Request, command: ImportRows, customer: Customer, state: ViewState
) -> SlackView:
    """Say where the request stands that does a file; one file is one request, however often it is sent."""
    if request.is_pending:
        return asked_view(t, request, state)
    if request.is_under_way and request.approval is None:
        return under_way_view(t, View.NOTICE, customer, _begun(t, command, customer), state)
    stands = rich.fact(t("This file was submitted:"), rich.words(request_state(t, request)))
    blocks = [
        section(t("A file is done once. Upload it again to have the rest of it done.")),
        rich.rich(rich.lines(stands)),
        *actions([show_button(t, request)]),
    ]
    return modal(View.NOTICE, t("File submitted"), blocks, state, close=t("Close"))


def _begun(t: Translator, command: ImportRows, customer: Customer) -> list[str]:
    if isinstance(command, ImportUsers):
        told = t.n(
            "{count} user of {customer} is being created.",
            "{count} users of {customer} are being created.",
            command.count,
            customer=customer.name,
        )
        handed_over = t(
            "It is done in the background. A direct message will have a button that shows the temporary "
            "passwords to you, once, for 24 hours."
        )
        return [told, handed_over]
    return [
        t.n(
            "The change of licenses of {count} user of {customer} is under way.",
            "The change of licenses of {count} users of {customer} is under way.",
            command.count,
            customer=customer.name,
        )
    ]
