"""Who holds a product, and who holds none: the list of users, filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.slack.listeners.users import list_of
from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.domain.user import UserFilter
from shared.operations.looking import UserQuery
from shared.slack_ui.ids import Click

if TYPE_CHECKING:
    from functions.slack.call import Call


def show_holders(call: Call) -> None:
    query = UserQuery(user_filter=UserFilter.WITH_LICENSE, sku_id=call.value)
    call.replace(list_of(call, call.state.customer_id, query))


def show_unlicensed(call: Call) -> None:
    call.replace(list_of(call, call.value, UserQuery(user_filter=UserFilter.WITHOUT_LICENSE)))


ROUTES = (
    Route(Kind.CLICK, Click.SHOW_HOLDERS, Action.VIEW, show_holders),
    Route(Kind.CLICK, Click.SHOW_UNLICENSED, Action.VIEW, show_unlicensed),
)
