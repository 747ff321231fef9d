"""What resetting or deleting would do, as things are before it is confirmed: to whom, and whom it refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from shared.domain.collation import sort_key
from shared.domain.command import DeleteUsers, ResetPasswords
from shared.domain.outcome import Reason
from shared.domain.user import Everyone, User
from shared.operations.changer import guard_problem, refused
from shared.operations.domains_of import domains_of
from shared.operations.looking import license_overview, list_everyone
from shared.operations.many import Aim, sensitive_of
from shared.operations.password import sign_in_problem
from shared.operations.side_by_side import side_by_side
from shared.policy.decide import Verdict
from shared.policy.targets import MANY, Targets
from shared.ports import Cursor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from shared.domain.customer import Customer, Domain
    from shared.domain.outcome import Outcome
    from shared.domain.staff import Staff
    from shared.domain.subscription import Subscription
    from shared.operations.desk import Desk
    from shared.operations.looking import LicenseOverview
    from shared.policy.decide import Decision

FearedCommand: TypeAlias = ResetPasswords | DeleteUsers
"""What is confirmed before it is done, however few users it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """``users`` are those whom the command would reach, ``refused`` the others with the reason; by name.

    ``count`` is how many users the command is about, of whom at most 21 are named where a filter shows them.
    ``missing`` is how many of those named are no longer there. ``decision`` says whether it is done at once,
    or asked of other people. All of it is as it was ``at`` that instant.
    """

    command: FearedCommand
    customer: Customer
    subscriptions: Sequence[Subscription]
    users: Sequence[User]
    refused: Sequence[Outcome]
    count: int
    missing: int
    decision: Decision
    at: datetime

    @property
    def reached(self) -> int:
        """How many users the command would reach, named or not."""
        return self.count - self.missing - len(self.refused)

    @property
    def unnamed(self) -> int:
        """How many of these are not named."""
        return self.reached - len(self.users)


def preview(desk: Desk, actor: Staff, command: FearedCommand) -> Preview:
    """Look whom a command is about. Raises AccessDeniedError."""
    desk.admit(actor, command.action, command.customer_id)
    overview, found = side_by_side(
        lambda: license_overview(desk, actor, command.customer_id), lambda: _about(desk, command)
    )
    domains: Mapping[str, Domain] = {}
    is_of_named = isinstance(command, ResetPasswords) and not isinstance(command.users, Everyone)
    if is_of_named and overview.customer.further_federated:  # of everyone it would be a round trip too many
        domains = domains_of(desk, overview.customer, {user.profile.domain for user in found})
    return previewed(desk, actor, command, overview, found, domains)


def previewed(
    desk: Desk,
    actor: Staff,
    command: FearedCommand,
    overview: LicenseOverview,
    found: Sequence[User],
    domains: Mapping[str, Domain] | None = None,
) -> Preview:
    """Tell the same of what has been read; ``found`` are the users whom the command is about.

    ``domains`` are theirs that were looked up, beside those that the customer lists.
    """
    now = desk.clock.now()
    aim = _aim(desk, actor, command, overview, found)
    decision = desk.admit(actor, command.action, command.customer_id, aim.of_policy)
    is_guarded = aim.guard.verdict is Verdict.DENY or aim.guard.approvals_needed > decision.approvals_needed
    users, refusals = [], []
    for user in sorted(found, key=lambda each: sort_key(each.profile.display_name, each.id)):
        if user.is_sensitive and is_guarded:
            refusals.append(refused(user, Reason.GUARDED, guard_problem(aim.guard, user)))
        elif isinstance(command, ResetPasswords) and (
            problem := sign_in_problem(overview.customer, user, domains)
        ):
            refusals.append(refused(user, Reason.INVALID, problem))
        else:
            users.append(user)
    return Preview(
        command=command,
        customer=overview.customer,
        subscriptions=overview.subscriptions,
        users=users,
        refused=refusals,
        count=aim.count,
        missing=0 if isinstance(command.users, Everyone) else aim.count - len(found),
        decision=decision,
        at=now,
    )


def _aim(
    desk: Desk, actor: Staff, command: FearedCommand, overview: LicenseOverview, found: Sequence[User]
) -> Aim:
    """Count whom a command is about, as it will be counted when it is submitted."""
    whom = command.users
    if isinstance(whom, Everyone):
        count, sensitive = overview.count_of(whom), sensitive_of(whom, overview.counts)
    else:
        count, sensitive = len(whom), sum(user.is_sensitive for user in found)
    count = max(count, len(found))
    targets = Targets(count=count, has_sensitive=True)
    guard = desk.decide(actor, command.action, command.customer_id, targets)
    return Aim(count=count, sensitive=sensitive, guard=guard)


def _about(desk: Desk, command: FearedCommand) -> Sequence[User]:
    """Read those named, or the first who pass the filter."""
    if isinstance(command.users, Everyone):
        page = list_everyone(desk, command.customer_id, command.users, Cursor(), MANY + 1)
        return [each for each in page.items if isinstance(each, User)]
    return desk.directory.users(command.customer_id, command.users) if command.users else []
