"""Deleted users as they would come back this instant: with which licenses, and under which sign-in name.

Nothing is promised by it: seats and names may be gone when the restoration is confirmed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.restoration import regainable
from shared.domain.user_principal_name import MAXIMUM_USER_NAME, uniqueness_key
from shared.operations.changer import guard_problem
from shared.operations.domains_of import domains_of
from shared.operations.side_by_side import side_by_side
from shared.policy.decide import Verdict
from shared.policy.targets import Targets

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from shared.domain.customer import Customer
    from shared.domain.deletion import DeletedUser
    from shared.domain.license import Licenses
    from shared.domain.problem import Problem
    from shared.domain.staff import Staff
    from shared.domain.subscription import Subscription
    from shared.operations.desk import Desk
    from shared.policy.decide import Decision

MAXIMUM_NAMED = 20  # users who get another name in one restoration
_NUMBERS = range(2, 5)  # tried behind a user name: so all names of 20 users are asked for in one batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Returning:
    """A deleted user, with the licenses that come back and the problems of those that do not.

    ``guard`` says why the policy leaves them alone, if it does. ``needs_name`` says that their sign-in name
    is taken, or its domain cannot be used; ``suggested`` is a user name and domain that are free, if one was
    found. None where the customer has no domain to be used, or too many are restored at once to name each.
    """

    deleted: DeletedUser
    kept: Licenses
    missing: Sequence[Problem]
    guard: Problem | None
    is_too_late: bool
    needs_name: bool
    suggested: tuple[str, str] | None = None

    @property
    def id(self) -> str:
        """The user's id."""
        return self.deleted.id

    @property
    def name(self) -> str:
        """What people call the user."""
        return self.deleted.user.profile.display_name

    @property
    def can_return(self) -> bool:
        """Whether they can be restored, under another name where it takes one."""
        is_nameless = self.needs_name and self.suggested is None
        return self.guard is None and not self.is_too_late and not is_nameless


@dataclass(frozen=True, slots=True, kw_only=True)
class Restorable:
    """Some deleted users of a customer, in the order in which they are restored.

    ``usable`` are the domains that can be used, of those that the customer lists or the users signed in with.
    ``decision`` says whether restoring them is done at once, asked of other people, or not the actor's.
    """

    customer: Customer
    usable: Collection[str]
    subscriptions: Sequence[Subscription]
    people: Sequence[Returning]
    decision: Decision
    now: datetime


def restorable(desk: Desk, actor: Staff, customer_id: str, user_ids: Sequence[str]) -> Restorable:
    """Read some deleted users, and foresee what restoring all of them would give back.

    Those who are not deleted are left out.
    """
    now = desk.require(actor, Action.VIEW, customer_id)
    guard = desk.decide(actor, Action.RESTORE_USER, customer_id, Targets(has_sensitive=True))
    customer, subscriptions, found = side_by_side(
        lambda: desk.directory.customer(customer_id),
        lambda: desk.directory.subscriptions(customer_id),
        lambda: desk.directory.deleted_users(customer_id, user_ids),
    )
    deleted = sorted(found, key=lambda each: each.order)
    names = _Names(desk, customer, deleted)
    people = list(_foreseen(deleted, subscriptions, names, guard, now))
    targets = Targets(count=len(people), has_sensitive=any(_is_asked_for(each) for each in people))
    decision = desk.decide(actor, Action.RESTORE_USER, customer_id, targets)
    return Restorable(
        customer=customer,
        usable=names.usable,
        subscriptions=subscriptions,
        people=people,
        decision=decision,
        now=now,
    )


def _is_asked_for(returning: Returning) -> bool:
    """Tell whether it takes somebody's agreement to restore an administrator, or somebody protected."""
    return returning.deleted.user.is_sensitive and returning.guard is None


def _foreseen(
    deleted: Iterable[DeletedUser],
    subscriptions: Sequence[Subscription],
    names: _Names,
    guard: Decision,
    now: datetime,
) -> Iterator[Returning]:
    """Deal with users in turn, as the restoration will: who comes first takes the last seat, and the name."""
    by_id = {each.id: each for each in subscriptions}
    taken: Counter[str] = Counter()
    for each in deleted:
        used_up = {sku_id for sku_id, count in taken.items() if by_id[sku_id].available <= count}
        kept, missing = regainable(each.user, by_id, used_up)
        is_guarded = each.user.is_sensitive and guard.verdict is Verdict.DENY
        problem = guard_problem(guard, each.user) if is_guarded else None
        is_too_late = not each.is_restorable_at(now)
        stays = problem is not None or is_too_late
        needs_name = not stays and not names.claim(each)
        returning = Returning(
            deleted=each,
            kept=kept,
            missing=missing,
            guard=problem,
            is_too_late=is_too_late,
            needs_name=needs_name,
            suggested=names.suggest(each) if needs_name else None,
        )
        if returning.can_return:
            taken.update(kept.keys())
        yield returning


class _Names:
    """The sign-in names that are still free, as one user after the other takes theirs."""

    def __init__(self, desk: Desk, customer: Customer, deleted: Sequence[DeletedUser]) -> None:
        listed = [domain.name for domain in customer.profile.managed_domains]
        self._elsewhere = listed[:1] or [""] * customer.may_create_users  # of many, the form asks which
        self._is_asked = len(deleted) <= MAXIMUM_NAMED
        self.usable: Collection[str] = set(listed)
        wanted = {f"{name}@{domain}" for each in deleted for name, domain in self._possible(each)}
        taken, known = side_by_side(
            lambda: desk.directory.names_taken(customer.id, wanted) if wanted else set(),
            lambda: domains_of(desk, customer, (_own(each)[1] for each in deleted)),
        )
        self._taken = set(map(uniqueness_key, taken))
        self.usable = {name for name, domain in known.items() if not domain.is_federated}

    def claim(self, deleted: DeletedUser) -> bool:
        """Take the user's own name, if it is free and its domain can be used."""
        return deleted.user.profile.domain in self.usable and self._take(_own(deleted))

    def suggest(self, deleted: DeletedUser) -> tuple[str, str] | None:
        """Take another name for the user: the first free one of a few, or else the last of these."""
        others = self._others(deleted)
        return next((each for each in others if self._take(each)), others[-1] if others else None)

    def _others(self, deleted: DeletedUser) -> list[tuple[str, str]]:
        """List a few names for the user: theirs in another domain if it must be, then with a number."""
        user_name, domain = _own(deleted)
        numbered = [_numbered(user_name, number) for number in _NUMBERS]
        if not self._is_asked:
            return []
        if domain in self.usable:
            return [(name, domain) for name in numbered]
        return [(name, each) for each in self._elsewhere for name in [user_name, *numbered]]

    def _possible(self, deleted: DeletedUser) -> list[tuple[str, str]]:
        """List what the user may be called, before it is known whether a further domain can be used."""
        user_name, domain = _own(deleted)
        names = [_own(deleted), *self._others(deleted)]
        if self._is_asked and domain not in self.usable:
            names += [(_numbered(user_name, number), domain) for number in _NUMBERS]
        return names

    def _take(self, sign_in_name: tuple[str, str]) -> bool:
        key = uniqueness_key("@".join(sign_in_name))
        is_free = key not in self._taken
        self._taken.add(key)
        return is_free


def _own(deleted: DeletedUser) -> tuple[str, str]:
    return deleted.user.profile.user_name, deleted.user.profile.domain


def _numbered(user_name: str, number: int) -> str:
    return f"{user_name[: MAXIMUM_USER_NAME - 1]}{number}"
