"""The list of deleted users, and the card of one: who they were, and how long there is left."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from slack_sdk import WebClient

from sandbox.slack.conversations import DEFAULT_CHANNEL
from shared.domain.staff import Role
from shared.slack_ui.blocks import actions, button
from shared.slack_ui.ids import Click
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK, sent_again
from tests.products import E3, POWER_BI_PRO

if TYPE_CHECKING:
    from sandbox.slack.person import SignedIn
    from shared.domain.user import User
    from tests.office import Office

DAY = timedelta(days=1)


@pytest.fixture
def contoso(office: Office, monkeypatch: pytest.MonkeyPatch) -> str:
    return office.add_customer()


def open_list(person: SignedIn) -> None:
    word = "supprimés" if person.person.locale.startswith("fr") else "deleted"
    person.types(f"/partner {word} contoso")


def post_notice(office: Office, customer_id: str) -> None:
    """A message in a channel, with the button that leads to the list."""
    row = actions([button("Deleted users", Click.OPEN_DELETED_USERS, customer_id)])
    facts = office.workspace.facts
    client = WebClient(facts.bot_token, base_url=office.wiring.settings.slack_api_url)
    client.chat_postMessage(channel=DEFAULT_CHANNEL, text="A notice", blocks=[each.to_dict() for each in row])


def add_deleted(office: Office, customer_id: str, name: str, *, ago: timedelta = DAY) -> User:
    user = office.add_user(customer_id, name)
    office.delete(user, ago=ago)
    return user


def in_order(person: SignedIn, *names: str) -> list[str]:
    return sorted(names, key=person.modal.text.index)


def test_nobody_deleted_says_what_would_be_here(office: Office, contoso: str) -> None:
    office.add_user(contoso, "Bram Visser")
    nadia = office.workspace.sign_in(ADMIN)
    open_list(nadia)
    assert nadia.modal.title == "Deleted users"
    assert "Deleted users (0)" in nadia.modal.text
    assert "listed here for 30 days" in nadia.modal.text
    assert "Restore users" not in nadia.modal.buttons


def test_what_goes_next_comes_first_with_the_days_left_and_who_deleted(office: Office, contoso: str) -> None:
    office.add_subscription(contoso, E3)
    office.add_subscription(contoso, POWER_BI_PRO)
    zoe = office.add_user(contoso, "Zoe Ash")
    office.assign(zoe, "sku-e3", "sku-power-bi")
    office.delete(zoe, ago=27 * DAY)
    add_deleted(office, contoso, "Amara Silva", ago=2 * DAY)
    add_deleted(office, contoso, "Bram Visser", ago=29.5 * DAY)
    add_deleted(office, contoso, "Chidi Anagonye", ago=30 * DAY)
    nadia = office.workspace.sign_in(ADMIN)
    open_list(nadia)
    assert "Deleted users (4)" in nadia.modal.text
    expected = ["Chidi Anagonye", "Bram Visser", "Zoe Ash", "Amara Silva"]
    assert in_order(nadia, *expected) == expected
    lines = [line for line in nadia.modal.text.splitlines() if "deleted" in line]
    assert lines[0].startswith("too late to restore · deleted ")
    assert lines[1].startswith(("gone today at ", "gone tomorrow at "))
    assert lines[2].startswith("gone in 3 days · deleted ")
    assert lines[2].endswith(" by @Nadia Okafor · Office 365 E3 and 1 more")
    assert lines[3].startswith("gone in 28 days")
    assert not office.workspace.troubles


def test_forty_deleted_users_are_paged_forwards_and_backwards(office: Office, contoso: str) -> None:
    names = [f"User {number:02}" for number in range(40)]
    for position, name in enumerate(names):
        add_deleted(office, contoso, name, ago=timedelta(days=20) - position * timedelta(minutes=1))
    nadia = office.workspace.sign_in(ADMIN)
    open_list(nadia)
    pages = []
    for _ in range(3):
        pages.append([name for name in names if name in nadia.modal.text])
        if "Next" in nadia.modal.buttons:
            nadia.presses("Next")
    assert pages == [names[:15], names[15:30], names[30:]]
    assert "31 to 40 of 40" in nadia.modal.text
    nadia.presses("Previous")
    assert "16 to 30 of 40" in nadia.modal.text
    assert [name for name in names if name in nadia.modal.text] == names[15:30]
    assert not office.workspace.troubles


def test_a_deleted_user_is_found_by_name_and_by_the_former_sign_in_name(office: Office, contoso: str) -> None:
    add_deleted(office, contoso, "Bram Visser")
    add_deleted(office, contoso, "Zoe Ash")
    nadia = office.workspace.sign_in(ADMIN)
    open_list(nadia)
    for typed in ("bram.vis", "VISSER", "Bram"):
        nadia.fills("Search", typed, enter=True)
        assert "1 to 1 of 1" in nadia.modal.text, typed
        assert "Zoe Ash" not in nadia.modal.text
    nadia.fills("Search", "xyz")
    nadia.submits()
    assert "No deleted user of Contoso Ltd matches “xyz”." in nadia.modal.text
    nadia.presses("Show all deleted users")
    assert "1 to 2 of 2" in nadia.modal.text
    assert nadia.modal.value("Search") in {"", None}


def test_the_card_shows_who_it_was_with_the_licenses_of_then_and_the_history(
    office: Office, contoso: str
) -> None:
    office.add_subscription(contoso, E3)
    zoe = office.add_user(contoso, "Zoe Ash")
    office.assign(zoe, "sku-e3")
    office.delete(zoe, ago=3 * DAY)
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    open_list(camille)
    camille.presses("Ouvrir")
    assert camille.depth == 2
    assert camille.modal.title == "Utilisateur supprimé"
    for expected in ("Zoe Ash", "zoe.ash@contoso.example", "Royaume-Uni", "Office 365 E3", "27 jours"):
        assert expected in camille.modal.text
    camille.presses("Historique")
    assert camille.modal.title == "Historique"
    assert "zoe.ash@contoso.example, Contoso Ltd" in camille.modal.text
    assert "Utilisateur supprimé" in camille.modal.text
    assert not office.workspace.troubles


def test_back_to_users_shows_the_list_of_those_who_are_there(office: Office, contoso: str) -> None:
    add_deleted(office, contoso, "Zoe Ash")
    office.add_user(contoso, "Bram Visser")
    nadia = office.workspace.sign_in(ADMIN)
    open_list(nadia)
    nadia.presses("Back to users")
    assert nadia.modal.title == "Users and licenses"
    assert nadia.depth == 1
    assert "Bram Visser" in nadia.modal.text
    assert "Zoe Ash" not in nadia.modal.text


def test_the_card_of_somebody_restored_meanwhile_is_not_opened_and_that_is_said(
    office: Office, contoso: str
) -> None:
    zoe = add_deleted(office, contoso, "Zoe Ash")
    nadia, henrik = office.workspace.sign_in(ADMIN), office.workspace.sign_in("U0GLOBAL02")
    open_list(nadia)
    open_list(henrik)
    for press in ("Open", "Restore", "Restore"):
        henrik.presses(press)
    assert office.holds(zoe) == {}
    nadia.presses("Open")
    assert "no longer there" in nadia.modal.text


def test_a_helpdesk_agent_is_offered_to_restore_and_not_to_delete_for_good(
    office: Office, contoso: str
) -> None:
    add_deleted(office, contoso, "Zoe Ash")
    theo = office.workspace.sign_in(HELPDESK)
    open_list(theo)
    assert "Restaurer" in theo.modal.buttons  # others will be asked
    theo.presses("Ouvrir")
    assert theo.modal.buttons == ["Restaurer", "Historique"]


@pytest.mark.promise(12)
def test_deleted_users_of_a_customer_out_of_scope_are_neither_listed_nor_searched_nor_opened(
    office: Office, contoso: str
) -> None:
    other = office.add_customer("Fabrikam", "fabrikam.example")
    secret = office.add_user(other, "Secret Person", domain="fabrikam.example")
    office.delete(secret)
    zoe = add_deleted(office, contoso, "Zoe Ash")
    office.grant(HELPDESK, Role.ADMIN_AGENT, customers=frozenset({contoso}))
    post_notice(office, contoso)
    theo = office.workspace.sign_in(HELPDESK)
    listed = theo.presses("Deleted users")
    searched = theo.fills("Rechercher", "zoe", enter=True)
    opened = theo.presses("Ouvrir")
    history = theo.presses("Historique")
    sent_again(office, listed, **{contoso: other})
    sent_again(office, searched, **{contoso: other, "zoe": "sec"})
    for delivered in (opened, history):
        sent_again(office, delivered, **{contoso: other, zoe.id: secret.id})
        sent_again(office, delivered, **{zoe.id: secret.id})
    assert "Secret Person" not in str(office.workspace.calls)
    assert "secret.person" not in str(office.workspace.calls)


def test_a_message_in_a_channel_leads_to_the_list(office: Office, contoso: str) -> None:
    add_deleted(office, contoso, "Zoe Ash")
    post_notice(office, contoso)
    ravi = office.workspace.sign_in("U0ADMIN001")
    ravi.presses("Deleted users")
    assert ravi.depth == 1
    assert "Zoe Ash" in ravi.modal.text


def test_an_expired_trigger_opens_nothing_and_is_answered_with_try_again(
    office: Office, contoso: str
) -> None:
    add_deleted(office, contoso, "Zoe Ash")
    office.workspace.faults.fail_next("views.open", "expired_trigger_id")
    nadia = office.workspace.sign_in(ADMIN)
    open_list(nadia)
    assert not nadia.has_modal
    assert "try again" in nadia.replies[-1].text
