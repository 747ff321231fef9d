"""Deletions that take another person's agreement, in the browser, on the deployed stack: three people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from sandbox.seed import desk_of
from shared.domain.audit import OperationType
from shared.domain.command import AddCustomer, CreateUser
from shared.domain.staff import bootstrap_admin
from shared.operations.desk import Operation
from shared.operations.looking import find_customers
from shared.ports import Cursor
from tests.browser.walking import look, say
from tests.builders import a_customer_profile, a_user_profile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shared.operations.desk import Desk
    from tests.deployed import Deployed

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(300)]

ADMIN = "U0GLOBAL01"
SLOWLY = 90_000  # milliseconds: the worker starts cold
WHY_NOT = "Ada Example is only on leave until Monday."


@pytest.fixture(scope="module")
def desk(deployed: Deployed) -> Desk:
    """A desk over the deployed tables, with Proseware and its user Ada."""
    desk, admin = desk_of(deployed.stack, ADMIN), bootstrap_admin(ADMIN)
    profile = a_customer_profile("Proseware", ("proseware.example",))
    added = desk.submit(AddCustomer(profile=profile), admin, Operation("proseware.customer", "walk"))
    user = a_user_profile("Ada Example", domain="proseware.example")
    command = CreateUser(customer_id=added.target_id, profile=user)
    assert desk.submit(command, admin, Operation("proseware.ada", "walk")).user is not None
    return desk


def ask_to_delete(page: Page, shots: Path | None, name: str) -> None:
    """Théo types whom he wants to delete, reads that others must agree, and asks."""
    say(page, "/partner supprimer proseware Ada")
    question = page.get_by_role("dialog", name="Suppression")
    expect(question).to_contain_text("Une autre personne devra donner son accord")
    expect(question).to_contain_text("ada.example@proseware.example")
    look(page, shots, f"{name}-question")
    question.get_by_role("button", name="Demander l’accord").click()
    asked = page.get_by_role("dialog", name="Accord demandé")
    expect(asked).to_contain_text("Proseware")
    look(page, shots, f"{name}-asked")
    page.keyboard.press("Escape")


def last_card(page: Page, place: str, text: str) -> Locator:
    """The newest message of a place, once it says this."""
    page.locator(f"[data-place={place}]").click()
    card = page.locator(".message").last
    expect(card).to_contain_text(text, timeout=SLOWLY)
    return card


@pytest.mark.promise(7, 10, 11)
def test_a_deletion_is_rejected_with_a_reason_asked_again_agreed_to_and_done(
    person: Callable[[str], Page], desk: Desk, shots: Path | None
) -> None:
    theo, ravi, camille = person("Théo Marchand"), person("Ravi Menon"), person("Camille Lefèvre")

    ask_to_delete(theo, shots, "1-theo")
    waiting = last_card(theo, "direct", "En attente")
    look(theo, shots, "1-theo-card")
    card = last_card(ravi, "approvals", "ada.example@proseware.example")
    look(ravi, shots, "2-ravi-card")
    card.get_by_role("button", name="Reject").click()
    refusal = ravi.get_by_role("dialog", name="Reject the request")
    refusal.get_by_role("textbox").fill(WHY_NOT)
    look(ravi, shots, "2-ravi-reason")
    refusal.get_by_role("button", name="Reject").click()
    expect(ravi.get_by_role("dialog", name="Request")).to_contain_text("You have rejected this request")
    look(ravi, shots, "2-ravi-rejected")
    ravi.keyboard.press("Escape")
    expect(waiting).to_contain_text(WHY_NOT, timeout=SLOWLY)
    expect(waiting).to_contain_text("Rejeté")
    expect(waiting.get_by_role("button", name="Retirer la demande")).to_have_count(0)
    look(theo, shots, "3-theo-rejected")
    expect(card.get_by_role("button", name="Approve")).to_have_count(0, timeout=SLOWLY)

    ask_to_delete(theo, shots, "4-theo")
    last_card(theo, "direct", "En attente")
    own = last_card(theo, "approvals", "ada.example@proseware.example")
    expect(own.get_by_role("button", name="Approve")).to_be_visible(timeout=SLOWLY)
    own.get_by_role("button", name="Approve").click()
    expect(theo.get_by_role("dialog")).to_contain_text("votre propre demande")
    look(theo, shots, "4-theo-own")
    theo.keyboard.press("Escape")

    camilles = last_card(camille, "approvals", "ada.example@proseware.example")
    camilles.get_by_role("button", name="Approve").click()
    question = camille.get_by_role("dialog", name="Approuver la demande")
    expect(question).to_contain_text("Proseware")
    expect(question).to_contain_text("ada.example@proseware.example")
    look(camille, shots, "5-camille-question")
    question.get_by_role("button", name="Approuver").click()
    expect(camille.get_by_role("dialog", name="Demande")).to_contain_text("Vous avez donné votre accord")
    look(camille, shots, "5-camille-agreed")
    camille.keyboard.press("Escape")

    expect(camilles).to_contain_text("Approved and done", timeout=SLOWLY)
    look(camille, shots, "6-camille-done")
    last_card(theo, "direct", "Approuvé et exécuté")
    look(theo, shots, "6-theo-done")
    last_card(ravi, "approvals", "Approved and done")
    ravi.locator("[data-place=home]").click()
    expect(ravi.locator(".main")).to_contain_text("ada.example@proseware.example", timeout=SLOWLY)
    look(ravi, shots, "6-ravi-home")

    admin = bootstrap_admin(ADMIN)
    (proseware,) = find_customers(desk, admin, "proseware")
    assert desk.directory.count_users(proseware.id).deleted == 1
    events = desk.audit.events(proseware.id, None, Cursor(), 20).items
    assert [each.operation_types[0] for each in reversed(events)][-5:] == [
        OperationType.FILE_REQUEST,
        OperationType.REJECT_REQUEST,
        OperationType.FILE_REQUEST,
        OperationType.APPROVE_REQUEST,
        OperationType.DELETE_CUSTOMER_USER,
    ]
