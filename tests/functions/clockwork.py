"""The purge function in an office, with a clock that a test sets, and users who were deleted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from functions.purge.function import PurgeFunction
from sandbox.slack.conversations import NOTICE_CHANNEL
from sandbox.slack.delivery.lambda_event import LambdaContext
from shared.domain.deletion import DeletedUser
from tests.builders import an_event
from tests.fakes import FakeClock, FakeTime
from tests.office import ADMIN

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.slack.surface import Said
    from shared.domain.user import User
    from tests.office import Office

MONTH = timedelta(days=30)
EXAMPLES = Path(__file__).parents[2] / "events" / "purge"


@dataclass
class Context(LambdaContext):
    """An invocation with so many seconds left, each time that it is asked a second less."""

    seconds: int = 300

    def get_remaining_time_in_millis(self) -> int:
        self.seconds -= 1
        return self.seconds * 1000


def example(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@dataclass
class Clockwork:
    """What ticks. ``channel`` and ``language`` are the deployment's, for notices."""

    office: Office
    channel: str = NOTICE_CHANNEL
    language: str = "en"
    clock: FakeClock = field(default_factory=FakeClock)
    time: FakeTime = field(default_factory=FakeTime)

    @property
    def now(self) -> datetime:
        return self.clock.at

    def tick(self, task: str, seconds: int = 300) -> dict[str, int]:
        wiring = self.office.wiring
        settings = replace(wiring.settings, notice_channel=self.channel, notice_language=self.language)
        wiring = replace(wiring, clock=self.clock, settings=settings)
        function = PurgeFunction(wiring, self.time.now, self.time.sleep)
        return function(example(task), Context(seconds=seconds))  # type: ignore[arg-type]  # a few facts of it

    def delete(self, user: User, ago: timedelta) -> DeletedUser:
        """Let somebody have deleted a user some time ago."""
        deleted = DeletedUser(
            user=replace(user, version=user.version + 1), deleted_at=self.now - ago, deleted_by=ADMIN
        )
        event = an_event(f"delete.{user.id}", customer_id=user.customer_id, target_id=user.id)
        assert self.office.wiring.desk.directory.delete_user(user, deleted, event) is None
        return deleted

    def add_deleted(self, customer_id: str, name: str, ago: timedelta, domain: str = "") -> str:
        """Let a customer have had a user."""
        user = self.office.add_user(customer_id, name, domain=domain or "contoso.example")
        return self.delete(user, ago).id

    def notices(self, channel_id: str = NOTICE_CHANNEL) -> list[Said]:
        """What stands in a channel, as the first admin reads it."""
        reader = self.office.workspace.sign_in(ADMIN)
        return [said for said in reader.messages if said.channel_id == channel_id]
