from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import OperationType, ResourceType
from shared.domain.staff import Grant, MappedGroup, Role, Staff
from shared.errors import ChangedMeanwhileError
from tests.builders import CONTOSO, FABRIKAM, NOW, a_staff_member, an_event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from shared.domain.audit import AuditEvent
    from shared.store import Store

GRACE = "U0GRACE"
ENDS = NOW + timedelta(days=30, microseconds=1)


def a_grant(
    *roles: Role, customers: Iterable[str] | None = None, expires_at: datetime | None = None
) -> Grant:
    return Grant(
        roles=frozenset(roles),
        customers=None if customers is None else frozenset(customers),
        expires_at=expires_at,
    )


NIGHT_SHIFT = MappedGroup(
    id="S0NIGHT", name="Équipe de nuit \U0001f319", grant=a_grant(Role.HELPDESK_AGENT), version=1
)


def granted(operation_id: str = "grant", target_id: str = GRACE) -> AuditEvent:
    return an_event(
        operation_id,
        customer_id="all",
        target_id=target_id,
        resource_type=ResourceType.STAFF,
        operation_types=(OperationType.GRANT_ROLES,),
    )


def saved(store: Store, member: Staff) -> Staff:
    """Write somebody new."""
    member = replace(member, version=1)
    assert store.staff.change(None, member, granted(f"new-{member.slack_user_id}")) is None
    return member


@pytest.mark.parametrize(
    "member",
    [
        a_staff_member(*Role),
        a_staff_member(Role.HELPDESK_AGENT, customers=[CONTOSO, FABRIKAM]),
        a_staff_member(Role.SALES_AGENT, customers=[]),
        a_staff_member(Role.ADMIN_AGENT, expires_at=ENDS),
        Staff(slack_user_id=GRACE, roles=frozenset()),
        Staff(
            slack_user_id=GRACE,
            roles=frozenset(),
            memberships={
                "S0NIGHT": a_grant(Role.HELPDESK_AGENT),
                "S0DAY": a_grant(*Role, customers=[CONTOSO, FABRIKAM], expires_at=ENDS),
                "S0NOBODY": a_grant(Role.SALES_AGENT, customers=[]),
            },
        ),
    ],
    ids=["all customers", "some customers", "no customer", "until a day", "nothing", "by user groups"],
)
def test_a_staff_member_is_read_as_written(store: Store, member: Staff) -> None:
    member = saved(store, member)
    assert store.staff.find(GRACE) == member
    assert store.staff.everyone() == [member]


def test_somebody_whom_nobody_gave_a_role_is_none(store: Store) -> None:
    assert store.staff.find("U0NOBODY") is None
    assert store.staff.everyone() == []


def test_who_is_changed_is_as_last_written(store: Store) -> None:
    first = saved(store, a_staff_member(Role.GLOBAL_ADMIN, expires_at=NOW))
    last = replace(a_staff_member(Role.HELPDESK_AGENT, customers=[CONTOSO]), version=2)
    assert store.staff.change(first, last, granted("change")) is None
    assert store.staff.find(GRACE) == last


def test_everyone_is_read_and_no_user_group_among_them(store: Store) -> None:
    people = [saved(store, a_staff_member(slack_user_id=f"U0{name}")) for name in ("ADA", "BRAM", "ZOE")]
    store.staff.change_group(None, NIGHT_SHIFT, granted("map", NIGHT_SHIFT.id))
    assert store.staff.everyone() == people
    assert store.staff.groups() == [NIGHT_SHIFT]


@pytest.mark.promise(19)
def test_the_event_is_written_with_the_change_and_neither_without_the_other(store: Store) -> None:
    event, member = granted("grant"), replace(a_staff_member(), version=1)
    store.staff.change(None, member, event)
    assert store.audit.event("grant", GRACE) == event
    with pytest.raises(ChangedMeanwhileError):
        store.staff.change(None, replace(member, roles=frozenset(Role)), granted("late"))
    assert store.audit.event("late", GRACE) is None
    assert store.staff.find(GRACE) == member


def test_the_same_click_changes_once_and_is_told_of_the_first_time(store: Store) -> None:
    first = saved(store, a_staff_member())
    event = granted("change")
    changed = replace(a_staff_member(Role.SALES_AGENT), version=2)
    assert store.staff.change(first, changed, event) is None
    repeated = replace(event, correlation_id="delivery-2")
    assert store.staff.change(first, replace(changed, roles=frozenset(Role)), repeated) == event
    assert store.staff.find(GRACE) == changed


def test_who_was_changed_meanwhile_stays_as_the_other_one_left_them(store: Store) -> None:
    seen = saved(store, a_staff_member())
    revoked = replace(seen, roles=frozenset(), version=2)
    store.staff.change(seen, revoked, granted("revoke"))
    with pytest.raises(ChangedMeanwhileError):
        store.staff.change(seen, replace(seen, roles=frozenset(Role), version=2), granted("grant"))
    assert store.staff.find(GRACE) == revoked


def test_nobody_is_changed_whom_the_register_does_not_have(store: Store) -> None:
    seen = replace(a_staff_member(), version=3)
    with pytest.raises(ChangedMeanwhileError):
        store.staff.change(seen, replace(seen, version=4), granted())
    assert store.staff.find(GRACE) is None


def test_groups_are_read_as_written_by_name(store: Store) -> None:
    day = MappedGroup(
        id="S0DAY",
        name="Days",
        grant=a_grant(*Role, customers=[CONTOSO, FABRIKAM], expires_at=ENDS),
        version=1,
    )
    for group in (NIGHT_SHIFT, day):
        assert store.staff.change_group(None, group, granted(f"map-{group.id}", group.id)) is None
    assert store.staff.groups() == [day, NIGHT_SHIFT]


def test_no_group_is_mapped_at_first(store: Store) -> None:
    assert store.staff.groups() == []


def test_a_mapping_is_changed_and_taken_away(store: Store) -> None:
    store.staff.change_group(None, NIGHT_SHIFT, granted("map", NIGHT_SHIFT.id))
    changed = replace(NIGHT_SHIFT, name="Nights", grant=a_grant(Role.SALES_AGENT), version=2)
    assert store.staff.change_group(NIGHT_SHIFT, changed, granted("change", NIGHT_SHIFT.id)) is None
    assert store.staff.groups() == [changed]
    removal = granted("unmap", NIGHT_SHIFT.id)
    assert store.staff.change_group(changed, None, removal) is None
    assert store.staff.groups() == []
    assert store.audit.event("unmap", NIGHT_SHIFT.id) == removal


@pytest.mark.parametrize("after", [None, replace(NIGHT_SHIFT, name="Nights", version=2)])
def test_a_mapping_that_was_changed_meanwhile_stays(store: Store, after: MappedGroup | None) -> None:
    store.staff.change_group(None, NIGHT_SHIFT, granted("map", NIGHT_SHIFT.id))
    other = replace(NIGHT_SHIFT, name="The others' name", version=2)
    store.staff.change_group(NIGHT_SHIFT, other, granted("change", NIGHT_SHIFT.id))
    with pytest.raises(ChangedMeanwhileError):
        store.staff.change_group(NIGHT_SHIFT, after, granted("late", NIGHT_SHIFT.id))
    assert store.staff.groups() == [other]
    assert store.audit.event("late", NIGHT_SHIFT.id) is None


def test_a_group_is_mapped_by_one_of_two(store: Store) -> None:
    store.staff.change_group(None, NIGHT_SHIFT, granted("map", NIGHT_SHIFT.id))
    with pytest.raises(ChangedMeanwhileError):
        store.staff.change_group(None, NIGHT_SHIFT, granted("late", NIGHT_SHIFT.id))


def test_the_same_click_takes_a_mapping_away_once(store: Store) -> None:
    store.staff.change_group(None, NIGHT_SHIFT, granted("map", NIGHT_SHIFT.id))
    removal = granted("unmap", NIGHT_SHIFT.id)
    store.staff.change_group(NIGHT_SHIFT, None, removal)
    assert store.staff.change_group(NIGHT_SHIFT, None, replace(removal, correlation_id="again")) == removal
