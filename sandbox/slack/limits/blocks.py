"""The blocks: which fields each has, which elements may stand in it, and on which surface."""

from collections.abc import Iterator
from typing import Literal

from sandbox.slack.limits.checks import (
    Check,
    boolean,
    by_type,
    items,
    one_of,
    problem,
    shape,
    string,
)
from sandbox.slack.limits.elements import ELEMENTS, IN_ACTIONS, IN_INPUT, IN_SECTION
from sandbox.slack.limits.parts import A_URL, AN_ID, any_text, plain_text
from sandbox.slack.limits.rich_text import RICH_TEXT

Surface = Literal["modal", "home", "message"]

CONTEXT_ELEMENTS = {
    "image": ELEMENTS["image"],
    "plain_text": any_text(3000),
    "mrkdwn": any_text(3000),
}


def _text_or_fields(value: object, pointer: str) -> Iterator[str]:
    if isinstance(value, dict) and "text" not in value and "fields" not in value:
        yield problem("must provide text or fields", pointer)


def _ids_are_unique(value: object, pointer: str) -> Iterator[str]:
    elements = value.get("elements") if isinstance(value, dict) else None
    seen: set[object] = set()
    for index, element in enumerate(elements if isinstance(elements, list) else []):
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if isinstance(action_id, str) and action_id in seen:
            yield problem(f"`action_id` {action_id} already exists", f"{pointer}/elements/{index}/action_id")
        seen.add(str(action_id))


def _block(
    kind: str, required: dict[str, Check], optional: dict[str, Check] | None = None, *rules: Check
) -> Check:
    return shape({"type": one_of(kind), **required}, {"block_id": AN_ID, **(optional or {})}, rules)


def _input(in_it: set[str]) -> Check:
    return _block(
        "input",
        {"label": plain_text(2000), "element": by_type(ELEMENTS, in_it)},
        {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    )


EVERYWHERE: dict[str, Check] = {
    "section": _block(
        "section",
        {},
        {
            "text": any_text(3000),
            "fields": items(any_text(2000), at_most=10),
            "accessory": by_type(ELEMENTS, IN_SECTION),
            "expand": boolean,
        },
        _text_or_fields,
    ),
    "divider": _block("divider", {}),
    "header": _block("header", {"text": plain_text(150)}),
    "context": _block("context", {"elements": items(by_type(CONTEXT_ELEMENTS), at_most=10)}),
    "actions": _block(
        "actions",
        {"elements": items(by_type(ELEMENTS, IN_ACTIONS), at_most=25)},
        {},
        _ids_are_unique,
    ),
    "image": _block(
        "image",
        {"image_url": A_URL, "alt_text": string(2000, at_least=1)},
        {"title": plain_text(2000)},
    ),
    "rich_text": RICH_TEXT,
}

ON_SURFACE: dict[Surface, dict[str, Check]] = {
    "modal": {**EVERYWHERE, "input": _input(IN_INPUT | {"file_input"})},
    "home": {**EVERYWHERE, "input": _input(IN_INPUT)},
    "message": {
        **EVERYWHERE,
        "input": _input(IN_INPUT),
        "markdown": _block("markdown", {"text": string(12_000, at_least=1)}),
    },
}


def block_list(surface: Surface, at_most: int, at_least: int = 1) -> Check:
    """A list of blocks for this surface, whose ids are unique in it."""
    each = items(by_type(ON_SURFACE[surface]), at_most=at_most, at_least=at_least)

    def check(value: object, pointer: str) -> Iterator[str]:
        yield from each(value, pointer)
        seen: set[object] = set()
        for index, block in enumerate(value if isinstance(value, list) else []):
            block_id = block.get("block_id") if isinstance(block, dict) else None
            if isinstance(block_id, str) and block_id in seen:
                yield problem(f"`block_id` {block_id} already exists", f"{pointer}/{index}/block_id")
            seen.add(str(block_id))

    return check
