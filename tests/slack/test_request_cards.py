"""Cards of requests, pressed by those who read them: each button leads where it says."""

from __future__ import annotations

import pytest

from sandbox.slack.conversations import APPROVALS_CHANNEL, DEFAULT_CHANNEL
from shared.domain.command import ResetPasswords
from shared.domain.request import RequestState
from shared.domain.user import DirectoryRole
from tests.functions.asked import ADMIN_AGENT, SECOND_ADMIN, Asked, with_channel
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK, NO_ROLE, STRANGER, Office

SALES_AGENT = "U0SALES001"


@pytest.fixture
def asked(office: Office, monkeypatch: pytest.MonkeyPatch) -> Asked:
    return with_channel(office)


@pytest.mark.promise(8)
def test_a_card_in_the_channel_leads_to_agreeing_and_then_says_that_it_is_done(
    office: Office, asked: Asked
) -> None:
    asked.ask()
    ravi = office.workspace.sign_in(ADMIN_AGENT)
    ravi.presses("Approve")
    for said in ("Ada Number0", "ada.number0@contoso.example", "Call Mrs Leclerc first."):
        assert said in ravi.modal.text
    ravi.submits()
    office.work()

    (card,) = asked.in_channel()
    assert "Approved and done" in card.text
    assert "Ada Number0 — deleted" in card.text
    assert "Ada Number0 — deleted" in asked.told()[0].text
    assert not office.workspace.troubles


def test_what_was_typed_when_it_was_rejected_is_on_every_card(office: Office, asked: Asked) -> None:
    asked.ask(language="fr-FR")
    manager = office.workspace.sign_in(FRENCH_MANAGER)
    manager.presses("Reject")  # the channel's language is the deployment's
    manager.fills(manager.modal.labels[0], "Elle revient *lundi*.")
    manager.submits()
    office.work()

    for card in (asked.in_channel()[0], asked.told()[0]):
        assert "Elle revient *lundi*." in card.text
    assert "Rejeté" in asked.told()[0].text


def test_who_asked_takes_it_back_from_their_own_card(office: Office, asked: Asked) -> None:
    asked.ask()
    theo = office.workspace.sign_in(HELPDESK)
    theo.presses("Cancel request")
    theo.submits()
    office.work()

    assert asked.request.state is RequestState.CANCELLED
    assert "Taken back" in asked.in_channel()[0].text


@pytest.mark.promise(22)
def test_whoever_was_passed_over_closes_the_review_from_their_notice(office: Office, asked: Asked) -> None:
    miriam = office.add_user(asked.contoso.id, "Miriam Graham", DirectoryRole.GLOBAL_ADMIN)
    asked.ask(ResetPasswords(customer_id=asked.contoso.id, users=(miriam.id,)), by=ADMIN)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.presses("Break glass")
    nadia.fills(nadia.modal.labels[0], "She is on the phone.")
    nadia.submits()
    office.work()

    (notice,) = asked.told(ADMIN_AGENT)
    assert "She is on the phone." in notice.text
    ravi = office.workspace.sign_in(ADMIN_AGENT)
    ravi.presses("Close review")
    ravi.fills(ravi.modal.labels[0], "I called her: it was her.")
    ravi.submits()
    office.work()

    for card in (asked.told(ADMIN_AGENT)[0], asked.told(SECOND_ADMIN)[0], asked.told(ADMIN)[0]):
        assert "I called her: it was her." in card.text
        assert "Close review" not in card.buttons


@pytest.mark.promise(5, 7)
@pytest.mark.parametrize("reader", [SALES_AGENT, HELPDESK, NO_ROLE])
def test_who_may_not_decide_reads_the_channel_and_changes_nothing(
    office: Office, asked: Asked, reader: str
) -> None:
    asked.ask()
    members = office.workspace.conversations.channels[APPROVALS_CHANNEL].members
    assert members is not None
    if reader not in members:
        members.append(reader)
    before = asked.request
    somebody = office.workspace.sign_in(reader)
    somebody.presses("Approve")
    if somebody.has_modal and somebody.modal.submit:
        somebody.submits()

    assert asked.request == before


def test_nothing_is_shown_where_another_company_reads_along(office: Office) -> None:
    asked = with_channel(office, DEFAULT_CHANNEL)
    asked.ask()
    assert office.workspace.sign_in(STRANGER).messages == []
