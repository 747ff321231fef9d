"""Slack's limits as a table: what is one too many, and the sentence Slack answers with."""

import copy
from typing import Any

import pytest

from sandbox.slack.limits import message_problems, options_problems, view_problems
from tests.sandbox.tiny_app import card, form, note, option, plain


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    head = {"type": "modal", "title": plain("T"), "submit": plain("S")}
    return {**head, "blocks": list(blocks), **more}


def entry(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("L"), "element": element, **more}


def section(**more: Any) -> dict[str, Any]:
    return {"type": "section", "text": plain("S"), **more}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("B"), **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def text_input(**more: Any) -> dict[str, Any]:
    return {"type": "plain_text_input", **more}


def select(count: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": "static_select", "options": [option(f"O{n}") for n in range(count)], **more}


def channels(**kept: Any) -> dict[str, Any]:
    return {"type": "conversations_select", "filter": kept}


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    inner = {"type": "rich_text_section", "elements": list(elements)}
    return {"type": "rich_text", "elements": [inner]}


def confirm(**more: Any) -> dict[str, Any]:
    return {"title": plain("T"), "text": plain("X"), "confirm": plain("Y"), "deny": plain("N")} | more


def choices(kind: str, count: int) -> dict[str, Any]:
    return {"type": kind, "options": [option(f"O{n}") for n in range(count)]}


WELL = [
    form(),
    note("N", "x"),
    modal(section(), title=plain("x" * 24), callback_id="c" * 255, private_metadata="p" * 3000),
    modal(*[section()] * 100),
    modal(section(text=plain("x" * 3000), fields=[plain("f" * 2000)] * 10)),
    modal({"type": "header", "text": plain("x" * 150)}),
    modal({"type": "context", "elements": [plain("x")] * 10}),
    modal(actions(*[button(action_id=f"a{n}") for n in range(25)])),
    modal(actions(button(text=plain("x" * 75), value="v" * 2000, confirm=confirm()))),
    modal(entry(select(100, placeholder=plain("p" * 150)), label=plain("L" * 2000))),
    modal(entry(select(2, initial_option=option("O1")))),
    modal(entry(choices("checkboxes", 10)), entry(choices("radio_buttons", 10))),
    modal(section(accessory=choices("overflow", 5))),
    modal(entry({"type": "file_input", "filetypes": ["csv"], "max_files": 1})),
    modal(entry(channels(include=["public", "private"], exclude_external_shared_channels=True))),
    modal(
        rich(
            {"type": "text", "text": "On ", "style": {"bold": True}},
            {"type": "date", "timestamp": 1, "format": "{date_short}", "fallback": "then"},
            {"type": "user", "user_id": "U1"},
            {"type": "link", "url": "https://contoso.example", "text": "C"},
            {"type": "emoji", "name": "wave"},
        )
    ),
    {"type": "home", "blocks": [section()]},
]

LESS = "must be less than {} characters"
ITEMS = "no more than {} items allowed"
BROKEN: list[tuple[dict[str, Any], str, str]] = [
    (modal(section(), title=plain("x" * 25)), LESS.format(25), "/view/title/text"),
    (modal(section(), submit=plain("x" * 25)), LESS.format(25), "/view/submit/text"),
    (modal(section(), close=plain("x" * 25)), LESS.format(25), "/view/close/text"),
    (modal(section(), callback_id="x" * 256), LESS.format(256), "/view/callback_id"),
    (modal(section(), private_metadata="x" * 3001), LESS.format(3001), "/view/private_metadata"),
    (modal(section(), submit_disabled=True), "invalid additional property: submit_disabled", "/view"),
    (modal(*[section()] * 101), ITEMS.format(100), "/view/blocks"),
    (modal(), "no fewer than 1 items allowed", "/view/blocks"),
    (modal({"type": "carousel"}), "unsupported type: carousel", "/view/blocks/0/type"),
    (modal(section(colour="red")), "invalid additional property: colour", "/view/blocks/0"),
    (modal({"type": "section"}), "must provide text or fields", "/view/blocks/0"),
    (modal(entry(channels())), "must have at least one field", "/view/blocks/0/element/filter"),
    (
        modal(entry(channels(include=["secret"]))),
        "must be a valid enum value",
        "/view/blocks/0/element/filter/include/0",
    ),
    (modal(section(text=plain(""))), "must be more than 0 characters", "/view/blocks/0/text/text"),
    (modal(section(text=plain("x" * 3001))), LESS.format(3001), "/view/blocks/0/text/text"),
    (modal(section(text="words")), "must provide an object", "/view/blocks/0/text"),
    (modal(section(fields=[plain("f")] * 11)), ITEMS.format(10), "/view/blocks/0/fields"),
    (modal(section(fields=[plain("f" * 2001)])), LESS.format(2001), "/view/blocks/0/fields/0/text"),
    (modal(section(block_id="b" * 256)), LESS.format(256), "/view/blocks/0/block_id"),
    (
        modal(section(block_id="b"), section(block_id="b")),
        "`block_id` b already exists",
        "/view/blocks/1/block_id",
    ),
    (
        modal({"type": "header", "text": plain("x" * 151)}),
        LESS.format(151),
        "/view/blocks/0/text/text",
    ),
    (
        modal({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}),
        "unsupported type: mrkdwn",
        "/view/blocks/0/text/type",
    ),
    (
        modal({"type": "context", "elements": [plain("x")] * 11}),
        ITEMS.format(10),
        "/view/blocks/0/elements",
    ),
    (modal(actions(*[button()] * 26)), ITEMS.format(25), "/view/blocks/0/elements"),
    (
        modal(actions(button(action_id="a"), button(action_id="a"))),
        "`action_id` a already exists",
        "/view/blocks/0/elements/1/action_id",
    ),
    (
        modal(actions(button(text=plain("x" * 76)))),
        LESS.format(76),
        "/view/blocks/0/elements/0/text/text",
    ),
    (modal(actions(button(value="x" * 2001))), LESS.format(2001), "/view/blocks/0/elements/0/value"),
    (
        modal(actions(button(style="default"))),
        "must be a valid enum value",
        "/view/blocks/0/elements/0/style",
    ),
    (
        modal(actions(button(confirm=confirm(title=plain("x" * 101))))),
        LESS.format(101),
        "/view/blocks/0/elements/0/confirm/title/text",
    ),
    (
        modal(actions(button(confirm=confirm(text=plain("x" * 301))))),
        LESS.format(301),
        "/view/blocks/0/elements/0/confirm/text/text",
    ),
    (
        modal(actions(button(confirm=confirm(deny=plain("x" * 31))))),
        LESS.format(31),
        "/view/blocks/0/elements/0/confirm/deny/text",
    ),
    (
        modal(actions(text_input())),
        "unsupported type: plain_text_input",
        "/view/blocks/0/elements/0/type",
    ),
    (modal(entry(button())), "unsupported type: button", "/view/blocks/0/element/type"),
    (
        modal(entry(text_input()), submit=None),
        "must define `submit` to use `input` block",
        "/view/blocks/0/input",
    ),
    (
        modal({"type": "input", "element": text_input()}),
        "missing required field: label",
        "/view/blocks/0",
    ),
    (
        modal(entry(text_input(), hint=plain("x" * 2001))),
        LESS.format(2001),
        "/view/blocks/0/hint/text",
    ),
    (
        modal(entry(text_input(), label=plain("x" * 2001))),
        LESS.format(2001),
        "/view/blocks/0/label/text",
    ),
    (
        modal(entry(text_input(max_length=3001))),
        "must be less than 3001",
        "/view/blocks/0/element/max_length",
    ),
    (
        modal(entry(text_input(max_length=2, initial_value="abc"))),
        LESS.format(3),
        "/view/blocks/0/element/initial_value",
    ),
    (modal(entry(select(0))), "no fewer than 1 items allowed", "/view/blocks/0/element/options"),
    (modal(entry(select(101))), ITEMS.format(100), "/view/blocks/0/element/options"),
    (
        modal(entry({"type": "static_select", "options": [option("x" * 76)]})),
        LESS.format(76),
        "/view/blocks/0/element/options/0/text/text",
    ),
    (
        modal(entry({"type": "static_select", "options": [option("x", "v" * 151)]})),
        LESS.format(151),
        "/view/blocks/0/element/options/0/value",
    ),
    (
        modal(entry({"type": "static_select", "options": [{**option("x"), "description": plain("d" * 76)}]})),
        LESS.format(76),
        "/view/blocks/0/element/options/0/description/text",
    ),
    (
        modal(entry(select(1, placeholder=plain("p" * 151)))),
        LESS.format(151),
        "/view/blocks/0/element/placeholder/text",
    ),
    (
        modal(entry(select(2, initial_option=option("Other")))),
        "must match one of the options",
        "/view/blocks/0/element/initial_option",
    ),
    (
        modal(entry({"type": "static_select"})),
        "must provide exactly one of options or option_groups",
        "/view/blocks/0/element",
    ),
    (modal(entry(choices("checkboxes", 11))), ITEMS.format(10), "/view/blocks/0/element/options"),
    (modal(entry(choices("radio_buttons", 11))), ITEMS.format(10), "/view/blocks/0/element/options"),
    (
        modal(section(accessory=choices("overflow", 6))),
        ITEMS.format(5),
        "/view/blocks/0/accessory/options",
    ),
    (
        modal(entry({"type": "file_input", "max_files": 11})),
        "must be less than 11",
        "/view/blocks/0/element/max_files",
    ),
    (
        modal(rich({"type": "text", "text": ""})),
        "must be more than 0 characters",
        "/view/blocks/0/elements/0/elements/0/text",
    ),
    (
        modal(rich({"type": "date", "timestamp": "1", "format": "{date}"})),
        "must provide an integer",
        "/view/blocks/0/elements/0/elements/0/timestamp",
    ),
    (
        {"type": "home", "blocks": [entry({"type": "file_input"})]},
        "unsupported type: file_input",
        "/view/blocks/0/element/type",
    ),
    (
        {"type": "home", "title": plain("T"), "blocks": [section()]},
        "invalid additional property: title",
        "/view",
    ),
    ({"type": "sheet"}, "unsupported type: sheet", "/view/type"),
]


@pytest.mark.parametrize("view", WELL)
def test_slack_shows_what_keeps_the_limits(view: dict[str, Any]) -> None:
    before = copy.deepcopy(view)
    assert view_problems(view) == []
    assert view == before


@pytest.mark.parametrize(("view", "sentence", "pointer"), BROKEN, ids=[f"{b[1]} {b[2]}" for b in BROKEN])
def test_slack_says_what_is_wrong_and_where(view: dict[str, Any], sentence: str, pointer: str) -> None:
    assert f"[ERROR] {sentence} [json-pointer:{pointer}]" in view_problems(view)


def test_a_view_of_more_than_250_kilobytes_is_too_large() -> None:
    huge = modal(*[section(text=plain("é" * 2900))] * 50)
    assert "[ERROR] must be smaller than 250 KB [json-pointer:/view]" in view_problems(huge)


@pytest.mark.parametrize(
    ("message", "problems"),
    [
        ({"text": "Hello"}, []),
        ({"blocks": card()}, []),
        ({}, ["[ERROR] must provide text or blocks [json-pointer:]"]),
        ({"text": "x" * 40_001}, ["[ERROR] must be less than 40001 characters [json-pointer:/text]"]),
        (
            {"blocks": [entry({"type": "file_input"})]},
            ["[ERROR] unsupported type: file_input [json-pointer:/blocks/0/element/type]"],
        ),
        (
            {"blocks": [section(text=plain("x" * 2700))] * 5},
            ["[ERROR] must be less than 13201 characters in sum [json-pointer:/blocks]"],
        ),
    ],
)
def test_messages_have_limits_of_their_own(message: dict[str, Any], problems: list[str]) -> None:
    assert message_problems(message) == problems


@pytest.mark.parametrize(
    ("answer", "is_fine"),
    [
        ({"options": []}, True),
        ({"options": [option("O")] * 100}, True),
        ({"options": [option("O")] * 101}, False),
        ({"option_groups": [{"label": plain("G"), "options": [option("O")]}]}, True),
        ({"options": [option("x" * 76)]}, False),
        ({}, False),
    ],
)
def test_options_have_limits_too(answer: dict[str, Any], is_fine: bool) -> None:
    assert (options_problems(answer) == []) is is_fine
