"""Why a decision about a request was not taken, and what to do now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.request import Objection, RequestState
from shared.i18n.translator import N_
from shared.slack_ui import rich
from shared.slack_ui.messages.message import Message
from shared.slack_ui.sentences import role_names

if TYPE_CHECKING:
    from shared.domain.request import Request
    from shared.errors import DecisionRefusedError
    from shared.i18n.translator import Translator

_SENTENCES = {
    Objection.OWN_REQUEST: N_(
        "This is your own request: another person has to decide about it. Ask somebody who may, or take it "
        "back while it waits."
    ),
    Objection.OWN_ROLES: N_(
        "This request is about your own roles: another person has to decide about it. Ask another Global "
        "admin."
    ),
    Objection.NOT_THE_REQUESTER: N_(
        "Only the person who asked for this can do that: ask them, or reject the request if you may."
    ),
    Objection.NOT_AN_APPROVER: N_("Your roles do not let you decide about this."),
    Objection.DECIDED_BEFORE: N_(
        "You have agreed to this already, and each person counts once: another person still has to agree."
    ),
    Objection.TOO_LATE: N_(
        "This request is too old to be agreed to. If it is still needed, the person who asked can ask again."
    ),
    Objection.CONTENT_DIFFERS: N_(
        "What you were shown is not what the request says now. Nothing was decided: open the request again, "
        "and read it once more."
    ),
    Objection.NO_BREAK_GLASS: N_(
        "Only a Global admin may act without another person's agreement: ask one of those who may agree."
    ),
    Objection.NO_OPEN_REVIEW: N_("There is no open review of this: somebody may have closed it meanwhile."),
    Objection.NOT_UNDER_WAY: N_(
        "There is nothing left to stop: this is not under way, or has ended. Open the list of requests to "
        "see what became of it."
    ),
}

_STATES = {
    RequestState.PENDING: N_("This request has changed meanwhile: open it again."),
    RequestState.APPROVED: N_(
        "Everybody needed has agreed meanwhile: the request is being carried out, and there is nothing left "
        "to decide."
    ),
    RequestState.RUNNING: N_("This request is being carried out already: there is nothing left to decide."),
    RequestState.DONE: N_("This request was carried out already: there is nothing left to decide."),
    RequestState.PARTIAL: N_(
        "This request was carried out already, in part: open it again to see what was refused."
    ),
    RequestState.FAILED: N_(
        "This request was tried already, and nothing could be done: open it again to see why."
    ),
    RequestState.REJECTED: N_(
        "Somebody has rejected this request meanwhile: open it again to see why. If it is still needed, the "
        "person who asked can ask again."
    ),
    RequestState.CANCELLED: N_(
        "The person who asked for this has taken it back meanwhile: there is nothing left to decide."
    ),
    RequestState.EXPIRED: N_(
        "Nobody agreed to this in time. If it is still needed, the person who asked can ask again."
    ),
}


_STOPPED = N_(
    "The person who asked for this has stopped it, when a part was done: there is nothing left to decide."
)


def objection_sentence(t: Translator, error: DecisionRefusedError) -> str:
    """Say why a decision was not taken, and what to do now."""
    if error.objection is Objection.NOT_PENDING:
        request: Request = error.request
        is_stopped = request.is_stopped and request.is_finished
        return t(_STOPPED if is_stopped else _STATES[request.state])
    sentence = t(_SENTENCES[error.objection])
    approval = error.request.approval
    if error.objection is Objection.NOT_AN_APPROVER and approval is not None:
        may = t.listed(role_names(t, approval.approver_roles))
        return f"{sentence} {t('May agree: {roles}.', roles=may)}"
    return sentence


def objection(t: Translator, error: DecisionRefusedError) -> Message:
    """Answer somebody whose decision was not taken."""
    told = objection_sentence(t, error)
    return Message(told, [rich.rich(rich.lines([rich.words(told)]))])
