"""A person decides in the moment between the worker's look at a request and its note that all were told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.domain.request import RequestState
from shared.domain.staff import Role
from shared.errors import DecisionRefusedError
from shared.operations.approval import approve, cancel, reject
from shared.operations.asking import content_hash
from shared.operations.desk import Operation
from shared.operations.work import Worker
from shared.store import keys
from tests.builders import CONTOSO, a_customer, a_desk, a_staff_member, a_user, an_event
from tests.fakes_of_work import FakeFiles, FakeNews, FakeReporter, FakeRoster
from tests.staffing import register
from tests.store.calls import interrupt, tables_of
from tests.store.test_approval_contract import ASKED, a_pending, filed

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.awsrequest import AWSPreparedRequest

    from shared.domain.request import Request
    from shared.operations.desk import Desk
    from shared.store import Store

pytestmark = pytest.mark.dynamodb_local

GRACE, ADA, ZOE = "U0GRACE", "U0ADA", "U0ZOE"


class Meanwhile:
    """Contoso's helpdesk agent asked to delete Nadia, and the worker tells everybody of it.

    ``decide`` happens when the worker is about to note that they were told: its write has left it, and has
    not come to the table.
    """

    def __init__(self, store: Store, needed: int, *decide: Callable[[Desk], object]) -> None:
        self.store = store
        self.reporter = FakeReporter()
        self.desk = a_desk(
            store.directory,
            audit=store.audit,
            staff=store.staff,
            requests=store.requests,
            credentials=store.credentials,
        )
        store.directory.add_customer(a_customer(), an_event("add", target_id=CONTOSO))
        store.directory.add_user(a_user(), an_event("create"))
        for name, role in ((GRACE, Role.HELPDESK_AGENT), (ADA, Role.ADMIN_AGENT), (ZOE, Role.ADMIN_AGENT)):
            register(store.staff, a_staff_member(role, slack_user_id=name))
        self.asked = filed(store, a_pending(approval=replace(ASKED, needed=needed)))
        interrupt(store, "UpdateItem", (self._happening(each) for each in decide))

    def _happening(self, decide: Callable[[Desk], object]) -> Callable[[AWSPreparedRequest], None]:
        def happen(_sent: AWSPreparedRequest) -> None:
            decide(self.desk)

        return happen

    def work(self, version: int) -> Request:
        """Deliver a version to the worker; tell what the request is then."""
        worker = Worker(
            desk=self.desk, reporter=self.reporter, files=FakeFiles(), roster=FakeRoster(), news=FakeNews()
        )
        worker.carry_on(self.asked.id, version, "delivery")
        return self.desk.requests.request(self.asked.id)

    @property
    def is_due(self) -> bool:
        row = tables_of(self.store).requests
        return bool(row.get(keys.request(self.asked.id), keys.REQUEST, consistent_read=True).work)

    @property
    def announced(self) -> list[tuple[int, RequestState]]:
        return [(each.version, each.state) for each in self.reporter.announced]


def agreed_by(slack_user_id: str) -> Callable[[Desk], object]:
    def agree(desk: Desk) -> object:
        person, shown = desk.find_staff(slack_user_id), content_hash(desk.requests.request("click-1"))
        assert person is not None
        return approve(desk, person, "click-1", shown, Operation(f"agree.{slack_user_id}", "delivery"))

    return agree


def rejected(desk: Desk) -> object:
    person, shown = desk.find_staff(ZOE), content_hash(desk.requests.request("click-1"))
    assert person is not None
    return reject(desk, person, "click-1", shown, "Not today.", Operation("reject", "delivery"))


def cancelled(desk: Desk) -> object:
    person, shown = desk.find_staff(GRACE), content_hash(desk.requests.request("click-1"))
    assert person is not None
    return cancel(desk, person, "click-1", shown, Operation("cancel", "delivery"))


def carried_out(meanwhile: Meanwhile, request: Request) -> Request:
    while meanwhile.is_due:
        request = meanwhile.work(request.version)
    return request


@pytest.mark.promise(9)
def test_what_is_approved_meanwhile_stays_due_and_is_carried_out(local_store: Store) -> None:
    meanwhile = Meanwhile(local_store, 1, agreed_by(ADA))
    request = meanwhile.work(1)
    assert request.state is RequestState.APPROVED
    assert meanwhile.is_due
    assert carried_out(meanwhile, request).state is RequestState.DONE
    assert local_store.directory.count_users(CONTOSO).deleted == 1


@pytest.mark.promise(9)
@pytest.mark.parametrize(
    ("decide", "state"), [(rejected, RequestState.REJECTED), (cancelled, RequestState.CANCELLED)]
)
def test_how_it_ended_meanwhile_is_what_everybody_is_told_last(
    local_store: Store, decide: Callable[[Desk], object], state: RequestState
) -> None:
    meanwhile = Meanwhile(local_store, 1, decide)
    assert meanwhile.work(1).state is state
    assert meanwhile.announced == [(1, RequestState.PENDING), (2, state)]
    assert not meanwhile.is_due
    meanwhile.work(2)  # the delivery of the decision itself
    assert meanwhile.announced[-1] == (2, state)
    assert local_store.directory.count_users(CONTOSO).deleted == 0


@pytest.mark.promise(9)
def test_one_decision_after_the_other_is_told_until_nothing_moves(local_store: Store) -> None:
    meanwhile = Meanwhile(local_store, 2, agreed_by(ADA), rejected)
    meanwhile.work(1)
    assert meanwhile.announced == [
        (1, RequestState.PENDING),
        (2, RequestState.PENDING),
        (3, RequestState.REJECTED),
    ]
    assert not meanwhile.is_due


@pytest.mark.promise(7, 9)
def test_a_second_decision_that_comes_too_late_does_not_move_what_the_worker_has(local_store: Store) -> None:
    meanwhile = Meanwhile(local_store, 1, agreed_by(ADA))
    request = meanwhile.work(1)
    with pytest.raises(DecisionRefusedError):
        rejected(meanwhile.desk)
    assert carried_out(meanwhile, request).state is RequestState.DONE
