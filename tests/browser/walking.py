"""What a person does in the page over and over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = re.compile(r"(?m)^\S{16}$")


def say(page: Page, line: str) -> None:
    page.locator(".composer-field").fill(line)
    page.locator(".composer-field").press("Enter")


def enter_as(page: Page, name: str) -> None:
    page.goto("/")
    page.get_by_role("button", name=name).click()
    expect(page.locator(".composer-field")).to_be_visible()


def choose(form: Locator, label: str, option: str) -> None:
    """Open a menu and take what it offers."""
    form.get_by_role("combobox", name=label).click()
    form.get_by_role("option", name=option, exact=True).click()


def add(form: Locator, *names: str) -> None:
    """Type one user's name after the other, and take who is found."""
    users = form.get_by_role("combobox", name="Users")
    for name in names:
        users.fill(name)
        form.get_by_role("option", name=name).click()
        expect(form.locator(".chip", has_text=name)).to_be_visible()


def look(page: Page, shots: Path | None, name: str) -> None:
    """Take a picture, where somebody wants to see."""
    if shots:
        page.screenshot(path=shots / f"{name}.png")
