"""The ports in memory, with the store's semantics. The store's contract tests run on these too."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from shared.domain.audit import ALWAYS
from shared.domain.collation import fold, sort_key, sought, words
from shared.domain.customer import Customer, CustomerSummary
from shared.domain.customer_domains import DomainClaim, between
from shared.domain.product_name import told_apart
from shared.domain.subscription import ProductSummary
from shared.domain.user import User, UserCounts, UserFilter
from shared.domain.user_principal_name import uniqueness_key
from shared.errors import (
    ChangedMeanwhileError,
    CustomerNotFoundError,
    DomainNotUsableError,
    DomainTakenError,
    NoSeatError,
    UserNotFoundError,
    UserPrincipalNameTakenError,
)
from shared.ports import Cursor, Page, shard_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from shared.domain.audit import AuditEvent, Period
    from shared.domain.customer import Domain
    from shared.domain.customer_domains import DomainChange
    from shared.domain.deletion import DeletedUser
    from shared.domain.staff import MappedGroup, Staff
    from shared.domain.subscription import Product, Subscription
    from shared.errors import PartnerDeskError

Item = TypeVar("Item")


@dataclass
class FakeClock:
    """A clock that stands still until a test moves it."""

    at: datetime = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        self.at += by


@dataclass
class FakeTime:
    """Seconds that pass while somebody sleeps, and as many at each look at it as a test says."""

    seconds: float = 0.0
    each_look: float = 0.0

    def now(self) -> float:
        self.seconds += self.each_look
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass
class FakeAudit:
    """Every event in the order recorded."""

    recorded: list[AuditEvent] = field(default_factory=list)
    _places: dict[tuple[str, str], int] = field(default_factory=dict, repr=False, compare=False)
    _last_seen: list[AuditEvent] = field(default_factory=list, repr=False, compare=False)
    _seen: int = field(default=0, repr=False, compare=False)

    def event(self, operation_id: str, target_id: str) -> AuditEvent | None:
        """Read an event, by an index: ten thousand are found one by one."""
        if self._seen and self.recorded[self._seen - 1 : self._seen] != self._last_seen:
            self._places.clear()  # a test has forgotten what was recorded
            self._seen = 0
        for place in range(self._seen, len(self.recorded)):
            new = self.recorded[place]
            self._places.setdefault((new.operation_id, new.target_id), place)
        self._seen, self._last_seen = len(self.recorded), self.recorded[-1:]
        found = self._places.get((operation_id, target_id))
        return None if found is None else self.recorded[found]

    def events(
        self, customer_id: str, target_id: str | None, cursor: Cursor, limit: int, period: Period = ALWAYS
    ) -> Page[AuditEvent]:
        return self._listed(
            lambda event: event.customer_id == customer_id and target_id in (None, event.target_id),
            cursor,
            limit,
            period,
        )

    def events_by(
        self, actor_id: str, cursor: Cursor, limit: int, period: Period = ALWAYS
    ) -> Page[AuditEvent]:
        return self._listed(lambda event: event.actor_id == actor_id, cursor, limit, period)

    def record(self, event: AuditEvent) -> None:
        if self.event(event.operation_id, event.target_id) is None:
            self.recorded.append(event)

    def _listed(
        self, is_wanted: Callable[[AuditEvent], bool], cursor: Cursor, limit: int, period: Period
    ) -> Page[AuditEvent]:
        inside = [event for event in self.recorded if _is_in(period, event.occurred_at)]
        keyed = [(event.order, event) for event in inside if is_wanted(event)]
        return _page(sorted(keyed, key=lambda each: each[0], reverse=True), cursor, limit, is_descending=True)


@dataclass
class FakeStaffRegister:
    """Staff by Slack user id, and the user groups that are mapped. ``reads`` counts the looks at one."""

    members: dict[str, Staff] = field(default_factory=dict)
    mapped: dict[str, MappedGroup] = field(default_factory=dict)
    audit: FakeAudit = field(default_factory=FakeAudit)
    reads: int = 0

    def find(self, slack_user_id: str) -> Staff | None:
        self.reads += 1
        return self.members.get(slack_user_id)

    def save(self, staff: Staff) -> None:
        """Put somebody into the register, whoever they were: for preparing a test."""
        self.members[staff.slack_user_id] = staff

    def everyone(self) -> list[Staff]:
        return [self.members[each] for each in sorted(self.members)]

    def change(self, before: Staff | None, after: Staff, event: AuditEvent) -> AuditEvent | None:
        if earlier := self.audit.event(event.operation_id, event.target_id):
            return earlier
        self._check(self.members.get(after.slack_user_id), before)
        self.members[after.slack_user_id] = after
        self.audit.recorded.append(event)
        return None

    def groups(self) -> list[MappedGroup]:
        return sorted(self.mapped.values(), key=lambda group: (group.name, group.id))

    def change_group(
        self, before: MappedGroup | None, after: MappedGroup | None, event: AuditEvent
    ) -> AuditEvent | None:
        group = after or before
        assert group is not None
        if earlier := self.audit.event(event.operation_id, event.target_id):
            return earlier
        self._check(self.mapped.get(group.id), before)
        if after is None:
            del self.mapped[group.id]
        else:
            self.mapped[group.id] = after
        self.audit.recorded.append(event)
        return None

    def _check(self, current: Staff | MappedGroup | None, before: Staff | MappedGroup | None) -> None:
        if (current.version if current else 0) != (before.version if before else 0):
            raise ChangedMeanwhileError


class _Users(dict[tuple[str, str], User]):
    """Users by customer and id; and who has a sign-in name, without looking at ten thousand others."""

    def __init__(self) -> None:
        super().__init__()
        self._names: dict[tuple[str, str], set[str]] = {}

    def named(self, user: User) -> set[str]:
        """The ids of those of a customer who sign in with the name of a user, theirs among them."""
        name = uniqueness_key(user.user_principal_name)
        return self._names.setdefault((user.customer_id, name), set())

    def __setitem__(self, key: tuple[str, str], user: User) -> None:
        if key in self:
            self.named(self[key]).discard(user.id)
        super().__setitem__(key, user)
        self.named(user).add(user.id)

    def __delitem__(self, key: tuple[str, str]) -> None:
        self.named(self[key]).discard(key[1])
        super().__delitem__(key)

    def clear(self) -> None:
        super().clear()
        self._names.clear()

    def pop(self, key: tuple[str, str]) -> User:  # type: ignore[override]  # without a default
        user = self[key]
        del self[key]
        return user


class FakeDirectory:
    """The directory in memory.

    ``calls`` has the name of every verb called, in order. ``error``, once set, is raised by each of them.
    ``before_write`` runs once, just before the next change is made: what another person did meanwhile.
    """

    def __init__(self, audit: FakeAudit | None = None) -> None:
        self.audit = audit or FakeAudit()
        self.calls: list[str] = []
        self.error: PartnerDeskError | None = None
        self.before_write: Callable[[], object] | None = None
        self._customers: dict[str, Customer] = {}
        self._users = _Users()
        self._further: dict[str, tuple[str, Domain]] = {}
        self._deleted: dict[tuple[str, str], DeletedUser] = {}
        self._subscriptions: dict[tuple[str, str], Subscription] = {}
        self._lock = RLock()

    def customer(self, customer_id: str) -> Customer:
        self._called("customer")
        if customer_id not in self._customers:
            raise CustomerNotFoundError(customer_id=customer_id)
        return self._customers[customer_id]

    def customers(self, customer_ids: Collection[str]) -> list[Customer]:
        self._called("customers")
        return sorted(
            (self._customers[each] for each in customer_ids if each in self._customers), key=_by_name
        )

    def find_customers(self, typed: str, limit: int) -> list[CustomerSummary]:
        self._called("find_customers")
        everyone = self._customers.values()
        if not (pieces := sought(typed)):
            return [_summary(each) for each in sorted(everyone, key=_by_name)[:limit]]
        longest = max((words(piece)[0] for piece in pieces), key=len)
        found = [each for each in everyone if each.profile.is_found_by(typed)]
        found.sort(key=lambda each: _first_word(each, longest))
        return [_summary(each) for each in sorted(found[:limit], key=_by_name)]

    def add_customer(
        self, customer: Customer, event: AuditEvent, further: Sequence[Domain] = ()
    ) -> AuditEvent | None:
        with self._writing("add_customer"):
            if earlier := self.audit.event(event.operation_id, event.target_id):
                return earlier
            if customer.id in self._customers:
                raise ChangedMeanwhileError(customer_id=customer.id)
            domains = [*customer.profile.domains, *further]
            self._check_domains_free(domains)
            self._customers[customer.id] = customer
            self._keep_further(customer, domains)
            self.audit.recorded.append(event)
            return None

    def change_customer(
        self, before: Customer, after: Customer, event: AuditEvent, change: DomainChange | None = None
    ) -> AuditEvent | None:
        change = change or between(before.profile.domains, after.profile.domains)
        with self._writing("change_customer"):
            if earlier := self.audit.event(event.operation_id, event.target_id):
                return earlier
            current = self._customers.get(before.id)
            if current is None or current.version != before.version:
                raise ChangedMeanwhileError(customer_id=before.id)
            self._check_domains_free(change.added)
            if any(self._has_users_in(after.id, name) for name in change.removed):
                raise ChangedMeanwhileError(customer_id=after.id)
            had = {name: domain for name, (owner, domain) in self._claims.items() if owner == after.id}
            has = had | {domain.name: domain for domain in (*change.added, *change.converted)}
            self._customers[after.id] = after
            self._keep_further(after, [has[name] for name in has if name not in change.removed])
            self.audit.recorded.append(event)
            return None

    def domain_claims(self, names: Collection[str]) -> dict[str, DomainClaim]:
        self._called("domain_claims")
        return {
            name: DomainClaim(owner, domain, sum(each.profile.domain == name for each in self._of(owner)))
            for name, (owner, domain) in self._claims.items()
            if name in names
        }

    def find_domains(self, customer_id: str, typed: str, limit: int, *, is_any: bool = False) -> list[Domain]:
        self._called("find_domains")
        found = [domain for owner, domain in self._claims.values() if owner == customer_id]
        shown = [each for each in found if each.name.startswith(typed) and (is_any or not each.is_federated)]
        return sorted(shown, key=lambda each: each.name)[:limit]

    def user(self, customer_id: str, user_id: str) -> User:
        self._called("user")
        if (customer_id, user_id) not in self._users:
            raise UserNotFoundError(customer_id=customer_id, user_id=user_id)
        return self._users[customer_id, user_id]

    def users(self, customer_id: str, user_ids: Collection[str]) -> list[User]:
        self._called("users")
        return [self._users[customer_id, each] for each in user_ids if (customer_id, each) in self._users]

    def list_users(self, customer_id: str, user_filter: UserFilter, cursor: Cursor, limit: int) -> Page[User]:
        self._called("list_users")
        keyed = [(_display_key(user), user) for user in self._of(customer_id, user_filter)]
        return _page(keyed, cursor, limit)

    def search_users(self, customer_id: str, typed: str, limit: int) -> list[User]:
        self._called("search_users")
        everyone = self._of(customer_id)
        if not fold(typed):
            return everyone[:limit]
        return _found(everyone, typed, limit)[:limit]

    def count_users(self, customer_id: str) -> UserCounts:
        self._called("count_users")
        return UserCounts(
            total=len(self._of(customer_id)),
            administrators=len(self._of(customer_id, UserFilter.ADMINISTRATORS)),
            without_license=len(self._of(customer_id, UserFilter.WITHOUT_LICENSE)),
            deleted=len(self._deleted_of(customer_id)),
        )

    def add_user(self, user: User, event: AuditEvent) -> AuditEvent | None:
        with self._writing("add_user"):
            if earlier := self.audit.event(event.operation_id, event.target_id):
                return earlier
            key = user.customer_id, user.id
            if key in self._users or key in self._deleted:
                raise ChangedMeanwhileError(user_id=user.id)
            self._check_name_free(user)
            self._check_domain_usable(user)
            self._take_seats(user.customer_id, {}, user.licenses)
            self._users[key] = user
            self.audit.recorded.append(event)
            return None

    def change_user(
        self, before: User, after: User, event: AuditEvent, *, must_be_managed: bool = False
    ) -> AuditEvent | None:
        with self._writing("change_user"):
            if earlier := self.audit.event(event.operation_id, event.target_id):
                return earlier
            current = self._users.get((before.customer_id, before.id))
            if current is None or current.version != before.version:
                raise ChangedMeanwhileError(user_id=before.id)
            self._check_name_free(after)
            if before.profile.domain != after.profile.domain or must_be_managed:
                self._check_domain_usable(after)
            self._take_seats(after.customer_id, before.licenses, after.licenses)
            self._users[after.customer_id, after.id] = after
            self.audit.recorded.append(event)
            return None

    def delete_user(self, before: User, deleted: DeletedUser, event: AuditEvent) -> AuditEvent | None:
        with self._writing("delete_user"):
            if earlier := self.audit.event(event.operation_id, event.target_id):
                return earlier
            key = before.customer_id, before.id
            current = self._users.get(key)
            if current is None or current.version != before.version:
                raise ChangedMeanwhileError(user_id=before.id)
            self._take_seats(before.customer_id, before.licenses, {})
            del self._users[key]
            self._deleted[key] = deleted
            self.audit.recorded.append(event)
            return None

    def restore_user(self, deleted: DeletedUser, after: User, event: AuditEvent) -> AuditEvent | None:
        with self._writing("restore_user"):
            if earlier := self.audit.event(event.operation_id, event.target_id):
                return earlier
            self._check_still_deleted(deleted)
            self._check_name_free(after)
            self._check_domain_usable(after)
            self._take_seats(after.customer_id, {}, after.licenses)
            del self._deleted[after.customer_id, after.id]
            self._users[after.customer_id, after.id] = after
            self.audit.recorded.append(event)
            return None

    def purge_user(self, deleted: DeletedUser, event: AuditEvent) -> AuditEvent | None:
        with self._writing("purge_user"):
            if earlier := self.audit.event(event.operation_id, event.target_id):
                return earlier
            self._check_still_deleted(deleted)
            del self._deleted[deleted.user.customer_id, deleted.id]
            self.audit.recorded.append(event)
            return None

    def deleted_user(self, customer_id: str, user_id: str) -> DeletedUser:
        self._called("deleted_user")
        if (customer_id, user_id) not in self._deleted:
            raise UserNotFoundError(customer_id=customer_id, user_id=user_id)
        return self._deleted[customer_id, user_id]

    def deleted_users(self, customer_id: str, user_ids: Collection[str]) -> list[DeletedUser]:
        self._called("deleted_users")
        return [self._deleted[customer_id, each] for each in user_ids if (customer_id, each) in self._deleted]

    def list_deleted(self, customer_id: str, cursor: Cursor, limit: int) -> Page[DeletedUser]:
        self._called("list_deleted")
        return _page([(each.order, each) for each in self._deleted_of(customer_id)], cursor, limit)

    def search_deleted(self, customer_id: str, typed: str, limit: int) -> list[DeletedUser]:
        self._called("search_deleted")
        deleted = self._deleted_of(customer_id)
        if not fold(typed):
            return deleted[:limit]
        found = {user.id for user in _found([each.user for each in deleted], typed, limit)}
        return [each for each in deleted if each.id in found][:limit]

    def recently_deleted(self, customer_ids: Collection[str] | None, limit: int) -> list[DeletedUser]:
        self._called("recently_deleted")
        with self._lock:
            found = [
                each
                for (owner, _), each in self._deleted.items()
                if customer_ids is None or owner in customer_ids
            ]
        return sorted(found, key=lambda each: each.order, reverse=True)[:limit]

    def names_taken(self, customer_id: str, user_principal_names: Collection[str]) -> set[str]:
        self._called("names_taken")
        taken = {uniqueness_key(user.user_principal_name) for user in self._of(customer_id)}
        return {name for name in user_principal_names if uniqueness_key(name) in taken}

    def names_of_deleted(self, customer_id: str, user_principal_names: Collection[str]) -> set[str]:
        self._called("names_of_deleted")
        had = {uniqueness_key(each.user.user_principal_name) for each in self._deleted_of(customer_id)}
        return {name for name in user_principal_names if uniqueness_key(name) in had}

    def users_named(self, customer_id: str, user_principal_names: Collection[str]) -> dict[str, User]:
        self._called("users_named")
        users = {uniqueness_key(user.user_principal_name): user for user in self._of(customer_id)}
        found = {name: users.get(uniqueness_key(name)) for name in user_principal_names}
        return {name: user for name, user in found.items() if user is not None}

    def due_users(
        self, shard: int, since: datetime | None, until: datetime, cursor: Cursor, limit: int
    ) -> Page[DeletedUser]:
        self._called("due_users")
        due = [
            each
            for each in self._due(shard, until)
            if (since is None or each.due_at > since) and each.order > (cursor.after or "")
        ]
        return Page(due[:limit], after=due[limit - 1].order if len(due) > limit else None)

    def count_due(self, shard: int, until: datetime) -> int:
        self._called("count_due")
        return len(self._due(shard, until))

    def list_holders(self, customer_id: str, sku_id: str, cursor: Cursor, limit: int) -> Page[User]:
        self._called("list_holders")
        holders = [user for user in self._of(customer_id) if sku_id in user.licenses]
        return _page([(_display_key(user), user) for user in holders], cursor, limit)

    def subscriptions(self, customer_id: str) -> list[Subscription]:
        self._called("subscriptions")
        with self._lock:
            found = [each for (owner, _), each in self._subscriptions.items() if owner == customer_id]
        return sorted(told_apart(found), key=lambda each: sort_key(each.name, each.id))

    def add_subscription(self, subscription: Subscription, event: AuditEvent) -> AuditEvent | None:
        with self._writing("add_subscription"):
            if earlier := self.audit.event(event.operation_id, event.target_id):
                return earlier
            key = subscription.customer_id, subscription.id
            if key in self._subscriptions:
                raise ChangedMeanwhileError(sku_id=subscription.id)
            self._subscriptions[key] = replace(subscription, consumed=0)
            self.audit.recorded.append(event)
            return None

    def change_subscription(
        self, before: Subscription, after: Subscription, event: AuditEvent
    ) -> AuditEvent | None:
        with self._writing("change_subscription"):
            if earlier := self.audit.event(event.operation_id, event.target_id):
                return earlier
            current = self._subscriptions.get((before.customer_id, before.id))
            if current is None or current.version != before.version:
                raise ChangedMeanwhileError(sku_id=before.id)
            self._subscriptions[before.customer_id, before.id] = replace(after, consumed=current.consumed)
            self.audit.recorded.append(event)
            return None

    def _take_seats(self, customer_id: str, had: Mapping[str, object], has: Mapping[str, object]) -> None:
        for sku_id in sorted(has.keys() - had.keys()):
            subscription = self._subscriptions.get((customer_id, sku_id))
            if subscription is None or subscription.available < 1:
                raise NoSeatError(sku_id=sku_id)
        for sku_id in has.keys() ^ had.keys():
            subscription = self._subscriptions[customer_id, sku_id]
            change = 1 if sku_id in has else -1
            self._subscriptions[customer_id, sku_id] = replace(
                subscription, consumed=subscription.consumed + change
            )

    def _called(self, verb: str) -> None:
        self.calls.append(verb)
        if self.error is not None:
            raise self.error

    def _writing(self, verb: str) -> RLock:
        self._called(verb)
        if meanwhile := self.before_write:
            self.before_write = None
            meanwhile()
        return self._lock

    def _of(self, customer_id: str, user_filter: UserFilter = UserFilter.ALL) -> list[User]:
        with self._lock:
            users = [user for (owner, _), user in self._users.items() if owner == customer_id]
        passing = {
            UserFilter.ALL: users,
            UserFilter.ADMINISTRATORS: [user for user in users if user.is_administrator],
            UserFilter.WITHOUT_LICENSE: [user for user in users if not user.is_licensed],
        }
        return sorted(passing[user_filter], key=_display_key)

    def _deleted_of(self, customer_id: str) -> list[DeletedUser]:
        with self._lock:
            deleted = [each for (owner, _), each in self._deleted.items() if owner == customer_id]
        return sorted(deleted, key=lambda each: each.order)

    def _due(self, shard: int, until: datetime) -> list[DeletedUser]:
        with self._lock:
            deleted = [each for (owner, _), each in self._deleted.items() if shard_of(owner) == shard]
        return sorted((each for each in deleted if each.due_at <= until), key=lambda each: each.order)

    def _check_still_deleted(self, deleted: DeletedUser) -> None:
        current = self._deleted.get((deleted.user.customer_id, deleted.id))
        if current is None or current.user.version != deleted.user.version:
            raise ChangedMeanwhileError(user_id=deleted.id)

    def _has_users_in(self, customer_id: str, domain: str) -> bool:
        return any(user.profile.domain == domain for user in self._of(customer_id))

    def _check_domains_free(self, domains: Iterable[Domain]) -> None:
        for domain in domains:
            if domain.name in self._claims:
                raise DomainTakenError(domain=domain.name)

    @property
    def _claims(self) -> dict[str, tuple[str, Domain]]:
        listed = {
            domain.name: (customer.id, domain)
            for customer in self._customers.values()
            for domain in customer.profile.domains
        }
        return self._further | listed

    def _keep_further(self, customer: Customer, domains: Iterable[Domain]) -> None:
        others = {name: held for name, held in self._further.items() if held[0] != customer.id}
        listed = {domain.name for domain in customer.profile.domains}
        self._further = others | {
            domain.name: (customer.id, domain) for domain in domains if domain.name not in listed
        }

    def _check_name_free(self, user: User) -> None:
        if self._users.named(user) - {user.id}:
            raise UserPrincipalNameTakenError(user_principal_name=user.user_principal_name)

    def _check_domain_usable(self, user: User) -> None:
        owner, domain = self._claims.get(user.profile.domain, ("", None))
        if owner != user.customer_id or domain is None or domain.is_federated:
            raise DomainNotUsableError(domain=user.profile.domain)


@dataclass
class FakeCatalogue:
    """Products by SKU."""

    known: dict[str, Product] = field(default_factory=dict)

    def find_products(self, typed: str, limit: int) -> list[ProductSummary]:
        summaries = [
            ProductSummary(sku_id=each.sku_id, part_number=each.part_number, name=each.name)
            for each in self.known.values()
        ]
        found = [each for each in summaries if each.is_found_by(typed)]
        return sorted(found, key=lambda each: sort_key(each.name, each.sku_id))[:limit]

    def product(self, sku_id: str) -> Product | None:
        return self.known.get(sku_id)

    def products(self, sku_ids: Collection[str]) -> list[Product]:
        return [self.known[each] for each in dict.fromkeys(sku_ids) if each in self.known]

    def save_products(self, products: Collection[Product]) -> None:
        self.known |= {product.sku_id: product for product in products}


def _page(
    keyed: list[tuple[str, Item]], cursor: Cursor, limit: int, *, is_descending: bool = False
) -> Page[Item]:
    beyond = cursor.before or cursor.after
    if not beyond:
        shown, has_before, has_after = keyed[:limit], False, len(keyed) > limit
    elif cursor.before:
        left = [each for each in keyed if (each[0] > beyond if is_descending else each[0] < beyond)]
        shown, has_before, has_after = left[-limit:], len(left) > limit, True
    else:
        left = [each for each in keyed if (each[0] < beyond if is_descending else each[0] > beyond)]
        shown, has_before, has_after = left[:limit], True, len(left) > limit
    if beyond and not shown:
        return _page(keyed, Cursor(), limit, is_descending=is_descending)
    return Page(
        [item for _, item in shown],
        before=shown[0][0] if shown and has_before else None,
        after=shown[-1][0] if shown and has_after else None,
    )


def _is_in(period: Period, at: datetime) -> bool:
    return (period.since is None or period.since <= at) and (period.until is None or at < period.until)


def _by_name(customer: Customer) -> str:
    return sort_key(customer.name, customer.id)


def _first_word(customer: Customer, beginning: str) -> str:
    found = {words(word)[0] for word in customer.profile.search_words if word.startswith(beginning)}
    return min(sort_key(word, customer.id) for word in found)


def _summary(customer: Customer) -> CustomerSummary:
    return CustomerSummary(customer.id, customer.name, customer.profile.default_domain.name)


def _display_key(user: User) -> str:
    return _sort_key(user.profile.display_name, user.id)


_sort_key = lru_cache(1_000)(sort_key)  # the same few names are sorted again and again


def _found(users: list[User], typed: str, limit: int) -> list[User]:
    """The first users by each of their names that begins with what was typed, by display name."""
    beginning = fold(typed)
    by_display_name = sorted(users, key=_display_key)
    by_last_name = sorted(users, key=lambda user: sort_key(user.profile.last_name, user.id))
    by_sign_in_name = sorted(users, key=lambda user: uniqueness_key(user.user_principal_name))
    found = [
        *[each for each in by_display_name if fold(each.profile.display_name).startswith(beginning)][:limit],
        *[each for each in by_last_name if fold(each.profile.last_name).startswith(beginning)][:limit],
        *[each for each in by_sign_in_name if _signs_in_as(each, typed)][:limit],
    ]
    return sorted({user.id: user for user in found}.values(), key=_display_key)


def _signs_in_as(user: User, typed: str) -> bool:
    return uniqueness_key(user.user_principal_name).startswith(uniqueness_key(typed.strip()))
