"""Forged clicks and forms about requests: refused, kept in the trail, and nothing else is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.request import RequestState
from shared.domain.staff import Role
from shared.domain.user import DirectoryRole
from shared.operations.asking import content_hash
from tests.office import ADMIN, HELPDESK
from tests.slack.deciding import (
    RAVI,
    all_but_attempts,
    as_it_is,
    asked_to_delete,
    attempts,
    forged_form,
    forged_press,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.slack.delivery import Delivered
    from sandbox.slack.person import SignedIn
    from shared.domain.request import Request
    from tests.office import Office


@pytest.fixture
def customer_id(office: Office, monkeypatch: pytest.MonkeyPatch) -> str:
    return office.add_customer()


@pytest.fixture
def two(office: Office, customer_id: str) -> tuple[Request, Request]:
    """Two requests of the helpdesk, each to delete one user."""
    bram, niamh = (office.add_user(customer_id, name) for name in ("Bram Visser", "Niamh O'Brien"))
    first = asked_to_delete(office, HELPDESK, bram, click="first")
    return first, asked_to_delete(office, HELPDESK, niamh, click="second")


def opened(ravi: SignedIn, button: str) -> Delivered | None:
    """Press a button of the first request in the list."""
    ravi.types("/partner requests")
    ravi.presses("Show")
    return ravi.presses(button)


def why(office: Office) -> list[tuple[str, Any]]:
    """Who reached for what, and why it was refused."""
    return [(each["actor_id"], _refused(each)) for each in attempts(office)]


def _refused(event: dict[str, Any]) -> str:
    value: str = event["new_value"]["refused"]
    return value


VALUES: dict[str, Callable[[Request, Request], str]] = {
    "empty": lambda _mine, _other: "",
    "garbage": lambda _mine, _other: "Robert'); DROP TABLE requests;--",
    "huge": lambda _mine, _other: "x" * 50_000,
    "not text": lambda _mine, _other: "\ud800 \x00",
    "no hash": lambda mine, _other: mine.id,
    "another hash": lambda mine, _other: f"{mine.id} {'0' * 32}",
    "the hash of another request": lambda mine, other: f"{mine.id} {content_hash(other)}",
    "the id of no request": lambda mine, _other: f"nobody-filed-this {content_hash(mine)}",
}


@pytest.mark.promise(4, 8)
@pytest.mark.parametrize("value", sorted(VALUES))
def test_a_button_that_carries_something_else_opens_no_form(
    office: Office, two: tuple[Request, Request], value: str
) -> None:
    ravi = office.workspace.sign_in(RAVI)
    pressed = opened(ravi, "Approve")
    ravi.goes_back()
    before = all_but_attempts(office)

    forged_press(office, pressed, VALUES[value](*two))

    assert ravi.modal.submit is None
    assert all_but_attempts(office) == before
    assert [who for who, _ in why(office)] == [RAVI]
    assert not office.workspace.troubles


@pytest.mark.promise(4, 12)
@pytest.mark.parametrize("value", ["empty", "garbage", "huge", "the id of no request"])
def test_what_is_no_request_is_not_shown(office: Office, two: tuple[Request, Request], value: str) -> None:
    ravi = office.workspace.sign_in(RAVI)
    ravi.types("/partner requests")
    pressed = ravi.presses("Show")
    ravi.goes_back()
    before = all_but_attempts(office)
    forged_press(office, pressed, VALUES[value](*two))
    assert "no longer there" in ravi.modal.text
    assert all_but_attempts(office) == before
    assert why(office) == [(RAVI, "not_found")]


@pytest.mark.promise(8)
@pytest.mark.parametrize(
    "kept",
    [
        {"q": "first"},
        {"h": "0" * 32},
        {"h": ""},
        {"q": "nobody-filed-this"},
        {"q": ""},
        {"q": "x" * 50_000},
        {"q": "\ud800"},
    ],
    ids=["another request", "another hash", "no hash", "no such request", "no id", "huge", "not text"],
)
def test_a_form_about_something_else_than_was_shown_decides_nothing(
    office: Office, two: tuple[Request, Request], kept: dict[str, str]
) -> None:
    first, second = two
    ravi = office.workspace.sign_in(RAVI)
    ravi.types("/partner requests")
    ravi.presses("Show", nth=1)
    ravi.presses("Approve")
    submitted = ravi.submits()
    decided = as_it_is(office, second)
    assert not decided.is_pending
    before = all_but_attempts(office)

    forged_form(office, submitted, **kept)

    assert as_it_is(office, first) == first
    assert as_it_is(office, second) == decided
    assert all_but_attempts(office) == before
    is_the_same_click = "h" in kept  # about the request that it has decided about already
    assert [who for who, _ in why(office)] == ([] if is_the_same_click else [RAVI])


@pytest.mark.promise(8)
@pytest.mark.parametrize("button", ["Approve", "Reject"])
def test_a_form_with_the_hash_of_something_else_is_refused_and_kept_in_the_trail(
    office: Office, two: tuple[Request, Request], button: str
) -> None:
    first, second = two
    ravi = office.workspace.sign_in(RAVI)
    opened(ravi, button)
    top = office.workspace.views.top(RAVI)
    assert top is not None
    top.given["private_metadata"] = top.given["private_metadata"].replace(
        content_hash(first), content_hash(second)
    )
    if button == "Reject":
        ravi.fills("Why not", "No")
    before = all_but_attempts(office)
    ravi.submits()
    assert "not what the request says now" in ravi.modal.text
    assert all_but_attempts(office) == before
    assert why(office) == [(RAVI, "content_differs")]


@pytest.mark.promise(7)
def test_ones_own_request_is_not_agreed_to_by_a_forged_form(office: Office, customer_id: str) -> None:
    amara = office.add_user(customer_id, "Amara Silva", DirectoryRole.GLOBAL_ADMIN)
    bram = office.add_user(customer_id, "Bram Visser")
    own = asked_to_delete(office, ADMIN, amara, click="own")
    asked_to_delete(office, HELPDESK, bram, click="theirs")
    nadia = office.workspace.sign_in(ADMIN)
    opened(nadia, "Approve")
    agreed = nadia.submits()
    before = all_but_attempts(office)
    for _ in range(2):
        forged_form(office, agreed, q="own", h=content_hash(own))
    assert "This is your own request" in nadia.modal.text
    assert all_but_attempts(office) == before
    assert why(office) == [(ADMIN, "own_request")]
    office.work()
    assert as_it_is(office, own).state is RequestState.PENDING
    assert office.wiring.desk.directory.user(customer_id, amara.id) is not None


@pytest.mark.promise(10)
@pytest.mark.parametrize("button", ["Approve", "Reject"])
def test_a_role_revoked_while_the_form_was_open_is_not_enough(
    office: Office, two: tuple[Request, Request], button: str
) -> None:
    first, _ = two
    ravi = office.workspace.sign_in(RAVI)
    opened(ravi, button)
    if button == "Reject":
        ravi.fills("Why not", "No")
    office.grant(RAVI, Role.SALES_AGENT)
    before = all_but_attempts(office)
    ravi.submits()
    assert "Your roles do not let you decide about this." in ravi.modal.text
    assert all_but_attempts(office) == before
    assert why(office) == [(RAVI, "not_an_approver")]
    assert as_it_is(office, first) == first


@pytest.mark.promise(10)
def test_who_has_no_role_any_more_decides_nothing(office: Office, two: tuple[Request, Request]) -> None:
    ravi = office.workspace.sign_in(RAVI)
    opened(ravi, "Approve")
    office.grant(RAVI)
    before = office.everything()
    ravi.submits()
    assert office.everything() == before
    assert as_it_is(office, two[0]) == two[0]


@pytest.mark.promise(12)
def test_a_scope_that_no_longer_has_the_customer_is_not_enough(
    office: Office, two: tuple[Request, Request]
) -> None:
    first, _ = two
    fabrikam = office.add_customer("Fabrikam", "fabrikam.example")
    ravi = office.workspace.sign_in(RAVI)
    opened(ravi, "Approve")
    office.grant(RAVI, Role.ADMIN_AGENT, customers=frozenset({fabrikam}))
    before = all_but_attempts(office)
    ravi.submits()
    assert "Your roles do not cover this customer." in ravi.modal.text
    assert "Bram" not in ravi.modal.text
    assert all_but_attempts(office) == before
    assert why(office) == [(RAVI, "out_of_scope")]
    assert as_it_is(office, first) == first


@pytest.mark.promise(12)
@pytest.mark.parametrize(
    "click",
    ["show_request", "approve_request", "reject_request", "cancel_request", "break_glass", "close_review"],
)
def test_a_request_of_a_foreign_customer_is_neither_shown_nor_decided_about(
    office: Office, customer_id: str, click: str
) -> None:
    fabrikam = office.add_customer("Fabrikam", "fabrikam.example")
    theirs = office.add_user(fabrikam, "Wen Li", domain="fabrikam.example")
    secret = office.add_user(customer_id, "Secret Person")
    asked_to_delete(office, HELPDESK, theirs, click="theirs")
    foreign = asked_to_delete(office, HELPDESK, secret, click="foreign")
    office.grant(RAVI, Role.ADMIN_AGENT, customers=frozenset({fabrikam}))
    ravi = office.workspace.sign_in(RAVI)
    ravi.types("/partner requests")
    assert ravi.modal.buttons.count("Show") == 1
    pressed = ravi.presses("Show")
    ravi.goes_back()
    before = all_but_attempts(office)

    forged_press(office, pressed, f"{foreign.id} {content_hash(foreign)}", click)

    assert "Your roles do not cover this customer." in ravi.modal.text
    assert "Secret Person" not in str(office.workspace.calls)
    assert all_but_attempts(office) == before
    assert why(office) == [(RAVI, "out_of_scope")]


@pytest.mark.promise(4)
@pytest.mark.parametrize("click", ["cancel_request", "break_glass"])
def test_the_request_of_somebody_else_is_not_taken_back_by_a_forged_click(
    office: Office, two: tuple[Request, Request], click: str
) -> None:
    first, _ = two
    ravi = office.workspace.sign_in(RAVI)
    pressed = opened(ravi, "Approve")
    ravi.goes_back()
    before = all_but_attempts(office)
    forged_press(office, pressed, f"{first.id} {content_hash(first)}", click)
    assert "Only the person who asked for this can do that" in ravi.modal.text
    assert ravi.modal.submit is None
    assert all_but_attempts(office) == before
