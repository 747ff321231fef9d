import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from sandbox.slack.delivery import InProcess
from sandbox.slack.server import serve
from sandbox.slack.workspace import Workspace
from tests.browser.showcase import showcase
from tests.browser.walking import enter_as
from tests.deployed import Deployed

expect.set_options(timeout=30_000)  # milliseconds: a busy machine is late by itself

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium:
        pytest.skip("needs Chromium (on Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture
def address(workspace: Workspace) -> Iterator[str]:
    with serve(workspace) as address:
        workspace.connect(InProcess(showcase(workspace.facts, address)))
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", base_url=address)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" else None,
    )
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def shots() -> Path | None:
    """Where pictures go when someone wants to look: SHOTS=shots pytest tests/browser."""
    folder = os.environ.get("SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder) if folder else None


@pytest.fixture
def stand_in(deployed: Deployed) -> Workspace:
    stand_in = Workspace(deployed.function, facts=deployed.facts, trigger_seconds=60)
    stand_in.delivery.patience = 15  # a busy machine is late by itself
    return stand_in


@pytest.fixture
def walk(browser: Browser, deployed: Deployed, stand_in: Workspace) -> Iterator[Page]:
    with serve(stand_in, deployed.slack_port) as address:
        context = browser.new_context(
            locale="en-GB", base_url=address, viewport={"width": 1200, "height": 860}
        )
        context.set_default_timeout(30_000)
        yield context.new_page()
        context.close()


@pytest.fixture
def person(browser: Browser, deployed: Deployed, stand_in: Workspace) -> Iterator[Callable[[str], Page]]:
    """A screen for each person, all of one workspace."""
    with serve(stand_in, deployed.slack_port) as address:
        contexts = []

        def sits_down(name: str) -> Page:
            contexts.append(
                browser.new_context(locale="en-GB", base_url=address, viewport={"width": 1200, "height": 900})
            )
            contexts[-1].set_default_timeout(30_000)
            page = contexts[-1].new_page()
            enter_as(page, name)
            return page

        yield sits_down
        for context in contexts:
            context.close()
