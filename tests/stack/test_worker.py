"""The worker where it is deployed: its stream, its role, its files from and to Slack."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from sandbox.places import ROOT

if TYPE_CHECKING:
    from sandbox.slack.person import SignedIn
    from sandbox.slack.surface import Said
    from sandbox.slack.workspace import Workspace

pytestmark = [pytest.mark.stack, pytest.mark.timeout(240)]

NADIA = "U0GLOBAL01"
FILES = ROOT / "sandbox" / "files"


@pytest.fixture
def nadia(workspace: Workspace) -> SignedIn:
    workspace.delivery.patience = 15  # a busy machine is late by itself
    return workspace.sign_in(NADIA)


def told(person: SignedIn, expected: str) -> Said:
    """Wait for a direct message that says this."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        for message in person.direct_messages:
            if expected in message.text:
                return message
        time.sleep(0.2)
    raise AssertionError([message.text for message in person.direct_messages])


def test_microsofts_product_names_are_loaded_from_a_file(nadia: SignedIn) -> None:
    nadia.types("/partner licenses contoso")
    nadia.presses("Add a subscription")
    nadia.presses("Load Microsoft's product list")
    catalogue = (FILES / "product_catalogue.csv").read_bytes()
    nadia.attaches("Microsoft's product list", "product_catalogue.csv", catalogue)
    nadia.presses("Load")
    assert "7 products loaded" in told(nadia, "products loaded").text


def test_the_licenses_of_a_customer_are_sent_as_files(nadia: SignedIn) -> None:
    nadia.types("/partner licenses contoso")
    nadia.presses("Download CSV")
    told(nadia, "The files that you asked for are below.")
    sent = told(nadia, "Your files are ready.").files
    assert any("Power BI Pro" in content.decode("utf-8-sig") for content in sent.values())
    assert any("amara.nwosu@contoso.example" in content.decode("utf-8-sig") for content in sent.values())
