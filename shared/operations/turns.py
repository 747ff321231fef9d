"""Deal with the targets of a slice in turn: what is busy has its next turn when the others had theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.domain.outcome import Result
from shared.domain.problem import ProblemCode
from shared.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.domain.outcome import Outcome
    from shared.domain.request import Slice
    from shared.operations.retry import Retry

FRUITLESS = 8  # turns without an outcome, after which what is busy is left to another step


@dataclass(frozen=True, slots=True)
class Dealt:
    """The outcomes of a slice so far, in the order of its targets. ``is_whole``: no target is left."""

    outcomes: Sequence[Outcome]
    is_whole: bool = True


@dataclass(slots=True, kw_only=True)
class Turns:
    """Deals with what of a slice has no outcome yet.

    ``in_order``: nothing is dealt with before what stands in front of it. ``tell`` is given the outcomes so
    far after each. What was refused for want of a seat behind something busy, which may give one back, is
    not refused yet: it has another turn too.
    """

    part: Slice
    deal: Callable[[str], Outcome]
    tell: Callable[[Sequence[Outcome]], None]
    retry: Retry
    in_order: bool
    told: list[Outcome | None] = field(init=False)
    _busy: BusyError = field(init=False, default_factory=BusyError)

    def __post_init__(self) -> None:
        self.told = self.part.by_place()

    def take(self) -> Dealt:
        """Deal with as many targets as get through. Raises BusyError where none does."""
        fruitless, left = 0, self._left()
        while left and fruitless < FRUITLESS and not self.retry.is_over:
            self._turn(left)
            before, left = len(left), self._left()
            fruitless = fruitless + 1 if len(left) == before else 0
            if left:
                self.retry.pause(fruitless)
        outcomes = self.outcomes
        if left and len(outcomes) == len(self.part.outcomes):
            raise self._busy
        return Dealt(outcomes, is_whole=not left)

    @property
    def outcomes(self) -> list[Outcome]:
        """The outcomes there are."""
        return [each for each in self.told if each is not None]

    def _left(self) -> list[int]:
        return [place for place, outcome in enumerate(self.told) if outcome is None]

    def _turn(self, left: Sequence[int]) -> None:
        has_waiting = False
        for place in left:
            if self.retry.is_over or (has_waiting and self.in_order):
                return
            outcome = self._dealt(self.part.target_ids[place])
            if outcome is None or (has_waiting and _lacks_a_seat(outcome)):
                has_waiting = True
            else:
                self.told[place] = outcome
                self.tell(self.outcomes)

    def _dealt(self, target_id: str) -> Outcome | None:
        try:
            with self.retry.hasty():
                return self.deal(target_id)
        except BusyError as busy:
            self._busy = busy
            return None


def _lacks_a_seat(outcome: Outcome) -> bool:
    is_refused = outcome.result is Result.REFUSED
    return is_refused and any(each.code is ProblemCode.NO_SEAT for each in outcome.problems)
