"""Trouble on demand: calls of a method are refused, rate limited, slow or broken."""

import math
from collections import deque
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens instead of, or before, the method's own answer.

    ``page`` is HTML, which a proxy before Slack answers with.
    """

    error: str | None = None
    status: int = 200
    retry_after: float | None = None
    page: str = ""
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Call:
    """One call that the app made to the Web API, or to a response URL."""

    method: str
    arguments: dict[str, Any]
    answer: dict[str, Any]
    token: str | None = field(default=None, repr=False)

    @property
    def is_ok(self) -> bool:
        return bool(self.answer.get("ok"))


class Faults:
    def __init__(self) -> None:
        self._waiting: dict[str, deque[Fault]] = {}
        self._apart: dict[str, float] = {}
        self._last: dict[str, float] = {}

    def fail_next(self, method: str, error: str, times: int = 1) -> None:
        self.add(method, Fault(error=error), times)

    def rate_limit_next(self, method: str, retry_after: float = 1, times: int = 1) -> None:
        self.add(method, Fault(error="ratelimited", status=429, retry_after=retry_after), times)

    def rate_limit(self, method: str, seconds_apart: float) -> None:
        """From now on this method works once in so many seconds; sooner it is 429 with Retry-After."""
        self._apart[method] = seconds_apart

    def delay_next(self, method: str, seconds: float, times: int = 1) -> None:
        self.add(method, Fault(delay=seconds), times)

    def break_next(self, method: str, status: int = 503, times: int = 1) -> None:
        self.add(method, Fault(error="service_unavailable", status=status), times)

    def answer_next_with(self, method: str, page: str, status: int = 502, times: int = 1) -> None:
        self.add(method, Fault(error="no_answer_of_slack", status=status, page=page), times)

    def add(self, method: str, fault: Fault, times: int = 1) -> None:
        self._waiting.setdefault(method, deque()).extend([fault] * times)

    def take(self, method: str, now: float) -> Fault | None:
        """What this call meets: what was asked for it, or the method's rate limit."""
        waiting = self._waiting.get(method)
        return waiting.popleft() if waiting else self._limited(method, now)

    def _limited(self, method: str, now: float) -> Fault | None:
        if method not in self._apart:
            return None
        wait = self._last.get(method, -math.inf) + self._apart[method] - now
        if wait > 0:
            return Fault(error="ratelimited", status=429, retry_after=math.ceil(wait))
        self._last[method] = now
        return None
