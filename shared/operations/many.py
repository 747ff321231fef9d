"""Which operation deals with the users of a command, and what the policy has to know of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.command import ChangeLicenses, DeleteUsers, PurgeUsers, ResetPasswords, RestoreUsers
from shared.domain.user import UserFilter
from shared.operations.deletion import Deleter
from shared.operations.early_purge import Purger
from shared.operations.license import LicenseChanger
from shared.operations.password import PasswordResetter
from shared.operations.restoration import Restorer
from shared.policy.decide import Verdict
from shared.policy.targets import COUNTED, GUARDED, Targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.command import UsersCommand
    from shared.domain.staff import Staff
    from shared.domain.user import Everyone, User, UserCounts
    from shared.operations.changer import Changer
    from shared.operations.desk import Act, Desk
    from shared.policy.decide import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """How many users a command is about, and how many of them are administrators, or marked as protected.

    ``name`` is that of the user, where it is one and was read. ``guard`` is what the policy says of them.
    Where that is no, they are refused one by one.
    """

    count: int
    sensitive: int
    guard: Decision
    name: str = ""

    @property
    def are_all_guarded(self) -> bool:
        """Whether nobody is left when those are refused of whom the policy says no."""
        return self._is_denied and 0 < self.count <= self.sensitive

    @property
    def of_policy(self) -> Targets:
        """What the policy decides about."""
        return Targets(count=self.count, has_sensitive=self.sensitive > 0 and not self._is_denied)

    @property
    def _is_denied(self) -> bool:
        return self.guard.verdict is Verdict.DENY


def changer(command: UsersCommand, user_ids: Sequence[str], desk: Desk, act: Act) -> Changer:
    """Make what deals with these users, of all whom a command is about."""
    if isinstance(command, ChangeLicenses):
        return LicenseChanger(command, user_ids, desk, act)
    if isinstance(command, ResetPasswords):
        return PasswordResetter(command, user_ids, desk, act)
    if isinstance(command, DeleteUsers):
        return Deleter(command, user_ids, desk, act)
    if isinstance(command, PurgeUsers):
        return Purger(command, user_ids, desk, act)
    return Restorer(command, user_ids, desk, act)


def targets_of(command: UsersCommand, desk: Desk, actor: Staff) -> Aim:
    """Count the users whom a command is about, as many as there are this instant."""
    guard = desk.decide(actor, command.action, command.customer_id, Targets(has_sensitive=True))
    whom = command.users
    if isinstance(whom, tuple):
        users = _guarded(command, desk, whom) if command.action in GUARDED else []
        name = users[0].profile.display_name if len(users) == len(whom) == 1 else ""
        sensitive = sum(user.is_sensitive for user in users)
        return Aim(count=len(whom), sensitive=sensitive, guard=guard, name=name)
    decision = desk.decide(actor, command.action, command.customer_id)
    if command.action not in COUNTED | GUARDED and decision.verdict is not Verdict.APPROVAL:
        return Aim(count=1, sensitive=0, guard=guard)
    return _everyone(command, desk, whom, guard)


def _guarded(command: UsersCommand, desk: Desk, user_ids: tuple[str, ...]) -> list[User]:
    if isinstance(command, RestoreUsers | PurgeUsers):
        return [each.user for each in desk.directory.deleted_users(command.customer_id, user_ids)]
    return desk.directory.users(command.customer_id, user_ids)


def _everyone(command: UsersCommand, desk: Desk, whom: Everyone, guard: Decision) -> Aim:
    """Count by the counters. Of a filter they tell the administrators where it shows all of them.

    The others whom it is about are found when their turn comes, and are left alone then.
    """
    if whom.user_filter is UserFilter.WITH_LICENSE:
        subscriptions = desk.directory.subscriptions(command.customer_id)
        count = sum(each.consumed for each in subscriptions if each.id == whom.sku_id)
        return Aim(count=count, sensitive=0, guard=guard)
    counts = desk.directory.count_users(command.customer_id)
    return Aim(count=counts.of(whom.user_filter), sensitive=sensitive_of(whom, counts), guard=guard)


def sensitive_of(everyone: Everyone, counts: UserCounts) -> int:
    """Tell how many administrators pass a filter, where that shows all of them."""
    shows_all = everyone.user_filter in {UserFilter.ALL, UserFilter.ADMINISTRATORS}
    return counts.administrators if shows_all else 0
