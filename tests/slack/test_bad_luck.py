"""Slack late, AWS busy, something unforeseen: one clear sentence each, nothing lost, nothing leaked."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

import pytest

from shared.errors import BusyError
from tests.office import ADMIN

if TYPE_CHECKING:
    from io import StringIO

    from sandbox.slack.person import SignedIn
    from tests.office import Office


def filled_form(office: Office) -> SignedIn:
    office.add_customer()
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner add contoso")
    nadia.fills("Display name", "Amara")
    nadia.fills("User name", "amara")
    return nadia


def test_a_trigger_that_expired_is_answered_with_try_again(office: Office) -> None:
    office.workspace.faults.fail_next("views.open", "expired_trigger_id")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner")
    assert "try again" in nadia.replies[-1].text.lower()


def test_a_busy_table_leaves_the_form_open_with_what_was_typed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = filled_form(office)

    def busy(*_: object) -> None:
        raise BusyError

    monkeypatch.setattr(type(office.wiring.desk.directory), "add_user", busy)
    nadia.submits()
    assert len(nadia.errors) == 1
    assert "Amara" in nadia.modal.text
    monkeypatch.undo()
    nadia.submits()
    assert nadia.modal.title == "Users created"


def test_an_unforeseen_error_shows_a_reference_that_the_log_carries_and_no_detail(
    office: Office, monkeypatch: pytest.MonkeyPatch, log: StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    name = "amara"
    typed = f"SENTINEL-{name}@contoso.example"  # stands whole in no line of code

    def broken(*_: object) -> None:
        raise RuntimeError(typed)

    monkeypatch.setattr(type(office.wiring.desk.directory), "find_customers", broken)
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    shown = nadia.replies[-1].text
    logged = log.getvalue() + capfd.readouterr().out
    reference = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", shown)
    assert reference is not None
    assert reference.group() in logged
    assert '"level":"ERROR"' in logged  # which the template counts and alarms on
    assert typed not in shown + logged


@pytest.mark.parametrize("trouble", ["closed", "rate limited", "broken", "late"])
def test_a_confirmation_that_cannot_be_redrawn_is_shown_in_the_forms_place(
    office: Office, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = filled_form(office)
    nadia.submits()
    nadia.presses("Add another user")
    nadia.fills("Display name", "Bram")
    nadia.fills("User name", "bram")
    faults = office.workspace.faults
    {
        "closed": lambda: faults.fail_next("views.update", "not_found"),
        "rate limited": lambda: faults.rate_limit_next("views.update"),
        "broken": lambda: faults.break_next("views.update", 503),
        "late": lambda: faults.delay_next("views.update", 2.5),
    }[trouble]()
    nadia.submits()
    assert nadia.modal.title == "Users created"
    assert "Bram" in nadia.modal.text


@pytest.mark.promise(14)
def test_a_temporary_password_is_in_the_view_and_nowhere_else(
    office: Office, log: StringIO, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    nadia = filled_form(office)
    nadia.submits()
    password = re.findall(r"^\S{16}$", nadia.modal.text, re.MULTILINE)[0]
    nadia.presses("Add another user")
    nadia.goes_back()
    nadia.closes()
    nadia.types("/partner users contoso")
    nadia.presses("Open")
    said = "".join(message.text for message in (*nadia.replies, *nadia.messages))
    logged = log.getvalue() + caplog.text + "".join(capfd.readouterr())
    in_views = [call for call in office.workspace.calls if password in str(call.arguments)]
    assert password not in str(office.everything())
    assert password not in said
    assert password not in logged
    assert {call.method for call in in_views} <= {"views.open", "views.push", "views.update"}
    assert password not in nadia.modal.raw["private_metadata"]


@pytest.mark.promise(16)
@pytest.mark.parametrize("name", ["<!channel>", "<http://evil.example|Contoso>", "`rm` *bold* _it_ ~no~"])
def test_what_somebody_typed_is_shown_as_typed_and_never_as_markup(office: Office, name: str) -> None:
    office.add_user(office.add_customer(), "Bram Visser")
    nadia = office.workspace.sign_in(ADMIN)
    nadia.types("/partner users contoso")
    nadia.presses("Open")
    nadia.presses("Edit")
    nadia.fills("Display name", name)
    nadia.submits()
    assert name in nadia.modal.text
    nadia.presses("History")
    assert name in nadia.modal.text
    assert mrkdwn_with(nadia.modal.raw, name) == []
    nadia.closes()
    nadia.types(f"/partner users {name.split(maxsplit=1)[0]}")
    assert mrkdwn_with(office.workspace.calls[-1].arguments, name) == []


def mrkdwn_with(value: object, text: str) -> list[object]:
    """Find mrkdwn objects in which a text stands unescaped."""
    if isinstance(value, dict):
        found: list[object] = [each for part in value.values() for each in mrkdwn_with(part, text)]
        is_here = value.get("type") == "mrkdwn" and text in str(value.get("text"))
        return [*found, value] if is_here else found
    if isinstance(value, list | tuple):
        return [each for part in value for each in mrkdwn_with(part, text)]
    return []
