"""What people read before they decide about a request, and after; and the lists of requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import pytest

from sandbox.slack.limits import view_problems
from shared.domain.command import (
    ChangeLicenses,
    CreateUser,
    DeleteUsers,
    EditCustomer,
    ExportLicenses,
    GrantRoles,
    LoadSubscriptions,
)
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import Objection, Request, RequestState, Tally
from shared.errors import DecisionRefusedError
from shared.operations.approval import MAXIMUM_REASON
from shared.operations.asking import content_hash
from shared.operations.objections import Deed
from shared.operations.request_list import RequestList
from shared.ports import Cursor, Page, filed_key
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.request import done_sentence, refused_view, request_view
from shared.slack_ui.modals.request_decision import ReasonForm, decision_view
from shared.slack_ui.modals.requests import requests_view, turned
from shared.slack_ui.pointer import pointer
from shared.slack_ui.state import MAXIMUM_STATE, ViewState
from tests.builders import NOW
from tests.unit.slack_ui import longest_requests, request_situations
from tests.unit.slack_ui.request_situations import (
    AGREED,
    ASKED,
    BROKEN,
    CLOSED,
    DELETE,
    REJECTED,
    RESET,
    a_subject,
    in_state,
)
from tests.unit.slack_ui.strategies import ATTACKS
from tests.unit.slack_ui.submitted import input_ids, submitted
from tests.unit.slack_ui.test_slack_takes_it import parts, readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.models.views import View
    from syrupy.assertion import SnapshotAssertion

    from shared.domain.request import Approval
    from shared.i18n.translator import Translator
    from shared.operations.subject import Subject

STATE = ViewState(nonce="once")
WITH_A_FORM = [each for each in Deed if each is not Deed.STOP]  # of which Slack itself asks
PURGE = ASKED["purge one"]
APPROVAL = cast("Approval", PURGE.request.approval)
ALONE = a_subject(RESET, state=RequestState.DONE, tally=Tally(done=1), break_glass=BROKEN)
AGREED_BY_ONE = in_state(PURGE, RequestState.PENDING, decisions=(AGREED,))
AT_WORK = in_state(PURGE, RequestState.APPROVED, decisions=(AGREED, replace(AGREED, approver_id="U0EVE")))
CANCELLED = in_state(ASKED["reset a password"], RequestState.CANCELLED)
REVIEWED = a_subject(RESET, state=RequestState.DONE, tally=Tally(done=1), break_glass=CLOSED)
AT_WORK_ON_MANY = request_situations._WITH_OTHERS_TO_COME
STOPPED = request_situations._STOPPED
STOPPED_ALONE = replace(STOPPED.request, approval=None)
REFUSED = in_state(PURGE, RequestState.REJECTED, decisions=(AGREED, REJECTED))


def _after(t: Translator, deed: Deed, subject: Subject) -> View:
    return request_view(t, subject, [], STATE, done_sentence(t, deed, subject.request))


def _refused(t: Translator, objection: Objection, subject: Subject) -> View:
    return refused_view(t, DecisionRefusedError(objection, subject.request))


def _several(command_of: Subject, count: int) -> list[Request]:
    request = command_of.request
    return [
        replace(request, id=f"V0HELP.{number}", filed_at=NOW + timedelta(minutes=number))
        for number in range(count)
    ]


def _page(requests: list[Request], *, before: bool = False, after: bool = False) -> Page[Request]:
    return Page(
        requests,
        before=filed_key(requests[0]) if before else None,
        after=filed_key(requests[-1]) if after else None,
    )


JOB = Request(
    id="V0HELP.job",
    command=ExportLicenses(customer_id="contoso"),
    requester_id="U0HELP",
    language="en-US",
    filed_at=NOW,
)
NOTHING: dict[RequestList, Page[Request]] = {each: Page([]) for each in RequestList}
SOMETHING = {
    RequestList.WAITING: _page(_several(PURGE, 5), after=True),
    RequestList.REVIEWS: _page([ALONE.request]),
    RequestList.FILED: _page([REFUSED.request, CANCELLED.request, AGREED_BY_ONE.request], after=True),
    RequestList.UNDER_WAY: _page([JOB, AT_WORK.request]),
}

VIEWS: dict[str, Callable[[Translator], View]] = {
    "a request for who may decide": lambda t: request_view(t, PURGE, [Deed.APPROVE, Deed.REJECT], STATE),
    "a request for who asked": lambda t: request_view(t, PURGE, [Deed.TAKE_BACK, Deed.BREAK_GLASS], STATE),
    "a request to be reviewed": lambda t: request_view(t, ALONE, [Deed.CLOSE_REVIEW], STATE),
    "a request under way, for who asked": lambda t: request_view(t, AT_WORK_ON_MANY, [Deed.STOP], STATE),
    "a request that was stopped": lambda t: request_view(t, STOPPED, [], STATE),
    "it was stopped meanwhile": lambda t: _refused(t, Objection.NOT_PENDING, STOPPED),
    "nothing left to stop": lambda t: _refused(t, Objection.NOT_UNDER_WAY, STOPPED),
    "a list with one that was stopped": lambda t: requests_view(
        t, {RequestList.FILED: _page([STOPPED.request, STOPPED_ALONE])}, STATE
    ),
    "asked to agree": lambda t: decision_view(t, Deed.APPROVE, PURGE, STATE),
    "asked why not": lambda t: decision_view(t, Deed.REJECT, PURGE, STATE),
    "asked to take it back": lambda t: decision_view(t, Deed.TAKE_BACK, ASKED["reset a password"], STATE),
    "asked why alone": lambda t: decision_view(t, Deed.BREAK_GLASS, ASKED["delete many"], STATE),
    "asked why alone, where nobody could agree": lambda t: decision_view(
        t, Deed.BREAK_GLASS, ASKED["grant roles to somebody new"], STATE
    ),
    "asked what the review found": lambda t: decision_view(t, Deed.CLOSE_REVIEW, ALONE, STATE),
    "agreed, one of two": lambda t: _after(t, Deed.APPROVE, AGREED_BY_ONE),
    "agreed, as the last": lambda t: _after(t, Deed.APPROVE, AT_WORK),
    "rejected": lambda t: _after(t, Deed.REJECT, REFUSED),
    "taken back": lambda t: _after(t, Deed.TAKE_BACK, CANCELLED),
    "did not wait": lambda t: _after(t, Deed.BREAK_GLASS, ALONE),
    "reviewed": lambda t: _after(t, Deed.CLOSE_REVIEW, REVIEWED),
    "ones own": lambda t: _refused(t, Objection.OWN_REQUEST, PURGE),
    "somebody was quicker": lambda t: _refused(t, Objection.NOT_PENDING, REFUSED),
    "agreed before": lambda t: _refused(t, Objection.DECIDED_BEFORE, AGREED_BY_ONE),
    "no requests": lambda t: requests_view(t, NOTHING, STATE),
    "requests": lambda t: requests_view(t, SOMETHING, STATE),
    "a page of requests": lambda t: requests_view(
        t, {RequestList.WAITING: _page(_several(PURGE, 10), before=True, after=True)}, STATE
    ),
    "a page with nothing for the reader": lambda t: requests_view(
        t, {RequestList.WAITING: Page([], after="2026")}, STATE
    ),
}

_LONGEST = longest_requests._longest
_IDS = longest_requests._IDS
_SUBJECTS = {
    "delete many": _LONGEST(DeleteUsers(customer_id="contoso", users=_IDS), users=longest_requests._USERS),
    "change licenses": _LONGEST(
        ChangeLicenses(customer_id="contoso", users=_IDS, change=longest_requests._CHANGE),
        users=longest_requests._USERS,
    ),
    "load subscriptions": _LONGEST(LoadSubscriptions(customer_id="contoso", listed=longest_requests._LISTED)),
    "edit a customer": _LONGEST(
        EditCustomer(customer_id="contoso", version=1, profile=longest_requests._CUSTOMER.profile)
    ),
    "create a user": _LONGEST(CreateUser(customer_id="contoso", profile=longest_requests._PROFILE)),
    "grant roles": _LONGEST(
        GrantRoles(slack_user_id="U0NEW", grant=longest_requests._GRANT, reason=longest_requests._REASON),
        scope=longest_requests._SCOPE,
    ),
}
_LONGEST_STATE = ViewState(
    root="requests", carried="under_way", cursor=Cursor(after="2" * 220), nonce="f" * 32
)


@pytest.mark.parametrize("situation", VIEWS)
def test_slack_takes_the_view_and_people_see_this(
    situation: str, t: Translator, snapshot: SnapshotAssertion
) -> None:
    view = VIEWS[situation](t).to_dict()

    assert view_problems(view) == []
    assert [part for part in parts(view) if part.get("type") == "mrkdwn"] == []
    assert readable(view) == snapshot


@pytest.mark.parametrize("deed", WITH_A_FORM)
@pytest.mark.parametrize("situation", _SUBJECTS)
def test_slack_takes_the_question_about_the_longest_request(
    situation: str, deed: Deed, t: Translator
) -> None:
    view = decision_view(t, deed, _SUBJECTS[situation], _LONGEST_STATE).to_dict()

    assert view_problems(view) == []
    assert len(view["private_metadata"]) <= MAXIMUM_STATE


@pytest.mark.parametrize("situation", _SUBJECTS)
def test_slack_takes_the_longest_request_and_a_list_of_it(situation: str, t: Translator) -> None:
    subject = _SUBJECTS[situation]
    shown = request_view(t, subject, list(Deed), _LONGEST_STATE, "N" * 3000).to_dict()
    page = Page([subject.request] * 10, before="2" * 220, after="2" * 220)
    listed = requests_view(t, dict.fromkeys(RequestList, page), _LONGEST_STATE).to_dict()

    assert view_problems(shown) == []
    assert view_problems(listed) == []


@pytest.mark.promise(8)
@pytest.mark.parametrize("deed", WITH_A_FORM)
def test_a_question_is_about_the_request_as_it_is_shown(deed: Deed, en: Translator) -> None:
    view = decision_view(en, deed, PURGE, ViewState(request_id="another", content_hash="another"))
    state = ViewState.decode(view.to_dict()["private_metadata"])
    assert state.request_id == PURGE.request.id
    assert state.content_hash == content_hash(PURGE.request)
    assert state.nonce


def test_slack_asks_before_a_request_is_stopped_and_before_nothing_else(en: Translator) -> None:
    view = request_view(en, PURGE, list(Deed)).to_dict()
    asked = {part["action_id"] for part in parts(view) if part.get("type") == "button" and "confirm" in part}
    assert asked == {"stop_request"}


@pytest.mark.promise(8)
def test_every_button_carries_the_request_and_the_hash_of_what_it_asks_for(en: Translator) -> None:
    view = request_view(en, PURGE, list(Deed)).to_dict()
    values = [part["value"] for part in parts(view) if part.get("type") == "button"]
    assert values == [pointer(PURGE.request)] * len(Deed)


def test_a_reason_of_several_lines_is_read_as_one(en: Translator) -> None:
    view = decision_view(en, Deed.REJECT, PURGE, STATE)
    form = ReasonForm.parse(submitted(view, reason="  Not now.\n\n  She is back\r\non Monday. "))
    assert form.reason == "Not now. She is back on Monday."


def test_what_is_wrong_with_a_reason_stands_at_its_input(t: Translator) -> None:
    view = decision_view(t, Deed.REJECT, PURGE, STATE)
    form = ReasonForm.parse(submitted(view, reason="x" * 301))
    facts = {"limit": MAXIMUM_REASON, "length": 301}
    errors = form.errors(t, [Problem("reason", ProblemCode.TOO_LONG, facts)])
    assert set(errors) == input_ids(view)


@pytest.mark.promise(16)
@pytest.mark.parametrize("attack", ATTACKS)
def test_what_people_typed_is_never_markup(attack: str, t: Translator) -> None:
    said = replace(REJECTED, reason=attack)
    approval = replace(APPROVAL, customer_name=attack, target_name=attack, decisions=(said,))
    request = replace(PURGE.request, state=RequestState.REJECTED, approval=approval)
    subject = replace(PURGE, request=request, customer=None, deleted=())
    page = Page([request])
    for view in (
        refused_view(t, DecisionRefusedError(Objection.NOT_PENDING, request)),
        request_view(t, subject, []),
        requests_view(t, dict.fromkeys(RequestList, page), STATE),
        decision_view(t, Deed.REJECT, subject, STATE),
    ):
        drawing = view.to_dict()
        assert [part for part in parts(drawing) if part.get("type") in {"mrkdwn", "link", "broadcast"}] == []
        assert view_problems(drawing) == []


def test_turning_the_page_of_a_list_stays_in_it() -> None:
    at = ViewState(carried="waiting", cursor=Cursor(after="1"))
    following = turned(at, {"action_id": Click.NEXT_REQUESTS, "value": "2"})
    earlier = turned(at, {"action_id": Click.PREVIOUS_REQUESTS, "value": "0"})
    other = turned(at, {"action_id": Click.LIST_REQUESTS, "value": "filed"})
    assert (following.carried, following.cursor) == ("waiting", Cursor(after="2"))
    assert (earlier.carried, earlier.cursor) == ("waiting", Cursor(before="0"))
    assert (other.carried, other.cursor) == ("filed", Cursor())


def test_a_list_shows_which_user_it_is_about_though_nobody_reads_them(en: Translator) -> None:
    approval = replace(APPROVAL, target_name="Nadia Okafor")
    request = replace(PURGE.request, command=replace(DELETE, users=("nadia",)), approval=approval)
    view = requests_view(en, {RequestList.FILED: Page([request])}, STATE).to_dict()
    assert "Delete Nadia Okafor (Contoso Ltd)" in str(view["blocks"])
