"""Say that Partner Desk keeps a directory of its own, and changes nothing at Microsoft.

Every confirmation and every result that a reader could take for a change at Microsoft says it, through this
module alone. A customer whose changes are carried out at Microsoft would be told otherwise here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.command import (
    AddSubscription,
    ChangeSubscription,
    CreateUser,
    EditUser,
    ImportRows,
    UsersCommand,
)
from shared.slack_ui.blocks import context

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

    from shared.domain.command import AnyCommand
    from shared.i18n.translator import Translator

_ALSO_AT_MICROSOFT = UsersCommand | ImportRows | CreateUser | EditUser | AddSubscription | ChangeSubscription


def directory_note(t: Translator) -> list[Block]:
    """Return the remark that stands in a confirmation or a result."""
    return [context(directory_sentence(t))]


def directory_sentence(t: Translator) -> str:
    """Return the remark as a sentence: what is not changed, and where to change it."""
    return t(
        "Partner Desk keeps its own directory and changes nothing at Microsoft: make the same change in "
        "Partner Center."
    )


def directory_introduction(t: Translator) -> str:
    """Return what a reader is told before any change."""
    return t("Partner Desk keeps its own directory and changes nothing at Microsoft.")


def is_also_at_microsoft(command: AnyCommand) -> bool:
    """Return whether a command changes what Microsoft holds too: users, licenses and subscriptions."""
    return isinstance(command, _ALSO_AT_MICROSOFT)
