"""Deleted users of a customer, as long as they can be restored: what goes next comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.domain.action import Action
from shared.domain.user import UserFilter
from shared.operations.looking import UserQuery
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, context, customer_warning, header, section
from shared.slack_ui.deletion import time_left, who_deleted
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.listing import pager, position, search_input, turned, typed_in
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.products import ProductNames, held_briefly
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.models.blocks import Block, ButtonElement
    from slack_sdk.models.views import View as SlackView

    from shared.domain.deletion import DeletedUser
    from shared.i18n.translator import Translator
    from shared.operations.looking import DeletedList


def deleted_users_view(
    t: Translator, users: DeletedList, permits: frozenset[Action], root: str = ""
) -> SlackView:
    """Show a page of deleted users, each with a button that opens them; ``root`` is the view below, if any.

    *Search* does what Enter does, so this view is submitted too (callback View.DELETED_USERS).
    """
    blocks: list[Block] = [
        header(t("Deleted users ({count})", count=t.number(users.counts.deleted))),
        context(users.customer.name),
        *customer_warning(t, users.customer),
        search_input(t, Click.SEARCH_DELETED_USERS, users.query.typed),
        *actions(_head_buttons(t, users, permits)),
    ]
    if users.page.items:
        blocks.append(context(position(t, users, users.counts.deleted)))
        names = ProductNames(users.subscriptions)
        for deleted in users.page.items:
            blocks += _line(t, users, deleted, names)
        blocks += actions(pager(t, users, Click.PREVIOUS_DELETED_USERS, Click.NEXT_DELETED_USERS))
    else:
        blocks += _nobody(t, users)
    if users.is_cut:
        blocks.append(context(t("There may be more matches: type more letters to find the others.")))
    state = ViewState(root=root, customer_id=users.customer.id, query=users.query)
    return modal(View.DELETED_USERS, t("Deleted users"), blocks, state, close=t("Close"), submit=t("Search"))


def next_deleted_query(view: Mapping[str, Any], action: Mapping[str, Any] | None = None) -> UserQuery:
    """Read what the list should show next, from the view and the click; a submission is a search."""
    click = action["action_id"] if action else Click.SEARCH_DELETED_USERS
    if action is None or click == Click.SEARCH_DELETED_USERS:
        return UserQuery(user_filter=UserFilter.DELETED, typed=typed_in(view, Click.SEARCH_DELETED_USERS))
    if click in {Click.NEXT_DELETED_USERS, Click.PREVIOUS_DELETED_USERS}:
        query = ViewState.decode(view["private_metadata"]).query
        return turned(query, str(action["value"]), is_next=click == Click.NEXT_DELETED_USERS)
    return UserQuery(user_filter=UserFilter.DELETED)


def _head_buttons(t: Translator, users: DeletedList, permits: frozenset[Action]) -> list[ButtonElement]:
    buttons = []
    if Action.RESTORE_USER in permits and users.counts.deleted:
        restore = button(t("Restore users"), Click.OPEN_RESTORE_USERS, users.customer.id, is_primary=True)
        buttons.append(restore)
    buttons.append(button(t("Back to users"), Click.OPEN_USERS, users.customer.id))
    return buttons


def _line(t: Translator, users: DeletedList, deleted: DeletedUser, names: ProductNames) -> list[Block]:
    """Say who it was, and below, in text that can tell the time, what matters about the deletion."""
    profile = deleted.user.profile
    opens = button(
        t("Open"),
        Click.OPEN_DELETED_USER,
        deleted.id,
        reads_as=t("Open {name}", name=profile.display_name),
    )
    who = section(f"{profile.display_name}\n{profile.user_principal_name}", opens, f"deleted-{deleted.id}")
    held = held_briefly(t, names, deleted.user.licenses.keys())
    facts: list[rich.Element] = [
        *time_left(t, deleted, users.now),
        rich.words(" · "),
        *who_deleted(t, deleted),
        rich.words(f" · {held}"),
    ]
    return [who, rich.rich(rich.lines(facts))]


def _nobody(t: Translator, users: DeletedList) -> list[Block]:
    customer, typed = users.customer.name, users.query.typed
    if not typed and not users.counts.deleted:
        said = t(
            "No user of {customer} is deleted. Whoever is deleted is listed here for 30 days, and can be "
            "restored until then.",
            customer=customer,
        )
        return [section(said)]
    if typed:
        said = t("No deleted user of {customer} matches “{typed}”.", customer=customer, typed=typed)
    else:
        said = t("There are no more users on this page.")
    again = button(t("Show all deleted users"), Click.SHOW_ALL_DELETED_USERS, users.customer.id)
    return [section(said), *actions([again])]
