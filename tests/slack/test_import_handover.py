"""What comes of a file for whoever gave it: the passwords of its users, once, and the template before it."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from tests.office import ADMIN, FRENCH_MANAGER
from tests.slack.handing import SENDER, browse, open_for_mail, sent_mail

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.slack.person import SignedIn
    from tests.office import Office

HEADINGS = "First name,Last name,Display name,Email,Status update"
ROWS = ["Ines,Faure,Ines Faure,ines@contoso.example,", "Theo,Marchand,Theo Marchand,theo@contoso.example,"]


@pytest.fixture
def environment(environment: Mapping[str, str]) -> Mapping[str, str]:
    """A deployment with a sender."""
    return {**environment, "SENDER_ADDRESS": SENDER}


@pytest.fixture
def nadia(office: Office, monkeypatch: pytest.MonkeyPatch) -> SignedIn:
    """Somebody who has had two users created from a file."""
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner import contoso")
    nadia.attaches("The file", "users.csv", "\n".join([HEADINGS, *ROWS]))
    nadia.submits()
    office.work()
    nadia.submits()
    office.work()
    nadia.closes()
    return nadia


@pytest.mark.promise(14)
def test_the_passwords_of_a_file_are_downloaded_once(office: Office, nadia: SignedIn) -> None:
    nadia.presses("Download once")
    link = nadia.modal.link("Open the page")
    assert link is not None
    page = browse(office, link, "as=csv")
    _, *lines = csv.reader(StringIO(page.body.removeprefix("\ufeff"), newline=""), strict=True)
    assert [line[1] for line in lines] == ["ines@contoso.example", "theo@contoso.example"]
    assert len({line[2] for line in lines}) == 2
    assert browse(office, link, "as=print").status == 410
    nadia.closes()
    nadia.presses("Reveal once")
    assert "ines@contoso.example" not in nadia.modal.text


def test_the_passwords_of_a_file_are_printed_once(office: Office, nadia: SignedIn) -> None:
    nadia.presses("Download once")
    link = nadia.modal.link("Open the page")
    assert link is not None
    page = browse(office, link, "as=print")
    assert page.body.count("<li>") == 2
    assert "theo@contoso.example" in page.body
    assert browse(office, link, "as=csv").status == 410


def test_the_passwords_of_a_file_are_sent_once(nadia: SignedIn) -> None:
    open_for_mail()
    nadia.presses("E-mail")
    nadia.fills("E-mail address", "it@contoso.example")
    nadia.submits()
    assert nadia.modal.title == "Sent"
    (mail,) = sent_mail()
    assert "ines@contoso.example" in mail.body
    assert "theo@contoso.example" in mail.body


@pytest.mark.parametrize(
    ("slack_user_id", "line", "button", "name", "first_line"),
    [
        (
            ADMIN,
            "/partner import contoso",
            "Send me the template",
            "new-users.csv",
            '"First name","Last name","Display name","Email","Status update"',
        ),
        (
            FRENCH_MANAGER,
            "/partner importer contoso",
            "M’envoyer le modèle",
            "nouveaux-utilisateurs.csv",
            '"Prénom";"Nom";"Nom d’affichage";"E-mail";"Mise à jour de l’état"',
        ),
    ],
    ids=["en", "fr"],
)
def test_the_template_comes_as_a_file_with_the_documented_columns(
    office: Office, slack_user_id: str, line: str, button: str, name: str, first_line: str
) -> None:
    office.add_customer()
    person = office.workspace.sign_in(slack_user_id)
    person.types(line)
    person.presses(button)
    office.work()
    (below,) = (said for said in person.direct_messages if name in said.files)
    assert below.files[name].decode("utf-8-sig").splitlines() == [first_line]
