"""A newcomer's first five minutes: the page, the deployed stack, a user created and handed over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walking import PASSWORD, enter_as, say

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.browser, pytest.mark.stack]


def test_a_newcomer_creates_two_users_and_finds_them_in_the_list(walk: Page, shots: Path | None) -> None:
    enter_as(walk, "Nadia Okafor")
    say(walk, "/partner")
    desk = walk.get_by_role("dialog", name="Partner Desk")
    desk.get_by_role("combobox", name="Customer").fill("contoso")
    desk.get_by_role("option", name=re.compile("Contoso Ltd")).click()
    expect(desk).to_contain_text("Call the duty manager")
    desk.get_by_role("button", name="Users and licenses").click()
    people = walk.get_by_role("dialog", name="Users and licenses")
    expect(people).to_contain_text("Amara Nwosu")
    people.get_by_role("button", name="Add a user").click()
    form = walk.get_by_role("dialog", name="Add a user")
    form.get_by_label("First name").fill("Seán")
    form.get_by_label("Last name").fill("O’Connor")
    form.get_by_label("Display name").fill("Seán O’Connor")
    form.get_by_label("User name").fill("seán o'connor")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("á ␣")
    expect(form.get_by_label("Display name")).to_have_value("Seán O’Connor")
    form.get_by_label("User name").fill("sean.o'connor")
    form.get_by_role("button", name="Save").click()
    created = walk.get_by_role("dialog", name="Users created")
    expect(created).to_contain_text("sean.o'connor@contoso.example")
    created.get_by_role("button", name="Add another user").click()
    form.get_by_label("Display name").fill("Mei Tanaka")
    form.get_by_label("User name").fill("mei.tanaka")
    form.get_by_role("button", name="Save").click()
    expect(created).to_contain_text("mei.tanaka@contoso.example")
    assert len(set(PASSWORD.findall(created.inner_text()))) == 2
    if shots:
        walk.screenshot(path=shots / "walk.png")
    created.get_by_role("button", name="Done").click()
    people.get_by_label("Search").fill("mei")
    people.get_by_label("Search").press("Enter")
    expect(people).to_contain_text("Mei Tanaka")


def test_the_same_in_french_without_a_button_for_what_is_not_allowed(walk: Page, shots: Path | None) -> None:
    enter_as(walk, "Théo Marchand")
    say(walk, "/partner utilisateurs fabrikam")
    people = walk.get_by_role("dialog", name="Utilisateurs et licences")
    expect(people).to_contain_text("Étienne Lemaître")
    expect(people.get_by_role("button", name="Ajouter")).to_have_count(1)  # which then asks for approval
    if shots:
        walk.screenshot(path=shots / "french.png")
    people.get_by_role("button", name="Fermer").last.click()
    expect(people).to_have_count(0)
    say(walk, "/partner licences fabrikam")
    products = walk.get_by_role("dialog")
    expect(products).to_contain_text("Office 365 E3")
    expect(products.get_by_role("button", name="Ajouter un abonnement")).to_have_count(0)
    products.get_by_role("button", name="Fermer").last.click()
    expect(products).to_have_count(0)
    say(walk, "/partner rôles")
    expect(walk.locator(".message.ephemeral").last).to_contain_text("Aucun de vos rôles ne le permet.")


def test_a_colleague_without_a_role_is_told_whom_to_ask(walk: Page) -> None:
    enter_as(walk, "Maya Lindqvist")
    say(walk, "/partner")
    expect(walk.locator(".message.ephemeral").last).to_contain_text("Nadia Okafor")
