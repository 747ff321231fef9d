"""What Slack tells of its workspace: who left, and who joined or left a user group.

An event is a hint: it may come late, twice or out of order. What is so, Slack is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.slack.route import Kind, Open, Route
from shared.errors import BusyError
from shared.operations.membership import Departure, reconcile_at_once, revoke_all

if TYPE_CHECKING:
    from functions.slack.call import Call


def note_departure(call: Call) -> None:
    """Take everything from staff who left, or are guests now. Of most changes there is nothing to do."""
    user = call.event["user"]
    slack_user_id = str(user["id"])
    call.profiles.forget(slack_user_id)
    person = call.desk.find_staff(slack_user_id)
    if person is None or not person.grants or call.roster.is_member(slack_user_id):
        return
    why = Departure.LEFT if user.get("deleted") else Departure.NOT_A_MEMBER
    revoke_all(call.desk, slack_user_id, why, call.correlation_id)


def follow_members(call: Call) -> None:
    _follow(call, str(call.event["subteam_id"]))


def follow_group(call: Call) -> None:
    """A user group was changed, switched off or on again."""
    _follow(call, str(call.event["subteam"]["id"]))


def _follow(call: Call, group_id: str) -> None:
    """Bring a user group in step. Where there was no time for all, Slack is asked to tell us again."""
    done = reconcile_at_once(call.desk, call.roster, group_id, call.correlation_id)
    if done.left:
        raise BusyError(cause="more people than there is time for", group_id=group_id, left=done.left)


ROUTES = (
    Route(Kind.EVENT, "user_change", Open.TO_SLACK, note_departure),
    Route(Kind.EVENT, "subteam_members_changed", Open.TO_SLACK, follow_members),
    Route(Kind.EVENT, "subteam_updated", Open.TO_SLACK, follow_group),
)
