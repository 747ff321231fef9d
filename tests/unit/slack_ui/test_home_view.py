"""The App Home in both languages: what Slack accepts, and what people see."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sandbox.slack.limits import view_problems
from shared.domain.action import Action
from shared.domain.command import DeleteUsers
from shared.domain.deletion import DeletedUser
from shared.domain.request import Approval, BreakGlass, Request, RequestState
from shared.domain.staff import Role
from shared.operations.home import Home
from shared.operations.request_list import REQUESTS_AT_A_GLANCE, RequestList
from shared.ports import Page
from shared.slack_ui.home import home_view, plain_home
from shared.slack_ui.ids import Click
from shared.slack_ui.messages.refusals import stranger
from tests.builders import NOW, a_deleted_user, a_license_command, a_request, a_user, a_user_profile
from tests.unit.slack_ui import longest
from tests.unit.slack_ui.test_slack_takes_it import parts, readable

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from shared.i18n.translator import Translator

EVERYTHING = frozenset(Action)
APPROVAL = Approval(
    policy_reason="role_needs_approval",
    needed=1,
    approver_roles=frozenset({Role.ADMIN_AGENT, Role.GLOBAL_ADMIN}),
    expires_at=NOW + timedelta(hours=72),
    customer_name="Contoso Ltd",
)


def asked(identifier: str, state: RequestState = RequestState.PENDING, **changes: object) -> Request:
    command = DeleteUsers(customer_id="contoso", users=("bram",))
    request = a_request(identifier, command, requester_id="U0HELPDSK1")
    return replace(request, state=state, approval=APPROVAL, **changes)  # type: ignore[arg-type]  # by name


def gone(name: str, hours: int) -> DeletedUser:
    user = a_user(name.lower(), a_user_profile(name))
    return a_deleted_user(user, at=NOW - timedelta(hours=hours))


ALONE = replace(
    asked("click-3", RequestState.DONE),
    approval=replace(APPROVAL, break_glass=BreakGlass(reason="Locked out.", broken_at=NOW)),
)
EMPTY = Home(requests={each: Page([]) for each in RequestList}, deleted=[], permits=EVERYTHING, now=NOW)
BUSY = Home(
    requests={
        RequestList.WAITING: Page([asked("click-1"), asked("click-2")]),
        RequestList.REVIEWS: Page([ALONE]),
        RequestList.FILED: Page([asked("click-4", RequestState.REJECTED)], after="further"),
        RequestList.UNDER_WAY: Page([a_request("click-5", a_license_command())]),
    },
    deleted=[gone("Zoe Ash", 1), gone("Bram Visser", 24 * 29 + 2)],
    permits=EVERYTHING - {Action.GRANT_ROLE},
    now=NOW,
    customer_names={"contoso": "Contoso Ltd"},
    is_of_some=True,
)
SITUATIONS = {"nothing": EMPTY, "much": BUSY}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_slack_takes_the_home_and_people_see_this(
    situation: str, t: Translator, snapshot: SnapshotAssertion
) -> None:
    view = home_view(t, SITUATIONS[situation]).to_dict()

    assert view_problems(view) == []
    assert readable(view) == snapshot


def test_slack_takes_what_is_said_in_place_of_the_home() -> None:
    assert view_problems(plain_home(stranger("U0GLOBAL01")).to_dict()) == []


def test_slack_takes_the_fullest_home_with_the_longest_names(t: Translator) -> None:
    full = Page([asked(f"click-{number}") for number in range(REQUESTS_AT_A_GLANCE)], after="further")
    deleted = [
        a_deleted_user(replace(longest.longest_user(), id=f"{longest.UUID[:-1]}{n}")) for n in range(5)
    ]
    names = {longest.longest_user().customer_id: longest.longest_customer().name}
    home = replace(BUSY, requests=dict.fromkeys(RequestList, full), deleted=deleted, customer_names=names)
    view = home_view(t, home).to_dict()

    assert len(view["blocks"]) <= 100
    blocks = [block["block_id"] for block in view["blocks"] if "block_id" in block]
    assert len(blocks) == len(set(blocks))
    assert view_problems(view) == []


def test_nothing_on_it_is_markup(t: Translator) -> None:
    assert [part for part in parts(home_view(t, BUSY).to_dict()) if part.get("type") == "mrkdwn"] == []


@pytest.mark.parametrize(
    ("permits", "shown"),
    [
        (EVERYTHING, True),
        (EVERYTHING - {Action.GRANT_ROLE}, False),
    ],
)
def test_roles_are_offered_to_who_may_grant_them(
    permits: frozenset[Action],
    shown: bool,
    en: Translator,
) -> None:
    view = home_view(en, replace(EMPTY, permits=permits)).to_dict()
    clicks = {part.get("action_id") for part in parts(view)}
    assert (Click.OPEN_ROLES in clicks) is shown
