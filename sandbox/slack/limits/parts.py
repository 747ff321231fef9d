"""The composition objects: text, options, option groups, confirmation dialogs."""

from collections.abc import Iterator

from sandbox.slack.limits.checks import Check, boolean, by_type, items, one_of, shape, string

AN_ID = string(at_most=255, at_least=1)
A_URL = string(at_most=3000, at_least=1)


def plain_text(at_most: int) -> Check:
    return by_type({"plain_text": _plain(at_most)})


def any_text(at_most: int) -> Check:
    return by_type({"plain_text": _plain(at_most), "mrkdwn": _mrkdwn(at_most)})


def _plain(at_most: int) -> Check:
    return shape({"type": one_of("plain_text"), "text": string(at_most, at_least=1)}, {"emoji": boolean})


def _mrkdwn(at_most: int) -> Check:
    return shape({"type": one_of("mrkdwn"), "text": string(at_most, at_least=1)}, {"verbatim": boolean})


def _option(text: Check, *, has_url: bool = False) -> Check:
    return shape(
        {"text": text, "value": string(at_most=150, at_least=1)},
        {"description": text, **({"url": A_URL} if has_url else {})},
    )


SELECT_OPTION = _option(plain_text(75))
OVERFLOW_OPTION = _option(plain_text(75), has_url=True)
CHOICE_OPTION = _option(any_text(75))
OPTION_GROUP = shape({"label": plain_text(75), "options": items(SELECT_OPTION, at_most=100)})

CONFIRM = shape(
    {
        "title": plain_text(100),
        "text": any_text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
    },
    {"style": one_of("primary", "danger")},
)

DISPATCH_CONFIG = shape(
    {},
    {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), at_most=2)},
)


def options_in(element: dict[str, object]) -> list[object]:
    """Every option of a select, whether it stands in a group or not."""
    plain = element.get("options")
    groups = element.get("option_groups")
    found = list(plain) if isinstance(plain, list) else []
    for group in groups if isinstance(groups, list) else []:
        inner = group.get("options") if isinstance(group, dict) else None
        found += inner if isinstance(inner, list) else []
    return found


def as_compared(option: object) -> object:
    """An option without what Slack fills in by itself (`emoji`, `verbatim`)."""
    if not isinstance(option, dict):
        return option
    return {
        name: {k: v for k, v in part.items() if k not in {"emoji", "verbatim"}}
        if isinstance(part, dict)
        else part
        for name, part in option.items()
    }


def flat_texts(value: object) -> Iterator[str]:
    """Every `text` string anywhere inside a block, as Slack sums them for long messages."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "text" and isinstance(part, str):
                yield part
            else:
                yield from flat_texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from flat_texts(part)
