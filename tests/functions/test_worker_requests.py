"""Who is shown a request that others have to agree to, and what they read while it moves on."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from functions.worker.announcer import MAXIMUM_WRITTEN_TO
from sandbox.slack.conversations import APPROVALS_CHANNEL, DEFAULT_CHANNEL
from shared.domain.command import CreateUser, DeleteUsers, GrantRoles, PurgeUsers, ResetPasswords
from shared.domain.request import RequestState
from shared.domain.staff import Grant, Role
from shared.domain.user import DirectoryRole, Everyone
from shared.operations import approval
from shared.operations.asking import content_hash
from shared.operations.desk import Operation
from shared.store import keys
from tests.builders import a_user_profile
from tests.functions.asked import ADMIN_AGENT, SECOND_ADMIN, with_channel
from tests.functions.contoso import CLICK
from tests.office import ADMIN, FRENCH_MANAGER, GUEST, HELPDESK, NO_ROLE
from tests.stream import due_event

if TYPE_CHECKING:
    from io import StringIO

    from tests.office import Office

DECIDE = ["Approve", "Reject", "Show"]


def logged(log: StringIO, level: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in lines if line["level"] == level]


def test_a_request_is_shown_to_who_asked_and_in_the_channel_and_to_nobody_else(office: Office) -> None:
    asked = with_channel(office)
    asked.ask()

    (card,), (mine,) = asked.in_channel(), asked.told()
    for each in (card, mine):
        assert "Delete Ada Number0 (Contoso Ltd)" in each.text
        assert "Waiting for approval" in each.text
        assert "Call Mrs Leclerc first." in each.text
        assert "ada.number0@contoso.example" in each.text
        assert "They can be restored for 30 days" in each.text
    assert card.buttons == DECIDE
    assert mine.buttons == ["Show", "Cancel request"]
    assert card.notification == "Your approval is asked for: delete users."
    for reader in (ADMIN, SECOND_ADMIN, FRENCH_MANAGER, ADMIN_AGENT):
        assert asked.told(reader) == []


@pytest.mark.promise(11)
def test_each_card_follows_the_request_until_it_is_done(office: Office) -> None:
    asked = with_channel(office)
    asked.ask()
    asked.agree(ADMIN_AGENT)
    office.work()

    assert asked.request.state is RequestState.DONE
    (card,), (mine,) = asked.in_channel(), asked.told()
    for each in (card, mine):
        assert "Delete Ada Number0 (Contoso Ltd)" in each.text
        assert "Approved and done" in each.text
        assert "Ada Number0 — deleted" in each.text
        assert each.buttons == ["Show"]


def test_while_one_of_two_has_agreed_the_others_can_still_do_so(office: Office) -> None:
    asked = with_channel(office)
    office.delete(office.wiring.desk.directory.user(asked.contoso.id, asked.contoso.user_ids[0]))
    for admin in ("U0THIRD001", "U0FOURTH01"):
        office.grant(admin, Role.GLOBAL_ADMIN)
    purge = PurgeUsers(customer_id=asked.contoso.id, users=asked.contoso.user_ids[:1])
    asked.ask(purge, by=ADMIN)
    asked.agree(SECOND_ADMIN)
    office.work()

    (card,), (mine,) = asked.in_channel(), asked.told(ADMIN)
    assert "Waiting for approval: 1 of 2" in card.text
    assert "cannot be undone" in card.text
    assert card.buttons == DECIDE
    assert mine.buttons == ["Show", "Cancel request", "Break glass"]
    asked.agree("U0THIRD001")
    office.work()
    assert "Ada Number0 — deleted for good" in asked.in_channel()[0].text


def test_who_asked_reads_who_rejected_it_and_why(office: Office) -> None:
    asked = with_channel(office)
    asked.ask(language="fr-FR")
    asked.reject(ADMIN_AGENT, "He starts again <!channel> on *Monday*.")
    office.work()

    (card,), (mine,) = asked.in_channel(), asked.told()
    assert "Rejected: nothing is done" in card.text
    assert "Rejeté\u00a0: rien n’est fait" in mine.text
    for each in (card, mine):
        assert "He starts again <!channel> on *Monday*." in each.text
        assert "<!channel>" not in each.notification
    assert card.buttons == ["Show"]
    assert mine.buttons == ["Afficher"]


def test_a_request_taken_back_offers_nothing_any_more(office: Office) -> None:
    asked = with_channel(office)
    request = asked.ask()
    shown, click = content_hash(request), Operation("V0CANCEL.1", "test")
    approval.cancel(office.wiring.desk, asked.staff(HELPDESK), CLICK, shown, click)
    office.work()

    assert "Taken back: nothing is done" in asked.in_channel()[0].text
    assert asked.in_channel()[0].buttons == ["Show"]
    assert asked.told()[0].buttons == ["Show"]


def test_without_a_channel_each_approver_is_written_to_in_their_language(office: Office) -> None:
    asked = with_channel(office, "")
    asked.ask()

    assert asked.in_channel() == []
    for reader in (ADMIN, SECOND_ADMIN, ADMIN_AGENT):
        (card,) = asked.told(reader)
        assert card.buttons == DECIDE
    (card,) = asked.told(FRENCH_MANAGER)
    assert card.buttons == ["Approuver", "Rejeter", "Afficher"]
    for reader in (NO_ROLE, GUEST, "U0SALES001"):
        assert asked.told(reader) == []


def test_every_copy_of_a_card_in_direct_messages_ends_in_the_same_state(office: Office) -> None:
    asked = with_channel(office, "")
    asked.ask()
    asked.agree(ADMIN_AGENT)
    office.work()

    for reader in (ADMIN, SECOND_ADMIN, ADMIN_AGENT, HELPDESK):
        (card,) = asked.told(reader)
        assert "Ada Number0 — deleted" in card.text
        assert card.buttons == ["Show"]


def test_at_most_twenty_are_written_to(office: Office) -> None:
    for number in range(30):
        person = replace(office.workspace.person(ADMIN), id=f"U0MANY{number:04}", name=f"many{number}")
        office.workspace.add_person(person)
        office.grant(person.id, Role.ADMIN_AGENT)
    with_channel(office, "").ask()

    posts = office.workspace.calls_of("chat.postMessage")
    assert len(posts) == MAXIMUM_WRITTEN_TO + 1


@pytest.mark.parametrize("channel_id", [DEFAULT_CHANNEL, "C0UNKNOWN1"])
def test_where_others_read_along_or_we_may_not_write_nobody_is_asked_in_the_channel(
    office: Office, channel_id: str
) -> None:
    asked = with_channel(office, channel_id)
    asked.ask()

    assert len(asked.told(ADMIN_AGENT)) == 1
    said = office.workspace.sign_in(ADMIN).messages
    assert [each for each in said if each.channel_id == channel_id] == []


def test_a_channel_to_which_the_app_was_not_invited_is_not_waited_for(office: Office, log: StringIO) -> None:
    office.workspace.conversations.channels[APPROVALS_CHANNEL].has_app = False
    asked = with_channel(office)
    asked.ask()

    assert len(asked.told(ADMIN_AGENT)) == 1
    assert not logged(log, "ERROR")


def test_a_card_is_taken_back_from_a_channel_to_which_others_were_invited(office: Office) -> None:
    asked = with_channel(office)
    asked.ask()
    office.workspace.conversations.channels[APPROVALS_CHANNEL].is_ext_shared = True
    asked.agree(ADMIN_AGENT)
    office.work()

    assert asked.in_channel() == []
    assert "Ada Number0 — deleted" in asked.told()[0].text


def test_the_channel_of_the_deployment_is_for_customers_without_one(office: Office) -> None:
    settings = replace(office.wiring.settings, approvals_channel=APPROVALS_CHANNEL, notice_language="fr")
    object.__setattr__(office.worker, "_wiring", replace(office.wiring, settings=settings))
    asked = with_channel(office, "")
    asked.ask()

    (card,) = asked.in_channel()
    assert card.buttons == ["Approuver", "Rejeter", "Afficher"]
    assert asked.told(ADMIN_AGENT) == []


@pytest.mark.promise(22)
def test_who_was_passed_over_is_told_and_somebody_closes_the_review(office: Office) -> None:
    asked = with_channel(office)
    reset = ResetPasswords(customer_id=asked.contoso.id, users=(_administrator(office, asked.contoso.id),))
    asked.ask(reset, by=ADMIN)
    asked.break_glass(ADMIN, "She is locked out, and on the phone.")
    office.work()

    assert asked.request.state is RequestState.DONE
    for reader in (SECOND_ADMIN, ADMIN_AGENT, FRENCH_MANAGER):
        (notice,) = asked.told(reader)
        assert "She is locked out, and on the phone." in notice.text
    (notice,) = asked.told(ADMIN_AGENT)
    assert notice.buttons == ["Close review", "Show"]
    assert "you are asked to review it" in notice.notification
    (card,) = asked.in_channel()
    assert "The review is open" in card.text
    assert card.buttons == ["Close review", "Show"]

    asked.close_review(ADMIN_AGENT, "I called her: it was her.")
    office.work()

    for each in (asked.in_channel()[0], asked.told(SECOND_ADMIN)[0], asked.told(ADMIN)[0]):
        assert "I called her: it was her." in each.text
        assert "password reset" in each.text
        assert "Close review" not in each.buttons


@pytest.mark.promise(14)
def test_only_who_asked_is_offered_the_passwords(office: Office) -> None:
    asked = with_channel(office)
    administrator = _administrator(office, asked.contoso.id)
    asked.ask(ResetPasswords(customer_id=asked.contoso.id, users=(administrator,)), by=ADMIN)
    asked.agree(ADMIN_AGENT)
    office.work()

    assert asked.told(ADMIN)[0].buttons == ["Reveal once", "Download once", "Show"]
    assert asked.in_channel()[0].buttons == ["Show"]
    assert "password reset" in asked.in_channel()[0].text


@pytest.mark.promise(14)
def test_a_user_created_with_anothers_agreement_is_handed_over_to_who_asked(office: Office) -> None:
    asked = with_channel(office)
    command = CreateUser(
        customer_id=asked.contoso.id, profile=a_user_profile(), sku_ids=frozenset({"sku-e3"})
    )
    asked.ask(command)
    (card,) = asked.in_channel()
    assert "Office 365 E3" in card.text
    asked.agree(ADMIN_AGENT)
    office.work()

    (mine,) = asked.told()
    assert "Create Nadia Okafor (Contoso Ltd)" in mine.text
    assert mine.buttons == ["Reveal once", "Download once", "Show"]
    assert asked.in_channel()[0].buttons == ["Show"]


def test_roles_are_told_with_whose_they_are_and_why(office: Office) -> None:
    asked = with_channel(office, "")
    grant = Grant(roles=frozenset({Role.HELPDESK_AGENT}), customers=frozenset({asked.contoso.id}))
    asked.ask(GrantRoles(slack_user_id=NO_ROLE, grant=grant, reason="Covers the holidays."), by=ADMIN)

    (card,) = asked.told(SECOND_ADMIN)
    for said in ("Helpdesk agent", "Contoso Ltd", "without end", "Covers the holidays."):
        assert said in card.text
    asked.agree(SECOND_ADMIN)
    office.work()
    assert "Approved and done" in asked.told(SECOND_ADMIN)[0].text


@pytest.mark.promise(10)
def test_when_there_are_more_of_them_than_agreed_to_everybody_reads_that_nothing_was_done(
    office: Office,
) -> None:
    asked = with_channel(office)
    asked.ask(DeleteUsers(customer_id=asked.contoso.id, users=Everyone()))
    assert "3 users when it was asked for" in asked.in_channel()[0].text
    office.add_user(asked.contoso.id, "Zoe Late")
    asked.agree(ADMIN_AGENT)
    office.work()

    assert asked.request.state is RequestState.FAILED
    for each in (asked.in_channel()[0], asked.told()[0]):
        assert "Approved, but not done" in each.text
        assert "There are more of them now" in each.text
    (why,) = office.wiring.desk.requests.outcomes(asked.request)
    assert why.reason == "more_than_agreed"


@pytest.mark.promise(10)
def test_a_customer_who_is_gone_meanwhile_is_called_as_when_it_was_asked_for(office: Office) -> None:
    asked = with_channel(office)
    asked.ask()
    table = boto3.resource("dynamodb").Table(office.tables.directory)
    table.delete_item(Key={"pk": keys.customer(asked.contoso.id), "sk": keys.CUSTOMER})
    asked.agree(ADMIN)
    office.work()

    assert asked.request.state is RequestState.FAILED
    for each in (asked.in_channel()[0], asked.told()[0]):
        assert "Contoso Ltd" in each.text
        assert "Approved, but not done" in each.text


@pytest.mark.promise(26)
def test_a_card_that_is_gone_is_posted_anew_and_then_that_one_is_edited(office: Office) -> None:
    asked = with_channel(office)
    asked.ask()
    for card in office.wiring.desk.requests.cards(CLICK).values():
        office.workspace.conversations.messages[:] = [
            each for each in office.workspace.conversations.messages if each.ts != card.message_ts
        ]
    asked.agree(ADMIN_AGENT)
    office.work()

    assert len(asked.in_channel()) == len(asked.told()) == 1
    assert len(office.workspace.calls_of("chat.postMessage")) == 4
    assert "Ada Number0 — deleted" in asked.in_channel()[0].text


def test_who_has_left_slack_keeps_nobody_from_being_told(office: Office, log: StringIO) -> None:
    asked = with_channel(office, "")
    office.workspace.change_person(HELPDESK, deleted=True)
    office.workspace.change_person(ADMIN, deleted=True)
    asked.ask()

    assert len(asked.told(ADMIN_AGENT)) == 1
    assert len(asked.told(SECOND_ADMIN)) == 1
    assert not logged(log, "ERROR")


@pytest.mark.promise(9)
def test_the_same_news_twice_is_one_card_for_each(office: Office) -> None:
    asked = with_channel(office, "")
    request = asked.ask()
    office.hand_over(due_event(CLICK, request.version))

    for reader in (ADMIN, SECOND_ADMIN, ADMIN_AGENT, HELPDESK):
        assert len(asked.told(reader)) == 1


@pytest.mark.promise(26)
def test_slack_that_is_down_for_a_while_is_told_later(office: Office) -> None:
    asked = with_channel(office)
    office.workspace.faults.break_next("chat.postMessage", 503, times=200)
    with pytest.raises(AssertionError):
        asked.ask()
    while office.workspace.faults.take("chat.postMessage", 0):
        pass  # Slack is back
    assert office.hand_over(due_event(CLICK, asked.request.version)) == []
    assert len(asked.in_channel()) == len(asked.told()) == 1


def _administrator(office: Office, customer_id: str) -> str:
    return office.add_user(customer_id, "Miriam Graham", DirectoryRole.GLOBAL_ADMIN).id
