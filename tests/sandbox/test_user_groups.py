"""User groups: what Slack's own client is told of them, and what our roster makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.slack import administration
from sandbox.slack.user_groups import SUPPORT
from shared.errors import BusyError
from shared.gateways.slack_profiles import SlackProfiles
from shared.gateways.slack_roster import SlackRoster

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from sandbox.slack.workspace import Workspace

THEO, LUCIA, MAYA = "U0HELPDSK1", "U0SALES001", "U0NOROLE01"


@pytest.fixture
def roster(slack: WebClient, workspace: Workspace) -> SlackRoster:
    return SlackRoster(slack, SlackProfiles(workspace.facts.team_id))


def test_members_of_a_group_come_and_go(roster: SlackRoster, workspace: Workspace) -> None:
    assert roster.members(SUPPORT) == {THEO, LUCIA}
    administration.join(workspace, SUPPORT, MAYA)
    administration.leave(workspace, SUPPORT, THEO)
    assert roster.members(SUPPORT) == {LUCIA, MAYA}


def test_a_group_that_is_gone_or_never_was_has_no_members(roster: SlackRoster, workspace: Workspace) -> None:
    administration.switch_off(workspace, SUPPORT)
    assert roster.members(SUPPORT) == frozenset()
    assert roster.members("S0NOTHING1") == frozenset()
    assert [group.name for group in roster.user_groups()] == ["Evening shift"]


def test_groups_are_listed_by_name_with_their_handles(roster: SlackRoster) -> None:
    assert [(each.name, each.handle) for each in roster.user_groups()] == [
        ("Evening shift", "evenings"),
        ("Support", "support"),
    ]


def test_only_members_in_good_standing_are_members_and_it_is_asked_anew(
    roster: SlackRoster, workspace: Workspace
) -> None:
    assert roster.is_member(THEO)
    others = ("U0GUEST001", "U0STRANGER", "U0DEPARTED", workspace.facts.bot_user_id, "U0NOBODY01")
    assert [each for each in others if roster.is_member(each)] == []
    workspace.change_person(THEO, deleted=True)
    assert not roster.is_member(THEO)


@pytest.mark.parametrize("error", ["ratelimited", "fatal_error", "internal_error"])
def test_what_passes_is_busy_and_takes_nothing_from_anybody(
    roster: SlackRoster, workspace: Workspace, error: str
) -> None:
    workspace.faults.fail_next("usergroups.users.list", error)
    with pytest.raises(BusyError):
        roster.members(SUPPORT)
    workspace.faults.fail_next("users.info", error)
    with pytest.raises(BusyError):
        roster.is_member(THEO)


def test_what_slack_refuses_for_another_reason_is_not_an_empty_group(
    roster: SlackRoster, workspace: Workspace
) -> None:
    workspace.faults.fail_next("usergroups.users.list", "missing_scope")
    with pytest.raises(SlackApiError):
        roster.members(SUPPORT)
