"""What the lists of users have in common: a search box, pages, and where in the list one is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zlib import crc32

from slack_sdk.models.blocks import InputBlock, PlainTextInputElement
from slack_sdk.models.blocks.basic_components import DispatchActionConfig

from shared.domain.text import tidy
from shared.operations.looking import USERS_A_PAGE
from shared.ports import Cursor
from shared.slack_ui.blocks import button
from shared.slack_ui.texts import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.models.blocks import ButtonElement

    from shared.i18n.translator import Translator
    from shared.operations.looking import DeletedList, UserList, UserQuery
    from shared.slack_ui.ids import Click

MAXIMUM_TYPED = 100  # characters of a search; they ride in the view's state


def search_input(t: Translator, click: Click, typed: str) -> InputBlock:
    """Ask whom to look for. What was searched is in the block_id: *Show all* must empty it."""
    element = PlainTextInputElement(
        action_id=click.value,
        initial_value=typed[:MAXIMUM_TYPED] or None,
        max_length=MAXIMUM_TYPED,
        placeholder=plain(t("First letters of a name or user name"), 150),
        dispatch_action_config=DispatchActionConfig(trigger_actions_on=["on_enter_pressed"]),
    )
    return InputBlock(
        block_id=f"search-{mark(typed)}",
        label=plain(t("Search")),
        element=element,
        dispatch_action=True,
        optional=True,
    )


def typed_in(view: Mapping[str, Any], click: Click) -> str:
    """Read what was typed into the search box."""
    for elements in view["state"]["values"].values():
        if click in elements:
            return tidy(elements[click].get("value"))[:MAXIMUM_TYPED].rstrip()
    return ""


def mark(text: str) -> str:
    """Make a short mark of a text, to tell one block from another."""
    return f"{crc32(text.encode()):08x}" if text else "none"


def turned(query: UserQuery, cursor: str, *, is_next: bool) -> UserQuery:
    """Turn a page. ``skip`` counts those before it: that pages a search, and numbers any list."""
    skip = max(0, query.skip + (USERS_A_PAGE if is_next else -USERS_A_PAGE))
    if query.typed:
        return replace(query, skip=skip)
    return replace(query, skip=skip, cursor=Cursor(after=cursor) if is_next else Cursor(before=cursor))


def position(t: Translator, users: UserList | DeletedList, total: int) -> str:
    """Say which of the users are shown; of a search ``total`` is what it found."""
    is_first = users.matches is None and users.page.before is None
    first = (0 if is_first else users.query.skip) + 1
    last = first + len(users.page.items) - 1
    return t(
        "{first} to {last} of {total}",
        first=t.number(first),
        last=t.number(last),
        total=t.number(max(total if users.matches is None else users.matches, last)),
    )


def pager(
    t: Translator, users: UserList | DeletedList, previous: Click, following: Click
) -> list[ButtonElement]:
    """Buttons that carry where their page starts; in a search that is a number."""
    if users.matches is None:
        before, after = users.page.before, users.page.after
    else:
        skip = users.query.skip
        before = str(max(0, skip - USERS_A_PAGE)) if skip else None
        after = str(skip + USERS_A_PAGE) if skip + USERS_A_PAGE < users.matches else None
    buttons = []
    if before is not None:
        buttons.append(button(t("Previous"), previous, before))
    if after is not None:
        buttons.append(button(t("Next"), following, after))
    return buttons
