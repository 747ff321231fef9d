"""Who may have the rows of a file done: with whose agreement, and asked again at every slice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.command import ImportUsers
from shared.domain.outcome import Reason
from shared.domain.problem import ProblemCode
from shared.domain.request import PENDING_FOR, RequestState, Tally
from shared.domain.staff import Role
from shared.errors import (
    DecisionRefusedError,
    NoApproverError,
)
from shared.operations.approval import cancel, expire, reject
from shared.operations.asking import content_hash
from tests.builders import (
    FABRIKAM,
    a_staff_member,
    an_operation,
)
from tests.unit.operations.importing import (
    AGENT,
    LISTED,
    MANAGER,
    NOBODY_ANY_MORE,
    change,
    check,
    created,
    have_small_parts,
    names,
    new,
    outcomes_of,
    people,
    run,
    sheet,
    tamper,
    told,
    waiting,
)
from tests.unit.operations.office import FREYA, GRACE, HAMID

if TYPE_CHECKING:
    from shared.domain.staff import Staff
    from tests.unit.operations.office import Office


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    have_small_parts(monkeypatch)


# ---- other people --------------------


@pytest.fixture
def staffed(licensed: Office) -> Office:
    for person in (GRACE, FREYA, HAMID, MANAGER, AGENT):
        licensed.staff.save(person)
    return licensed


@pytest.mark.parametrize("who", [MANAGER, AGENT], ids=["a user management admin", "an admin agent"])
def test_all_but_a_global_admin_need_one_of_these_to_agree(staffed: Office, who: Staff) -> None:
    check(staffed, *people(3), by=who)
    request = run(staffed, by=who)
    approval = request.approval
    assert approval is not None
    assert (request.state, approval.needed, approval.approver_roles, approval.targets) == (
        RequestState.PENDING,
        1,
        frozenset({Role.GLOBAL_ADMIN}),
        3,
    )
    for other in (who, AGENT if who is MANAGER else MANAGER):
        with pytest.raises(DecisionRefusedError):
            staffed.approve(request, other)
    assert staffed.requests.request(request.id) == request
    agreed = staffed.approve(request, FREYA)
    assert agreed.state is RequestState.APPROVED
    assert staffed.work(request.id).tally == Tally(done=3)
    assert list(sheet(staffed, request, who)) == names(3)


def test_where_nobody_could_agree_nothing_is_filed(licensed: Office) -> None:
    licensed.staff.save(replace(GRACE, roles=frozenset()))
    licensed.staff.save(replace(FREYA, slack_user_id="U0FIRST", roles=frozenset()))
    check(licensed, *people(2), by=MANAGER)
    with pytest.raises(NoApproverError):
        run(licensed, by=MANAGER)
    assert "check.run" not in licensed.requests.filed


def test_who_asks_again_gets_the_request_though_nobody_could_agree_any_more(staffed: Office) -> None:
    check(staffed, *people(2), by=MANAGER)
    request = run(staffed, by=MANAGER)
    staffed.staff.members.clear()
    staffed.staff.save(MANAGER)
    staffed.staff.save(replace(FREYA, slack_user_id="U0FIRST", roles=frozenset()))
    assert run(staffed, by=MANAGER) == request


def test_changes_of_licenses_need_nobody_whatever_role_asks(staffed: Office) -> None:
    for role in Role:
        who = a_staff_member(role, slack_user_id=f"U0{role.name}")
        check(staffed, change("nadia.okafor@contoso.example", "POWER_BI_PRO"), by=who, click=role.value)
        request = run(staffed, by=who, import_id=role.value)
        assert request.approval is None
        assert staffed.work(request.id).state is RequestState.DONE
    assert len([each for each in staffed.events if each.resource_type.value == "license"]) == 1


@pytest.mark.parametrize("ending", ["rejected", "expired", "cancelled"])
def test_a_file_that_was_not_agreed_to_is_not_asked_for_again(staffed: Office, ending: str) -> None:
    check(staffed, *people(2), by=MANAGER)
    request = run(staffed, by=MANAGER)
    shown, operation = content_hash(request), an_operation("decide")
    if ending == "rejected":
        reject(staffed.desk, FREYA, request.id, shown, "Not these.", operation)
    elif ending == "cancelled":
        cancel(staffed.desk, MANAGER, request.id, shown, operation)
    else:
        staffed.clock.move(PENDING_FOR)
        assert expire(staffed.desk, request, operation)
    again = run(staffed, by=MANAGER, all_or_nothing=True)
    assert (again.id, again.state) == (request.id, RequestState(ending))
    assert staffed.work(request.id).state is RequestState(ending)
    assert (created(staffed), staffed.credentials.kept) == ([], {})


def test_who_agreed_agreed_to_these_rows_and_not_to_others(staffed: Office) -> None:
    check(staffed, *people(2), by=MANAGER)
    request = staffed.approve(run(staffed, by=MANAGER), FREYA)
    tamper(staffed, lambda checked: replace(checked, rows=[*reversed(checked.rows)]))
    assert staffed.work(request.id).state is RequestState.FAILED
    assert created(staffed) == []


def test_approvers_are_shown_the_digest_and_the_count_and_how_it_is_done(staffed: Office) -> None:
    hashes = set()
    check(staffed, *people(2), by=MANAGER)
    request = run(staffed, by=MANAGER)
    command = request.command
    assert isinstance(command, ImportUsers)
    others = (
        command,
        replace(command, digest="0" * 64),
        replace(command, count=3),
        replace(command, all_or_nothing=True),
        replace(command, import_id="other"),
    )
    for other in others:
        hashes.add(content_hash(replace(request, command=other)))
    assert len(hashes) == 5


# ---- who may, when it is done --------------------

LOSSES = {
    "the role": NOBODY_ANY_MORE,
    "the customer": replace(GRACE, customers=frozenset({FABRIKAM})),
    "the right to do so alone": replace(GRACE, roles=frozenset({Role.ADMIN_AGENT})),
    "all rights to do so": replace(GRACE, roles=frozenset({Role.SALES_AGENT, Role.HELPDESK_AGENT})),
}


@pytest.mark.parametrize("after", [0, 10, 20])
@pytest.mark.parametrize("lost", LOSSES)
def test_a_right_lost_before_any_slice_ends_it_there(licensed: Office, lost: str, after: int) -> None:
    request = waiting(licensed, 25)
    licensed.work(request.id, steps=LISTED + after // 10)
    licensed.staff.save(LOSSES[lost])
    done = licensed.work(request.id)
    assert done.tally == Tally(done=after, refused=25 - after)
    assert created(licensed) == names(after)
    assert {each.reason for each in outcomes_of(licensed, request)[after:]} == {Reason.NOT_ALLOWED}
    assert {each.target_name for each in outcomes_of(licensed, request)[after:]} == {
        f"P{n:02} Person" for n in range(after, 25)
    }


def test_a_right_that_ends_in_the_middle_of_a_slice_is_told_as_that(licensed: Office) -> None:
    check(licensed, *people(5))
    licensed.staff.save(replace(GRACE, expires_at=licensed.clock.now() + timedelta(minutes=5)))
    request = run(licensed)
    add_user = licensed.directory.add_user

    def slowly(*given: object) -> object:
        licensed.clock.move(timedelta(minutes=2))
        return add_user(*given)  # type: ignore[arg-type]  # as given

    licensed.directory.add_user = slowly  # type: ignore[assignment,method-assign]  # time passes
    licensed.work(request.id)
    reasons = [reason for _, _, reason in told(licensed, request)]
    assert reasons == [None, None, None, Reason.NOT_ALLOWED, Reason.NOT_ALLOWED]
    assert licensed.reporter.faults == []


def test_a_permission_that_is_not_theirs_to_give_any_more_is_not_given(staffed: Office) -> None:
    both = replace(AGENT, roles=frozenset({Role.ADMIN_AGENT, Role.USER_MANAGEMENT_ADMIN}))
    check(staffed, *people(1), new("root@contoso.example", "Root", permissions="Global admin"), by=both)
    request = staffed.approve(run(staffed, by=both), FREYA)
    staffed.staff.save(replace(both, roles=frozenset({Role.USER_MANAGEMENT_ADMIN})))
    done = staffed.work(request.id)
    assert done.tally == Tally(done=1, refused=1)
    refused = outcomes_of(staffed, request)[1]
    assert [each.code for each in refused.problems] == [ProblemCode.ROLE_NOT_YOURS_TO_GIVE]
    assert list(sheet(staffed, request, both)) == names(1)


def test_changes_of_licenses_end_with_the_right_to_them_too(licensed: Office) -> None:
    users = licensed.add_users(15)
    check(licensed, *[change(f"{user}.person@contoso.example", "POWER_BI_PRO") for user in users])
    request = run(licensed)
    licensed.work(request.id, steps=LISTED + 1)
    licensed.staff.save(NOBODY_ANY_MORE)
    assert licensed.work(request.id).tally == Tally(done=10, refused=5)


def test_all_or_nothing_is_checked_with_the_rights_of_the_moment(staffed: Office) -> None:
    both = replace(AGENT, roles=frozenset({Role.ADMIN_AGENT, Role.USER_MANAGEMENT_ADMIN}))
    check(staffed, *people(2), new("root@contoso.example", "Root", permissions="Global admin"), by=both)
    request = staffed.approve(run(staffed, by=both, all_or_nothing=True), FREYA)
    staffed.staff.save(replace(both, roles=frozenset({Role.USER_MANAGEMENT_ADMIN})))
    assert staffed.work(request.id).tally == Tally(refused=1)
    assert created(staffed) == []
