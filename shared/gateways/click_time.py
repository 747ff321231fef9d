"""How much of the three seconds in which Slack wants an answer is left, where a service does not answer.

A service that throttles says so at once. One that hangs takes a call's whole timeout, and a click has up to
six calls in a row. So the first call that is not answered in time is the last of its click to AWS, and a
call to Slack has what is left.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

from shared.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.session import Session

LIMIT = 2.8  # seconds; the rest is the way from Slack and back
LONGEST = 2.0  # seconds, of one call to Slack
SHORTEST = 1.0  # seconds, of a call to Slack as long as every other call was answered
TO_TELL = 0.1  # seconds; with less than that no call is worth making


class ClickTime:
    """The time of one click at a time, as Lambda sends them. Outside of clicks it limits nothing."""

    def __init__(self) -> None:
        self._began: float | None = None
        self._is_hanging = False

    def watch(self, session: Session) -> None:
        """Watch every call that a client of the session, created after this, makes to AWS."""
        session.register("before-send.*.*", self._before)
        session.register("needs-retry.*.*", self._after)

    @contextmanager
    def begun(self) -> Iterator[None]:
        """Begin a click; it has all its time before it."""
        self._began, self._is_hanging = time.monotonic(), False
        try:
            yield
        finally:
            self._began = None

    def for_slack(self) -> float:
        """Return the timeout in seconds for a call to Slack. Raises TimeoutError where too little is left."""
        if self._began is None:
            return LONGEST
        left = min(LONGEST, self._began + LIMIT - time.monotonic())
        if not self._is_hanging:
            return max(left, SHORTEST)
        if left < TO_TELL:
            raise TimeoutError
        return left

    def hangs(self) -> None:
        """Note that a call was not answered in time."""
        self._is_hanging = True

    def _before(self, **_: Any) -> None:
        """Let a call to AWS be sent. Raises BusyError after one that was not answered."""
        if self._began is not None and self._is_hanging:
            raise BusyError(cause="an earlier call of the click was not answered")

    def _after(self, caught_exception: Exception | None = None, **_: Any) -> None:
        """Note a timeout; a connection that breaks off costs no time, and botocore opens another."""
        if isinstance(caught_exception, ConnectTimeoutError | ReadTimeoutError):
            self.hangs()
