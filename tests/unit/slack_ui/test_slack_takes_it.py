"""Every view and message, in both languages: what Slack accepts, and what people see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from sandbox.slack.limits import message_problems, view_problems
from tests.unit.slack_ui.situations import LONGEST_MESSAGES, LONGEST_VIEWS, MESSAGES, VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syrupy.assertion import SnapshotAssertion

    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.message import Message


def drawn(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": [block.to_dict() for block in message.blocks]}


def readable(drawing: dict[str, Any]) -> str:
    """Write Block Kit for a reviewer: plain texts as their words, everything else as it is."""
    return yaml.safe_dump(_plainly(drawing), allow_unicode=True, sort_keys=False, width=110)


def _plainly(value: Any) -> Any:
    if isinstance(value, list):
        return [_plainly(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") == "plain_text" and value.get("emoji") is False:
        return value["text"]
    if value.get("type") == "text":
        return dict.fromkeys(value["style"], value["text"]) if "style" in value else value["text"]
    kept = {name: value[name] for name in ("type", "action_id", "block_id") if name in value}
    return {name: _plainly(part) for name, part in (kept | value).items()}


def parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from parts(part)
    elif isinstance(value, list):
        for part in value:
            yield from parts(part)


@pytest.mark.parametrize("situation", VIEWS)
def test_slack_takes_the_view_and_people_see_this(
    situation: str, t: Translator, snapshot: SnapshotAssertion
) -> None:
    view = VIEWS[situation](t).to_dict()

    assert view_problems(view) == []
    assert readable(view) == snapshot


@pytest.mark.parametrize("situation", MESSAGES)
def test_slack_takes_the_message_and_people_see_this(
    situation: str, t: Translator, snapshot: SnapshotAssertion
) -> None:
    message = drawn(MESSAGES[situation](t))

    assert message_problems(message) == []
    assert readable(message) == snapshot


@pytest.mark.parametrize("situation", LONGEST_VIEWS)
def test_slack_takes_the_view_with_the_longest_records(situation: str, t: Translator) -> None:
    view = LONGEST_VIEWS[situation](t).to_dict()

    assert view_problems(view) == []
    assert list(_texts_over_their_limit(view)) == []


@pytest.mark.parametrize("situation", LONGEST_MESSAGES)
def test_slack_takes_the_message_with_the_longest_facts(situation: str, t: Translator) -> None:
    assert message_problems(drawn(LONGEST_MESSAGES[situation](t))) == []


@pytest.mark.parametrize("situation", [*VIEWS, *MESSAGES])
def test_nothing_is_ever_markup(situation: str, t: Translator) -> None:
    drawing = VIEWS[situation](t).to_dict() if situation in VIEWS else drawn(MESSAGES[situation](t))

    assert [part for part in parts(drawing) if part.get("type") == "mrkdwn"] == []


@pytest.mark.parametrize("situation", VIEWS)
def test_every_form_has_a_way_to_save_and_a_way_out(situation: str, t: Translator) -> None:
    view = VIEWS[situation](t).to_dict()

    has_inputs = any(block["type"] == "input" for block in view["blocks"])
    assert ("submit" in view) is has_inputs
    assert view["close"]["text"]


def _texts_over_their_limit(view: dict[str, Any]) -> Iterator[str]:
    """The strictest reading of Slack's limits: characters as UTF-16 counts them."""
    for option in (part for part in parts(view) if "value" in part and "text" in part):
        if len(option["text"]["text"].encode("utf-16-le")) > 150:
            yield option["text"]["text"]
    if len(view["private_metadata"].encode("utf-16-le")) > 6000:
        yield view["private_metadata"]
