"""The App Home: each sees what concerns them, and it is drawn anew when something moves on."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from shared.domain.staff import Role
from shared.operations.home import CUSTOMERS_READ
from tests.office import ADMIN, GUEST, HELPDESK, NO_ROLE

if TYPE_CHECKING:
    from sandbox.slack.person import SignedIn
    from shared.domain.user import User
    from tests.office import Office

ADMIN_AGENT = "U0ADMIN001"


@pytest.fixture
def bram(office: Office) -> User:
    return office.add_user(office.add_customer(), "Bram Visser")


def asks_to_delete(office: Office, name: str = "bram") -> SignedIn:
    """Théo, whose role takes another person's agreement, asks for a deletion."""
    theo = office.workspace.sign_in(HELPDESK)
    theo.types(f"/partner supprimer contoso {name}")
    theo.submits()
    theo.closes()
    return theo


def under(text: str, heading: str, *others: str) -> str:
    """What stands on a Home between a heading and the next one."""
    after = text.partition(f"{heading}\n")[2]
    return min((after.partition(f"\n{other}\n")[0] for other in others), key=len)


def test_each_sees_what_concerns_them(office: Office, bram: User) -> None:
    theo, ravi = asks_to_delete(office), office.workspace.sign_in(ADMIN_AGENT)
    theo.opens_home()
    ravi.opens_home()
    mine = under(theo.home.text, "Vos demandes", "En cours d’exécution")
    assert "Contoso Ltd" in mine
    assert "Contoso Ltd" not in under(theo.home.text, "En attente de votre décision", "Revues à clore")
    waiting = under(ravi.home.text, "Waiting for you", "Reviews to close")
    assert "Contoso Ltd" in waiting
    assert "@Théo Marchand" in waiting
    assert not office.workspace.troubles


def test_a_home_is_drawn_anew_when_a_request_moves_on(office: Office, bram: User) -> None:
    ravi = office.workspace.sign_in(ADMIN_AGENT)
    ravi.opens_home()
    assert "Nothing waits for your decision." in ravi.home.text
    theo = asks_to_delete(office)
    office.work()
    assert "@Théo Marchand" in under(ravi.home.text, "Waiting for you", "Reviews to close")
    ravi.opens_home()
    ravi.presses("Show")
    ravi.presses("Approve")
    ravi.submits()
    ravi.closes()
    office.work()
    assert "Nothing waits for your decision." in ravi.home.text
    assert "Nothing is being carried out for your customers." in ravi.home.text
    assert "Bram Visser" in under(ravi.home.text, "Recently deleted", "As of")
    assert "Bram Visser" in theo.home.text
    assert "Approuvé et " in under(theo.home.text, "Vos demandes", "En cours d’exécution")
    assert not office.workspace.troubles


def test_a_job_that_nobody_had_to_agree_to_is_on_it_while_it_runs(office: Office, bram: User) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner audit contoso")
    nadia.presses("CSV file")
    nadia.closes()
    assert office.take_step() == []
    assert "Nothing is being carried out" not in nadia.home.text
    office.work()
    assert "Nothing is being carried out" in nadia.home.text


@pytest.mark.parametrize(
    "button", ["Deleted users", "Help", "Open the desk", "Requests", "Search the history"]
)
def test_every_button_on_it_opens_a_window(office: Office, bram: User, button: str) -> None:
    office.delete(bram)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.opens_home()
    nadia.presses(button)
    assert nadia.depth == 1
    assert not office.workspace.troubles


def test_who_was_deleted_last_comes_first_with_the_days_that_are_left(office: Office, bram: User) -> None:
    office.delete(bram, ago=timedelta(days=27, hours=1))
    office.delete(office.add_user(bram.customer_id, "Zoe Ash"), ago=timedelta(hours=1))
    office.delete(office.add_user(bram.customer_id, "Too Late"), ago=timedelta(days=31))
    nadia = office.workspace.sign_in(ADMIN)
    nadia.opens_home()
    shown = nadia.home.text.partition("Recently deleted\n")[2]
    assert shown.index("Zoe Ash") < shown.index("gone in 30 days") < shown.index("Bram Visser")
    assert "gone in 3 days" in shown
    assert "Too Late" not in shown


@pytest.mark.promise(12)
def test_nothing_of_a_customer_out_of_scope_is_on_it(office: Office, bram: User) -> None:
    fabrikam = office.add_customer("Fabrikam", "fabrikam.example")
    office.delete(office.add_user(fabrikam, "Secret Person", domain="fabrikam.example"))
    office.delete(office.add_user(bram.customer_id, "Zoe Ash"))
    asks_to_delete(office)
    office.grant(ADMIN_AGENT, Role.ADMIN_AGENT, customers=frozenset({fabrikam}))
    office.grant(HELPDESK, Role.HELPDESK_AGENT, customers=frozenset({bram.customer_id}))
    ravi, theo = office.workspace.sign_in(ADMIN_AGENT), office.workspace.sign_in(HELPDESK)
    ravi.opens_home()
    theo.opens_home()
    assert "Secret Person" in ravi.home.text
    assert "Contoso" not in ravi.home.text
    assert "Zoe" not in ravi.home.text
    assert "Zoe Ash" in theo.home.text
    assert "Secret Person" not in theo.home.text


def test_who_looks_after_very_many_customers_is_told_that_these_are_not_all(
    office: Office, bram: User
) -> None:
    scope = frozenset({bram.customer_id, *(f"customer-{number}" for number in range(CUSTOMERS_READ))})
    office.grant(ADMIN_AGENT, Role.ADMIN_AGENT, customers=scope)
    ravi = office.workspace.sign_in(ADMIN_AGENT)
    ravi.opens_home()
    assert "Of 10 of your customers" in ravi.home.text


@pytest.mark.promise(5)
@pytest.mark.parametrize("who", [GUEST, NO_ROLE])
def test_who_has_no_role_reads_whom_to_ask_and_nothing_else(office: Office, bram: User, who: str) -> None:
    office.delete(bram)
    person = office.workspace.sign_in(who)
    person.opens_home()
    assert "Nadia Okafor" in person.home.text
    assert "Contoso" not in person.home.text
    assert person.home.buttons == []


@pytest.mark.promise(5)
def test_a_guest_with_a_role_is_told_that_this_is_not_for_them(office: Office, bram: User) -> None:
    office.delete(bram)
    office.grant(GUEST, Role.GLOBAL_ADMIN)
    guest = office.workspace.sign_in(GUEST)
    guest.opens_home()
    assert "Bram" not in guest.home.text
    assert guest.home.buttons == []


@pytest.mark.promise(10)
def test_whoever_lost_their_roles_loses_what_is_on_their_home(office: Office, bram: User) -> None:
    office.delete(bram)
    theo = office.workspace.sign_in(HELPDESK)
    theo.opens_home()
    assert "Bram Visser" in theo.home.text
    theo.types("/partner journal contoso")
    theo.presses("Fichier CSV")
    office.grant(HELPDESK)
    office.work()
    assert "Bram Visser" not in theo.home.text
    assert "Nadia Okafor" in theo.home.text


def test_the_messages_tab_is_not_the_home(office: Office, bram: User) -> None:
    nadia = office.workspace.sign_in(ADMIN)
    delivered = nadia.opens_home()
    office.workspace.calls.clear()
    body = delivered.request.body.replace('"tab": "home"', '"tab": "messages"')
    assert body != delivered.request.body
    sent = office.workspace.delivery.send("event", body, delivered.request.headers["Content-Type"])
    assert sent.is_ok
    assert office.workspace.calls_of("views.publish") == []


@pytest.mark.parametrize("error", ["internal_error", "invalid_arguments", "ratelimited"])
def test_a_home_that_cannot_be_drawn_does_not_stop_the_work(
    office: Office, bram: User, log: StringIO, error: str
) -> None:
    office.workspace.faults.fail_next("views.publish", error, times=100)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner audit contoso")
    nadia.presses("CSV file")
    office.work()
    assert nadia.direct_messages[-1].files
    assert "a Home is not up to date" in log.getvalue()
    assert '"ERROR"' not in log.getvalue()
