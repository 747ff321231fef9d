"""The buttons of a request. Each carries which request it is about, and the hash of what was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.domain.command import ImportRows
from shared.i18n.translator import N_
from shared.operations.objections import Deed, can_be_stopped
from shared.slack_ui.blocks import button, dialog
from shared.slack_ui.ids import Click
from shared.slack_ui.pointer import pointer

if TYPE_CHECKING:
    from collections.abc import Collection

    from slack_sdk.models.blocks import ButtonElement, ConfirmObject

    from shared.domain.request import Request
    from shared.i18n.translator import Translator


class _Button(NamedTuple):
    text: str
    click: Click
    is_primary: bool = False
    is_danger: bool = False
    asks_first: bool = False


_BUTTONS = {
    Deed.APPROVE: _Button(N_("Approve"), Click.APPROVE_REQUEST, is_primary=True),
    Deed.REJECT: _Button(N_("Reject"), Click.REJECT_REQUEST, is_danger=True),
    Deed.TAKE_BACK: _Button(N_("Cancel request"), Click.CANCEL_REQUEST),
    Deed.BREAK_GLASS: _Button(N_("Break glass"), Click.BREAK_GLASS, is_danger=True),
    Deed.CLOSE_REVIEW: _Button(N_("Close review"), Click.CLOSE_REVIEW, is_primary=True),
    Deed.STOP: _Button(N_("Stop"), Click.STOP_REQUEST, is_danger=True, asks_first=True),
}


def deed_buttons(t: Translator, request: Request, deeds: Collection[Deed]) -> list[ButtonElement]:
    """Offer what can be done about a request."""
    value = pointer(request)
    offered = [_BUTTONS[deed] for deed in Deed if deed in deeds]
    return [
        button(
            t(each.text),
            each.click,
            value,
            is_primary=each.is_primary,
            is_danger=each.is_danger,
            confirm=_stopping(t) if each.asks_first else None,
        )
        for each in offered
    ]


def stop_buttons(t: Translator, request: Request) -> list[ButtonElement]:
    """Offer the requester to stop a request, as long as somebody would be left alone."""
    return deed_buttons(t, request, {Deed.STOP} if can_be_stopped(request) else ())


def _stopping(t: Translator) -> ConfirmObject:
    """Ask before a request is stopped."""
    told = t(
        "Users already dealt with stay as they are now: nothing is undone. At most the current hundred are "
        "still dealt with, and the others are left as they are."
    )
    return dialog(t("Stop this?"), told, yes=t("Stop"), no=t("Go on"), is_danger=True)


def rows_buttons(t: Translator, request: Request) -> list[ButtonElement]:
    """Offer the rows of the file that a request does; nothing where it does none."""
    if not isinstance(request.command, ImportRows):
        return []
    return [button(t("All rows"), Click.SHOW_IMPORT_ROWS, request.id)]


def show_button(t: Translator, request: Request, title: str = "") -> ButtonElement:
    """Offer to show all of a request; ``title`` tells a screen reader which one."""
    reads_as = t("Show: {title}", title=title) if title else ""
    return button(t("Show"), Click.SHOW_REQUEST, pointer(request), reads_as=reads_as)
