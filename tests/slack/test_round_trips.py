"""At most three round trips to DynamoDB before the answer; independent reads go side by side."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from pynamodb.connection import Connection

from tests.office import ADMIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.slack.person import SignedIn
    from tests.office import Office

BUDGET = 3


@pytest.fixture
def round_trips(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Calls by thread: those of one thread wait for each other, those of others run beside them."""
    counted: Counter[str] = Counter()
    real = Connection._make_api_call

    def counting(self: Connection, operation_name: str, operation_kwargs: dict[str, object]) -> object:
        counted[threading.current_thread().name] += 1
        return real(self, operation_name, operation_kwargs)

    monkeypatch.setattr(Connection, "_make_api_call", counting)
    return counted


def fill_form(nadia: SignedIn) -> None:
    nadia.types("/partner add contoso")
    nadia.fills("Display name", "Amara")
    nadia.fills("User name", "amara")


def open_edit(nadia: SignedIn) -> None:
    nadia.types("/partner users contoso")
    nadia.presses("Open")
    nadia.presses("Edit")
    nadia.fills("Display name", "Somebody Else")


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
        (fill_form, lambda nadia: nadia.submits()),
        (open_edit, lambda nadia: nadia.submits()),
    ],
    ids=["desk", "whoami", "users", "search", "add", "audit", "save a new user", "save an edited user"],
)
def test_an_answer_takes_at_most_three_round_trips(
    office: Office,
    round_trips: Counter[str],
    prepare: Callable[[SignedIn], None],
    act: Callable[[SignedIn], object],
) -> None:
    office.add_user(office.add_customer(), "Bram Visser")
    nadia = office.workspace.sign_in(ADMIN)
    prepare(nadia)
    round_trips.clear()
    act(nadia)
    assert round_trips
    assert max(round_trips.values()) <= BUDGET, dict(round_trips)
