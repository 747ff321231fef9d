"""The one door: every command and every look goes through here, and is authorised here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING

from shared.domain.import_file import DEFAULT_ROWS
from shared.domain.staff import bootstrap_admin
from shared.errors import AccessDeniedError
from shared.policy.decide import Verdict, decide, permitted_actions
from shared.policy.giving import givable
from shared.policy.targets import ONE

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.action import Action
    from shared.domain.command import Command
    from shared.domain.outcome import Outcome
    from shared.domain.staff import Role, Staff
    from shared.domain.user import DirectoryRole
    from shared.policy.decide import Decision
    from shared.policy.matrix import Matrix
    from shared.policy.targets import Targets
    from shared.ports import (
        Audit,
        Catalogue,
        Cipher,
        Clock,
        Credentials,
        Directory,
        Imports,
        Mailer,
        Requests,
        StaffRegister,
    )


@dataclass(frozen=True, slots=True)
class Operation:
    """One click of one person. ``id`` is the same in every delivery of it; ``correlation_id`` is not."""

    id: str
    correlation_id: str


NO_OPERATION = Operation("", "")  # of who only asks


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An operation on its way: whose, which, when it began, and how many other people agreed to it.

    ``agreed_by`` are the roles of which each of them held one, ``targets`` how many users it is about where
    the command does not say so.
    """

    actor: Staff
    operation: Operation
    at: datetime
    approvals: int = 0
    agreed_by: frozenset[Role] = frozenset()
    targets: int = 1

    def is_covered(self, decision: Decision) -> bool:
        """Whether a decision lets it be done: at once, or with approvals enough, by people who may agree."""
        if decision.verdict is Verdict.APPROVAL:
            is_enough = decision.approvals_needed <= self.approvals
            return is_enough and self.agreed_by <= decision.approver_roles
        return decision.verdict is Verdict.ALLOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What operations work with. ``first_admin`` is the Slack user id from the deployment.

    ``mailer`` is None where the deployment has no sender. ``import_limit`` is how many rows a file may have.
    """

    directory: Directory
    audit: Audit
    staff: StaffRegister
    clock: Clock
    catalogue: Catalogue
    requests: Requests
    imports: Imports
    credentials: Credentials
    cipher: Cipher
    matrix: Matrix
    first_admin: str
    mailer: Mailer | None = None
    import_limit: int = DEFAULT_ROWS

    def find_staff(self, slack_user_id: str) -> Staff | None:
        """Read who somebody is: one read. The first admin counts until the register says otherwise."""
        known = self.staff.find(slack_user_id)
        if known is None and slack_user_id == self.first_admin:
            return bootstrap_admin(slack_user_id)
        return known

    def decide(
        self, actor: Staff, action: Action, customer_id: str | None, targets: Targets = ONE
    ) -> Decision:
        """Ask the policy, this instant."""
        return decide(self.matrix, actor, action, customer_id, self.clock.now(), targets)

    def require(
        self, actor: Staff, action: Action, customer_id: str | None, targets: Targets = ONE
    ) -> datetime:
        """Authorise an actor, and return the instant at which that held. Raises AccessDeniedError.

        Whatever takes another person's agreement is refused.
        """
        now = self.clock.now()
        self.authorise(Act(actor=actor, operation=NO_OPERATION, at=now), action, customer_id, targets)
        return now

    def admit(
        self, actor: Staff, action: Action, customer_id: str | None, targets: Targets = ONE
    ) -> Decision:
        """Let an actor begin what they may do at once, or with another person's agreement.

        Raises AccessDeniedError. Nothing may be done on the strength of it: that takes ``authorise``.
        """
        decision = self.decide(actor, action, customer_id, targets)
        if decision.verdict is Verdict.DENY:
            raise AccessDeniedError(decision, action=action.value, customer_id=customer_id)
        return decision

    def authorise(self, act: Act, action: Action, customer_id: str | None, targets: Targets = ONE) -> None:
        """Authorise an act, with the approvals that it has, at the moment of its effect.

        Raises AccessDeniedError, whose decision may be that other people have to agree.
        """
        decision = self.decide(act.actor, action, customer_id, targets)
        if not act.is_covered(decision):
            raise AccessDeniedError(decision, action=action.value, customer_id=customer_id)

    def admit_somewhere(self, actor: Staff, action: Action) -> None:
        """Let an actor begin an action to some customer or other. Raises AccessDeniedError.

        Every route asks this first; whoever acts on a customer asks ``admit`` or ``authorise`` as well.
        """
        decisions = [self.decide(actor, action, each) for each in self._anywhere(actor)]
        if all(decision.verdict is Verdict.DENY for decision in decisions):
            raise AccessDeniedError(decisions[0], action=action.value)

    def _anywhere(self, actor: Staff) -> list[str | None]:
        """One customer of each grant stands for all of them; None where a grant covers all."""
        grants = [each for each in actor.grants if each.is_in_force(self.clock.now())]
        scopes = [None if each.customers is None else next(iter(each.customers), None) for each in grants]
        return list(dict.fromkeys(scopes)) or [None]

    def permits(self, actor: Staff, customer_id: str | None) -> frozenset[Action]:
        """List what an actor may begin for a customer, at once or with another person's agreement.

        None is for customers yet to come.
        """
        return permitted_actions(self.matrix, actor, customer_id, self.clock.now())

    def permits_somewhere(self, actor: Staff) -> frozenset[Action]:
        """List what an actor may begin for some customer or other."""
        return frozenset().union(*(self.permits(actor, each) for each in self._anywhere(actor)))

    def permits_at_once(self, actor: Staff) -> frozenset[Action]:
        """List what an actor may do to some customer or other without anybody's agreement."""
        return frozenset(
            action
            for action in self.permits_somewhere(actor)
            if any(
                self.decide(actor, action, each).verdict is Verdict.ALLOW for each in self._anywhere(actor)
            )
        )

    def givable(self, actor: Staff, customer_id: str) -> frozenset[DirectoryRole]:
        """List the permissions that an actor may give to a customer's users, this instant."""
        return givable(actor.roles_for(customer_id, self.clock.now()))

    def everyone(self) -> list[Staff]:
        """Read all staff; the first admin counts until the register says otherwise."""
        known = self.staff.everyone()
        if self.first_admin not in {each.slack_user_id for each in known}:
            known.append(bootstrap_admin(self.first_admin))
        return known

    def submit(self, command: Command, actor: Staff, operation: Operation) -> Outcome:
        """Authorise a command and carry it out, once however often it is delivered.

        Raises AccessDeniedError, also where other people have to agree first; NotFoundError, BusyError. What
        the directory's rules refuse is in the outcome.
        """
        self.admit(actor, command.action, command.customer_id)
        return execute(command, self, Act(actor=actor, operation=operation, at=self.clock.now()))


@singledispatch
def execute(command: Command, _desk: Desk, _act: Act) -> Outcome:
    """Carry out a command. Each kind of command registers its own function.

    It finds everything wrong with the command first, authorises the act, and only then writes.
    """
    raise TypeError(f"no operation carries out {type(command).__name__}")
