"""Between the last agreement and its execution anything may happen: the worker looks again at all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType
from shared.domain.command import (
    ChangeLicenses,
    CreateUser,
    DeleteUsers,
    EditUser,
    LoadSubscriptions,
    ResetPasswords,
)
from shared.domain.license import LicenseChange
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import ProblemCode
from shared.domain.request import Request, RequestState, Tally
from shared.domain.staff import Role
from shared.domain.subscription import ListedSubscription, Units
from shared.domain.user import DirectoryRole, Everyone, UserFilter
from shared.errors import CredentialNotFoundError
from shared.operations import handover
from shared.operations.request import submit_listed, submit_one
from shared.policy.matrix import Entry, Matrix
from tests.builders import CONTOSO, FABRIKAM, a_user_profile, an_operation
from tests.products import E3
from tests.unit.operations.deciding import (
    AGENT,
    DELETE_NADIA,
    HELPDESK,
    SALES,
    ask_to_delete,
    is_effect,
    says_yes,
    staffed,
    trail,
)
from tests.unit.operations.office import FREYA, GRACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.command import Command
    from tests.unit.operations.office import Office


@pytest.fixture
def agreed(licensed: Office) -> Office:
    """A helpdesk agent asked to delete Nadia, and an admin agent agreed."""
    says_yes(staffed(licensed), AGENT, ask_to_delete(licensed))
    return licensed


def reasons(office: Office, request_id: str = "click-1") -> list[Reason | None]:
    """Let the worker finish, and tell the reason of each outcome; what was told is what is kept."""
    done = office.work(request_id)
    kept = list(office.requests.outcomes(done))
    assert done.is_finished
    (_, told), *_ = office.reporter.finished
    return [each.reason for each in kept or told]


def effects(office: Office) -> list[OperationType]:
    return [kind for kind in trail(office) if is_effect(kind)]


def single(office: Office, command: Command, actor: object = SALES) -> Request:
    request = submit_one(office.desk, command, actor, an_operation(), "en")  # type: ignore[arg-type]  # staff
    assert isinstance(request, Request)
    return says_yes(office, AGENT, request)


@pytest.mark.promise(10)
def test_where_nothing_happens_in_between_it_is_done(agreed: Office) -> None:
    assert reasons(agreed) == [None]
    assert effects(agreed) == [OperationType.DELETE_CUSTOMER_USER]


@pytest.mark.promise(10, 12)
@pytest.mark.parametrize("when", ["before it begins", "before its first user"])
@pytest.mark.parametrize(
    "change",
    [
        lambda who: replace(who, roles=frozenset()),
        lambda who: replace(who, expires_at=who.expires_at),
        lambda who: replace(who, customers=frozenset({FABRIKAM})),
        lambda who: replace(who, customers=frozenset()),
    ],
    ids=["revoked", "expired", "other customers", "no customers"],
)
def test_who_asked_and_may_no_longer_ask_gets_nothing_done(
    agreed: Office, change: Callable[[object], object], when: str, request: pytest.FixtureRequest
) -> None:
    if when == "before its first user":
        agreed.work(steps=2)
    changed = change(HELPDESK)
    if "expired" in request.node.name:
        agreed.staff.save(replace(HELPDESK, expires_at=agreed.clock.now() + timedelta(seconds=1)))
        agreed.clock.move(timedelta(seconds=1))
    else:
        agreed.staff.save(changed)  # type: ignore[arg-type]  # staff
    assert reasons(agreed) == [Reason.NOT_ALLOWED]
    assert effects(agreed) == []
    assert agreed.requests.request("click-1").state is RequestState.FAILED


@pytest.mark.promise(10)
def test_a_user_deleted_meanwhile_is_gone(agreed: Office) -> None:
    agreed.delete("nadia")
    assert reasons(agreed) == [Reason.GONE]
    assert effects(agreed) == []


@pytest.mark.promise(10, 17)
@pytest.mark.parametrize("is_protected", [False, True], ids=["administrator", "protected"])
def test_a_user_who_is_guarded_by_now_is_left_alone(agreed: Office, *, is_protected: bool) -> None:
    user = agreed.directory.user(CONTOSO, "nadia")
    roles = frozenset() if is_protected else frozenset({DirectoryRole.GLOBAL_ADMIN})
    profile = replace(user.profile, directory_roles=roles, is_protected=is_protected)
    agreed.directory._users[CONTOSO, "nadia"] = replace(user, profile=profile)
    assert reasons(agreed) == [Reason.GUARDED]
    assert effects(agreed) == []


@pytest.mark.promise(10)
@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_customer_who_is_no_longer_there_ends_it(agreed: Office, steps: int) -> None:
    agreed.work(steps=steps)
    del agreed.directory._customers[CONTOSO]
    assert reasons(agreed) == [Reason.GONE]
    assert effects(agreed) == []


@pytest.mark.promise(3, 10)
def test_where_the_seats_are_gone_by_then_a_user_is_not_created(licensed: Office) -> None:
    profile = a_user_profile("Grace Hopper")
    staffed(licensed)
    single(licensed, CreateUser(customer_id=CONTOSO, profile=profile, sku_ids=frozenset({"sku-e3"})))
    subscription = licensed.directory._subscriptions[CONTOSO, "sku-e3"]
    licensed.directory._subscriptions[CONTOSO, "sku-e3"] = replace(subscription, units=Units(active=1))
    done = licensed.work()
    (outcome,) = licensed.requests.outcomes(done)
    assert [problem.code for problem in outcome.problems] == [ProblemCode.NO_SEAT]
    assert (done.state, effects(licensed)) == (RequestState.FAILED, [])
    assert licensed.consumed() == licensed.held()


@pytest.mark.promise(8, 10)
def test_of_more_users_than_were_agreed_to_none_is_touched(licensed: Office) -> None:
    staffed(licensed)
    licensed.add_users(19)
    everyone = Everyone(UserFilter.WITHOUT_LICENSE)
    request = licensed.filed(DeleteUsers(customer_id=CONTOSO, users=everyone), GRACE)
    says_yes(licensed, FREYA, request)
    licensed.add_user("Yet Another")
    assert reasons(licensed) == [Reason.MORE_THAN_AGREED]
    assert licensed.requests.request("click-1").state is RequestState.FAILED
    assert effects(licensed) == []


@pytest.mark.promise(10)
def test_of_fewer_users_than_were_agreed_to_all_are_done(licensed: Office) -> None:
    staffed(licensed)
    users = licensed.add_users(20)
    everyone = Everyone(UserFilter.WITHOUT_LICENSE)
    request = licensed.filed(DeleteUsers(customer_id=CONTOSO, users=everyone), GRACE)
    says_yes(licensed, FREYA, request)
    licensed.delete(users[0])
    assert licensed.work().tally == Tally(done=21)


@pytest.mark.promise(10)
def test_a_user_whom_somebody_else_edited_meanwhile_stays_as_they_made_them(licensed: Office) -> None:
    profile = a_user_profile("Nadia Singh", user_name="nadia.okafor")
    single(staffed(licensed), EditUser(customer_id=CONTOSO, user_id="nadia", version=1, profile=profile))
    theirs = replace(profile, display_name="Nadia O.")
    licensed.submit(EditUser(customer_id=CONTOSO, user_id="nadia", version=1, profile=theirs), click="theirs")
    assert reasons(licensed) == [Reason.CHANGED_MEANWHILE]
    assert licensed.directory.user(CONTOSO, "nadia").profile == theirs


@pytest.mark.promise(10, 17)
def test_who_became_an_administrator_is_not_edited_with_a_small_roles_request(licensed: Office) -> None:
    profile = a_user_profile("Nadia Singh", user_name="nadia.okafor")
    single(staffed(licensed), EditUser(customer_id=CONTOSO, user_id="nadia", version=1, profile=profile))
    user = licensed.directory.user(CONTOSO, "nadia")
    promoted = replace(user.profile, directory_roles=frozenset({DirectoryRole.GLOBAL_ADMIN}))
    licensed.directory._users[CONTOSO, "nadia"] = replace(user, profile=promoted)
    assert reasons(licensed) == [Reason.NOT_ALLOWED]
    assert effects(licensed) == []


@pytest.mark.promise(1, 10)
def test_the_password_of_a_created_user_goes_to_who_asked_and_to_nobody_else(licensed: Office) -> None:
    staffed(licensed)
    single(licensed, CreateUser(customer_id=CONTOSO, profile=a_user_profile("Grace Hopper")))
    done = licensed.work()
    assert (done.state, effects(licensed)) == (RequestState.DONE, [OperationType.CREATE_CUSTOMER_USER])
    (created,) = licensed.requests.outcomes(done)
    credential, (sealed,) = licensed.credentials.credential("click-1")
    assert (credential.owner_id, sealed.user_ids) == (SALES.slack_user_id, (created.target_id,))
    (password,) = licensed.cipher.open(sealed.ciphertext, "click-1", SALES.slack_user_id)
    assert len(password) == 16
    for other in (AGENT, GRACE, HELPDESK):
        with pytest.raises(CredentialNotFoundError):
            handover.find(licensed.desk, other, "click-1")
    assert isinstance(handover.find(licensed.desk, SALES, "click-1"), handover.Waiting)
    assert password not in repr(done)
    assert password not in repr(licensed.events)


@pytest.mark.promise(1)
def test_a_reset_that_others_agreed_to_is_handed_over_to_who_asked(licensed: Office) -> None:
    staffed(licensed)
    request = licensed.filed(ResetPasswords(customer_id=CONTOSO, users=("nadia",)), SALES)
    says_yes(licensed, AGENT, request)
    assert licensed.work().state is RequestState.DONE
    assert isinstance(handover.find(licensed.desk, SALES, "click-1"), handover.Waiting)
    with pytest.raises(CredentialNotFoundError):
        handover.find(licensed.desk, AGENT, "click-1")


# ---- what they agreed to is what is done, or nothing -----------------------------------------------


@pytest.mark.promise(8)
@pytest.mark.parametrize(
    "tampered",
    [
        {"command": replace(DELETE_NADIA, users=("li",))},
        {"command": replace(DELETE_NADIA, users=("nadia", "li"))},
        {"command": replace(DELETE_NADIA, users=Everyone())},
        {"requester_id": "U0SALES"},
    ],
    ids=["somebody else", "one more", "everyone", "in another name"],
)
def test_a_command_that_is_not_what_they_agreed_to_is_not_done(
    agreed: Office, tampered: dict[str, object]
) -> None:
    request = agreed.requests.request("click-1")
    agreed.requests.filed["click-1"] = replace(request, **tampered)  # type: ignore[arg-type]  # by name
    assert set(reasons(agreed)) <= {Reason.NOT_ALLOWED, Reason.MORE_THAN_AGREED}
    assert effects(agreed) == []


@pytest.mark.promise(7, 8)
def test_a_request_that_only_says_it_was_approved_is_not_done(licensed: Office) -> None:
    request = ask_to_delete(staffed(licensed))
    assert request.approval is not None
    for approval in (
        request.approval,
        replace(request.approval, needed=0),
        None,
    ):
        licensed.requests.filed["click-1"] = replace(request, state=RequestState.APPROVED, approval=approval)
        licensed.reporter.finished.clear()
        assert reasons(licensed) == [Reason.NOT_ALLOWED]
    assert effects(licensed) == []


@pytest.mark.promise(7)
def test_an_agreement_in_the_requesters_own_name_is_worth_nothing(agreed: Office) -> None:
    request = agreed.requests.request("click-1")
    assert request.approval is not None
    (decision,) = request.approval.decisions
    own = replace(decision, approver_id=HELPDESK.slack_user_id)
    approval = replace(request.approval, decisions=(own,))
    agreed.requests.filed["click-1"] = replace(request, approval=approval)
    assert reasons(agreed) == [Reason.NOT_ALLOWED]


@pytest.mark.promise(7)
def test_the_same_person_twice_is_one(licensed: Office) -> None:
    """The policy came to ask for two after one had agreed, and the record has that one twice."""
    says_yes(staffed(licensed), AGENT, ask_to_delete(licensed))
    request = licensed.requests.request("click-1")
    assert request.approval is not None
    approval = replace(request.approval, decisions=request.approval.decisions * 2)
    licensed.requests.filed["click-1"] = replace(request, approval=approval)
    stricter = with_entry(licensed, Role.HELPDESK_AGENT, Entry.TWO_APPROVALS)
    assert reasons(stricter) == [Reason.NOT_ALLOWED]
    assert effects(stricter) == []


@pytest.mark.promise(10)
def test_the_policy_of_the_instant_holds(agreed: Office) -> None:
    stricter = with_entry(agreed, Role.HELPDESK_AGENT, Entry.DENY)
    assert reasons(stricter) == [Reason.NOT_ALLOWED]


def with_entry(office: Office, role: Role, entry: Entry) -> Office:
    """Deploy a policy that says something else of deleting."""
    rows = office.desk.matrix.rows
    action = DELETE_NADIA.action
    row = replace(rows[action], entries={**rows[action].entries, role: entry})
    return replace(office, desk=replace(office.desk, matrix=Matrix({**rows, action: row})))


@pytest.mark.promise(6)
def test_a_list_of_subscriptions_is_taken_over_when_others_agreed(licensed: Office) -> None:
    row = ListedSubscription(product=E3, units=Units(active=99), consumed=0)
    command = LoadSubscriptions(customer_id=CONTOSO, listed=(row,))
    staffed(licensed)
    request = submit_listed(licensed.desk, command, SALES, an_operation(), "en")
    assert isinstance(request, Request)
    assert effects(licensed) == []
    says_yes(licensed, AGENT, request)
    assert licensed.work().tally == Tally(done=1)
    assert licensed.directory._subscriptions[CONTOSO, "sku-e3"].units == Units(active=99)


@pytest.mark.promise(6)
def test_where_a_policy_asks_others_about_licenses_a_filter_counts_all_whom_it_shows(
    licensed: Office,
) -> None:
    staffed(licensed)
    rows = licensed.desk.matrix.rows
    change = LicenseChange(assign={"sku-power-bi": None})
    command = ChangeLicenses(customer_id=CONTOSO, users=Everyone(), change=change)
    row = rows[command.action]
    row = replace(row, entries={**row.entries, Role.SALES_AGENT: Entry.ONE_APPROVAL})
    desk = replace(licensed.desk, matrix=Matrix({**rows, command.action: row}))
    office = replace(licensed, desk=desk)
    request = office.filed(command, SALES)
    assert request.approval is not None
    assert request.approval.targets == 4
    says_yes(office, AGENT, request)
    done = office.work()
    assert (done.state, done.tally) == (RequestState.PARTIAL, Tally(done=3, refused=1))  # Zoe is nowhere


def test_an_outcome_is_told_by_the_reason(agreed: Office) -> None:
    agreed.delete("nadia")
    done = agreed.work()
    assert list(agreed.requests.outcomes(done)) == [
        Outcome(target_id="nadia", result=Result.REFUSED, reason=Reason.GONE)
    ]
