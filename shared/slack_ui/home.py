"""The App Home: what waits for the reader, what they asked for, what is going on, who was deleted last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.operations.home import CUSTOMERS_READ
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, context, header, section
from shared.slack_ui.deletion import time_left, who_deleted
from shared.slack_ui.drawing import Home as HomeView
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.requests import list_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from slack_sdk.models.blocks import Block, ButtonElement
    from slack_sdk.models.views import View

    from shared.domain.deletion import DeletedUser
    from shared.i18n.translator import Translator
    from shared.operations.home import Home
    from shared.slack_ui.messages.message import Message

_CALLBACK = "home"


def home_view(t: Translator, home: Home) -> View:
    """Show a staff member their Home."""
    blocks: list[Block] = [*actions([*_shortcuts(t, home)])]
    for which, page in home.requests.items():
        blocks += list_blocks(t, which, page.items, is_over=page.after is None)
    if any(page.after is not None for page in home.requests.values()):
        blocks += actions([button(t("All requests"), Click.OPEN_REQUESTS)])
    blocks.append(header(t("Recently deleted")))
    for deleted in home.deleted:
        blocks += _deleted(t, home, deleted)
    if not home.deleted:
        blocks.append(section(t("Nobody was deleted in the last 30 days.")))
    if home.is_of_some:
        blocks.append(context(_of_some(t)))
    now = rich.woven(t("As of {when}."), when=rich.moment(t, home.now))
    return _home([*blocks, rich.rich(rich.lines(now))])


def plain_home(message: Message) -> View:
    """Say one thing in place of the Home: to whom it has nothing else to show."""
    return _home(message.blocks)


def _shortcuts(t: Translator, home: Home) -> Iterator[ButtonElement]:
    yield button(t("Open the desk"), Click.OPEN_DESK, is_primary=True)
    if Action.VIEW in home.permits:
        yield button(t("Requests"), Click.OPEN_REQUESTS)
        yield button(t("Search the history"), Click.FILTER_EVENTS)
    if Action.GRANT_ROLE in home.permits:
        yield button(t("Roles"), Click.OPEN_ROLES)
    yield button(t("Help"), Click.OPEN_HELP)


def _deleted(t: Translator, home: Home, deleted: DeletedUser) -> list[Block]:
    """Say who was deleted, of which customer, and how long they can be restored."""
    user = deleted.user
    customer = home.customer_names.get(user.customer_id, "")
    reads_as = t("Deleted users of {customer}", customer=customer)
    opens = button(t("Deleted users"), Click.OPEN_DELETED_USERS, user.customer_id, reads_as=reads_as)
    who = section(f"{user.profile.display_name}\n{user.user_principal_name}", opens, f"deleted-{deleted.id}")
    facts: list[rich.Element] = [
        rich.words(customer),
        rich.words(" · "),
        *time_left(t, deleted, home.now),
        rich.words(" · "),
        *who_deleted(t, deleted),
    ]
    return [who, rich.rich(rich.lines(facts))]


def _of_some(t: Translator) -> str:
    return t.n(
        "Of {count} of your customers; the others are on the desk.",
        "Of {count} of your customers; the others are on the desk.",
        CUSTOMERS_READ,
    )


def _home(blocks: Sequence[Block]) -> View:
    return HomeView(type="home", callback_id=_CALLBACK, blocks=list(blocks))
