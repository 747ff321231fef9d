"""What other people were asked to agree to: who is told, until when, and what the requester hears of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.command import SetsPasswords
from shared.operations.subject import Subject
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, section
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.request import request_title
from shared.slack_ui.sentences import role_names
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.request import Approval, Request
    from shared.i18n.translator import Translator

_NOTHING = ViewState()


def asked_view(t: Translator, request: Request, state: ViewState = _NOTHING) -> SlackView:
    """Say what was asked, of whom, and what happens next; no password stays in the view."""
    if request.is_pending and request.approval is not None:
        blocks = _waiting(t, request, request.approval)
    else:  # the same click, delivered once more
        told = t("You asked for this before. Your direct messages show what became of it.")
        blocks = [section(told), rich.rich(rich.lines(_what(t, request)))]
    blocks += actions([button(t("All requests"), Click.OPEN_REQUESTS)])
    state = replace(state, nonce="", carried="")
    return modal(View.NOTICE, t("Asked for approval"), blocks, state, close=t("Close"))


def _waiting(t: Translator, request: Request, approval: Approval) -> list[Block]:
    agree = t.n(
        "Nothing is done until another person agrees.",
        "Nothing is done until {count} other people agree.",
        approval.needed,
    )
    facts = [
        _what(t, request),
        rich.fact(t("May agree:"), rich.words(t.listed(role_names(t, approval.approver_roles)))),
        rich.fact(t("Until:"), rich.moment(t, approval.expires_at)),
    ]
    told = [
        t("They are told in the channel for approvals, or in direct messages where there is none."),
        t(
            "A direct message tells you what they say, and what became of it. There you can take your "
            "request back, too."
        ),
    ]
    if isinstance(request.command, SetsPasswords):
        told.append(t("Temporary passwords are set only then, and handed over to you alone."))
    return [
        section(agree),
        rich.rich(rich.lines(*facts)),
        rich.rich(rich.bullets([rich.words(each)] for each in told)),
    ]


def _what(t: Translator, request: Request) -> list[rich.Element]:
    """Name what was asked for, with no more than the request itself holds."""
    subject = Subject(request=request, customer=None, subscriptions=(), users=(), deleted=(), approvers=())
    return rich.fact(t("You asked:"), rich.words(request_title(t, subject)))
