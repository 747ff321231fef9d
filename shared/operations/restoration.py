"""Restore deleted users, with the licenses for which there are seats now.

A person is never kept waiting for a seat: who cannot have a license back is restored without it, and it is
said which and why. Where several compete for the last seat, whoever was deleted first gets it; of those
deleted in one instant, the first by display name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.audit import OperationType, ResourceType
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.domain.restoration import product_name, regainable
from shared.domain.user_principal_name import user_name_problems
from shared.errors import (
    ChangedMeanwhileError,
    DomainNotUsableError,
    NoSeatError,
    UserNotFoundError,
    UserPrincipalNameTakenError,
)
from shared.operations.changer import ATTEMPTS, Changer, outcome
from shared.operations.recording import read_licenses, record, recorded_licenses
from shared.operations.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.audit import AuditEvent, Recorded
    from shared.domain.command import RestoreUsers
    from shared.domain.deletion import DeletedUser
    from shared.domain.user import User, UserProfile
    from shared.operations.desk import Act, Desk


class Restorer(Changer):
    """Restores some deleted users."""

    def __init__(self, command: RestoreUsers, user_ids: Sequence[str], desk: Desk, act: Act) -> None:
        super().__init__(desk, act, command)
        self._sign_in_names = command.sign_in_names
        self._customer, subscriptions, deleted = side_by_side(
            lambda: desk.directory.customer(command.customer_id),
            lambda: desk.directory.subscriptions(command.customer_id),
            lambda: desk.directory.deleted_users(command.customer_id, user_ids),
        )
        self._subscriptions = {subscription.id: subscription for subscription in subscriptions}
        self._deleted = {each.id: each for each in deleted}
        self._used_up: set[str] = set()

    def in_order(self, user_ids: Sequence[str]) -> list[str]:
        """Put who was deleted first before the others; who is not deleted comes last."""
        known = sorted(
            (self._deleted[each] for each in user_ids if each in self._deleted), key=lambda each: each.order
        )
        return [*(each.id for each in known), *(each for each in user_ids if each not in self._deleted)]

    def leave(self, user_id: str, reason: Reason) -> Outcome:
        deleted = self._deleted.get(user_id)
        if deleted is None:
            return self._not_deleted(user_id, reason)
        return self._earlier(deleted.user) or _refused(deleted, reason)

    def change(self, user_id: str) -> Outcome:
        deleted = self._deleted.get(user_id)
        for _ in range(ATTEMPTS):
            if deleted is None:
                return self._not_deleted(user_id, Reason.GONE)
            try:
                return self._attempt(deleted)
            except ChangedMeanwhileError:
                deleted = self._read_again(deleted)
        return self.leave(user_id, Reason.CHANGED_MEANWHILE)

    def _attempt(self, deleted: DeletedUser) -> Outcome:
        """Restore a user, unless something forbids it. Raises ChangedMeanwhileError."""
        if refusal := self._refusal(deleted):
            return self._earlier(deleted.user) or refusal
        return self._written(deleted)

    def _refusal(self, deleted: DeletedUser) -> Outcome | None:
        user = deleted.user
        if guarded := self._guarded(user):
            return replace(guarded, user=None, deleted=deleted)
        if not deleted.is_restorable_at(self._desk.clock.now()):
            return _refused(deleted, Reason.TOO_LATE)
        if problems := self._name_problems(user, self._profile(user)):
            return _refused(deleted, Reason.INVALID, *problems)
        return None

    def _written(self, deleted: DeletedUser) -> Outcome:
        """Restore a user; each time that a seat has just gone, without that license."""
        user = deleted.user
        profile = self._profile(user)
        while True:
            kept, missing = regainable(user, self._subscriptions, self._used_up)
            after = replace(
                user,
                profile=profile,
                licenses=kept,
                changed_at=self._act.at,
                changed_by=self._act.actor.slack_user_id,
                version=user.version + 1,
            )
            try:
                event = self._event(user, after, missing)
                earlier = self._desk.directory.restore_user(deleted, after, event)
            except NoSeatError as error:
                self._used_up.add(str(error.facts["sku_id"]))
            except UserPrincipalNameTakenError:
                return _refused(deleted, Reason.INVALID, _taken(profile))
            except DomainNotUsableError:
                return _refused(deleted, Reason.INVALID, _not_usable(profile))
            else:
                return self._told(after, earlier) if earlier else _restored(after, missing)

    def _profile(self, user: User) -> UserProfile:
        if user.id not in self._sign_in_names:
            return user.profile
        user_name, domain = self._sign_in_names[user.id]
        return replace(user.profile, user_name=user_name, domain=domain)

    def _name_problems(self, user: User, profile: UserProfile) -> list[Problem]:
        problems = []
        if user.id in self._sign_in_names:
            problems = user_name_problems(profile.user_name, profile.domain)
        if not self._customer.may_use(profile.domain):
            problems.append(_not_usable(profile))
        return problems

    def _not_deleted(self, user_id: str, reason: Reason) -> Outcome:
        """Tell an earlier delivery of the click, and who was restored by somebody else, from nobody."""
        try:
            user = self._desk.directory.user(self._customer_id, user_id)
        except UserNotFoundError:
            return Outcome(target_id=user_id, result=Result.REFUSED, reason=reason)
        return self._earlier(user) or outcome(user, Result.UNCHANGED)

    def _earlier(self, user: User) -> Outcome | None:
        event = self._desk.audit.event(self._act.operation.id, user.id)
        return self._told(user, event) if event else None

    def _told(self, user: User, event: AuditEvent) -> Outcome:
        """Tell what an earlier delivery of the click gave back to a user."""
        told = event.new_value.get("licenses_not_restored")
        missing = [
            Problem(
                sku_id,
                ProblemCode.LICENSE_NOT_RESTORED,
                {"product": product_name(sku_id, self._subscriptions)},
            )
            for sku_id in (told if isinstance(told, list) else [])
        ]
        regained = tuple(read_licenses(event.new_value))
        return replace(_restored(user, missing), regained=regained, is_repeat=True)

    def _read_again(self, deleted: DeletedUser) -> DeletedUser | None:
        try:
            return self._desk.directory.deleted_user(deleted.user.customer_id, deleted.id)
        except UserNotFoundError:
            return None

    def _event(self, before: User, after: User, missing: Sequence[Problem]) -> AuditEvent:
        types = [OperationType.RESTORE_CUSTOMER_USER]
        if before.user_principal_name != after.user_principal_name:
            types.append(OperationType.UPDATE_CUSTOMER_USER_PRINCIPAL_NAME)
        if after.is_licensed:
            types.append(OperationType.UPDATE_CUSTOMER_USER_LICENSES)
        becomes: dict[str, Recorded] = {
            "state": "active",
            "user_principal_name": after.user_principal_name,
            **recorded_licenses(after.licenses),
        }
        if missing:
            becomes["licenses_not_restored"] = [problem.field for problem in missing]
        return record(
            self._act,
            types,
            ResourceType.CUSTOMER_USER,
            self._customer,
            (after.id, after.user_principal_name),
            was={"state": "deleted", "user_principal_name": before.user_principal_name},
            becomes=becomes,
        )


def _restored(user: User, missing: Sequence[Problem]) -> Outcome:
    return replace(outcome(user, Result.DONE), regained=tuple(sorted(user.licenses)), problems=tuple(missing))


def _refused(deleted: DeletedUser, reason: Reason, *problems: Problem) -> Outcome:
    refused = outcome(deleted.user, Result.REFUSED)
    return replace(refused, user=None, deleted=deleted, reason=reason, problems=problems)


def _taken(profile: UserProfile) -> Problem:
    facts = {"user_principal_name": profile.user_principal_name}
    return Problem("user_name", ProblemCode.USER_PRINCIPAL_NAME_TAKEN, facts)


def _not_usable(profile: UserProfile) -> Problem:
    return Problem("domain", ProblemCode.DOMAIN_NOT_USABLE, {"domain": profile.domain})
