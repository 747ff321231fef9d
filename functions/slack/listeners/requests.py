"""The lists of requests, and what lies under a request that was closed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.operations.request_list import at_a_glance, read_list
from shared.slack_ui import ids
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.requests import list_named, requests_view, turned
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from functions.slack.call import Call


def open_requests(call: Call) -> None:
    """Show the lists in the place of the view in which they were asked for, or open them."""
    root = call.state.root if call.depth > 1 else ""
    call.replace(lists_of(call, ViewState(root=root)))


def turn_requests(call: Call) -> None:
    """Show one list, or all; or turn the page."""
    call.replace(lists_of(call, turned(call.state, call.body["actions"][0])))


def lists_of(call: Call, state: ViewState) -> View:
    """Draw the lists, or the one that the state names."""
    which = list_named(state.carried)
    if which is None:
        return requests_view(call.t, at_a_glance(call.desk, call.actor), replace(state, carried=""))
    page = read_list(call.desk, call.actor, which, state.cursor)
    return requests_view(call.t, {which: page}, state)


def refresh_requests(call: Call) -> None:
    """Bring the list under a closed request up to date: it may have been decided about."""
    state, below = call.state, call.body["view"].get("previous_view_id")
    call.ack()
    if state.carried and below and not call.body.get("is_cleared"):
        root = state.root if state.root != ids.View.REQUESTS else ""
        call.redraw(below, lists_of(call, ViewState(root=root, carried=state.carried, cursor=state.cursor)))


ROUTES = (
    Route(Kind.CLICK, Click.OPEN_REQUESTS, Action.VIEW, open_requests),
    Route(Kind.CLICK, Click.LIST_REQUESTS, Action.VIEW, turn_requests),
    Route(Kind.CLICK, Click.NEXT_REQUESTS, Action.VIEW, turn_requests),
    Route(Kind.CLICK, Click.PREVIOUS_REQUESTS, Action.VIEW, turn_requests),
    Route(Kind.CLOSING, ids.View.REQUEST, Action.VIEW, refresh_requests),
)
