"""Resetting and deleting in both languages: what Slack accepts, and what people see."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from functions.slack.listeners.people import fitting
from sandbox.slack.limits import view_problems
from shared.domain.command import DeleteUsers, ResetPasswords
from shared.domain.user import Everyone, UserFilter
from shared.i18n.translator import translator
from shared.operations.looking import UserQuery
from shared.ports import Cursor
from shared.slack_ui import ids
from shared.slack_ui.carried import pack
from shared.slack_ui.modals.people_form import PeopleForm
from shared.slack_ui.state import MAXIMUM_STATE
from tests.unit.slack_ui import longest
from tests.unit.slack_ui.deletion_situations import (
    DELETE,
    LONGEST_COMMAND,
    LONGEST_CREATED,
    LONGEST_STATE,
    LONGEST_VIEWS,
    OVERVIEW,
    RESET,
    STATE,
    VIEWS,
)
from tests.unit.slack_ui.submitted import submitted
from tests.unit.slack_ui.test_slack_takes_it import parts, readable

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from shared.i18n.translator import Translator

T = translator("en")


@pytest.mark.parametrize("situation", VIEWS)
def test_slack_takes_the_view_and_people_see_this(
    situation: str, t: Translator, snapshot: SnapshotAssertion
) -> None:
    view = VIEWS[situation](t).to_dict()

    assert view_problems(view) == []
    assert readable(view) == snapshot


@pytest.mark.parametrize("situation", LONGEST_VIEWS)
def test_slack_takes_the_view_with_the_longest_records(situation: str, t: Translator) -> None:
    view = LONGEST_VIEWS[situation](t).to_dict()

    assert view_problems(view) == []
    assert len(view["private_metadata"]) <= MAXIMUM_STATE


@pytest.mark.parametrize("situation", VIEWS)
def test_nothing_is_ever_markup(situation: str, t: Translator) -> None:
    drawing = VIEWS[situation](t).to_dict()

    assert [part for part in parts(drawing) if part.get("type") == "mrkdwn"] == []


@pytest.mark.parametrize("situation", VIEWS)
def test_no_title_or_button_below_is_cut(situation: str, t: Translator) -> None:
    view = VIEWS[situation](t).to_dict()

    assert [each for each in ("title", "submit", "close") if "…" in view.get(each, {}).get("text", "")] == []


@pytest.mark.parametrize("situation", [each for each in VIEWS if "confirm" in each])
def test_no_password_is_shown_before_it_is_set(situation: str) -> None:
    view = VIEWS[situation](T).to_dict()

    assert "Temporary+123456" not in str(view["blocks"])


@pytest.mark.parametrize("situation", [each for each in VIEWS if each.startswith("no ")])
def test_what_cannot_be_done_is_not_offered_and_keeps_no_password(situation: str) -> None:
    view = VIEWS[situation](T).to_dict()

    assert "submit" not in view
    assert "Temporary+123456" not in str(view)


@pytest.mark.parametrize(("callback", "kind"), [(RESET, ResetPasswords), (DELETE, DeleteUsers)])
def test_what_the_form_asks_it_reads_by_name(callback: ids.View, kind: type[Any]) -> None:
    chosen = {"zoe": "Zoë Ash", "bram": "Bram Visser", "niamh": "Niamh O'Brien"}
    view = PeopleForm(callback=callback, state=STATE, chosen=chosen).build(T, OVERVIEW)

    form = PeopleForm.parse(submitted(view))

    assert form.command == kind(customer_id="contoso", users=("bram", "niamh", "zoe"))
    assert form.state == STATE


def test_the_filter_chosen_before_is_read_from_an_untouched_form() -> None:
    everyone = Everyone(UserFilter.WITH_LICENSE, "sku-e1")
    view = PeopleForm(callback=DELETE, state=STATE, everyone=everyone).build(T, OVERVIEW)
    sent = submitted(view)
    sent["state"]["values"] = {}

    assert PeopleForm.parse(sent).command == DeleteUsers(customer_id="contoso", users=everyone)


def test_nobody_is_pointed_out_where_users_were_to_be_chosen() -> None:
    by_name, by_filter = (
        PeopleForm(callback=RESET, state=STATE, everyone=each) for each in (None, Everyone())
    )

    assert list(by_name.nobody_errors(T)) == ["users-n0nce"]
    assert list(by_filter.nobody_errors(T)) == ["who-n0nce"]


def test_where_the_list_was_is_forgotten_only_where_twenty_passwords_leave_no_room() -> None:
    at = UserQuery(typed="n" * 100, cursor=Cursor(after=longest.CURSOR), skip=30)
    full = replace(LONGEST_STATE, query=at, carried=pack(LONGEST_COMMAND), created=LONGEST_CREATED)

    assert fitting(replace(STATE, query=at)).query == at
    assert len(full.encode()) > MAXIMUM_STATE
    assert fitting(full).query == UserQuery(typed="n" * 100)
    assert fitting(full).created == LONGEST_CREATED
    assert len(fitting(full).encode()) <= MAXIMUM_STATE
