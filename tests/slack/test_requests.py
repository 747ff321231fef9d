"""The lists of requests: what waits, what became of one's own, what is going on; a page at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.command import ExportLicenses
from shared.domain.staff import Role
from shared.operations.desk import Operation
from shared.operations.request import submit_many
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK
from tests.slack.deciding import RAVI, asked_to_delete

if TYPE_CHECKING:
    from tests.office import Office


@pytest.fixture
def customer_id(office: Office, monkeypatch: pytest.MonkeyPatch) -> str:
    return office.add_customer()


def many(office: Office, customer_id: str, count: int) -> None:
    """File requests of the helpdesk, a minute apart, each about a customer called by its number."""
    bram = office.add_user(customer_id, "Bram Visser")
    first = asked_to_delete(office, HELPDESK, bram, click="file-00")
    for number in range(1, count):
        at = first.filed_at + timedelta(minutes=number)
        assert first.approval is not None
        approval = replace(first.approval, target_name=f"Person {number:02}")
        office.wiring.desk.requests.file(
            replace(first, id=f"file-{number:02}", filed_at=at, approval=approval)
        )


@pytest.mark.parametrize("word", ["requests", "approvals", "demandes", "approbations"])
def test_who_has_nothing_to_do_is_told_so(office: Office, customer_id: str, word: str) -> None:
    del customer_id
    camille = office.workspace.sign_in(FRENCH_MANAGER)
    camille.types(f"/partner {word}")
    assert camille.modal.title == "Demandes"
    for expected in (
        "Rien n’attend votre décision.",
        "Rien n’a été fait sans approbation que vous devriez examiner.",
        "Vous n’avez rien demandé au cours des 30 derniers jours.",
        "Rien n’est en cours d’exécution pour vos clients.",
    ):
        assert expected in camille.modal.text
    assert camille.modal.buttons == []


def test_each_list_shows_its_own(office: Office, customer_id: str) -> None:
    bram, niamh = (office.add_user(customer_id, name) for name in ("Bram Visser", "Niamh O'Brien"))
    asked_to_delete(office, HELPDESK, bram, click="theirs")
    many_users = [office.add_user(customer_id, f"Person {number:02}") for number in range(21)]
    asked_to_delete(office, RAVI, *many_users, click="his")
    desk = office.wiring.desk
    submit_many(desk, ExportLicenses(customer_id=customer_id), office.admin, Operation("job", "test"), "en")
    del niamh
    ravi = office.workspace.sign_in(RAVI)
    ravi.types("/partner requests")
    waiting, _, rest = ravi.modal.text.partition("Reviews to close")
    _, _, rest = rest.partition("Your requests")
    filed, _, under_way = rest.partition("Being carried out")
    assert "Delete Bram Visser (Contoso Ltd)" in waiting
    assert "Théo Marchand" in waiting
    assert "Delete 21 users of Contoso Ltd" in filed
    assert "Waiting for approval" in filed
    assert "See users, licenses and history" in under_way
    assert "Nadia Okafor" in under_way
    assert "Bram" not in filed + under_way


def test_what_is_more_than_a_glance_is_paged_through(office: Office, customer_id: str) -> None:
    many(office, customer_id, 23)
    ravi = office.workspace.sign_in(RAVI)
    ravi.types("/partner requests")
    assert ravi.modal.buttons == [*["Show"] * 5, "See more"]
    ravi.presses("See more")
    assert ravi.modal.buttons == [*["Show"] * 10, "Next", "All lists"]
    assert "Bram Visser" in ravi.modal.text
    ravi.presses("Next")
    assert "Person 10" in ravi.modal.text
    assert "Person 19" in ravi.modal.text
    ravi.presses("Next")
    assert "Person 22" in ravi.modal.text
    assert ravi.modal.buttons == [*["Show"] * 3, "Previous", "All lists"]
    ravi.presses("Previous")
    assert "Person 10" in ravi.modal.text
    ravi.presses("Previous")
    assert "Previous" not in ravi.modal.buttons
    ravi.presses("All lists")
    assert "Your requests" in ravi.modal.text
    assert not office.workspace.troubles


def test_ones_own_are_listed_newest_first(office: Office, customer_id: str) -> None:
    many(office, customer_id, 12)
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner demandes")
    filed = theo.modal.text.partition("Vos demandes")[2]
    assert filed.index("Person 11") < filed.index("Person 10") < filed.index("Person 07")
    assert "Person 06" not in filed
    theo.presses("Voir plus")
    theo.presses("Suivant")
    assert "Bram Visser" in theo.modal.text


def test_a_page_of_the_list_is_still_there_when_a_request_was_decided_about(
    office: Office, customer_id: str
) -> None:
    many(office, customer_id, 13)
    ravi = office.workspace.sign_in(RAVI)
    ravi.types("/partner requests")
    ravi.presses("See more")
    ravi.presses("Next")
    ravi.presses("Show", nth=1)
    ravi.presses("Approve")
    ravi.submits()
    ravi.goes_back()
    assert "Person 10" in ravi.modal.text
    assert "Person 11" not in ravi.modal.text
    assert "Person 12" in ravi.modal.text


@pytest.mark.promise(12)
def test_requests_of_a_customer_out_of_scope_are_not_listed(office: Office, customer_id: str) -> None:
    fabrikam = office.add_customer("Fabrikam", "fabrikam.example")
    bram = office.add_user(customer_id, "Bram Visser")
    wen = office.add_user(fabrikam, "Wen Li", domain="fabrikam.example")
    asked_to_delete(office, HELPDESK, bram, click="contoso")
    asked_to_delete(office, HELPDESK, wen, click="fabrikam")
    office.grant(RAVI, Role.ADMIN_AGENT, customers=frozenset({fabrikam}))
    ravi = office.workspace.sign_in(RAVI)
    ravi.types("/partner requests")
    assert "Wen Li" in ravi.modal.text
    assert "Contoso" not in ravi.modal.text
    assert "Bram" not in ravi.modal.text


def test_the_lists_take_the_place_of_what_was_asked_for_from(office: Office, customer_id: str) -> None:
    office.add_user(customer_id, "Bram Visser")
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner supprimer contoso “Bram Visser”")
    theo.submits()
    theo.presses("Toutes les demandes")
    assert theo.modal.title == "Demandes"
    assert "Supprimer Bram Visser (Contoso Ltd)" in theo.modal.text
    theo.presses("Afficher")
    theo.presses("Retirer la demande")
    theo.submits()
    assert "Vous avez retiré votre demande." in theo.modal.text
    assert not office.workspace.troubles


def test_a_job_nobody_had_to_agree_to_is_shown_too(office: Office, customer_id: str) -> None:
    desk = office.wiring.desk
    submit_many(desk, ExportLicenses(customer_id=customer_id), office.admin, Operation("job", "test"), "en")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner requests")
    nadia.presses("Show")
    assert "Export the licenses of Contoso Ltd" in nadia.modal.text
    assert nadia.modal.buttons == []
