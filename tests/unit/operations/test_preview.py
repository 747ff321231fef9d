"""What is told before resetting and deleting agrees with what is done afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.domain.command import DeleteUsers, ResetPasswords
from shared.domain.outcome import Result
from shared.domain.problem import ProblemCode
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole, Everyone, UserFilter
from shared.operations.preview import preview
from shared.policy.decide import Reason, Verdict
from tests.builders import CONTOSO, a_staff_member
from tests.unit.operations.office import GRACE

if TYPE_CHECKING:
    from shared.operations.preview import FearedCommand
    from tests.unit.operations.office import Office


@pytest.fixture
def guarded(licensed: Office) -> Office:
    """The office, where Ada is an administrator."""
    ada = licensed.directory.user(CONTOSO, "ada")
    roles = frozenset({DirectoryRole.PASSWORD_ADMIN})
    licensed.directory._users[CONTOSO, "ada"] = replace(
        ada, profile=replace(ada.profile, directory_roles=roles)
    )
    licensed.forget()
    return licensed


def test_whom_it_says_it_refuses_is_refused_for_the_same_reason(guarded: Office) -> None:
    command = ResetPasswords(customer_id=CONTOSO, users=("zoe", "ada", "li", "nobody"))

    helpdesk = a_staff_member(Role.HELPDESK_AGENT)
    seen = preview(guarded.desk, helpdesk, command)
    done = guarded.at_once(command, actor=helpdesk)

    assert seen.decision.verdict is Verdict.ALLOW
    assert [user.id for user in seen.users] == ["li", "zoe"]
    assert seen.missing == 1
    assert [(each.target_id, each.problems) for each in seen.refused] == [
        (each.target_id, each.problems) for each in done if each.result is Result.REFUSED and each.problems
    ]


@pytest.mark.promise(17)
@pytest.mark.parametrize("kind", [ResetPasswords, DeleteUsers])
def test_that_others_will_be_asked_about_an_administrator_is_said_before(
    guarded: Office, kind: type[FearedCommand]
) -> None:
    seen = preview(guarded.desk, GRACE, kind(customer_id=CONTOSO, users=("zoe", "ada", "li")))

    assert (seen.decision.verdict, seen.decision.reason) == (Verdict.APPROVAL, Reason.SENSITIVE_TARGET)
    assert [user.id for user in seen.users] == ["ada", "li", "zoe"]
    assert seen.refused == []


def test_looking_writes_nothing_and_takes_one_round_trip(guarded: Office) -> None:
    preview(guarded.desk, GRACE, DeleteUsers(customer_id=CONTOSO, users=("li",)))

    assert sorted(guarded.directory.calls) == ["count_users", "customer", "subscriptions", "users"]
    assert guarded.events == []


def test_a_helpdesk_agent_is_told_that_their_roles_do_not_reach_an_administrator(guarded: Office) -> None:
    helpdesk = a_staff_member(Role.HELPDESK_AGENT)

    (refused,) = preview(guarded.desk, helpdesk, ResetPasswords(customer_id=CONTOSO, users=("ada",))).refused

    assert [problem.code for problem in refused.problems] == [ProblemCode.ADMINISTRATOR_DENIED]


@pytest.mark.parametrize("extra", [0, 1])
def test_twenty_who_pass_a_filter_are_done_at_once_and_for_one_more_others_are_asked(
    office: Office, extra: int
) -> None:
    office.add_users(19 + extra)  # and Nadia, who is there
    command = DeleteUsers(customer_id=CONTOSO, users=Everyone(UserFilter.WITHOUT_LICENSE))

    seen = preview(office.desk, GRACE, command)

    assert (seen.count, len(seen.users)) == (20 + extra, 20 + extra)
    assert seen.decision.reason is (Reason.MANY_TARGETS if extra else Reason.ROLE_ALLOWS)
    assert seen.decision.approvals_needed == extra


def test_each_deletion_tells_the_seats_that_are_free_after_it(licensed: Office) -> None:
    before = {each.id: each.available for each in licensed.directory.subscriptions(CONTOSO)}
    holder_ids = sorted(user.id for user in licensed.directory._of(CONTOSO) if user.licenses)
    command = DeleteUsers(customer_id=CONTOSO, users=tuple(holder_ids))

    outcomes = licensed.at_once(command)

    after = {each.id: each.available for each in licensed.directory.subscriptions(CONTOSO)}
    told = {each.id: each.available for outcome in outcomes for each in outcome.freed}
    assert told
    assert told == {sku_id: after[sku_id] for sku_id in told}
    assert all(told[sku_id] > before[sku_id] for sku_id in told)
    again = licensed.at_once(command)
    assert [outcome.freed for outcome in again][-1] == outcomes[-1].freed
