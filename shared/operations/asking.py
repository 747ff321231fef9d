"""Ask other people to agree to a command: who could, and the request that waits for them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from shared.domain.audit import OperationType, ResourceType
from shared.domain.command import GrantRoles
from shared.domain.request import PENDING_FOR, Approval, Objection, Request, RequestState
from shared.errors import NoApproverError
from shared.operations.command_json import command_json, command_name
from shared.operations.recording import record
from shared.operations.side_by_side import side_by_side
from shared.policy.decide import Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from shared.domain.audit import AuditEvent, Recorded
    from shared.domain.command import AnyCommand
    from shared.domain.customer import Customer, CustomerSummary
    from shared.domain.staff import Role, Staff
    from shared.operations.desk import Act, Desk
    from shared.policy.decide import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospects:
    """What has to be known before anybody is asked: whom it concerns, and all staff."""

    customer: Customer | None
    everyone: Sequence[Staff]


def prospects(desk: Desk, command: AnyCommand) -> Prospects:
    """Read who might agree to a command, in one round trip."""
    return prospects_for(desk, command.customer_id)


def prospects_for(desk: Desk, customer_id: str | None) -> Prospects:
    """Read who might agree to something that concerns a customer, or all of them."""
    customer, everyone = side_by_side(
        lambda: desk.directory.customer(customer_id) if customer_id is not None else None, desk.everyone
    )
    return Prospects(customer=customer, everyone=everyone)


def ask(
    desk: Desk,
    command: AnyCommand,
    act: Act,
    language: str,
    decision: Decision,
    known: Prospects | None = None,
    *,
    targets: int = 1,
    target_name: str = "",
) -> Request:
    """File a command as a request that waits for others, once however often it is delivered.

    Raises NoApproverError where too few could agree: then nothing is filed.
    """
    known = known or prospects(desk, command)
    roles, requester_id = decision.approver_roles, act.actor.slack_user_id
    could = [
        each for each in known.everyone if objection_to(desk, each, command, requester_id, roles) is None
    ]
    if len(could) < decision.approvals_needed:
        raise NoApproverError(decision, len(could))
    request = Request(
        id=act.operation.id,
        command=command,
        requester_id=requester_id,
        language=language,
        filed_at=act.at,
        state=RequestState.PENDING,
        approval=Approval(
            policy_reason=decision.reason.value,
            needed=decision.approvals_needed,
            approver_roles=roles,
            expires_at=act.at + PENDING_FOR,
            targets=targets,
            target_name=target_name,
            customer_name=known.customer.name if known.customer else "",
        ),
    )
    becomes: dict[str, Recorded] = {
        "state": request.state.value,
        "command": command_name(command),
        "targets": targets,
        "approvals_needed": decision.approvals_needed,
        "policy_reason": decision.reason.value,
    }
    event = request_event(act, OperationType.FILE_REQUEST, request, known.customer, was={}, becomes=becomes)
    return desk.requests.file(request, event)


def objection_to(
    desk: Desk, person: Staff, command: AnyCommand, requester_id: str, roles: Collection[Role]
) -> Objection | None:
    """Say why somebody may not agree to a command now, for which one of some roles is needed."""
    if person.slack_user_id == requester_id:
        return Objection.OWN_REQUEST
    if isinstance(command, GrantRoles) and command.slack_user_id == person.slack_user_id:
        return Objection.OWN_ROLES
    holds = person.roles_for(command.customer_id, desk.clock.now())
    is_forbidden = desk.decide(person, command.action, command.customer_id).reason is Reason.ROLE_DENIES
    return Objection.NOT_AN_APPROVER if is_forbidden or not holds & frozenset(roles) else None


def approvers(desk: Desk, request: Request) -> list[Staff]:
    """List who may still agree to a request, as of this instant."""
    approval = request.approval
    if approval is None:
        return []
    decided = {each.approver_id for each in approval.decisions}
    return [
        each
        for each in desk.everyone()
        if each.slack_user_id not in decided
        and objection_to(desk, each, request.command, request.requester_id, approval.approver_roles) is None
    ]


def content_hash(request: Request) -> str:
    """Write what a request asks for, of whom and by whom, in 32 characters; they change with any of it."""
    approval = request.approval
    content = [
        request.id,
        request.requester_id,
        command_json(request.command),
        *(
            (str(approval.needed), str(approval.targets), *sorted(approval.approver_roles))
            if approval is not None
            else ()
        ),
    ]
    return sha256("\0".join(content).encode()).hexdigest()[:32]


def request_event(
    act: Act,
    operation_type: OperationType,
    request: Request,
    customer: Customer | CustomerSummary | None,
    *,
    was: Mapping[str, Recorded],
    becomes: Mapping[str, Recorded],
) -> AuditEvent:
    """Make the event of what somebody did about a request."""
    target = request.id, command_name(request.command)
    return record(act, [operation_type], ResourceType.REQUEST, customer, target, was=was, becomes=becomes)
