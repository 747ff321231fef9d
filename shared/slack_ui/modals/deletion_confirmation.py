"""The confirmation before users are deleted: whom, and what it sets free until when it can be undone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from shared.domain.deletion import RESTORABLE_FOR
from shared.domain.user import Everyone
from shared.slack_ui import rich
from shared.slack_ui.asking import approval_note, asks, submit_text
from shared.slack_ui.blocks import customer_warning, section
from shared.slack_ui.directory import directory_note
from shared.slack_ui.ids import View
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.modals.people_named import missing_blocks, named, refused_blocks, unnamed_items
from shared.slack_ui.products import ProductNames

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.user import User
    from shared.i18n.translator import Translator
    from shared.operations.preview import Preview
    from shared.slack_ui.state import ViewState

_FREED = 1000  # characters of the products that one user holds


def deletion_confirmation_view(t: Translator, preview: Preview, state: ViewState) -> SlackView:
    """Say who will be deleted; where that is nobody, say why and offer nothing."""
    customer, users = preview.customer, preview.users
    rest = [
        *refused_blocks(t, t("Not deleted"), preview.refused),
        *missing_blocks(t, preview.missing),
    ]
    if not users:
        told = section(t("No user of {customer} can be deleted here:", customer=customer.name))
        blocks = [told, *customer_warning(t, customer), *rest]
        return modal(View.NOTICE, t("Deleting users"), blocks, state, close=t("Back"))
    asked = t.n(
        "Delete {count} user of {customer}?",
        "Delete {count} users of {customer}?",
        preview.reached,
        customer=customer.name,
    )
    names = ProductNames(preview.subscriptions)
    blocks = [
        section(asked),
        *approval_note(t, preview.decision),
        *customer_warning(t, customer),
        *directory_note(t),
        rich.rich(
            rich.bullets([*(_user(t, names, each) for each in users), *unnamed_items(t, preview.unnamed)])
        ),
        *_freed(t, names, preview),
        rich.rich(rich.bullets(_consequences(t, preview))),
        *rest,
    ]
    title, submit = t("Deleting users"), submit_text(t, preview.decision, t("Delete"))
    return modal(View.CONFIRM_DELETION, title, blocks, state, close=t("Back"), submit=submit)


def _user(t: Translator, names: ProductNames, user: User) -> list[rich.Element]:
    who = named(t, user.profile.display_name, user.user_principal_name)
    if not user.is_licensed:
        return [*who, rich.words(f" — {t('no license')}")]
    products = t.listed([names.product(sku_id) for sku_id in names.held(user.licenses)])
    frees = t("frees {products}", products=products)
    return [*who, rich.words(f" — {frees}", limit=_FREED)]


def _freed(t: Translator, names: ProductNames, preview: Preview) -> list[Block]:
    """Count the seats by product, where more than one user gives some back and all of them are named."""
    seats = Counter(sku_id for user in preview.users for sku_id in user.licenses)
    if preview.reached == 1 or preview.unnamed or not seats:
        return []
    counted = [
        [rich.words(t.n("{product}: {count} seat", "{product}: {count} seats", seats[each], product=product))]
        for each in names.held(seats)
        for product in [names.product(each)]
    ]
    return [rich.rich(rich.lines([rich.bold(t("Seats freed:"))]), rich.bullets(counted))]


def _consequences(t: Translator, preview: Preview) -> list[list[rich.Element]]:
    until = rich.woven(
        t("They can be restored until {when}, and are deleted for good after that."),
        when=rich.moment(t, preview.at + RESTORABLE_FOR),
    )
    if asks(preview.decision):  # nobody knows when
        until = [
            rich.words(t("For 30 days from then they can be restored; after that they are gone for good."))
        ]
    said: list[list[rich.Element]] = [
        [rich.words(t("Their sign-in names are free for others."))],
        until,
    ]
    if isinstance(preview.command.users, Everyone) and not asks(preview.decision):
        background = t("It is done in the background. A direct message shows you what became of each user.")
        said.append([rich.words(background)])
    return said
