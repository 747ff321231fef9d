"""What an approver is reminded of, and what Slack takes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sandbox.slack.limits import message_problems
from shared.domain.command import DeleteUsers
from shared.domain.request import PENDING_FOR, Approval, Request, RequestState
from shared.domain.staff import Role
from shared.operations.subject import Subject
from shared.slack_ui.messages.reminder import reminder
from shared.slack_ui.pointer import pointer
from tests.builders import CONTOSO, NOW, a_customer, a_customer_profile, a_user
from tests.unit.slack_ui import longest
from tests.unit.slack_ui.strategies import ATTACKS
from tests.unit.slack_ui.test_slack_takes_it import drawn, parts, readable

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from shared.domain.customer import Customer
    from shared.i18n.translator import Translator

REQUEST = Request(
    id="V0123ABC.1",
    command=DeleteUsers(customer_id=CONTOSO, users=(a_user().id,)),
    requester_id="U0HELEN",
    language="en",
    filed_at=NOW,
    state=RequestState.PENDING,
    approval=Approval(
        policy_reason="role_needs_approval",
        needed=1,
        approver_roles=frozenset({Role.GLOBAL_ADMIN}),
        expires_at=NOW + PENDING_FOR,
    ),
)
WARNED = a_customer(profile=a_customer_profile(warning="Call Miriam Graham first."))


def subject(customer: Customer | None = None, request: Request = REQUEST) -> Subject:
    return Subject(
        request=request,
        customer=customer or a_customer(),
        subscriptions=[],
        users=[a_user()],
        deleted=[],
        approvers=[],
    )


def test_slack_takes_the_reminder_and_people_see_this(t: Translator, snapshot: SnapshotAssertion) -> None:
    message = drawn(reminder(t, subject(WARNED)))
    assert message_problems(message) == []
    assert [part for part in parts(message) if part.get("type") == "mrkdwn"] == []
    assert readable(message) == snapshot


def test_slack_takes_it_of_the_longest_request(t: Translator) -> None:
    request = replace(REQUEST, id="V" * 40, requester_id=longest.SLACK_USER)
    told = replace(subject(longest.longest_customer(), request), users=[longest.longest_user()])
    assert message_problems(drawn(reminder(t, told))) == []


@pytest.mark.promise(8)
def test_its_buttons_say_which_request_was_shown_and_what_it_asks_for(en: Translator) -> None:
    buttons = [part for part in parts(drawn(reminder(en, subject()))) if part.get("type") == "button"]
    assert [(each["action_id"], each["value"]) for each in buttons] == [
        (click, pointer(REQUEST)) for click in ("show_request", "approve_request", "reject_request")
    ]


@pytest.mark.promise(16)
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_name_is_never_in_the_notification(en: Translator, attack: str) -> None:
    customer = a_customer(profile=a_customer_profile(attack))
    assert reminder(en, subject(customer)).text == reminder(en, subject()).text
