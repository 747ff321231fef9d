"""Views that hand over passwords, and cards of what the worker did: what Slack takes, what people see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.slack.limits import message_problems, view_problems
from shared.slack_ui.mail import password_mail
from shared.slack_ui.state import MAXIMUM_STATE, ViewState
from tests.unit.slack_ui.handover_situations import LONGEST_VIEWS, SHEET, VIEWS
from tests.unit.slack_ui.job_situations import CARDS, LONGEST_CARDS
from tests.unit.slack_ui.test_slack_takes_it import drawn, parts, readable

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from shared.i18n.translator import Translator

PASSWORDS = [line.password for line in SHEET.lines]


@pytest.mark.parametrize("situation", VIEWS)
def test_slack_takes_the_view_and_people_see_this(
    situation: str, t: Translator, snapshot: SnapshotAssertion
) -> None:
    view = VIEWS[situation](t).to_dict()

    assert view_problems(view) == []
    assert [part for part in parts(view) if part.get("type") == "mrkdwn"] == []
    assert readable(view) == snapshot


@pytest.mark.parametrize("situation", LONGEST_VIEWS)
def test_slack_takes_the_view_with_the_longest_records(situation: str, t: Translator) -> None:
    view = LONGEST_VIEWS[situation](t).to_dict()

    assert view_problems(view) == []
    assert len(view["private_metadata"]) <= MAXIMUM_STATE


@pytest.mark.parametrize("situation", CARDS)
def test_slack_takes_the_card_and_people_see_this(
    situation: str, t: Translator, snapshot: SnapshotAssertion
) -> None:
    card = drawn(CARDS[situation](t))

    assert message_problems(card) == []
    assert "rich_text" in [block["type"] for block in card["blocks"]]
    assert readable(card) == snapshot


@pytest.mark.parametrize("situation", LONGEST_CARDS)
def test_slack_takes_the_card_with_the_longest_facts(situation: str, t: Translator) -> None:
    assert message_problems(drawn(LONGEST_CARDS[situation](t))) == []


@pytest.mark.promise(14)
def test_only_the_views_that_show_passwords_carry_them(en: Translator) -> None:
    carrying = {
        name for name, draw in VIEWS.items() if ViewState.decode(draw(en).private_metadata or "").created
    }

    assert carrying == {"one password reset", "two passwords reset and one refused", "passwords revealed"}


def test_the_message_has_the_customer_every_name_and_password_and_what_to_do(
    t: Translator, snapshot: SnapshotAssertion
) -> None:
    assert "\n---\n".join(password_mail(t, SHEET)) == snapshot
