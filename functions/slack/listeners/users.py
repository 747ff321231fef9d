"""The list of a customer's users: filter, search, page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.slack.listeners.deleted import deleted_list_of
from functions.slack.listeners.desk import desk_of
from functions.slack.listeners.licenses import overview_of
from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.user import UserFilter
from shared.operations.looking import UserQuery, customer_card, user_list
from shared.slack_ui import ids
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.users import next_query, users_view

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from functions.slack.call import Call


def open_users(call: Call) -> None:
    call.replace(list_of(call, call.value, UserQuery()))


def turn_list(call: Call) -> None:
    """Filter, search, turn the page, or show all again: whatever was clicked in the list."""
    query = next_query(call.body["view"], call.body["actions"][0])
    call.replace(list_of(call, call.state.customer_id, query))


def submit_search(call: Call) -> None:
    query = next_query(call.body["view"])
    view = list_of(call, call.state.customer_id, query)
    call.ack(response_action="update", view=view)


def refresh_below(call: Call) -> None:
    """Bring what lies under a closed view up to date: a user may have been created or renamed in it."""
    state, view = call.state, call.body["view"]
    call.ack()
    if call.body.get("is_cleared") or view["root_view_id"] == view["id"]:
        return
    if state.root == ids.View.USERS:
        is_of_deleted = state.query.user_filter is UserFilter.DELETED  # of the list in between
        query = UserQuery() if is_of_deleted else state.query
        call.redraw(view["root_view_id"], list_of(call, state.customer_id, query))
    elif state.root == ids.View.DELETED_USERS:
        call.redraw(view["root_view_id"], deleted_list_of(call, state.customer_id, state.query))
    elif state.root == ids.View.DESK:
        card = customer_card(call.desk, call.actor, state.customer_id)
        call.redraw(view["root_view_id"], desk_of(call, card))
    elif state.root == ids.View.LICENSES:
        call.redraw(view["root_view_id"], overview_of(call, state.customer_id, skip=state.query.skip))


def list_of(call: Call, customer_id: str, query: UserQuery) -> View:
    """Draw a page of a customer's users."""
    users = user_list(call.desk, call.actor, customer_id, query)
    return users_view(call.t, users, call.permits(customer_id))


_IN_LIST = (
    Click.FILTER_USERS,
    Click.SEARCH_USERS,
    Click.SHOW_ALL_USERS,
    Click.NEXT_USERS,
    Click.PREVIOUS_USERS,
)

ROUTES = (
    Route(Kind.CLICK, Click.OPEN_USERS, Action.VIEW, open_users),
    *(Route(Kind.CLICK, click, Action.VIEW, turn_list) for click in _IN_LIST),
    Route(Kind.SUBMISSION, ids.View.USERS, Action.VIEW, submit_search),
    Route(Kind.CLOSING, ids.View.USER, Action.VIEW, refresh_below),
    Route(Kind.CLOSING, ids.View.CREATED_USERS, Action.VIEW, refresh_below),
)
