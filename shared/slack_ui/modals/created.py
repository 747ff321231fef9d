"""The confirmation: users created one after another, with the passwords to hand over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.slack_ui import rich
from shared.slack_ui.blocks import button, context, customer_warning, section
from shared.slack_ui.directory import directory_note
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.modals.sheet import care, handing_over, password_block
from shared.slack_ui.products import ProductNames
from shared.slack_ui.state import MAXIMUM_CREATED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block, RichTextBlock
    from slack_sdk.models.views import View as SlackView

    from shared.domain.customer import Customer
    from shared.domain.subscription import Subscription
    from shared.domain.user import User
    from shared.i18n.translator import Translator
    from shared.slack_ui.state import ViewState

_SHOWN = 1000  # characters of the licenses of one user


def created_view(
    t: Translator,
    customer: Customer,
    created: Sequence[tuple[User, str]],
    subscriptions: Sequence[Subscription],
    state: ViewState,
    *,
    may_add_more: bool,
    may_email: bool,
) -> SlackView:
    """Show the users created, as they were in order, with their temporary passwords: newest first."""
    told = t.n(
        "{count} user of {customer} was created.",
        "{count} users of {customer} were created.",
        len(created),
        customer=customer.name,
    )
    blocks: list[Block] = [
        section(told),
        *directory_note(t),
        section(care(t)),
        *customer_warning(t, customer),
    ]
    names = ProductNames(subscriptions)
    blocks += [_created(t, names, user, password) for user, password in reversed(created)]
    if may_add_more:
        again = button(t("Add another user"), Click.ADD_ANOTHER_USER, customer.id, is_primary=True)
        blocks += handing_over(t, again, may_email=may_email)
    else:
        full = t(
            "One list holds {count} users. Note their passwords and close this; then you can add another.",
            count=t.number(MAXIMUM_CREATED),
        )
        blocks += [*handing_over(t, may_email=may_email), context(full)]
    state = replace(state, customer_id=customer.id)
    return modal(View.CREATED_USERS, t("Users created"), blocks, state, close=t("Done"))


def _created(t: Translator, names: ProductNames, user: User, password: str) -> RichTextBlock:
    licenses = []
    if user.is_licensed:
        held = t.listed([names.product(sku_id) for sku_id in names.held(user.licenses)])
        licenses.append(rich.fact(t("Licenses:"), rich.words(held, limit=_SHOWN)))
    return password_block(t, user.profile.display_name, user.user_principal_name, password, licenses)
