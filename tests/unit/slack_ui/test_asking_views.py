"""Asking others to agree, in both languages: what Slack accepts, and what people see before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sandbox.slack.limits import message_problems, view_problems
from shared.domain.request import Objection
from shared.i18n.translator import translator
from shared.slack_ui.asking import submit_text
from shared.slack_ui.ids import View
from tests.unit.slack_ui.asking_situations import LONGEST_VIEWS, MESSAGES, PASSWORD, VIEWS
from tests.unit.slack_ui.deletion_situations import ASKED, AT_ONCE
from tests.unit.slack_ui.test_slack_takes_it import drawn, parts, readable

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from shared.i18n.translator import Translator

ASKING = [each for each in VIEWS if each.startswith(("form", "whom", "confirm"))]


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
    assert view_problems(LONGEST_VIEWS[situation](t).to_dict()) == []


@pytest.mark.parametrize("situation", [*VIEWS, *MESSAGES])
def test_nothing_is_ever_markup(situation: str, t: Translator) -> None:
    drawing = VIEWS[situation](t).to_dict() if situation in VIEWS else drawn(MESSAGES[situation](t))

    assert [part for part in parts(drawing) if part.get("type") == "mrkdwn"] == []


@pytest.mark.parametrize("situation", VIEWS)
def test_no_title_or_button_below_is_cut(situation: str, t: Translator) -> None:
    view = VIEWS[situation](t).to_dict()

    assert [each for each in ("title", "submit", "close") if "…" in view.get(each, {}).get("text", "")] == []


@pytest.mark.parametrize("situation", ASKING)
def test_who_will_have_to_agree_is_said_among_the_first_things(situation: str, t: Translator) -> None:
    first = readable({"blocks": VIEWS[situation](t).to_dict()["blocks"][:2]})
    may_agree = t("May agree: {roles}.", roles="").rstrip(".")

    assert " ".join(may_agree.split()) in " ".join(first.split())


@pytest.mark.parametrize("situation", ASKING)
def test_the_button_says_that_it_asks_or_leads_to_one_that_does(situation: str, t: Translator) -> None:
    submit = VIEWS[situation](t).to_dict()["submit"]["text"]

    leads_on = situation.startswith("whom")
    assert submit == (t("Continue") if leads_on else t("Ask for approval"))


@pytest.mark.promise(14)
@pytest.mark.parametrize("situation", [each for each in VIEWS if each.startswith("asked")])
def test_what_was_asked_for_keeps_no_password_and_nothing_to_submit(situation: str) -> None:
    view = VIEWS[situation](translator("en")).to_dict()

    assert view["callback_id"] == View.NOTICE
    assert PASSWORD not in str(view)
    assert "submit" not in view


def test_what_is_done_at_once_is_called_by_its_name(t: Translator) -> None:
    assert submit_text(t, AT_ONCE, "Save") == submit_text(t, None, "Save") == "Save"
    assert submit_text(t, ASKED, "Save") == t("Ask for approval")


@pytest.mark.parametrize("objection", sorted(Objection))
def test_each_objection_says_what_to_do_in_words_of_its_own(objection: Objection, t: Translator) -> None:
    said = {each: MESSAGES[f"objection: {each}"](t).text for each in Objection}

    assert len(set(said.values())) == len(Objection)
    assert objection.value not in said[objection]
