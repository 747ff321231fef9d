"""Whatever people click, in whatever order and with whatever roles: nobody agrees to their own request."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.audit import OperationType
from shared.domain.request import RequestState
from shared.domain.staff import Role, Staff
from shared.errors import AccessDeniedError, DecisionRefusedError
from shared.operations.agreement import act_of
from tests.builders import CONTOSO, FABRIKAM, a_staff_member
from tests.unit.operations.deciding import (
    AGENT,
    PURGE_NADIA,
    acts_alone,
    asked,
    closes,
    says_no,
    says_yes,
    takes_back,
)
from tests.unit.operations.office import FREYA, GRACE, HAMID

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.request import Request
    from tests.unit.operations.office import Office

PEOPLE = ["U0GRACE", "U0FREYA", "U0HAMID", "U0AGENT"]
CLICKS: dict[str, Callable[..., Request]] = {
    "yes": says_yes,
    "no": says_no,
    "back": takes_back,
    "alone": acts_alone,
    "close": closes,
}
FINAL = {RequestState.APPROVED, RequestState.REJECTED, RequestState.CANCELLED}
KIND = {
    "yes": OperationType.APPROVE_REQUEST,
    "no": OperationType.REJECT_REQUEST,
    "back": OperationType.CANCEL_REQUEST,
    "alone": OperationType.BREAK_GLASS,
    "close": OperationType.CLOSE_REVIEW,
}
people = st.builds(
    a_staff_member,
    st.sampled_from(Role),
    st.sampled_from([Role.GLOBAL_ADMIN, Role.ADMIN_AGENT, Role.HELPDESK_AGENT]),
    slack_user_id=st.sampled_from(PEOPLE),
    customers=st.sampled_from([None, None, [CONTOSO], [FABRIKAM]]),
)
admins = st.sampled_from([GRACE, FREYA, HAMID, AGENT])
clicks = st.tuples(st.sampled_from(sorted(CLICKS)), admins | people, st.sampled_from(["once", "again"]))
hours = st.integers(0, 100).map(lambda number: number if number > 90 else 0)


@pytest.mark.promise(7, 8, 9, 19, 22)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requester=st.sampled_from([GRACE, FREYA]), steps=st.lists(st.tuples(clicks, hours), max_size=14))
def test_no_sequence_of_clicks_has_anybody_agree_to_their_own_request(
    office: Office, requester: Staff, steps: list[tuple[tuple[str, Staff, str], int]]
) -> None:
    begin_anew(office)
    request = asked(office, PURGE_NADIA, requester)
    history: list[Request] = [request]
    taken: list[tuple[str, Staff]] = []
    for (what, person, which), later in steps:
        office.clock.move(timedelta(hours=later))
        before = office.requests.request(request.id)
        try:
            after = CLICKS[what](office, person, request, click=f"{what}-{person.slack_user_id}-{which}")
        except (DecisionRefusedError, AccessDeniedError):
            assert office.requests.request(request.id) == before
            continue
        assert after == office.requests.request(request.id)
        if after != before:
            history.append(after)
            taken.append((what, person))
    check(office, requester, history, taken)


def begin_anew(office: Office) -> None:
    office.requests.filed.clear()
    office.forget()
    for person in (GRACE, FREYA, HAMID, AGENT):
        office.staff.save(person)


def check(office: Office, requester: Staff, history: list[Request], taken: list[tuple[str, Staff]]) -> None:
    """State what holds at the end of any sequence."""
    last = office.requests.request("click-1")
    approval = last.approval
    assert approval is not None
    states = [each.state for each in history]
    final = [state for state in states if state is not RequestState.PENDING]
    assert set(final) <= FINAL
    assert len(set(final)) <= 1
    assert states == sorted(states, key=lambda state: state is not RequestState.PENDING)
    deciders = [each.approver_id for each in approval.decisions]
    assert len(deciders) == len(set(deciders))
    assert requester.slack_user_id not in deciders
    for what, person in taken:
        assert (person.slack_user_id == requester.slack_user_id) == (what in {"back", "alone"})
        if what in {"yes", "no", "alone", "close"}:
            assert Role.GLOBAL_ADMIN in person.roles  # a purge: nobody else may
            assert person.own.covers(CONTOSO)
    if last.state is RequestState.APPROVED:
        is_alone = approval.break_glass is not None
        assert is_alone or len(approval.approvals) == approval.needed == 2
        assert is_alone == ("alone" in [what for what, _ in taken])
        assert office.desk.find_staff(requester.slack_user_id) == requester
        assert act_of(office.desk, last, "delivery").approvals >= approval.needed
    else:
        assert approval.break_glass is None
        assert act_of(office.desk, last, "delivery").approvals < approval.needed
    written = [kind for event in office.events for kind in event.operation_types]
    told = [kind for kind in written if kind is not OperationType.REFUSE_DECISION]
    assert told == [OperationType.FILE_REQUEST, *(KIND[what] for what, _ in taken)]
    assert last.version == len(history) == len(told)


@pytest.mark.promise(7)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    roles=st.frozensets(st.sampled_from(Role)),
    customers=st.sampled_from([None, frozenset({CONTOSO}), frozenset({FABRIKAM}), frozenset()]),
)
def test_whatever_roles_the_requester_comes_to_hold_their_own_click_never_agrees(
    office: Office, roles: frozenset[Role], customers: frozenset[str] | None
) -> None:
    begin_anew(office)
    request = asked(office, PURGE_NADIA, GRACE)
    now = replace(GRACE, roles=roles, customers=customers)
    for decide in (says_yes, says_no):
        vote: Any = decide
        with pytest.raises((DecisionRefusedError, AccessDeniedError)):
            vote(office, now, request)
    assert office.requests.request("click-1") == request
