"""An answer that is too large for one frame of Socket Mode, and how it gets to Slack all the same.

Slack's server takes frames of at most 20,480 bytes from a client. A larger one is lost without an error, or
closes the socket with code 1009, and the envelope is delivered again: slack-go/slack#1196 and
revelrylabs/slax#614. The Web API has no such limit: views and messages follow there.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

Payload = dict[str, Any]

FRAME = 20_480  # bytes
PLACEHOLDER = "…"


@dataclass(frozen=True, slots=True)
class Fitted:
    """What acknowledges an envelope, and what follows through the Web API.

    ``view`` takes the place of the small view in the acknowledgement, which is found by its external id.
    ``message`` goes to the response URL of a slash command.
    """

    payload: Payload | None
    view: Payload = field(default_factory=dict)
    external_id: str = ""
    message: Payload = field(default_factory=dict)


def fitted(envelope_id: str, payload: Payload | None) -> Fitted:
    """Return an answer that fits into a frame: as it is where it does.

    A view waits behind a small one; options, and what is wrong with inputs, end where the room ends.
    """
    if payload is None or fits(envelope_id, payload):
        return Fitted(payload)
    if "view" in payload:
        external_id = uuid4().hex
        small = payload | {"view": _small(payload["view"], external_id)}
        return Fitted(small, view=payload["view"], external_id=external_id)
    if "options" in payload:
        return Fitted(_cut(envelope_id, len(payload["options"]), lambda kept: _options(payload, kept)))
    if "option_groups" in payload:
        count = sum(len(group["options"]) for group in payload["option_groups"])
        return Fitted(_cut(envelope_id, count, lambda kept: _grouped(payload, kept)))
    if "errors" in payload:
        return Fitted(_cut(envelope_id, len(payload["errors"]), lambda kept: _errors(payload, kept)))
    return Fitted(None, message=payload)


def frame(envelope_id: str, payload: Payload | None) -> str:
    """Return the text of an acknowledgement; letters are not escaped, which would take six bytes each."""
    envelope: Payload = {"envelope_id": envelope_id}
    if payload is not None:
        envelope["payload"] = payload
    return json.dumps(envelope, ensure_ascii=False)


def fits(envelope_id: str, payload: Payload | None) -> bool:
    """Return whether an acknowledgement is no larger than Slack takes."""
    return len(frame(envelope_id, payload).encode()) <= FRAME


def _small(view: Payload, external_id: str) -> Payload:
    """Return a modal of the same name that holds a place: nothing in it can be filled in or submitted."""
    return {
        "type": view["type"],
        "title": view["title"],
        "external_id": external_id,
        "blocks": [{"type": "section", "text": {"type": "plain_text", "text": PLACEHOLDER}}],
    }


def _cut(envelope_id: str, count: int, keep: Callable[[int], Payload]) -> Payload:
    """Return as many of the first things as fit."""
    fitting, too_many = 0, count
    while too_many - fitting > 1:
        middle = (fitting + too_many) // 2
        if fits(envelope_id, keep(middle)):
            fitting = middle
        else:
            too_many = middle
    return keep(fitting)


def _options(payload: Payload, kept: int) -> Payload:
    return payload | {"options": payload["options"][:kept]}


def _grouped(payload: Payload, kept: int) -> Payload:
    groups = []
    for group in payload["option_groups"]:
        options = group["options"][:kept]
        kept -= len(options)
        if options:
            groups.append(group | {"options": options})
    return payload | {"option_groups": groups}


def _errors(payload: Payload, kept: int) -> Payload:
    return payload | {"errors": dict(list(payload["errors"].items())[:kept])}
