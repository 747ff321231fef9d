"""Deleted users and restoring them in both languages: what Slack accepts, and what people see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.slack.limits import view_problems
from tests.unit.slack_ui.restoration_situations import LONGEST_VIEWS, VIEWS
from tests.unit.slack_ui.test_slack_takes_it import parts, readable

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from shared.i18n.translator import Translator


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
    assert [text for text in _option_texts(view) if len(text.encode("utf-16-le")) > 150] == []
    assert len(view["private_metadata"]) <= 3000


@pytest.mark.parametrize("situation", VIEWS)
def test_nothing_is_ever_markup(situation: str, t: Translator) -> None:
    drawing = VIEWS[situation](t).to_dict()

    assert [part for part in parts(drawing) if part.get("type") == "mrkdwn"] == []


@pytest.mark.parametrize("situation", VIEWS)
def test_what_is_asked_can_be_submitted_and_everything_closed(situation: str, t: Translator) -> None:
    view = VIEWS[situation](t).to_dict()

    has_inputs = any(block["type"] == "input" for block in view["blocks"])
    assert "submit" in view or not has_inputs
    assert view["close"]["text"]


def _option_texts(view: dict[str, Any]) -> list[str]:
    return [part["text"]["text"] for part in parts(view) if "value" in part and "text" in part]
