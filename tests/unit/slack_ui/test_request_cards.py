"""What people read of a request that others have to agree to, and what Slack takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import pytest

from sandbox.slack.limits import message_problems, view_problems
from sandbox.slack.limits.parts import flat_texts
from shared.domain.command import AnyCommand, Errand, ImportRows
from shared.domain.request import RequestState
from shared.slack_ui.messages.request_card import approvers_card, requesters_card
from shared.slack_ui.pointer import read_pointer
from shared.slack_ui.request import request_blocks, request_title
from tests.unit.slack_ui import import_cards, longest_requests, request_situations
from tests.unit.slack_ui.request_situations import CONTOSO, NADIA, a_subject
from tests.unit.slack_ui.strategies import ATTACKS
from tests.unit.slack_ui.test_slack_takes_it import drawn, parts, readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syrupy.assertion import SnapshotAssertion

    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.message import Message

ASKED = {**request_situations.ASKED, **import_cards.ASKED}
CARDS = {**request_situations.CARDS, **import_cards.CARDS}
LONGEST_CARDS = {**longest_requests.LONGEST_CARDS, **import_cards.LONGEST_CARDS}
STOPPABLE = {
    "under way, with others to come, for who asked",
    "users of a file, under way",
    "a file agreed to, under way",
}


def buttons(message: Message) -> list[dict[str, Any]]:
    return [part for part in parts(drawn(message)) if part.get("type") == "button"]


def kinds(union: Any) -> Iterator[type]:
    for each in get_args(union):
        yield from kinds(each) if get_args(each) else [each]


def test_every_kind_of_command_that_others_may_have_to_agree_to_is_described() -> None:
    never_asked = set(kinds(Errand))
    assert {type(each.request.command) for each in ASKED.values()} == set(kinds(AnyCommand)) - never_asked


@pytest.mark.parametrize("situation", ASKED)
def test_who_may_agree_reads_this(situation: str, t: Translator, snapshot: SnapshotAssertion) -> None:
    message = drawn(approvers_card(t, ASKED[situation]))

    assert message_problems(message) == []
    assert readable(message) == snapshot


@pytest.mark.parametrize("situation", CARDS)
def test_the_card_says_where_the_request_stands(
    situation: str, t: Translator, snapshot: SnapshotAssertion
) -> None:
    message = drawn(CARDS[situation](t))

    assert message_problems(message) == []
    assert readable(message) == snapshot


@pytest.mark.parametrize("situation", LONGEST_CARDS)
def test_the_longest_card_leaves_room_in_a_message(situation: str, t: Translator) -> None:
    message = LONGEST_CARDS[situation](t)

    assert message_problems(drawn(message)) == []
    assert sum(map(len, flat_texts(drawn(message)["blocks"]))) < 13_000
    assert len(message.blocks) < 45
    assert len(message.blocks[0].to_dict()["text"]["text"]) <= 150


@pytest.mark.parametrize("situation", ASKED)
def test_the_description_fits_into_a_modal(situation: str, t: Translator) -> None:
    title = {"type": "plain_text", "text": "Request"}
    blocks = [block.to_dict() for block in request_blocks(t, ASKED[situation])]
    assert view_problems({"type": "modal", "title": title, "blocks": blocks}) == []


@pytest.mark.promise(8)
@pytest.mark.parametrize("situation", ASKED)
def test_every_button_carries_the_request_and_the_hash_of_what_was_shown(
    situation: str, en: Translator
) -> None:
    subject = ASKED[situation]
    for card in (approvers_card(en, subject), requesters_card(en, subject, may_break_glass=True)):
        rows = [each["value"] for each in buttons(card) if each["action_id"] == "show_import_rows"]
        assert rows == [subject.request.id] * isinstance(subject.request.command, ImportRows)
        others = [each for each in buttons(card) if each["action_id"] != "show_import_rows"]
        assert others
        for each in others:
            request_id, shown_hash = read_pointer(each["value"])
            assert request_id == subject.request.id
            assert len(shown_hash) == 32


@pytest.mark.parametrize("state", [each for each in RequestState if each is not RequestState.PENDING])
def test_where_nothing_is_left_to_decide_there_is_nothing_to_decide_with(
    state: RequestState, en: Translator
) -> None:
    subject = a_subject(ASKED["reset a password"].request.command, state=state)
    for card in (approvers_card(en, subject), requesters_card(en, subject, may_break_glass=True)):
        assert [each["action_id"] for each in buttons(card)] == ["show_request"]


@pytest.mark.parametrize("situation", CARDS)
def test_only_who_asked_and_only_while_others_are_to_come_finds_how_to_stop_it(
    situation: str, en: Translator
) -> None:
    found = [each for each in buttons(CARDS[situation](en)) if each["action_id"] == "stop_request"]
    assert bool(found) is (situation in STOPPABLE)


@pytest.mark.promise(16)
@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("situation", sorted(ASKED))
def test_what_people_typed_is_shown_as_it_is_and_never_in_the_notification(
    situation: str, attack: str, en: Translator
) -> None:
    subject = ASKED[situation]
    called = replace(CONTOSO, profile=replace(CONTOSO.profile, name=attack, warning=attack))
    named = replace(NADIA, profile=replace(NADIA.profile, display_name=attack))
    subject = replace(
        subject,
        customer=called if subject.customer else None,
        users=[named] if subject.users else [],
        scope=[called] if subject.scope else [],
    )
    for message in (approvers_card(en, subject), requesters_card(en, subject)):
        assert attack not in message.text
        found = {part.get("type") for part in parts(drawn(message))}
        assert found.isdisjoint({"mrkdwn", "markdown", "link", "broadcast", "usergroup"})


def test_users_for_whom_there_is_no_room_are_counted(en: Translator) -> None:
    card = LONGEST_CARDS["delete many"](en)
    listed = next(part for part in parts(drawn(card)) if part.get("type") == "rich_text_list")
    named = len(listed["elements"])
    said = [part.get("text") for part in parts(drawn(card))]
    assert named == 20
    assert "and 30 more" in said


@pytest.mark.parametrize("situation", ASKED)
def test_the_title_is_a_line_of_its_own(situation: str, t: Translator) -> None:
    title = request_title(t, ASKED[situation])
    assert 0 < len(title) <= 150
    assert "\n" not in title
