"""Deleted, restored and reset in the browser, on the deployed stack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.town import Town
from tests.browser.walking import PASSWORD, add, choose, enter_as, look, say

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace
    from tests.deployed import Deployed

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(300)]

SLOWLY = 60_000  # milliseconds: the worker starts cold


@pytest.fixture(scope="module")
def northwind(deployed: Deployed) -> None:
    """Two seats of Power BI Pro, both taken; Visio for both, with one to spare; two users with nothing."""
    town = Town(deployed, "Northwind")
    power_bi, visio = town.buy("POWER_BI_PRO", 2), town.buy("VISIOONLINE_PLAN1", 3)
    town.hire("Ada", power_bi, visio)
    town.hire("Bela", power_bi, visio)
    town.hire("Cleo")
    town.hire("Dora")


@pytest.fixture(scope="module")
def adatum(deployed: Deployed) -> None:
    """Three users without a license."""
    town = Town(deployed, "Adatum")
    for first_name in ("Emil", "Fay", "Gus"):
        town.hire(first_name)


def users_of(page: Page, customer: str) -> Locator:
    say(page, f"/partner users {customer}")
    people = page.get_by_role("dialog", name="Users and licenses")
    expect(people).to_be_visible()
    return people


def leave(page: Page) -> None:
    """Close whatever is open."""
    while page.get_by_role("dialog").count():
        page.keyboard.press("Escape")
        page.wait_for_timeout(200)


def kept_by(deployed: Deployed, stand_in: Workspace) -> dict[str, str]:
    """Everything that was written, logged and posted by now, as text."""
    stack, emulator = deployed.stack, deployed.emulator
    tables = {
        "directory": stack.directory_table,
        "workflow": stack.workflow_table,
        "audit": stack.audit_table,
    }
    scan = emulator.client("dynamodb").get_paginator("scan")
    logs = emulator.client("logs")
    groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
    events = [event for group in groups for event in logs.filter_log_events(logGroupName=group)["events"]]
    posted = [*stand_in.calls_of("chat.postMessage"), *stand_in.calls_of("chat.update")]
    return {
        **{name: str([page["Items"] for page in scan.paginate(TableName=tables[name])]) for name in tables},
        "logs": "".join(event["message"] for event in events),
        "emulator": emulator.log.read_text(errors="replace"),
        "messages": str(posted),
    }


def test_two_are_deleted_others_get_their_seats_and_both_come_back_with_what_is_left(
    walk: Page, northwind: None, shots: Path | None
) -> None:
    enter_as(walk, "Nadia Okafor")
    users_of(walk, "northwind").get_by_role("button", name="Delete users").click()
    form = walk.get_by_role("dialog", name="Deleting users")
    add(form, "Ada Example", "Bela Example")
    form.get_by_role("button", name="Continue").click()
    question = walk.get_by_role("dialog", name="Deleting users").last
    expect(question).to_contain_text("Delete 2 users of Northwind?")
    expect(question).to_contain_text("Power BI Pro: 2 seats")
    look(walk, shots, "deletion-question")
    question.get_by_role("button", name="Delete", exact=True).click()
    deleted = walk.get_by_role("dialog", name="Users deleted")
    expect(deleted).to_contain_text("2 users of Northwind were deleted.")
    look(walk, shots, "deletion-done")
    leave(walk)

    users_of(walk, "northwind").get_by_role("button", name="Manage licenses").click()
    licenses = walk.get_by_role("dialog", name="Manage licenses")
    add(licenses, "Cleo Example", "Dora Example")
    choose(licenses, "Power BI Pro", "Assign")
    licenses.get_by_role("button", name="Save").click()
    expect(walk.get_by_role("dialog", name="Licenses updated")).to_contain_text("2 users changed")
    leave(walk)

    users_of(walk, "northwind").get_by_role("button", name="Deleted users (2)").click()
    waiting = walk.get_by_role("dialog", name="Deleted users")
    expect(waiting).to_contain_text("Ada Example")
    look(walk, shots, "deleted-users")
    waiting.get_by_role("button", name="Restore users").click()
    choice = walk.get_by_role("dialog", name="Restore users")
    add(choice, "Ada Example", "Bela Example")
    choice.get_by_role("button", name="Continue").click()
    again = walk.get_by_role("dialog", name="Restore users").last
    expect(again).to_contain_text("Restore 2 users of Northwind?")
    expect(again).to_contain_text("whoever was deleted first")
    look(walk, shots, "restoration-question")
    again.get_by_role("button", name="Restore", exact=True).click()
    restored = walk.get_by_role("dialog", name="Users restored")
    expect(restored).to_contain_text("2 users restored")
    look(walk, shots, "restoration-done")
    for person in ("Ada Example", "Bela Example"):
        told = restored.inner_text().partition(person)[2]
        back, missing = told.split("Licenses not restored:")[:2]
        assert "Visio" in back
        assert "Power BI Pro" not in back
        assert "Power BI Pro" in missing.partition("Example")[0]


@pytest.mark.promise(14)
def test_what_the_worker_reset_is_revealed_once_and_downloaded_from_there(
    walk: Page, adatum: None, deployed: Deployed, stand_in: Workspace, shots: Path | None
) -> None:
    enter_as(walk, "Nadia Okafor")
    users_of(walk, "adatum").get_by_role("button", name="Reset passwords").click()
    form = walk.get_by_role("dialog", name="Resetting passwords")
    choose(form, "Whose passwords", "All users (3)")
    form.get_by_role("button", name="Continue").click()
    question = walk.get_by_role("dialog", name="Resetting passwords").last
    look(walk, shots, "reset-question")
    question.get_by_role("button", name="Reset", exact=True).click()
    expect(walk.get_by_role("dialog", name="Change under way")).to_be_visible()
    leave(walk)
    walk.locator("[data-place=direct]").click()
    reveal = walk.get_by_role("button", name="Reveal once")
    expect(reveal).to_be_visible(timeout=SLOWLY)
    look(walk, shots, "reset-card")
    reveal.click()
    sheet = walk.get_by_role("dialog", name="Temporary passwords")
    expect(sheet).to_contain_text("Gus Example", timeout=SLOWLY)
    look(walk, shots, "reset-revealed")
    passwords = PASSWORD.findall(sheet.inner_text())
    assert len(set(passwords)) == 3

    sheet.get_by_role("button", name="Download once").click()
    link = walk.get_by_role("dialog", name="Download once").get_by_role("link", name="Open the page")
    with walk.context.expect_page() as opened:
        link.click()
    page = opened.value
    look(page, shots, "sheet-page")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download for a spreadsheet (CSV)").click()
    rows = Path(saved.value.path()).read_text(encoding="utf-8-sig")
    assert all(password in rows for password in passwords)
    page.reload()
    expect(page.locator("body")).to_contain_text("This link was used")
    look(page, shots, "sheet-used")
    leave(walk)
    reveal.click()
    expect(walk.get_by_role("dialog", name="Handed over already")).to_be_visible(timeout=SLOWLY)
    look(walk, shots, "reset-second-click")
    kept = {name: everything for name, everything in kept_by(deployed, stand_in).items() if everything}
    assert kept.keys() >= {"directory", "workflow", "audit", "logs", "messages"}
    assert [name for name in kept for each in passwords if each in kept[name]] == []
