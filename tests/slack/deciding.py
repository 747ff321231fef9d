"""Requests that wait to be decided about, the people who do, and what somebody might forge."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

from sandbox.slack.inputs import values_for
from shared.domain.audit import OperationType
from shared.domain.command import DeleteUsers
from shared.domain.request import Request
from shared.operations.desk import Operation
from shared.operations.request import submit_many
from tests.builders import an_event

if TYPE_CHECKING:
    from sandbox.slack.delivery import Delivered
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
    """Read a request as it is now."""
    return office.wiring.desk.requests.request(request.id)


def outdate(office: Office, request: Request) -> None:
    """Let the time to agree to a request be over."""
    assert request.approval is not None
    over = replace(request.approval, expires_at=office.wiring.desk.clock.now() - timedelta(seconds=1))
    event = an_event(f"outdate.{request.id}", target_id=request.id)
    assert office.wiring.desk.requests.move(request, request.advanced(approval=over), event) is None


def attempts(office: Office) -> list[dict[str, Any]]:
    """The events of those who reached for what is not theirs to decide."""
    return [each for each in office.items(office.tables.audit) if _is_attempt(each)]


def all_but_attempts(office: Office) -> list[dict[str, Any]]:
    """Everything else that is written anywhere."""
    return [each for each in office.everything() if not _is_attempt(each)]


def forged_press(office: Office, pressed: Delivered | None, value: str, click: str = "") -> Delivered:
    """Press the same button once more, as if it carried something else, or were another one."""

    def forge(payload: dict[str, Any]) -> None:
        action = payload["actions"][0]
        action["value"] = value
        action["action_id"] = click or action["action_id"]
        view_id = payload["view"]["id"] if "view" in payload else None
        payload["trigger_id"] = office.workspace.tickets.issue_trigger(payload["user"]["id"], view_id)

    return _forged(office, pressed, forge)


def forged_form(office: Office, submitted: Delivered | None, **kept: str) -> Delivered:
    """Submit the same form once more, as if its view remembered something else."""

    def forge(payload: dict[str, Any]) -> None:
        remembered = json.loads(payload["view"]["private_metadata"])
        payload["view"]["private_metadata"] = json.dumps(remembered | kept)

    return _forged(office, submitted, forge)


def forged_box(office: Office, slack_user_id: str, label: str, text: str, value: str) -> None:
    """Let somebody's open form have one more box for permissions, as if it had been drawn with it."""
    view = office.workspace.views.top(slack_user_id)
    assert view is not None
    nonce = json.loads(view.given["private_metadata"])["n"]
    box = {"text": {"type": "plain_text", "text": text}, "value": value}
    blocks = [each for each in view.blocks if each["block_id"] == f"directory_roles-{nonce}"]
    if blocks:
        blocks[0]["element"]["options"].append(box)
    else:
        element = {"type": "checkboxes", "action_id": "directory_roles", "options": [box]}
        view.blocks.append(
            {
                "type": "input",
                "block_id": f"directory_roles-{nonce}",
                "label": {"type": "plain_text", "text": label},
                "element": element,
                "optional": True,
                "dispatch_action": False,
            }
        )
    view.values.update(values_for(view.blocks, view.values))


def _forged(office: Office, delivered: Delivered | None, forge: Any) -> Delivered:
    assert delivered is not None
    payload = json.loads(parse_qs(delivered.request.body)["payload"][0])
    forge(payload)
    form = urlencode({"payload": json.dumps(payload)})
    return office.workspace.delivery.send(delivered.kind, form, delivered.request.headers["Content-Type"])


def _is_attempt(item: dict[str, Any]) -> bool:
    return OperationType.REFUSE_DECISION in (item.get("operation_types") or [])
