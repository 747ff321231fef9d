"""Subscriptions and their seats in both languages: what Slack accepts, and what people see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.models.views import View as SlacksView

from sandbox.slack.limits import view_problems
from shared.domain.user import UserCounts
from shared.operations.looking import UserQuery
from shared.slack_ui.modals.licenses import licenses_view, seats_used
from shared.slack_ui.state import ViewState
from tests.builders import a_product, a_subscription
from tests.unit.slack_ui.strategies import ATTACKS
from tests.unit.slack_ui.subscription_situations import (
    AGENT,
    EVERYTHING,
    LONGEST_VIEWS,
    STATE,
    VIEWS,
    an_overview,
    many,
)
from tests.unit.slack_ui.test_markup import markup_in
from tests.unit.slack_ui.test_slack_takes_it import parts, readable

if TYPE_CHECKING:
    from slack_sdk.models.views import View
    from syrupy.assertion import SnapshotAssertion

    from shared.domain.subscription import Subscription
    from shared.i18n.translator import Translator


def texts(view: View) -> str:
    """Everything that somebody reads in a view, in its order."""
    return "".join(part["text"] for part in parts(view.to_dict()) if isinstance(part.get("text"), str))


def a_view(t: Translator, *subscriptions: Subscription, skip: int = 0) -> View:
    state = ViewState(query=UserQuery(skip=skip), nonce="n")
    return licenses_view(t, an_overview(*subscriptions), EVERYTHING, state)


def values(view: View, action_id: str) -> list[str]:
    return [part["value"] for part in parts(view.to_dict()) if part.get("action_id") == action_id]


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
    assert len(view["private_metadata"]) <= 3000


@pytest.mark.parametrize("situation", VIEWS)
def test_a_view_is_drawn_as_slack_sdk_draws_it(situation: str, t: Translator) -> None:
    view = VIEWS[situation](t)

    assert view.to_dict() == SlacksView.to_dict(view)


@pytest.mark.parametrize("situation", VIEWS)
def test_every_form_has_a_way_to_save_and_a_way_out(situation: str, t: Translator) -> None:
    view = VIEWS[situation](t).to_dict()

    has_inputs = any(block["type"] == "input" for block in view["blocks"])
    assert ("submit" in view) is has_inputs
    assert view["close"]["text"]


@pytest.mark.promise(16)
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_product_named_like_markup_is_shown_as_it_is_called(attack: str, t: Translator) -> None:
    view = a_view(t, a_subscription(a_product(name=attack), 1, consumed=2))

    assert markup_in(view.to_dict()) == []
    assert attack in texts(view)


def test_a_screen_reader_says_the_seats_before_the_bar(en: Translator) -> None:
    read = texts(a_view(en, a_subscription(active=25, consumed=18)))

    assert read.index("18 of 25 used, 7 available") < read.index("▓" * 15 + "░" * 5)


@pytest.mark.parametrize(
    ("active", "consumed", "bar"),
    [
        (0, 0, "░" * 20),
        (1000, 0, "░" * 20),
        (1000, 1, "▓" + "░" * 19),
        (1000, 999, "▓" * 19 + "░"),
        (1000, 1000, "▓" * 20),
        (0, 1, "▓" * 20),
        (5, 9, "▓" * 20),
    ],
)
def test_a_bar_is_empty_full_or_neither_as_its_product_is(
    active: int, consumed: int, bar: str, en: Translator
) -> None:
    assert bar in texts(a_view(en, a_subscription(active=active, consumed=consumed)))


def test_nothing_below_zero_is_called_available(en: Translator) -> None:
    assert seats_used(en, a_subscription(active=5, consumed=7)) == "7 of 5 used, 0 available"


def test_what_is_over_assigned_is_named_above_the_page_it_is_on(en: Translator) -> None:
    over = a_subscription(a_product("sku-z", "Zebra"), 1, consumed=3)

    first_page = texts(a_view(en, *many(25), over))

    assert "1 over-assigned: Zebra" in first_page
    assert "Over-assigned by 2" not in first_page
    assert "Over-assigned by 2" in texts(a_view(en, *many(25), over, skip=20))


@pytest.mark.parametrize(("skip", "first"), [(0, "sku-00"), (20, "sku-20"), (60, "sku-60"), (200, "sku-60")])
def test_every_product_is_on_one_page(skip: int, first: str, en: Translator) -> None:
    assert values(a_view(en, *many(70), skip=skip), "open_edit_subscription")[0] == first


def test_pages_lead_to_each_other(en: Translator) -> None:
    pages = [a_view(en, *many(70), skip=skip) for skip in (0, 20, 40, 60)]

    assert [values(page, "next_products") for page in pages] == [["20"], ["40"], ["60"], []]
    assert [values(page, "previous_products") for page in pages] == [[], ["0"], ["20"], ["40"]]
    assert sum(len(values(page, "open_edit_subscription")) for page in pages) == 70


def test_nobody_is_asked_to_look_at_nobody(en: Translator) -> None:
    unused = a_subscription(active=5)
    view = licenses_view(en, an_overview(unused, counts=UserCounts(total=2)), AGENT, STATE)

    assert values(view, "show_holders") == values(view, "show_unlicensed") == []


def test_without_permission_to_change_seats_there_is_no_button_for_it(en: Translator) -> None:
    view = licenses_view(en, an_overview(*many(3)), AGENT, STATE)

    offered: set[Any] = {part.get("action_id") for part in parts(view.to_dict())}
    assert not offered & {
        "open_edit_subscription",
        "open_add_subscription",
        "open_load_subscriptions",
    }
    assert offered >= {"open_manage_licenses", "export_licenses", "open_desk", "show_holders"}
