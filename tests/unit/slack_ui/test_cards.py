"""What the card of a request must not do, whatever it says."""

from __future__ import annotations

import pytest

from sandbox.slack.limits import message_problems
from shared.domain.request import Tally
from shared.i18n.translator import Translator, translator
from shared.slack_ui.messages.errand import delivered
from shared.slack_ui.messages.message import Message
from shared.slack_ui.messages.progress import finished, opened, progressing
from tests.builders import a_customer, a_customer_profile, a_license_command, a_product, a_subscription
from tests.unit.slack_ui.cards import CARDS, EXPORT, a_job, done, out_of_seats
from tests.unit.slack_ui.strategies import ATTACKS
from tests.unit.slack_ui.test_slack_takes_it import drawn, parts

EN = translator("en")


def cards_about(name: str) -> list[Message]:
    """Each version of a card about a customer, a product and a user of this name."""
    customer = a_customer(profile=a_customer_profile(name))
    facts = {"customer": customer, "subscriptions": (a_subscription(a_product(name=name)),)}
    job = a_job(a_license_command("nadia"), Tally(done=1, refused=1), targets=2, **facts)  # type: ignore[arg-type]
    export = a_job(EXPORT, **facts)  # type: ignore[arg-type]
    return [
        opened(EN, job),
        progressing(EN, job, job.request.tally),
        finished(EN, job, [done(name), out_of_seats(name, name)]),
        opened(EN, export),
        delivered(EN, export),
    ]


@pytest.mark.promise(16)
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_name_is_shown_as_it_is_and_never_in_the_notification(attack: str) -> None:
    for message in cards_about(attack):
        assert attack not in message.text
        assert attack in str([part.get("text") for part in parts(drawn(message))])
        kinds = {part.get("type") for part in parts(drawn(message))}
        assert kinds.isdisjoint({"mrkdwn", "markdown", "link", "broadcast"})
        assert message_problems(drawn(message)) == []


@pytest.mark.parametrize("situation", CARDS)
def test_slack_can_put_any_version_in_the_place_of_any_other(situation: str, t: Translator) -> None:
    """Rich text cannot be replaced by what has none ("block_mismatch")."""
    assert "rich_text" in [block["type"] for block in drawn(CARDS[situation](t))["blocks"]]
