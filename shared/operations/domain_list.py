"""Add the domains of a list to a customer, in batches that can be cut short and begun again.

Each batch is one transaction: the claims on up to 90 domains, the customer's count, and an event. What an
earlier run did is found by the claims, so running again adds what is left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.domain.audit import OperationType, ResourceType
from shared.domain.customer import LISTED_DOMAINS, MAXIMUM_DOMAIN_CHANGES, MAXIMUM_DOMAINS
from shared.domain.customer_domains import DomainEdits, edited
from shared.domain.file import MAXIMUM_TOLD, file_problem
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import ProblemCode
from shared.errors import BusyError, ChangedMeanwhileError, DomainTakenError
from shared.operations.changer import ATTEMPTS
from shared.operations.desk import Operation
from shared.operations.recording import record, recorded_domains

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.audit import AuditEvent
    from shared.domain.command import LoadDomains
    from shared.domain.customer import Customer, Domain
    from shared.domain.customer_domains import DomainChange
    from shared.domain.domain_list import DomainList
    from shared.domain.problem import Problem
    from shared.operations.desk import Act, Desk

BATCH = 90  # domains in one transaction, which takes 100 items


@dataclass(frozen=True, slots=True)
class _Standing:
    """A customer as it was just read, with which domains of a list are theirs, and which another's."""

    customer: Customer
    theirs: dict[str, Domain]
    taken: tuple[str, ...]
    missing: tuple[Domain, ...]


def load_domains(desk: Desk, command: LoadDomains, act: Act, listed: DomainList) -> tuple[Outcome, int]:
    """Add the domains of a list that the customer lacks, and make managed or federated those that differ.

    Returns the outcome, whose problems name the rows left out, and how many domains of the list the customer
    has now. Nothing is added where that would be more than 5,000. Raises AccessDeniedError,
    CustomerNotFoundError, and BusyError, after which what was added stays.
    """
    desk.authorise(act, command.action, command.customer_id)
    standing = _standing(desk, command.customer_id, listed)
    new = sum(domain.name not in standing.theirs for domain in standing.missing)
    if (count := standing.customer.domain_count + new) > MAXIMUM_DOMAINS:
        problem = file_problem(ProblemCode.TOO_MANY_DOMAINS, limit=MAXIMUM_DOMAINS, count=count)
        return _outcome(act, Result.REFUSED, [problem]), 0
    attempts = 0
    while standing.missing:
        try:
            standing = _added(desk, act, standing)
            attempts = 0
        except (ChangedMeanwhileError, DomainTakenError):
            attempts += 1
            if attempts == ATTEMPTS:
                raise BusyError(cause="customer keeps changing") from None
            standing = _standing(desk, command.customer_id, listed)
    taken = [file_problem(ProblemCode.DOMAIN_TAKEN, domain=name) for name in standing.taken]
    count = len(listed.are_federated) - len(taken)
    return _outcome(act, Result.DONE, [*listed.left_out, *taken]), count


def _standing(desk: Desk, customer_id: str, listed: DomainList) -> _Standing:
    customer = desk.directory.customer(customer_id)
    claims = desk.directory.domain_claims(listed.are_federated.keys())
    theirs = {name: each.domain for name, each in claims.items() if each.customer_id == customer_id}
    taken = tuple(name for name in listed.are_federated if name in claims and name not in theirs)
    wanted = [listed.domain(name, theirs.get(name)) for name in listed.are_federated if name not in taken]
    missing = tuple(domain for domain in wanted if theirs.get(domain.name) != domain)
    return _Standing(customer, theirs, taken, missing)


def _added(desk: Desk, act: Act, before: _Standing) -> _Standing:
    """Add the next batch: a small one as long as the customer lists domains with its words."""
    has_room = len(before.customer.profile.domains) < LISTED_DOMAINS
    batch = before.missing[: MAXIMUM_DOMAIN_CHANGES if has_room else BATCH]
    default = before.customer.profile.default_domain
    theirs = {default.name: default, **before.theirs}
    becomes, change = edited(before.customer, default.name, DomainEdits(add=batch), theirs)
    after = replace(
        becomes,
        changed_at=act.at,
        changed_by=act.actor.slack_user_id,
        version=before.customer.version + 1,
    )
    if desk.directory.change_customer(before.customer, after, _event(act, after, change), change):
        raise ChangedMeanwhileError(customer_id=after.id)  # an earlier run did it since we looked
    has = before.theirs | {domain.name: domain for domain in batch}
    return replace(before, customer=after, theirs=has, missing=before.missing[len(batch) :])


def _event(act: Act, customer: Customer, change: DomainChange) -> AuditEvent:
    operation = Operation(f"{act.operation.id}.{change.names[0]}", act.operation.correlation_id)
    return record(
        replace(act, operation=operation),
        [OperationType.UPDATE_CUSTOMER],
        ResourceType.CUSTOMER,
        customer,
        (customer.id, customer.name),
        was={},
        becomes=recorded_domains(change),
    )


def _outcome(act: Act, result: Result, problems: Sequence[Problem]) -> Outcome:
    told, others = list(problems[:MAXIMUM_TOLD]), len(problems) - MAXIMUM_TOLD
    if others > 0:
        told.append(file_problem(ProblemCode.FILE_MORE_PROBLEMS, count=others))
    reason = Reason.INVALID if result is Result.REFUSED else None
    return Outcome(target_id=act.operation.id, result=result, reason=reason, problems=tuple(told))
