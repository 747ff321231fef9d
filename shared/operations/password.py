"""Reset passwords. What is noted is when and by whom, and that the user must choose another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.audit import OperationType, ResourceType
from shared.domain.outcome import Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.errors import DomainNotUsableError
from shared.operations.changer import ActiveChanger, outcome, refused
from shared.operations.recording import record
from shared.operations.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.command import ResetPasswords
    from shared.domain.customer import Customer, Domain
    from shared.domain.outcome import Outcome
    from shared.domain.user import User
    from shared.operations.desk import Act, Desk


class PasswordResetter(ActiveChanger):
    """Resets the passwords of some users. The passwords themselves are drawn and shown elsewhere."""

    def __init__(self, command: ResetPasswords, user_ids: Sequence[str], desk: Desk, act: Act) -> None:
        super().__init__(desk, act, command)
        self._customer, users = side_by_side(
            lambda: desk.directory.customer(command.customer_id),
            lambda: desk.directory.users(command.customer_id, user_ids),
        )
        self._users = {user.id: user for user in users}

    def _attempt(self, user: User) -> Outcome:
        if problem := sign_in_problem(self._customer, user):
            return self._earlier(user) or refused(user, Reason.INVALID, problem)
        after = replace(
            user,
            password_set_at=self._act.at,
            password_set_by=self._act.actor.slack_user_id,
            must_change_password=True,
            version=user.version + 1,
        )
        event = record(
            self._act,
            [OperationType.RESET_CUSTOMER_USER_PASSWORD],
            ResourceType.CUSTOMER_USER,
            self._customer,
            (user.id, user.user_principal_name),
            was={},
            becomes={"must_change_password": True},
        )
        must_be_managed = self._customer.further_federated > 0 and not self._is_listed(user)
        try:
            earlier = self._desk.directory.change_user(user, after, event, must_be_managed=must_be_managed)
        except DomainNotUsableError:
            return self._earlier(user) or refused(user, Reason.INVALID, _federated(user))
        return replace(outcome(after, Result.DONE), is_repeat=earlier is not None)

    def _is_listed(self, user: User) -> bool:
        return user.profile.domain in {domain.name for domain in self._customer.profile.domains}


def sign_in_problem(
    customer: Customer, user: User, domains: Mapping[str, Domain] | None = None
) -> Problem | None:
    """Say why a password cannot be reset here: the user's domain is federated.

    As far as the customer lists it, or it is among ``domains``, by name; of any other one its claim decides
    when the password is reset.
    """
    known = {domain.name: domain for domain in customer.profile.domains} | dict(domains or {})
    domain = known.get(user.profile.domain)
    if domain is None or not domain.is_federated:
        return None
    return _federated(user)


def _federated(user: User) -> Problem:
    return Problem("users", ProblemCode.FEDERATED_SIGN_IN, {"domain": user.profile.domain})
