"""With whose agreement a request is carried out: what its act is worth at the moment of the effect."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.staff import Role, Staff
from shared.operations.asking import content_hash
from shared.operations.desk import Act, Operation

if TYPE_CHECKING:
    from shared.domain.request import Request
    from shared.operations.desk import Desk


def act_of(desk: Desk, request: Request, correlation_id: str) -> Act:
    """Make the act that carries a request out: in the requester's name, with the roles they hold now.

    Those count as having agreed who agreed to exactly what the request asks for now. Who broke the glass
    needs none of them, as long as they are a Global admin.
    """
    nobody = Staff(slack_user_id=request.requester_id, roles=frozenset())
    requester = desk.find_staff(request.requester_id) or nobody
    act = Act(
        actor=requester,
        operation=Operation(request.id, correlation_id),
        at=desk.clock.now(),
        targets=request.targets,
    )
    approval = request.approval
    if approval is None:
        return act
    if approval.break_glass is not None and may_act_alone(desk, requester, request):
        return replace(act, approvals=sys.maxsize)
    agreed = content_hash(request)
    agreeing = {each.approver_id for each in approval.approvals if each.content_hash == agreed}
    return replace(act, approvals=len(agreeing - {request.requester_id}), agreed_by=approval.approver_roles)


def may_act_alone(desk: Desk, person: Staff, request: Request) -> bool:
    """Whether somebody is a Global admin of the customer, who may break the glass."""
    return Role.GLOBAL_ADMIN in person.roles_for(request.command.customer_id, desk.clock.now())
