"""The quick drawing is the one that slack_sdk makes, whose own checks pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_sdk.models.blocks import Option
from slack_sdk.models.views import View

from shared.slack_ui.options import country_options, option
from tests.unit.slack_ui.situations import LONGEST_VIEWS, VIEWS

if TYPE_CHECKING:
    from shared.i18n.translator import Translator


@pytest.mark.parametrize("situation", VIEWS)
def test_a_view_is_drawn_as_slack_sdk_draws_it(situation: str, t: Translator) -> None:
    view = VIEWS[situation](t)

    assert view.to_dict() == View.to_dict(view)


@pytest.mark.parametrize("situation", LONGEST_VIEWS)
def test_slack_sdks_own_checks_take_the_longest_records(situation: str, t: Translator) -> None:
    view = LONGEST_VIEWS[situation](t)

    assert view.to_dict() == View.to_dict(view)


def test_an_option_is_drawn_as_slack_sdk_draws_it(t: Translator) -> None:
    for each in [*country_options(t, ""), option("Contoso", "contoso", "contoso.example")]:
        assert each.to_dict() == Option.to_dict(each)
