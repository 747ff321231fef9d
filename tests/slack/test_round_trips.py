"""At most three round trips to DynamoDB before the answer; independent reads go side by side."""

from __future__ import annotations

import itertools
import json
import sys
import threading
from collections import Counter
from concurrent.futures import Future, wait
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from pynamodb.connection import Connection

from shared.domain.staff import Role
from shared.domain.user import DirectoryRole
from shared.operations.side_by_side import side_by_side
from shared.ports import Cursor
from tests.functions.contoso import prepare as contoso
from tests.office import ADMIN, HELPDESK
from tests.products import E1, E3, POWER_BI_PRO
from tests.slack.deciding import LUCIA, RAVI, asked_to_delete
from tests.slack.schools import ANOTHER, DEEP, add_schools

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.slack.person import SignedIn
    from tests.office import Office

BUDGET = 3


class Branches:
    """Stands for the threads of side_by_side: each call gets one, and goes on from its parent's count.

    What waits for several of them has waited for as many round trips as the longest took.
    """

    def __init__(self, counted: Counter[str]) -> None:
        self._counted = counted
        self._names = (f"branch-{number}" for number in itertools.count())

    def submit(self, ask: Callable[[], object]) -> Future[object]:
        name = next(self._names)
        self._counted[name] = self._counted[threading.current_thread().name]
        answer: Future[object] = Future()
        answer.branch = name  # type: ignore[attr-defined]

        def run() -> None:
            try:
                answer.set_result(ask())
            except Exception as error:  # noqa: BLE001  side_by_side raises it again
                answer.set_exception(error)

        threading.Thread(target=run, name=name).start()
        return answer

    def wait(self, running: list[Future[object]]) -> None:
        wait(running)
        here = threading.current_thread().name
        branches = [self._counted[each.branch] for each in running]  # type: ignore[attr-defined]
        self._counted[here] = max([self._counted[here], *branches])


@pytest.fixture
def round_trips(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many round trips each thread has waited for."""
    counted: Counter[str] = Counter()
    branches = Branches(counted)
    real = Connection._make_api_call

    def counting(self: Connection, operation_name: str, operation_kwargs: dict[str, object]) -> object:
        counted[threading.current_thread().name] += 1
        return real(self, operation_name, operation_kwargs)

    monkeypatch.setattr(Connection, "_make_api_call", counting)
    module = sys.modules[side_by_side.__module__]
    monkeypatch.setattr(module, "_threads", lambda: branches)
    monkeypatch.setattr(module, "wait", branches.wait)
    return counted


def fill_form(nadia: SignedIn) -> None:
    nadia.types("/partner add contoso")
    nadia.fills("Display name", "Amara")
    nadia.fills("User name", "amara")
    nadia.chooses("Licenses", "Office 365 E3", "Power BI Pro")


def create(nadia: SignedIn) -> None:
    fill_form(nadia)
    nadia.submits()


def fill_another(nadia: SignedIn) -> None:
    create(nadia)
    nadia.presses("Add another user")
    nadia.fills("Display name", "Chidi")
    nadia.fills("User name", "chidi")


def open_list(nadia: SignedIn) -> None:
    nadia.types("/partner users contoso")


def open_card(nadia: SignedIn) -> None:
    open_list(nadia)
    nadia.presses("Open")


def open_edit(nadia: SignedIn) -> None:
    open_card(nadia)
    nadia.presses("Edit")
    nadia.fills("Display name", "Somebody Else")


def open_manage(nadia: SignedIn) -> None:
    open_list(nadia)
    nadia.presses("Manage licenses")


def choose_bram(nadia: SignedIn) -> None:
    open_manage(nadia)
    nadia.chooses("Users", "Bram Visser")


def choose_everyone(nadia: SignedIn) -> None:
    open_manage(nadia)
    nadia.chooses("Whose licenses", "With Office 365 E3 (1)")
    nadia.chooses("Power BI Pro", "Assign")


def confirm_everyone(nadia: SignedIn) -> None:
    choose_everyone(nadia)
    nadia.submits()


def nothing(_nadia: SignedIn) -> None:
    pass


@pytest.mark.parametrize(
    ("prepare", "act"),
    [
        (nothing, lambda nadia: nadia.types("/partner")),
        (nothing, lambda nadia: nadia.types("/partner whoami")),
        (nothing, lambda nadia: nadia.types("/partner users contoso")),
        (nothing, lambda nadia: nadia.types("/partner users contoso bram")),
        (nothing, lambda nadia: nadia.types("/partner add contoso")),
        (nothing, lambda nadia: nadia.types("/partner audit contoso")),
        (open_list, lambda nadia: nadia.chooses("Filter users by", "With Office 365 E3 (1)")),
        (open_list, lambda nadia: nadia.presses("Open")),
        (open_card, lambda nadia: nadia.presses("History")),
        (fill_form, lambda nadia: nadia.submits()),
        (create, lambda nadia: nadia.presses("Add another user")),
        (fill_another, lambda nadia: nadia.submits()),
        (open_edit, lambda nadia: nadia.submits()),
        (open_list, lambda nadia: nadia.presses("Manage licenses")),
        (open_card, lambda nadia: nadia.presses("Manage licenses")),
        (open_manage, lambda nadia: nadia.searches("Users", "bram")),
        (choose_bram, lambda nadia: nadia.chooses("Power BI Pro", "Assign")),
        (choose_everyone, lambda nadia: nadia.chooses("Power BI Pro", "Remove")),
        (choose_everyone, lambda nadia: nadia.submits()),
        (confirm_everyone, lambda nadia: nadia.submits()),
    ],
    ids=[
        "desk",
        "whoami",
        "users",
        "search",
        "add",
        "audit",
        "filter by product",
        "open a user",
        "history of a user",
        "save a new user with licenses",
        "add another user",
        "save another user with the same licenses",
        "save an edited user",
        "manage licenses",
        "manage licenses of a user",
        "type a user",
        "choose what to do for a user",
        "choose what to do for everyone",
        "ask to confirm",
        "leave it to the worker",
    ],
)
def test_an_answer_takes_at_most_three_round_trips(
    office: Office,
    round_trips: Counter[str],
    prepare: Callable[[SignedIn], None],
    act: Callable[[SignedIn], object],
) -> None:
    customer_id = office.add_customer()
    for product in (E3, POWER_BI_PRO):
        office.add_subscription(customer_id, product)
    office.assign(office.add_user(customer_id, "Bram Visser"), "sku-e3")
    nadia = office.workspace.sign_in(ADMIN)
    prepare(nadia)
    round_trips.clear()
    act(nadia)
    assert 1 <= max(round_trips.values()) <= BUDGET, dict(round_trips)


def ask_to_reset(nadia: SignedIn) -> None:
    open_card(nadia)
    nadia.presses("Reset password")


def ask_to_delete(nadia: SignedIn) -> None:
    open_card(nadia)
    nadia.presses("Delete user")


def choose_whom_to_delete(nadia: SignedIn) -> None:
    open_list(nadia)
    nadia.presses("Delete users")
    nadia.chooses("Users", "Bram Visser")


def choose_everyone_to_reset(nadia: SignedIn) -> None:
    open_list(nadia)
    nadia.presses("Reset passwords")
    nadia.chooses("Whose passwords", "With Office 365 E3 (1)")


def delete_everyone(nadia: SignedIn) -> None:
    open_list(nadia)
    nadia.presses("Delete users")
    nadia.chooses("Whom to delete", "All users (1)")
    nadia.submits()


@pytest.mark.parametrize(
    ("prepare", "act"),
    [
        (nothing, lambda nadia: nadia.types("/partner reset contoso")),
        (nothing, lambda nadia: nadia.types("/partner reset contoso bram")),
        (nothing, lambda nadia: nadia.types("/partner delete contoso nobody")),
        (open_card, lambda nadia: nadia.presses("Delete user")),
        (choose_whom_to_delete, lambda nadia: nadia.submits()),
        (choose_everyone_to_reset, lambda nadia: nadia.submits()),
        (ask_to_reset, lambda nadia: nadia.submits()),
        (ask_to_delete, lambda nadia: nadia.submits()),
        (delete_everyone, lambda nadia: nadia.submits()),
    ],
    ids=[
        "ask whom to reset",
        "reset by name",
        "delete nobody by name",
        "ask to delete",
        "ask to delete those chosen",
        "ask to reset everyone",
        "reset",
        "delete",
        "leave the deletion to the worker",
    ],
)
def test_an_answer_about_resetting_and_deleting_takes_at_most_three_round_trips(
    office: Office,
    round_trips: Counter[str],
    prepare: Callable[[SignedIn], None],
    act: Callable[[SignedIn], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A busy machine is late by itself.
    monkeypatch.setattr("shared.operations.request.TIME_AT_ONCE", timedelta(seconds=10))
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E3)
    office.assign(office.add_user(customer_id, "Bram Visser"), "sku-e3")
    nadia = office.workspace.sign_in(ADMIN)
    prepare(nadia)
    round_trips.clear()
    act(nadia)
    assert not office.workspace.troubles
    assert 1 <= max(round_trips.values()) <= BUDGET, dict(round_trips)


def open_licenses(nadia: SignedIn) -> None:
    nadia.types("/partner licenses contoso")


def fill_seats(nadia: SignedIn) -> None:
    open_licenses(nadia)
    nadia.presses("Change seats")
    nadia.fills("Active seats", "9")


def open_add(nadia: SignedIn) -> None:
    open_licenses(nadia)
    nadia.presses("Add a subscription")


def choose_product(nadia: SignedIn) -> None:
    open_add(nadia)
    nadia.chooses("Product", "Office 365 E1", typing="e1")
    nadia.fills("Seats", "5")


def attach_list(nadia: SignedIn) -> None:
    open_licenses(nadia)
    nadia.presses("Load from Partner Center")
    row = {"productSku": {"id": "ems", "name": "Mobility", "skuPartNumber": "EMS"}, "activeUnits": 5}
    nadia.attaches("The list of subscriptions", "list.json", json.dumps([row]))


def buy_more(nadia: SignedIn) -> None:
    choose_bram(nadia)
    nadia.presses("Buy more")
    nadia.fills("Active seats", "9")


@pytest.mark.parametrize(
    ("prepare", "act"),
    [
        (nothing, lambda nadia: nadia.types("/partner licenses contoso")),
        (open_licenses, lambda nadia: nadia.presses("Who has it")),
        (open_licenses, lambda nadia: nadia.presses("Download CSV")),
        (open_licenses, lambda nadia: nadia.presses("Change seats")),
        (fill_seats, lambda nadia: nadia.submits()),
        (open_add, lambda nadia: nadia.searches("Product", "e1")),
        (open_add, lambda nadia: nadia.presses("Type the product in")),
        (choose_product, lambda nadia: nadia.submits()),
        (attach_list, lambda nadia: nadia.submits()),
        (choose_bram, lambda nadia: nadia.presses("Buy more")),
        (buy_more, lambda nadia: nadia.submits()),
    ],
    ids=[
        "licenses",
        "who has it",
        "download",
        "change seats",
        "save seats",
        "type a product",
        "type the product in",
        "save a subscription",
        "load one subscription",
        "buy more",
        "save what was bought",
    ],
)
def test_an_answer_about_subscriptions_takes_at_most_three_round_trips(
    office: Office,
    round_trips: Counter[str],
    prepare: Callable[[SignedIn], None],
    act: Callable[[SignedIn], object],
) -> None:
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E3)
    office.add_subscription(customer_id, POWER_BI_PRO, 0)
    office.assign(office.add_user(customer_id, "Bram Visser"), "sku-e3")
    office.wiring.desk.catalogue.save_products([E1])
    nadia = office.workspace.sign_in(ADMIN)
    prepare(nadia)
    round_trips.clear()
    act(nadia)
    assert not office.workspace.troubles
    assert 1 <= max(round_trips.values()) <= BUDGET, dict(round_trips)


def open_deleted(nadia: SignedIn) -> None:
    nadia.types("/partner deleted contoso zoe")


def open_deleted_card(nadia: SignedIn) -> None:
    open_deleted(nadia)
    nadia.presses("Open")


def ask_to_restore(nadia: SignedIn) -> None:
    open_deleted_card(nadia)
    nadia.presses("Restore")


def choose_to_restore(nadia: SignedIn) -> None:
    nadia.types("/partner deleted contoso")
    nadia.presses("Restore users")
    nadia.chooses("Users", "Zoe Ash")


def restore_everyone(nadia: SignedIn) -> None:
    nadia.types("/partner deleted contoso")
    nadia.presses("Restore users")
    nadia.chooses("Whom to restore", "Everyone deleted (1)")
    nadia.submits()


@pytest.mark.parametrize(
    ("prepare", "act"),
    [
        (nothing, lambda nadia: nadia.types("/partner deleted contoso")),
        (nothing, open_deleted),
        (open_deleted, lambda nadia: nadia.presses("Open")),
        (open_deleted_card, lambda nadia: nadia.presses("History")),
        (open_deleted_card, lambda nadia: nadia.presses("Restore")),
        (ask_to_restore, lambda nadia: nadia.submits()),
        (choose_to_restore, lambda nadia: nadia.searches("Users", "zoe")),
        (choose_to_restore, lambda nadia: nadia.submits()),
        (restore_everyone, lambda nadia: nadia.submits()),
    ],
    ids=[
        "deleted users",
        "search",
        "open a deleted user",
        "history of a deleted user",
        "ask to restore",
        "restore",
        "type a deleted user",
        "ask to restore those chosen",
        "leave the restoration to the worker",
    ],
)
def test_an_answer_about_deleted_users_takes_at_most_three_round_trips(
    office: Office,
    round_trips: Counter[str],
    prepare: Callable[[SignedIn], None],
    act: Callable[[SignedIn], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A busy machine is late by itself.
    monkeypatch.setattr("shared.operations.request.TIME_AT_ONCE", timedelta(seconds=10))
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E3)
    zoe = office.add_user(customer_id, "Zoe Ash")
    office.assign(zoe, "sku-e3")
    office.delete(zoe)
    nadia = office.workspace.sign_in(ADMIN)
    prepare(nadia)
    round_trips.clear()
    act(nadia)
    assert not office.workspace.troubles
    assert 1 <= max(round_trips.values()) <= BUDGET, dict(round_trips)


def open_requests(ravi: SignedIn) -> None:
    ravi.types("/partner requests")


def open_request(ravi: SignedIn) -> None:
    open_requests(ravi)
    ravi.presses("Show")


def ask_to_agree(ravi: SignedIn) -> None:
    open_request(ravi)
    ravi.presses("Approve")


def ask_why_not(ravi: SignedIn) -> None:
    open_request(ravi)
    ravi.presses("Reject")
    ravi.fills("Why not", "She stays")


@pytest.mark.parametrize(
    ("prepare", "act"),
    [
        (nothing, open_requests),
        (open_requests, lambda ravi: ravi.presses("Show")),
        (open_request, lambda ravi: ravi.presses("Approve")),
        (open_request, lambda ravi: ravi.goes_back()),
        (ask_to_agree, lambda ravi: ravi.submits()),
        (ask_why_not, lambda ravi: ravi.submits()),
    ],
    ids=["requests", "show", "ask to agree", "go back to the list", "agree", "reject"],
)
def test_an_answer_about_requests_takes_at_most_three_round_trips(
    office: Office,
    round_trips: Counter[str],
    prepare: Callable[[SignedIn], None],
    act: Callable[[SignedIn], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A busy machine is late by itself.
    customer_id = office.add_customer()
    asked_to_delete(office, HELPDESK, office.add_user(customer_id, "Zoe Ash"))
    ravi = office.workspace.sign_in(RAVI)
    prepare(ravi)
    round_trips.clear()
    act(ravi)
    assert not office.workspace.troubles
    assert 1 <= max(round_trips.values()) <= BUDGET, dict(round_trips)


def delete_bram(theo: SignedIn) -> None:
    theo.types("/partner users contoso bram")
    theo.presses("Open")
    theo.presses("Delete user")


def rename_bram(person: SignedIn) -> None:
    person.types("/partner users contoso bram")
    person.presses("Open")
    person.presses("Edit")
    person.fills("Display name", "Bram Somebody")


def rename_grace(nadia: SignedIn) -> None:
    nadia.types("/partner users contoso grace")
    nadia.presses("Open")
    nadia.presses("Edit")
    nadia.fills("Display name", "Grace Somebody")


@pytest.mark.parametrize(
    ("slack_user_id", "prepare"),
    [(LUCIA, delete_bram), (LUCIA, rename_bram), (ADMIN, rename_grace)],
    ids=["a deletion", "an edit", "an edit of an administrator"],
)
def test_to_ask_others_to_agree_takes_at_most_three_round_trips(
    office: Office,
    round_trips: Counter[str],
    slack_user_id: str,
    prepare: Callable[[SignedIn], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A busy machine is late by itself.
    customer_id = office.add_customer()
    office.add_user(customer_id, "Bram Visser")
    office.add_user(customer_id, "Grace Hopper", DirectoryRole.GLOBAL_ADMIN)
    office.grant(LUCIA, Role.SALES_AGENT)
    office.grant(RAVI, Role.ADMIN_AGENT)
    asking = office.workspace.sign_in(slack_user_id)
    prepare(asking)
    round_trips.clear()
    asking.submits()
    assert not office.workspace.troubles
    assert len(office.wiring.desk.requests.list_filed_by(slack_user_id, Cursor(), 2).items) == 1
    assert 1 <= max(round_trips.values()) <= BUDGET, dict(round_trips)


def ask_for_a_person(nadia: SignedIn) -> None:
    nadia.types("/partner audit")
    nadia.chooses("Done by", "Nadia Okafor")
    nadia.chooses("What", "Licenses")


def find_a_person(nadia: SignedIn) -> None:
    ask_for_a_person(nadia)
    nadia.submits()


@pytest.mark.parametrize(
    ("prepare", "act"),
    [
        (nothing, lambda nadia: nadia.opens_home()),
        (nothing, lambda nadia: nadia.types("/partner audit")),
        (ask_for_a_person, lambda nadia: nadia.submits()),
        (find_a_person, lambda nadia: nadia.presses("CSV file")),
    ],
    ids=["home", "ask what to look for", "what a person did", "ask for the file"],
)
def test_the_home_and_the_search_take_at_most_three_round_trips(
    office: Office,
    round_trips: Counter[str],
    prepare: Callable[[SignedIn], None],
    act: Callable[[SignedIn], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E3)
    zoe = office.add_user(customer_id, "Zoe Ash")
    office.assign(zoe, "sku-e3")
    office.delete(zoe)
    nadia = office.workspace.sign_in(ADMIN)
    prepare(nadia)
    round_trips.clear()
    act(nadia)
    assert not office.workspace.troubles
    assert 1 <= max(round_trips.values()) <= BUDGET, dict(round_trips)


def show_it(nadia: SignedIn) -> None:
    nadia.types("/partner requests")
    nadia.presses("Show")


@pytest.mark.parametrize("prepare", [nothing, show_it], ids=["on its card", "in the request"])
def test_to_stop_takes_at_most_three_round_trips(
    office: Office, round_trips: Counter[str], prepare: Callable[[SignedIn], None]
) -> None:
    contoso(office).file()
    office.take_step()
    nadia = office.workspace.sign_in(ADMIN)
    prepare(nadia)
    round_trips.clear()
    nadia.presses("Stop")
    assert "It stops after" in nadia.modal.text
    assert 1 <= max(round_trips.values()) <= BUDGET, dict(round_trips)


def attach_users(nadia: SignedIn) -> None:
    nadia.types("/partner import contoso")
    row = "Ines,Faure,Ines Faure,ines@contoso.example,"
    nadia.attaches("The file", "users.csv", f"First name,Last name,Display name,Email,Status update\n{row}")


def upload_users(nadia: SignedIn) -> None:
    attach_users(nadia)
    nadia.submits()


@pytest.mark.parametrize(
    ("slack_user_id", "prepare", "is_checked", "act"),
    [
        (ADMIN, nothing, False, lambda nadia: nadia.types("/partner import contoso")),
        (ADMIN, attach_users, False, lambda nadia: nadia.presses("Send me the template")),
        (ADMIN, attach_users, False, lambda nadia: nadia.submits()),
        (ADMIN, upload_users, False, lambda nadia: nadia.presses("Show the result")),
        (ADMIN, upload_users, True, lambda nadia: nadia.presses("Upload a corrected file")),
        (ADMIN, upload_users, True, lambda nadia: nadia.presses("All rows")),
        (ADMIN, upload_users, True, lambda nadia: nadia.submits()),
        (RAVI, upload_users, True, lambda ravi: ravi.submits()),
    ],
    ids=[
        "the form",
        "the template",
        "upload",
        "still being checked",
        "another file",
        "all rows",
        "have it done",
        "ask others to agree",
    ],
)
def test_an_answer_about_a_file_takes_at_most_three_round_trips(
    office: Office,
    round_trips: Counter[str],
    slack_user_id: str,
    prepare: Callable[[SignedIn], None],
    act: Callable[[SignedIn], object],
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_checked: bool,
) -> None:
    office.add_customer()
    office.grant(RAVI, Role.ADMIN_AGENT)
    person = office.workspace.sign_in(slack_user_id)
    prepare(person)
    if is_checked:
        office.work()
        assert person.modal.title == "File checked"
    round_trips.clear()
    act(person)
    assert not office.workspace.troubles
    assert 1 <= max(round_trips.values()) <= BUDGET, dict(round_trips)


def test_to_show_a_checked_file_and_its_rows_to_others_takes_at_most_three_round_trips(
    office: Office, round_trips: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    office.add_customer()
    office.grant(RAVI, Role.ADMIN_AGENT)
    ravi, nadia = office.workspace.sign_in(RAVI), office.workspace.sign_in(ADMIN)
    upload_users(ravi)
    ravi.closes()
    office.work()
    round_trips.clear()
    ravi.presses("Show")
    assert 1 <= max(round_trips.values()) <= BUDGET, dict(round_trips)
    ravi.submits()
    nadia.types("/partner requests")
    nadia.presses("Show")
    round_trips.clear()
    nadia.presses("All rows")
    assert "Ines Faure" in nadia.modal.text
    assert 1 <= max(round_trips.values()) <= BUDGET, dict(round_trips)


def open_many(nadia: SignedIn) -> None:
    nadia.types("/partner add contoso")


def fill_many(nadia: SignedIn) -> None:
    open_many(nadia)
    nadia.fills("Display name", "Amara")
    nadia.fills("User name", "amara")
    nadia.chooses("Domain", DEEP, typing="school-0287")


def edit_many(nadia: SignedIn) -> None:
    nadia.types("/partner customers contoso")
    nadia.presses("Edit the customer")
    nadia.fills("Domains to add", "new.example")
    nadia.chooses("Domains to remove", ANOTHER, typing="school-0288")


def open_bram(nadia: SignedIn) -> None:
    nadia.types("/partner users contoso bram")
    nadia.presses("Open")


def choose_holders_to_reset(nadia: SignedIn) -> None:
    nadia.types("/partner users contoso")
    nadia.presses("Reset passwords")
    nadia.chooses("Whose passwords", "With Office 365 E3 (1)")


def open_deleted_deep(nadia: SignedIn) -> None:
    nadia.types("/partner deleted contoso zoe")
    nadia.presses("Open")


def restore_deep(nadia: SignedIn) -> None:
    open_deleted_deep(nadia)
    nadia.presses("Restore")


@pytest.mark.parametrize(
    ("prepare", "act"),
    [
        (open_many, lambda nadia: nadia.searches("Domain", "school-02")),
        (fill_many, lambda nadia: nadia.submits()),
        (edit_many, lambda nadia: nadia.searches("Domains to remove", "school-02")),
        (edit_many, lambda nadia: nadia.submits()),
        (open_deleted_deep, lambda nadia: nadia.presses("Restore")),
        (restore_deep, lambda nadia: nadia.submits()),
        (nothing, lambda nadia: nadia.types("/partner reset contoso bram")),
        (open_bram, lambda nadia: nadia.presses("Reset password")),
        (choose_holders_to_reset, lambda nadia: nadia.submits()),
        (lambda nadia: nadia.types("/partner reset contoso bram"), lambda nadia: nadia.submits()),
    ],
    ids=[
        "type a domain",
        "create a user",
        "type a domain to remove",
        "edit the customer",
        "ask to restore",
        "restore",
        "ask to reset",
        "ask to reset on the card",
        "ask to reset those with a product",
        "reset",
    ],
)
def test_an_answer_about_one_of_many_domains_takes_at_most_three_round_trips(
    office: Office,
    round_trips: Counter[str],
    prepare: Callable[[SignedIn], None],
    act: Callable[[SignedIn], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shared.operations.request.TIME_AT_ONCE", timedelta(seconds=10))
    customer_id, nadia = add_schools(office), office.workspace.sign_in(ADMIN)
    office.add_subscription(customer_id, E3)
    office.assign(office.add_user(customer_id, "Bram Visser", domain=DEEP), "sku-e3")
    office.delete(office.add_user(customer_id, "Zoe Ash", domain=DEEP))
    prepare(nadia)
    round_trips.clear()
    act(nadia)
    assert not office.workspace.troubles
    assert 1 <= max(round_trips.values()) <= BUDGET, dict(round_trips)
