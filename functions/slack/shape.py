"""The parts that every request of a kind has, by Slack's reference: what lacks one is not taken.

Behind the edge nothing meets a body of another shape. What else is in a body, Slack may change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Shape: TypeAlias = "type | tuple[type, ...] | Mapping[str, Shape] | Each | Maybe"


@dataclass(frozen=True, slots=True)
class Each:
    """A list of at least so many items, each of which fits."""

    item: Shape
    least: int = 0


@dataclass(frozen=True, slots=True)
class Maybe:
    """Absent, null, or fitting."""

    shape: Shape


_PERSON: Mapping[str, Shape] = {"id": str, "team_id": Maybe(str)}
_VIEW: Mapping[str, Shape] = {
    "id": str,
    "type": str,
    "callback_id": str,
    "private_metadata": str,
    "blocks": Each({"type": str, "block_id": str}),
}
_FORM: Mapping[str, Shape] = {**_VIEW, "state": {"values": dict}}

# Of these Bolt and we make out where a request comes from, whatever its kind.
_ORIGIN: Mapping[str, Shape] = {
    "enterprise": Maybe((str, dict)),
    "user": Maybe((str, dict)),
    "channel": Maybe((str, dict)),
    "authorizations": Maybe(Each(dict)),
}
_ANY: Mapping[str, Shape] = {
    **_ORIGIN,
    "type": Maybe(str),
    "team": Maybe(dict),
    "view": Maybe(dict),
    "event": Maybe({**_ORIGIN, "type": str}),
    "response_urls": Maybe(Each(dict)),
}

_KINDS: Mapping[str, Shape] = {
    "slash_command": {"command": str, "text": Maybe(str), "user_id": Maybe(str)},
    "block_actions": {"user": _PERSON, "actions": Each({"action_id": str}, least=1), "view": Maybe(_VIEW)},
    "block_suggestion": {"user": _PERSON, "action_id": str, "value": str, "view": Maybe(_VIEW)},
    "view_submission": {"user": _PERSON, "view": _FORM},
    "view_closed": {"user": _PERSON, "view": _VIEW},
    "event_callback": {"event": {"type": str}},
}

# What each event that we listen to has of its own.
_EVENTS: Mapping[str, Shape] = {
    "app_home_opened": {"user": str, "tab": Maybe(str)},
    "subteam_members_changed": {"subteam_id": str},
    "subteam_updated": {"subteam": {"id": str}},
    "user_change": {"user": {"id": str}},
}


def kind_of(body: Mapping[str, Any]) -> str:
    """Name the kind of a request in Slack's own word."""
    return "slash_command" if "command" in body else str(body.get("type"))


def is_whole(body: Mapping[str, Any]) -> bool:
    """Tell whether a body has what every body of its kind has. One of an unknown kind needs little."""
    kind = kind_of(body)
    if not (_fits(body, _ANY) and _fits(body, _KINDS.get(kind, {}))):
        return False
    return kind != "event_callback" or _fits(body["event"], _EVENTS.get(body["event"]["type"], {}))


def _fits(value: object, shape: Shape) -> bool:
    if isinstance(shape, Maybe):
        return value is None or _fits(value, shape.shape)
    if isinstance(shape, Each):
        if not isinstance(value, list) or len(value) < shape.least:
            return False
        return all(_fits(each, shape.item) for each in value)
    if isinstance(shape, Mapping):
        return isinstance(value, dict) and all(_fits(value.get(name), part) for name, part in shape.items())
    return isinstance(value, shape)
