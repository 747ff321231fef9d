"""Files of new users: checked by the worker, corrected, done, and handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.domain.request import RequestState
from tests.functions.importing import HEADINGS, importing, rows_of

if TYPE_CHECKING:
    from io import StringIO

    from tests.office import Office

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
