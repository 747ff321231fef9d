"""Add and edit the partner's customers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from shared.domain.audit import AuditEvent, OperationType, Recorded, ResourceType
from shared.domain.command import AddCustomer, EditCustomer
from shared.domain.customer import MAXIMUM_DOMAIN_CHANGES, Customer, CustomerProfile
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.errors import ChangedMeanwhileError, DomainTakenError
from shared.operations.desk import Act, Desk, execute
from shared.operations.recording import record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@execute.register(AddCustomer)
def add_customer(command: AddCustomer, desk: Desk, act: Act) -> Outcome:
    """Add a customer, whose domains no other customer may have."""
    customer_id = str(uuid5(NAMESPACE_URL, f"partner-desk:customer:{act.operation.id}"))
    if problems := command.profile.problems():
        return _refused(customer_id, *problems)
    desk.authorise(act, command.action, command.customer_id)
    customer = Customer(
        id=customer_id,
        profile=command.profile,
        created_at=act.at,
        created_by=act.actor.slack_user_id,
        changed_at=act.at,
        changed_by=act.actor.slack_user_id,
    )
    becomes = _recorded(customer.profile)
    event = _event(act, OperationType.ADD_CUSTOMER, customer, was={}, becomes=becomes)
    return _written(lambda: desk.directory.add_customer(customer, event), customer)


@execute.register(EditCustomer)
def edit_customer(command: EditCustomer, desk: Desk, act: Act) -> Outcome:
    """Change a customer, unless somebody else did since ``command.version`` was looked at.

    A domain that users sign in with cannot be removed.
    """
    current = desk.directory.customer(command.customer_id)
    is_current = command.version == current.version  # if not, this may be the same click delivered again
    if is_current and command.profile == current.profile:
        return Outcome(target_id=current.id, result=Result.UNCHANGED, customer=current)
    problems = _problems(command, current) or _change_problems(command, current, desk)
    if problems:
        return _refused(current.id, *problems)
    desk.authorise(act, command.action, command.customer_id)
    seen = replace(current, version=command.version)
    after = replace(
        seen,
        profile=command.profile,
        changed_at=act.at,
        changed_by=act.actor.slack_user_id,
        version=command.version + 1,
    )
    was, becomes = _recorded(current.profile), _recorded(after.profile)
    event = _event(act, OperationType.UPDATE_CUSTOMER, after, was=was, becomes=becomes)
    try:
        return _written(lambda: desk.directory.change_customer(seen, after, event), after)
    except ChangedMeanwhileError:
        return Outcome(
            target_id=current.id,
            result=Result.REFUSED,
            reason=Reason.CHANGED_MEANWHILE,
            customer=desk.directory.customer(command.customer_id),
        )


def _problems(command: EditCustomer, current: Customer) -> list[Problem]:
    """Name everything wrong; a name that the customer has already may look damaged."""
    is_renamed = command.profile.name != current.profile.name
    found = command.profile.problems()
    return [each for each in found if is_renamed or each.code is not ProblemCode.LETTERS_DAMAGED]


def _change_problems(command: EditCustomer, current: Customer, desk: Desk) -> list[Problem]:
    removed = {domain.name for domain in current.profile.domains} - _names(command.profile)
    changed = set(current.profile.domains) ^ set(command.profile.domains)
    count = len({domain.name for domain in changed})
    if count > MAXIMUM_DOMAIN_CHANGES:
        facts = {"limit": MAXIMUM_DOMAIN_CHANGES, "count": count}
        return [Problem("domains", ProblemCode.TOO_MANY_DOMAIN_CHANGES, facts)]
    return [
        Problem("domains", ProblemCode.DOMAIN_IN_USE, {"domain": name})
        for name in sorted(removed)
        if desk.directory.has_users_in(current.id, name)
    ]


def _names(profile: CustomerProfile) -> set[str]:
    return {domain.name for domain in profile.domains}


def _written(write: Callable[[], AuditEvent | None], customer: Customer) -> Outcome:
    try:
        earlier = write()
    except DomainTakenError as error:
        taken = str(error.facts["domain"])
        field = "default_domain" if taken == customer.profile.default_domain.name else "domains"
        return _refused(customer.id, Problem(field, ProblemCode.DOMAIN_TAKEN, {"domain": taken}))
    is_repeat = earlier is not None
    return Outcome(target_id=customer.id, result=Result.DONE, is_repeat=is_repeat, customer=customer)


def _refused(customer_id: str, *problems: Problem) -> Outcome:
    return Outcome(target_id=customer_id, result=Result.REFUSED, reason=Reason.INVALID, problems=problems)


def _recorded(profile: CustomerProfile) -> dict[str, Recorded]:
    return {
        "name": profile.name,
        "default_domain": profile.default_domain.name,
        "domains": [domain.name for domain in profile.domains],
        "federated_domains": [domain.name for domain in profile.domains if domain.is_federated],
        "country": profile.country,
        "warning": profile.warning,
        "notice_channel": profile.notice_channel,
        "approvals_channel": profile.approvals_channel,
    }


def _event(
    act: Act,
    operation_type: OperationType,
    customer: Customer,
    *,
    was: Mapping[str, Recorded],
    becomes: Mapping[str, Recorded],
) -> AuditEvent:
    target = customer.id, customer.name
    return record(act, [operation_type], ResourceType.CUSTOMER, customer, target, was=was, becomes=becomes)
