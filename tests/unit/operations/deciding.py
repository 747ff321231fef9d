"""What tests of requests that wait share: who is there, what is asked for, and the clicks about it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from shared.domain.audit import OperationType
from shared.domain.command import DeleteUsers, PurgeUsers
from shared.domain.request import Objection, Request
from shared.domain.staff import Role
from shared.errors import DecisionRefusedError
from shared.operations.approval import approve, break_glass, cancel, close_review, reject
from shared.operations.asking import ask, content_hash
from shared.operations.desk import Act
from tests.builders import CONTOSO, FABRIKAM, a_staff_member, an_operation
from tests.unit.operations.office import FREYA, GRACE, HAMID

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.command import AnyCommand
    from shared.domain.staff import Staff
    from tests.unit.operations.office import Office

HELPDESK = a_staff_member(Role.HELPDESK_AGENT, slack_user_id="U0HELPDSK")
SALES = a_staff_member(Role.SALES_AGENT, slack_user_id="U0SALES")
AGENT = a_staff_member(Role.ADMIN_AGENT, slack_user_id="U0AGENT")
ELSEWHERE = a_staff_member(Role.ADMIN_AGENT, slack_user_id="U0ELSEWHERE", customers=[FABRIKAM])
EVERYBODY = (GRACE, FREYA, HAMID, HELPDESK, SALES, AGENT, ELSEWHERE)

DELETE_NADIA = DeleteUsers(customer_id=CONTOSO, users=("nadia",))
PURGE_NADIA = PurgeUsers(customer_id=CONTOSO, users=("nadia",))
REASON = "Nadia left the company."


def staffed(office: Office) -> Office:
    """Put everybody into the register; the first admin counts besides."""
    for person in EVERYBODY:
        office.staff.save(person)
    return office


def ask_to_delete(office: Office, actor: Staff = HELPDESK, click: str = "click-1") -> Request:
    """Let a helpdesk agent ask to delete Nadia: one other person must agree."""
    return office.filed(DELETE_NADIA, actor, click)


def ask_to_purge(office: Office, actor: Staff = GRACE, click: str = "click-1") -> Request:
    """Let Grace ask to delete Nadia for good: two other people must agree."""
    return asked(office, PURGE_NADIA, actor, click)


def asked(office: Office, command: AnyCommand, actor: Staff, click: str = "click-1") -> Request:
    """File a command as the policy has it, whether what it is about is there or not."""
    act = Act(actor=actor, operation=an_operation(click), at=office.clock.now())
    decision = office.desk.decide(actor, command.action, command.customer_id)
    return ask(office.desk, command, act, "en", decision)


def says_yes(office: Office, person: Staff, request: Request, click: str | None = None) -> Request:
    operation = an_operation(click or f"yes-{person.slack_user_id}")
    return approve(office.desk, person, request.id, content_hash(request), operation)


def says_no(
    office: Office, person: Staff, request: Request, reason: str = REASON, click: str | None = None
) -> Request:
    operation = an_operation(click or f"no-{person.slack_user_id}")
    return reject(office.desk, person, request.id, content_hash(request), reason, operation)


def takes_back(office: Office, person: Staff, request: Request, click: str | None = None) -> Request:
    operation = an_operation(click or f"cancel-{person.slack_user_id}")
    return cancel(office.desk, person, request.id, content_hash(request), operation)


def acts_alone(
    office: Office, person: Staff, request: Request, reason: str = REASON, click: str | None = None
) -> Request:
    operation = an_operation(click or f"glass-{person.slack_user_id}")
    return break_glass(office.desk, person, request.id, content_hash(request), reason, operation)


def closes(
    office: Office, person: Staff, request: Request, note: str = "It was right.", click: str | None = None
) -> Request:
    operation = an_operation(click or f"close-{person.slack_user_id}")
    return close_review(office.desk, person, request.id, content_hash(request), note, operation)


def objection(decide: Callable[[], object]) -> Objection | None:
    """Tell why a decision was not taken; None where it was."""
    try:
        decide()
    except DecisionRefusedError as refused:
        found: Objection = refused.objection
        return found
    return None


def trail(office: Office) -> Counter[OperationType]:
    """Count what was recorded, by its kind."""
    return Counter(kind for event in office.events for kind in event.operation_types)


def is_effect(kind: OperationType) -> bool:
    """Whether an event tells of more than what people said about a request."""
    return "request" not in kind.value and kind not in {
        OperationType.BREAK_GLASS,
        OperationType.CLOSE_REVIEW,
        OperationType.REFUSE_DECISION,
    }
