"""The history is searched by customer, person, kind and period, and handed over as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from shared.domain.audit import ALL_CUSTOMERS, OperationType
from shared.domain.staff import Role, Staff
from shared.ports import Cursor
from tests.builders import an_event
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK, sent_again
from tests.staffing import register

if TYPE_CHECKING:
    from sandbox.slack.person import SignedIn
    from shared.domain.audit import AuditEvent
    from tests.office import Office

NOW = datetime.now(UTC)


def happened(
    office: Office,
    operation_id: str,
    customer_id: str,
    *,
    name: str = "bram.visser@contoso.example",
    by: str = ADMIN,
    at: datetime = NOW,
    kind: OperationType = OperationType.UPDATE_CUSTOMER_USER,
) -> AuditEvent:
    event = an_event(operation_id, customer_id=customer_id, target_id=f"id-{operation_id}", at=at)
    customer_name = "" if customer_id == ALL_CUSTOMERS else customer_id[:8]
    event = replace(
        event, actor_id=by, operation_types=(kind,), target_name=name, customer_name=customer_name
    )
    office.wiring.desk.audit.record(event)
    return event


@pytest.fixture
def two(office: Office) -> tuple[str, str]:
    """Contoso and Fabrikam, to each of which Nadia and Camille did something; Théo looks after Contoso."""
    contoso = office.add_customer("Contoso Ltd", "contoso.example")
    fabrikam = office.add_customer("Fabrikam", "fabrikam.example")
    office.grant(HELPDESK, Role.HELPDESK_AGENT, customers=frozenset({contoso}))
    for name, customer_id in (("contoso", contoso), ("fabrikam", fabrikam)):
        for who, by in (("nadia", ADMIN), ("camille", FRENCH_MANAGER)):
            happened(office, f"{who}-{name}", customer_id, name=f"{who}@{name}.example", by=by)
    happened(office, "everywhere", ALL_CUSTOMERS, name="everywhere", kind=OperationType.GRANT_ROLES)
    return contoso, fabrikam


def rows(person: SignedIn) -> list[dict[str, str]]:
    """What the last file in somebody's direct messages has."""
    (content,) = person.direct_messages[-1].files.values()
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))


def test_the_command_alone_asks_what_to_look_for(office: Office, two: tuple[str, str]) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner audit")
    assert nadia.modal.title == "Search the history"
    nadia.chooses("Customer", "Fabrikam")
    nadia.chooses("Done by", "Camille Lefèvre")
    nadia.submits()
    assert nadia.modal.title == "History"
    assert "camille@fabrikam.example" in nadia.modal.text
    assert "nadia@fabrikam.example" not in nadia.modal.text
    assert "@contoso.example" not in nadia.modal.text
    assert not office.workspace.troubles


def test_neither_a_customer_nor_a_person_is_said_at_the_field(office: Office) -> None:
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner audit")
    nadia.submits()
    assert "Choose a customer or a person" in nadia.errors["Customer"]


def test_a_period_that_ends_before_it_begins_is_said_at_the_field(office: Office) -> None:
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner audit")
    nadia.chooses("Customer", "Contoso Ltd")
    nadia.chooses("From", "2026-11-05")
    nadia.chooses("To", "2026-11-04")
    nadia.submits()
    assert "before the first one" in nadia.errors["To"]


def test_a_period_is_of_days_by_the_readers_own_clock(office: Office) -> None:
    contoso = office.add_customer()
    for hour, name in ((22, "yesterday"), (23, "first minute"), (46, "last minute"), (47, "tomorrow")):
        at = datetime(2026, 3, 9, 0, 30, tzinfo=UTC) + timedelta(hours=hour)
        happened(office, f"at-{hour}", contoso, name=name, at=at)
    camille = office.workspace.sign_in(FRENCH_MANAGER)  # in Paris, an hour ahead of UTC
    camille.types("/partner journal")
    camille.chooses("Client", "Contoso Ltd")
    camille.chooses("Du", "2026-03-10")
    camille.chooses("Au", "2026-03-10")
    camille.submits()
    assert "first minute" in camille.modal.text
    assert "last minute" in camille.modal.text
    assert "yesterday" not in camille.modal.text
    assert "tomorrow" not in camille.modal.text
    camille.presses("Rechercher")
    shown = camille.modal.raw["state"]["values"]
    days = [part.get("selected_date") for block in shown.values() for part in block.values()]
    assert [day for day in days if day] == ["2026-03-10", "2026-03-10"]


def test_a_kind_is_found_among_many_others_and_the_search_goes_on_where_it_stopped(office: Office) -> None:
    contoso = office.add_customer()
    for number in range(230):
        kind = (
            OperationType.DELETE_CUSTOMER_USER if number in {2, 228} else OperationType.UPDATE_CUSTOMER_USER
        )
        at = NOW - timedelta(minutes=number + 1)
        happened(office, f"event-{number:03}", contoso, name=f"person-{number}", at=at, kind=kind)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner audit contoso")
    nadia.presses("Search")
    nadia.chooses("What", "Users deleted and restored")
    nadia.submits()
    assert "person-2 " in nadia.modal.text.replace("\n", " ")
    assert "person-228" not in nadia.modal.text
    assert "200 events were looked through. 1 of them matches. “Older” goes on searching." in nadia.modal.text
    nadia.presses("Older")
    assert "person-228" in nadia.modal.text
    nadia.presses("Newer")
    assert "person-2 " in nadia.modal.text.replace("\n", " ")
    assert not office.workspace.troubles


def test_somebody_who_is_mentioned_has_their_own_history(office: Office, two: tuple[str, str]) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    delivered = nadia.sends_command("audit MENTION")
    form = delivered.request.body.replace("MENTION", quote(f"<@{FRENCH_MANAGER}|camille>"))
    office.workspace.delivery.send("command", form, delivered.request.headers["Content-Type"])
    assert "camille@contoso.example" in nadia.modal.text
    assert "camille@fabrikam.example" in nadia.modal.text
    assert "nadia@" not in nadia.modal.text


@pytest.mark.promise(12)
def test_of_a_person_only_what_concerns_customers_in_scope_is_shown(
    office: Office, two: tuple[str, str]
) -> None:
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner journal")
    theo.chooses("Fait par", "Nadia Okafor")
    theo.submits()
    assert "nadia@contoso.example" in theo.modal.text
    assert "fabrikam" not in theo.modal.text.lower()
    assert "everywhere" not in theo.modal.text


@pytest.mark.promise(12)
def test_who_looks_after_all_customers_sees_what_concerns_all_of_them(
    office: Office, two: tuple[str, str]
) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner audit")
    nadia.chooses("What", "Roles")
    nadia.submits()
    assert "everywhere" in nadia.modal.text
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner journal")
    theo.chooses("Quoi", "Rôles")
    theo.submits()
    assert theo.errors
    assert "everywhere" not in theo.modal.text


@pytest.mark.promise(12)
@pytest.mark.parametrize("pressed", ["Rechercher", "Fichier CSV", "Plus ancien"])
def test_a_forged_customer_in_the_history_is_refused(
    office: Office, two: tuple[str, str], pressed: str
) -> None:
    contoso, fabrikam = two
    for number in range(12):
        happened(office, f"more-{number}", contoso, at=NOW + timedelta(seconds=number))
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner journal contoso")
    delivered = theo.presses(pressed)
    requests = len(office.wiring.desk.requests.list_filed_by(HELPDESK, Cursor(), 10).items)
    theo.closes()
    theo.types("/partner journal contoso")
    office.workspace.calls.clear()
    sent_again(office, delivered, **{contoso: fabrikam})
    assert "fabrikam" not in str(office.workspace.calls).lower()
    assert len(office.wiring.desk.requests.list_filed_by(HELPDESK, Cursor(), 10).items) == requests


def test_a_file_has_everything_that_was_looked_for(office: Office, two: tuple[str, str]) -> None:
    contoso, _ = two
    happened(office, "formula", contoso, name="=HYPERLINK(1)", by=FRENCH_MANAGER)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner audit")
    nadia.chooses("Done by", "Camille Lefèvre")
    nadia.submits()
    nadia.presses("CSV file")
    assert "on its way" in nadia.modal.text
    office.work()
    written = rows(nadia)
    assert {row["Who (Slack ID)"] for row in written} == {FRENCH_MANAGER}
    assert sorted(row["Concerns"] for row in written) == [
        "'=HYPERLINK(1)", "camille@contoso.example", "camille@fabrikam.example",
    ]  # fmt: skip
    assert not office.workspace.troubles


@pytest.mark.promise(12)
def test_a_file_has_nothing_of_customers_out_of_scope(office: Office, two: tuple[str, str]) -> None:
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner journal")
    theo.chooses("Fait par", "Nadia Okafor")
    theo.submits()
    theo.presses("Fichier CSV")
    office.work()
    written = rows(theo)
    assert "nadia@contoso.example" in {row["Objet"] for row in written}
    assert {row["ID du client"] for row in written} == {two[0]}


@pytest.mark.promise(10)
@pytest.mark.promise(12)
def test_the_scope_is_that_of_the_moment_in_which_the_file_is_written(
    office: Office, two: tuple[str, str]
) -> None:
    _, fabrikam = two
    theo = office.workspace.sign_in(HELPDESK)
    theo.types("/partner journal contoso")
    theo.presses("Fichier CSV")
    elsewhere = frozenset({fabrikam})
    register(
        office.wiring.desk.staff,
        Staff(slack_user_id=HELPDESK, roles=frozenset({Role.HELPDESK_AGENT}), customers=elsewhere),
    )
    office.work()
    assert [said for said in theo.direct_messages if said.files] == []
    assert "n’ont pas été exportés" in theo.direct_messages[-1].text


def test_the_same_press_delivered_twice_makes_one_file(office: Office, two: tuple[str, str]) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner audit contoso")
    delivered = nadia.presses("CSV file")
    sent_again(office, delivered)
    office.work()
    assert len([said for said in nadia.direct_messages if said.files]) == 1
