"""What the worker does with a request: one bounded step, then a checkpoint, which starts the next step.

A step that is cut short is done again from its checkpoint, by whoever gets the next delivery. What it had
done already is found by its audit events, so nothing is done twice; two deliveries at once come to the
same, and the one that is late at the checkpoint stops. Nor is a step lost that got on only so far, because
the rest is busy: it makes a checkpoint of that, and the next one goes on behind it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from shared.domain.command import Errand, ImportRows
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.request import RequestState, Tally
from shared.errors import BusyError, CustomerNotFoundError, MovedOnError, RequestNotFoundError
from shared.operations.errands import Errands, refused_as_a_whole
from shared.operations.retry import Retry
from shared.operations.slices import Slices
from shared.operations.target_listing import Hindered, Listing
from shared.operations.unsent import finish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.request import Request
    from shared.operations.desk import Desk
    from shared.operations.target_listing import Carried
    from shared.ports import Files, Reporter, Roster, StaffNews


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Carries on with requests. ``retry`` is the patience with the desk, of each step."""

    desk: Desk
    reporter: Reporter
    files: Files
    roster: Roster
    news: StaffNews
    retry: Retry = field(default_factory=Retry)

    @property
    def _desk(self) -> Desk:
        return self.retry.around(self.desk)

    def carry_on(self, request_id: str, version: int, correlation_id: str) -> None:
        """Take the next step of a request that has come to ``version``; an older version is no news.

        Raises BusyError where it did not get on, after which the same delivery can be tried again.
        """
        self.retry.begin()
        try:
            request = self._desk.requests.request(request_id)
            if request.version != version:
                return
            if request.is_under_way:
                self._step(request, correlation_id)
            else:
                self._announce(request)
        except (MovedOnError, RequestNotFoundError):
            return  # another delivery did this step, or nobody waits for it any more

    def _announce(self, request: Request) -> None:
        """Tell everybody of a request that nobody works on, and again where it moved on meanwhile.

        So the last one who edits a card has seen the last state.
        """
        while True:
            self.reporter.announce(request)
            self._desk.requests.settle(request)
            now = self._desk.requests.request(request.id)
            if now.version == request.version or now.is_under_way:
                return
            request = now

    def _step(self, request: Request, correlation_id: str) -> None:
        command = request.command
        if request.state is RequestState.APPROVED:
            self._begin(request)
        elif isinstance(command, Errand):
            self._run(request, command)
        else:
            try:
                self._carry_out(request, command, correlation_id)
            except CustomerNotFoundError:
                self._end(request, [refused_as_a_whole(request, Reason.GONE)])

    def _run(self, request: Request, command: Errand) -> None:
        errands = Errands(desk=self._desk, reporter=self.reporter, files=self.files)
        ran = errands.run(request, command)
        if ran.outcome is None:
            self._desk.requests.checkpoint(request, request.advanced(state=ran.state, unsent=ran.unsent))
        else:
            self._end(request, [ran.outcome], done=ran.done)

    def _carry_out(self, request: Request, command: Carried, correlation_id: str) -> None:
        approval = request.approval
        if not request.is_listed:
            listed = Listing(self._desk).carry_on(request, command, correlation_id)
            if isinstance(listed, Hindered):
                self._end(request, listed.outcomes)
            else:
                self._desk.requests.checkpoint(request, self._unless_stopped(listed))
        elif approval is not None and request.targets > approval.targets:
            self._end(request, [refused_as_a_whole(request, Reason.MORE_THAN_AGREED)])
        elif request.has_slices_left and not _is_given_up(request, command):
            self._do_slice(request, command, correlation_id)
        else:
            state = RequestState.CANCELLED if request.is_stopped else request.tally.state
            after = request.advanced(state=state)
            after = finish(self.reporter, after, self._desk.requests.outcomes(request))
            self._desk.requests.checkpoint(request, after)

    def _do_slice(self, request: Request, command: Carried, correlation_id: str) -> None:
        """Do a slice, and note what was done of it; where not all was, the next step does the rest."""
        slices = Slices(
            desk=self._desk, retry=self.retry, reporter=self.reporter, roster=self.roster, news=self.news
        )
        dealt = slices.do(request, command, correlation_id)
        if dealt.is_whole:
            done, tally = request.slices_done + 1, request.tally.plus(dealt.outcomes)
            after = self._unless_stopped(request.advanced(slices_done=done, tally=tally))
        else:
            after = request.advanced()
        self._desk.requests.checkpoint(request, after, dealt.outcomes)

    def _unless_stopped(self, after: Request) -> Request:
        """Begin no further slice where the requester asked for that, as noted with what was done so far.

        Noted, and not asked before a slice: whoever dies in one must find it done by whoever is next. Where
        that cannot be read now, the next checkpoint notes it: what was done is not given up for it.
        """
        if not (after.is_listed and after.has_slices_left):
            return replace(after, is_stopped=False)
        try:
            return replace(after, is_stopped=self._desk.requests.is_to_stop(after.id))
        except BusyError:
            return after

    def _begin(self, request: Request) -> None:
        """Post the card, in a step of its own: whatever fails later does not post another one."""
        card = self.reporter.open(request)
        try:
            self._desk.requests.checkpoint(request, request.advanced(card=card, state=RequestState.RUNNING))
        except MovedOnError:
            # Moved on by another delivery; or by this one, whose checkpoint was made and not answered.
            if card is not None and self._desk.requests.request(request.id).card != card:
                self.reporter.withdraw(card)
            raise

    def _end(self, request: Request, outcomes: Sequence[Outcome], done: int = 0) -> None:
        """Tell the outcomes of what was not begun, or has no targets, and close the request."""
        is_done = all(outcome.result is Result.DONE for outcome in outcomes)
        tally = Tally(done=done) if is_done else Tally(refused=len(outcomes))
        ended = replace(request, tally=tally, is_stopped=False)
        ended = finish(self.reporter, ended, outcomes)
        after = ended.advanced(state=ended.tally.state, slices_done=request.slices_done + 1)
        self._desk.requests.checkpoint(request, after, outcomes)


def _is_given_up(request: Request, command: Carried) -> bool:
    """Whether a row could not be done, and it was to be all of them or none."""
    is_all_or_nothing = isinstance(command, ImportRows) and command.all_or_nothing
    return is_all_or_nothing and request.tally.refused > 0
