"""The surfaces: a modal, the App Home, a message."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.limits.blocks import block_list
from sandbox.slack.limits.checks import Check, boolean, by_type, one_of, problem, shape, string
from sandbox.slack.limits.parts import flat_texts, plain_text

LARGEST_VIEW = 250 * 1024
LONGEST_TEXT = 40_000
LONGEST_BLOCKS = 13_200  # undocumented; measured by others, bolt-js issue 2509
LONGEST_MARKDOWN = 12_000


def _inputs_need_submit(value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, dict) or value.get("submit") is not None:
        return
    blocks = value.get("blocks")
    for index, block in enumerate(blocks if isinstance(blocks, list) else []):
        if isinstance(block, dict) and block.get("type") == "input":
            yield problem("must define `submit` to use `input` block", f"{pointer}/blocks/{index}/input")


def _one_focus(value: object, pointer: str) -> Iterator[str]:
    if json.dumps(value).count('"focus_on_load": true') > 1:
        yield problem("only one element may have `focus_on_load`", f"{pointer}/blocks")


COMMON: dict[str, Check] = {
    "private_metadata": string(at_most=3000),
    "callback_id": string(at_most=255),
    "external_id": string(at_most=255),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
}

VIEW = by_type(
    {
        "modal": shape(
            {
                "type": one_of("modal"),
                "title": plain_text(24),
                "blocks": block_list("modal", at_most=100),
            },
            {**COMMON, "submit": plain_text(24), "close": plain_text(24)},
            [_inputs_need_submit, _one_focus],
        ),
        "home": shape(
            {"type": one_of("home"), "blocks": block_list("home", at_most=100)},
            COMMON,
            [_one_focus],
        ),
    }
)

MESSAGE_BLOCKS = block_list("message", at_most=50, at_least=0)


def view_size(view: Mapping[str, Any]) -> int:
    return len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode())


def view_problems(view: Mapping[str, Any]) -> list[str]:
    """Slack shows this view, or says why not: one sentence per problem."""
    given = {name: part for name, part in view.items() if part is not None}
    problems = list(VIEW(given, "/view"))
    if view_size(given) > LARGEST_VIEW:
        problems.append(problem("must be smaller than 250 KB", "/view"))
    return problems


def message_problems(message: Mapping[str, Any]) -> list[str]:
    """Slack posts this message (`text`, `blocks`), or says why not: one sentence per problem."""
    text, blocks = message.get("text"), message.get("blocks")
    problems = []
    if not text and not blocks and not message.get("attachments"):
        problems.append(problem("must provide text or blocks", ""))
    if text is not None:
        problems += string(at_most=LONGEST_TEXT)(text, "/text")
    if blocks is not None:
        problems += MESSAGE_BLOCKS(blocks, "/blocks")
        if sum(map(len, flat_texts(blocks))) > LONGEST_BLOCKS:
            problems.append(problem(f"must be less than {LONGEST_BLOCKS + 1} characters in sum", "/blocks"))
        markdown = [b for b in blocks if isinstance(b, dict) and b.get("type") == "markdown"]
        if sum(map(len, flat_texts(markdown))) > LONGEST_MARKDOWN:
            problems.append(problem(f"must be less than {LONGEST_MARKDOWN + 1} characters in sum", "/blocks"))
    return problems
