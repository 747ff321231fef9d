"""Workers killed at every step of a request that others agree to, on AWS's own engine."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sandbox.slack.conversations import APPROVALS_CHANNEL
from shared.domain.command import DeleteUsers
from shared.domain.request import Card, Request, RequestState, Tally
from shared.domain.staff import Role
from shared.operations.approval import approve, break_glass, close_review, reject
from shared.operations.asking import content_hash
from shared.operations.desk import Desk, Operation
from shared.operations.request import submit_many
from shared.ports import Cursor, Standing
from shared.store import keys
from tests.builders import CONTOSO, a_desk, a_staff_member, an_event
from tests.staffing import register
from tests.store.children import side_by_side
from tests.store.killed_worker import AFTER, BEFORE, CHANGE
from tests.store.test_worker_killed import ADMIN, CLICK, office, someone

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.staff import Staff
    from tests.store.test_worker_killed import Office

pytestmark = pytest.mark.dynamodb_local

USERS = 24  # more than twenty, so two people have to agree
SLICE = 20
HELPDESK, RAVI, CAMILLE = "U0HELPDSK1", "U0ADMIN001", "U0USERMGR1"
PEOPLE = {
    HELPDESK: Role.HELPDESK_AGENT,
    RAVI: Role.ADMIN_AGENT,
    CAMILLE: Role.USER_MANAGEMENT_ADMIN,
}


def desk_of(office: Office) -> Desk:
    store = office.store
    return a_desk(
        store.directory,
        audit=store.audit,
        staff=store.staff,
        requests=store.requests,
        credentials=store.credentials,
        first_admin=ADMIN,
    )


def found(desk: Desk, slack_user_id: str) -> Staff:
    staff = desk.find_staff(slack_user_id)
    assert staff is not None
    return staff


def ask(desk: Desk, requester_id: str) -> None:
    """Ask to delete everybody there is."""
    users = tuple(someone(number).id for number in range(USERS))
    command = DeleteUsers(customer_id=CONTOSO, users=users)
    asked = submit_many(desk, command, found(desk, requester_id), Operation(CLICK, "delivery"), "en")
    assert isinstance(asked, Request)
    assert asked.is_pending


def helpdesk_asks(desk: Desk) -> None:
    ask(desk, HELPDESK)


def agreed_by(slack_user_id: str) -> Callable[[Desk], None]:
    def agree(desk: Desk) -> None:
        shown = content_hash(desk.requests.request(CLICK))
        approve(
            desk, found(desk, slack_user_id), CLICK, shown, Operation(f"agree.{slack_user_id}", "delivery")
        )

    return agree


def ravi_rejects(desk: Desk) -> None:
    shown = content_hash(desk.requests.request(CLICK))
    reject(desk, found(desk, RAVI), CLICK, shown, "Not today.", Operation("reject", "delivery"))


def admin_asks(desk: Desk) -> None:
    ask(desk, ADMIN)


def admin_acts_alone(desk: Desk) -> None:
    shown = content_hash(desk.requests.request(CLICK))
    break_glass(desk, found(desk, ADMIN), CLICK, shown, "They left.", Operation("break", "delivery"))


def ravi_closes_the_review(desk: Desk) -> None:
    shown = content_hash(desk.requests.request(CLICK))
    close_review(desk, found(desk, RAVI), CLICK, shown, "As told.", Operation("close", "delivery"))


STORIES: dict[str, tuple[list[Callable[[Desk], None]], RequestState, tuple[str, ...]]] = {
    "agreed to by two": (
        [helpdesk_asks, agreed_by(RAVI), agreed_by(CAMILLE)],
        RequestState.DONE,
        (BEFORE, AFTER),
    ),
    "rejected by the second": (
        [helpdesk_asks, agreed_by(CAMILLE), ravi_rejects],
        RequestState.REJECTED,
        (AFTER,),
    ),
    "done alone and reviewed": (
        [admin_asks, admin_acts_alone, ravi_closes_the_review],
        RequestState.DONE,
        (BEFORE,),
    ),
}
"""What people do, how it ends, and whether the worker is killed before each call, or after."""


def tell(office: Office, story: list[Callable[[Desk], None]], *, killed: str = "") -> list[str]:
    """Let people decide, one after the other, and the worker work after each; tell where its lives ended."""
    desk = desk_of(office)
    for slack_user_id, role in PEOPLE.items():
        register(desk.staff, a_staff_member(role, slack_user_id=slack_user_id))
    for number in range(USERS):
        user = replace(someone(number), licenses={})
        office.store.directory.add_user(user, an_event(f"create.{number}", target_id=user.id))
    deaths = []
    for step in story:
        step(desk)
        deaths += office.work(killed=killed)
    return deaths


@pytest.mark.promise(9, 16)
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", STORIES)
def test_a_worker_killed_at_every_step_of_what_others_decide_loses_and_repeats_nothing(
    dynamodb_local: str, name: str
) -> None:
    story, state, phases = STORIES[name]
    with ExitStack() as opened, side_by_side(len(phases)) as threads:
        undisturbed, *killed = [
            opened.enter_context(office(dynamodb_local, 0, SLICE)) for _ in range(1 + len(phases))
        ]
        tell(undisturbed, story)

        working = [
            threads.submit(tell, each, story, killed=phase)
            for each, phase in zip(killed, phases, strict=True)
        ]

        check_deaths(undisturbed, [death for each in working for death in each.result()], len(phases))
        for each in (undisturbed, *killed):
            for mine, theirs in zip(each.tables, undisturbed.tables, strict=True):
                assert told(each, mine) == told(undisturbed, theirs)
            assert each.request.state is state
            check_effect(each, state)
            check_cards(each)


def told(office: Office, table: str) -> list[dict[str, object]]:
    """Everything in a table but what differs from one test's preparation to the next."""
    return [
        item
        for item in office.items(table)
        if item["pk"]["S"] != keys.STAFF and not item["pk"]["S"].startswith("prepare.")
    ]


def check_deaths(office: Office, deaths: list[str], phases: int) -> None:
    """At everything that is written down or shown, and at the deletion of every user."""
    counted = Counter(deaths)
    changes = {death for death in counted if death.startswith(CHANGE)}
    assert len(changes) == office.request.tally.done * phases / 2  # half of them are for each phase
    kinds = Counter(death.partition(" ")[0] for death in counted if death not in changes)
    assert kinds["settling"] >= 2  # while it waits, and when it has ended
    assert kinds["keeping"] >= 2  # the card of whoever asked, and the one of those who may agree
    assert kinds["chat.postMessage"] >= 2
    assert kinds["chat.update"] >= 2
    if office.request.slices:
        assert kinds["checkpoint"] == 1 + 1 + office.request.slices + 1  # begun, listed, each slice, ended


def check_effect(office: Office, state: RequestState) -> None:
    """Every user is deleted once, or nobody; each decision is in the trail once."""
    deleted = USERS if state is RequestState.DONE else 0
    assert office.request.tally == Tally(done=deleted)
    assert office.store.directory.count_users(CONTOSO).deleted == deleted
    events = office.store.audit.events(CONTOSO, None, Cursor(), 100).items
    of_users = [event.target_id for event in events if event.operation_id == CLICK != event.target_id]
    assert sorted(of_users) == [someone(number).id for number in range(deleted)]
    assert len([event for event in events if event.target_id == CLICK]) == 3
    for standing in Standing:
        assert list(office.store.requests.list_standing(standing, Cursor(), 10).items) == []


def check_cards(office: Office) -> None:
    """Every copy of the card shows the end; at most one beside it was posted in a moment of death."""
    request = office.request
    shown = office.store.requests.cards(CLICK)
    assert {"requester", "channel"} <= shown.keys()
    assert shown["channel"].channel_id == APPROVALS_CHANNEL
    messages = said(office, request)
    for card in shown.values():
        assert "Waiting" not in messages[card]
    assert len(messages) <= 2 * len(shown)


def said(office: Office, request: Request) -> dict[Card, str]:
    """Every card that the app wrote to those concerned, and where; files are no cards."""
    return {
        Card(channel_id=message.channel_id, message_ts=message.ts): message.text
        for reader in (request.requester_id, RAVI, CAMILLE)
        for message in office.workspace.sign_in(reader).messages
        if not message.files
    }
