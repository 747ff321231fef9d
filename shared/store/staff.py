"""The partner's staff, and the user groups that are mapped to roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from pynamodb.exceptions import DoesNotExist

from shared.domain.staff import Grant, MappedGroup, Role, Staff
from shared.errors import ChangedMeanwhileError
from shared.operations.command_fields import read_grant, write_grant
from shared.store import keys
from shared.store.busy import busy_when_asked_to_come_back
from shared.store.models import StaffItem, UserGroupItem
from shared.store.transaction import Transaction

if TYPE_CHECKING:
    from pynamodb.expressions.condition import Condition

    from shared.domain.audit import AuditEvent
    from shared.store.tables import Tables

AnyItem = TypeVar("AnyItem", StaffItem, UserGroupItem)


class StaffTable:
    """Who has which roles, as of this instant: a role taken away is gone with the next click."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @busy_when_asked_to_come_back()
    def find(self, slack_user_id: str) -> Staff | None:
        """Read a staff member: one read. None for somebody whom nobody ever gave a role."""
        try:
            item = self._tables.staff.get(keys.STAFF, keys.staff(slack_user_id), consistent_read=True)
        except DoesNotExist:
            return None
        return _to_staff(item)

    @busy_when_asked_to_come_back()
    def everyone(self) -> list[Staff]:
        """Read all staff, those without roles among them: one query."""
        are_members = StaffItem.sk.startswith(keys.STAFF_MEMBERS)
        found = self._tables.staff.query(keys.STAFF, are_members, consistent_read=True)
        return [_to_staff(item) for item in found]

    def change(self, before: Staff | None, after: Staff, event: AuditEvent) -> AuditEvent | None:
        """Write a staff member as they now are, who was ``before``; None is somebody new.

        Returns None, or the event that an earlier delivery left. Raises ChangedMeanwhileError.
        """
        transaction = Transaction(self._tables, event)
        item = _staff_item(self._tables, after)
        transaction.put(
            item,
            when=_is_as_it_was(StaffItem, before.version if before else 0),
            otherwise=ChangedMeanwhileError(slack_user_id=after.slack_user_id),
        )
        return transaction.commit()

    @busy_when_asked_to_come_back()
    def groups(self) -> list[MappedGroup]:
        """Read all user groups that are mapped to roles, by name."""
        are_groups = UserGroupItem.sk.startswith(keys.USER_GROUPS)
        found = self._tables.user_groups.query(keys.STAFF, are_groups, consistent_read=True)
        return sorted((_to_group(item) for item in found), key=lambda group: (group.name, group.id))

    def change_group(
        self, before: MappedGroup | None, after: MappedGroup | None, event: AuditEvent
    ) -> AuditEvent | None:
        """Write a mapping, or with ``after`` None take it away. It returns and raises as ``change``."""
        group = after or before
        if group is None:
            raise ValueError("no mapping to change")
        transaction = Transaction(self._tables, event)
        item = _group_item(self._tables, group)
        is_as_it_was = _is_as_it_was(UserGroupItem, before.version if before else 0)
        otherwise = ChangedMeanwhileError(group_id=group.id)
        if after is None:
            transaction.delete(item, when=is_as_it_was, otherwise=otherwise)
        else:
            transaction.put(item, when=is_as_it_was, otherwise=otherwise)
        return transaction.commit()


def _is_as_it_was(model: type[AnyItem], version: int) -> Condition:
    """State that nobody changed an item since it was looked at, or that there is none still."""
    is_as_it_was: Condition = model.version == version if version else model.pk.does_not_exist()
    return is_as_it_was


def _staff_item(tables: Tables, staff: Staff) -> StaffItem:
    memberships = {group_id: write_grant(grant) for group_id, grant in sorted(staff.memberships.items())}
    return tables.staff(
        keys.STAFF,
        keys.staff(staff.slack_user_id),
        roles=sorted(role.value for role in staff.roles),
        customers=None if staff.customers is None else sorted(staff.customers),
        access_ends_at=staff.expires_at,
        memberships=memberships or None,
        version=staff.version,
    )


def _to_staff(item: StaffItem) -> Staff:
    customers = cast("list[str] | None", item.customers)
    return Staff(
        slack_user_id=keys.staff_id(item.sk),
        roles=frozenset(Role(role) for role in item.roles),
        customers=None if customers is None else frozenset(customers),
        expires_at=item.access_ends_at,
        memberships={group_id: read_grant(held) for group_id, held in (item.memberships or {}).items()},
        version=int(item.version),
    )


def _group_item(tables: Tables, group: MappedGroup) -> UserGroupItem:
    grant = group.grant
    return tables.user_groups(
        keys.STAFF,
        keys.user_group(group.id),
        name=group.name,
        roles=sorted(role.value for role in grant.roles),
        customers=None if grant.customers is None else sorted(grant.customers),
        access_ends_at=grant.expires_at,
        version=group.version,
    )


def _to_group(item: UserGroupItem) -> MappedGroup:
    customers = cast("list[str] | None", item.customers)
    grant = Grant(
        roles=frozenset(Role(role) for role in item.roles),
        customers=None if customers is None else frozenset(customers),
        expires_at=item.access_ends_at,
    )
    version = int(item.version)
    return MappedGroup(id=keys.user_group_id(item.sk), name=item.name, grant=grant, version=version)
