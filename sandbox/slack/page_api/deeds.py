"""What a person can do on the page, each deed the same function that the tests' driver calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack import administration, forms, interactions
from sandbox.slack.errors import CannotDoError
from sandbox.slack.files import LARGEST_FILE
from sandbox.slack.reading.draw import drawn_options
from sandbox.slack.suggestions import suggest as suggested

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.slack.delivery import Delivered
    from sandbox.slack.interactions import Place
    from sandbox.slack.people import Person
    from sandbox.slack.workspace import Workspace

Told = dict[str, Any]


def say(workspace: Workspace, person: Person, told: Told) -> Told:
    interactions.say(workspace, person, str(told["line"]), str(told["channel_id"]))
    return {}


def home(workspace: Workspace, person: Person, _: Told) -> Told:
    delivered = interactions.open_home(workspace, person)
    return {} if delivered.is_ok else {"trouble": delivered.what_went_wrong}


def put(workspace: Workspace, person: Person, told: Told) -> Told:
    place, ids = _place(workspace, person, told), _ids(told)
    enter = bool(told.get("enter"))
    delivered = interactions.put(workspace, person, place, ids, _without_spans(told["held"]), enter=enter)
    return _outcome(delivered)


def press(workspace: Workspace, person: Person, told: Told) -> Told:
    place, ids = _place(workspace, person, told), _ids(told)
    option = _without_spans(told.get("option"))
    value = {"type": "overflow", "selected_option": option} if option else None
    return _outcome(interactions.act(workspace, person, place, ids, value))


def suggest(workspace: Workspace, person: Person, told: Told) -> Told:
    place, ids = _place(workspace, person, told), _ids(told)
    before = len(workspace.troubles)
    groups = suggested(workspace, person, place, ids, str(told["typed"]))
    new = workspace.troubles[before:]
    drawn = drawn_options(groups, workspace.reader(person.id))
    return {"groups": drawn, "trouble": new[-1].sentence if new else None}


def submit(workspace: Workspace, person: Person, _: Told) -> Told:
    forms.submit(workspace, person)
    return {}


def back(workspace: Workspace, person: Person, _: Told) -> Told:
    forms.go_back(workspace, person)
    return {}


def close(workspace: Workspace, person: Person, _: Told) -> Told:
    forms.close_all(workspace, person)
    return {}


def upload(workspace: Workspace, person: Person, told: Told) -> Told:
    """A file's name and its content in base64; it comes back as Slack describes files."""
    encoded = str(told["data"])
    if len(encoded) * 3 // 4 > LARGEST_FILE:
        raise CannotDoError("Slack takes files of up to 10 MB here")
    with workspace.lock:
        file = workspace.files.add_encoded(str(told["name"]), encoded, person.id, workspace.clock())
    return {"file": file.as_slack(workspace.base_url, workspace.facts.team_id)}


def leave_slack(workspace: Workspace, person: Person, _: Told) -> Told:
    """Their account is deactivated, by an administrator of the workspace; the app is told."""
    administration.deactivate(workspace, person.id)
    return {}


def leave_group(workspace: Workspace, person: Person, told: Told) -> Told:
    administration.leave(workspace, str(told["group_id"]), person.id)
    return {}


def join_group(workspace: Workspace, person: Person, told: Told) -> Told:
    administration.join(workspace, str(told["group_id"]), person.id)
    return {}


DEEDS: dict[str, Callable[[Workspace, Person, Told], Told]] = {
    "say": say,
    "home": home,
    "put": put,
    "press": press,
    "suggest": suggest,
    "submit": submit,
    "back": back,
    "close": close,
    "upload": upload,
    "leave_slack": leave_slack,
    "leave_group": leave_group,
    "join_group": join_group,
}


def _place(workspace: Workspace, person: Person, told: Told) -> Place:
    """Where it happens: `{"view": id}`, `{"home": true}` or `{"channel_id": …, "ts": …}`."""
    place = told["place"]
    found: Place | None
    with workspace.lock:
        if "view" in place:
            stack = workspace.views.stacks.get(person.id, [])
            found = next((view for view in stack if view.id == place["view"]), None)
        elif "home" in place:
            found = workspace.views.homes.get(person.id)
        else:
            seen = workspace.conversations.seen_by(person.id, place["channel_id"])
            found = next((message for message in seen if message.ts == place["ts"]), None)
    if found is None:
        raise CannotDoError("this is not on the screen any more")
    return found


def _ids(told: Told) -> tuple[str, str]:
    return str(told["block_id"]), str(told["action_id"])


def _outcome(delivered: Delivered | None) -> Told:
    return {} if delivered is None or delivered.is_ok else {"trouble": delivered.what_went_wrong}


def _without_spans(part: Any) -> Any:
    """What the page was given to draw with is not part of an option."""
    if isinstance(part, list):
        return [_without_spans(item) for item in part]
    if isinstance(part, dict):
        return {name: _without_spans(item) for name, item in part.items() if name != "spans"}
    return part
