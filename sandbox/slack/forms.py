"""Submitting and leaving modals, and what the app's answer does to the stack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.slack.client_checks import complaints
from sandbox.slack.delivery import payloads
from sandbox.slack.errors import CannotDoError, SlackError
from sandbox.slack.interactions import in_trouble

if TYPE_CHECKING:
    from sandbox.slack.delivery import Delivered
    from sandbox.slack.people import Person
    from sandbox.slack.views import OpenView
    from sandbox.slack.workspace import Workspace


def submit(workspace: Workspace, person: Person) -> Delivered | None:
    """The top view's submit button. None when Slack itself asks for something first."""
    with workspace.lock:
        view = _top(workspace, person)
        if not view.given.get("submit"):
            raise CannotDoError(f"“{view.given['title']['text']}” has no submit button")
        view.trouble = None
        view.errors = complaints(view, person.locale)
        workspace.changed()
        if view.errors:
            return None
        trigger = workspace.tickets.issue_trigger(person.id, view.id)
        payload = payloads.view_submission(workspace.facts, person, view, trigger)
    delivered = workspace.delivery.payload(payload)
    with workspace.lock:
        try:
            _take_answer(workspace, view, delivered)
        except SlackError as refused:
            why = "; ".join([refused.code, *refused.messages])
            in_trouble(workspace, person, view, why)
        workspace.changed()
    return delivered


def _take_answer(workspace: Workspace, view: OpenView, delivered: Delivered) -> None:
    if not delivered.is_ok:
        raise SlackError(delivered.what_went_wrong)
    if not delivered.body:
        workspace.views.close(view)
        return
    try:
        answer = json.loads(delivered.body)
    except ValueError:
        raise SlackError(f"the answer is neither empty nor JSON: {delivered.body[:200]}") from None
    if not isinstance(answer, dict):
        raise SlackError("the answer is not an object")
    action = answer.get("response_action")
    if action == "errors":
        view.errors = _checked_errors(view, answer.get("errors"))
    elif action == "update":
        workspace.views.update(view, answer.get("view"))
    elif action == "push":
        workspace.views.push(view.user_id, answer.get("view"))
    elif action == "clear":
        workspace.views.clear(view.user_id)
    else:
        raise SlackError(f"the answer has no response_action that Slack knows: {action!r}")


def _checked_errors(view: OpenView, errors: Any) -> dict[str, str]:
    """The errors, when each belongs to an input block of the view that was submitted."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise SlackError("response_action errors needs an object with at least one error")
    strangers = [block_id for block_id in errors if block_id not in inputs]
    if strangers:
        raise SlackError(f"errors name blocks that are not inputs of the view: {strangers}")
    if not all(isinstance(sentence, str) and sentence for sentence in errors.values()):
        raise SlackError("each error must be a sentence")
    return dict(errors)


def go_back(workspace: Workspace, person: Person) -> None:
    """The close button, or the arrow of a pushed view: one view less, the one below as it was."""
    with workspace.lock:
        view = _top(workspace, person)
        if view.given.get("clear_on_close"):
            close_all(workspace, person)
            return
        workspace.views.close(view)
        workspace.changed()
    _tell(workspace, person, view, is_cleared=False)


def close_all(workspace: Workspace, person: Person) -> None:
    """The cross, or Escape: the whole stack goes."""
    with workspace.lock:
        closed = list(reversed(workspace.views.stacks.get(person.id, [])))
        workspace.views.clear(person.id)
        workspace.changed()
    for view in closed:
        _tell(workspace, person, view, is_cleared=True)


def _tell(workspace: Workspace, person: Person, view: OpenView, *, is_cleared: bool) -> None:
    """The app hears of it where the view asked for that. Its answer changes nothing."""
    if view.given.get("notify_on_close"):
        closed = payloads.view_closed(workspace.facts, person, view, is_cleared=is_cleared)
        workspace.delivery.payload(closed)


def _top(workspace: Workspace, person: Person) -> OpenView:
    view = workspace.views.top(person.id)
    if view is None:
        raise CannotDoError(f"{person.real_name} has no modal open")
    return view
