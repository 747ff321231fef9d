"""What commands hold as plain JSON values, and back: profiles, products, grants, and whom they are about."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.domain.audit import AuditQuery, EventKind, Period
from shared.domain.customer import CustomerProfile, Domain
from shared.domain.customer_domains import DomainEdits
from shared.domain.license import LicenseChange
from shared.domain.staff import Grant, Role
from shared.domain.subscription import (
    LicenseGroup,
    ListedSubscription,
    Product,
    ServicePlan,
    TargetType,
    Units,
)
from shared.domain.user import DirectoryRole, Everyone, UserFilter, UserProfile

if TYPE_CHECKING:
    from collections.abc import Sequence

Fields = dict[str, Any]


def write_users(customer_id: str, users: tuple[str, ...] | Everyone) -> Fields:
    """Write whom a command is about: named users, or everyone whom a filter shows."""
    if isinstance(users, tuple):
        return {"customer_id": customer_id, "users": list(users)}
    return {"customer_id": customer_id, "filter": users.user_filter.value, "sku_id": users.sku_id}


def read_users(fields: Fields) -> tuple[str, ...] | Everyone:
    """Read whom a command is about."""
    if "users" in fields:
        return tuple(fields["users"])
    return Everyone(UserFilter(fields["filter"]), fields["sku_id"])


def write_change(change: LicenseChange) -> Fields:
    """Write what is done to licenses."""
    return {
        "assign": {
            sku_id: None if plans is None else sorted(plans)
            for sku_id, plans in sorted(change.assign.items())
        },
        "remove": sorted(change.remove),
        "sets_usage_location": change.sets_usage_location,
    }


def read_change(fields: Fields) -> LicenseChange:
    """Read what is done to licenses."""
    return LicenseChange(
        assign={
            sku_id: None if plans is None else frozenset(plans) for sku_id, plans in fields["assign"].items()
        },
        remove=frozenset(fields["remove"]),
        sets_usage_location=fields["sets_usage_location"],
    )


def write_user_profile(profile: UserProfile) -> Fields:
    """Write what a person filled in about a user."""
    return {
        "first_name": profile.first_name,
        "last_name": profile.last_name,
        "display_name": profile.display_name,
        "user_name": profile.user_name,
        "domain": profile.domain,
        "usage_location": profile.usage_location,
        "directory_roles": sorted(role.value for role in profile.directory_roles),
        "is_protected": profile.is_protected,
    }


def read_user_profile(fields: Fields) -> UserProfile:
    """Read what a person filled in about a user."""
    roles = frozenset(DirectoryRole(each) for each in fields["directory_roles"])
    return UserProfile(**{**fields, "directory_roles": roles})


def write_customer_profile(profile: CustomerProfile) -> Fields:
    """Write what a person filled in about a customer."""
    return {
        "name": profile.name,
        "domains": [[domain.name, domain.is_federated] for domain in profile.domains],
        "country": profile.country,
        "warning": profile.warning,
        "notice_channel": profile.notice_channel,
        "approvals_channel": profile.approvals_channel,
    }


def read_customer_profile(fields: Fields) -> CustomerProfile:
    """Read what a person filled in about a customer."""
    domains = tuple(Domain(name, is_federated) for name, is_federated in fields["domains"])
    return CustomerProfile(**{**fields, "domains": domains})


def write_domain_edits(edits: DomainEdits) -> Fields:
    """Write which domains to add to a customer, and which to remove."""
    added = [[domain.name, domain.is_federated] for domain in edits.add]
    return {"add": added, "remove": list(edits.remove)}


def read_domain_edits(fields: Fields) -> DomainEdits:
    """Read which domains to add to a customer, and which to remove."""
    added = tuple(Domain(name, is_federated) for name, is_federated in fields["add"])
    return DomainEdits(add=added, remove=tuple(fields["remove"]))


def write_product(product: Product) -> Fields:
    """Write a product."""
    return _written_product(product, [_written_plan(plan) for plan in product.service_plans])


def read_product(fields: Fields) -> Product:
    """Read a product."""
    return _read_product(fields, [_read_plan(written) for written in fields["service_plans"]])


def _written_product(product: Product, service_plans: list[Any]) -> Fields:
    return {
        "sku_id": product.sku_id,
        "part_number": product.part_number,
        "name": product.name,
        "license_group": product.license_group.value,
        "target_type": product.target_type.value,
        "publisher": product.publisher,
        "publisher_link": product.publisher_link,
        "service_plans": service_plans,
    }


def _read_product(fields: Fields, service_plans: list[ServicePlan]) -> Product:
    return Product(
        **{
            **fields,
            "license_group": LicenseGroup(fields["license_group"]),
            "target_type": TargetType(fields["target_type"]),
            "service_plans": tuple(service_plans),
        }
    )


def _written_plan(plan: ServicePlan) -> list[str]:
    return [plan.id, plan.service_name, plan.display_name, plan.target_type.value]


def _read_plan(written: list[str]) -> ServicePlan:
    plan_id, service_name, display_name, target_type = written
    return ServicePlan(
        id=plan_id,
        service_name=service_name,
        display_name=display_name,
        target_type=TargetType(target_type),
    )


def write_units(units: Units) -> list[int]:
    """Write seats: active, warning, suspended."""
    return [units.active, units.warning, units.suspended]


def read_units(written: list[int]) -> Units:
    """Read seats."""
    active, warning, suspended = written
    return Units(active=active, warning=warning, suspended=suspended)


def write_listed(listed: Sequence[ListedSubscription]) -> Fields:
    """Write Partner Center's list. Most products share their plans, which are written once and pointed to."""
    places: dict[ServicePlan, int] = {}
    rows = [
        [
            _written_product(
                each.product,
                [places.setdefault(plan, len(places)) for plan in each.product.service_plans],
            ),
            write_units(each.units),
            each.consumed,
            sorted(each.unsaid),
        ]
        for each in listed
    ]
    return {"plans": [_written_plan(plan) for plan in places], "listed": rows}


def read_listed(fields: Fields) -> tuple[ListedSubscription, ...]:
    """Read Partner Center's list."""
    plans = [_read_plan(written) for written in fields["plans"]]
    return tuple(
        ListedSubscription(
            product=_read_product(product, [plans[place] for place in product["service_plans"]]),
            units=read_units(units),
            consumed=consumed,
            unsaid=frozenset(*unsaid),  # nothing in what was written by an earlier release
        )
        for product, units, consumed, *unsaid in fields["listed"]
    )


def write_query(query: AuditQuery) -> Fields:
    """Write which events somebody looks for."""
    period = query.period
    return {
        "customer_id": query.customer_id,
        "target_id": query.target_id,
        "actor_id": query.actor_id,
        "kind": query.kind.value if query.kind else None,
        "since": period.since.isoformat() if period.since else None,
        "until": period.until.isoformat() if period.until else None,
    }


def read_query(fields: Fields) -> AuditQuery:
    """Read which events somebody looks for."""
    since, until, kind = fields["since"], fields["until"], fields["kind"]
    return AuditQuery(
        customer_id=fields["customer_id"],
        target_id=fields["target_id"],
        actor_id=fields["actor_id"],
        kind=EventKind(kind) if kind else None,
        period=Period(
            since=datetime.fromisoformat(since) if since else None,
            until=datetime.fromisoformat(until) if until else None,
        ),
    )


def write_grant(grant: Grant) -> Fields:
    """Write partner roles, for whom and until when."""
    return {
        "roles": sorted(role.value for role in grant.roles),
        "customers": None if grant.customers is None else sorted(grant.customers),
        "expires_at": grant.expires_at.isoformat() if grant.expires_at else None,
    }


def read_grant(fields: Fields) -> Grant:
    """Read partner roles."""
    customers, expires_at = fields["customers"], fields["expires_at"]
    return Grant(
        roles=frozenset(Role(each) for each in fields["roles"]),
        customers=None if customers is None else frozenset(customers),
        expires_at=datetime.fromisoformat(expires_at) if expires_at else None,
    )
