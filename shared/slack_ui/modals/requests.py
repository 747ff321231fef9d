"""The lists of requests: what waits for the reader, what they asked for, what is going on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.domain.command import CheckFile, ImportRows, SendTemplate
from shared.i18n.translator import N_
from shared.operations.request_list import RequestList
from shared.operations.subject import Subject
from shared.ports import Cursor
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, header, section
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.request import request_state, request_title
from shared.slack_ui.request.buttons import show_button
from shared.slack_ui.sentences import action_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_sdk.models.blocks import Block, ButtonElement
    from slack_sdk.models.views import View as SlackView

    from shared.domain.request import Request
    from shared.i18n.translator import Translator
    from shared.ports import Page
    from shared.slack_ui.state import ViewState

ALL_LISTS = "all"


class _Words(NamedTuple):
    heading: str
    nothing: str


_WORDS = {
    RequestList.WAITING: _Words(N_("Waiting for you"), N_("Nothing waits for your decision.")),
    RequestList.REVIEWS: _Words(
        N_("Reviews to close"), N_("Nothing was done without approval that you would have to look at.")
    ),
    RequestList.FILED: _Words(N_("Your requests"), N_("You have asked for nothing in the last 30 days.")),
    RequestList.UNDER_WAY: _Words(
        N_("Being carried out"), N_("Nothing is being carried out for your customers.")
    ),
}
_GONE_ON = N_("None of these is for you: the list goes on.")


def requests_view(t: Translator, pages: Mapping[RequestList, Page[Request]], state: ViewState) -> SlackView:
    """Show the beginning of each list, or a page of one of them; the state says which."""
    is_all = len(pages) > 1
    blocks: list[Block] = []
    for which, page in pages.items():
        blocks += list_blocks(t, which, page.items, is_over=page.after is None)
        blocks += actions(_to_all(t, which, page) if is_all else _pager(t, page))
    state = replace(state, carried=ALL_LISTS if is_all else next(iter(pages)).value)
    return modal(View.REQUESTS, t("Requests"), blocks, state, close=t("Close"))


def list_blocks(
    t: Translator, which: RequestList, requests: Sequence[Request], *, is_over: bool = True
) -> list[Block]:
    """Show some requests of a list under its heading, two blocks for each; or say that there are none."""
    blocks: list[Block] = [header(t(_WORDS[which].heading))]
    if not requests:
        return [*blocks, section(t(_WORDS[which].nothing if is_over else _GONE_ON))]
    for request in requests:
        title = line_title(t, request)
        blocks.append(section(title, accessory=show_button(t, request, title)))
        blocks.append(rich.rich(rich.lines(_facts(t, which, request))))
    return blocks


def line_title(t: Translator, request: Request) -> str:
    """Say what is asked for with what the record itself has: no list waits for the names of all users."""
    names_itself = isinstance(request.command, CheckFile | ImportRows | SendTemplate)
    if request.approval is None and not names_itself:
        return _capital(action_name(t, request.command.action))
    bare = Subject(request=request, customer=None, subscriptions=(), users=(), deleted=(), approvers=())
    return request_title(t, bare)


def turned(state: ViewState, action: Mapping[str, Any]) -> ViewState:
    """Read from a click which list is to be shown, and where in it."""
    value = str(action.get("value") or "")
    if action["action_id"] == Click.NEXT_REQUESTS:
        return replace(state, cursor=Cursor(after=value))
    if action["action_id"] == Click.PREVIOUS_REQUESTS:
        return replace(state, cursor=Cursor(before=value))
    return replace(state, carried=value, cursor=Cursor())


def list_named(name: str) -> RequestList | None:
    """Find a list by the name in a view's state; None is all of them."""
    return RequestList(name) if name in set(RequestList) else None


def _facts(t: Translator, which: RequestList, request: Request) -> list[rich.Element]:
    filed = rich.moment(t, request.filed_at)
    if which is RequestList.FILED:
        return [rich.bold(request_state(t, request)), rich.words(" · "), filed]
    asked = rich.woven(t("{who}, {when}"), who=rich.mention(request.requester_id), when=filed)
    if which is RequestList.WAITING and request.approval is not None:
        until = rich.woven(t("until {when}"), when=rich.moment(t, request.approval.expires_at))
        return [*asked, rich.words(" · "), *until]
    return [rich.bold(request_state(t, request)), rich.words(" · "), *asked]


def _to_all(t: Translator, which: RequestList, page: Page[Request]) -> list[ButtonElement]:
    if page.after is None:
        return []
    reads_as = t("See more: {list}", list=t(_WORDS[which].heading))
    return [button(t("See more"), Click.LIST_REQUESTS, which.value, reads_as=reads_as)]


def _pager(t: Translator, page: Page[Request]) -> list[ButtonElement]:
    buttons = []
    if page.before is not None:
        buttons.append(button(t("Previous"), Click.PREVIOUS_REQUESTS, page.before))
    if page.after is not None:
        buttons.append(button(t("Next"), Click.NEXT_REQUESTS, page.after))
    return [*buttons, button(t("All lists"), Click.LIST_REQUESTS, ALL_LISTS)]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
