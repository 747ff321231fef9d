"""The list of a customer's deleted users, and the card of one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.user import UserFilter
from shared.errors import UserNotFoundError
from shared.operations.looking import UserQuery, deleted_list
from shared.operations.restorable import restorable
from shared.slack_ui import ids
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.deleted_user import deleted_user_view
from shared.slack_ui.modals.deleted_users import deleted_users_view, next_deleted_query

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from functions.slack.call import Call


def open_deleted_users(call: Call) -> None:
    """Show the list in the place of the view in which it was asked for, or open it from a message."""
    call.replace(deleted_list_of(call, call.value, UserQuery()))


def turn_deleted_list(call: Call) -> None:
    """Search, turn the page, or show all again: whatever was clicked in the list."""
    query = next_deleted_query(call.body["view"], call.body["actions"][0])
    call.replace(deleted_list_of(call, call.state.customer_id, query))


def submit_deleted_search(call: Call) -> None:
    query = next_deleted_query(call.body["view"])
    call.answer_form(deleted_list_of(call, call.state.customer_id, query))


def open_deleted_user(call: Call) -> None:
    call.show(deleted_card_of(call, call.state.customer_id, call.value))


def deleted_list_of(call: Call, customer_id: str, query: UserQuery) -> View:
    """Draw a page of a customer's deleted users."""
    query = replace(query, user_filter=UserFilter.DELETED, sku_id="")
    users = deleted_list(call.desk, call.actor, customer_id, query)
    root = call.state.root if call.depth > 1 else ""
    return deleted_users_view(call.t, users, call.permits(customer_id), root)


def deleted_card_of(call: Call, customer_id: str, user_id: str) -> View:
    """Draw a deleted user. Raises UserNotFoundError for one who was restored or purged meanwhile."""
    found = restorable(call.desk, call.actor, customer_id, [user_id])
    if not found.people:
        raise UserNotFoundError(user_id=user_id)
    state = replace(call.state, root=call.root)
    return deleted_user_view(call.t, found, call.permits(customer_id), state)


_IN_LIST = (
    Click.SEARCH_DELETED_USERS,
    Click.SHOW_ALL_DELETED_USERS,
    Click.NEXT_DELETED_USERS,
    Click.PREVIOUS_DELETED_USERS,
)

ROUTES = (
    Route(Kind.CLICK, Click.OPEN_DELETED_USERS, Action.VIEW, open_deleted_users),
    *(Route(Kind.CLICK, click, Action.VIEW, turn_deleted_list) for click in _IN_LIST),
    Route(Kind.SUBMISSION, ids.View.DELETED_USERS, Action.VIEW, submit_deleted_search),
    Route(Kind.CLICK, Click.OPEN_DELETED_USER, Action.VIEW, open_deleted_user),
)
