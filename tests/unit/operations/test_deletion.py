"""Users deleted: what is free at once, what waits for 30 days, and what the trail says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.audit import AuditEvent, OperationType, ResourceType
from shared.domain.command import ChangeLicenses, CreateUser, DeleteUsers, RestoreUsers
from shared.domain.deletion import DeletedUser
from shared.domain.license import LicenseChange
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import RequestState, Tally
from shared.domain.user import Everyone, UserFilter
from shared.errors import InvalidInputError, UserNotFoundError
from shared.operations.changer import ATTEMPTS
from shared.ports import Cursor
from tests.builders import CONTOSO, NOW, a_request, a_user_profile
from tests.unit.operations.office import GRACE, Office

LATER = NOW + timedelta(hours=5)


def delete(*user_ids: str) -> DeleteUsers:
    return DeleteUsers(customer_id=CONTOSO, users=user_ids or ("nadia",))


def restore(*user_ids: str) -> RestoreUsers:
    return RestoreUsers(customer_id=CONTOSO, users=user_ids or ("nadia",))


def by_a_colleague(office: Office, command: DeleteUsers | RestoreUsers) -> None:
    office.at_once(command, click="theirs")


def test_somebody_deleted_is_no_user_and_waits_with_all_that_they_had(licensed: Office) -> None:
    before = licensed.directory.user(CONTOSO, "li")
    licensed.clock.at = LATER
    (outcome,) = licensed.at_once(delete("li"))
    expected = DeletedUser(user=replace(before, version=2), deleted_at=LATER, deleted_by="U0GRACE")
    assert licensed.directory.deleted_user(CONTOSO, "li") == expected
    assert expected.user.licenses == {"sku-e3": frozenset({"teams"})}
    with pytest.raises(UserNotFoundError):
        licensed.directory.user(CONTOSO, "li")
    assert outcome == Outcome(
        target_id="li",
        target_name="Li Wei",
        sign_in_name="li.wei@contoso.example",
        result=Result.DONE,
        deleted=expected,
        freed=tuple(each for each in licensed.directory.subscriptions(CONTOSO) if each.id == "sku-e3"),
    )


def test_seats_are_free_at_once(licensed: Office) -> None:
    licensed.at_once(delete("li", "ada", "nadia"))
    assert licensed.consumed() == licensed.held() == {}
    counts = licensed.directory.count_users(CONTOSO)
    assert (counts.total, counts.without_license, counts.deleted) == (1, 1, 3)


def test_each_is_told_how_many_seats_are_available_after_them(licensed: Office) -> None:
    licensed.add_user("Bo Diallo", {"sku-e1": frozenset(), "sku-power-bi": frozenset()})
    outcomes = licensed.at_once(delete("bo", "nadia", "ada"))
    freed = [{each.id: each.available for each in outcome.freed} for outcome in outcomes]
    assert freed == [{"sku-e1": 24, "sku-power-bi": 25}, {}, {"sku-e1": 25}]


def test_a_deletion_is_recorded_with_the_licenses_that_it_ended(licensed: Office) -> None:
    licensed.at_once(delete("li"))
    assert licensed.events == [
        AuditEvent(
            operation_id="click-1",
            operation_types=(OperationType.DELETE_CUSTOMER_USER,),
            resource_type=ResourceType.CUSTOMER_USER,
            customer_id=CONTOSO,
            customer_name="Contoso Ltd",
            target_id="li",
            target_name="li.wei@contoso.example",
            actor_id="U0GRACE",
            occurred_at=NOW,
            old_value={"state": "active", "licenses": ["sku-e3 without teams"]},
            new_value={"state": "deleted", "licenses": []},
            correlation_id="delivery-1",
        )
    ]


def test_who_had_no_license_loses_none(office: Office) -> None:
    office.at_once(delete())
    (event,) = office.events
    assert (event.old_value, event.new_value) == ({"state": "active"}, {"state": "deleted"})


def test_a_sign_in_name_is_free_at_once(office: Office) -> None:
    profile = a_user_profile("Another Nadia", user_name="Nadia.Okafor")
    taken = office.submit(CreateUser(customer_id=CONTOSO, profile=profile), click="early")
    assert [problem.code for problem in taken.problems] == [ProblemCode.USER_PRINCIPAL_NAME_TAKEN]
    office.at_once(delete())
    created = office.submit(CreateUser(customer_id=CONTOSO, profile=profile), click="create")
    assert created.result is Result.DONE
    assert created.target_id != "nadia"
    assert office.directory.deleted_user(CONTOSO, "nadia").user.profile.user_name == "nadia.okafor"


def test_a_seat_given_back_can_be_given_to_somebody_else(licensed: Office) -> None:
    licensed.add_user("Bo Diallo")
    (subscription,) = [each for each in licensed.directory.subscriptions(CONTOSO) if each.id == "sku-e1"]
    key = CONTOSO, "sku-e1"
    one = replace(subscription, units=replace(subscription.units, active=1))
    licensed.directory._subscriptions[key] = one
    licensed.at_once(delete("ada"))
    change = LicenseChange(assign={"sku-e1": None})
    command = ChangeLicenses(customer_id=CONTOSO, users=("bo",), change=change)
    (assigned,) = licensed.at_once(command, click="assign")
    assert assigned.result is Result.DONE
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 1}


def test_each_of_several_has_an_outcome_and_an_event_of_their_own(licensed: Office) -> None:
    outcomes = licensed.at_once(delete("zoe", "nobody", "ada"))
    assert [(each.target_id, each.result, each.reason) for each in outcomes] == [
        ("zoe", Result.DONE, None),
        ("nobody", Result.REFUSED, Reason.GONE),
        ("ada", Result.DONE, None),
    ]
    assert [event.target_id for event in licensed.events] == ["zoe", "ada"]
    calls = [call for call in licensed.directory.calls if call != "deleted_user"]
    assert sorted(calls) == ["customer", "delete_user", "delete_user", "subscriptions", "users", "users"]


def test_somebody_who_was_never_there_is_gone(office: Office) -> None:
    (outcome,) = office.at_once(delete("nobody"))
    assert outcome == Outcome(target_id="nobody", result=Result.REFUSED, reason=Reason.GONE)


def test_somebody_who_was_purged_is_gone(office: Office) -> None:
    office.at_once(delete())
    office.directory._deleted.clear()
    (outcome,) = office.at_once(delete(), click="click-2")
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.GONE)


def test_nobody_chosen_is_a_problem(office: Office) -> None:
    with pytest.raises(InvalidInputError) as raised:
        office.at_once(DeleteUsers(customer_id=CONTOSO, users=()))
    assert raised.value.problems == (Problem("users", ProblemCode.NOBODY_CHOSEN),)


# ---- what others do meanwhile ----------------------------------------------------------------------


def test_whom_a_colleague_deleted_already_stays_as_they_deleted_them(licensed: Office) -> None:
    by_a_colleague(licensed, delete("li"))
    theirs = licensed.directory.deleted_user(CONTOSO, "li")
    licensed.clock.at = LATER
    (outcome,) = licensed.at_once(delete("li"))
    assert (outcome.result, outcome.reason, outcome.is_repeat) == (Result.UNCHANGED, None, False)
    assert (outcome.target_name, outcome.deleted, outcome.user) == ("Li Wei", theirs, None)
    assert [event.operation_id for event in licensed.events] == ["theirs"]
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1}


def test_whom_a_colleague_deletes_at_the_last_instant_is_unchanged(licensed: Office) -> None:
    licensed.directory.before_write = lambda: by_a_colleague(licensed, delete("li"))
    (outcome,) = licensed.at_once(delete("li"))
    assert (outcome.result, outcome.is_repeat) == (Result.UNCHANGED, False)
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1}


def test_a_license_given_at_the_last_instant_is_among_those_that_wait(licensed: Office) -> None:
    change = LicenseChange(assign={"sku-power-bi": None})
    command = ChangeLicenses(customer_id=CONTOSO, users=("li",), change=change)
    licensed.directory.before_write = lambda: licensed.at_once(command, click="theirs")
    (outcome,) = licensed.at_once(delete("li"))
    assert outcome.deleted is not None
    assert outcome.deleted.user.licenses == {"sku-e3": frozenset({"teams"}), "sku-power-bi": frozenset()}
    assert outcome.deleted.user.version == 3
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1}


def test_somebody_whom_others_keep_changing_is_given_up_after_some_attempts(licensed: Office) -> None:
    def keep_changing() -> None:
        user = licensed.directory.user(CONTOSO, "li")
        licensed.directory._users[CONTOSO, "li"] = replace(user, version=user.version + 1)
        licensed.directory.before_write = keep_changing

    licensed.directory.before_write = keep_changing
    (outcome,) = licensed.at_once(delete("li"))
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.CHANGED_MEANWHILE)
    assert licensed.directory.user(CONTOSO, "li").version == 1 + ATTEMPTS
    assert licensed.directory.calls.count("delete_user") == ATTEMPTS


# ---- the same click again --------------------------------------------------------------------------


@pytest.mark.promise(9)
def test_the_same_click_delivered_again_is_one_deletion(licensed: Office) -> None:
    first = licensed.at_once(delete("li", "ada"))
    licensed.clock.at = LATER
    again = licensed.at_once(delete("li", "ada"), delivery="delivery-2")
    assert [(each.result, each.is_repeat) for each in again] == [(Result.DONE, True)] * 2
    assert [each.deleted for each in again] == [each.deleted for each in first]
    assert len(licensed.events) == 2
    assert licensed.consumed() == licensed.held() == {}


@pytest.mark.promise(9)
def test_somebody_named_twice_is_deleted_once(licensed: Office) -> None:
    first, second = licensed.at_once(delete("li", "li"))
    assert (first.is_repeat, second.is_repeat) == (False, True)
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1}


@pytest.mark.promise(9)
def test_the_same_click_delivered_after_a_restoration_leaves_the_user_there(licensed: Office) -> None:
    licensed.at_once(delete("li"))
    licensed.clock.at = LATER
    by_a_colleague(licensed, restore("li"))
    (again,) = licensed.at_once(delete("li"))
    assert (again.result, again.is_repeat) == (Result.DONE, True)
    assert again.deleted is not None
    assert again.deleted.deleted_at == NOW
    assert licensed.directory.user(CONTOSO, "li").version == 3
    assert licensed.consumed() == licensed.held()


@pytest.mark.promise(9)
def test_two_deliveries_at_once_tell_of_one_deletion(licensed: Office) -> None:
    def overtake() -> None:
        licensed.at_once(delete("li"), delivery="delivery-2")
        licensed.clock.at = LATER

    licensed.directory.before_write = overtake
    (outcome,) = licensed.at_once(delete("li"))
    assert (outcome.result, outcome.is_repeat) == (Result.DONE, True)
    assert outcome.deleted == licensed.directory.deleted_user(CONTOSO, "li")


# ---- by the worker ---------------------------------------------------------------------------------


def test_the_worker_deletes_everyone_who_passes_a_filter(licensed: Office) -> None:
    holders = [licensed.add_user(f"h{n:02} Holder", {"sku-e1": frozenset()}) for n in range(9)]
    command = DeleteUsers(customer_id=CONTOSO, users=Everyone(UserFilter.WITH_LICENSE, "sku-e1"))
    done = licensed.work(licensed.filed(command).id)
    assert (done.state, done.tally) == (RequestState.DONE, Tally(done=10))
    page = licensed.directory.list_deleted(CONTOSO, Cursor(), 100)
    assert [each.id for each in page.items] == ["ada", *holders]
    assert licensed.consumed() == licensed.held() == {"sku-e3": 1}


@pytest.mark.promise(9, 10)
@pytest.mark.parametrize("fate", ["loses the role", "breaks down"])
def test_who_was_deleted_before_it_went_wrong_is_not_told_as_refused(licensed: Office, fate: str) -> None:
    """The worker is killed after it deleted two; and then their requester may not do it any more."""

    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    users = licensed.add_users(3)
    request = licensed.requests.file(a_request(command=delete(*users)))
    licensed.work(request.id, steps=2)
    delete_user = licensed.directory.delete_user
    calls = 0

    def mortal(*deletion: object) -> AuditEvent | None:
        nonlocal calls
        calls += 1
        earlier = delete_user(*deletion)  # type: ignore[arg-type]  # as given
        if calls == 2:
            die()
        return earlier

    licensed.directory.delete_user = mortal  # type: ignore[assignment,method-assign]  # dies once
    with pytest.raises(Killed):
        licensed.work(request.id)
    if fate == "loses the role":
        licensed.staff.save(replace(GRACE, roles=frozenset()))
        expected = [("u0002", Result.REFUSED, Reason.NOT_ALLOWED)]
    else:
        licensed.directory.before_write = lambda: 1 / 0
        expected = [("u0002", Result.REFUSED, Reason.FAILED)]
    done = licensed.work(request.id)
    told = [(each.target_id, each.result, each.reason) for each in licensed.requests.outcomes(done)]
    assert told == [("u0000", Result.DONE, None), ("u0001", Result.DONE, None), *expected]
    assert (done.state, len(licensed.events)) == (RequestState.PARTIAL, 2)
