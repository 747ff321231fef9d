"""Eight approvers click at once, again and again, on AWS's own engine: one final state, one effect.

The requester clicks too, and one of the clicks is delivered twice. Meanwhile the worker gets every record
of the table's stream about four of ten requests, once or twice and out of order, and edits the cards as
slowly as Slack does.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import count
from threading import Barrier, Lock
from typing import TYPE_CHECKING

import pytest

from shared.domain.action import Action
from shared.domain.audit import OperationType
from shared.domain.command import DeleteUsers
from shared.domain.request import Answer, Card, Objection, Request, RequestState
from shared.domain.staff import Role
from shared.errors import BusyError, DecisionRefusedError
from shared.operations.approval import approve, cancel, reject
from shared.operations.asking import content_hash
from shared.operations.request import submit_many
from shared.operations.work import Worker
from shared.policy.matrix import Entry, Matrix, default_matrix
from shared.ports import Cursor
from shared.store import open_store
from tests.builders import (
    CONTOSO,
    a_customer,
    a_desk,
    a_staff_member,
    a_user,
    a_user_profile,
    an_event,
    an_operation,
)
from tests.fakes_of_work import FakeFiles, FakeNews, FakeReporter, FakeRoster
from tests.scale import at_scale
from tests.staffing import register
from tests.store.conftest import PATIENT
from tests.stream import Stream
from tests.tables import create_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from shared.domain.audit import AuditEvent
    from shared.domain.outcome import Outcome
    from shared.domain.staff import Staff
    from shared.operations.desk import Desk
    from shared.ports import Requests

pytestmark = pytest.mark.dynamodb_local

ROUNDS = at_scale(small=100, full=500)
APPROVERS = [a_staff_member(Role.ADMIN_AGENT, slack_user_id=f"U0AGENT{number}") for number in range(8)]
# In this test's policy one other person must agree to what the first asks for, and two to what the second.
REQUESTERS = {
    1: a_staff_member(Role.HELPDESK_AGENT, slack_user_id="U0HELPDESK"),
    2: a_staff_member(Role.SALES_AGENT, slack_user_id="U0SALES"),
}
AUDIENCES = ("requester", "channel")
SLACK_TAKES = 0.004  # seconds at most, to edit a message
WATCHED = 4  # of ten requests
QUIET = 1.0  # second without a record of the stream
PATIENCE = 60


@dataclass
class Slack(FakeReporter):
    """Cards, each with the state that was written into it last; to write takes a while."""

    requests: Requests | None = None
    shows: dict[str, RequestState] = field(default_factory=dict)
    _found: dict[str, dict[str, Card]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)
    _dice: random.Random = field(default_factory=lambda: random.Random(5))  # noqa: S311  no secret

    def announce(self, request: Request) -> None:
        self._show_everywhere(request, request.state)

    def open(self, request: Request) -> Card | None:
        return self._cards(request)["requester"]

    def finish(self, request: Request, outcomes: Iterable[Outcome]) -> None:
        del outcomes
        self._show_everywhere(request, request.tally.state)

    def _show_everywhere(self, request: Request, state: RequestState) -> None:
        for card in self._cards(request).values():
            time.sleep(self._dice.uniform(0, SLACK_TAKES))
            self.shows[card.message_ts] = state

    def _cards(self, request: Request) -> dict[str, Card]:
        """Find the cards, or post them; who posts one that another delivery has posted takes it back."""
        assert self.requests is not None
        if request.id in self._found:
            return self._found[request.id]
        kept = self.requests.cards(request.id)
        for audience in AUDIENCES:
            if audience not in kept:
                card = Card(channel_id=audience, message_ts=f"{request.id}/{next(self._numbers)}")
                self.shows[card.message_ts] = request.state
                kept[audience] = self.requests.keep_card(request, audience, card)
                if kept[audience] != card:
                    del self.shows[card.message_ts]
        self._found[request.id] = kept
        return kept


def is_watched(request_id: str) -> bool:
    """Whether the worker gets to know of a request: of some, for it takes longer than the clicks."""
    return int(request_id.removeprefix("click-")) % 10 < WATCHED


class Deliveries:
    """The stream, of which many records reach the worker twice, and not in the order of the writes."""

    def __init__(self, stream: Stream, worker: Worker) -> None:
        self._stream = stream
        self._worker = worker
        self._dice = random.Random(7)  # noqa: S311  no secret
        self._threads = ThreadPoolExecutor(6)
        self._under_way: list[Future[None]] = []
        self._is_over = False
        self._poller = ThreadPoolExecutor(1)
        self._polling = self._poller.submit(self._poll)

    def drain(self) -> int:
        """Wait until everything written has reached the worker, and nothing more is; count the deliveries."""
        self._is_over = True
        self._polling.result()
        self._poller.shutdown()
        self._threads.shutdown()
        return len(self._under_way)

    def _poll(self) -> None:
        last = time.monotonic()
        while not self._is_over or time.monotonic() - last < QUIET or self._is_busy():
            for event in self._stream.events():
                last = time.monotonic()
                (record,) = event["Records"]
                image = record["dynamodb"]["NewImage"]
                request_id, version = image["pk"]["S"].removeprefix("REQUEST#"), int(image["version"]["N"])
                if not is_watched(request_id):
                    continue
                for delivery in range(self._dice.choice([1, 2])):
                    after = self._dice.uniform(0, 0.02)
                    self._under_way.append(
                        self._threads.submit(self._deliver, request_id, version, delivery, after)
                    )
            time.sleep(0.1)
        for each in self._under_way:
            each.result()

    def _is_busy(self) -> bool:
        return any(not each.done() for each in self._under_way[-500:])

    def _deliver(self, request_id: str, version: int, delivery: int, after: float) -> None:
        time.sleep(after)
        while True:
            try:
                return self._worker.carry_on(request_id, version, f"{request_id}.{version}.{delivery}")
            except BusyError:
                time.sleep(0.01)


@dataclass
class Round:
    """One request, and what each click about it came to: the person, the answer, and the objection if any."""

    request: Request
    quorum: int
    user_id: str
    clicks: list[tuple[str, str, Objection | None]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def click(self, person: Staff, answer: str, decide: Callable[[], Request]) -> None:
        for _ in range(20):
            try:
                decide()
                objection = None
            except DecisionRefusedError as refused:
                objection = refused.objection
            except BusyError:
                continue  # as the person would
            with self.lock:
                self.clicks.append((person.slack_user_id, answer, objection))
            return
        raise AssertionError("busy for ever")

    @property
    def counted(self) -> set[tuple[str, str]]:
        return {(who, answer) for who, answer, objection in self.clicks if objection is None}


def everybody_clicks(desk: Desk, asked: Round, threads: ThreadPoolExecutor, dice: random.Random) -> None:
    """Let ten clicks be made at the same moment: eight people's, one of them twice, and the requester's."""
    start, request = Barrier(len(APPROVERS) + 2), asked.request
    shown = content_hash(request)

    def decide(person: Staff, answer: str) -> None:
        operation = an_operation(f"{request.id}.{person.slack_user_id}.{answer}")
        start.wait(PATIENCE)
        if answer == "reject":
            asked.click(person, answer, lambda: reject(desk, person, request.id, shown, "No.", operation))
        elif answer == "cancel":
            asked.click(person, answer, lambda: cancel(desk, person, request.id, shown, operation))
        else:
            asked.click(person, answer, lambda: approve(desk, person, request.id, shown, operation))

    answers = [(person, dice.choice(["approve", "reject"])) for person in APPROVERS]
    requester = REQUESTERS[asked.quorum], dice.choice(["approve", "approve", "approve", "cancel"])
    clicks = [*answers, answers[0], requester]
    dice.shuffle(clicks)
    for done in [threads.submit(decide, *each) for each in clicks]:
        done.result()


def check(asked: Round, request: Request) -> None:
    """Check one request against the clicks about it."""
    approval, requester_id = request.approval, REQUESTERS[asked.quorum].slack_user_id
    assert approval is not None
    assert approval.needed == asked.quorum
    people = [each.approver_id for each in approval.decisions]
    assert len(people) == len(set(people))
    assert requester_id not in people
    assert {(each.approver_id, each.answer) for each in approval.decisions} == {
        (who, Answer.APPROVED if answer == "approve" else Answer.REJECTED)
        for who, answer in asked.counted
        if answer != "cancel"
    }
    is_cancelled = (requester_id, "cancel") in asked.counted
    rejections = [each for each in approval.decisions if each.answer is Answer.REJECTED]
    assert (request.state is RequestState.APPROVED) <= (not is_watched(request.id))
    if request.state in {RequestState.DONE, RequestState.APPROVED}:
        assert (len(approval.approvals), rejections, is_cancelled) == (asked.quorum, [], False)
    elif request.state is RequestState.REJECTED:
        assert len(approval.approvals) < asked.quorum
        assert (rejections, is_cancelled) == ([approval.decisions[-1]], False)
    else:
        assert (request.state, is_cancelled, rejections) == (RequestState.CANCELLED, True, [])
        assert len(approval.approvals) < asked.quorum
    for who, answer, objection in asked.clicks:
        expected = {None, Objection.NOT_PENDING}
        if (who, answer) == (requester_id, "approve"):
            expected = {Objection.OWN_REQUEST}
        assert objection in expected


@pytest.mark.timeout(600)
@pytest.mark.promise(7, 8, 9)
def test_eight_approvers_at_once_leave_one_final_state_and_one_effect_on_every_card(
    dynamodb_local: str, record_property: Callable[[str, object], None]
) -> None:
    began = time.monotonic()
    names = create_tables(dynamodb_local)
    patience = replace(PATIENT, retry=30)
    tables = names.directory, names.workflow, names.audit
    # Each has connections of its own to the tables, as Slack's function and the worker have.
    store, workers = (open_store(*tables, endpoint_url=dynamodb_local, patience=patience) for _ in range(2))
    rows = default_matrix().rows
    row = rows[Action.DELETE_USER]
    two = Matrix(
        {
            **rows,
            Action.DELETE_USER: replace(row, entries={**row.entries, Role.SALES_AGENT: Entry.TWO_APPROVALS}),
        }
    )
    desk, workers_desk = (
        a_desk(
            each.directory,
            audit=each.audit,
            staff=each.staff,
            requests=each.requests,
            credentials=each.credentials,
            matrix=two,
        )
        for each in (store, workers)
    )
    register(desk.staff, *APPROVERS, *REQUESTERS.values())
    desk.directory.add_customer(a_customer(), an_event("setup-contoso", target_id=CONTOSO))
    for number in range(ROUNDS):
        user = a_user(f"user-{number:03}", a_user_profile(f"Nadia Okafor{number:03}"))
        desk.directory.add_user(user, an_event(f"setup-{number}", target_id=user.id))
    slack = Slack(requests=workers.requests)
    worker = Worker(
        desk=workers_desk, reporter=slack, files=FakeFiles(), roster=FakeRoster(), news=FakeNews()
    )
    deliveries = Deliveries(Stream(names.workflow, dynamodb_local), worker)
    dice, rounds = random.Random(11), []  # noqa: S311  no secret
    with ThreadPoolExecutor(len(APPROVERS) + 2) as threads:
        for number in range(ROUNDS):
            quorum, user_id = 1 + number % 2, f"user-{number:03}"
            command = DeleteUsers(customer_id=CONTOSO, users=(user_id,))
            operation = an_operation(f"click-{number}")
            request = submit_many(desk, command, REQUESTERS[quorum], operation, "en")
            assert isinstance(request, Request)
            asked = Round(request, quorum, user_id)
            everybody_clicks(desk, asked, threads, dice)
            rounds.append(asked)
    delivered = deliveries.drain()

    events = events_by_target(desk)
    ended: Counter[tuple[int, str]] = Counter()
    for asked in rounds:
        request = desk.requests.request(asked.request.id)
        check(asked, request)
        ended[asked.quorum, request.state.value] += 1
        told = Counter(events[request.id])
        del told[OperationType.REFUSE_DECISION]  # the requester's own click, kept in the trail
        assert told.total() == 1 + len(asked.counted)
        if not is_watched(request.id):
            continue
        is_done = request.state is RequestState.DONE
        assert events[asked.user_id].count(OperationType.DELETE_CUSTOMER_USER) == is_done
        assert bool(desk.directory.users(CONTOSO, [asked.user_id])) != is_done
        cards = desk.requests.cards(request.id)
        assert set(cards) == set(AUDIENCES)
        assert {ts: shown for ts, shown in slack.shows.items() if ts.startswith(f"{request.id}/")} == {
            card.message_ts: request.state for card in cards.values()
        }
    facts = f"{ROUNDS} rounds in {time.monotonic() - began:.0f} s, {delivered} deliveries: {ended}"
    record_property("decisions at once", facts)
    print(facts)  # noqa: T201  shown with -s: how long it took, and what came of it
    # What the worker is not told of stays agreed to.
    assert {quorum for quorum, state in ended if state in {"done", "approved"}} == {1, 2}
    assert {quorum for quorum, state in ended if state == "rejected"} == {1, 2}
    assert "done" in {state for _, state in ended}


def events_by_target(desk: Desk) -> dict[str, list[OperationType]]:
    """Read the whole trail of Contoso: what was done to each target."""
    found: dict[str, list[OperationType]] = {}
    cursor: Cursor | None = Cursor()
    while cursor is not None:
        page = desk.audit.events(CONTOSO, None, cursor, 1000)
        event: AuditEvent
        for event in page.items:
            found.setdefault(event.target_id, []).extend(event.operation_types)
        cursor = Cursor(after=page.after) if page.after else None
    return found
