"""What a request is about, read for showing it: names in place of ids, as they are this instant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.command import ChangeSubscription, EditUser, PurgeUsers, RestoreUsers
from shared.errors import CustomerNotFoundError
from shared.operations.asking import approvers
from shared.operations.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.customer import Customer
    from shared.domain.deletion import DeletedUser
    from shared.domain.request import Request
    from shared.domain.staff import Staff
    from shared.domain.subscription import Subscription
    from shared.domain.user import User
    from shared.operations.desk import Desk

NAMED = 20  # users of a request who are named; of more, how many more there are


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A request with what it concerns. Who is gone meanwhile is missing among the users.

    ``customer`` is None where it concerns all of them, or is gone. Of the users whom a command names, the
    first 20 are in ``users`` or, where they are deleted ones, in ``deleted``; of everyone whom a filter
    shows, nobody is. ``approvers`` are those who may still agree.
    """

    request: Request
    customer: Customer | None
    subscriptions: Sequence[Subscription]
    users: Sequence[User]
    deleted: Sequence[DeletedUser]
    approvers: Sequence[Staff]

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
    ids = _user_ids(request)
    is_about_deleted = isinstance(request.command, RestoreUsers | PurgeUsers)
    customer, subscriptions, users, deleted, could = side_by_side(
        lambda: _customer(desk, customer_id),
        lambda: desk.directory.subscriptions(customer_id) if customer_id else [],
        lambda: (
            desk.directory.users(customer_id, ids) if customer_id and ids and not is_about_deleted else []
        ),
        lambda: (
            desk.directory.deleted_users(customer_id, ids) if customer_id and ids and is_about_deleted else []
        ),
        lambda: approvers(desk, request),
    )
    return Subject(
        request=request,
        customer=customer,
        subscriptions=subscriptions,
        users=users,
        deleted=deleted,
        approvers=could,
    )


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
