"""What is busy is called again: in place, after pauses that grow, for as long as one step of the worker has.

Trying again is safe: a change is known by its audit event, a checkpoint by the version that it replaces.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from shared.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.operations.desk import Desk

Answer = TypeVar("Answer")

ATTEMPTS = 12  # at one call: of calls of which four in ten are throttled, one in 60,000 fails so often
FIRST_PAUSE = 0.05  # seconds; the next is up to twice as long
LONGEST_PAUSE = 4.0
TARGETS_FOR = 120.0  # seconds from the beginning of a step, after which it deals with no further target
CALLS_FOR = 150.0  # seconds, after which no call is made again; Slack may take two minutes more
PORTS = ("directory", "audit", "staff", "catalogue", "requests", "imports", "credentials", "cipher")


class Retry:
    """The patience of one step at a time."""

    def __init__(
        self, now: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._began = now()
        self._is_hasty = False

    def begin(self) -> None:
        """Begin a step: it has all its time before it."""
        self._began = self._now()

    @property
    def is_over(self) -> bool:
        """Whether the step shall deal with no further target, so that what it has done is noted in time."""
        return self._now() - self._began > TARGETS_FOR

    def pause(self, attempts: int) -> None:
        """Wait after so many attempts, the first being 0: a random time, of which the longest doubles."""
        longest = min(FIRST_PAUSE * 2**attempts, LONGEST_PAUSE)
        self._sleep(random.uniform(0, longest))  # noqa: S311  so that those who met do not meet again

    def call(self, ask: Callable[[], Answer]) -> Answer:
        """Return an answer, if there is one within ``ATTEMPTS`` and in time. Raises BusyError."""
        for attempt in range(ATTEMPTS - 1):
            try:
                return ask()
            except BusyError:
                if self._is_hasty or self._now() - self._began > CALLS_FOR:
                    raise
            self.pause(attempt)
        return ask()

    @contextmanager
    def hasty(self) -> Iterator[None]:
        """Make no call again within: other targets are dealt with instead, and this one has another turn."""
        self._is_hasty = True
        try:
            yield
        finally:
            self._is_hasty = False

    def around(self, desk: Desk) -> Desk:
        """Return a desk of which each call that is busy is made again."""
        ports: dict[str, Any] = {name: _Retried(getattr(desk, name), self) for name in PORTS}
        return replace(desk, **ports)


class _Retried:
    """A port, verb by verb. What a verb reads bit by bit is read whole, so that it can be read again."""

    def __init__(self, port: object, retry: Retry) -> None:
        self._port = port
        self._retry = retry

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        return partial(self._call, getattr(self._port, verb))

    def _call(self, verb: Callable[..., Any], *facts: Any, **named: Any) -> Any:
        return self._retry.call(lambda: _whole(verb(*facts, **named)))


def _whole(answer: Any) -> Any:
    return iter(list(answer)) if isinstance(answer, Iterator) else answer
