"""Licenses in the browser, on the deployed stack: a swap that one of three is refused, and everyone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from sandbox.seed import desk_of
from sandbox.subscriptions import products
from shared.domain.command import AddCustomer, AddSubscription, CreateUser
from shared.domain.staff import bootstrap_admin
from shared.domain.subscription import Units
from shared.operations.desk import Operation
from tests.browser.walking import add, choose, enter_as, look, say
from tests.builders import a_customer_profile, a_user_profile

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace
    from tests.deployed import Deployed

pytestmark = [pytest.mark.browser, pytest.mark.stack]

MANY = 60
ADMIN = "U0GLOBAL01"
SLOWLY = 60_000  # milliseconds: the worker starts cold


@pytest.fixture(scope="module")
def wingtip(deployed: Deployed) -> str:
    """A customer with sixty users and as many licenses to Power BI Pro, less two."""
    desk, actor = desk_of(deployed.stack, ADMIN), bootstrap_admin(ADMIN)
    add = AddCustomer(profile=a_customer_profile("Wingtip Toys", ("wingtip.example",)))
    customer_id = desk.submit(add, actor, Operation("wingtip", "walk")).target_id
    units = Units(active=MANY - 2)
    power_bi = AddSubscription(customer_id=customer_id, product=products()["POWER_BI_PRO"], units=units)
    desk.submit(power_bi, actor, Operation("wingtip.power-bi", "walk"))
    for number in range(MANY):
        profile = a_user_profile(f"Person{number:02} Example", domain="wingtip.example")
        create = CreateUser(customer_id=customer_id, profile=profile)
        desk.submit(create, actor, Operation(f"wingtip.{number}", "walk"))
    return "wingtip"


def open_form(page: Page, customer: str) -> Locator:
    enter_as(page, "Nadia Okafor")
    say(page, f"/partner users {customer}")
    people = page.get_by_role("dialog", name="Users and licenses")
    people.get_by_role("button", name="Manage licenses").click()
    form = page.get_by_role("dialog", name="Manage licenses")
    expect(form).to_be_visible()
    return form


def test_a_swap_for_three_users_says_of_the_one_it_refused_why(walk: Page, shots: Path | None) -> None:
    form = open_form(walk, "contoso")
    add(form, "Aoife O'Brien", "Elif Demir", "Oskar Nowak")
    expect(form).to_contain_text("3 users: Aoife O'Brien, Elif Demir and Oskar Nowak")
    expect(form).to_contain_text("Assigned to all of them.")
    choose(form, "Office 365 E1", "Remove")
    choose(form, "Office 365 E3", "Assign")
    expect(form).to_contain_text("needs 3, 2 available")
    look(walk, shots, "licenses-form")
    form.get_by_role("button", name="Save").click()
    updated = walk.get_by_role("dialog", name="Licenses updated")
    expect(updated).to_contain_text("2 users changed · 1 refused")
    look(walk, shots, "licenses-updated")
    refused = updated.inner_text().partition("Not updated")[2].partition("Licenses now")[0]
    assert "Oskar Nowak" in refused
    assert "run out of licenses to Office 365 E3" in refused
    assert "Aoife" not in refused


def test_a_change_for_everyone_is_followed_in_the_direct_message(
    walk: Page, stand_in: Workspace, wingtip: str, shots: Path | None
) -> None:
    form = open_form(walk, wingtip)
    choose(form, "Whose licenses", f"Without a license ({MANY})")
    expect(form).to_contain_text(f"This is about {MANY} users")
    choose(form, "Power BI Pro", "Assign")
    form.get_by_role("button", name="Continue").click()
    confirmation = walk.get_by_role("dialog", name="Confirm the change")
    expect(confirmation).to_contain_text(f"This changes the licenses of {MANY} users of Wingtip Toys.")
    look(walk, shots, "licenses-confirmation")
    confirmation.get_by_role("button", name="Change licenses").click()
    expect(walk.get_by_role("dialog", name="Change under way")).to_be_visible()
    walk.keyboard.press("Escape")
    walk.locator("[data-place=direct]").click()
    card = walk.locator(".message").first
    expect(card).to_be_visible(timeout=SLOWLY)
    look(walk, shots, "licenses-progress")
    expect(card).to_contain_text(f"{MANY - 2} changed · 2 refused", timeout=SLOWLY)
    expect(card).to_contain_text("run out of licenses to Power BI Pro")
    file = walk.get_by_role("list", name="Files").get_by_role("link")
    expect(file).to_be_visible(timeout=SLOWLY)
    with walk.expect_download() as saved:
        file.click()
    look(walk, shots, "licenses-finished")
    rows = Path(saved.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 1 + MANY
    expect(walk.locator(".message")).to_have_count(2)  # the card, edited in place, and the file
    assert len(stand_in.calls_of("chat.postMessage")) == 1
