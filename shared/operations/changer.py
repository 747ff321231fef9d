"""Something done to one user after the other: each by itself, in one transaction, once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.errors import ChangedMeanwhileError, UserNotFoundError
from shared.policy.decide import Verdict
from shared.policy.targets import Targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.command import UsersCommand
    from shared.domain.user import User
    from shared.operations.desk import Act, Desk
    from shared.policy.decide import Decision

ATTEMPTS = 5  # at a user whom others keep changing


class Changer(ABC):
    """Deals with the users of a command. What they share is read when it is made, in one round trip."""

    def __init__(self, desk: Desk, act: Act, command: UsersCommand) -> None:
        self._desk = desk
        self._act = act
        self._customer_id = command.customer_id
        self._is_nobody = command.users == ()
        count = len(command.users) if isinstance(command.users, tuple) else act.targets
        sensitive = Targets(count=count, has_sensitive=True)
        self._guard = desk.decide(act.actor, command.action, command.customer_id, sensitive)

    def problems(self) -> list[Problem]:
        """Name what is wrong with the command whoever it is for; the field is a SKU, or ``users``."""
        return [Problem("users", ProblemCode.NOBODY_CHOSEN)] if self._is_nobody else []

    @abstractmethod
    def in_order(self, user_ids: Sequence[str]) -> list[str]:
        """Put users in the order in which they are dealt with."""

    @abstractmethod
    def leave(self, user_id: str, reason: Reason) -> Outcome:
        """Leave a user as they are, which may be as an earlier delivery of the click made them."""

    @abstractmethod
    def change(self, user_id: str) -> Outcome:
        """Deal with one user, or say why not. Raises BusyError."""

    def _guarded(self, user: User) -> Outcome | None:
        """Refuse what the policy does not let the act do to an administrator, or somebody protected."""
        if not user.is_sensitive or self._act.is_covered(self._guard):
            return None
        return refused(user, Reason.GUARDED, guard_problem(self._guard, user))

    def _is_recorded(self, user_id: str) -> bool:
        """Tell whether an earlier delivery of the same click dealt with a user already."""
        return self._desk.audit.event(self._act.operation.id, user_id) is not None


class ActiveChanger(Changer):
    """Deals with active users; they are read as they are this instant, and again when they have changed."""

    _users: dict[str, User]

    def in_order(self, user_ids: Sequence[str]) -> list[str]:
        """Keep the order: nobody takes anything from the others but seats, and these in turn."""
        return list(user_ids)

    def leave(self, user_id: str, reason: Reason) -> Outcome:
        user = self._users.get(user_id)
        if user is None:
            return self._absent(user_id, reason)
        return self._earlier(user) or refused(user, reason)

    def change(self, user_id: str) -> Outcome:
        user = self._users.get(user_id)
        for _ in range(ATTEMPTS):
            if user is None:
                return self._absent(user_id, Reason.GONE)
            if guarded := self._guarded(user):
                return self._earlier(user) or guarded
            try:
                return self._attempt(user)
            except ChangedMeanwhileError:
                user = self._read_again(user)
        return self.leave(user_id, Reason.CHANGED_MEANWHILE)

    @abstractmethod
    def _attempt(self, user: User) -> Outcome:
        """Deal with a user as they were read. Raises ChangedMeanwhileError."""

    def _absent(self, user_id: str, reason: Reason) -> Outcome:
        """Leave somebody who is not among the active users."""
        return Outcome(target_id=user_id, result=Result.REFUSED, reason=reason)

    def _earlier(self, user: User) -> Outcome | None:
        if not self._is_recorded(user.id):
            return None
        return replace(outcome(user, Result.DONE), is_repeat=True)

    def _read_again(self, user: User) -> User | None:
        try:
            return self._desk.directory.user(user.customer_id, user.id)
        except UserNotFoundError:
            return None


def guard_problem(guard: Decision, user: User) -> Problem:
    """Say why an administrator, or somebody protected, is left alone. ``guard`` is decided for such users."""
    is_denied = guard.verdict is Verdict.DENY
    if user.is_administrator:
        code = ProblemCode.ADMINISTRATOR_DENIED if is_denied else ProblemCode.ADMINISTRATOR_NEEDS_APPROVAL
    else:
        code = ProblemCode.PROTECTED_DENIED if is_denied else ProblemCode.PROTECTED_NEEDS_APPROVAL
    return Problem("users", code)


def outcome(user: User, result: Result) -> Outcome:
    """Make the outcome for an active user, by name."""
    return Outcome(
        target_id=user.id,
        target_name=user.profile.display_name,
        sign_in_name=user.user_principal_name,
        result=result,
        user=user,
    )


def refused(user: User, reason: Reason, *problems: Problem) -> Outcome:
    """Make the outcome for a user who stays as they are."""
    return replace(outcome(user, Result.REFUSED), reason=reason, problems=problems)
