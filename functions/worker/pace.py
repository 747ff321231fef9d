"""When a card may be edited: at most once a second, and not while Slack asks to wait."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from shared.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Callable

Said = TypeVar("Said")

INTERVAL = 1.0  # seconds between two edits
PATIENCE = 60.0  # seconds to wait for what must be said, before the step is given back to be tried again
PAUSE = 2.0  # seconds before trying again where Slack does not say how long


class Pace:
    """Slack's patience with us, and ours with Slack. One for each process, since Slack counts by app."""

    def __init__(
        self, now: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._free_at = now()

    def pause(self) -> None:
        """Let a second pass before the next edit: another process may just have edited the same card."""
        self._hold(INTERVAL)

    def try_to(self, say: Callable[[], None]) -> None:
        """Say something if it may be said now and Slack takes it; let it go otherwise."""
        if self._now() < self._free_at:
            return
        self._hold(INTERVAL)
        try:
            say()
        except BusyError as busy:
            self._hold(_asked_to_wait(busy))

    def insist(self, say: Callable[[], Said]) -> Said:
        """Say something, in a minute at the latest. Raises BusyError where Slack takes it no sooner."""
        give_up_at = self._now() + PATIENCE
        while True:
            self._sleep(max(0.0, min(self._free_at, give_up_at) - self._now()))
            if self._free_at > give_up_at:
                raise BusyError(cause="slack", wait=round(self._free_at - self._now()))
            self._hold(INTERVAL)
            try:
                return say()
            except BusyError as busy:
                self._hold(_asked_to_wait(busy))

    def _hold(self, seconds: float) -> None:
        self._free_at = max(self._free_at, self._now() + seconds)


def _asked_to_wait(busy: BusyError) -> float:
    asked = busy.facts.get("retry_after")
    return float(asked) if isinstance(asked, int | float) else PAUSE
