"""Passwords reset: what the directory notes of it, for whom, and for whom not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.audit import AuditEvent, OperationType, ResourceType
from shared.domain.command import DeleteUsers, EditUser, ResetPasswords
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import Request
from shared.domain.user import Everyone, UserFilter
from shared.errors import InvalidInputError
from shared.operations.changer import ATTEMPTS
from tests.builders import CONTOSO, NOW, a_user_profile
from tests.unit.operations.office import GRACE, Office

LATER = NOW + timedelta(hours=5)


def reset(*user_ids: str) -> ResetPasswords:
    return ResetPasswords(customer_id=CONTOSO, users=user_ids or ("nadia",))


def edit(office: Office, user_id: str, click: str, **changes: object) -> None:
    """Let somebody else change a user's profile; by turns where nothing else is said."""
    user = office.directory.user(CONTOSO, user_id)
    profile = replace(user.profile, **(changes or {"last_name": user.profile.last_name[::-1]}))  # type: ignore[arg-type]
    command = EditUser(customer_id=CONTOSO, user_id=user_id, version=user.version, profile=profile)
    assert office.submit(command, click=click).result is Result.DONE


def test_a_reset_notes_when_and_by_whom_and_that_another_must_be_chosen(office: Office) -> None:
    before = office.directory.user(CONTOSO, "nadia")
    settled = replace(before, must_change_password=False, version=2)
    office.directory._users[CONTOSO, "nadia"] = settled
    office.clock.at = LATER
    (outcome,) = office.at_once(reset())
    after = office.directory.user(CONTOSO, "nadia")
    assert after == replace(
        settled, password_set_at=LATER, password_set_by="U0GRACE", must_change_password=True, version=3
    )
    assert outcome == Outcome(
        target_id="nadia",
        target_name="Nadia Okafor",
        sign_in_name="nadia.okafor@contoso.example",
        result=Result.DONE,
        user=after,
    )


def test_a_reset_keeps_licenses_and_takes_no_seat(licensed: Office) -> None:
    before = licensed.directory.user(CONTOSO, "li")
    licensed.at_once(reset("li"))
    after = licensed.directory.user(CONTOSO, "li")
    assert (after.licenses, after.profile, after.changed_at) == (
        before.licenses,
        before.profile,
        before.changed_at,
    )
    assert licensed.consumed() == licensed.held() == {"sku-e1": 1, "sku-e3": 1}


def test_a_reset_is_recorded_without_the_password(office: Office) -> None:
    office.at_once(reset())
    assert office.events == [
        AuditEvent(
            operation_id="click-1",
            operation_types=(OperationType.RESET_CUSTOMER_USER_PASSWORD,),
            resource_type=ResourceType.CUSTOMER_USER,
            customer_id=CONTOSO,
            customer_name="Contoso Ltd",
            target_id="nadia",
            target_name="nadia.okafor@contoso.example",
            actor_id="U0GRACE",
            occurred_at=NOW,
            old_value={},
            new_value={"must_change_password": True},
            correlation_id="delivery-1",
        )
    ]


def test_each_of_several_has_an_outcome_and_an_event_of_their_own(licensed: Office) -> None:
    outcomes = licensed.at_once(reset("zoe", "ada", "nobody", "li"))
    assert [(each.target_id, each.result, each.reason) for each in outcomes] == [
        ("zoe", Result.DONE, None),
        ("ada", Result.DONE, None),
        ("nobody", Result.REFUSED, Reason.GONE),
        ("li", Result.DONE, None),
    ]
    assert [event.target_id for event in licensed.events] == ["zoe", "ada", "li"]
    assert sorted(licensed.directory.calls) == [*["change_user"] * 3, "customer", "users", "users"]


def test_nobody_chosen_is_a_problem(office: Office) -> None:
    with pytest.raises(InvalidInputError) as raised:
        office.at_once(ResetPasswords(customer_id=CONTOSO, users=()))
    assert raised.value.problems == (Problem("users", ProblemCode.NOBODY_CHOSEN),)


def test_who_signs_in_elsewhere_is_refused_with_the_domain_and_the_others_are_reset(office: Office) -> None:
    federated = a_user_profile("Fay Dunn", domain="corp.contoso.example")
    user = replace(office.directory.user(CONTOSO, "nadia"), id="fay", profile=federated)
    office.directory._users[CONTOSO, "fay"] = user
    fay, nadia = office.at_once(reset("fay", "nadia"))
    assert (fay.result, fay.reason, fay.problems) == (
        Result.REFUSED,
        Reason.INVALID,
        (Problem("users", ProblemCode.FEDERATED_SIGN_IN, {"domain": "corp.contoso.example"}),),
    )
    assert nadia.result is Result.DONE
    assert office.directory.user(CONTOSO, "fay") == user
    assert [event.target_id for event in office.events] == ["nadia"]


def test_somebody_deleted_is_gone(office: Office) -> None:
    office.at_once(DeleteUsers(customer_id=CONTOSO, users=("nadia",)), click="delete")
    office.forget()
    (outcome,) = office.at_once(reset())
    assert (outcome.result, outcome.reason, outcome.target_id) == (Result.REFUSED, Reason.GONE, "nadia")
    assert office.events == []
    assert office.directory.deleted_user(CONTOSO, "nadia").user.password_set_at == NOW


# ---- what others do meanwhile ----------------------------------------------------------------------


def test_what_somebody_else_changed_at_the_last_instant_is_kept(office: Office) -> None:
    office.directory.before_write = lambda: edit(office, "nadia", "theirs", last_name="Singh")
    (outcome,) = office.at_once(reset())
    after = office.directory.user(CONTOSO, "nadia")
    assert (outcome.result, after.profile.last_name, after.version) == (Result.DONE, "Singh", 3)
    assert [event.operation_id for event in office.events] == ["theirs", "click-1"]


def test_who_is_moved_to_a_federated_domain_at_the_last_instant_is_refused(office: Office) -> None:
    def move() -> None:
        user = office.directory.user(CONTOSO, "nadia")
        profile = replace(user.profile, domain="corp.contoso.example")
        office.directory._users[CONTOSO, "nadia"] = replace(user, profile=profile, version=2)

    office.directory.before_write = move
    (outcome,) = office.at_once(reset())
    assert [problem.code for problem in outcome.problems] == [ProblemCode.FEDERATED_SIGN_IN]
    assert office.events == []


def test_who_is_deleted_at_the_last_instant_is_gone(office: Office) -> None:
    office.directory.before_write = lambda: office.at_once(
        DeleteUsers(customer_id=CONTOSO, users=("nadia",)), click="delete"
    )
    (outcome,) = office.at_once(reset())
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.GONE)
    assert [event.operation_id for event in office.events] == ["delete"]


def test_somebody_whom_others_keep_changing_is_given_up_after_some_attempts(office: Office) -> None:
    def keep_changing() -> None:
        office.directory.before_write = None
        edit(office, "nadia", f"theirs-{len(office.events)}")
        office.directory.before_write = keep_changing

    office.directory.before_write = keep_changing
    (outcome,) = office.at_once(reset())
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.CHANGED_MEANWHILE)
    assert len(office.events) == ATTEMPTS


# ---- the same click again --------------------------------------------------------------------------


@pytest.mark.promise(9)
def test_the_same_click_delivered_again_is_one_reset(licensed: Office) -> None:
    first = licensed.at_once(reset("nadia", "ada"))
    licensed.clock.move(timedelta(seconds=2))
    again = licensed.at_once(reset("nadia", "ada"), delivery="delivery-2")
    assert [(each.result, each.is_repeat) for each in first] == [(Result.DONE, False)] * 2
    assert [(each.result, each.is_repeat) for each in again] == [(Result.DONE, True)] * 2
    assert [event.correlation_id for event in licensed.events] == ["delivery-1"] * 2
    user = licensed.directory.user(CONTOSO, "nadia")
    assert (user.password_set_at, user.version) == (NOW, 2)


@pytest.mark.promise(9)
def test_the_same_click_delivered_after_the_domain_was_federated_is_still_known(office: Office) -> None:
    office.at_once(reset())
    user = office.directory.user(CONTOSO, "nadia")
    profile = replace(user.profile, domain="corp.contoso.example")
    office.directory._users[CONTOSO, "nadia"] = replace(user, profile=profile, version=3)
    (again,) = office.at_once(reset())
    assert (again.result, again.is_repeat, again.problems) == (Result.DONE, True, ())


def test_another_click_resets_again(office: Office) -> None:
    office.at_once(reset())
    office.clock.at = LATER
    (outcome,) = office.at_once(reset(), click="click-2")
    assert (outcome.result, outcome.is_repeat) == (Result.DONE, False)
    assert office.directory.user(CONTOSO, "nadia").password_set_at == LATER
    assert len(office.events) == 2


@pytest.mark.promise(9)
def test_a_click_that_the_worker_has_is_not_answered_with_other_passwords(office: Office) -> None:
    users = office.add_users(12)

    def take_time() -> None:
        office.clock.move(timedelta(milliseconds=160))
        office.directory.before_write = take_time

    office.directory.before_write = take_time
    request = office.filed(reset(*users))
    assert len(office.events) == 10
    office.directory.before_write = None
    again = office.submit_many(reset(*users), delivery="delivery-2")
    assert isinstance(again, Request)
    assert again.id == request.id
    office.clock.move(timedelta(minutes=1))
    office.staff.save(GRACE)
    office.work(request.id)
    assert isinstance(office.submit_many(reset(*users), delivery="delivery-3"), Request)
    assert len({event.target_id for event in office.events}) == len(office.events) == 12


def test_a_reset_of_a_filter_is_the_workers(licensed: Office) -> None:
    command = ResetPasswords(customer_id=CONTOSO, users=Everyone(UserFilter.WITHOUT_LICENSE))
    assert licensed.filed(command).command == command
    assert licensed.events == []
