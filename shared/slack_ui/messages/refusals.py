"""A polite no, with whom to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.i18n.translator import LANGUAGES, translator
from shared.slack_ui import rich
from shared.slack_ui.messages.message import Message
from shared.slack_ui.sentences import decision_sentence

if TYPE_CHECKING:
    from shared.i18n.translator import Translator
    from shared.policy.decide import Decision


def refusal(t: Translator, decision: Decision, first_admin: str) -> Message:
    """Say why not, which roles may, and who grants roles."""
    told = decision_sentence(t, decision)
    ask = rich.woven(t("{who} can grant you a role."), who=rich.mention(first_admin))
    return Message(told, [rich.rich(rich.lines([rich.words(told)], ask))])


def stranger(first_admin: str) -> Message:
    """Tell a colleague without a role whom to ask, in both languages: theirs is not known yet."""
    said = [
        t("Partner Desk does not know you yet: {who} can grant you a partner role.")
        for t in map(translator, LANGUAGES)
    ]
    lines = [rich.woven(each, who=rich.mention(first_admin)) for each in said]
    text = [
        t("Partner Desk does not know you yet: ask your administrator for a partner role.")
        for t in map(translator, LANGUAGES)
    ]
    return Message("\n".join(text), [rich.rich(rich.lines(*lines))])


def not_from_here() -> Message:
    """Tell guests, people of other organizations and bots that this is not for them."""
    said = [
        t("Partner Desk is for the members of this workspace, not for guests, bots or other organizations.")
        for t in map(translator, LANGUAGES)
    ]
    return Message("\n".join(said), [rich.rich(rich.lines(*([rich.words(each)] for each in said)))])
