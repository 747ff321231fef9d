"""What staff hold follows Slack: once, whoever says so how often, and never more than Slack says now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType
from shared.domain.staff import Grant, MappedGroup, Role, Staff
from shared.errors import BusyError
from shared.operations.membership import (
    LOOKED_UP,
    MAXIMUM_AT_ONCE,
    Departure,
    Reconciled,
    reconcile,
    reconcile_at_once,
    reconcile_group,
    revoke_all,
)
from tests.builders import a_desk, a_staff_member
from tests.fakes import FakeAudit, FakeClock, FakeStaffRegister
from tests.fakes_of_work import FakeRoster

if TYPE_CHECKING:
    from shared.domain.audit import AuditEvent
    from shared.operations.desk import Desk

SELLER = Grant(roles=frozenset({Role.SALES_AGENT}))
AGENT = Grant(roles=frozenset({Role.ADMIN_AGENT}), customers=frozenset({"contoso"}))


class Team:
    """A register in which a user group is mapped, and a Slack in which it has members."""

    def __init__(self, *members: str, grant: Grant | None = SELLER) -> None:
        self.audit = FakeAudit()
        self.register = FakeStaffRegister(audit=self.audit)
        self.clock = FakeClock()
        self.roster = FakeRoster(people=set(members), groups={"S1": set(members)})
        self.map(grant)

    def map(self, grant: Grant | None) -> None:
        self.register.mapped.clear()
        if grant is not None:
            self.register.mapped["S1"] = MappedGroup(id="S1", name="Support", grant=grant, version=1)

    @property
    def desk(self) -> Desk:
        return a_desk(staff=self.register, audit=self.audit, clock=self.clock)

    def follow(self) -> Reconciled:
        return reconcile_group(self.desk, self.roster, "S1", "delivery-1")

    def held(self) -> dict[str, Grant]:
        people = self.register.members.values()
        return {each.slack_user_id: each.memberships["S1"] for each in people if each.memberships}

    def events(self) -> list[AuditEvent]:
        return self.audit.recorded


def test_members_hold_what_their_group_is_mapped_to_and_each_has_an_event() -> None:
    team = Team("U0LUCIA", "U0THEO")
    assert team.follow() == Reconciled(changed=2)
    assert team.held() == {"U0LUCIA": SELLER, "U0THEO": SELLER}
    assert [(event.target_id, event.actor_id) for event in team.events()] == [
        ("U0LUCIA", "partner-desk"),
        ("U0THEO", "partner-desk"),
    ]
    [event, _] = team.events()
    assert event.operation_types == (OperationType.GRANT_ROLES,)
    assert event.new_value == {
        "roles": ["sales_agent"],
        "customers": "all",
        "expires_at": "",
        "user_groups": ["S1"],
    }


def test_again_and_again_writes_nothing_more() -> None:
    team = Team("U0LUCIA", "U0THEO")
    team.follow()
    assert [team.follow() for _ in range(3)] == [Reconciled()] * 3
    assert len(team.events()) == 2


def test_only_those_who_differ_are_written_and_their_own_roles_stay() -> None:
    team = Team("U0LUCIA", "U0THEO")
    team.follow()
    team.register.save(replace(team.register.members["U0THEO"], roles=frozenset({Role.HELPDESK_AGENT})))
    team.roster.groups["S1"] = {"U0LUCIA"}
    assert team.follow() == Reconciled(changed=1)
    theo = team.register.members["U0THEO"]
    assert (theo.roles, theo.memberships) == (frozenset({Role.HELPDESK_AGENT}), {})
    assert team.events()[-1].operation_types == (OperationType.REVOKE_ROLES,)
    assert team.events()[-1].old_value["roles"] == ["sales_agent"]


def test_back_and_forth_in_one_day_each_time_takes_effect() -> None:
    team = Team("U0THEO")
    for _ in range(3):
        team.roster.groups["S1"] = {"U0THEO"}
        assert team.follow() == Reconciled(changed=1)
        team.roster.groups["S1"] = set()
        assert team.follow() == Reconciled(changed=1)
    assert team.held() == {}
    assert len(team.events()) == 6


def test_a_changed_mapping_reaches_all_and_a_removed_one_takes_from_all() -> None:
    team = Team("U0LUCIA", "U0THEO")
    team.follow()
    team.map(AGENT)
    assert team.follow() == Reconciled(changed=2)
    assert team.held() == {"U0LUCIA": AGENT, "U0THEO": AGENT}
    team.map(None)
    assert team.follow() == Reconciled(changed=2)
    assert team.held() == {}


@pytest.mark.promise(5)
def test_who_is_no_member_of_the_workspace_is_given_nothing() -> None:
    team = Team("U0LUCIA", "U0GUEST")
    team.roster.people = {"U0LUCIA"}
    assert team.follow() == Reconciled(changed=1)
    assert team.held() == {"U0LUCIA": SELLER}


def test_who_leaves_the_group_while_it_is_brought_in_step_holds_nothing_in_the_end() -> None:
    team = Team("U0THEO")
    known = team.register.change

    def change_late(*args: object) -> object:
        team.register.change = known  # type: ignore[method-assign]
        team.roster.groups["S1"] = set()
        return known(*args)  # type: ignore[arg-type]

    team.register.change = change_late  # type: ignore[method-assign, assignment]
    assert team.follow() == Reconciled(changed=2)
    assert team.held() == {}


def test_two_at_once_come_to_the_same_and_leave_one_event_each() -> None:
    team = Team("U0LUCIA", "U0THEO")
    team.roster.before_telling = team.follow
    team.follow()
    assert team.held() == {"U0LUCIA": SELLER, "U0THEO": SELLER}
    assert len(team.events()) == 2


def test_while_slack_waits_at_most_25_people_are_changed_and_the_rest_is_counted() -> None:
    members = [f"U0CROWD{number:03}" for number in range(60)]
    team = Team(*members)
    assert reconcile_at_once(team.desk, team.roster, "S1", "d") == Reconciled(changed=25, left=35)
    assert MAXIMUM_AT_ONCE == 25
    assert reconcile_at_once(team.desk, team.roster, "S1", "d") == Reconciled(changed=25, left=10)
    assert reconcile_at_once(team.desk, team.roster, "S1", "d") == Reconciled(changed=10)


def test_what_is_to_be_taken_is_taken_first() -> None:
    gone = [f"U0GONE{number}" for number in range(3)]
    team = Team(*gone)
    team.follow()
    team.roster.groups["S1"] = {"U0ANEW"}
    team.roster.people.add("U0ANEW")
    assert reconcile_group(team.desk, team.roster, "S1", "d", limit=3) == Reconciled(changed=3, left=1)
    assert team.held() == {}


def test_a_slack_that_does_not_answer_changes_nothing() -> None:
    team = Team("U0THEO")
    team.follow()
    team.roster.error = BusyError()
    with pytest.raises(BusyError):
        team.follow()
    assert team.held() == {"U0THEO": SELLER}


def test_the_sweep_follows_all_groups_and_those_that_are_mapped_no_more() -> None:
    team = Team("U0LUCIA", "U0THEO")
    left_over = a_staff_member(Role.SALES_AGENT, slack_user_id="U0RAVI")
    team.roster.people |= {"U0RAVI", "U0FIRST"}
    team.register.save(replace(left_over, memberships={"S9": AGENT}, version=1))
    assert reconcile(team.desk, team.roster, "sweep-1") == Reconciled(changed=3)
    assert team.register.members["U0RAVI"].memberships == {}
    assert team.register.members["U0RAVI"].roles == {Role.SALES_AGENT}


def test_the_sweep_finds_who_left_without_our_being_told_within_hours() -> None:
    team = Team(grant=None)
    staff = [f"U0CROWD{number:03}" for number in range(4 * LOOKED_UP)]
    team.roster.people = {*staff, "U0FIRST"} - {"U0CROWD007"}
    for each in staff:
        team.register.save(replace(a_staff_member(slack_user_id=each), version=1))
    for _ in range(8):
        team.roster.asked.clear()
        reconcile(team.desk, team.roster, "sweep-1")
        assert 0 < len(team.roster.asked) <= 2 * LOOKED_UP
        team.clock.move(timedelta(minutes=15))
    assert not team.register.members["U0CROWD007"].grants
    assert [event.target_id for event in team.events()] == ["U0CROWD007"]


def test_a_sweep_during_which_slack_is_silent_leaves_all_as_it_is() -> None:
    team = Team("U0THEO")
    team.roster.error = BusyError()
    assert reconcile(team.desk, team.roster, "sweep-1").left > 0
    assert team.events() == []


@pytest.mark.promise(10)
def test_who_leaves_loses_their_own_and_what_groups_gave_them_at_once_and_once() -> None:
    team = Team("U0THEO")
    team.follow()
    theo = team.register.members["U0THEO"]
    team.register.save(replace(theo, roles=frozenset({Role.HELPDESK_AGENT})))
    assert revoke_all(team.desk, "U0THEO", Departure.LEFT, "d")
    assert not revoke_all(team.desk, "U0THEO", Departure.LEFT, "d")
    assert team.register.members["U0THEO"] == Staff(
        slack_user_id="U0THEO", roles=frozenset(), version=theo.version + 1
    )
    event = team.events()[-1]
    assert (event.old_value["roles"], event.old_value["user_groups"]) == (["helpdesk_agent"], ["S1"])
    assert event.new_value["reason"] == "left"


def test_the_first_admin_of_the_deployment_can_leave_too() -> None:
    team = Team(grant=None)
    assert revoke_all(team.desk, "U0FIRST", Departure.LEFT, "d")
    assert team.desk.find_staff("U0FIRST") == Staff(slack_user_id="U0FIRST", roles=frozenset(), version=1)


def test_the_first_admin_keeps_their_own_roles_when_a_group_gives_them_more() -> None:
    team = Team("U0FIRST")
    assert team.follow() == Reconciled(changed=1)
    first = team.register.members["U0FIRST"]
    assert (first.roles, first.memberships) == (frozenset({Role.GLOBAL_ADMIN}), {"S1": SELLER})
