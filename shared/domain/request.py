"""A command that takes longer than Slack waits for an answer, and how far the worker has come with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain.outcome import Result

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from shared.domain.command import ManyCommand
    from shared.domain.outcome import Outcome

KEPT_FOR = timedelta(days=30)


class RequestState(StrEnum):
    """Where a request stands."""

    APPROVED = "approved"  # the worker may begin
    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"  # some targets were refused
    FAILED = "failed"  # all were, or nothing could be done


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many targets came to which result."""

    done: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def total(self) -> int:
        """How many targets have been dealt with."""
        return self.done + self.unchanged + self.refused

    def plus(self, outcomes: Iterable[Outcome]) -> Tally:
        """Count further outcomes in."""
        results = [outcome.result for outcome in outcomes]
        return Tally(
            done=self.done + results.count(Result.DONE),
            unchanged=self.unchanged + results.count(Result.UNCHANGED),
            refused=self.refused + results.count(Result.REFUSED),
        )

    @property
    def state(self) -> RequestState:
        """How a request ended whose targets came to this."""
        if not self.refused:
            return RequestState.DONE
        return RequestState.PARTIAL if self.done or self.unchanged else RequestState.FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The Slack message that shows a request to its requester."""

    channel_id: str
    message_ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A filed command. ``id`` is that of the click that filed it; ``version`` counts its checkpoints.

    Its targets are listed first, in slices of at most 100, and each slice is then done as a whole.
    ``listed_to`` is where the listing goes on, None once ``is_listed``.
    """

    id: str
    command: ManyCommand
    requester_id: str
    language: str
    filed_at: datetime
    state: RequestState = RequestState.APPROVED
    card: Card | None = None
    listed_to: str | None = None
    is_listed: bool = False
    targets: int = 0
    slices: int = 0
    slices_done: int = 0
    tally: Tally = Tally()
    version: int = 1

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do."""
        return self.state not in {RequestState.APPROVED, RequestState.RUNNING}

    @property
    def has_slices_left(self) -> bool:
        """Whether some targets have not been dealt with."""
        return self.slices_done < self.slices

    def advanced(self, **changes: object) -> Request:
        """Make the request as it is at its next checkpoint."""
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]  # fields by name
