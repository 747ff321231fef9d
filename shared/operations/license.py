"""Assign and remove licenses, one user at a time: seats, user and audit event in one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.audit import OperationType, ResourceType
from shared.domain.license import license_problems
from shared.domain.outcome import Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.errors import NoSeatError
from shared.operations.changer import ActiveChanger, outcome, refused
from shared.operations.recording import record, recorded_licenses
from shared.operations.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.audit import AuditEvent
    from shared.domain.command import ChangeLicenses
    from shared.domain.license import LicenseChange
    from shared.domain.outcome import Outcome
    from shared.domain.user import User
    from shared.operations.desk import Act, Desk


class LicenseChanger(ActiveChanger):
    """Changes the licenses of some users."""

    def __init__(self, command: ChangeLicenses, user_ids: Sequence[str], desk: Desk, act: Act) -> None:
        super().__init__(desk, act, command)
        self._change = command.change
        self._customer, subscriptions, users = side_by_side(
            lambda: desk.directory.customer(command.customer_id),
            lambda: desk.directory.subscriptions(command.customer_id),
            lambda: desk.directory.users(command.customer_id, user_ids),
        )
        self._subscriptions = {subscription.id: subscription for subscription in subscriptions}
        self._users = {user.id: user for user in users}
        self._used_up: set[str] = set()

    def problems(self) -> list[Problem]:
        return [*self._change.problems(self._subscriptions), *super().problems()]

    def _attempt(self, user: User) -> Outcome:
        after = self._changed(user)
        if after.licenses == user.licenses and after.profile == user.profile:
            return self._earlier(user) or outcome(user, Result.UNCHANGED)
        if problems := self._problems(user, after):
            return self._earlier(user) or refused(user, Reason.INVALID, *problems)
        try:
            earlier = self._desk.directory.change_user(user, after, self._event(user, after))
        except NoSeatError as error:
            sku_id = str(error.facts["sku_id"])
            self._used_up.add(sku_id)
            return refused(user, Reason.INVALID, self._no_seat(sku_id))
        self._used_up -= user.licenses.keys() - after.licenses.keys()
        return replace(outcome(after, Result.DONE), is_repeat=earlier is not None)

    def _change_of(self, _user: User) -> LicenseChange:
        """Tell what is done to the licenses of a user: the same to all of them."""
        return self._change

    def _changed(self, user: User) -> User:
        change, profile = self._change_of(user), user.profile
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
        name = subscription.name if subscription else sku_id
        return Problem(sku_id, ProblemCode.NO_SEAT, {"product": name})

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
