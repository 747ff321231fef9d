"""The one door: every command and every look goes through here, and is authorised here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING

from shared.domain.staff import bootstrap_admin
from shared.errors import AccessDeniedError
from shared.policy.decide import Verdict, decide, permitted_actions
from shared.policy.targets import ONE

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.action import Action
    from shared.domain.command import Command
    from shared.domain.outcome import Outcome
    from shared.domain.staff import Staff
    from shared.policy.matrix import Matrix
    from shared.policy.targets import Targets
    from shared.ports import (
        Audit,
        Catalogue,
        Cipher,
        Clock,
        Credentials,
        Directory,
        Mailer,
        Requests,
        StaffRegister,
    )


@dataclass(frozen=True, slots=True)
class Operation:
    """One click of one person. ``id`` is the same in every delivery of it; ``correlation_id`` is not."""

    id: str
    correlation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An authorised operation: whose, which, and the instant at which the policy allowed it."""

    actor: Staff
    operation: Operation
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What operations work with. ``first_admin`` is the Slack user id from the deployment.

    ``mailer`` is None where the deployment has no sender.
    """

    directory: Directory
    audit: Audit
    staff: StaffRegister
    clock: Clock
    catalogue: Catalogue
    requests: Requests
    credentials: Credentials
    cipher: Cipher
    matrix: Matrix
    first_admin: str
    mailer: Mailer | None = None

    def find_staff(self, slack_user_id: str) -> Staff | None:
        """Read who somebody is: one read. The first admin counts until the register says otherwise."""
        known = self.staff.find(slack_user_id)
        if known is None and slack_user_id == self.first_admin:
            return bootstrap_admin(slack_user_id)
        return known

    def require(
        self, actor: Staff, action: Action, customer_id: str | None, targets: Targets = ONE
    ) -> datetime:
        """Authorise an actor, and return the instant at which that held. Raises AccessDeniedError."""
        now = self.clock.now()
        decision = decide(self.matrix, actor, action, customer_id, now, targets)
        if decision.verdict is not Verdict.ALLOW:
            raise AccessDeniedError(decision, action=action.value, customer_id=customer_id)
        return now

    def require_somewhere(self, actor: Staff, action: Action) -> None:
        """Authorise an actor for an action to some customer or other. Raises AccessDeniedError.

        Every route asks this first; whoever acts on a customer asks ``require`` as well.
        """
        anywhere = next(iter(actor.customers or ()), None)
        self.require(actor, action, anywhere)

    def permits(self, actor: Staff, customer_id: str | None) -> frozenset[Action]:
        """List what an actor may do at once to a customer, or with None to customers yet to come."""
        return permitted_actions(self.matrix, actor, customer_id, self.clock.now())

    def submit(self, command: Command, actor: Staff, operation: Operation) -> Outcome:
        """Authorise a command and carry it out, once however often it is delivered.

        Raises AccessDeniedError, NotFoundError, BusyError; what the directory's rules refuse is in the
        outcome.
        """
        now = self.require(actor, command.action, command.customer_id)
        return execute(command, self, Act(actor=actor, operation=operation, at=now))


@singledispatch
def execute(command: Command, _desk: Desk, _act: Act) -> Outcome:
    """Carry out an authorised command. Each kind of command registers its own function."""
    raise TypeError(f"no operation carries out {type(command).__name__}")
