"""Block Kit as JSON, without the look for validators that slack_sdk repeats on every object.

That look takes most of the time of an answer: 6 ms for a page of users. Our texts are cut to Slack's
limits where they are made, and the tests draw every view with slack_sdk's own checks too.
"""

from __future__ import annotations

from typing import Any

from slack_sdk.models import JsonObject
from slack_sdk.models.blocks import Option
from slack_sdk.models.views import View

_NAMES: dict[type, list[str]] = {}


class Modal(View):
    """A modal that draws itself quickly."""

    def to_dict(self, *_args: Any) -> dict[str, Any]:
        """Draw what is there."""
        return _fields(self)


class Home(Modal):
    """An App Home, drawn likewise."""


class Choice(Option):
    """An option of a select that draws itself quickly; its texts are text objects."""

    def to_dict(self, option_type: str = "block") -> dict[str, Any]:  # noqa: ARG002  slack_sdk's signature
        """Draw what is there."""
        drawing = {"text": _drawn(self._text), "value": self.value}
        if self.description is not None:
            drawing["description"] = _drawn(self._block_description)
        return drawing


def _drawn(part: Any) -> Any:
    if isinstance(part, (list, tuple)):
        return [_drawn(each) for each in part]
    if not isinstance(part, JsonObject):
        return part
    return part.to_dict() if type(part).to_dict is not JsonObject.to_dict else _fields(part)


def _fields(thing: JsonObject) -> dict[str, Any]:
    kind = type(thing)
    if kind not in _NAMES:
        _NAMES[kind] = sorted(thing.attributes)
    parts = ((name, getattr(thing, name, None)) for name in _NAMES[kind])
    return {name: _drawn(part) for name, part in parts if part is not None and part not in ("", [])}
