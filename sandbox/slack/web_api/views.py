"""views.open, views.push, views.update, views.publish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.errors import SlackError
from sandbox.slack.web_api.arguments import Arguments, decoded, required

if TYPE_CHECKING:
    from sandbox.slack.views import OpenView
    from sandbox.slack.workspace import Workspace


def open_view(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    view = _view(arguments)
    trigger = workspace.tickets.exchange(required(arguments, "trigger_id"))
    return _shown(workspace, workspace.views.open(trigger.user_id, view))


def push_view(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """A view on top of the modal in which the trigger came about."""
    view = _view(arguments)
    trigger = workspace.tickets.exchange(required(arguments, "trigger_id"))
    if trigger.from_view is None:
        raise SlackError("not_found")
    return _shown(workspace, workspace.views.push(trigger.user_id, view))


def update_view(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    view = _view(arguments)
    view_id, external_id = arguments.get("view_id"), arguments.get("external_id")
    if not view_id and not external_id:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: view_id"])
    target = workspace.views.find(view_id, external_id)
    return _shown(workspace, workspace.views.update(target, view, arguments.get("hash")))


def publish_view(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    view = _view(arguments)
    user_id = required(arguments, "user_id")
    person = workspace.people.get(user_id)
    if person is None or person.is_bot or person.deleted:
        raise SlackError("invalid_arguments", ["[ERROR] invalid `user_id`"])
    return _shown(workspace, workspace.views.publish(user_id, view, arguments.get("hash")))


def _view(arguments: Arguments) -> Any:
    required(arguments, "view")
    return decoded(arguments, "view", "invalid_arguments")


def _shown(workspace: Workspace, view: OpenView) -> dict[str, Any]:
    return {"view": view.as_slack(workspace.facts)}
