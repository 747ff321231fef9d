"""Open modals, stacked up to three high for each person, and everyone's App Home."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.slack.errors import SlackError
from sandbox.slack.inputs import Values, values_for
from sandbox.slack.limits import view_problems, view_size
from sandbox.slack.limits.surfaces import LARGEST_VIEW
from sandbox.slack.normalise import normalised, with_text_defaults

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.slack.app_facts import AppFacts

HIGHEST_STACK = 3
View = dict[str, Any]


@dataclass(slots=True)
class OpenView:
    """A view on somebody's screen, with what they typed into it and what they were told."""

    id: str
    user_id: str
    given: View
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str | None = None

    @property
    def blocks(self) -> list[dict[str, Any]]:
        blocks: list[dict[str, Any]] = self.given["blocks"]
        return blocks

    def as_slack(self, facts: AppFacts) -> View:
        """The view as payloads and answers carry it."""
        modal = {
            "title": self.given.get("title"),
            "close": self.given.get("close"),
            "submit": self.given.get("submit"),
        }
        home = {"title": {"type": "plain_text", "text": "View Title", "emoji": True}}
        return {
            "id": self.id,
            "team_id": facts.team_id,
            "type": self.given["type"],
            "blocks": self.blocks,
            "private_metadata": self.given.get("private_metadata") or "",
            "callback_id": self.given.get("callback_id") or "",
            "state": {"values": self.values},
            "hash": self.hash,
            **({"close": None, "submit": None} | home if self.given["type"] == "home" else modal),
            "clear_on_close": self.given.get("clear_on_close") or False,
            "notify_on_close": self.given.get("notify_on_close") or False,
            "previous_view_id": self.previous_view_id,
            "root_view_id": self.root_view_id,
            "app_id": facts.app_id,
            "external_id": self.given.get("external_id") or "",
            "app_installed_team_id": facts.team_id,
            "bot_id": facts.bot_id,
        }


def accepted(view: Any, kind: str) -> View:
    """The view as Slack keeps it; raises `invalid_arguments` with the reasons, or `view_too_large`."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", ["[ERROR] must provide an object [json-pointer:/view]"])
    if view_size(view) > LARGEST_VIEW:
        raise SlackError("view_too_large")
    problems = view_problems(view)
    if not problems and view["type"] != kind:
        problems = [f"[ERROR] must be a {kind} view [json-pointer:/view/type]"]
    if problems:
        raise SlackError("invalid_arguments", problems)
    kept = {name: with_text_defaults(part) for name, part in view.items() if part is not None}
    kept["blocks"] = normalised(view["blocks"])
    return kept


class Views:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.stacks: dict[str, list[OpenView]] = {}
        self.homes: dict[str, OpenView] = {}

    def top(self, user_id: str) -> OpenView | None:
        stack = self.stacks.get(user_id)
        return stack[-1] if stack else None

    def find(self, view_id: str | None, external_id: str | None = None) -> OpenView:
        """The open view with this id or external id; one that was closed is `not_found`."""
        for view in (v for stack in self.stacks.values() for v in stack):
            if view_id == view.id or (external_id and view.given.get("external_id") == external_id):
                return view
        raise SlackError("not_found")

    def open(self, user_id: str, view: Any) -> OpenView:
        """A new stack with this view at its root. Whatever was open before is gone."""
        given = self._checked(view)
        view_id = _new_id()
        opened = OpenView(view_id, user_id, given, self._new_hash(), root_view_id=view_id)
        opened.values = values_for(opened.blocks)
        self.stacks[user_id] = [opened]
        return opened

    def push(self, user_id: str, view: Any) -> OpenView:
        stack = self.stacks.get(user_id)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= HIGHEST_STACK:
            raise SlackError("push_limit_reached")
        given = self._checked(view)
        below = stack[-1]
        pushed = OpenView(_new_id(), user_id, given, self._new_hash(), below.root_view_id, below.id)
        pushed.values = values_for(pushed.blocks)
        stack.append(pushed)
        return pushed

    def update(self, target: OpenView, view: Any, expected_hash: str | None = None) -> OpenView:
        """The view shows something else; what was typed stays where both ids stay the same."""
        if expected_hash and expected_hash != target.hash:
            raise SlackError("hash_conflict")
        target.given = self._checked(view, except_for=target)
        target.values = values_for(target.blocks, target.values)
        target.hash = self._new_hash()
        target.errors, target.trouble = {}, None
        return target

    def publish(self, user_id: str, view: Any, expected_hash: str | None = None) -> OpenView:
        given = accepted(view, "home")
        old = self.homes.get(user_id)
        if old and expected_hash and expected_hash != old.hash:
            raise SlackError("hash_conflict")
        view_id = old.id if old else _new_id()
        home = OpenView(view_id, user_id, given, self._new_hash(), root_view_id=view_id)
        home.values = values_for(home.blocks, old.values if old else None)
        self.homes[user_id] = home
        return home

    def close(self, view: OpenView) -> None:
        stack = self.stacks.get(view.user_id, [])
        if view in stack:
            stack.remove(view)

    def clear(self, user_id: str) -> None:
        self.stacks.pop(user_id, None)

    def _checked(self, view: Any, except_for: OpenView | None = None) -> View:
        given = accepted(view, "modal")
        external_id = given.get("external_id")
        for other in (v for stack in self.stacks.values() for v in stack):
            if external_id and other is not except_for and other.given.get("external_id") == external_id:
                raise SlackError("duplicate_external_id")
        return given

    def _new_hash(self) -> str:
        return f"{int(self._clock())}.{secrets.token_urlsafe(6)}"


def _new_id() -> str:
    return "V" + secrets.token_hex(5).upper()
