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
from shared.errors import AccessDeniedError
from shared.operations.preview import preview
from shared.policy.decide import Reason
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


@pytest.mark.parametrize("kind", [ResetPasswords, DeleteUsers])
def test_whom_it_says_it_refuses_is_refused_for_the_same_reason(
    guarded: Office, kind: type[FearedCommand]
) -> None:
    command = kind(customer_id=CONTOSO, users=("zoe", "ada", "li", "nobody"))

    seen = preview(guarded.desk, GRACE, command)
    done = guarded.at_once(command)

    assert [user.id for user in seen.users] == ["li", "zoe"]
    assert seen.missing == 1
    assert [(each.target_id, each.problems) for each in seen.refused] == [
        (each.target_id, each.problems) for each in done if each.result is Result.REFUSED and each.problems
    ]


def test_looking_writes_nothing_and_takes_one_round_trip(guarded: Office) -> None:
    preview(guarded.desk, GRACE, DeleteUsers(customer_id=CONTOSO, users=("li",)))

    assert sorted(guarded.directory.calls) == ["count_users", "customer", "subscriptions", "users"]
    assert guarded.events == []


def test_a_helpdesk_agent_is_told_that_their_roles_do_not_reach_an_administrator(guarded: Office) -> None:
    helpdesk = a_staff_member(Role.HELPDESK_AGENT)

    (refused,) = preview(guarded.desk, helpdesk, ResetPasswords(customer_id=CONTOSO, users=("ada",))).refused

    assert [problem.code for problem in refused.problems] == [ProblemCode.ADMINISTRATOR_DENIED]


@pytest.mark.parametrize("extra", [0, 1])
def test_twenty_who_pass_a_filter_are_named_and_one_more_is_too_many(office: Office, extra: int) -> None:
    office.add_users(19 + extra)  # and Nadia, who is there
    command = DeleteUsers(customer_id=CONTOSO, users=Everyone(UserFilter.WITHOUT_LICENSE))

    if not extra:
        assert len(preview(office.desk, GRACE, command).users) == 20
        return
    with pytest.raises(AccessDeniedError) as denied:
        preview(office.desk, GRACE, command)
    assert denied.value.decision.reason is Reason.MANY_TARGETS


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
