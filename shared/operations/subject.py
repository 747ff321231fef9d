"""What a request is about, read for showing it: names in place of ids, as they are this instant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.command import (
    ChangeSubscription,
    EditUser,
    GrantRoles,
    ImportRows,
    MapGroup,
    PurgeUsers,
    RestoreUsers,
    RevokeRoles,
    UnmapGroup,
)
from shared.errors import CustomerNotFoundError
from shared.operations.asking import approvers
from shared.operations.import_subject import import_subject
from shared.operations.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.customer import Customer
    from shared.domain.deletion import DeletedUser
    from shared.domain.request import Request
    from shared.domain.staff import MappedGroup, Staff
    from shared.domain.subscription import Subscription
    from shared.domain.user import User
    from shared.operations.desk import Desk
    from shared.operations.import_subject import ImportSubject

NAMED = 20  # users of a request who are named; of more, how many more there are


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A request with what it concerns. Who is gone meanwhile is missing among the users.

    ``customer`` is None where it concerns all of them, or is gone. Of the users whom a command names, the
    first 20 are in ``users`` or, where they are deleted ones, in ``deleted``: once it is finished, whichever
    they are now. Of everyone whom a filter shows, nobody is. ``approvers`` are those who may still agree.
    Of roles, ``colleague`` or ``group`` is whose they are to be, with what they hold now, and ``scope`` the
    customers for whom these are or are to be, as far as they are some. Of the rows of a file, ``rows`` has
    the file and the first of them.
    """

    request: Request
    customer: Customer | None
    subscriptions: Sequence[Subscription]
    users: Sequence[User]
    deleted: Sequence[DeletedUser]
    approvers: Sequence[Staff]
    colleague: Staff | None = None
    group: MappedGroup | None = None
    scope: Sequence[Customer] = ()
    rows: ImportSubject | None = None

    @property
    def customer_name(self) -> str:
        """What people call the customer, or called them when it was asked for."""
        if self.customer is not None:
            return self.customer.name
        return self.request.approval.customer_name if self.request.approval else ""

    @property
    def subscription(self) -> Subscription | None:
        """The subscription that is to be changed, as it is now."""
        command = self.request.command
        if not isinstance(command, ChangeSubscription):
            return None
        return next((each for each in self.subscriptions if each.id == command.product.sku_id), None)


def subject_of(desk: Desk, request: Request) -> Subject:
    """Read what a request is about, all of it side by side."""
    customer_id = request.command.customer_id
    customer, subscriptions, could, (users, deleted, roles, rows) = side_by_side(
        lambda: _customer(desk, customer_id),
        lambda: desk.directory.subscriptions(customer_id) if customer_id else [],
        lambda: approvers(desk, request),
        lambda: side_by_side(
            lambda: _users(desk, request),
            lambda: _deleted(desk, request),
            lambda: _roles(desk, request),
            lambda: _rows(desk, request),
        ),
    )
    colleague, group, scope = roles
    return Subject(
        request=request,
        customer=customer,
        subscriptions=subscriptions,
        users=users,
        deleted=deleted,
        approvers=could,
        colleague=colleague,
        group=group,
        scope=scope,
        rows=rows,
    )


def _users(desk: Desk, request: Request) -> list[User]:
    customer_id, ids = request.command.customer_id, _user_ids(request)
    is_about_deleted = isinstance(request.command, RestoreUsers | PurgeUsers)
    if customer_id is None or not ids or (is_about_deleted and not request.is_finished):
        return []
    return desk.directory.users(customer_id, ids)


def _deleted(desk: Desk, request: Request) -> list[DeletedUser]:
    customer_id, ids = request.command.customer_id, _user_ids(request)
    is_about_deleted = isinstance(request.command, RestoreUsers | PurgeUsers)
    if customer_id is None or not ids or not (is_about_deleted or request.is_finished):
        return []
    return desk.directory.deleted_users(customer_id, ids)


def _roles(desk: Desk, request: Request) -> tuple[Staff | None, MappedGroup | None, list[Customer]]:
    """Read whose roles it is about, with the customers for whom they hold them or are to."""
    command, colleague, group = request.command, None, None
    if isinstance(command, GrantRoles | RevokeRoles):
        colleague = desk.find_staff(command.slack_user_id)
    elif isinstance(command, MapGroup | UnmapGroup):
        group = next((each for each in desk.staff.groups() if each.id == command.group_id), None)
    grants = [
        command.grant if isinstance(command, GrantRoles | MapGroup) else None,
        colleague.own if colleague else None,
        group.grant if group else None,
    ]
    ids = frozenset(each for grant in grants if grant for each in grant.customers or ())
    return colleague, group, desk.directory.customers(ids) if ids else []


def _rows(desk: Desk, request: Request) -> ImportSubject | None:
    command = request.command
    return import_subject(desk, command) if isinstance(command, ImportRows) else None


def _user_ids(request: Request) -> tuple[str, ...]:
    command = request.command
    if isinstance(command, EditUser):
        return (command.user_id,)
    users = getattr(command, "users", ())
    return users[:NAMED] if isinstance(users, tuple) else ()


def _customer(desk: Desk, customer_id: str | None) -> Customer | None:
    try:
        return desk.directory.customer(customer_id) if customer_id is not None else None
    except CustomerNotFoundError:
        return None
