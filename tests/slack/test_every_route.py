"""Every way in, one by one, and everybody who must not come in by it.

What Slack would send is made for each route from its kind alone, so a new route is tested from the day on
which it is written; a new kind of route has to say here what Slack sends.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from functions.slack import routes
from functions.slack.function import SlackFunction
from functions.slack.listeners import commands
from functions.slack.listeners.commands import SUBCOMMANDS
from functions.slack.route import Kind, Open, Permission, Route
from functions.slack.routes import ROUTES
from functions.slack.subcommand import Subcommand
from sandbox.slack.delivery import Answer, Delivered, InProcess, Request, payloads
from sandbox.slack.people import OTHER_TEAM_ID
from sandbox.slack.workspace import Workspace
from shared.domain.action import Action
from shared.domain.staff import Role, Staff
from shared.policy.matrix import Entry, Matrix, Row
from shared.slack_ui.ids import View
from shared.slack_ui.state import ViewState
from tests.office import (
    ADMIN,
    GUEST,
    HELPDESK,
    NO_ROLE,
    STRANGER,
    Office,
    emulated_aws,
    environment_of,
    open_office,
)
from tests.staffing import register

EXPIRED = "U0ADMIN001"  # a member whose access has just ended
HARMLESS = {"users.info", "usergroups.users.list"}  # asks Slack who somebody is, and shows nothing


@dataclass(frozen=True)
class House:
    """One office for all routes: whoever is refused changes nothing in it."""

    office: Office
    before: list[str]
    functions: dict[tuple[Action, Entry | None], SlackFunction]

    @property
    def workspace(self) -> Workspace:
        return self.office.workspace

    def with_row(self, action: Action, entry: Entry | None) -> SlackFunction:
        """The function where a row of the policy says this of every role, or nothing at all."""
        if (action, entry) not in self.functions:
            desk = self.office.wiring.desk
            row = Row(dict.fromkeys(Role, entry) if entry else {}, frozenset())
            matrix = Matrix({**desk.matrix.rows, action: row})
            wiring = replace(self.office.wiring, desk=replace(desk, matrix=matrix))
            self.functions[action, entry] = SlackFunction(wiring)
        return self.functions[action, entry]


@pytest.fixture(scope="module")
def house(served: Workspace) -> Iterator[House]:
    with emulated_aws() as names:
        office = open_office(environment_of(names, served), served, names)
        customer_id = office.add_customer("Contoso Ltd", "contoso.example")
        office.delete(office.add_user(customer_id, "Zoe Ash"))
        office.add_user(customer_id, "Bram Visser")
        just_now = Staff(
            slack_user_id=EXPIRED, roles=frozenset({Role.GLOBAL_ADMIN}), expires_at=datetime.now(UTC)
        )
        register(office.wiring.desk.staff, just_now)
        office.grant(GUEST, Role.GLOBAL_ADMIN)
        office.grant(STRANGER, Role.GLOBAL_ADMIN)
        office.grant(HELPDESK, *Role)
        yield House(office, in_order(office), {})


@pytest.fixture(autouse=True)
def in_peace(house: House) -> None:
    house.workspace.connect(InProcess(house.office.function))
    house.workspace.calls.clear()
    house.workspace.views.stacks.clear()


def in_order(office: Office) -> list[str]:
    """All that is in the tables, as moto itself holds it: to ask for it takes longer than all the rest."""
    tables = dynamodb_backends[DEFAULT_ACCOUNT_ID][os.environ["AWS_REGION"]].tables
    names = (office.tables.directory, office.tables.workflow, office.tables.audit)
    items = (item.to_json() for name in names for item in tables[name].all_items())
    return sorted(json.dumps(item, sort_keys=True, default=str) for item in items)


# -- what Slack would send ------------------------------------------------------------------------------


Payload = dict[str, Any]


def a_view(house: House, who: str, callback_id: str) -> Any:
    """A modal about Contoso on somebody's screen, with a field in it."""
    office = house.office
    customer_id = next(iter(office.wiring.desk.directory.find_customers("contoso", 1))).id
    state = ViewState(customer_id=customer_id, nonce="n0nce", user_id="bram", request_id="click")
    given = {
        "type": "modal",
        "callback_id": callback_id,
        "title": {"type": "plain_text", "text": "Partner Desk"},
        "submit": {"type": "plain_text", "text": "Save"},
        "private_metadata": state.encode(),
        "blocks": [
            {
                "type": "input",
                "block_id": "name-n0nce",
                "label": {"type": "plain_text", "text": "Name"},
                "element": {"type": "plain_text_input", "action_id": "name"},
            }
        ],
    }
    return house.workspace.views.open(who, given)


def command(house: House, who: str, name: str) -> Delivered:
    del name
    return house.workspace.sign_in(who).sends_command("users contoso")


def click(house: House, who: str, name: str) -> Delivered:
    workspace, person = house.workspace, house.workspace.person(who)
    view = a_view(house, who, View.USERS)
    trigger = workspace.tickets.issue_trigger(who, view.id)
    customer_id = ViewState.decode(view.given["private_metadata"]).customer_id
    action = {
        "type": "button",
        "block_id": "b",
        "action_id": name,
        "action_ts": "1795339800.000001",
        "text": {"type": "plain_text", "text": "Press", "emoji": True},
        "value": customer_id,
    }
    body = payloads.block_actions_in_view(workspace.facts, person, view, action, trigger)
    return workspace.delivery.payload(body)


def submission(house: House, who: str, name: str) -> Delivered:
    workspace, view = house.workspace, a_view(house, who, name)
    trigger = workspace.tickets.issue_trigger(who, view.id)
    body = payloads.view_submission(workspace.facts, workspace.person(who), view, trigger)
    return workspace.delivery.payload(body)


def closing(house: House, who: str, name: str) -> Delivered:
    workspace, view = house.workspace, a_view(house, who, name)
    body = payloads.view_closed(workspace.facts, workspace.person(who), view, is_cleared=False)
    return workspace.delivery.payload(body)


def options(house: House, who: str, name: str) -> Delivered:
    workspace, view = house.workspace, a_view(house, who, View.USERS)
    place = {"container": {"type": "view", "view_id": view.id}, "view": view.as_slack(workspace.facts)}
    body = payloads.block_suggestion(workspace.facts, workspace.person(who), place, ("b", name), "con")
    return workspace.delivery.payload(body)


def event(house: House, who: str, name: str) -> Delivered:
    """An event, with the part of its own by which Slack says what it is about."""
    workspace, channel = house.workspace, house.workspace.conversations.direct_message(who)
    body = payloads.app_home_opened(workspace.facts, workspace.person(who), channel, None, 1795339800)
    body["event"] |= {"type": name, **ABOUT.get(name, {})}
    return workspace.delivery.event(body)


ABOUT: dict[str, Payload] = {
    "subteam_members_changed": {"subteam_id": "S0ADMINS01"},
    "subteam_updated": {"subteam": {"id": "S0ADMINS01"}},
    "user_change": {"user": {"id": HELPDESK}},
}

SENT: dict[Kind, Callable[[House, str, str], Delivered]] = {
    Kind.COMMAND: command,
    Kind.CLICK: click,
    Kind.SUBMISSION: submission,
    Kind.CLOSING: closing,
    Kind.OPTIONS: options,
    Kind.EVENT: event,
}


def sent(house: House, who: str, route: Route) -> Delivered:
    return SENT[route.kind](house, who, route.name)


def by_name(route: Route) -> str:
    return f"{route.kind.name.lower()}-{route.name}"


OF_PEOPLE = [route for route in ROUTES if route.requires is not Open.TO_SLACK]
OF_SLACK = [route for route in ROUTES if route.requires is Open.TO_SLACK]
WORDS = [each.names[language][0] for each in SUBCOMMANDS for language in ("en", "fr")]


# -- what must not happen -------------------------------------------------------------------------------


def what_came_of_it(house: House, delivered: Delivered) -> list[str]:
    """Everything that somebody got who should get a refusal and nothing else."""
    faults = []
    shown = [call for call in house.workspace.calls if call.method not in HARMLESS]
    for call in shown:
        view = call.arguments.get("view")
        drawn = json.loads(view) if isinstance(view, str) else view or {}
        is_refusal = drawn.get("callback_id") in {View.NOTICE, "home"} and "input" not in str(drawn)
        if not call.method.startswith("views.") or not is_refusal:
            faults.append(f"{call.method}: {call.arguments}")
    if len(shown) > 1:
        faults.append(f"shown {len(shown)} times")
    said = delivered.body.lower() + " ".join(json.dumps(call.arguments).lower() for call in shown)
    faults += [f"said: {word}" for word in ("contoso", "zoe", "bram") if word in said]
    return faults


def nothing_was_written(house: House) -> bool:
    return in_order(house.office) == house.before


def refused(house: House, requires: Permission, send: Callable[[str], Delivered]) -> dict[str, list[str]]:
    """Let everybody try who must not; tell what went wrong for whom."""
    faults = {}
    people = {"a guest": GUEST, "without a role": NO_ROLE, "expired": EXPIRED, "of a foreign team": STRANGER}
    tries: list[tuple[str, str, SlackFunction]] = [
        (what, who, house.office.function) for what, who in people.items()
    ]
    if isinstance(requires, Action):
        tries += [
            (f"whose row {said}", HELPDESK, house.with_row(requires, entry))
            for said, entry in (("is missing", None), ("denies", Entry.DENY))
        ]
    for what, who, function in tries:
        house.workspace.connect(InProcess(function))
        house.workspace.calls.clear()
        if found := what_came_of_it(house, send(who)):
            faults[what] = found
    return faults


@pytest.mark.promise(4)
def test_what_slack_sends_is_known_for_every_kind_of_route() -> None:
    assert set(SENT) == set(Kind)
    assert {route.kind for route in ROUTES} == set(Kind)


@pytest.mark.promise(4)
def test_every_route_is_there_once() -> None:
    names = [by_name(route) for route in ROUTES]
    assert len(names) == len(set(names))


@pytest.mark.promise(4)
@pytest.mark.promise(5)
@pytest.mark.promise(6)
@pytest.mark.parametrize("route", OF_PEOPLE, ids=by_name)
def test_nobody_comes_in_by_it_who_must_not(house: House, route: Route) -> None:
    assert refused(house, route.requires, lambda who: sent(house, who, route)) == {}
    assert nothing_was_written(house)


@pytest.mark.promise(4)
@pytest.mark.promise(5)
@pytest.mark.promise(6)
@pytest.mark.parametrize("word", WORDS)
def test_nobody_comes_in_by_a_word_of_the_command_who_must_not(house: House, word: str) -> None:
    subcommand = next(each for each in SUBCOMMANDS if word in sum(each.names.values(), ()))

    def send(who: str) -> Delivered:
        return house.workspace.sign_in(who).sends_command(f"{word} contoso")

    assert refused(house, subcommand.requires, send) == {}
    assert nothing_was_written(house)


class Nowhere:
    """Takes what Slack sends, so that it can be sent in another form."""

    def carry(self, request: Request, patience: float) -> Answer:
        del request, patience
        return Answer(200, {}, "")


@pytest.mark.promise(1)
@pytest.mark.parametrize("route", ROUTES, ids=by_name)
def test_another_workspace_has_no_way_in(house: House, route: Route) -> None:
    house.workspace.connect(Nowhere())
    ours = sent(house, ADMIN, route)
    house.workspace.connect(InProcess(house.office.function))
    body = ours.request.body.replace(house.workspace.facts.team_id, OTHER_TEAM_ID)
    assert body != ours.request.body
    theirs = house.workspace.delivery.send("forged", body, ours.request.headers["Content-Type"])
    assert theirs.answer is not None
    assert theirs.answer.status == 401
    assert house.workspace.calls == []
    assert nothing_was_written(house)


# -- and what must: or the tests above would pass for payloads that no listener would ever see -------------


@pytest.fixture
def reached(house: House, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which routes and words of the command were reached; the listeners behind them do nothing."""
    names: list[str] = []

    def spy(route: Route) -> Route:
        def listen(call: Any) -> None:
            names.append(by_name(route))
            call.ack()

        return replace(route, listener=listen)

    def eavesdrop(subcommand: Subcommand) -> Subcommand:
        def listen(call: Any, _typed: list[str]) -> None:
            names.append(subcommand.names["en"][0])
            call.ack()

        return replace(subcommand, listener=listen)

    spied = [each if each.kind is Kind.COMMAND else spy(each) for each in ROUTES]
    monkeypatch.setattr(routes, "ROUTES", tuple(spied))
    monkeypatch.setattr(commands, "SUBCOMMANDS", tuple(map(eavesdrop, SUBCOMMANDS)))
    house.workspace.connect(InProcess(SlackFunction(house.office.wiring)))
    return names


def test_who_may_comes_in_by_every_route_but_the_command(house: House, reached: list[str]) -> None:
    others = [route for route in ROUTES if route.kind is not Kind.COMMAND]
    for route in others:
        assert sent(house, ADMIN, route).is_ok
    assert reached == [by_name(route) for route in others]


def test_who_may_comes_in_by_every_word_of_the_command(house: House, reached: list[str]) -> None:
    nadia = house.workspace.sign_in(ADMIN)
    for word in WORDS:
        assert nadia.sends_command(f"{word} contoso").is_ok
    assert reached == [each.names["en"][0] for each in SUBCOMMANDS for _ in ("en", "fr")]


@pytest.mark.promise(4)
@pytest.mark.parametrize("entry", [None, Entry.DENY], ids=["missing", "denied"])
def test_no_listener_hears_of_who_lacks_its_permission(
    house: House, reached: list[str], entry: Entry | None
) -> None:
    spied = House(house.office, house.before, {})
    for route in ROUTES:
        if isinstance(route.requires, Action):
            house.workspace.connect(InProcess(spied.with_row(route.requires, entry)))
            sent(house, HELPDESK, route)
    for subcommand in SUBCOMMANDS:
        if isinstance(subcommand.requires, Action):
            house.workspace.connect(InProcess(spied.with_row(subcommand.requires, entry)))
            house.workspace.sign_in(HELPDESK).sends_command(f"{subcommand.names['en'][0]} contoso")
    assert reached == []


@pytest.mark.promise(4)
def test_what_slack_tells_of_its_workspace_is_nobodys_click(house: House, reached: list[str]) -> None:
    for route in OF_SLACK:
        for kind in sorted(set(Kind) - {Kind.EVENT, Kind.COMMAND}):
            SENT[kind](house, ADMIN, route.name)
    assert reached == []
