"""A French Excel file with three faults, in the browser, on the deployed stack: seen, corrected, done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.town import Town
from tests.browser.walking import PASSWORD, look, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.deployed import Deployed

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(300)]

SLOWLY = 90_000  # milliseconds: the worker starts cold

HEADINGS = "Prénom;Nom;Nom d'affichage;E-mail;Mise à jour de l'état;Licences"
FAULTY = [
    "Zoé;Lefèvre;Zoé Lefèvre;zoe.lefevre@litware.example;;ENTERPRISEPACK",
    "Noël;D’Ambrosio;Noël D’Ambrosio;noel.dambrosio@litware.exemple;;",
    "Maëlle;Ferrand;;maelle.ferrand@litware.example;;",
    "Ada;Example;Ada Example;ada.example@litware.example;;ENTERPRISEPACK",
]
CORRECTED = [
    FAULTY[0],
    "Noël;D’Ambrosio;Noël D’Ambrosio;noel.dambrosio@litware.example;;",
    "Maëlle;Ferrand;Maëlle Ferrand;maelle.ferrand@litware.example;;",
    "Ada;Example;Ada Example;ada.example2@litware.example;;ENTERPRISEPACK",
]
CREATED = ("zoe.lefevre", "noel.dambrosio", "maelle.ferrand", "ada.example2")


@pytest.fixture(scope="module")
def litware(deployed: Deployed) -> Town:
    """Three seats of Office 365 E3, of which Ada has one."""
    town = Town(deployed, "Litware")
    town.hire("Ada", town.buy("ENTERPRISEPACK", 3))
    return town


def saved_by_excel(rows: list[str]) -> bytes:
    """Write rows as a French Excel saves "CSV (séparateur : point-virgule)"."""
    return "".join(f"{row}\r\n" for row in [HEADINGS, *rows]).encode("windows-1252")


def upload(page: Page, name: str, rows: list[str]) -> Locator:
    """Attach a file to the form that is open, and wait for what is found in it."""
    form = page.get_by_role("dialog", name="Utilisateurs par fichier")
    files = form.locator("input[type=file]")
    files.set_input_files(FilePayload(name=name, mimeType="text/csv", buffer=saved_by_excel(rows)))
    expect(form).to_contain_text(name)
    form.get_by_role("button", name="Vérifier le fichier").click()
    found = page.get_by_role("dialog", name="Fichier vérifié")
    expect(found).to_be_visible(timeout=SLOWLY)
    return found


def last_card(page: Page, place: str, text: str) -> Locator:
    """The newest message of a place that has a card, once it says this."""
    page.locator(f"[data-place={place}]").click()
    card = page.locator(".message").filter(has_text=text).last
    expect(card).to_be_visible(timeout=SLOWLY)
    return card


@pytest.mark.promise(8, 11, 13, 14)
def test_three_faults_are_seen_corrected_agreed_to_and_the_passwords_revealed_once(
    person: Callable[[str], Page], litware: Town, shots: Path | None
) -> None:
    camille, nadia = person("Camille Lefèvre"), person("Nadia Okafor")

    say(camille, "/partner importer litware")
    form = camille.get_by_role("dialog", name="Utilisateurs par fichier")
    expect(form).to_contain_text("Litware")
    look(camille, shots, "1-form")
    found = upload(camille, "nouveaux.csv", FAULTY)
    expect(found).to_contain_text("1 utilisateur sur 4 peut être créé")
    for said in ("Ligne 3", "litware.exemple", "Ligne 4", "Ligne 5", "ada.example@litware.example"):
        expect(found).to_contain_text(said)
    look(camille, shots, "2-faults")
    found.get_by_role("button", name="Envoyer un fichier corrigé").click()
    found = upload(camille, "corrigés.csv", CORRECTED)
    expect(found).to_contain_text("1 → 3")
    look(camille, shots, "3-corrected")
    found.get_by_role("button", name="Demander l’accord").click()
    asked = camille.get_by_role("dialog", name="Accord demandé")
    expect(asked).to_contain_text("Litware")
    look(camille, shots, "4-asked")
    camille.keyboard.press("Escape")

    card = last_card(nadia, "approvals", "Litware")
    look(nadia, shots, "5-card")
    card.get_by_role("button", name="Approve").click()
    question = nadia.get_by_role("dialog", name="Approve the request")
    for name in CREATED:
        expect(question).to_contain_text(f"{name}@litware.example")
    look(nadia, shots, "6-question")
    question.get_by_role("button", name="Approve").click()
    expect(nadia.get_by_role("dialog", name="Request")).to_be_visible()
    nadia.keyboard.press("Escape")

    last_card(camille, "direct", "Approuvé et exécuté")
    look(camille, shots, "7-done")
    camille.get_by_role("button", name="Afficher une fois").click()
    sheet = camille.get_by_role("dialog", name="Mots de passe")
    expect(sheet).to_contain_text("Zoé Lefèvre", timeout=SLOWLY)
    look(camille, shots, "8-revealed")
    assert len(set(PASSWORD.findall(sheet.inner_text()))) == len(CREATED)
    assert {user.partition("@")[0] for user in litware.users()} == {*CREATED, "ada.example"}
    assert litware.seats_taken("ENTERPRISEPACK") == 3
    litware.wait_for_the_worker()
