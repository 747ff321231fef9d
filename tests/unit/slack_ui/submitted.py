"""What Slack sends when a person submits a form, as the stand-in does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.slack.inputs import values_for
from sandbox.slack.normalise import normalised

if TYPE_CHECKING:
    from slack_sdk.models.views import View


def submitted(view: View, **entered: Any) -> dict[str, Any]:
    """Submit a view as it is drawn, but for what was ``entered``: field → text, option or options."""
    sent = view.to_dict()
    sent["blocks"] = normalised(sent["blocks"])
    values = values_for(sent["blocks"])
    for block_id, elements in values.items():
        field = block_id.rpartition("-")[0]
        if field in entered:
            element = next(iter(elements.values()))
            element.update(_as_sent(element["type"], entered[field]))
    sent["state"] = {"values": values}
    return sent


def input_ids(view: View) -> set[str]:
    """The block_ids of the inputs: those that errors may name."""
    return {block["block_id"] for block in view.to_dict()["blocks"] if block["type"] == "input"}


def _as_sent(kind: str, value: Any) -> dict[str, Any]:
    if kind in {"plain_text_input", "number_input"}:
        return {"value": value or None}
    if kind == "conversations_select":
        return {"selected_conversation": value or None}
    if kind == "datepicker":
        return {"selected_date": value or None}
    if kind == "users_select":
        return {"selected_user": value or None}
    if kind in {"checkboxes", "multi_static_select"}:
        return {"selected_options": [{"value": each} for each in value]}
    return {"selected_option": {"value": value} if value else None}
