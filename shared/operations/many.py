"""Which operation deals with the users of a command, and how many users that are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.command import ChangeLicenses, DeleteUsers, ResetPasswords
from shared.domain.user import UserFilter
from shared.operations.deletion import Deleter
from shared.operations.license import LicenseChanger
from shared.operations.password import PasswordResetter
from shared.operations.restoration import Restorer
from shared.policy.targets import COUNTED, ONE, Targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.command import UsersCommand
    from shared.operations.changer import Changer
    from shared.operations.desk import Act, Desk


def changer(command: UsersCommand, user_ids: Sequence[str], desk: Desk, act: Act) -> Changer:
    """Make what deals with these users, of all whom a command is about."""
    if isinstance(command, ChangeLicenses):
        return LicenseChanger(command, user_ids, desk, act)
    if isinstance(command, ResetPasswords):
        return PasswordResetter(command, user_ids, desk, act)
    if isinstance(command, DeleteUsers):
        return Deleter(command, user_ids, desk, act)
    return Restorer(command, user_ids, desk, act)


def targets_of(command: UsersCommand, desk: Desk) -> Targets:
    """Count the users whom a command is about, as many as there are this instant, where it matters."""
    if command.action not in COUNTED:
        return ONE
    if isinstance(command.users, tuple):
        return Targets(count=len(command.users))
    if command.users.user_filter is UserFilter.WITH_LICENSE:
        subscriptions = desk.directory.subscriptions(command.customer_id)
        return Targets(count=sum(each.consumed for each in subscriptions if each.id == command.users.sku_id))
    return Targets(count=desk.directory.count_users(command.customer_id).of(command.users.user_filter))
