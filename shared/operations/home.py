"""What the App Home of a staff member shows: requests that concern them, and who was deleted last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.operations.request_list import at_a_glance
from shared.operations.side_by_side import side_by_side
from shared.policy.decide import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from shared.domain.deletion import DeletedUser
    from shared.domain.request import Request
    from shared.domain.staff import Staff
    from shared.operations.desk import Desk
    from shared.operations.request_list import RequestList
    from shared.ports import Page

DELETED_SHOWN = 5
CUSTOMERS_READ = 10  # of those in a scope: each takes a query of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Everything on it, as it is at ``now``. ``customer_names`` are of those who lost a user, by id.

    ``deleted`` are the users deleted last who can still be restored, of at most ten customers unless the
    reader looks after all of them; ``is_of_some`` says that they look after more.
    """

    requests: Mapping[RequestList, Page[Request]]
    deleted: Sequence[DeletedUser]
    permits: frozenset[Action]
    now: datetime
    customer_names: Mapping[str, str] = field(default_factory=dict)
    is_of_some: bool = False


def home_of(desk: Desk, actor: Staff) -> Home:
    """Read what concerns somebody, as far as their roles reach this instant."""
    now, scope = desk.clock.now(), _customers_in_scope(desk, actor)
    requests, (deleted, names) = side_by_side(
        lambda: at_a_glance(desk, actor), lambda: _recently_deleted(desk, scope, now)
    )
    return Home(
        requests=requests,
        deleted=deleted,
        permits=desk.permits_somewhere(actor),
        now=now,
        customer_names=names,
        is_of_some=scope is not None and len(scope) > CUSTOMERS_READ,
    )


def _customers_in_scope(desk: Desk, actor: Staff) -> list[str] | None:
    """List the customers whose users somebody may see; None is all of them."""
    scope = actor.scope_at(desk.clock.now())
    if scope is None and _may_view(desk, actor, None):
        return None
    return [each for each in sorted(scope or ()) if _may_view(desk, actor, each)]


def _may_view(desk: Desk, actor: Staff, customer_id: str | None) -> bool:
    return desk.decide(actor, Action.VIEW, customer_id).verdict is Verdict.ALLOW


def _recently_deleted(
    desk: Desk, scope: Sequence[str] | None, now: datetime
) -> tuple[list[DeletedUser], dict[str, str]]:
    customer_ids = None if scope is None else scope[:CUSTOMERS_READ]
    latest = desk.directory.recently_deleted(customer_ids, DELETED_SHOWN)
    deleted = [each for each in latest if each.is_restorable_at(now)]
    whose = {each.user.customer_id for each in deleted}
    customers = desk.directory.customers(whose) if whose else []
    return deleted, {each.id: each.name for each in customers}
