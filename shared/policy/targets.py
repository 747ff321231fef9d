"""What a decision needs to know of those to whom something is done."""

from __future__ import annotations

from dataclasses import dataclass

from shared.domain.action import Action
from shared.domain.staff import Role

# Microsoft lets the holders of small roles do nothing to administrators, for whoever resets an
# administrator's password can become one ("Who can reset passwords", "Who can perform sensitive actions").
GUARDED = frozenset(
    {Action.EDIT_USER, Action.RESET_PASSWORD, Action.DELETE_USER, Action.RESTORE_USER, Action.PURGE_USER}
)
TRUSTED = frozenset({Role.GLOBAL_ADMIN, Role.USER_MANAGEMENT_ADMIN, Role.ADMIN_AGENT})

COUNTED = frozenset({Action.RESET_PASSWORD, Action.DELETE_USER})
MANY = 20  # users: more of them at once take another pair of eyes


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """How many users, and whether one of them is an administrator or marked as protected.

    ``has_no_second_admin`` is for the granting of roles: nobody but the actor is a Global admin of all
    customers, so that there is nobody to ask.
    """

    count: int = 1
    has_sensitive: bool = False
    has_no_second_admin: bool = False


ONE = Targets()
