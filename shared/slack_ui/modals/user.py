"""One user: everything that is known of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, customer_warning, header, section
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.products import ProductNames, licenses_text
from shared.slack_ui.readings import user_readings
from shared.slack_ui.sentences import field_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from slack_sdk.models.blocks import Block, ButtonElement, RichTextBlock, RichTextElement
    from slack_sdk.models.views import View as SlackView

    from shared.domain.customer import Customer
    from shared.domain.subscription import Subscription
    from shared.domain.user import User
    from shared.i18n.translator import Translator
    from shared.slack_ui.state import ViewState

_SHOWN = 1000  # characters of a license with what is switched off


def user_view(
    t: Translator,
    customer: Customer,
    user: User,
    subscriptions: Sequence[Subscription],
    permits: frozenset[Action],
    state: ViewState,
    *,
    is_saved: bool = False,
    is_unchanged: bool = False,
) -> SlackView:
    """Show a user with what they hold of the customer's subscriptions.

    Says first whether what was just saved changed anything.
    """
    blocks: list[Block] = []
    facts = {"name": user.profile.display_name, "upn": user.user_principal_name, "customer": customer.name}
    if is_unchanged:
        blocks.append(section(t("Nothing was changed: {name} ({upn}) of {customer} is as before.", **facts)))
    elif is_saved:
        blocks.append(section(t("The changes to {name} ({upn}) of {customer} were saved.", **facts)))
    blocks += [header(user.profile.display_name), *customer_warning(t, customer)]
    blocks += [_facts(t, customer, user), _licenses(t, user, subscriptions), _history(t, user)]
    blocks += actions(_buttons(t, user, permits))
    state = replace(state, customer_id=customer.id, user_id=user.id, version=user.version)
    return modal(View.USER, t("User"), blocks, state, close=t("Close"))


def _facts(t: Translator, customer: Customer, user: User) -> RichTextBlock:
    facts = [rich.fact(t("Customer:"), rich.words(customer.name))]
    readings = user_readings(t, user.profile)
    if not user.profile.usage_location:
        readings["usage_location"] = t("none, so no license can be assigned")
    for field, value in readings.items():
        shown = rich.code(value) if field == "user_principal_name" else rich.words(value)
        facts.append(rich.fact(t("{label}:", label=field_name(t, field)), shown))
    return rich.rich(rich.lines(*facts))


def _licenses(t: Translator, user: User, subscriptions: Sequence[Subscription]) -> RichTextBlock:
    label = t("Licenses:")
    if not user.is_licensed:
        return rich.rich(rich.lines(rich.fact(label, rich.words(t("no license yet")))))
    held = licenses_text(t, ProductNames(subscriptions), user.licenses)
    listed = rich.bullets([rich.words(each, limit=_SHOWN)] for each in held)
    return rich.rich(rich.lines([rich.bold(label)]), listed)


def _history(t: Translator, user: User) -> RichTextBlock:
    lines = [_line(t, t("Created {when} by {who}."), user.created_at, user.created_by)]
    if user.version > 1:
        lines.append(_line(t, t("Last changed {when} by {who}."), user.changed_at, user.changed_by))
    lines.append(
        _line(t, t("Password last set {when} by {who}."), user.password_set_at, user.password_set_by)
    )
    if user.must_change_password:
        lines.append([rich.words(t("The user must change the password at the next sign-in."))])
    return rich.rich(rich.lines(*lines))


def _line(t: Translator, sentence: str, when: datetime, who: str) -> list[RichTextElement]:
    return rich.woven(sentence, when=rich.moment(t, when), who=rich.mention(who))


def _buttons(t: Translator, user: User, permits: frozenset[Action]) -> list[ButtonElement]:
    buttons = []
    if Action.EDIT_USER in permits:
        buttons.append(button(t("Edit"), Click.OPEN_EDIT_USER, user.id, is_primary=True))
    if Action.CHANGE_LICENSES in permits:
        buttons.append(button(t("Manage licenses"), Click.MANAGE_USER_LICENSES, user.id))
    if Action.RESET_PASSWORD in permits:
        buttons.append(button(t("Reset password"), Click.RESET_USER_PASSWORD, user.id))
    if Action.VIEW in permits:
        buttons.append(button(t("History"), Click.OPEN_USER_AUDIT, user.id))
    if Action.DELETE_USER in permits:
        buttons.append(button(t("Delete user"), Click.DELETE_USER, user.id, is_danger=True))
    return buttons
