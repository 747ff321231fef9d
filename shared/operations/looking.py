"""What a person looks at: customers, users and the audit trail, each within the actor's scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.customer import CustomerSummary
from shared.domain.user import Everyone, UserFilter
from shared.domain.user_principal_name import bare_domain, is_domain
from shared.operations.side_by_side import side_by_side
from shared.ports import Cursor, LicenseExport, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from shared.domain.customer import Customer, Domain
    from shared.domain.deletion import DeletedUser
    from shared.domain.staff import Staff
    from shared.domain.subscription import Subscription
    from shared.domain.user import User, UserCounts
    from shared.operations.desk import Desk

CUSTOMERS_SHOWN = 100  # as many options as a Slack select takes
DOMAINS_SHOWN = 100
USERS_A_PAGE = 15
MATCHES_READ = 100  # of a search; more than that and the person types another letter
USERS_READ = 500  # of an export, at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class UserQuery:
    """What a list of users is asked to show. ``skip`` pages a search, ``cursor`` everything else.

    ``sku_id`` is the product of the filter WITH_LICENSE.
    """

    user_filter: UserFilter = UserFilter.ALL
    sku_id: str = ""
    typed: str = ""
    cursor: Cursor = Cursor()
    skip: int = 0

    @property
    def everyone(self) -> Everyone:
        """The users whom the filter lets pass, on every page."""
        return Everyone(self.user_filter, self.sku_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserList:
    """A page of a customer's users. ``matches`` is how many a search found, None without a search.

    ``is_cut`` says that there may be more: a search reads the first 100, and filters those.
    """

    customer: Customer
    query: UserQuery
    counts: UserCounts
    subscriptions: Sequence[Subscription]
    page: Page[User]
    matches: int | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCard:
    """A customer with what one sees at a glance."""

    customer: Customer
    counts: UserCounts


def find_customers(desk: Desk, actor: Staff, typed: str) -> list[CustomerSummary]:
    """Find at most 100 of the actor's customers by any word of their names or listed domains, by name.

    A domain typed in full finds its customer, listed or not, before the others.
    """
    desk.admit_somewhere(actor, Action.VIEW)
    scope = actor.scope_at(desk.clock.now())
    domain = bare_domain(typed)
    names = [domain] if is_domain(domain) else []
    if scope is None:
        desk.require(actor, Action.VIEW, None)
        summaries, claims = side_by_side(
            lambda: desk.directory.find_customers(typed, CUSTOMERS_SHOWN),
            lambda: desk.directory.domain_claims(names) if names else {},
        )
        known = {each.id for each in summaries}
        owners = [each.customer_id for each in claims.values() if each.customer_id not in known]
        others = desk.directory.customers(owners) if owners else []
        return [*map(_summary, others), *summaries][:CUSTOMERS_SHOWN]
    allowed = [each for each in sorted(scope) if Action.VIEW in desk.permits(actor, each)]
    customers, claims = side_by_side(
        lambda: desk.directory.customers(allowed),
        lambda: desk.directory.domain_claims(names) if names else {},
    )
    having = {each.customer_id for each in claims.values()}
    found = [each for each in customers if each.profile.is_found_by(typed) or each.id in having]
    return list(map(_summary, found[:CUSTOMERS_SHOWN]))


def _summary(customer: Customer) -> CustomerSummary:
    return CustomerSummary(customer.id, customer.name, customer.profile.default_domain.name)


def find_domains(
    desk: Desk, actor: Staff, customer_id: str, typed: str, *, is_any: bool = False
) -> list[Domain]:
    """Find at most 100 domains of a customer that begin with what was typed, by name; one query.

    Those in which users can be created, or with ``is_any`` federated ones too.
    """
    desk.require(actor, Action.VIEW, customer_id)
    beginning = bare_domain(typed.rpartition("@")[2])
    return desk.directory.find_domains(customer_id, beginning, DOMAINS_SHOWN, is_any=is_any)


def customer_card(desk: Desk, actor: Staff, customer_id: str) -> CustomerCard:
    """Read a customer and how many users they have."""
    desk.require(actor, Action.VIEW, customer_id)
    customer, counts = side_by_side(
        lambda: desk.directory.customer(customer_id), lambda: desk.directory.count_users(customer_id)
    )
    return CustomerCard(customer=customer, counts=counts)


def user_list(desk: Desk, actor: Staff, customer_id: str, query: UserQuery) -> UserList:
    """Read a page of a customer's users, searched or filtered; the reads go side by side."""
    desk.require(actor, Action.VIEW, customer_id)
    read = _searched(desk, customer_id, query) if query.typed else _listed(desk, customer_id, query)
    (page, matches, is_cut), customer, counts, subscriptions = side_by_side(
        read,
        lambda: desk.directory.customer(customer_id),
        lambda: desk.directory.count_users(customer_id),
        lambda: desk.directory.subscriptions(customer_id),
    )
    return UserList(
        customer=customer,
        query=query,
        counts=counts,
        subscriptions=subscriptions,
        page=page,
        matches=matches,
        is_cut=is_cut,
    )


def _listed(desk: Desk, customer_id: str, query: UserQuery) -> Callable[[], tuple[Page[User], None, bool]]:
    return lambda: (
        _list_active(desk, customer_id, query.everyone, query.cursor, USERS_A_PAGE),
        None,
        False,
    )


def _searched(desk: Desk, customer_id: str, query: UserQuery) -> Callable[[], tuple[Page[User], int, bool]]:
    def search() -> tuple[Page[User], int, bool]:
        read = desk.directory.search_users(customer_id, query.typed, MATCHES_READ)
        found = [user for user in read if query.everyone.includes(user)]
        page = Page(found[query.skip : query.skip + USERS_A_PAGE])
        return page, len(found), len(read) >= MATCHES_READ

    return search


def list_everyone(
    desk: Desk, customer_id: str, everyone: Everyone, cursor: Cursor, limit: int
) -> Page[User] | Page[DeletedUser]:
    """List the users who pass a filter, by display name; the caller has asked the policy.

    Those deleted come in the order in which they will be gone.
    """
    if everyone.user_filter is UserFilter.DELETED:
        return desk.directory.list_deleted(customer_id, cursor, limit)
    return _list_active(desk, customer_id, everyone, cursor, limit)


def _list_active(desk: Desk, customer_id: str, everyone: Everyone, cursor: Cursor, limit: int) -> Page[User]:
    if everyone.user_filter is UserFilter.WITH_LICENSE:
        return desk.directory.list_holders(customer_id, everyone.sku_id, cursor, limit)
    return desk.directory.list_users(customer_id, everyone.user_filter, cursor, limit)


def user_details(
    desk: Desk, actor: Staff, customer_id: str, user_id: str
) -> tuple[Customer, User, list[Subscription]]:
    """Read a user, their customer and what it subscribes to."""
    desk.require(actor, Action.VIEW, customer_id)
    return side_by_side(
        lambda: desk.directory.customer(customer_id),
        lambda: desk.directory.user(customer_id, user_id),
        lambda: desk.directory.subscriptions(customer_id),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedList:
    """A page of a customer's deleted users, as they are at ``now``: what goes next comes first.

    Of the query, what is typed, the cursor and ``skip`` matter.

    ``matches`` is how many a search found, None without a search; ``is_cut`` says that there may be more.
    """

    customer: Customer
    query: UserQuery
    counts: UserCounts
    subscriptions: Sequence[Subscription]
    page: Page[DeletedUser]
    now: datetime
    matches: int | None = None
    is_cut: bool = False


def deleted_list(desk: Desk, actor: Staff, customer_id: str, query: UserQuery) -> DeletedList:
    """Read a page of a customer's deleted users; the reads go side by side."""
    now = desk.require(actor, Action.VIEW, customer_id)

    def read() -> tuple[Page[DeletedUser], int | None, bool]:
        if not query.typed:
            return desk.directory.list_deleted(customer_id, query.cursor, USERS_A_PAGE), None, False
        found = desk.directory.search_deleted(customer_id, query.typed, MATCHES_READ)
        return Page(found[query.skip : query.skip + USERS_A_PAGE]), len(found), len(found) >= MATCHES_READ

    (page, matches, is_cut), customer, counts, subscriptions = side_by_side(
        read,
        lambda: desk.directory.customer(customer_id),
        lambda: desk.directory.count_users(customer_id),
        lambda: desk.directory.subscriptions(customer_id),
    )
    return DeletedList(
        customer=customer,
        query=query,
        counts=counts,
        subscriptions=subscriptions,
        page=page,
        now=now,
        matches=matches,
        is_cut=is_cut,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseOverview:
    """What a customer subscribes to, and how many users they have."""

    customer: Customer
    subscriptions: Sequence[Subscription]
    counts: UserCounts

    def count_of(self, everyone: Everyone) -> int:
        """How many users pass a filter."""
        if everyone.user_filter is UserFilter.WITH_LICENSE:
            return sum(each.consumed for each in self.subscriptions if each.id == everyone.sku_id)
        return self.counts.of(everyone.user_filter)


def license_overview(desk: Desk, actor: Staff, customer_id: str) -> LicenseOverview:
    """Read a customer's products with their seats; the reads go side by side."""
    desk.require(actor, Action.VIEW, customer_id)
    customer, subscriptions, counts = side_by_side(
        lambda: desk.directory.customer(customer_id),
        lambda: desk.directory.subscriptions(customer_id),
        lambda: desk.directory.count_users(customer_id),
    )
    return LicenseOverview(customer=customer, subscriptions=subscriptions, counts=counts)


def license_export(desk: Desk, actor: Staff, customer_id: str) -> LicenseExport:
    """Read everything about a customer's licenses; its users page by page, while they are written."""
    overview = license_overview(desk, actor, customer_id)
    users = _all_users(desk, customer_id)
    return LicenseExport(customer=overview.customer, subscriptions=overview.subscriptions, users=users)


def _all_users(desk: Desk, customer_id: str) -> Iterator[User]:
    cursor = Cursor()
    while True:
        page = desk.directory.list_users(customer_id, UserFilter.ALL, cursor, USERS_READ)
        if cursor.after is not None and page.before is None:
            return  # past the end, where a list shows its first page again
        yield from page.items
        if page.after is None:
            return
        cursor = Cursor(after=page.after)
