"""The sweep function in an office, with a clock that a test sets, and requests that wait."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from functions.sweep.function import SweepFunction
from shared.domain.command import DeleteUsers
from shared.domain.request import Request
from shared.operations.desk import Operation
from shared.operations.request import submit_many
from tests.functions.clockwork import Context
from tests.office import HELPDESK

if TYPE_CHECKING:
    from sandbox.slack.surface import Said
    from shared.runtime.wiring import Wiring
    from tests.fakes import FakeClock
    from tests.office import Office

EXAMPLES = Path(__file__).parents[2] / "events" / "sweep"
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)  # in London; in Kolkata it is 14:30


def example(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@dataclass
class Watchtower:
    """What ticks. ``wiring`` is the office's, with ``clock``; the stores go by it too."""

    office: Office
    wiring: Wiring
    clock: FakeClock

    def tick(self, task: str = "requests", seconds: int = 240) -> dict[str, int]:
        function = SweepFunction(self.wiring)
        return function(example(task), Context(seconds=seconds))  # type: ignore[arg-type]  # a few facts of it

    def ask(self, customer_id: str, name: str = "Amara Nwosu", *, is_told: bool = True) -> Request:
        """Let the helpdesk agent ask for the deletion of a user; usually, everybody has been told of it."""
        user = self.office.add_user(customer_id, name)
        desk = self.wiring.desk
        theo = desk.find_staff(HELPDESK)
        assert theo is not None
        command = DeleteUsers(customer_id=customer_id, users=(user.id,))
        request = submit_many(desk, command, theo, Operation(f"V0{user.id}.1", "test"), "en")
        assert isinstance(request, Request)
        if is_told:
            desk.requests.settle(request)
        return request

    def reminders(self, slack_user_id: str) -> list[Said]:
        return list(self.office.workspace.sign_in(slack_user_id).direct_messages)


def watchtower(office: Office, wiring: Wiring, clock: FakeClock) -> Watchtower:
    """Set the clock to a Monday morning."""
    clock.at = MONDAY
    return Watchtower(office, replace(wiring, log=office.wiring.log), clock)
