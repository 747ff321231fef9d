"""What the worker speaks to, in memory. The store's contract tests run on the requests too."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import RLock
from typing import TYPE_CHECKING

from shared.domain.problem import Problem, ProblemCode
from shared.domain.request import Card
from shared.errors import InvalidInputError, MovedOnError, RequestNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from shared.domain.outcome import Outcome
    from shared.domain.request import Request, Tally
    from shared.domain.user import User
    from shared.errors import PartnerDeskError
    from shared.ports import LicenseExport


class FakeRequests:
    """What waits for the worker. ``filed`` has each request as it is now, by id.

    ``before_checkpoint`` runs once, just before the next checkpoint: another delivery of the same step.
    """

    def __init__(self) -> None:
        self.filed: dict[str, Request] = {}
        self.before_checkpoint: Callable[[], object] | None = None
        self._targets: dict[tuple[str, int], list[str]] = {}
        self._outcomes: dict[tuple[str, int], list[Outcome]] = {}
        self._lock = RLock()

    def file(self, request: Request) -> Request:
        with self._lock:
            return self.filed.setdefault(request.id, request)

    def request(self, request_id: str) -> Request:
        if request_id not in self.filed:
            raise RequestNotFoundError(request_id=request_id)
        return self.filed[request_id]

    def save_targets(self, request: Request, slice_number: int, target_ids: Sequence[str]) -> None:
        with self._lock:
            self._check_is_still(request)
            self._targets[request.id, slice_number] = list(target_ids)

    def targets(self, request: Request, slice_number: int) -> list[str]:
        if (request.id, slice_number) not in self._targets:
            raise RequestNotFoundError(request_id=request.id)
        return self._targets[request.id, slice_number]

    def checkpoint(self, before: Request, after: Request, outcomes: Sequence[Outcome] = ()) -> None:
        if meanwhile := self.before_checkpoint:
            self.before_checkpoint = None
            meanwhile()
        with self._lock:
            self._check_is_still(before)
            self.filed[after.id] = after
            if outcomes:
                self._outcomes[after.id, before.slices_done] = [_told(each) for each in outcomes]

    def outcomes(self, request: Request) -> Iterator[Outcome]:
        for slice_number in range(request.slices_done):
            yield from self._outcomes.get((request.id, slice_number), [])

    def _check_is_still(self, request: Request) -> None:
        current = self.filed.get(request.id)
        if current is None or current.version != request.version:
            raise MovedOnError(request_id=request.id)


def _told(outcome: Outcome) -> Outcome:
    """Leave of an outcome what a request keeps: what is told of its target, not the records."""
    return replace(outcome, is_repeat=False, customer=None, user=None, subscription=None)


@dataclass
class FakeReporter:
    """What the requester would have been shown. ``card`` None is somebody who cannot be written to.

    ``error``, once set, is raised by everything that shows something.
    """

    card: Card | None = field(
        default_factory=lambda: Card(channel_id="D0GRACE", message_ts="1763803800.0001")
    )
    error: PartnerDeskError | None = None
    opened: list[str] = field(default_factory=list)
    withdrawn: list[Card] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    finished: list[tuple[Request, list[Outcome]]] = field(default_factory=list)
    delivered: list[tuple[Request, LicenseExport, list[User]]] = field(default_factory=list)
    faults: list[tuple[str, str, Exception]] = field(default_factory=list)

    def open(self, request: Request) -> Card | None:
        self._show()
        self.opened.append(request.id)
        return self.card

    def withdraw(self, card: Card) -> None:
        self.withdrawn.append(card)

    def progress(self, request: Request, tally: Tally) -> None:
        del request
        self._show()
        self.tallies.append(tally)

    def finish(self, request: Request, outcomes: Iterable[Outcome]) -> None:
        self._show()
        self.finished.append((request, list(outcomes)))

    def deliver(self, request: Request, export: LicenseExport) -> None:
        self._show()
        self.delivered.append((request, export, list(export.users)))

    def fault(self, request: Request, target_id: str, error: Exception) -> None:
        self.faults.append((request.id, target_id, error))

    def _show(self) -> None:
        if self.error is not None:
            raise self.error


@dataclass
class FakeFiles:
    """Files by id."""

    contents: dict[str, bytes] = field(default_factory=dict)

    def read(self, file_id: str) -> bytes:
        if file_id not in self.contents:
            raise InvalidInputError([Problem("file", ProblemCode.REQUIRED)])
        return self.contents[file_id]
