"""The reminder, in an approver's direct message, that a request still waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, customer_warning, header
from shared.slack_ui.ids import Click
from shared.slack_ui.messages.message import Message
from shared.slack_ui.pointer import pointer
from shared.slack_ui.request import request_title

if TYPE_CHECKING:
    from shared.i18n.translator import Translator
    from shared.operations.subject import Subject


def reminder(t: Translator, subject: Subject) -> Message:
    """Say what waits, who asked for it and until when; the buttons are those of its card."""
    request = subject.request
    told = t("A request still waits for your decision.")
    until = request.approval.expires_at if request.approval else request.filed_at
    asked = rich.woven(
        t("Asked by {who} {when}. Nobody can agree to it any more after {until}."),
        who=rich.mention(request.requester_id),
        when=rich.moment(t, request.filed_at),
        until=rich.moment(t, until),
    )
    warning = customer_warning(t, subject.customer) if subject.customer else []
    value = pointer(request)
    buttons = [
        button(t("Show"), Click.SHOW_REQUEST, value),
        button(t("Approve"), Click.APPROVE_REQUEST, value, is_primary=True),
        button(t("Reject"), Click.REJECT_REQUEST, value, is_danger=True),
    ]
    blocks = [
        header(request_title(t, subject)),
        *warning,
        rich.rich(rich.lines([rich.bold(told)], asked)),
        *actions(buttons),
    ]
    return Message(told, blocks)
