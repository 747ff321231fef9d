"""Confirmations and results say, once each, that nothing changes at Microsoft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.slack.limits.parts import flat_texts
from shared.i18n.translator import translator
from shared.slack_ui.directory import directory_sentence
from shared.slack_ui.ids import View
from tests.unit.slack_ui import (
    asking_situations,
    deletion_situations,
    handover_situations,
    import_situations,
    job_situations,
    license_situations,
    restoration_situations,
    situations,
    subscription_situations,
)

if TYPE_CHECKING:
    from shared.i18n.translator import Translator

VIEWS = {
    f"{module.__name__.rpartition('.')[2]}: {name}": build
    for module in (
        asking_situations,
        deletion_situations,
        handover_situations,
        import_situations,
        license_situations,
        restoration_situations,
        situations,
        subscription_situations,
    )
    for name, build in module.VIEWS.items()
}
CONFIRMATIONS = {
    View.CONFIRM_DELETION,
    View.CONFIRM_LICENSES,
    View.CONFIRM_PURGE,
    View.CONFIRM_RESET,
    View.CONFIRM_RESTORATION,
    View.CHECKED_IMPORT,
    View.EDIT_USER,
    View.ADD_SUBSCRIPTION,
    View.EDIT_SUBSCRIPTION,
}
RESULTS = [
    "deletion_situations: deleted one",
    "handover_situations: one password reset",
    "handover_situations: passwords revealed",
    "license_situations: licenses updated, all done",
    "restoration_situations: users restored, one",
    "situations: one user created",
]
CARDS = ["card, reset finished", "card, deletion finished", "card, restoration finished"]
NOTHING_CHANGED = ["handover_situations: no password reset", "deletion_situations: nobody deleted"]


def is_confirmation(situation: str) -> bool:
    view = VIEWS[situation](translator("en")).to_dict()
    return view["callback_id"] in CONFIRMATIONS and "submit" in view


def times_said(blocks: list[dict[str, Any]], t: Translator) -> int:
    return list(flat_texts(blocks)).count(directory_sentence(t))


@pytest.mark.parametrize("situation", [each for each in VIEWS if is_confirmation(each)])
def test_a_confirmation_says_once_that_nothing_changes_at_microsoft(situation: str, t: Translator) -> None:
    assert times_said(VIEWS[situation](t).to_dict()["blocks"], t) == 1


@pytest.mark.parametrize("situation", RESULTS)
def test_a_result_says_once_that_nothing_changed_at_microsoft(situation: str, t: Translator) -> None:
    assert times_said(VIEWS[situation](t).to_dict()["blocks"], t) == 1


@pytest.mark.parametrize("situation", NOTHING_CHANGED)
def test_where_nothing_was_done_there_is_nothing_to_do_at_microsoft(situation: str, t: Translator) -> None:
    assert times_said(VIEWS[situation](t).to_dict()["blocks"], t) == 0


@pytest.mark.parametrize("situation", CARDS)
def test_the_card_of_a_finished_job_says_it_once(situation: str, t: Translator) -> None:
    blocks = [block.to_dict() for block in job_situations.CARDS[situation](t).blocks]

    assert times_said(blocks, t) == 1


def test_every_kind_of_confirmation_is_seen_here() -> None:
    seen = {VIEWS[each](translator("en")).callback_id for each in filter(is_confirmation, VIEWS)}
    assert seen == CONFIRMATIONS
