"""Assign and remove licenses, one user at a time: seats, user and audit event in one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.audit import OperationType, ResourceType
from shared.domain.license import license_problems
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.errors import ChangedMeanwhileError, NoSeatError, UserNotFoundError
from shared.operations.recording import record, recorded_licenses
from shared.operations.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.audit import AuditEvent
    from shared.domain.command import ChangeLicenses
    from shared.domain.user import User
    from shared.operations.desk import Act, Desk

ATTEMPTS = 5  # at a user whom others keep changing


class LicenseChanger:
    """Changes the licenses of some users: what they share is read when it is made, in one round trip."""

    def __init__(self, command: ChangeLicenses, user_ids: Sequence[str], desk: Desk, act: Act) -> None:
        self._command = command
        self._desk = desk
        self._act = act
        self._customer, subscriptions, users = side_by_side(
            lambda: desk.directory.customer(command.customer_id),
            lambda: desk.directory.subscriptions(command.customer_id),
            lambda: desk.directory.users(command.customer_id, user_ids),
        )
        self._subscriptions = {subscription.id: subscription for subscription in subscriptions}
        self._users = {user.id: user for user in users}
        self._used_up: set[str] = set()

    def problems(self) -> list[Problem]:
        """Name what is wrong with the change whoever it is for; the field is a SKU, or ``users``."""
        problems = self._command.change.problems(self._subscriptions)
        if self._command.users == ():
            problems.append(Problem("users", ProblemCode.NOBODY_CHOSEN))
        return problems

    def leave(self, user_id: str, reason: Reason) -> Outcome:
        """Leave a user as they are, which may be as an earlier delivery of the click made them."""
        user = self._users.get(user_id)
        if user is None:
            return Outcome(target_id=user_id, result=Result.REFUSED, reason=reason)
        return self._earlier(user) or replace(_outcome(user, Result.REFUSED), reason=reason)

    def change(self, user_id: str) -> Outcome:
        """Make the change to one user, or say why not. Raises BusyError."""
        user = self._users.get(user_id)
        for _ in range(ATTEMPTS):
            if user is None:
                return self.leave(user_id, Reason.GONE)
            after = self._changed(user)
            if after.licenses == user.licenses and after.profile == user.profile:
                return self._earlier(user) or _outcome(user, Result.UNCHANGED)
            if problems := self._problems(user, after):
                return self._earlier(user) or _refused(user, *problems)
            try:
                earlier = self._desk.directory.change_user(user, after, self._event(user, after))
            except NoSeatError as error:
                sku_id = str(error.facts["sku_id"])
                self._used_up.add(sku_id)
                return _refused(user, self._no_seat(sku_id))
            except ChangedMeanwhileError:
                user = self._read_again(user)
            else:
                return replace(_outcome(after, Result.DONE), is_repeat=earlier is not None)
        return self.leave(user_id, Reason.CHANGED_MEANWHILE)

    def _changed(self, user: User) -> User:
        change, profile = self._command.change, user.profile
        licenses = change.applied_to(user.licenses)
        if (
            change.sets_usage_location
            and not profile.usage_location
            and licenses.keys() - user.licenses.keys()
        ):
            profile = replace(profile, usage_location=self._customer.profile.country)
        return replace(
            user,
            profile=profile,
            licenses=licenses,
            changed_at=self._act.at,
            changed_by=self._act.actor.slack_user_id,
            version=user.version + 1,
        )

    def _problems(self, user: User, after: User) -> list[Problem]:
        problems = license_problems(user.licenses, after.licenses, self._subscriptions)
        gained = after.licenses.keys() - user.licenses.keys()
        if gained and not after.profile.usage_location:
            problems.append(Problem("usage_location", ProblemCode.USAGE_LOCATION_MISSING))
        # Once a product has run out, the rest of the slice is not sent to find it so again.
        return problems or [self._no_seat(sku_id) for sku_id in sorted(gained & self._used_up)]

    def _no_seat(self, sku_id: str) -> Problem:
        subscription = self._subscriptions.get(sku_id)
        name = subscription.product.name if subscription else sku_id
        return Problem(sku_id, ProblemCode.NO_SEAT, {"product": name})

    def _earlier(self, user: User) -> Outcome | None:
        """Tell whether an earlier delivery of the same click made the change already."""
        if self._desk.audit.event(self._act.operation.id, user.id) is None:
            return None
        return replace(_outcome(user, Result.DONE), is_repeat=True)

    def _read_again(self, user: User) -> User | None:
        try:
            return self._desk.directory.user(user.customer_id, user.id)
        except UserNotFoundError:
            return None

    def _event(self, user: User, after: User) -> AuditEvent:
        was, becomes = recorded_licenses(user.licenses), recorded_licenses(after.licenses)
        types = [OperationType.UPDATE_CUSTOMER_USER_LICENSES]
        if after.profile.usage_location != user.profile.usage_location:
            types.append(OperationType.UPDATE_CUSTOMER_USER)
            was["usage_location"] = user.profile.usage_location
            becomes["usage_location"] = after.profile.usage_location
        target = user.id, user.user_principal_name
        return record(
            self._act, types, ResourceType.LICENSE, self._customer, target, was=was, becomes=becomes
        )


def _outcome(user: User, result: Result) -> Outcome:
    return Outcome(
        target_id=user.id,
        target_name=user.profile.display_name,
        sign_in_name=user.user_principal_name,
        result=result,
        user=user,
    )


def _refused(user: User, *problems: Problem) -> Outcome:
    return replace(_outcome(user, Result.REFUSED), reason=Reason.INVALID, problems=problems)
