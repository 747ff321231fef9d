"""Files of new users: checked by the worker, corrected, done, and handed over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.domain.command import CheckLicenseFile
from shared.domain.import_file import CheckedFile
from shared.domain.request import RequestState
from shared.domain.staff import Role
from shared.operations.subject import subject_of
from tests.functions.importing import HEADINGS, importing, rows_of
from tests.office import ADMIN, FRENCH_MANAGER
from tests.products import E3
from tests.slack.handing import shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from io import StringIO

    from tests.office import Office


@pytest.fixture
def environment(environment: Mapping[str, str]) -> Mapping[str, str]:
    """A deployment that takes files of more rows."""
    return {**environment, "IMPORT_ROWS": "1000"}


FAULTY = f"""\
{HEADINGS}
Inès,Faure,Inès Faure,ines.faure@contoso.example,,ENTERPRISEPACK,
Théo,Marchand,Théo Marchand,theo@contoso.example,,,
,,,nobody@elsewhere.example,,,
"""


def test_a_checked_file_is_told_in_the_direct_message_with_the_file_to_correct(office: Office) -> None:
    given = importing(office)
    given.check(FAULTY)

    assert given.contoso.request().state is RequestState.DONE
    card, below = given.told
    assert "users.csv for Contoso Ltd" in card.text
    assert "2 of 3 users can be created · 1 cannot" in card.text
    assert "Line 4: Display name: " in card.text
    assert "elsewhere.example is not a domain of this customer" in card.text
    assert card.buttons == ["Show"]
    assert list(below.files) == ["users-checked.csv"]
    headings, ines, theo, nobody = given.attached("users-checked.csv").splitlines()
    assert (
        headings == '"First name","Last name","Display name","Email","Status update","Licenses","Permissions"'
    )
    assert ines == '"Inès","Faure","Inès Faure","ines.faure@contoso.example","Ready.","ENTERPRISEPACK",""'
    assert '"Ready."' in theo
    assert '"Display name: ' in nobody
    assert "Email: elsewhere.example is not a domain" in nobody


def test_nothing_is_attached_to_a_file_with_which_nothing_is_wrong(office: Office) -> None:
    given = importing(office)
    given.check(rows_of(2))

    (card,) = given.told
    assert "2 of 2 users can be created" in card.text


def test_the_view_that_waits_shows_what_was_found(office: Office) -> None:
    given = importing(office)
    view = given.open_modal()
    given.check(FAULTY, view_id=view.id)

    assert view.given["callback_id"] == "checked_import"
    assert "2 of 3 users can be created." in str(view.given["blocks"])


@pytest.mark.parametrize("refusal", ["not_found", "view_not_found", "hash_conflict"])
def test_a_view_closed_meanwhile_is_nothing(office: Office, log: StringIO, refusal: str) -> None:
    given = importing(office)
    view = given.open_modal()
    given.give(FAULTY, view_id=view.id)
    office.workspace.faults.fail_next("views.update", refusal)
    office.work()

    assert given.contoso.request().state is RequestState.DONE
    assert "users.csv for Contoso Ltd" in given.told[0].text
    assert "error" not in log.getvalue().lower()


def test_ready_rows_are_done_and_told(office: Office) -> None:
    given = importing(office)
    given.check(FAULTY)
    request = given.run()

    assert request.state is RequestState.DONE
    assert {"ines.faure@contoso.example", "theo@contoso.example"} <= given.users().keys()
    *_, card, _ = given.told
    assert "Users of Contoso Ltd created" in card.text
    assert "2 created" in card.text
    assert "Inès Faure — created" in card.text
    assert card.buttons == ["Reveal once", "Download once"]
    _, ines, theo, nobody = given.attached("users-result.csv").splitlines()
    assert '"Created"' in ines
    assert '"Created"' in theo
    assert "elsewhere.example is not a domain" in nobody


# -- under way ------------------------------------------------------------------------------------


def test_who_stops_an_import_half_way_reads_which_rows_were_done(office: Office) -> None:
    given = importing(office)
    nobody = ",,,nobody,,,\n"
    given.check(
        rows_of(2) + nobody * 98 + "Zoë,Ash,Zoë Ash,zoe@contoso.example,,,\n"
    )  # in the second hundred
    request = given.ask()
    for _ in range(2):
        office.take_step()  # the card, and the list of its rows
    given.stop(request)
    office.work()

    assert given.request(request).state is RequestState.CANCELLED
    assert "zoe@contoso.example" not in given.users()
    card = next(each for each in given.told if "Stopped by you" in each.text)
    assert "2 of 3 dealt with: 2 created; 1 left as it was." in card.text
    assert "Reveal once" in card.buttons
    _, *rows = given.attached("users-result.csv").splitlines()
    assert [each.split(",")[4] for each in (rows[0], rows[1])] == ['"Created"', '"Created"']
    assert "Not done: it was stopped before this row." in rows[-1]
    assert all("is not a sign-in name" in each for each in rows[2:-1])


def test_all_or_nothing_that_cannot_be_is_nothing(office: Office) -> None:
    given = importing(office)
    given.check(rows_of(3))
    office.add_user(given.contoso.id, "Ada Row1", domain="contoso.example")
    before = given.users().keys()
    request = given.run(all_or_nothing=True)

    assert request.state is RequestState.FAILED
    assert given.users().keys() == before
    card = next(each for each in given.told if "No user of Contoso Ltd created" in each.text)
    assert "3 not created" in card.text
    assert "Ada Row1 — Another user already signs in as ada.row1@contoso.example" in card.text
    assert "Nothing was done, because not all of it could be" in card.text
    assert "Reveal once" not in card.buttons
    _, first, second, third = given.attached("users-result.csv").splitlines()
    assert "Another user already signs in" in second
    for other in (first, third):
        assert "Not done, because another row could not be done" in other


def test_all_or_nothing_ends_with_the_first_row_that_cannot_be_done(office: Office) -> None:
    given = importing(office)
    given.check(rows_of(3))
    request = given.ask(all_or_nothing=True)
    office.take_step()
    office.take_step()  # all rows were ready when it began
    office.add_user(given.contoso.id, "Ada Row1", domain="contoso.example")
    office.work()

    assert given.request(request).state is RequestState.PARTIAL
    assert "ada.row0@contoso.example" in given.users()
    assert "ada.row2@contoso.example" not in given.users()
    card = next(each for each in given.told if "Users of Contoso Ltd created" in each.text)
    assert "1 created · 2 not created" in card.text
    assert "It ended with the first row that could not be done" in card.text
    assert "Ada Row2" not in card.text
    assert "Reveal once" in card.buttons
    _, first, second, third = given.attached("users-result.csv").splitlines()
    assert '"Created"' in first
    assert "Another user already signs in" in second
    assert "Not done, because another row could not be done" in third


@pytest.mark.parametrize("method", ["views.update", "chat.update", "files.completeUploadExternal"])
def test_what_slack_cannot_take_now_is_said_a_little_later(office: Office, method: str) -> None:
    given = importing(office)
    view = given.open_modal()
    given.give(FAULTY, view_id=view.id)
    office.workspace.faults.rate_limit_next(method, retry_after=7)
    office.work()

    assert given.contoso.request().state is RequestState.DONE
    assert view.given["callback_id"] == "checked_import"
    assert len(given.told) == 2
    assert given.attached("users-checked.csv")


def test_a_view_that_slack_refuses_for_longer_is_tried_in_another_step(office: Office) -> None:
    given = importing(office)
    view = given.open_modal()
    given.give(FAULTY, view_id=view.id)
    office.take_step()
    office.workspace.faults.rate_limit_next("views.update", retry_after=600)
    event = next(office.stream.events())
    assert office.hand_over(event) != []
    assert given.contoso.request().is_under_way
    office.time.sleep(600)
    assert office.hand_over(event) == []
    assert view.given["callback_id"] == "checked_import"


def test_licenses_are_changed_as_each_row_says_and_told_in_the_file(office: Office) -> None:
    given = importing(office, language="fr-FR")
    text = "E-mail;Licences à ajouter\nada.number0@contoso.example;SPE_E3\nnobody@contoso.example;SPE_E3\n"
    given.check(text.replace("SPE_E3", E3.part_number), CheckLicenseFile, name="licences.csv")
    assert "licences.csv pour Contoso Ltd" in given.told[0].text
    given.run()

    assert given.contoso.holders["sku-e3"] == 1
    headings, ada, nobody = given.attached("licences-resultat.csv").splitlines()
    assert headings == '"E-mail";"Licences à ajouter";"Mise à jour de l’état"'
    assert ada.endswith('"Modifié."')
    assert "nobody@contoso.example" in nobody.split(";")[-1]
    given.check(
        given.attached("licences-resultat.csv"), CheckLicenseFile, click="V0AGAIN.1", name="again.csv"
    )
    assert "again.csv" in given.told[-2].text


# -- agreed to by others --------------------------------------------------------------------------


def test_who_may_agree_reads_what_will_happen_and_who_asked_gets_the_passwords(office: Office) -> None:
    given = importing(office, requester_id=FRENCH_MANAGER, language="fr-FR")
    given.check(FAULTY.replace(",ENTERPRISEPACK,", f",{E3.part_number},Password admin"))
    request = given.ask()
    office.work()
    assert request.is_pending
    (card,) = given.of(ADMIN)
    for said in (
        "Create 2 users of Contoso Ltd from users.csv",
        "1 other row of the file is left out",
        "France",
        "1 of them becomes an administrator:",
        "Inès Faure ines.faure@contoso.example — Password admin",
        "Office 365 E3: 0 → 1 of 100 in use",
        "Théo Marchand theo@contoso.example",
    ):
        assert said in card.text
    assert card.buttons == ["Approve", "Reject", "Show", "All rows"]

    given.agree(request, ADMIN)
    office.work()
    assert given.request(request).state is RequestState.DONE
    (card,) = given.of(ADMIN)
    assert "2 created" in card.text
    assert card.buttons == ["Show", "All rows"]
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.presses("Afficher une fois")
    assert len(shown(camille)) == 2
    assert "ines.faure@contoso.example" in camille.modal.text
    camille.closes()
    camille.presses("Afficher une fois")
    assert camille.modal.title == "Déjà remis"


def test_a_role_taken_away_before_it_begins_creates_nobody(office: Office) -> None:
    given = importing(office, requester_id=FRENCH_MANAGER)
    given.check(rows_of(2))
    request = given.ask()
    office.work()
    given.agree(request, ADMIN)
    office.grant(FRENCH_MANAGER, Role.HELPDESK_AGENT, customers=frozenset({"another"}))
    office.work()

    assert given.request(request).state is RequestState.FAILED
    assert [each for each in given.users() if ".row" in each] == []
    card = given.told[-2]
    assert "Your roles no longer allow this" in card.text
    assert given.attached("users-result.csv").count("Your roles no longer allow this") == 2


def test_a_view_that_waits_learns_that_the_file_was_not_checked(office: Office) -> None:
    given = importing(office, requester_id=FRENCH_MANAGER)
    view = given.open_modal()
    given.give(FAULTY, view_id=view.id)
    office.grant(FRENCH_MANAGER, Role.HELPDESK_AGENT, customers=frozenset({"another"}))
    office.work()

    assert given.contoso.request().state is RequestState.FAILED
    assert "was not checked" in given.told[0].text
    for block in (str(view.given["blocks"]), given.told[0].text):
        assert "Your roles no longer allow this" in block


def test_a_file_that_is_another_one_now_is_shown_as_such(office: Office) -> None:
    given = importing(office, requester_id=FRENCH_MANAGER)
    given.check(rows_of(2))
    request = given.ask()
    given.check(rows_of(1), click="V0OTHER.1")
    imports = office.wiring.desk.imports
    other = replace(imports.file("V0OTHER.1"), id=request.command.import_id)  # type: ignore[union-attr]
    imports.save(CheckedFile(file=other, rows=list(imports.all_rows("V0OTHER.1"))))
    office.work()

    subject = subject_of(office.wiring.desk, request)
    assert subject.rows is not None
    assert subject.rows.is_changed
    assert subject.rows.first == ()
