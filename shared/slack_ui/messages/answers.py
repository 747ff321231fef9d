"""Answers to a command that leads nowhere, with where to go instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button
from shared.slack_ui.ids import Click
from shared.slack_ui.messages.help import COMMAND
from shared.slack_ui.messages.message import Message

if TYPE_CHECKING:
    from shared.i18n.translator import Translator

_SHOWN = 100  # characters of what was typed


def not_understood(t: Translator, typed: str, nearest: str | None) -> Message:
    """Name the nearest command to what was typed, and where all of them are listed."""
    told = t("Partner Desk does not know this command.")
    lines = [rich.woven(t("There is no command {typed}."), typed=_command(typed))]
    if nearest:
        lines.append(rich.woven(t("Did you mean {nearest}?"), nearest=_command(nearest)))
    lines.append(rich.woven(t("{help} lists all of them."), help=_command(t("help"))))
    return Message(told, [rich.rich(rich.lines(*lines))])


def no_customer(t: Translator, typed: str, may_add_customer: bool) -> Message:  # noqa: FBT001  agreed order
    """Say that no customer of the reader's is found by what was typed."""
    told = t("No customer was found.")
    sentence = rich.woven(
        t(
            "None of your customers matches “{typed}”. Look for it at the desk, by any word of its "
            "name or domain."
        ),
        typed=rich.words(typed, limit=_SHOWN),
    )
    buttons = [button(t("Open the desk"), Click.OPEN_DESK, is_primary=True)]
    if may_add_customer:
        buttons.append(button(t("Add a customer"), Click.OPEN_ADD_CUSTOMER))
    return Message(told, [rich.rich(rich.lines(sentence)), *actions(buttons)])


def _command(words: str) -> rich.Element:
    return rich.code(f"{COMMAND} {rich.words(words, limit=_SHOWN).text}")
