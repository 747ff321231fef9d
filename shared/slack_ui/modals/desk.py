"""The desk: choose a customer, then what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from slack_sdk.models.blocks import ExternalDataSelectElement

from shared.domain.action import Action
from shared.domain.customer import CustomerSummary
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, context, customer_warning, header, section
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.options import customer_option
from shared.slack_ui.texts import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block, ButtonElement, RichTextBlock, SectionBlock
    from slack_sdk.models.views import View as SlackView

    from shared.i18n.translator import Translator
    from shared.operations.looking import CustomerCard
    from shared.slack_ui.state import ViewState


def desk_view(
    t: Translator,
    state: ViewState,
    card: CustomerCard | None,
    permits: frozenset[Action],
    may_add_customer: bool,  # noqa: FBT001  the callers' agreed order
    notice: str = "",
    *,
    may_load_domains: bool = False,
) -> SlackView:
    """Show the customer chosen, with what the reader may do there; or ask for one.

    The select stands in a section, not in an input: there it calls back as soon as a choice is made.
    """
    blocks: list[Block] = [section(notice)] if notice else []
    blocks.append(_choice(t, card))
    if card is not None:
        blocks += [header(card.customer.name), *customer_warning(t, card.customer), _facts(t, card)]
    elif may_add_customer:
        blocks.append(context(t("Choose a customer to see its users, or add a new customer.")))
    else:
        blocks.append(context(t("Choose a customer to see its users.")))
    buttons = _buttons(t, card, permits, may_add_customer=may_add_customer)
    if card is not None and may_load_domains:
        buttons.insert(-1 if may_add_customer else len(buttons), _load_domains(t, card))
    blocks += actions(buttons)
    state = replace(state, customer_id=card.customer.id if card else "")
    return modal(View.DESK, t("Partner Desk"), blocks, state, close=t("Close"))


def _choice(t: Translator, card: CustomerCard | None) -> SectionBlock:
    chosen = None
    if card is not None:
        profile = card.customer.profile
        chosen = customer_option(CustomerSummary(card.customer.id, profile.name, profile.default_domain.name))
    select = ExternalDataSelectElement(
        action_id=Click.CHOOSE_CUSTOMER.value,
        min_query_length=0,
        placeholder=plain(t("Name or domain"), 150),
        initial_option=chosen,
    )
    return section(t("Customer"), select, f"customer-{card.customer.id if card else 'none'}")


def _facts(t: Translator, card: CustomerCard) -> RichTextBlock:
    profile = card.customer.profile
    facts = [
        rich.fact(t("Default domain:"), rich.words(profile.default_domain.name)),
        rich.fact(t("Country or region:"), rich.words(t.country(profile.country))),
        rich.fact(t("Users:"), rich.words(_counts(t, card))),
    ]
    others = [domain.name for domain in profile.domains[1:]]
    if others:
        said = _and_more(t, others, card.customer.further_domains)
        facts.insert(1, rich.fact(t("Other domains:"), rich.words(said)))
    if federated := [domain.name for domain in profile.domains if domain.is_federated]:
        all_ = _and_more(t, federated, card.customer.further_federated)
        said = t("{domains} (users cannot be created in these)", domains=all_)
        facts.insert(-2, rich.fact(t("Federated domains:"), rich.words(said)))
    return rich.rich(rich.lines(*facts))


def _and_more(t: Translator, domains: Sequence[str], more: int) -> str:
    said = ", ".join(domains)
    return (
        t.n("{domains} and {count} more", "{domains} and {count} more", more, domains=said) if more else said
    )


def _counts(t: Translator, card: CustomerCard) -> str:
    counts = card.counts
    if not counts.total:
        return t("none yet")
    administrators = t.n("{count} administrator", "{count} administrators", counts.administrators)
    without = t.n("{count} without a license", "{count} without a license", counts.without_license)
    return f"{t.number(counts.total)} ({administrators}, {without})"


def _load_domains(t: Translator, card: CustomerCard) -> ButtonElement:
    return button(t("Load domains"), Click.OPEN_LOAD_DOMAINS, card.customer.id)


def _buttons(
    t: Translator, card: CustomerCard | None, permits: frozenset[Action], *, may_add_customer: bool
) -> list[ButtonElement]:
    buttons = []
    if card is not None:
        customer = card.customer
        deleted = t("Deleted users ({count})", count=t.number(card.counts.deleted))
        offered = [
            (Action.VIEW, t("Users and licenses"), Click.OPEN_USERS),
            (Action.CREATE_USER, t("Add a user"), Click.OPEN_CREATE_USER),
            (Action.IMPORT_USERS, t("Import users"), Click.OPEN_IMPORT_USERS),
            (Action.VIEW, t("Licenses"), Click.OPEN_LICENSES),
            (Action.VIEW, deleted, Click.OPEN_DELETED_USERS),
            (Action.VIEW, t("History"), Click.OPEN_AUDIT),
            (Action.EDIT_CUSTOMER, t("Edit the customer"), Click.OPEN_EDIT_CUSTOMER),
        ]
        buttons = [
            button(text, click, customer.id, is_primary=click is Click.OPEN_USERS)
            for action, text, click in offered
            if action in permits
        ]
    if may_add_customer:
        buttons.append(button(t("Add a customer"), Click.OPEN_ADD_CUSTOMER))
    return buttons
