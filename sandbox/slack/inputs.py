"""What a person has put into the elements of a view or message, in the shapes Slack sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Element = dict[str, Any]
Values = dict[str, dict[str, dict[str, Any]]]

# Element type → where its value stands in `view.state.values`, where it starts, what empty is.
TEXT = ("value", "initial_value", None)
ONE = ("selected_option", "initial_option", None)
MANY: tuple[str, str, Any] = ("selected_options", "initial_options", [])
SHAPES: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": TEXT,
    "email_text_input": TEXT,
    "url_text_input": TEXT,
    "number_input": TEXT,
    "static_select": ONE,
    "external_select": ONE,
    "radio_buttons": ONE,
    "multi_static_select": MANY,
    "multi_external_select": MANY,
    "checkboxes": MANY,
    "users_select": ("selected_user", "initial_user", None),
    "multi_users_select": ("selected_users", "initial_users", []),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "file_input": ("files", "", []),
}


def elements_of(block: dict[str, Any]) -> Iterator[Element]:
    """The interactive elements of a block, in the order a person meets them."""
    kind = block.get("type")
    if kind == "input":
        yield block["element"]
    elif kind == "actions":
        yield from block["elements"]
    elif kind == "section" and block.get("accessory", {}).get("type") not in (None, "image"):
        yield block["accessory"]


def initial_value(element: Element) -> dict[str, Any]:
    kind = element["type"]
    where, starts, empty = SHAPES[kind]
    value = element.get(starts, list(empty) if isinstance(empty, list) else empty)
    return {"type": kind, where: value}


def content(value: dict[str, Any]) -> Any:
    return value[SHAPES[value["type"]][0]]


def with_content(element: Element, value: Any) -> dict[str, Any]:
    kind = element["type"]
    return {"type": kind, SHAPES[kind][0]: value}


def is_empty(value: dict[str, Any]) -> bool:
    return content(value) in (None, "", [])


def values_for(blocks: list[dict[str, Any]], kept: Values | None = None) -> Values:
    """The values to show: what was typed stays where block_id and action_id are the same."""
    values: Values = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] not in SHAPES:
                continue
            block_id, action_id = block["block_id"], element["action_id"]
            old = (kept or {}).get(block_id, {}).get(action_id)
            stays = old is not None and old["type"] == element["type"] and _fits(element, old)
            values.setdefault(block_id, {})[action_id] = (
                old if stays and old is not None else initial_value(element)
            )
    return values


def _fits(element: Element, old: dict[str, Any]) -> bool:
    """A kept choice must still be offered; typed text and external choices always fit."""
    if "options" not in element and "option_groups" not in element:
        return True
    offered = {option["value"] for option in options_of(element)}
    chosen = content(old)
    chosen = chosen if isinstance(chosen, list) else [chosen] if chosen else []
    return all(option["value"] in offered for option in chosen)


def options_of(element: Element) -> list[dict[str, Any]]:
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    return [option for group in groups for option in group["options"]]
