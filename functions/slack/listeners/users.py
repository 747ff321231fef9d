"""The list of a customer's users: filter, search, page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from functions.slack.listeners.desk import desk_of
from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.user import UserFilter
from shared.operations.looking import USERS_A_PAGE, UserQuery, customer_card, user_list
from shared.ports import Cursor
from shared.slack_ui import ids
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.users import users_view

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from functions.slack.call import Call

MAXIMUM_TYPED = 100  # of a search: no display name is told apart later than that


def open_users(call: Call) -> None:
    call.replace(list_of(call, call.value, UserQuery()))


def filter_users(call: Call) -> None:
    typed = call.state.query.typed
    call.replace(_redrawn(call, UserQuery(user_filter=UserFilter(call.value), typed=typed)))


def search_users(call: Call) -> None:
    query = UserQuery(user_filter=call.state.query.user_filter, typed=call.value[:MAXIMUM_TYPED].strip())
    call.replace(_redrawn(call, query))


def show_all_users(call: Call) -> None:
    call.replace(_redrawn(call, UserQuery()))


def next_users(call: Call) -> None:
    query = call.state.query
    if query.typed:
        return call.replace(_redrawn(call, replace(query, skip=query.skip + USERS_A_PAGE)))
    return call.replace(_redrawn(call, replace(query, cursor=Cursor(after=call.value))))


def previous_users(call: Call) -> None:
    query = call.state.query
    if query.typed:
        return call.replace(_redrawn(call, replace(query, skip=max(0, query.skip - USERS_A_PAGE))))
    return call.replace(_redrawn(call, replace(query, cursor=Cursor(before=call.value))))


def refresh_below(call: Call) -> None:
    """Bring what lies under a closed view up to date: a user may have been created or renamed in it."""
    state, view = call.state, call.body["view"]
    call.ack()
    if call.body.get("is_cleared") or view["root_view_id"] == view["id"]:
        return
    if state.root == ids.View.USERS:
        call.redraw(view["root_view_id"], list_of(call, state.customer_id, state.query))
    elif state.root == ids.View.DESK:
        card = customer_card(call.desk, call.actor, state.customer_id)
        call.redraw(view["root_view_id"], desk_of(call, card))


def list_of(call: Call, customer_id: str, query: UserQuery) -> View:
    """Draw a page of a customer's users."""
    users = user_list(call.desk, call.actor, customer_id, query)
    return users_view(call.t, users, call.permits(customer_id))


def _redrawn(call: Call, query: UserQuery) -> View:
    return list_of(call, call.state.customer_id, query)


ROUTES = (
    Route(Kind.CLICK, Click.OPEN_USERS, Action.VIEW, open_users),
    Route(Kind.CLICK, Click.FILTER_USERS, Action.VIEW, filter_users),
    Route(Kind.CLICK, Click.SEARCH_USERS, Action.VIEW, search_users),
    Route(Kind.CLICK, Click.SHOW_ALL_USERS, Action.VIEW, show_all_users),
    Route(Kind.CLICK, Click.NEXT_USERS, Action.VIEW, next_users),
    Route(Kind.CLICK, Click.PREVIOUS_USERS, Action.VIEW, previous_users),
    Route(Kind.CLOSING, ids.View.USER, Action.VIEW, refresh_below),
    Route(Kind.CLOSING, ids.View.CREATED_USERS, Action.VIEW, refresh_below),
)
