"""What a customer subscribes to: each product with its seats as a bar, and what to do about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from slack_sdk.models.blocks import ButtonElement

from shared.domain.action import Action
from shared.domain.subscription import Hindrance, LicenseGroup
from shared.operations.looking import UserQuery
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, context, customer_warning, header, section
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.problems import hindrance_sentence
from shared.slack_ui.products import fitted
from shared.slack_ui.texts import BUTTON, plain

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block, RichTextBlock
    from slack_sdk.models.views import View as SlackView

    from shared.domain.subscription import Subscription
    from shared.i18n.translator import Translator
    from shared.operations.looking import LicenseOverview
    from shared.slack_ui.state import ViewState

PRODUCTS_A_PAGE = 20

_BAR = 20  # characters
_USED, _FREE = "▓", "░"


def licenses_view(
    t: Translator,
    overview: LicenseOverview,
    permits: frozenset[Action],
    state: ViewState,
    *,
    notice: str = "",
) -> SlackView:
    """Show a page of a customer's products by name: the one that begins after ``state.query.skip``."""
    subscriptions = overview.subscriptions
    last = (max(len(subscriptions), 1) - 1) // PRODUCTS_A_PAGE * PRODUCTS_A_PAGE
    skip = min(state.query.skip, last)
    shown = subscriptions[skip : skip + PRODUCTS_A_PAGE]
    blocks: list[Block] = [header(overview.customer.name), *customer_warning(t, overview.customer)]
    if notice:
        blocks.append(section(notice))
    blocks.append(_totals(t, overview) if subscriptions else section(_nothing(t, overview, permits)))
    blocks += actions(_head_buttons(t, overview, permits))
    if len(subscriptions) > PRODUCTS_A_PAGE:
        blocks.append(context(_position(t, skip, len(shown), len(subscriptions))))
    for subscription in shown:
        blocks.append(_product(t, subscription))
        blocks += actions(_product_buttons(t, subscription, permits))
    blocks += actions(_pager(t, skip, last))
    state = replace(state, customer_id=overview.customer.id, query=UserQuery(skip=skip))
    return modal(View.LICENSES, t("Licenses"), blocks, state, close=t("Close"))


def seats_used(t: Translator, subscription: Subscription) -> str:
    """Say how many seats of a product are used and left."""
    facts = {"used": t.number(subscription.consumed), "total": t.number(subscription.units.total)}
    return t(
        "{used} of {total} used, {available} available",
        **facts,
        available=t.number(max(subscription.available, 0)),
    )


def over_assigned(t: Translator, subscription: Subscription) -> str:
    """Say what it means that more users hold a product than it has seats, and what to do."""
    return t.n(
        "Over-assigned by {count}: {product} has fewer seats than users who hold it, and nothing more is "
        "assigned. Buy {count} seat, or remove it from {count} user.",
        "Over-assigned by {count}: {product} has fewer seats than users who hold it, and nothing more is "
        "assigned. Buy {count} seats, or remove it from {count} users.",
        -subscription.available,
        product=subscription.name,
    )


def ended_sentence(t: Translator, subscription: Subscription) -> str:
    """Say what it means that a subscription has ended, and how many users hold it all the same."""
    said = t("Nothing more is assigned.")
    if not subscription.consumed:
        return said
    holders = t.n(
        "{count} user still holds it, until it is removed.",
        "{count} users still hold it, until it is removed.",
        subscription.consumed,
    )
    return f"{said} {holders}"


def _totals(t: Translator, overview: LicenseOverview) -> RichTextBlock:
    """Sum up what is assigned here; products for the organization or of other publishers have no users."""
    assignable = [each for each in overview.subscriptions if each.standing_hindrance is None]
    counts = overview.counts
    users = t.n("{count} user", "{count} users", counts.total)
    without = t.n("{count} without a license", "{count} without a license", counts.without_license)
    products = t.n("{count} product", "{count} products", len(overview.subscriptions))
    seats = t(
        "{used} used, {available} available",
        used=t.number(sum(each.consumed for each in assignable)),
        available=t.number(sum(max(each.available, 0) for each in assignable)),
    )
    lines = [
        rich.fact(t("Products:"), rich.words(f"{products}, {users} ({without})")),
        rich.fact(t("Seats for users:"), rich.words(seats)),
    ]
    if over := [each.name for each in overview.subscriptions if each.available < 0]:
        said = t.n(
            "{count} over-assigned: {products}",
            "{count} over-assigned: {products}",
            len(over),
            products=t.listed(over),
        )
        lines.append([rich.warning_sign(), rich.words(" "), rich.words(said)])
    return rich.rich(rich.lines(*lines))


def _nothing(t: Translator, overview: LicenseOverview, permits: frozenset[Action]) -> str:
    said = t("{customer} has no subscription here yet.", customer=overview.customer.name)
    if Action.CHANGE_SEATS in permits:
        remedy = t("Load them from Partner Center, or add one: then licenses can be assigned.")
    else:
        remedy = t("Ask somebody who may change the seats of subscriptions to add them.")
    return f"{said} {remedy}"


def _head_buttons(
    t: Translator, overview: LicenseOverview, permits: frozenset[Action]
) -> list[ButtonElement]:
    customer_id, has_products = overview.customer.id, bool(overview.subscriptions)
    buttons = []
    if has_products and Action.CHANGE_LICENSES in permits:
        buttons.append(button(t("Manage licenses"), Click.OPEN_MANAGE_LICENSES, customer_id, is_primary=True))
        buttons.append(button(t("Change from a file"), Click.OPEN_IMPORT_LICENSES, customer_id))
    if without := overview.counts.without_license:
        told = t("Users without a license ({count})", count=t.number(without))
        buttons.append(button(told, Click.SHOW_UNLICENSED, customer_id))
    if Action.CHANGE_SEATS in permits:
        load = t("Load from Partner Center")
        buttons.append(button(load, Click.OPEN_LOAD_SUBSCRIPTIONS, customer_id, is_primary=not has_products))
        buttons.append(button(t("Add a subscription"), Click.OPEN_ADD_SUBSCRIPTION, customer_id))
    if has_products:
        buttons.append(button(t("Download CSV"), Click.EXPORT_LICENSES, customer_id))
    buttons.append(button(t("Back to the desk"), Click.OPEN_DESK, customer_id))
    return buttons


def _position(t: Translator, skip: int, shown: int, total: int) -> str:
    return t(
        "{first} to {last} of {total}",
        first=t.number(skip + 1),
        last=t.number(skip + shown),
        total=t.number(total),
    )


def _product(t: Translator, subscription: Subscription) -> RichTextBlock:
    """Say first how many seats are used, and draw it after: a screen reader spells the bar out."""
    product = subscription.product
    head: list[rich.Element] = [rich.bold(product.name), rich.words(" · "), rich.code(product.part_number)]
    if subscription.distinction not in {"", product.part_number}:
        head += [rich.words(" · "), rich.code(subscription.distinction)]
    lines = [head]
    if subscription.standing_hindrance is None or subscription.consumed:
        lines.append([rich.words(seats_used(t, subscription))])
        lines.append([rich.words(_bar(subscription))])
    else:
        lines.append([rich.words(t.n("{count} seat", "{count} seats", subscription.units.total))])
    if subscription.available < 0:
        lines.append([rich.warning_sign(), rich.words(" "), rich.words(over_assigned(t, subscription))])
    lines += [[rich.words(remark)] for remark in _remarks(t, subscription)]
    return rich.rich(rich.lines(*lines))


def _bar(subscription: Subscription) -> str:
    used, total = subscription.consumed, subscription.units.total
    if used >= total:
        return (_USED if used else _FREE) * _BAR
    filled = -(-used * _BAR // total)  # at least one as soon as one is used
    return _USED * min(filled, _BAR - 1) + _FREE * (_BAR - min(filled, _BAR - 1))


def _remarks(t: Translator, subscription: Subscription) -> list[str]:
    units, remarks = subscription.units, []
    if subscription.has_ended:
        remarks.append(t("It has no seats: it has ended, or none were bought."))
    if subscription.standing_hindrance is not None:
        remarks.append(hindrance_sentence(t, subscription))
    if subscription.product.license_group is LicenseGroup.GROUP2:
        remarks.append(
            t("From Minecraft and the Store for Business: its licenses change apart from the others.")
        )
    if units.warning:
        remarks.append(
            t.n(
                "{count} seat is in its grace period: renew it before it is suspended.",
                "{count} seats are in their grace period: renew them before they are suspended.",
                units.warning,
            )
        )
    if units.suspended:
        remarks.append(
            t.n(
                "{count} seat is suspended and cannot be assigned.",
                "{count} seats are suspended and cannot be assigned.",
                units.suspended,
            )
        )
    return remarks


def _product_buttons(
    t: Translator, subscription: Subscription, permits: frozenset[Action]
) -> list[ButtonElement]:
    product, buttons = subscription.product, []
    if subscription.consumed:
        reads_as = fitted(lambda name: t("Who has {product}", product=name), subscription, BUTTON)
        buttons.append(button(t("Who has it"), Click.SHOW_HOLDERS, product.sku_id, reads_as=reads_as))
    if Action.CHANGE_SEATS in permits:
        reads_as = fitted(lambda name: t("Change the seats of {product}", product=name), subscription, BUTTON)
        told = t("Change seats")
        buttons.append(button(told, Click.OPEN_EDIT_SUBSCRIPTION, product.sku_id, reads_as=reads_as))
    if subscription.standing_hindrance is Hindrance.PUBLISHER and product.publisher_link:
        buttons.append(
            ButtonElement(
                text=plain(t("Go to the publisher"), BUTTON),
                action_id=Click.OPEN_PUBLISHER.value,
                url=product.publisher_link,
            )
        )
    return buttons


def _pager(t: Translator, skip: int, last: int) -> list[ButtonElement]:
    buttons = []
    if skip:
        buttons.append(button(t("Previous"), Click.PREVIOUS_PRODUCTS, str(skip - PRODUCTS_A_PAGE)))
    if skip < last:
        buttons.append(button(t("Next"), Click.NEXT_PRODUCTS, str(skip + PRODUCTS_A_PAGE)))
    return buttons
