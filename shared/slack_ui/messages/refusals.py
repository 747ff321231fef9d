"""A polite no, with whom to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.i18n.translator import LANGUAGES, translator
from shared.slack_ui import rich
from shared.slack_ui.messages.message import Message
from shared.slack_ui.sentences import decision_sentence, role_names

if TYPE_CHECKING:
    from shared.errors import NoApproverError
    from shared.i18n.translator import Translator
    from shared.policy.decide import Decision


def refusal(t: Translator, decision: Decision, first_admin: str) -> Message:
    """Say why not, which roles may, and who grants roles."""
    told = decision_sentence(t, decision)
    ask = rich.woven(t("{who} can grant you a role."), who=rich.mention(first_admin))
    return Message(told, [rich.rich(rich.lines([rich.words(told)], ask))])


def no_approver(t: Translator, error: NoApproverError, first_admin: str) -> Message:
    """Say that too few could agree, that nothing was asked for, and who has to be given which role."""
    needed, roles = error.decision.approvals_needed, role_names(t, error.decision.approver_roles)
    told = t.n(
        "This takes another person's agreement, and nobody could give it. Nothing was asked for.",
        "This takes the agreement of {count} other people, and nobody could give it. Nothing was asked for.",
        needed,
    )
    if error.found:
        told = t(
            "This takes the agreement of {needed} other people, and only {found} could give it. Nothing was "
            "asked for.",
            needed=t.number(needed),
            found=t.number(error.found),
        )
    ask = t(
        "Ask a Global admin to grant one of these roles to somebody else: {roles}.", roles=t.listed(roles)
    )
    told = f"{told} {ask}"
    who = rich.woven(t("{who} can grant roles."), who=rich.mention(first_admin))
    return Message(told, [rich.rich(rich.lines([rich.words(told)], who))])


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
