"""Users and licenses of a customer: the list, its filter, its search and its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import StaticSelectElement

from shared.domain.action import Action
from shared.domain.user import User, UserFilter
from shared.operations.looking import MATCHES_READ, UserList, UserQuery
from shared.slack_ui.blocks import actions, button, context, customer_warning, header, section
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.listing import mark, pager, position, search_input, turned, typed_in
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.options import option
from shared.slack_ui.products import ProductNames, held_briefly
from shared.slack_ui.sentences import permissions_name
from shared.slack_ui.state import ViewState
from shared.slack_ui.texts import OPTION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.models.blocks import Block, SectionBlock
    from slack_sdk.models.views import View as SlackView

    from shared.i18n.translator import Translator

_PRODUCT = "license:"  # before a SKU's id, in the value of an option


def users_view(t: Translator, users: UserList, permits: frozenset[Action], *, notice: str = "") -> SlackView:
    """Show a page of users, each with a button that opens them; a notice comes first.

    Slack wants a submit button beside an input: *Search* does what Enter does, so this view is submitted
    too (callback View.USERS).
    """
    blocks: list[Block] = [
        *([section(notice)] if notice else []),
        header(users.customer.name),
        *customer_warning(t, users.customer),
        _filter(t, users),
        search_input(t, Click.SEARCH_USERS, users.query.typed),
        *actions(_head_buttons(t, users, permits)),
    ]
    if users.page.items:
        blocks.append(context(position(t, users, _count(users))))
        names = ProductNames(users.subscriptions)
        blocks += [_line(t, user, names, users.query.sku_id) for user in users.page.items]
        blocks += actions(pager(t, users, Click.PREVIOUS_USERS, Click.NEXT_USERS))
    else:
        blocks += _nobody(t, users, permits)
    if users.is_cut:
        blocks.append(context(t("There may be more matches: type more letters to find the others.")))
    state = ViewState(customer_id=users.customer.id, query=users.query)
    return modal(View.USERS, t("Users and licenses"), blocks, state, close=t("Close"), submit=t("Search"))


def next_query(view: Mapping[str, Any], action: Mapping[str, Any] | None = None) -> UserQuery:
    """Read what the list should show next, from the view and the click; a submission is a search."""
    query = ViewState.decode(view["private_metadata"]).query
    click = action["action_id"] if action else Click.SEARCH_USERS
    if action is None or click == Click.SEARCH_USERS:
        return UserQuery(
            user_filter=query.user_filter, sku_id=query.sku_id, typed=typed_in(view, Click.SEARCH_USERS)
        )
    if click == Click.FILTER_USERS:
        chosen = action.get("selected_option")  # none when the choice was taken back
        return _filtered(chosen["value"] if chosen else UserFilter.ALL, query.typed)
    if click in {Click.NEXT_USERS, Click.PREVIOUS_USERS}:
        return turned(query, str(action["value"]), is_next=click == Click.NEXT_USERS)
    return UserQuery()


def _filtered(value: str, typed: str) -> UserQuery:
    if value.startswith(_PRODUCT):
        sku_id = value.removeprefix(_PRODUCT)
        return UserQuery(user_filter=UserFilter.WITH_LICENSE, sku_id=sku_id, typed=typed)
    return UserQuery(user_filter=UserFilter(value), typed=typed)


def _filter(t: Translator, users: UserList) -> SectionBlock:
    """The select of who is shown: three that are always there, then each product that somebody holds."""
    named = {
        UserFilter.ALL: t("All users"),
        UserFilter.WITHOUT_LICENSE: t("Without a license"),
        UserFilter.ADMINISTRATORS: t("Administrators"),
    }
    options = {
        each.value: option(f"{name} ({t.number(users.counts.of(each))})", each.value)
        for each, name in named.items()
    }
    query = users.query
    held = {
        each.id: each.consumed for each in users.subscriptions if each.consumed or each.id == query.sku_id
    }
    names = ProductNames(users.subscriptions)
    for sku_id in names.held(held.keys() | ({query.sku_id} if query.sku_id else set())):
        value = f"{_PRODUCT}{sku_id}"
        options[value] = option(_with(t, names, sku_id, held.get(sku_id, 0)), value)
    chosen = f"{_PRODUCT}{query.sku_id}" if query.sku_id else query.user_filter.value
    select = StaticSelectElement(
        action_id=Click.FILTER_USERS.value, options=list(options.values()), initial_option=options[chosen]
    )
    # Slack keeps what is chosen as long as the block_id stays: the counts in it must not grow stale.
    drawn = f"{chosen}-{users.counts}-{held}-{query.typed}"
    return section(t("Filter users by"), select, f"filter-{mark(drawn)}")


def _with(t: Translator, names: ProductNames, sku_id: str, count: int) -> str:
    """Say who holds a product; where the name is too long for an option, the count stays."""
    around = t("With {product} ({count})", product="", count=t.number(count))
    product = names.product(sku_id, OPTION - len(around))
    return t("With {product} ({count})", product=product, count=t.number(count))


def _count(users: UserList) -> int:
    """How many users the filter shows, on all pages."""
    query = users.query
    if query.user_filter is UserFilter.WITH_LICENSE:
        return sum(each.consumed for each in users.subscriptions if each.id == query.sku_id)
    return users.counts.of(query.user_filter)


def _head_buttons(t: Translator, users: UserList, permits: frozenset[Action]) -> list[Any]:
    buttons = []
    if Action.CREATE_USER in permits:
        buttons.append(button(t("Add a user"), Click.OPEN_CREATE_USER, users.customer.id, is_primary=True))
    if Action.IMPORT_USERS in permits:
        buttons.append(button(t("Import users"), Click.OPEN_IMPORT_USERS, users.customer.id))
    if Action.CHANGE_LICENSES in permits and users.counts.total:
        buttons.append(button(t("Manage licenses"), Click.OPEN_MANAGE_LICENSES, users.customer.id))
    if Action.RESET_PASSWORD in permits and users.counts.total:
        buttons.append(button(t("Reset passwords"), Click.OPEN_RESET_PASSWORDS, users.customer.id))
    if Action.DELETE_USER in permits and users.counts.total:
        buttons.append(button(t("Delete users"), Click.OPEN_DELETE_USERS, users.customer.id))
    buttons.append(button(t("Licenses"), Click.OPEN_LICENSES, users.customer.id))
    deleted = t("Deleted users ({count})", count=t.number(users.counts.deleted))
    buttons.append(button(deleted, Click.OPEN_DELETED_USERS, users.customer.id))
    buttons.append(button(t("Back to the desk"), Click.OPEN_DESK, users.customer.id))
    return buttons


def _line(t: Translator, user: User, names: ProductNames, sku_id: str) -> SectionBlock:
    profile = user.profile
    facts = [
        profile.user_principal_name,
        t.country(profile.usage_location) if profile.usage_location else t("no usage location"),
        permissions_name(t, profile.directory_roles),
        held_briefly(t, names, user.licenses.keys(), leading=sku_id),
    ]
    opens = button(
        t("Open"),
        Click.OPEN_USER,
        user.id,
        reads_as=t("Open {name}", name=profile.display_name),
    )
    return section(f"{profile.display_name}\n{' · '.join(facts)}", opens, f"user-{user.id}")


def _nobody(t: Translator, users: UserList, permits: frozenset[Action]) -> list[Block]:
    customer, query = users.customer.name, users.query
    if query.typed and query.user_filter is UserFilter.ALL:
        said = t("No user of {customer} matches “{typed}”.", customer=customer, typed=query.typed)
    elif query.typed and users.is_cut:
        said = t(
            "With this filter, none of the first {count} users that match “{typed}” is shown.",
            count=t.number(MATCHES_READ),
            typed=query.typed,
        )
    elif query.typed:
        said = t(
            "With this filter, no user of {customer} matches “{typed}”.",
            customer=customer,
            typed=query.typed,
        )
    elif not users.counts.total:
        if Action.CREATE_USER in permits:
            return [section(t("{customer} has no users yet. Add the first one.", customer=customer))]
        return [section(t("{customer} has no users yet.", customer=customer))]
    elif _count(users):
        said = t("There are no more users on this page.")
    elif query.user_filter is UserFilter.ADMINISTRATORS:
        said = t("No user of {customer} is an administrator.", customer=customer)
    elif query.user_filter is UserFilter.WITH_LICENSE:
        product = ProductNames(users.subscriptions).product(query.sku_id)
        said = t("No user of {customer} has {product}.", customer=customer, product=product)
    else:
        said = t("Every user of {customer} has a license.", customer=customer)
    return [section(said), *actions([button(t("Show all users"), Click.SHOW_ALL_USERS, users.customer.id)])]
