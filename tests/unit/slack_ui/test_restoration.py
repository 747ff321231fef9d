"""What is said of a restoration in one line, and of the days that are left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sandbox.slack.limits import view_problems
from shared.domain.outcome import Reason, Result
from shared.slack_ui.deletion import time_left, time_left_briefly
from shared.slack_ui.modals.deleted_user import deleted_user_view
from shared.slack_ui.modals.deleted_users import deleted_users_view
from shared.slack_ui.modals.restoration_form import RestorationForm
from shared.slack_ui.modals.users_restored import users_restored_view
from shared.slack_ui.products import ProductNames
from shared.slack_ui.restoration import restored_line
from tests.builders import NOW, a_customer, a_customer_profile, a_deleted_user, a_user, a_user_profile
from tests.unit.slack_ui.restoration_situations import (
    AMARA,
    BRAM,
    EVERY_HINDRANCE,
    EVERYTHING,
    NADIA,
    STATE,
    SUBSCRIPTIONS,
    a_list,
    asked,
    done,
    no_seat,
    refused,
    restorable_of,
    returning,
)
from tests.unit.slack_ui.strategies import ATTACKS
from tests.unit.slack_ui.submitted import input_ids, submitted
from tests.unit.slack_ui.test_slack_takes_it import parts

if TYPE_CHECKING:
    from shared.domain.outcome import Outcome
    from shared.i18n.translator import Translator

NAMES = ProductNames(SUBSCRIPTIONS)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("outcome", "english", "french"),
    [
        (done(NADIA.user), "restored", "restauré"),
        (
            done(NADIA.user, ["sku-visio", "sku-e3"]),
            "restored with Office 365 E3 and Visio Plan 2",
            "restauré avec Office 365 E3 et Visio Plan 2",
        ),
        (
            done(NADIA.user, ["sku-e3"], no_seat("sku-powerbi", "Power BI Pro")),
            "restored with Office 365 E3; not restored: Power BI Pro (no seat is free)",
            "restauré avec Office 365 E3 ; non restauré : Power BI Pro (aucune licence disponible)",
        ),
        (
            replace(done(NADIA.user), result=Result.UNCHANGED),
            "active already: restored before",
            "déjà actif : restauré auparavant",
        ),
        (
            refused(None, Reason.GONE),
            "Deleted for good meanwhile: this user cannot be restored any more.",
            "Supprimé définitivement entre-temps : cet utilisateur ne peut plus être restauré.",
        ),
        (
            refused(AMARA, Reason.TOO_LATE),
            "Deleted 30 days ago or more: this user cannot be restored any more.",
            "Supprimé il y a 30 jours ou plus : cet utilisateur ne peut plus être restauré.",
        ),
    ],
    ids=str,
)
def test_one_line_says_what_came_back_and_what_did_not(
    en: Translator, fr: Translator, outcome: Outcome, english: str, french: str
) -> None:
    assert restored_line(en, outcome, NAMES) == english
    assert restored_line(fr, outcome, NAMES).replace("\u00a0", " ") == french


def test_every_hindrance_has_a_reason_of_a_few_words(t: Translator) -> None:
    for problem in EVERY_HINDRANCE:
        line = restored_line(t, done(NADIA.user, [], problem), NAMES)
        assert line.endswith(")"), problem.code
        assert len(line) < 120, problem.code


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (0 * DAY, "gone in 30 days"),
        (SECOND, "gone in 30 days"),
        (DAY, "gone in 29 days"),
        (28 * DAY, "gone in 2 days"),
        (29 * DAY - SECOND, "gone in 2 days"),
        (29 * DAY, "gone in 1 day"),
        (30 * DAY - SECOND, "gone in 1 day"),
        (30 * DAY, "too late to restore"),
        (31 * DAY, "too late to restore"),
    ],
    ids=str,
)
def test_days_are_counted_down_to_the_second(en: Translator, ago: timedelta, said: str) -> None:
    deleted = a_deleted_user(at=NOW - ago)
    assert time_left_briefly(en, deleted, NOW) == said
    shows_time = any(part.to_dict()["type"] == "date" for part in time_left(en, deleted, NOW))
    assert shows_time is (said == "gone in 1 day")


def test_the_form_reads_what_it_asked_and_nothing_else(en: Translator) -> None:
    bram = returning(BRAM, needs_name=True, suggested=("bram.visser2", "contoso.example"))
    view = RestorationForm.build(en, restorable_of(bram, returning(NADIA)), asked("bram", "nadia"))
    entered = {"user_name:bram": " bram.o\u2019visser ", "domain:bram": "contoso-mail.example"}
    form = RestorationForm.parse(submitted(view, **entered))
    assert form.command.users == ("bram", "nadia")
    assert form.command.sign_in_names == {"bram": ("bram.o'visser", "contoso-mail.example")}
    assert RestorationForm.parse(submitted(view)).sign_in_names == {
        "bram": ("bram.visser2", "contoso.example")
    }
    wrong = RestorationForm.parse(submitted(view, **{"user_name:bram": "é"}))
    errors = wrong.errors(en, wrong.problems())
    assert set(errors) <= input_ids(view)
    assert "cannot contain é" in next(iter(errors.values()))


@pytest.mark.promise(16)
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_name_is_shown_as_it_is_and_never_as_markup(en: Translator, attack: str) -> None:
    customer = a_customer(profile=a_customer_profile(attack, warning=attack))
    user = a_user(profile=a_user_profile(attack, user_name="nadia", usage_location="GB"))
    deleted = a_deleted_user(user)
    found = restorable_of(
        returning(deleted, needs_name=True, suggested=("nadia2", "contoso.example")), customer=customer
    )
    outcomes = [done(user), refused(deleted, Reason.TOO_LATE)]
    views = [
        deleted_users_view(en, a_list(deleted, typed=attack, customer=customer), EVERYTHING),
        deleted_user_view(en, found, EVERYTHING, STATE),
        RestorationForm.build(en, found, asked("nadia")),
        users_restored_view(en, customer, SUBSCRIPTIONS, outcomes, STATE),
    ]
    for view in views:
        drawing = view.to_dict()
        assert attack in str([part.get("text") for part in parts(drawing)])
        kinds = {part.get("type") for part in parts(drawing)}
        assert kinds.isdisjoint({"mrkdwn", "markdown", "link", "broadcast"})
        assert view_problems(drawing) == []
