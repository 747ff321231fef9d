"""The App Home, drawn anew whenever somebody opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.slack.route import Kind, Route
from shared.domain.action import Action
from shared.operations.home import home_of
from shared.slack_ui.home import home_view

if TYPE_CHECKING:
    from functions.slack.call import Call

HOME = "home"  # of the tabs; Slack tells of the messages being opened too


def show_home(call: Call) -> None:
    if call.event.get("tab") == HOME:
        view = home_view(call.t, home_of(call.desk, call.actor))
        call.client.views_publish(user_id=call.actor.slack_user_id, view=view)
    call.ack()


ROUTES = (Route(Kind.EVENT, "app_home_opened", Action.VIEW, show_home),)
