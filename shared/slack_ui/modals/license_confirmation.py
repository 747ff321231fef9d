"""The confirmation of a change of licenses that is about many users: exactly what will happen, to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.command import ChangeLicenses
from shared.domain.product_name import plan_names
from shared.domain.user import Everyone
from shared.slack_ui import rich
from shared.slack_ui.asking import approval_note, submit_text
from shared.slack_ui.blocks import customer_warning, section
from shared.slack_ui.carried import unpack
from shared.slack_ui.directory import directory_note
from shared.slack_ui.ids import View
from shared.slack_ui.modals.license_holding import concerned, holding
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.modals.people_inputs import listed_names, who_name
from shared.slack_ui.sentences import field_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.license import LicenseChange
    from shared.domain.subscription import Subscription
    from shared.domain.user import User
    from shared.i18n.translator import Translator
    from shared.operations.looking import LicenseOverview
    from shared.policy.decide import Decision
    from shared.slack_ui.modals.license_holding import Holding
    from shared.slack_ui.state import ViewState


def confirmation_view(
    t: Translator,
    overview: LicenseOverview,
    users: Sequence[User],
    state: ViewState,
    decision: Decision | None = None,
) -> SlackView:
    """Say what the command that ``state`` carries will do. ``users`` are those whom it names.

    ``decision`` says whether others have to agree.
    """
    command = unpack(state.carried, ChangeLicenses)
    everyone = command.users if isinstance(command.users, Everyone) else None
    customer, change = overview.customer, command.change
    told = t.n(
        "This changes the licenses of {count} user of {customer}.",
        "This changes the licenses of {count} users of {customer}.",
        concerned(overview, everyone, users),
        customer=customer.name,
    )
    names = [user.profile.display_name for user in users]
    whom = who_name(t, overview, everyone) if everyone else listed_names(t, names)
    lines = [
        rich.fact(
            t("{label}:", label=each.name),
            rich.words(_said(t, change, each, holding(overview, everyone, users, each))),
        )
        for each in overview.subscriptions
        if each.id in change.sku_ids
    ]
    if change.sets_usage_location:
        country = t.country(customer.profile.country)
        said = t("{country} for those who are assigned a license and have none.", country=country)
        lines.append(rich.fact(t("{label}:", label=field_name(t, "usage_location")), rich.words(said)))
    background = t(
        "It is done in the background. A direct message shows you how far it is, and in the end what became "
        "of each user."
    )
    blocks: list[Block] = [
        section(told),
        *approval_note(t, decision),
        rich.rich(rich.lines(rich.fact(t("Users:"), rich.words(whom)))),
        *customer_warning(t, customer),
        *directory_note(t),
        rich.rich(rich.bullets(lines)),
        section(background),
    ]
    title, submit = t("Confirm the change"), submit_text(t, decision, t("Change licenses"))
    return modal(View.CONFIRM_LICENSES, title, blocks, state, close=t("Back"), submit=submit)


def _said(t: Translator, change: LicenseChange, subscription: Subscription, holding: Holding) -> str:
    if subscription.id in change.remove:
        return _removed(t, holding)
    said = [_assigned(t, subscription, holding)]
    off = change.assign[subscription.id]
    if off:
        plans = plan_names(subscription.product.service_plans)
        names = sorted(plans[plan.id] for plan in subscription.product.user_plans if plan.id in off)
        said.append(t("Switched off for all of them: {plans}.", plans=listed_names(t, names)))
    elif off is not None:
        said.append(t("All its service plans are switched on for all of them."))
    return " ".join(said)


def _assigned(t: Translator, subscription: Subscription, holding: Holding) -> str:
    needed, available = holding.needed, max(0, subscription.available)
    if needed == 0:
        return t("all of them have it.")
    if needed is None:
        said = t("assigned to those who do not have it.")
    else:
        said = t.n(
            "assigned to {count} user who does not have it.",
            "assigned to {count} users who do not have it.",
            needed,
        )
        if needed <= available:
            return said
    left = t("None is available: they are refused.")
    if available:
        left = t.n(
            "{count} is available: when none is left, the others are refused.",
            "{count} are available: when none is left, the others are refused.",
            available,
        )
    return f"{said} {left}"


def _removed(t: Translator, holding: Holding) -> str:
    if holding.holders is None:
        return t("removed from those who have it.")
    if not holding.holders:
        return t("removed from nobody: none of them has it.")
    return t.n(
        "removed from {count} user who has it.", "removed from {count} users who have it.", holding.holders
    )
