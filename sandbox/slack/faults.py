"""Trouble on demand: the next call of a method is refused, rate limited, slow or broken."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens instead of, or before, the method's own answer."""

    error: str | None = None
    status: int = 200
    retry_after: int | None = None
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

    def fail_next(self, method: str, error: str, times: int = 1) -> None:
        self.add(method, Fault(error=error), times)

    def rate_limit_next(self, method: str, retry_after: int = 1, times: int = 1) -> None:
        self.add(method, Fault(error="ratelimited", status=429, retry_after=retry_after), times)

    def delay_next(self, method: str, seconds: float, times: int = 1) -> None:
        self.add(method, Fault(delay=seconds), times)

    def break_next(self, method: str, status: int = 503, times: int = 1) -> None:
        self.add(method, Fault(error="service_unavailable", status=status), times)

    def add(self, method: str, fault: Fault, times: int = 1) -> None:
        self._waiting.setdefault(method, deque()).extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        waiting = self._waiting.get(method)
        return waiting.popleft() if waiting else None
