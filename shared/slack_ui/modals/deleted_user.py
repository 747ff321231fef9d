"""One deleted user: what is kept of them, and until when they can be restored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, customer_warning, header
from shared.slack_ui.deletion import restorable_until
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.products import ProductNames, licenses_text
from shared.slack_ui.readings import user_readings
from shared.slack_ui.sentences import field_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from slack_sdk.models.blocks import Block, ButtonElement, RichTextBlock
    from slack_sdk.models.views import View as SlackView

    from shared.domain.customer import Customer
    from shared.domain.deletion import DeletedUser
    from shared.domain.subscription import Subscription
    from shared.i18n.translator import Translator
    from shared.operations.restorable import Restorable
    from shared.slack_ui.state import ViewState

_SHOWN = 1000  # characters of a license with what is switched off


def deleted_user_view(
    t: Translator, restorable: Restorable, permits: frozenset[Action], state: ViewState
) -> SlackView:
    """Show the first of some deleted users as they were, with the licenses that they had."""
    customer, deleted, now = restorable.customer, restorable.people[0].deleted, restorable.now
    blocks: list[Block] = [
        header(deleted.user.profile.display_name),
        *customer_warning(t, customer),
        _deletion(t, deleted, now),
        _facts(t, customer, deleted),
        _licenses(t, deleted, restorable.subscriptions),
        *actions(_buttons(t, deleted, now, permits)),
    ]
    state = replace(state, customer_id=customer.id, user_id=deleted.id, version=deleted.user.version)
    return modal(View.DELETED_USER, t("Deleted user"), blocks, state, close=t("Close"))


def _deletion(t: Translator, deleted: DeletedUser, now: datetime) -> RichTextBlock:
    told = rich.woven(
        t("Deleted {when} by {who}."),
        when=rich.moment(t, deleted.deleted_at),
        who=rich.mention(deleted.deleted_by),
    )
    if deleted.is_restorable_at(now):
        return rich.rich(rich.lines(told, restorable_until(t, deleted, now)))
    over = t("The 30 days are over: this user cannot be restored, and is about to be deleted for good.")
    return rich.rich(rich.lines(told, [rich.words(over)]))


def _facts(t: Translator, customer: Customer, deleted: DeletedUser) -> RichTextBlock:
    facts = [rich.fact(t("Customer:"), rich.words(customer.name))]
    for field, value in user_readings(t, deleted.user.profile).items():
        shown = rich.code(value) if field == "user_principal_name" else rich.words(value)
        facts.append(rich.fact(t("{label}:", label=field_name(t, field)), shown))
    return rich.rich(rich.lines(*facts))


def _licenses(t: Translator, deleted: DeletedUser, subscriptions: Sequence[Subscription]) -> RichTextBlock:
    label = t("Licenses when deleted:")
    if not deleted.user.is_licensed:
        return rich.rich(rich.lines(rich.fact(label, rich.words(t("no license")))))
    held = licenses_text(t, ProductNames(subscriptions), deleted.user.licenses)
    listed = rich.bullets([rich.words(each, limit=_SHOWN)] for each in held)
    return rich.rich(rich.lines([rich.bold(label)]), listed)


def _buttons(
    t: Translator, deleted: DeletedUser, now: datetime, permits: frozenset[Action]
) -> list[ButtonElement]:
    buttons = []
    if Action.RESTORE_USER in permits and deleted.is_restorable_at(now):
        buttons.append(button(t("Restore"), Click.RESTORE_USER, deleted.id, is_primary=True))
    if Action.PURGE_USER in permits and deleted.is_restorable_at(now):
        buttons.append(button(t("Delete for good"), Click.PURGE_USER, deleted.id, is_danger=True))
    if Action.VIEW in permits:
        buttons.append(button(t("History"), Click.OPEN_USER_AUDIT, deleted.id))
    return buttons
