"""The audit trail of a customer, or of one of its users."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.operations.looking import audit_trail
from shared.operations.side_by_side import side_by_side
from shared.ports import Cursor
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.audit import audit_view, turned
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from functions.slack.call import Call


def open_audit(call: Call) -> None:
    call.show(trail_of(call, ViewState(root=call.root, customer_id=call.value)))


def open_user_audit(call: Call) -> None:
    state = replace(call.state, root=call.root, user_id=call.value, cursor=Cursor())
    call.show(trail_of(call, state))


def turn_trail(call: Call) -> None:
    cursor = turned(call.body["actions"][0])
    call.replace(trail_of(call, replace(call.state, cursor=cursor)))


def trail_of(call: Call, state: ViewState) -> View:
    """Draw a page of the trail that the state names."""
    call.desk.require(call.actor, Action.VIEW, state.customer_id)
    directory, ids = call.desk.directory, [state.user_id] if state.user_id else []
    (customer, page), active, deleted, subscriptions = side_by_side(
        lambda: audit_trail(call.desk, call.actor, state.customer_id, state.user_id or None, state.cursor),
        lambda: directory.users(state.customer_id, ids) if ids else [],
        lambda: directory.deleted_users(state.customer_id, ids) if ids else [],
        lambda: directory.subscriptions(state.customer_id),
    )
    user = next(iter([*active, *(each.user for each in deleted)]), None)
    return audit_view(call.t, customer, user, subscriptions, page, state)


ROUTES = (
    Route(Kind.CLICK, Click.OPEN_AUDIT, Action.VIEW, open_audit),
    Route(Kind.CLICK, Click.OPEN_USER_AUDIT, Action.VIEW, open_user_audit),
    Route(Kind.CLICK, Click.OLDER_EVENTS, Action.VIEW, turn_trail),
    Route(Kind.CLICK, Click.NEWER_EVENTS, Action.VIEW, turn_trail),
)
