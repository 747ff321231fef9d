"""Where a request stands: who asked, why others have to agree, who may, and what was said so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.request import Answer, RequestState
from shared.i18n.translator import N_
from shared.policy.decide import Reason
from shared.slack_ui import rich
from shared.slack_ui.asking import policy_reason
from shared.slack_ui.sentences import role_names

if TYPE_CHECKING:
    from shared.domain.request import Approval, ApproverDecision, BreakGlass, Request
    from shared.i18n.translator import Translator
    from shared.operations.subject import Subject

NAMED = 10  # people who may agree

_TYPED = 300  # characters of a reason

_STATES = {
    RequestState.APPROVED: N_("Approved: it begins in a moment"),
    RequestState.RUNNING: N_("Approved, and being carried out"),
    RequestState.DONE: N_("Approved and done"),
    RequestState.PARTIAL: N_("Approved and done in part"),
    RequestState.FAILED: N_("Approved, but not done"),
    RequestState.REJECTED: N_("Rejected: nothing is done"),
    RequestState.CANCELLED: N_("Taken back: nothing is done"),
    RequestState.EXPIRED: N_("Nobody agreed in time: nothing is done"),
}
_STATES_ALONE = {  # of what nobody agreed to: nobody had to, or the requester did not wait
    RequestState.APPROVED: N_("It begins in a moment"),
    RequestState.RUNNING: N_("Being carried out"),
    RequestState.DONE: N_("Done"),
    RequestState.PARTIAL: N_("Done in part"),
    RequestState.FAILED: N_("Not done"),
}
_STOPPED = N_("Approved, and stopped before its end")
_STOPPED_ALONE = N_("Stopped before its end")
_SIGNS = {
    RequestState.PENDING: "hourglass_flowing_sand",
    RequestState.APPROVED: "arrow_forward",
    RequestState.RUNNING: "arrow_forward",
    RequestState.DONE: "white_check_mark",
    RequestState.PARTIAL: "warning",
    RequestState.FAILED: "x",
    RequestState.REJECTED: "no_entry_sign",
    RequestState.CANCELLED: "leftwards_arrow_with_hook",
    RequestState.EXPIRED: "hourglass",
}


def request_state(t: Translator, request: Request) -> str:
    """Say in a few words where a request stands: "Waiting for approval: 1 of 2"."""
    approval = request.approval
    is_alone = approval is None or approval.break_glass is not None
    if request.is_stopped and request.is_finished:
        return t(_STOPPED_ALONE if is_alone else _STOPPED)
    if approval is None or is_alone:
        return t(_STATES_ALONE.get(request.state) or _STATES.get(request.state, request.state.value))
    if not request.is_pending:
        return t(_STATES[request.state])
    if approval.needed == 1:
        return t("Waiting for approval")
    count, needed = t.number(len(approval.approvals)), t.number(approval.needed)
    return t("Waiting for approval: {count} of {needed}", count=count, needed=needed)


def state_line(t: Translator, request: Request) -> list[rich.Element]:
    """Say where a request stands, with a sign that is seen from afar."""
    sign = "octagonal_sign" if request.is_stopped and request.is_finished else _SIGNS[request.state]
    return [rich.sign(sign), rich.words(" "), rich.bold(request_state(t, request))]


def asked_lines(t: Translator, subject: Subject) -> list[list[rich.Element]]:
    """Say who asked and when; while it waits, also why others have to agree, who may, and until when."""
    request, approval = subject.request, subject.request.approval
    asked = rich.woven(
        t("{who}, {when}"), who=rich.mention(request.requester_id), when=rich.moment(t, request.filed_at)
    )
    lines = [rich.fact(t("Asked for by:"), *asked)]
    if approval is None:
        return lines
    lines.append(rich.fact(t("Why others must agree:"), rich.words(_why(t, approval))))
    if request.is_pending:
        lines += [
            rich.fact(t("Who may agree:"), *_approvers(t, subject, approval)),
            rich.fact(t("Until:"), rich.moment(t, approval.expires_at)),
        ]
    return lines


def decision_lines(t: Translator, request: Request) -> list[list[rich.Element]]:
    """Say who decided what and why, and of what was done alone, how its review stands."""
    approval = request.approval
    if approval is None:
        return []
    lines = [_decided(t, each) for each in approval.decisions]
    return lines + (_alone(t, request, approval.break_glass) if approval.break_glass else [])


def _why(t: Translator, approval: Approval) -> str:
    needed = t.n("{count} other person must agree.", "{count} other people must agree.", approval.needed)
    return f"{policy_reason(t, Reason(approval.policy_reason))} {needed}"


def _approvers(t: Translator, subject: Subject, approval: Approval) -> list[rich.Element]:
    people: list[rich.Element] = []
    for each in subject.approvers[:NAMED]:
        people += [rich.words(", ")] if people else []
        people.append(rich.mention(each.slack_user_id))
    more = len(subject.approvers) - NAMED
    if more > 0:
        others = t.n("and {count} more", "and {count} more", more)
        people.append(rich.words(f" {others}"))
    if not people:
        people.append(rich.words(t("nobody at the moment")))
    roles = t.listed(role_names(t, approval.approver_roles))
    return [*people, rich.words(f" ({roles})")]


def _decided(t: Translator, decision: ApproverDecision) -> list[rich.Element]:
    has_agreed = decision.answer is Answer.APPROVED
    line = rich.woven(
        t("{who} agreed, {when}") if has_agreed else t("{who} rejected it, {when}"),
        who=rich.mention(decision.approver_id),
        when=rich.moment(t, decision.decided_at),
    )
    return [*line, *_because(t, decision.reason)]


def _alone(t: Translator, request: Request, glass: BreakGlass) -> list[list[rich.Element]]:
    told = rich.woven(
        t("{who} did not wait for approval, {when}"),
        who=rich.mention(request.requester_id),
        when=rich.moment(t, glass.broken_at),
    )
    lines = [[rich.warning_sign(), rich.words(" "), *told, *_because(t, glass.reason)]]
    if glass.closed_at is None:
        open_ = t("The review is open: somebody else must look at what was done, and close it.")
        return [*lines, [rich.bold(open_)]]
    closed = rich.woven(
        t("{who} closed the review, {when}"),
        who=rich.mention(glass.closed_by),
        when=rich.moment(t, glass.closed_at),
    )
    return [*lines, [*closed, *_because(t, glass.note)]]


def _because(t: Translator, reason: str) -> list[rich.Element]:
    return [rich.words(t(": “{reason}”", reason=reason), limit=_TYPED + 10)] if reason else []
