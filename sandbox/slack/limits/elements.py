"""The elements that stand inside blocks: buttons, selects, inputs and pickers."""

from collections.abc import Iterator

from sandbox.slack.limits.checks import (
    Check,
    boolean,
    either,
    integer,
    items,
    one_of,
    problem,
    shape,
    string,
)
from sandbox.slack.limits.parts import (
    A_URL,
    AN_ID,
    CHOICE_OPTION,
    CONFIRM,
    DISPATCH_CONFIG,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    SELECT_OPTION,
    as_compared,
    options_in,
    plain_text,
)

A_USER = string(at_least=1)
A_DATE = string(pattern=r"\d{4}-\d{2}-\d{2}")
A_TIME = string(pattern=r"\d{2}:\d{2}")


def _initial_is_an_option(value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    known = [as_compared(option) for option in options_in(value)]
    if "initial_option" in value and as_compared(value["initial_option"]) not in known:
        yield problem("must match one of the options", f"{pointer}/initial_option")
    chosen = value.get("initial_options")
    for index, option in enumerate(chosen if isinstance(chosen, list) else []):
        if as_compared(option) not in known:
            yield problem("must match one of the options", f"{pointer}/initial_options/{index}")


def _no_more_than_allowed(value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    most = value.get("max_selected_items")
    for name in ("initial_options", "initial_users"):
        chosen = value.get(name)
        if isinstance(chosen, list) and isinstance(most, int) and len(chosen) > most:
            yield problem(f"no more than {most} items allowed", f"{pointer}/{name}")


def _initial_value_fits(value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    initial, most, least = (
        value.get("initial_value"),
        value.get("max_length"),
        value.get("min_length"),
    )
    if isinstance(initial, str) and isinstance(most, int) and len(initial) > most:
        yield problem(f"must be less than {most + 1} characters", f"{pointer}/initial_value")
    if isinstance(most, int) and isinstance(least, int) and least > most:
        yield problem("must not be greater than max_length", f"{pointer}/min_length")


def _something_is_filtered(value: object, pointer: str) -> Iterator[str]:
    if value == {}:
        yield problem("must have at least one field", pointer)


def _element(
    kind: str,
    required: dict[str, Check] | None = None,
    optional: dict[str, Check] | None = None,
    *rules: Check,
) -> Check:
    return shape(
        {"type": one_of(kind), **(required or {})},
        {"action_id": AN_ID, "confirm": CONFIRM, "focus_on_load": boolean, **(optional or {})},
        rules,
    )


def _typed(
    kind: str, optional: dict[str, Check], required: dict[str, Check] | None = None, *rules: Check
) -> Check:
    typed = {
        "placeholder": plain_text(150),
        "dispatch_action_config": DISPATCH_CONFIG,
        "focus_on_load": boolean,
    }
    return shape({"type": one_of(kind), **(required or {})}, {"action_id": AN_ID, **typed, **optional}, rules)


def _select(kind: str, optional: dict[str, Check], *rules: Check) -> Check:
    return _element(kind, {}, {"placeholder": plain_text(150), **optional}, *rules)


MANY: dict[str, Check] = {"max_selected_items": integer(1)}
STATIC: dict[str, Check] = {
    "options": items(SELECT_OPTION, at_most=100),
    "option_groups": items(OPTION_GROUP, at_most=100),
}
EXTERNAL: dict[str, Check] = {"min_query_length": integer(0)}
FILTER: dict[str, Check] = {
    "include": items(one_of("im", "mpim", "private", "public")),
    "exclude_bot_users": boolean,
    "exclude_external_shared_channels": boolean,
}
CHOSEN = items(SELECT_OPTION, at_most=100)
CHOICES = items(CHOICE_OPTION, at_most=10)

ELEMENTS: dict[str, Check] = {
    "button": shape(
        {"type": one_of("button"), "text": plain_text(75)},
        {
            "action_id": AN_ID,
            "url": A_URL,
            "value": string(at_most=2000),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(at_most=75, at_least=1),
        },
    ),
    "image": shape({"type": one_of("image"), "image_url": A_URL, "alt_text": string(2000, at_least=1)}),
    "overflow": shape(
        {"type": one_of("overflow"), "options": items(OVERFLOW_OPTION, at_most=5)},
        {"action_id": AN_ID, "confirm": CONFIRM},
    ),
    "checkboxes": _element(
        "checkboxes", {"options": CHOICES}, {"initial_options": CHOICES}, _initial_is_an_option
    ),
    "radio_buttons": _element(
        "radio_buttons",
        {"options": CHOICES},
        {"initial_option": CHOICE_OPTION},
        _initial_is_an_option,
    ),
    "datepicker": _select("datepicker", {"initial_date": A_DATE}),
    "timepicker": _select("timepicker", {"initial_time": A_TIME, "timezone": string(at_least=1)}),
    "datetimepicker": _element(
        "datetimepicker", {}, {"initial_date_time": integer(1_000_000_000, 9_999_999_999)}
    ),
    "static_select": _select(
        "static_select",
        {**STATIC, "initial_option": SELECT_OPTION},
        either("options", "option_groups"),
        _initial_is_an_option,
    ),
    "multi_static_select": _select(
        "multi_static_select",
        {**STATIC, **MANY, "initial_options": CHOSEN},
        either("options", "option_groups"),
        _initial_is_an_option,
        _no_more_than_allowed,
    ),
    "external_select": _select("external_select", {**EXTERNAL, "initial_option": SELECT_OPTION}),
    "multi_external_select": _select(
        "multi_external_select",
        {**EXTERNAL, **MANY, "initial_options": CHOSEN},
        _no_more_than_allowed,
    ),
    "users_select": _select("users_select", {"initial_user": A_USER}),
    "multi_users_select": _select(
        "multi_users_select", {**MANY, "initial_users": items(A_USER)}, _no_more_than_allowed
    ),
    "conversations_select": _select(
        "conversations_select",
        {
            "initial_conversation": string(at_least=1),
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": shape({}, FILTER, (_something_is_filtered,)),
        },
    ),
    "plain_text_input": _typed(
        "plain_text_input",
        {
            "multiline": boolean,
            "initial_value": string(at_most=3000),
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        {},
        _initial_value_fits,
    ),
    "email_text_input": _typed("email_text_input", {"initial_value": string()}),
    "url_text_input": _typed("url_text_input", {"initial_value": string()}),
    "number_input": _typed(
        "number_input",
        {"initial_value": string(), "min_value": string(), "max_value": string()},
        {"is_decimal_allowed": boolean},
    ),
    "file_input": shape(
        {"type": one_of("file_input")},
        {"action_id": AN_ID, "filetypes": items(string(at_least=1)), "max_files": integer(1, 10)},
    ),
}

SELECTS = {name for name in ELEMENTS if name.endswith("_select")}
PICKERS = {"checkboxes", "radio_buttons", "datepicker", "timepicker"}
TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
IN_SECTION = SELECTS | PICKERS | {"button", "overflow", "image"}
IN_ACTIONS = SELECTS | PICKERS | {"button", "overflow", "datetimepicker"}
IN_INPUT = SELECTS | PICKERS | TYPED | {"datetimepicker"}
