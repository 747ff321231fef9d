"""A command that waits: for other people to agree, and for the worker to carry it out."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain.outcome import Result

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from shared.domain.command import AnyCommand
    from shared.domain.outcome import Outcome
    from shared.domain.staff import Role

KEPT_FOR = timedelta(days=30)
PENDING_FOR = timedelta(hours=72)  # then nobody can agree any more
SLICE = 100  # targets dealt with between two checkpoints


class RequestState(StrEnum):
    """Where a request stands."""

    PENDING = "pending"  # other people have to agree
    APPROVED = "approved"  # the worker may begin
    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"  # some targets were refused
    FAILED = "failed"  # all were, or nothing could be done
    REJECTED = "rejected"
    CANCELLED = "cancelled"  # by whoever asked: taken back, or stopped under way
    EXPIRED = "expired"  # nobody agreed in time


class Answer(StrEnum):
    """What an approver said."""

    APPROVED = "approved"
    REJECTED = "rejected"


class Objection(StrEnum):
    """Why a decision about a request was not taken."""

    OWN_REQUEST = "own_request"  # nobody agrees to what they asked for themselves, or closes its review
    OWN_ROLES = "own_roles"  # nor to the roles that they are to be given
    NOT_THE_REQUESTER = "not_the_requester"
    NOT_AN_APPROVER = "not_an_approver"
    DECIDED_BEFORE = "decided_before"  # by the same person: each counts once
    NOT_PENDING = "not_pending"  # somebody was quicker, or it is carried out already
    TOO_LATE = "too_late"
    CONTENT_DIFFERS = "content_differs"  # what they were shown is not what the record has
    NO_BREAK_GLASS = "no_break_glass"  # only a Global admin may act alone
    NO_OPEN_REVIEW = "no_open_review"
    NOT_UNDER_WAY = "not_under_way"  # there is nothing to stop: it has not begun, or has ended

    @property
    def is_suspicious(self) -> bool:
        """Whether no button of ours led here: it is kept in the trail."""
        return self in _SUSPICIOUS


_CARRIED_OUT = frozenset({RequestState.DONE, RequestState.PARTIAL, RequestState.FAILED})
_SUSPICIOUS = frozenset(
    {
        Objection.OWN_REQUEST,
        Objection.OWN_ROLES,
        Objection.NOT_THE_REQUESTER,
        Objection.NOT_AN_APPROVER,
        Objection.CONTENT_DIFFERS,
        Objection.NO_BREAK_GLASS,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproverDecision:
    """What one approver said, and of what: ``content_hash`` is of the request as they were shown it."""

    approver_id: str
    answer: Answer
    decided_at: datetime
    content_hash: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakGlass:
    """That the requester did not wait, and why; another person looks at it afterwards and closes it."""

    reason: str
    broken_at: datetime
    closed_by: str = ""
    closed_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Whose agreement a request takes, and what they said.

    ``policy_reason`` is the policy's own code. ``approver_roles`` are frozen when the request is filed; that
    a person still holds one is asked when they decide. ``customer_name`` is as the customer was called then,
    and so is ``target_name``, where it was about one user. ``targets`` is how many users it was about then:
    if it is more of them when it is carried out, nothing is done.
    """

    policy_reason: str
    needed: int
    approver_roles: frozenset[Role]
    expires_at: datetime
    targets: int = 1
    customer_name: str = ""
    target_name: str = ""
    decisions: tuple[ApproverDecision, ...] = ()
    break_glass: BreakGlass | None = None

    @property
    def approvals(self) -> tuple[ApproverDecision, ...]:
        """The decisions of those who agreed."""
        return tuple(each for each in self.decisions if each.answer is Answer.APPROVED)

    @property
    def rejection(self) -> ApproverDecision | None:
        """The decision of whoever did not agree."""
        return next((each for each in self.decisions if each.answer is Answer.REJECTED), None)

    @property
    def missing(self) -> int:
        """How many more people must agree."""
        return max(0, self.needed - len(self.approvals))

    @property
    def has_open_review(self) -> bool:
        """Whether nobody has yet closed the review of what its requester did alone."""
        return self.break_glass is not None and self.break_glass.closed_at is None


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
class Slice:
    """Targets that are dealt with between two checkpoints, 100 at most.

    ``outcomes``, in the order of their targets, are of those that have been dealt with already, where others
    were busy.
    """

    target_ids: tuple[str, ...]
    outcomes: tuple[Outcome, ...] = ()

    def by_place(self) -> list[Outcome | None]:
        """Put each outcome in the place of its target, and None where there is none yet.

        A target may be listed more than once.
        """
        told: defaultdict[str, deque[Outcome]] = defaultdict(deque)
        for outcome in self.outcomes:
            told[outcome.target_id].append(outcome)
        return [told[each].popleft() if told[each] else None for each in self.target_ids]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A Slack message that shows a request."""

    channel_id: str
    message_ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A filed command. ``id`` is that of the click that filed it; ``version`` counts its checkpoints.

    ``approval`` is None where nobody else had to agree. Its targets are listed first, in slices of at most
    100, and then done slice by slice, each in one step or, where some of it are busy, in several:
    ``slices_done`` and ``tally`` tell of those that are done as a whole. ``listed_to`` is where the listing
    goes on, None once ``is_listed``. Once it ``is_stopped``, by its requester, no further slice begins: what
    was done stays so, and the others are left as they were. ``unsent`` is why Slack did not take a file of
    it, in Slack's code: it can be sent again. Empty where all was sent.
    """

    id: str
    command: AnyCommand
    requester_id: str
    language: str
    filed_at: datetime
    state: RequestState = RequestState.APPROVED
    approval: Approval | None = None
    card: Card | None = None
    listed_to: str | None = None
    is_listed: bool = False
    targets: int = 0
    slices: int = 0
    slices_done: int = 0
    tally: Tally = Tally()
    is_stopped: bool = False
    unsent: str = ""
    version: int = 1

    @property
    def is_under_way(self) -> bool:
        """Whether the worker carries it out, or may begin to."""
        return self.state in {RequestState.APPROVED, RequestState.RUNNING}

    @property
    def is_pending(self) -> bool:
        """Whether other people have to agree."""
        return self.state is RequestState.PENDING

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do."""
        return not self.is_pending and not self.is_under_way

    @property
    def is_carried_out(self) -> bool:
        """Whether the worker has come to an end with it, be it that its requester stopped it."""
        return self.state in _CARRIED_OUT or (self.is_finished and self.is_stopped)

    @property
    def has_slices_left(self) -> bool:
        """Whether some targets have not been dealt with, and are to be."""
        return self.slices_done < self.slices and not self.is_stopped

    @property
    def is_dealt_with(self) -> bool:
        """Whether nothing will be done to any target any more, be it told already or not."""
        return self.is_finished or (self.is_listed and not self.has_slices_left)

    @property
    def left(self) -> int:
        """How many targets have not been dealt with, of those listed."""
        return max(0, self.targets - self.tally.total)

    def advanced(self, **changes: object) -> Request:
        """Make the request as it is at its next checkpoint."""
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]  # fields by name
