"""May this person do this now? A pure function, whose answer can be explained, logged and asserted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.staff import Role
from shared.policy.matrix import Entry
from shared.policy.targets import COUNTED, GUARDED, MANY, ONE, TRUSTED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from shared.domain.staff import Staff
    from shared.policy.matrix import Matrix, Row
    from shared.policy.targets import Targets


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
    SENSITIVE_TARGET = "sensitive_target"  # an administrator, or somebody marked as protected
    MANY_TARGETS = "many_targets"
    ONLY_ADMIN = "only_admin"  # the one Global admin there is, who has nobody to ask


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its reason. ``approver_roles`` could do it directly, and so could agree to it."""

    verdict: Verdict
    reason: Reason
    approvals_needed: int = 0
    approver_roles: frozenset[Role] = frozenset()


_APPROVALS = {Entry.ALLOW: 0, Entry.ONE_APPROVAL: 1, Entry.TWO_APPROVALS: 2}


def decide(
    matrix: Matrix,
    actor: Staff,
    action: Action,
    customer_id: str | None,
    now: datetime,
    targets: Targets = ONE,
) -> Decision:
    """Decide whether an actor may do an action to a customer, or to users of theirs, at an instant.

    ``customer_id`` None is for what concerns no customer that exists yet: only a scope of all customers
    reaches that. No entry means deny. A person's roles add up, but "deny" of any one of them beats all.
    What ``targets`` are can ask for more approvals, or deny; it never allows more.
    """
    row = matrix.rows[action]
    if (refusal := _out_of_reach(actor, customer_id, now)) is not None:
        return Decision(Verdict.DENY, refusal)
    roles = actor.roles_for(customer_id, now)
    entries = {role: row.entries[role] for role in roles if role in row.entries}
    if Entry.DENY in entries.values():
        return Decision(Verdict.DENY, Reason.ROLE_DENIES, approver_roles=row.approvers)
    if not entries:
        return Decision(Verdict.DENY, Reason.ROLE_LACKS_PERMISSION, approver_roles=row.approvers)
    if action is Action.GRANT_ROLE and targets.has_no_second_admin and Role.GLOBAL_ADMIN in entries:
        return Decision(Verdict.ALLOW, Reason.ONLY_ADMIN)
    if action in GUARDED and targets.has_sensitive:
        return _guarded(row, entries, targets, action)
    return _counted(row, _approvals(entries), Reason.ROLE_NEEDS_APPROVAL, targets, action)


def _approvals(entries: Mapping[Role, Entry]) -> int:
    return min(_APPROVALS[entry] for entry in entries.values())


def _guarded(row: Row, entries: Mapping[Role, Entry], targets: Targets, action: Action) -> Decision:
    """Decide about administrators and the protected: only some roles, and never alone."""
    trusted = {role: entry for role, entry in entries.items() if role in TRUSTED}
    row = replace(row, approvers=row.approvers & TRUSTED)
    if not trusted:
        return Decision(Verdict.DENY, Reason.SENSITIVE_TARGET, approver_roles=row.approvers)
    return _counted(row, max(1, _approvals(trusted)), Reason.SENSITIVE_TARGET, targets, action)


def _counted(row: Row, needed: int, reason: Reason, targets: Targets, action: Action) -> Decision:
    if action in COUNTED and targets.count > MANY:
        reason = Reason.MANY_TARGETS if needed == 0 else reason
        needed += 1
    if needed == 0:
        return Decision(Verdict.ALLOW, Reason.ROLE_ALLOWS)
    return Decision(Verdict.APPROVAL, reason, needed, row.approvers)


def _out_of_reach(actor: Staff, customer_id: str | None, now: datetime) -> Reason | None:
    if not actor.grants:
        return Reason.NO_ROLE
    if not actor.roles_at(now):
        return Reason.ACCESS_EXPIRED
    if actor.roles_for(customer_id, now):
        return None
    return Reason.NEEDS_ALL_CUSTOMERS if customer_id is None else Reason.CUSTOMER_OUT_OF_SCOPE


def permitted_actions(
    matrix: Matrix, actor: Staff, customer_id: str | None, now: datetime
) -> frozenset[Action]:
    """List what an actor may do at once, or with another's agreement, to choose which buttons to show."""
    return frozenset(
        action
        for action in matrix.rows
        if decide(matrix, actor, action, customer_id, now).verdict is not Verdict.DENY
    )
