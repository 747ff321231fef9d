"""The worker where it is deployed: its stream, its role, its files from and to Slack."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from sandbox.places import ROOT
from shared.domain.command import AddCustomer, AddSubscription, CreateUser
from shared.domain.staff import bootstrap_admin
from shared.domain.subscription import Units
from shared.domain.user import UserFilter
from shared.operations.desk import Operation
from shared.ports import Cursor
from shared.store import Patience, open_store
from tests.builders import a_customer_profile, a_desk, a_user_profile
from tests.products import E3

if TYPE_CHECKING:
    from sandbox.deploy import Stack
    from sandbox.slack.person import SignedIn
    from sandbox.slack.surface import Said
    from sandbox.slack.workspace import Workspace
    from shared.operations.desk import Desk

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


USERS, SEATS = 65, 62


def open_desk(stack: Stack) -> Desk:
    store = open_store(
        stack.directory_table,
        stack.workflow_table,
        stack.audit_table,
        endpoint_url=stack.aws_url,
        patience=Patience(connect=5, read=20, retry=20),
    )
    return a_desk(store.directory, audit=store.audit, staff=store.staff)


def add_tailspin(desk: Desk) -> str:
    """Add a customer with more users than there are seats for."""
    admin = bootstrap_admin(NADIA)
    profile = a_customer_profile("Tailspin Toys", ("tailspin.example",))
    customer_id = desk.submit(AddCustomer(profile=profile), admin, Operation("tailspin", "test")).target_id
    bought = AddSubscription(customer_id=customer_id, product=E3, units=Units(active=SEATS))
    desk.submit(bought, admin, Operation("tailspin.e3", "test"))
    for number in range(USERS):
        someone = a_user_profile(f"Person {number:02}", domain="tailspin.example")
        command = CreateUser(customer_id=customer_id, profile=someone)
        assert desk.submit(command, admin, Operation(f"tailspin.{number}", "test")).user is not None
    return customer_id


def test_a_change_for_many_is_confirmed_done_and_told(nadia: SignedIn, stack: Stack) -> None:
    desk = open_desk(stack)
    tailspin = add_tailspin(desk)
    nadia.types("/partner users tailspin")
    nadia.presses("Manage licenses")
    nadia.chooses("Whose licenses", f"All users ({USERS})")
    nadia.chooses("Office 365 E3", "Assign")
    nadia.submits()
    assert f"This changes the licenses of {USERS} users of Tailspin Toys." in nadia.modal.text
    nadia.submits()

    card = told(nadia, f"{SEATS} changed · {USERS - SEATS} refused")

    assert "Licenses updated for Tailspin Toys" in card.text
    assert "Person 64 — It looks like you've run out of licenses to Office 365 E3" in card.text
    (results,) = told(nadia, "Your file is ready.").files.values()
    assert results.decode("utf-8-sig").count('"Done"') == SEATS
    users = desk.directory.list_users(tailspin, UserFilter.ALL, Cursor(), USERS).items
    assert sum(user.is_licensed for user in users) == SEATS
    (subscription,) = desk.directory.subscriptions(tailspin)
    assert subscription.consumed == SEATS
