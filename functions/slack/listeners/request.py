"""Show a request, and decide about it: the record decides, whatever card was clicked."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from functions.slack.call import MAXIMUM_DEPTH
from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.errors import DecisionRefusedError, InvalidInputError, RequestNotFoundError
from shared.operations import approval, stopping, unsent
from shared.operations.objections import Deed, check_deed, deeds_of
from shared.operations.reaching import find_request, find_shown
from shared.operations.request_list import may_see
from shared.operations.side_by_side import side_by_side
from shared.operations.subject import subject_of
from shared.slack_ui import ids
from shared.slack_ui.ids import Click
from shared.slack_ui.messages.objections import objection_sentence
from shared.slack_ui.modals.notice import notice_view
from shared.slack_ui.modals.request import done_sentence, refused_view, request_view
from shared.slack_ui.modals.request_decision import ReasonForm, decision_view
from shared.slack_ui.pointer import read_pointer
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from functions.slack.call import Call
    from shared.domain.request import Request
    from shared.operations.subject import Subject

_IN_PLACE = "-"  # carried by a form that took the place of the request, and is no view on top of it


def show_request(call: Call) -> None:
    """Show a request as it is now, however old the card is."""
    request_id, _ = read_pointer(call.value)
    request = find_request(call.desk, call.actor, request_id, call.press)
    call.desk.require(call.actor, Action.VIEW, request.command.customer_id)
    call.show(_drawn(call, subject_of(call.desk, request), _below(call)))


def ask(call: Call, deed: Deed) -> None:
    """Ask before somebody decides; tell at once who cannot."""
    request_id, shown_hash = read_pointer(call.value)
    try:
        request = find_shown(call.desk, call.actor, request_id, shown_hash, call.press)
        check_deed(call.desk, call.actor, request, deed)
    except DecisionRefusedError as error:
        return _tell_refusal(call, error)
    call.desk.require(call.actor, Action.VIEW, request.command.customer_id)
    state = replace(call.state, root=call.root) if _is_in_request(call) else ViewState()
    if not _is_in_request(call) or call.depth == MAXIMUM_DEPTH:
        state = replace(state, carried=_IN_PLACE)
    form = decision_view(call.t, deed, subject_of(call.desk, request), replace(state, nonce=uuid4().hex))
    return call.show(form)


def submit(call: Call, deed: Deed) -> None:
    """Decide, and show the request as it then is; also where somebody else was quicker."""
    form = ReasonForm.parse(call.body["view"])
    try:
        answer, subject = side_by_side(
            lambda: _decided(call, deed, form), lambda: _seen(call, form.state.request_id)
        )
    except InvalidInputError as error:
        return call.point_out(form.errors(call.t, error.problems))
    if isinstance(answer, DecisionRefusedError):
        told = objection_sentence(call.t, answer)
        return _show_decided(call, _as_it_is(subject, answer.request), told)
    return _show_decided(call, _as_it_is(subject, answer), done_sentence(call.t, deed, answer))


def stop(call: Call) -> None:
    """Let no further users be dealt with: Slack has asked before. It does not matter what was shown."""
    request_id, _ = read_pointer(call.value)
    asks = partial(stopping.stop, call.desk, call.actor, request_id, call.press)
    told = call.t(
        "It stops after the users whose turn it is, at most a hundred. The message about it says in the end "
        "what was done."
    )
    try:
        if not _is_in_request(call):
            asks()
            return call.show(notice_view(call.t, call.t("Request"), told))
        request, subject = side_by_side(asks, lambda: _seen(call, request_id))
    except DecisionRefusedError as error:
        return _tell_refusal(call, error)
    if subject is None:
        return call.replace(notice_view(call.t, call.t("Request"), told))
    return call.replace(_drawn(call, replace(subject, request=request), call.state, told, without=Deed.STOP))


def send_again(call: Call) -> None:
    """Have the files of a request sent again that Slack did not take."""
    if unsent.send_again(call.desk, call.actor, call.value, call.press):
        told = call.t("It is sent again in a moment, below the message about it.")
    else:
        told = call.t("It was sent in the meantime, or is on its way.")
    call.show(notice_view(call.t, call.t("File"), told))


def _decided(call: Call, deed: Deed, form: ReasonForm) -> Request | DecisionRefusedError:
    """Carry a decision out, or return why it was not taken."""
    request_id, shown_hash = form.state.request_id, form.state.content_hash
    about = (call.desk, call.actor, request_id, shown_hash)
    try:
        if deed in _WITH_REASON:
            return _WITH_REASON[deed](*about, form.reason, call.operation)
        return _AT_ONCE[deed](*about, call.operation)
    except DecisionRefusedError as error:
        return error


def _seen(call: Call, request_id: str) -> Subject | None:
    """Read what a request is about beside the decision; None where it is not the actor's to see."""
    try:
        request = call.desk.requests.request(request_id)
    except RequestNotFoundError:
        return None
    return subject_of(call.desk, request) if may_see(call.desk, call.actor, request) else None


def _as_it_is(subject: Subject | None, request: Request) -> Subject | None:
    """Bring what was read before the decision up to date."""
    if subject is None:
        return None
    decided = {each.approver_id for each in request.approval.decisions} if request.approval else set()
    left = [each for each in subject.approvers if each.slack_user_id not in decided]
    return replace(subject, request=request, approvers=left)


def _show_decided(call: Call, subject: Subject | None, told: str) -> None:
    if subject is None:
        return call.answer_form(notice_view(call.t, call.t("Request"), told))
    is_in_place = call.state.carried == _IN_PLACE
    state = replace(call.state, carried="" if is_in_place else call.state.carried)
    view = _drawn(call, subject, state, told)
    return call.answer_form(view) if is_in_place else call.return_to(view)


def _tell_refusal(call: Call, error: DecisionRefusedError) -> None:
    """Say at once why not; in an open request, with the request as it is now."""
    request: Request = error.request
    if not _is_in_request(call) or not may_see(call.desk, call.actor, request):
        return call.show(refused_view(call.t, error))
    told = objection_sentence(call.t, error)
    return call.replace(_drawn(call, subject_of(call.desk, request), call.state, told))


def _drawn(
    call: Call, subject: Subject, state: ViewState, notice: str = "", without: Deed | None = None
) -> View:
    deeds = deeds_of(call.desk, call.actor, subject.request) - {without}
    return request_view(call.t, subject, deeds, state, notice)


def _is_in_request(call: Call) -> bool:
    return call.view is not None and call.view["callback_id"] == ids.View.REQUEST


def _below(call: Call) -> ViewState:
    """Remember the list in which a request was opened."""
    is_in_list = call.view is not None and call.view["callback_id"] == ids.View.REQUESTS
    if not is_in_list or call.depth == MAXIMUM_DEPTH:
        return ViewState(root=call.root)
    return ViewState(root=call.root, carried=call.state.carried, cursor=call.state.cursor)


_AT_ONCE = {Deed.APPROVE: approval.approve, Deed.TAKE_BACK: approval.cancel}
_WITH_REASON = {
    Deed.REJECT: approval.reject,
    Deed.BREAK_GLASS: approval.break_glass,
    Deed.CLOSE_REVIEW: approval.close_review,
}


class _Way(NamedTuple):
    deed: Deed
    click: Click
    form: ids.View


_WAYS = (
    _Way(Deed.APPROVE, Click.APPROVE_REQUEST, ids.View.APPROVE_REQUEST),
    _Way(Deed.REJECT, Click.REJECT_REQUEST, ids.View.REJECT_REQUEST),
    _Way(Deed.TAKE_BACK, Click.CANCEL_REQUEST, ids.View.CANCEL_REQUEST),
    _Way(Deed.BREAK_GLASS, Click.BREAK_GLASS, ids.View.BREAK_GLASS),
    _Way(Deed.CLOSE_REVIEW, Click.CLOSE_REVIEW, ids.View.CLOSE_REVIEW),
)

ROUTES = (
    Route(Kind.CLICK, Click.SHOW_REQUEST, Action.VIEW, show_request),
    Route(Kind.CLICK, Click.STOP_REQUEST, Action.VIEW, stop),
    Route(Kind.CLICK, Click.SEND_AGAIN, Action.VIEW, send_again),
    *(Route(Kind.CLICK, way.click, Action.VIEW, partial(ask, deed=way.deed)) for way in _WAYS),
    *(Route(Kind.SUBMISSION, way.form, Action.VIEW, partial(submit, deed=way.deed)) for way in _WAYS),
)
