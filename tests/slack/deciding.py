"""Requests that wait to be decided about, and the people who do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.audit import OperationType
from shared.domain.command import DeleteUsers
from shared.domain.request import Request
from shared.operations.desk import Operation
from shared.operations.request import submit_many

if TYPE_CHECKING:
    from shared.domain.command import ManyCommand
    from shared.domain.user import User
    from tests.office import Office

HENRIK = "U0GLOBAL02"
RAVI = "U0ADMIN001"
LUCIA = "U0SALES001"


def asked(office: Office, requester_id: str, command: ManyCommand, click: str = "click") -> Request:
    """File what somebody asks others to agree to."""
    desk = office.wiring.desk
    requester = desk.find_staff(requester_id)
    assert requester is not None
    request = submit_many(desk, command, requester, Operation(click, "test"), "en")
    assert isinstance(request, Request)
    assert request.is_pending
    return request


def asked_to_delete(office: Office, requester_id: str, *users: User, click: str = "click") -> Request:
    """File that somebody asks to delete users of one customer."""
    command = DeleteUsers(customer_id=users[0].customer_id, users=tuple(user.id for user in users))
    return asked(office, requester_id, command, click)


def as_it_is(office: Office, request: Request) -> Request:
    return office.wiring.desk.requests.request(request.id)


def attempts(office: Office) -> list[dict[str, object]]:
    """The events of those who reached for what is not theirs to decide."""
    events = office.items(office.tables.audit)
    return [each for each in events if OperationType.REFUSE_DECISION in each.get("operation_types", [])]  # type: ignore[operator]
