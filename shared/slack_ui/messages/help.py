"""What can be typed after /partner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, context
from shared.slack_ui.directory import directory_introduction
from shared.slack_ui.ids import Click
from shared.slack_ui.messages.message import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.i18n.translator import Translator

COMMAND = "/partner"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandHelp:
    """A subcommand as it is typed in the reader's language, what may follow it, and what it does."""

    name: str
    arguments: str
    summary: str

    @property
    def typed(self) -> str:
        """The whole command."""
        return " ".join(filter(None, [COMMAND, self.name, self.arguments]))


def help_(t: Translator, commands: Sequence[CommandHelp]) -> Message:
    """List the commands, each with what it does."""
    told = t("Partner Desk manages your customers' Microsoft 365 users. You can type:")
    listed = [[rich.code(each.typed), rich.words(f" — {each.summary}")] for each in commands]
    blocks = rich.rich(rich.lines([rich.words(told)]), rich.bullets(listed))
    keeps = context(directory_introduction(t))
    opens = actions([button(t("Open the desk"), Click.OPEN_DESK, is_primary=True)])
    return Message(told, [blocks, keeps, *opens])
