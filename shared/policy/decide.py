"""May this person do this now? A pure function, whose answer can be explained, logged and asserted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.policy.matrix import Entry

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.action import Action
    from shared.domain.staff import Role, Staff
    from shared.policy.matrix import Matrix


class Verdict(StrEnum):
    """The answer itself."""

    ALLOW = "allow"
    APPROVAL = "approval"
    DENY = "deny"


class Reason(StrEnum):
    """Why; its sentence is in the catalogue."""

    ROLE_ALLOWS = "role_allows"
    ROLE_NEEDS_APPROVAL = "role_needs_approval"
    ROLE_LACKS_PERMISSION = "role_lacks_permission"
    ROLE_DENIES = "role_denies"
    NO_ROLE = "no_role"
    ACCESS_EXPIRED = "access_expired"
    CUSTOMER_OUT_OF_SCOPE = "customer_out_of_scope"
    NEEDS_ALL_CUSTOMERS = "needs_all_customers"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its reason. ``approver_roles`` could do it directly, and so could agree to it."""

    verdict: Verdict
    reason: Reason
    approvals_needed: int = 0
    approver_roles: frozenset[Role] = frozenset()


_APPROVALS = {Entry.ONE_APPROVAL: 1, Entry.TWO_APPROVALS: 2}


def decide(matrix: Matrix, actor: Staff, action: Action, customer_id: str | None, now: datetime) -> Decision:
    """Decide whether an actor may do an action to a customer, at an instant.

    ``customer_id`` None is for what concerns no customer that exists yet: only a scope of all customers
    reaches that. No entry means deny. A person's roles add up, but "deny" of any one of them beats all.
    """
    row = matrix.rows[action]
    if (refusal := _out_of_reach(actor, customer_id, now)) is not None:
        return Decision(Verdict.DENY, refusal)
    entries = {row.entries[role] for role in actor.roles_at(now) if role in row.entries}
    if Entry.DENY in entries:
        return Decision(Verdict.DENY, Reason.ROLE_DENIES, approver_roles=row.approvers)
    if Entry.ALLOW in entries:
        return Decision(Verdict.ALLOW, Reason.ROLE_ALLOWS)
    if entries:
        needed = min(_APPROVALS[entry] for entry in entries)
        return Decision(Verdict.APPROVAL, Reason.ROLE_NEEDS_APPROVAL, needed, row.approvers)
    return Decision(Verdict.DENY, Reason.ROLE_LACKS_PERMISSION, approver_roles=row.approvers)


def _out_of_reach(actor: Staff, customer_id: str | None, now: datetime) -> Reason | None:
    if not actor.roles:
        return Reason.NO_ROLE
    if not actor.roles_at(now):
        return Reason.ACCESS_EXPIRED
    if customer_id is None:
        return Reason.NEEDS_ALL_CUSTOMERS if actor.customers is not None else None
    return None if actor.has_in_scope(customer_id) else Reason.CUSTOMER_OUT_OF_SCOPE


def permitted_actions(
    matrix: Matrix, actor: Staff, customer_id: str | None, now: datetime
) -> frozenset[Action]:
    """List what an actor may do at once, to choose which buttons to show."""
    return frozenset(
        action
        for action in matrix.rows
        if decide(matrix, actor, action, customer_id, now).verdict is Verdict.ALLOW
    )
