"""Who of the staff holds which partner roles, and which user groups are mapped to roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import StaticSelectElement, UserSelectElement

from shared.domain.staff import Role
from shared.operations.looking import UserQuery
from shared.operations.staff_list import ENDED, STAFF_A_PAGE, StaffQuery
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, context, header, section
from shared.slack_ui.grants import grant_line
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.listing import mark
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.options import option
from shared.slack_ui.sentences import role_name
from shared.slack_ui.state import ViewState
from shared.slack_ui.texts import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.models.blocks import ActionsBlock, Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.staff import MappedGroup, Staff
    from shared.i18n.translator import Translator
    from shared.operations.staff_list import StaffList

GROUPS_SHOWN = 25

_EVERYBODY = "all"
_GROUP_NAME = 150


def roles_view(t: Translator, listed: StaffList, *, root: str = "", notice: str = "") -> SlackView:
    """List staff by name, a page at a time, then the mapped user groups."""
    grant = button(t("Grant roles"), Click.OPEN_GRANT_ROLES, is_primary=True)
    blocks: list[Block] = [
        *([section(notice)] if notice else []),
        *actions([grant, button(t("Map a user group"), Click.OPEN_MAP_GROUP)]),
        header(t("Staff")),
        *_filters(t, listed.query),
        *_people(t, listed),
        header(t("User groups")),
        *_groups(t, listed),
    ]
    query = UserQuery(typed=_written(listed.query), skip=listed.query.skip)
    state = ViewState(root=root, query=query)
    return modal(View.ROLES, t("Partner roles"), blocks, state, close=t("Close"))


def query_of(state: ViewState) -> StaffQuery:
    """Read who a list shows, or is to show again."""
    kind, _, value = state.query.typed.partition(":")
    role = Role(value) if kind == "role" and value in set(Role) else None
    person = value if kind == "person" else ""
    return StaffQuery(role=role, has_ended=kind == ENDED, person=person, skip=state.query.skip)


def next_staff_query(state: ViewState, action: Mapping[str, Any]) -> StaffQuery:
    """Read who the list should show next, from what was clicked."""
    query, click = query_of(state), action["action_id"]
    if click == Click.FIND_COLLEAGUE:
        return StaffQuery(person=str(action.get("selected_user") or ""))
    if click == Click.FILTER_STAFF:
        chosen = (action.get("selected_option") or {}).get("value", _EVERYBODY)
        return query_of(ViewState(query=UserQuery(typed=str(chosen))))
    skip = int(action["value"]) if str(action["value"]).isdecimal() else 0
    return StaffQuery(role=query.role, has_ended=query.has_ended, person=query.person, skip=skip)


def _written(query: StaffQuery) -> str:
    if query.person:
        return f"person:{query.person}"
    if query.role is not None:
        return f"role:{query.role.value}"
    return ENDED if query.has_ended else ""


def _filters(t: Translator, query: StaffQuery) -> list[Block]:
    options = {
        _EVERYBODY: option(t("Everybody with roles"), _EVERYBODY),
        **{f"role:{role.value}": option(role_name(t, role), f"role:{role.value}") for role in Role},
        ENDED: option(t("Roles ended or revoked"), ENDED),
    }
    chosen = _written(query) or _EVERYBODY
    shown = StaticSelectElement(
        action_id=Click.FILTER_STAFF.value,
        placeholder=plain(t("Filter staff by"), 150),
        options=list(options.values()),
        initial_option=options.get(chosen),
    )
    person = UserSelectElement(
        action_id=Click.FIND_COLLEAGUE.value,
        placeholder=plain(t("Find a colleague"), 150),
        initial_user=query.person or None,
    )
    (row,) = actions([shown, person])
    return [_named(row, f"filter-{mark(chosen)}")]


def _named(row: Any, block_id: str) -> ActionsBlock:
    """Name a row after what it shows: Slack keeps what is chosen as long as the block_id stays."""
    row.block_id = block_id
    block: ActionsBlock = row
    return block


def _people(t: Translator, listed: StaffList) -> list[Block]:
    if not listed.people:
        return [section(t("Nobody here."))]
    query, last = listed.query, listed.query.skip + len(listed.people)
    where = t(
        "{first} to {last} of {total}",
        first=t.number(query.skip + 1),
        last=t.number(last),
        total=t.number(listed.total),
    )
    blocks: list[Block] = [context(where)] if listed.total > STAFF_A_PAGE else []
    for person in listed.people:
        blocks += _person(t, listed, person)
    turns = []
    if query.skip:
        turns.append(button(t("Previous"), Click.PREVIOUS_STAFF, str(max(0, query.skip - STAFF_A_PAGE))))
    if last < listed.total:
        turns.append(button(t("Next"), Click.NEXT_STAFF, str(last)))
    return [*blocks, *actions(turns)]


def _person(t: Translator, listed: StaffList, person: Staff) -> list[Block]:
    names = {group.id: group.name for group in listed.groups}
    lines = [grant_line(t, person.own, listed.customers, listed.now)] if person.roles else []
    lines += [
        grant_line(t, grant, listed.customers, listed.now, names.get(group_id, group_id))
        for group_id, grant in sorted(person.memberships.items())
    ]
    if not lines:
        lines = [[rich.words(t("No partner roles"))]]
    slack_user_id = person.slack_user_id
    buttons = [button(t("Change") if person.roles else t("Grant"), Click.CHANGE_ROLES, slack_user_id)]
    if person.roles:
        buttons.append(button(t("Revoke"), Click.REVOKE_ROLES, slack_user_id, is_danger=True))
    return [
        rich.rich(rich.lines([rich.mention(slack_user_id)]), rich.bullets(lines)),
        *actions(buttons),
    ]


def _groups(t: Translator, listed: StaffList) -> list[Block]:
    if not listed.groups:
        told = t("No user group is mapped. Mapped to roles, a user group gives them to all its members.")
        return [section(told)]
    blocks: list[Block] = []
    for group in listed.groups[:GROUPS_SHOWN]:
        blocks += _group(t, listed, group)
    more = len(listed.groups) - GROUPS_SHOWN
    if more > 0:
        blocks.append(context(t.n("and {count} more", "and {count} more", more)))
    return blocks


def _group(t: Translator, listed: StaffList, group: MappedGroup) -> list[Block]:
    line = grant_line(t, group.grant, listed.customers, listed.now)
    return [
        rich.rich(rich.lines([rich.words(group.name, limit=_GROUP_NAME)]), rich.bullets([line])),
        *actions(
            [
                button(t("Change"), Click.CHANGE_MAPPING, group.id),
                button(t("Remove the mapping"), Click.UNMAP_GROUP, group.id, is_danger=True),
            ]
        ),
    ]
