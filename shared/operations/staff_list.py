"""The list of staff and of mapped user groups, for who may ask to change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.customer import CustomerSummary
from shared.domain.staff import Role, Staff
from shared.operations.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from shared.domain.staff import Grant, MappedGroup
    from shared.operations.desk import Desk

STAFF_A_PAGE = 8
ENDED = "ended"  # the filter of who held something once
_NAMED = 100  # customers read for one page; of more, how many more there are


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffQuery:
    """Who is asked for: everybody with roles, or with ``role``, or who had some; or ``person`` alone."""

    role: Role | None = None
    has_ended: bool = False
    person: str = ""
    skip: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffList:
    """A page of staff, the mightiest first. ``customers`` has those named in what is on it, by id."""

    query: StaffQuery
    people: Sequence[Staff]
    total: int
    groups: Sequence[MappedGroup]
    customers: Mapping[str, CustomerSummary]
    now: datetime


def staff_list(desk: Desk, actor: Staff, query: StaffQuery) -> StaffList:
    """Read who holds which partner roles. Raises AccessDeniedError, BusyError."""
    desk.admit(actor, Action.GRANT_ROLE, None)
    now = desk.clock.now()
    everyone, groups = side_by_side(desk.everyone, desk.staff.groups)
    asked_for = [each for each in everyone if _is_asked_for(each, query, now)]
    found = sorted(asked_for, key=lambda person: _rank(person, now))
    if query.person and not found:
        found = [Staff(slack_user_id=query.person, roles=frozenset())]
    skip = query.skip if query.skip < len(found) else 0
    page = found[skip : skip + STAFF_A_PAGE]
    grants = [grant for person in page for grant in person.grants] + [group.grant for group in groups]
    return StaffList(
        query=StaffQuery(role=query.role, has_ended=query.has_ended, person=query.person, skip=skip),
        people=page,
        total=len(found),
        groups=groups,
        customers=customers_of(desk, grants),
        now=now,
    )


def customers_of(desk: Desk, grants: Iterable[Grant]) -> Mapping[str, CustomerSummary]:
    """Read the customers that grants are for, the first hundred."""
    named = sorted({customer_id for grant in grants for customer_id in grant.customers or ()})[:_NAMED]
    found = desk.directory.customers(named) if named else []
    return {each.id: CustomerSummary(each.id, each.name, each.profile.default_domain.name) for each in found}


def _is_asked_for(person: Staff, query: StaffQuery, now: datetime) -> bool:
    if query.person:
        return person.slack_user_id == query.person
    roles = person.roles_at(now)
    if query.has_ended:
        return not roles and person.version > 0
    return query.role in roles if query.role else bool(roles)


def _rank(person: Staff, now: datetime) -> tuple[int, str]:
    """Sort by the mightiest role in force. Only Slack knows people's names."""
    order = list(Role)
    held = [order.index(role) for role in person.roles_at(now)]
    return min(held, default=len(order)), person.slack_user_id
