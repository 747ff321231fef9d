"""Add and edit the partner's customers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from shared.domain.audit import AuditEvent, OperationType, Recorded, ResourceType
from shared.domain.command import AddCustomer, EditCustomer
from shared.domain.customer import MAXIMUM_DOMAIN_CHANGES, MAXIMUM_DOMAINS, Customer, CustomerProfile
from shared.domain.customer_domains import between, edit_problems, edited, with_all
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.user_principal_name import is_domain
from shared.errors import ChangedMeanwhileError, DomainTakenError
from shared.operations.desk import Act, Desk, execute
from shared.operations.recording import record, recorded_domains
from shared.operations.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.domain.customer_domains import DomainChange, DomainClaim

MAXIMUM_NAMED = 50  # domains looked up for one save, which may change ten


@execute.register(AddCustomer)
def add_customer(command: AddCustomer, desk: Desk, act: Act) -> Outcome:
    """Add a customer, whose domains no other customer may have."""
    customer_id = str(uuid5(NAMESPACE_URL, f"partner-desk:customer:{act.operation.id}"))
    if problems := command.profile.problems():
        return _refused(customer_id, *problems)
    desk.authorise(act, command.action, command.customer_id)
    new = Customer(
        id=customer_id,
        profile=command.profile,
        created_at=act.at,
        created_by=act.actor.slack_user_id,
        changed_at=act.at,
        changed_by=act.actor.slack_user_id,
    )
    customer = with_all(new, command.profile)
    becomes = _recorded(command.profile)
    event = _event(act, OperationType.ADD_CUSTOMER, customer, was={}, becomes=becomes)
    further = command.profile.domains[len(customer.profile.domains) :]
    return _written(lambda: desk.directory.add_customer(customer, event, further), customer)


@execute.register(EditCustomer)
def edit_customer(command: EditCustomer, desk: Desk, act: Act) -> Outcome:
    """Change a customer, unless somebody else did since ``command.version`` was looked at.

    A domain that users sign in with cannot be removed. What is read and written follows the domains that
    change, however many the customer has.
    """
    named = _named(command)
    current, claims = side_by_side(
        lambda: desk.directory.customer(command.customer_id),
        lambda: desk.directory.domain_claims(named) if named else {},
    )
    becomes, change = _edited(command, current, claims)
    is_current = command.version == current.version  # if not, this may be the same click delivered again
    if is_current and becomes.profile == current.profile and not change.names:
        return Outcome(target_id=current.id, result=Result.UNCHANGED, customer=current)
    problems = _problems(command, current) + edit_problems(command.domain_edits)
    problems = problems or _change_problems(command, desk, becomes, change, claims)
    if problems:
        return _refused(current.id, *problems)
    desk.authorise(act, command.action, command.customer_id)
    seen = replace(current, version=command.version)
    after = replace(
        becomes,
        changed_at=act.at,
        changed_by=act.actor.slack_user_id,
        version=command.version + 1,
    )
    event = _edit_event(act, current, after, None if command.domain_edits is None else change)
    try:
        return _written(lambda: desk.directory.change_customer(seen, after, event, change), after)
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


def _named(command: EditCustomer) -> list[str]:
    """List the domains whose claims decide what an edit comes to."""
    if command.domain_edits is None:
        return []
    names = {command.profile.default_domain.name, *command.domain_edits.names}
    return sorted(name for name in names if is_domain(name))[:MAXIMUM_NAMED]


def _edited(
    command: EditCustomer, current: Customer, claims: Mapping[str, DomainClaim]
) -> tuple[Customer, DomainChange]:
    if command.domain_edits is None:
        change = between(current.profile.domains, command.profile.domains)
        return with_all(current, command.profile), change
    theirs = {name: claim.domain for name, claim in claims.items() if claim.customer_id == current.id}
    default = command.profile.default_domain.name
    edited_, change = edited(current, default, command.domain_edits, theirs)
    profile = replace(command.profile, domains=edited_.profile.domains)
    return replace(edited_, profile=profile), change


def _change_problems(
    command: EditCustomer,
    desk: Desk,
    becomes: Customer,
    change: DomainChange,
    claims: Mapping[str, DomainClaim],
) -> list[Problem]:
    is_whole = command.domain_edits is None
    count = len(change.names)
    if count > MAXIMUM_DOMAIN_CHANGES:
        facts = {"limit": MAXIMUM_DOMAIN_CHANGES, "count": count}
        return [Problem("domains", ProblemCode.TOO_MANY_DOMAIN_CHANGES, facts)]
    if becomes.domain_count > MAXIMUM_DOMAINS:
        facts = {"limit": MAXIMUM_DOMAINS, "count": becomes.domain_count}
        return [Problem("domains", ProblemCode.TOO_MANY_DOMAINS, facts)]
    missing = change.removed if is_whole else ()
    known = {**claims, **(desk.directory.domain_claims(missing) if missing else {})}
    field = "domains" if is_whole else "removed_domains"
    problems = [
        Problem(field, ProblemCode.DOMAIN_IN_USE, {"domain": name})
        for name in sorted(change.removed)
        if name in known and known[name].customer_id == becomes.id and known[name].users
    ]
    default = becomes.profile.default_domain.name
    if default in change.removed:
        problems.append(Problem(field, ProblemCode.DOMAIN_IS_DEFAULT, {"domain": default}))
    return problems


def _edit_event(act: Act, before: Customer, after: Customer, change: DomainChange | None) -> AuditEvent:
    """Record an edit: of all domains where the form had them all, else of those that changed."""
    was, becomes = _recorded(before.profile), _recorded(after.profile)
    if change is not None:
        for field in ("domains", "federated_domains"):
            del was[field], becomes[field]
        becomes |= recorded_domains(change)
    return _event(act, OperationType.UPDATE_CUSTOMER, after, was=was, becomes=becomes)


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
