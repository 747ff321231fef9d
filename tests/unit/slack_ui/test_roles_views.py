"""Partner roles in both languages: what Slack accepts, what people see, and what a form reads back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from sandbox.slack.limits import message_problems, view_problems
from shared.domain.staff import Grant, Role
from shared.i18n.translator import translator
from shared.operations.looking import UserQuery
from shared.operations.staff_list import StaffQuery
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.grant_form import GrantForm
from shared.slack_ui.modals.grant_inputs import GrantEntered
from shared.slack_ui.modals.roles import next_staff_query, query_of, roles_view
from shared.slack_ui.state import ViewState
from tests.unit.slack_ui.role_situations import (
    CONTOSO,
    CUSTOMERS,
    LONGEST_VIEWS,
    MESSAGES,
    STATE,
    VIEWS,
    around,
    listed,
)
from tests.unit.slack_ui.submitted import submitted
from tests.unit.slack_ui.test_slack_takes_it import drawn, readable

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from shared.i18n.translator import Translator

T = translator("en")
PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize("situation", VIEWS)
def test_slack_takes_the_view_and_people_see_this(
    situation: str, t: Translator, snapshot: SnapshotAssertion
) -> None:
    view = VIEWS[situation](t).to_dict()
    assert view_problems(view) == []
    assert readable(view) == snapshot


@pytest.mark.parametrize("situation", LONGEST_VIEWS)
def test_slack_takes_the_longest_view_that_there_can_be(situation: str, t: Translator) -> None:
    assert view_problems(LONGEST_VIEWS[situation](t).to_dict()) == []


@pytest.mark.parametrize("situation", MESSAGES)
def test_slack_takes_the_message(situation: str, t: Translator, snapshot: SnapshotAssertion) -> None:
    message = drawn(MESSAGES[situation](t))
    assert message_problems(message) == []
    if situation != "as many as there can be":
        assert readable(message) == snapshot


@pytest.mark.parametrize(
    "grant",
    [
        Grant(roles=frozenset(Role)),
        Grant(roles=frozenset({Role.SALES_AGENT}), customers=frozenset({CONTOSO})),
        Grant(roles=frozenset({Role.SALES_AGENT}), expires_at=datetime(2030, 7, 1, 21, 59, tzinfo=UTC)),
        Grant(roles=frozenset({Role.SALES_AGENT}), expires_at=datetime(2030, 1, 1, 0, 0, tzinfo=UTC)),
    ],
    ids=["all roles", "one customer", "until summer", "until winter"],
)
def test_what_stands_in_the_form_is_read_back(grant: Grant, t: Translator) -> None:
    entered = GrantEntered(grant=grant, reason="On call")
    view = GrantForm.build(t, ViewState(nonce="n", staff_id="U0THEO"), around(), entered)
    form = GrantForm.parse(submitted(view), PARIS)
    assert (form.entered, form.command.slack_user_id) == (entered, "U0THEO")


def test_a_day_without_a_time_lasts_to_its_end_where_the_clocks_change() -> None:
    form = GrantForm.build(T, STATE, around())
    changed = submitted(form, expires_at="2030-03-30", person="U0MAYA")
    ends = GrantForm.parse(changed, PARIS).command.grant.expires_at
    assert ends == datetime(2030, 3, 30, 23, tzinfo=UTC)  # midnight in Paris, still in winter


@pytest.mark.parametrize(
    "query", [StaffQuery(), StaffQuery(role=Role.SALES_AGENT, skip=8), StaffQuery(has_ended=True)], ids=str
)
def test_a_list_knows_what_it_shows(query: StaffQuery) -> None:
    view = roles_view(T, listed(query=query, customers=CUSTOMERS))
    assert query_of(ViewState.decode(view.private_metadata or "")) == query


def test_a_tampered_list_shows_everybody() -> None:
    for typed in ("role:emperor", "nonsense", "role:", ":"):
        assert query_of(ViewState(query=UserQuery(typed=typed))) == StaffQuery()
    action = {"action_id": Click.NEXT_STAFF, "value": "-8; drop"}
    assert next_staff_query(ViewState(), action).skip == 0
