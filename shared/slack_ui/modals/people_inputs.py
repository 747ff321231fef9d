"""Whom a form is about: users chosen by typing, or everyone who passes a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import (
    ExternalDataMultiSelectElement,
    InputBlock,
    StaticSelectElement,
)

from shared.domain.user import Everyone, UserFilter
from shared.slack_ui.ids import Options
from shared.slack_ui.options import MAXIMUM_OPTIONS, option
from shared.slack_ui.products import LONGEST_NAME, fitted
from shared.slack_ui.texts import OPTION, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_sdk.models.blocks import Option

    from shared.domain.user import User
    from shared.i18n.translator import Translator
    from shared.operations.looking import LicenseOverview
    from shared.slack_ui.ids import Click
    from shared.slack_ui.inputs import Inputs

MAXIMUM_CHOSEN = 50  # users, one by one

_CHOSEN = "chosen"
_NAMED = 12  # users named in one sentence


def who_input(
    t: Translator,
    inputs: Inputs,
    label: str,
    click: Click,
    overview: LicenseOverview,
    everyone: Everyone | None,
) -> InputBlock:
    """Ask whether it is about the users chosen below, or about everyone who passes a filter."""
    filters = [
        Everyone(),
        Everyone(UserFilter.WITHOUT_LICENSE),
        Everyone(UserFilter.ADMINISTRATORS),
        *(Everyone(UserFilter.WITH_LICENSE, each.id) for each in overview.subscriptions),
    ]
    shown = [each for each in filters if each == everyone or overview.count_of(each)]
    options: dict[Everyone | None, Option] = {None: option(t("The users chosen below"), _CHOSEN)}
    options |= {each: option(_text(t, overview, each), _value(each)) for each in shown[: MAXIMUM_OPTIONS - 1]}
    return InputBlock(
        block_id=inputs.block_id("who"),
        label=plain(label),
        element=StaticSelectElement(
            action_id=click.value,
            options=list(options.values()),
            initial_option=options[everyone],
        ),
        dispatch_action=True,
    )


def users_input(
    t: Translator, inputs: Inputs, chosen: Mapping[str, str], *, hint: str = "", calls_back: bool = False
) -> InputBlock:
    """Ask for users by typing their names. ``chosen`` maps their ids to the names they are shown by."""
    return InputBlock(
        block_id=inputs.block_id("users"),
        label=plain(t("Users")),
        element=ExternalDataMultiSelectElement(
            action_id=Options.USERS.value,
            min_query_length=0,
            max_selected_items=MAXIMUM_CHOSEN,
            placeholder=plain(t("First letters of a name or user name"), 150),
            initial_options=[option(name, user_id) for user_id, name in chosen.items()] or None,
        ),
        hint=plain(hint, 2000) if hint else None,
        dispatch_action=calls_back or None,
    )


def user_options(users: Sequence[User]) -> list[Option]:
    """Offer users by display name, each with the name that they sign in with."""
    return [
        option(user.profile.display_name, user.id, user.user_principal_name)
        for user in users[:MAXIMUM_OPTIONS]
    ]


def read_who(value: str) -> Everyone | None:
    """Read which filter was chosen; None for the users chosen one by one."""
    if value in {"", _CHOSEN}:
        return None
    user_filter, _, sku_id = value.partition(":")
    return Everyone(UserFilter(user_filter), sku_id)


def held_values(view: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Read the inputs of a view. Slack may leave out what it was given to begin with and nobody touched."""
    values = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            held = dict(view["state"]["values"].get(block["block_id"], {}).get(element["action_id"]) or {})
            if not held.get("selected_option"):  # a select of one cannot be emptied
                held["selected_option"] = element.get("initial_option")
            if held.get("selected_options") is None:
                held["selected_options"] = element.get("initial_options")
            values[block["block_id"]] = {element["action_id"]: held}
    return values


def who_name(t: Translator, overview: LicenseOverview, everyone: Everyone, limit: int = LONGEST_NAME) -> str:
    """Name those who pass a filter: "Administrators", "With Office 365 E3"."""
    if everyone.user_filter is not UserFilter.WITH_LICENSE:
        return {
            UserFilter.ALL: t("All users"),
            UserFilter.WITHOUT_LICENSE: t("Without a license"),
            UserFilter.ADMINISTRATORS: t("Administrators"),
        }[everyone.user_filter]
    subscription = next((each for each in overview.subscriptions if each.id == everyone.sku_id), None)
    if subscription is None:
        return t("With {product}", product=everyone.sku_id)
    return fitted(lambda name: t("With {product}", product=name), subscription, limit)


def listed_names(t: Translator, names: Sequence[str]) -> str:
    """Enumerate people; those for whom there is no room are counted."""
    if len(names) <= _NAMED:
        return t.listed(list(names))
    return t.listed([*names[:_NAMED], t.n("{count} more", "{count} more", len(names) - _NAMED)])


def _text(t: Translator, overview: LicenseOverview, everyone: Everyone) -> str:
    count = f" ({t.number(overview.count_of(everyone))})"
    return who_name(t, overview, everyone, OPTION - len(count)) + count


def _value(everyone: Everyone) -> str:
    return (
        f"{everyone.user_filter.value}:{everyone.sku_id}" if everyone.sku_id else everyone.user_filter.value
    )
