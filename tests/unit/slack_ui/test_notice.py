"""What a notice about who will be gone says, and what it must not do."""

from __future__ import annotations

import pytest

from shared.i18n.translator import translator
from shared.operations.foresight import NoticeKind
from shared.slack_ui.messages.notice import LISTED, notice
from tests.builders import a_customer, a_customer_profile
from tests.unit.slack_ui.notices import a_notice, gone_in, many
from tests.unit.slack_ui.strategies import ATTACKS
from tests.unit.slack_ui.test_slack_takes_it import drawn, parts

EN = translator("en")


def texts(*names: str) -> list[str]:
    """Draw a notice about users of these names, and take its texts."""
    told = notice(EN, a_notice(*(gone_in(30, name) for name in names)))
    return [str(part["text"]) for part in parts(drawn(told)) if "text" in part]


def test_it_names_who_will_be_gone_first_and_counts_the_others() -> None:
    told = drawn(notice(EN, a_notice(*many(LISTED + 3))))

    shown = [part["text"] for part in parts(told) if str(part.get("text", "")).startswith("User ")]
    assert shown == [f"User {number}" for number in range(LISTED)]
    assert "and 3 more" in [part.get("text") for part in parts(told)]


def test_nobody_is_left_out_of_a_short_one() -> None:
    assert not [text for text in texts("Ada Lovelace", "Li Wei") if "more" in text]


@pytest.mark.parametrize(("hours", "left"), [(1, "1 day left"), (24, "1 day left"), (25, "2 days left")])
def test_a_day_that_has_begun_is_a_day_left(hours: int, left: str) -> None:
    told = drawn(notice(EN, a_notice(gone_in(hours))))

    assert left in [part.get("text") for part in parts(told)]


def test_who_deleted_them_is_mentioned() -> None:
    told = drawn(notice(EN, a_notice(gone_in(30, by="U0GRACE"))))

    assert [part["user_id"] for part in parts(told) if part.get("type") == "user"] == ["U0GRACE"]


@pytest.mark.parametrize("kind", NoticeKind)
def test_its_button_leads_to_the_deleted_users_of_the_customer(kind: NoticeKind) -> None:
    told = drawn(notice(EN, a_notice(gone_in(3), kind=kind)))

    (button,) = (part for part in parts(told) if part.get("type") == "button")
    assert (button["action_id"], button["value"]) == ("open_deleted_users", "contoso")


@pytest.mark.promise(16)
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_name_is_shown_as_it_is_and_never_in_the_notification(attack: str) -> None:
    customer = a_customer(profile=a_customer_profile(attack))

    message = notice(EN, a_notice(gone_in(3, attack), customer=customer))

    assert attack not in message.text
    assert attack in str([part.get("text") for part in parts(drawn(message))])
    kinds = {part.get("type") for part in parts(drawn(message))}
    assert kinds.isdisjoint({"mrkdwn", "markdown", "link", "broadcast"})
