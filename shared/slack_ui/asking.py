"""What is said before something is submitted: that other people have to agree to it first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.i18n.translator import N_
from shared.policy.decide import Reason, Verdict
from shared.slack_ui.blocks import section
from shared.slack_ui.sentences import role_names

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

    from shared.i18n.translator import Translator
    from shared.policy.decide import Decision

_WHY = {
    Reason.SENSITIVE_TARGET: N_("An administrator, or a user marked as protected, is concerned."),
    Reason.MANY_TARGETS: N_("These are more than 20 users at once."),
}
_WHY_ELSE = N_("With the roles of whoever asked, nobody does this alone.")


def policy_reason(t: Translator, reason: Reason) -> str:
    """Say why others have to agree: whom it is about, or that the roles do not suffice."""
    return t(_WHY.get(reason, _WHY_ELSE))


def asks(decision: Decision | None) -> bool:
    """Whether what is submitted will be asked of other people."""
    return decision is not None and decision.verdict is Verdict.APPROVAL


def approval_note(t: Translator, decision: Decision | None) -> list[Block]:
    """Say that others will have to agree, how many, why and who; nothing where nobody has to."""
    if decision is None or not asks(decision):
        return []
    said = [
        t.n(
            "Another person will have to agree before this is done.",
            "{count} other people will have to agree before this is done.",
            decision.approvals_needed,
        ),
        *([t(_WHY[decision.reason])] if decision.reason in _WHY else []),
        t("May agree: {roles}.", roles=t.listed(role_names(t, decision.approver_roles))),
    ]
    return [section(" ".join(said))]


def submit_text(t: Translator, decision: Decision | None, text: str) -> str:
    """Name the button that submits: by what it does, or that it asks."""
    return t("Ask for approval") if asks(decision) else text
