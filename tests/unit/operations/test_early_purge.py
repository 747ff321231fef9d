"""Deleting for good ahead of time: two others agree, and it is this very deletion or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType
from shared.domain.command import PurgeUsers
from shared.domain.outcome import Reason, Result
from shared.domain.problem import ProblemCode
from shared.domain.request import RequestState, Tally
from shared.domain.staff import Role
from shared.errors import AccessDeniedError, InvalidInputError
from tests.builders import CONTOSO, FABRIKAM, a_staff_member, a_user, an_event
from tests.unit.operations.deciding import says_yes, staffed, trail
from tests.unit.operations.office import FREYA, GRACE, HAMID
from tests.unit.operations.restoring import delete, restore

if TYPE_CHECKING:
    from shared.domain.request import Request
    from tests.unit.operations.office import Office

PURGED = OperationType.PURGE_CUSTOMER_USER


def purge(*user_ids: str, customer_id: str = CONTOSO) -> PurgeUsers:
    return PurgeUsers(customer_id=customer_id, users=user_ids or ("nadia",))


@pytest.fixture
def deleted(licensed: Office) -> Office:
    """Nadia and Ada are deleted, Li is not; everybody is there who could agree."""
    delete(staffed(licensed), "nadia", "ada")
    licensed.clock.move(timedelta(hours=1))
    return licensed


def agreed_to(office: Office, command: PurgeUsers) -> Request:
    return office.approve(office.filed(command), FREYA, HAMID)


@pytest.mark.promise(6, 7)
def test_it_takes_two_other_global_admins_before_anybody_is_gone(deleted: Office) -> None:
    request = deleted.filed(purge("nadia", "ada"))
    assert request.approval is not None
    assert (request.approval.needed, request.approval.approver_roles) == (2, frozenset({Role.GLOBAL_ADMIN}))
    says_yes(deleted, FREYA, request)
    assert deleted.work(steps=3).state is RequestState.PENDING
    assert trail(deleted)[PURGED] == 0
    says_yes(deleted, HAMID, request)
    done = deleted.work()
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=2))
    assert deleted.directory.deleted_users(CONTOSO, ["nadia", "ada"]) == []


def test_it_is_an_event_in_the_name_of_who_asked(deleted: Office) -> None:
    deleted.work(agreed_to(deleted, purge()).id)
    (event,) = [each for each in deleted.events if each.operation_types == (PURGED,)]
    assert (event.actor_id, event.operation_id, event.target_id) == ("U0GRACE", "click-1", "nadia")
    assert event.target_name == "nadia.okafor@contoso.example"
    assert (event.old_value, event.new_value) == ({"state": "deleted"}, {"state": "purged"})


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.GLOBAL_ADMIN])
def test_nobody_but_a_global_admin_may_even_ask(deleted: Office, role: Role) -> None:
    with pytest.raises(AccessDeniedError):
        deleted.submit_many(purge(), a_staff_member(role, slack_user_id="U0SMALL"))
    assert deleted.requests.filed == {}


def test_nobody_chosen_is_a_problem(deleted: Office) -> None:
    with pytest.raises(InvalidInputError) as raised:
        deleted.submit_many(PurgeUsers(customer_id=CONTOSO, users=()))
    assert [problem.code for problem in raised.value.problems] == [ProblemCode.NOBODY_CHOSEN]


@pytest.mark.promise(17)
def test_a_protected_user_is_gone_for_good_with_two_agreements_like_any_other(deleted: Office) -> None:
    kept = deleted.directory.deleted_user(CONTOSO, "ada")
    profile = replace(kept.user.profile, is_protected=True)
    deleted.directory._deleted[CONTOSO, "ada"] = replace(kept, user=replace(kept.user, profile=profile))
    request = deleted.filed(purge("ada", "nadia"))
    assert request.approval is not None
    assert (request.approval.needed, request.approval.policy_reason) == (2, "sensitive_target")
    assert deleted.work(deleted.approve(request, FREYA, HAMID).id).tally == Tally(done=2)


@pytest.mark.promise(10, 13)
def test_who_was_restored_meanwhile_stays_and_so_does_who_was_never_deleted(deleted: Office) -> None:
    request = agreed_to(deleted, purge("nadia", "ada", "li", "nobody"))
    deleted.at_once(restore("ada"), click="restore")
    done = deleted.work(request.id)
    reasons = {each.target_id: (each.result, each.reason) for each in deleted.requests.outcomes(done)}
    gone = Result.REFUSED, Reason.GONE
    assert reasons == {"nadia": (Result.DONE, None), "ada": gone, "li": gone, "nobody": gone}
    assert deleted.directory.user(CONTOSO, "ada").id == "ada"
    assert deleted.consumed() == deleted.held()


@pytest.mark.promise(13)
def test_who_is_restored_at_the_last_instant_stays(deleted: Office) -> None:
    request = agreed_to(deleted, purge())
    deleted.work(request.id, steps=2)
    deleted.directory.before_write = lambda: deleted.at_once(restore("nadia"), click="restore")
    done = deleted.work(request.id)
    (outcome,) = deleted.requests.outcomes(done)
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.CHANGED_MEANWHILE)
    assert deleted.directory.user(CONTOSO, "nadia").id == "nadia"


@pytest.mark.promise(9, 16)
def test_a_step_done_again_purges_nobody_twice(deleted: Office) -> None:
    request = agreed_to(deleted, purge("nadia", "ada"))
    deleted.work(request.id, steps=2)
    before = deleted.requests.request(request.id)
    deleted.work(request.id, steps=1)
    deleted.requests.filed[request.id] = before
    done = deleted.work(request.id)
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=2))
    assert trail(deleted)[PURGED] == 2


@pytest.mark.promise(12)
def test_a_user_of_another_customer_is_not_found(deleted: Office) -> None:
    other = a_user("fay", customer_id=FABRIKAM)
    deleted.directory._users[FABRIKAM, "fay"] = other
    deleted.directory.delete_user(
        other, replace(deleted.directory.deleted_user(CONTOSO, "nadia"), user=other), an_event("d")
    )
    deleted.work(agreed_to(deleted, purge("fay")).id)
    assert trail(deleted)[PURGED] == 0
    assert deleted.directory.deleted_user(FABRIKAM, "fay").id == "fay"


def test_those_who_could_not_be_dealt_with_are_told_by_name(deleted: Office) -> None:
    request = agreed_to(deleted, purge())
    deleted.work(request.id, steps=2)
    deleted.staff.save(replace(GRACE, roles=frozenset({Role.ADMIN_AGENT})))
    done = deleted.work(request.id)
    (outcome,) = deleted.requests.outcomes(done)
    assert (outcome.reason, outcome.target_name) == (Reason.NOT_ALLOWED, "Nadia Okafor")
