"""The history turns its pages by what its buttons carry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.domain.audit import PARTNER_DESK
from shared.i18n.translator import translator
from shared.ports import Cursor, Page
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.audit import turned
from shared.slack_ui.state import ViewState
from tests.builders import an_event
from tests.unit.slack_ui.histories import audit_view
from tests.unit.slack_ui.situations import CONTOSO, NADIA, STATE
from tests.unit.slack_ui.test_slack_takes_it import parts

VIEW = audit_view(
    translator("en"), CONTOSO, NADIA, (), Page([an_event()], before="newer", after="older"), STATE
).to_dict()


@pytest.mark.parametrize(
    ("click", "cursor"),
    [(Click.NEWER_EVENTS, Cursor(before="newer")), (Click.OLDER_EVENTS, Cursor(after="older"))],
)
def test_each_button_leads_to_its_page(click: Click, cursor: Cursor) -> None:
    (button,) = (part for part in parts(VIEW) if part.get("action_id") == click)

    assert turned(button) == cursor


def test_it_remembers_whose_history_it_is_and_no_password() -> None:
    state = ViewState.decode(VIEW["private_metadata"])

    assert (state.customer_id, state.user_id, state.password) == ("contoso", "nadia", "")


def test_what_time_does_is_done_by_partner_desk() -> None:
    event = replace(an_event(), actor_id=PARTNER_DESK)

    drawn = audit_view(translator("en"), CONTOSO, None, (), Page([event]), STATE).to_dict()

    assert "Partner Desk" in [part.get("text") for part in parts(drawn)]
    assert [part for part in parts(drawn) if part.get("type") == "user"] == []


def test_a_channel_is_shown_by_its_name() -> None:
    was, becomes = {"notice_channel": ""}, {"notice_channel": "C0NOTICES1"}
    event = an_event(old_value=was, new_value=becomes)

    drawn = audit_view(translator("en"), CONTOSO, None, (), Page([event]), STATE).to_dict()

    mentioned = [part["channel_id"] for part in parts(drawn) if part.get("type") == "channel"]
    assert mentioned == ["C0NOTICES1"]
    assert "none" in [part.get("text") for part in parts(drawn)]


def test_an_actor_who_is_no_slack_user_is_named_as_recorded() -> None:
    event = replace(an_event(), actor_id="sandbox")

    drawn = audit_view(translator("en"), CONTOSO, None, (), Page([event]), STATE).to_dict()

    assert "sandbox" in [part.get("text") for part in parts(drawn)]
    assert [part for part in parts(drawn) if part.get("type") == "user"] == []
