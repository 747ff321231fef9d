"""A request as it is now, with what its reader can do about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.i18n.translator import N_
from shared.operations.asking import content_hash
from shared.operations.objections import Deed
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, section
from shared.slack_ui.ids import View
from shared.slack_ui.messages.objections import objection_sentence
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.request import request_blocks
from shared.slack_ui.request.agreement import decision_lines
from shared.slack_ui.request.buttons import deed_buttons, rows_buttons, show_button
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Collection

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.request import Request
    from shared.errors import DecisionRefusedError
    from shared.i18n.translator import Translator
    from shared.operations.subject import Subject

_NOTHING = ViewState()

_DONE = {
    Deed.REJECT: N_("You have rejected this request. The person who asked is told why."),
    Deed.TAKE_BACK: N_("You have taken your request back. Nobody can agree to it any more."),
    Deed.BREAK_GLASS: N_(
        "It begins in a moment. Everybody who could have agreed is told now, and another person must close "
        "the review."
    ),
    Deed.CLOSE_REVIEW: N_("You have closed the review."),
}


def request_view(
    t: Translator,
    subject: Subject,
    deeds: Collection[Deed],
    state: ViewState = _NOTHING,
    notice: str = "",
) -> SlackView:
    """Show a request; ``notice`` says what has just become of it."""
    request = subject.request
    blocks: list[Block] = [section(notice)] if notice else []
    blocks += request_blocks(t, subject)
    blocks += actions([*deed_buttons(t, request, deeds), *rows_buttons(t, request)])
    state = replace(state, request_id=request.id, content_hash=content_hash(request), nonce="")
    return modal(View.REQUEST, t("Request"), blocks, state, close=t("Close"))


def done_sentence(t: Translator, deed: Deed, request: Request) -> str:
    """Say what somebody has just done about a request."""
    if deed is not Deed.APPROVE:
        return t(_DONE[deed])
    missing = request.approval.missing if request.approval else 0
    if request.is_pending:
        return t.n(
            "You have agreed. {count} other person must agree before it is done.",
            "You have agreed. {count} other people must agree before it is done.",
            missing,
        )
    return t("You have agreed, and nobody else has to: it begins in a moment.")


def refused_view(t: Translator, error: DecisionRefusedError) -> SlackView:
    """Say at once why somebody cannot decide, who was quicker, and where to see more."""
    request: Request = error.request
    told = decision_lines(t, request)
    blocks: list[Block] = [section(objection_sentence(t, error))]
    blocks += [rich.rich(rich.bullets(told))] if told else []
    blocks += actions([show_button(t, request)])
    return modal(View.NOTICE, t("Request"), blocks, ViewState(), close=t("Close"))
