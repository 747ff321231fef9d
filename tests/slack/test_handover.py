"""Temporary passwords are handed over to the one person who had them set, once, and not after 24 hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest

from shared.domain.audit import OperationType
from shared.domain.staff import Role
from shared.ports import Cursor
from tests.office import ADMIN, FRENCH_MANAGER, sent_again
from tests.slack.handing import (
    SENDER,
    MovableClock,
    open_for_mail,
    reset_by_worker,
    sent_mail,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from io import StringIO

    from sandbox.slack.person import SignedIn
    from shared.domain.audit import AuditEvent
    from tests.office import Office


@pytest.fixture
def environment(environment: Mapping[str, str]) -> Mapping[str, str]:
    """A deployment that can send e-mail."""
    return {**environment, "SENDER_ADDRESS": SENDER}


@pytest.fixture
def contoso(office: Office, monkeypatch: pytest.MonkeyPatch) -> str:
    customer_id = office.add_customer()
    office.add_user(customer_id, "Bram Visser")
    office.add_user(customer_id, "Amara Nwosu")
    return customer_id


@pytest.fixture
def clock(office: Office, monkeypatch: pytest.MonkeyPatch) -> MovableClock:
    return MovableClock.put_on(office, monkeypatch)


def handed_over(office: Office, customer_id: str) -> list[AuditEvent]:
    events = office.wiring.desk.audit.events(customer_id, None, Cursor(), 50).items
    return [event for event in events if OperationType.HAND_OVER_PASSWORDS in event.operation_types]


def create(person: SignedIn, name: str) -> None:
    person.fills("Display name", name)
    person.fills("User name", name.lower())
    person.submits()


def reset_two(person: SignedIn) -> dict[str, str]:
    """Reset two passwords at once; returns them."""
    person.types("/partner users contoso")
    person.presses("Reset passwords")
    person.chooses("Users", "Bram Visser", "Amara Nwosu")
    person.submits()
    person.submits()
    return shown(person)


# -- from a direct message ------------------------------------------------------------------------


@pytest.mark.promise(14)
def test_what_the_worker_set_is_revealed_once_in_a_window_to_the_person_who_asked(
    office: Office, contoso: str, log: StringIO
) -> None:
    reset_by_worker(office, contoso)
    nadia = office.workspace.sign_in(ADMIN)
    (card,) = nadia.direct_messages
    assert card.buttons == ["Reveal once", "Download once", "E-mail"]
    assert "Passwords reset for Contoso Ltd" in card.text

    nadia.presses("Reveal once")

    assert nadia.modal.title == "Temporary passwords"
    assert "bram.visser@contoso.example" in nadia.modal.text
    passwords = shown(nadia)
    assert len(set(passwords.values())) == 2
    everywhere_else = str(office.everything()) + card.text + log.getvalue()
    assert [word for word in passwords.values() if word in everywhere_else] == []
    (event,) = handed_over(office, contoso)
    assert event.actor_id == ADMIN
    assert event.new_value["means"] == "view"
    assert event.new_value["count"] == 2


def test_a_second_click_says_when_and_by_whom_they_were_revealed(office: Office, contoso: str) -> None:
    reset_by_worker(office, contoso)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.presses("Reveal once")
    nadia.closes()

    for button in ("Reveal once", "Download once", "E-mail"):
        nadia.presses(button)
        assert nadia.modal.title == "Handed over already"
        assert "Nadia Okafor looked at these passwords in Slack" in nadia.modal.text
        assert "reset the passwords again" in nadia.modal.text
        nadia.closes()
    assert len(handed_over(office, contoso)) == 1


@pytest.mark.promise(9)
def test_the_same_click_delivered_twice_shows_the_passwords_in_the_first_window_alone(
    office: Office, contoso: str
) -> None:
    reset_by_worker(office, contoso)
    nadia = office.workspace.sign_in(ADMIN)
    clicked = nadia.presses("Reveal once")
    sent_again(office, clicked)  # its trigger is used up, so no window opens

    assert len(shown(nadia)) == 2
    assert len(handed_over(office, contoso)) == 1


@pytest.mark.promise(12)
@pytest.mark.parametrize("button", ["Afficher une fois", "Télécharger une fois", "E-mail"])
def test_somebody_elses_passwords_are_refused_and_stay(office: Office, contoso: str, button: str) -> None:
    request_id = reset_by_worker(office, contoso)
    reset_by_worker(office, contoso, FRENCH_MANAGER, click="V0OTHER.1")
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    for block in camille.direct_messages[-1].blocks:
        for element in block.get("elements", []):
            if element.get("value"):
                element["value"] = request_id  # another person's

    camille.presses(button)

    assert "Aucun mot de passe ne vous attend ici" in camille.modal.text
    assert handed_over(office, contoso) == []
    nadia = office.workspace.sign_in(ADMIN)
    nadia.presses("Reveal once")
    assert len(shown(nadia)) == 2


def test_within_24_hours_they_are_revealed_and_not_a_second_later(
    office: Office, contoso: str, clock: MovableClock
) -> None:
    filed_at = clock.at
    reset_by_worker(office, contoso)
    reset_by_worker(office, contoso, click="V0LATER.1")
    nadia = office.workspace.sign_in(ADMIN)
    first, second = nadia.direct_messages
    clock.move(hours=23, minutes=59, seconds=59)
    first.presses("Reveal once")
    assert len(shown(nadia)) == 2
    nadia.closes()
    clock.move(seconds=1)
    assert (clock.at - filed_at).total_seconds() == 24 * 3600

    for button in ("Reveal once", "Download once", "E-mail"):
        second.presses(button)
        assert "No passwords wait here for you" in nadia.modal.text
        assert "Reset the passwords to get new ones" in nadia.modal.text
        nadia.closes()


@pytest.mark.promise(10)
def test_a_role_that_went_meanwhile_reveals_nothing_until_it_is_back(office: Office, contoso: str) -> None:
    reset_by_worker(office, contoso, FRENCH_MANAGER)
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    elsewhere = frozenset({"another"})
    office.grant(FRENCH_MANAGER, Role.USER_MANAGEMENT_ADMIN, customers=elsewhere)

    for button in ("Afficher une fois", "Télécharger une fois", "E-mail"):
        camille.presses(button)
        assert "ne couvrent pas ce client" in camille.modal.text
        camille.closes()
    assert handed_over(office, contoso) == []

    office.grant(FRENCH_MANAGER, Role.USER_MANAGEMENT_ADMIN)
    camille.presses("Afficher une fois")
    assert len(shown(camille)) == 2


def test_what_goes_wrong_after_the_window_is_open_is_said_in_it(
    office: Office, contoso: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reset_by_worker(office, contoso)
    nadia = office.workspace.sign_in(ADMIN)

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(type(office.wiring.desk.cipher), "open", broken)
    nadia.presses("Reveal once")
    assert "Something went wrong" in nadia.modal.text
    assert nadia.depth == 1
    monkeypatch.undo()
    nadia.closes()
    nadia.presses("Reveal once")
    assert len(shown(nadia)) == 2


# -- by e-mail ------------------------------------------------------------------------------------


def test_a_set_is_sent_once_to_the_address_given(office: Office, contoso: str) -> None:
    open_for_mail()
    reset_by_worker(office, contoso)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.presses("E-mail")
    assert "2 users of Contoso Ltd" in nadia.modal.text
    nadia.fills("E-mail address", "it@contoso.example")
    nadia.submits()

    assert nadia.modal.title == "Sent"
    assert "it@contoso.example" in nadia.modal.text
    (mail,) = sent_mail()
    assert mail.destinations["ToAddresses"] == ["it@contoso.example"]
    assert mail.subject == "Temporary passwords for Contoso Ltd"
    assert "bram.visser@contoso.example" in mail.body
    (event,) = handed_over(office, contoso)
    assert event.new_value["address"] == "it@contoso.example"
    assert event.new_value["means"] == "email"
    nadia.closes()
    nadia.presses("E-mail")
    assert "Nadia Okafor sent these passwords to it@contoso.example" in nadia.modal.text


@pytest.mark.parametrize("address", ["it@contoso", "<it@contoso.example>", "it@contoso.example, b@c.example"])
def test_an_address_that_is_none_stays_in_the_form_and_nothing_is_handed_over(
    office: Office, contoso: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.slack.forms.complaints", lambda *_: {})  # Slack would take it
    open_for_mail()
    reset_by_worker(office, contoso)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.presses("E-mail")
    nadia.fills("E-mail address", address)
    nadia.submits()

    assert list(nadia.errors) == ["E-mail address"]
    assert nadia.modal.value("E-mail address") == address
    assert sent_mail() == []
    assert handed_over(office, contoso) == []


def test_what_the_mail_service_refuses_is_withheld_and_said(
    office: Office, contoso: str, log: StringIO
) -> None:
    reset_by_worker(office, contoso)  # and nobody verified the sender
    nadia = office.workspace.sign_in(ADMIN)
    nadia.presses("E-mail")
    nadia.fills("E-mail address", "it@contoso.example")
    nadia.submits()

    assert nadia.modal.title == "Not sent"
    assert "reset the passwords again" in nadia.modal.text
    assert len(handed_over(office, contoso)) == 1
    assert "it@contoso.example" not in log.getvalue()


def test_from_a_window_that_shows_them_they_are_still_shown_when_nothing_was_sent(
    office: Office, contoso: str
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    passwords = reset_two(nadia)
    nadia.presses("E-mail")
    assert [word for word in passwords.values() if word in str(nadia.modal.raw)] == []
    nadia.fills("E-mail address", "it@contoso.example")
    nadia.submits()

    assert nadia.modal.title == "Not sent"
    assert "The window below shows them until you close it" in nadia.modal.text
    nadia.goes_back()
    assert shown(nadia) == passwords
    assert contoso


# -- from a window that shows them ------------------------------------------------------------------


def test_users_created_one_after_another_can_be_downloaded_as_the_set_that_they_are_then(
    office: Office, contoso: str
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    create(nadia, "Chidi")
    nadia.presses("Download once")
    first = nadia.modal.link("Open the page")
    nadia.goes_back()
    nadia.presses("Add another user")
    create(nadia, "Zoe")
    nadia.presses("Download once")

    assert nadia.modal.link("Open the page") != first
    items = boto3.resource("dynamodb").Table(office.tables.workflow).scan()["Items"]
    sealed = sorted(len(item["user_ids"]) for item in items if "user_ids" in item)
    assert sealed == [1, 2]
    assert contoso


@pytest.mark.promise(14)
def test_passwords_that_are_kept_for_a_download_are_unreadable(office: Office, contoso: str) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    passwords = reset_two(nadia)
    nadia.presses("Download once")

    assert [word for word in passwords.values() if word in str(nadia.modal.raw)] == []
    assert [word for word in passwords.values() if word in str(office.everything())] == []
    assert contoso
