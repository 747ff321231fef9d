"""What became of a change of licenses, user by user; or that the worker has it now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.outcome import Result
from shared.domain.request import Tally
from shared.slack_ui import rich
from shared.slack_ui.blocks import customer_warning, header, section
from shared.slack_ui.directory import directory_note
from shared.slack_ui.ids import View
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.modals.under_way import under_way_view
from shared.slack_ui.problems import outcome_reason
from shared.slack_ui.products import ProductNames, licenses_text
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_sdk.models.blocks import Block, RichTextBlock
    from slack_sdk.models.views import View as SlackView

    from shared.domain.customer import Customer
    from shared.domain.outcome import Outcome
    from shared.domain.subscription import Subscription
    from shared.domain.user import User
    from shared.i18n.translator import Translator
    from shared.slack_ui.state import ViewState

_NAME = 256
_HELD = 1000  # characters of the products that one user holds


def updated_view(
    t: Translator,
    customer: Customer,
    subscriptions: Sequence[Subscription],
    outcomes: Sequence[Outcome],
    names: Mapping[str, str],
    state: ViewState,
) -> SlackView:
    """Show how many were done, those refused with the reason, and then who has which licenses now.

    ``names`` tells what those were called who are no longer there, by their ids.
    """
    blocks: list[Block] = [section(_tally(t, customer, outcomes))]
    if any(outcome.result is Result.DONE for outcome in outcomes):
        blocks += directory_note(t)
    blocks += customer_warning(t, customer)
    products = ProductNames(subscriptions)
    refused = [outcome for outcome in outcomes if outcome.result is Result.REFUSED]
    others = [outcome for outcome in outcomes if outcome.result is not Result.REFUSED]
    if refused:
        blocks.append(header(t("Not updated")))
        blocks += [_refused(t, outcome, names, products) for outcome in refused]
    if others:
        blocks.append(header(t("Licenses now")))
        blocks += [_held(t, outcome, products) for outcome in others]
    state = replace(state, customer_id=customer.id, nonce="", carried="")
    title = t("Licenses updated") if others else t("Nothing was updated")
    return modal(View.LICENSES_UPDATED, title, blocks, state, close=t("Done"))


def update_under_way_view(t: Translator, customer: Customer, count: int, state: ViewState) -> SlackView:
    """Say that the worker has the change, for how many users, and where to see how far it is."""
    told = t.n(
        "The change of licenses of {count} user of {customer} is under way.",
        "The change of licenses of {count} users of {customer} is under way.",
        count,
        customer=customer.name,
    )
    return under_way_view(t, View.LICENSES_UPDATED, customer, [told], state)


def _tally(t: Translator, customer: Customer, outcomes: Sequence[Outcome]) -> str:
    tally = Tally().plus(outcomes)
    counted = [
        (tally.done, t.n("{count} user changed", "{count} users changed", tally.done)),
        (tally.unchanged, t.n("{count} as chosen already", "{count} as chosen already", tally.unchanged)),
        (tally.refused, t.n("{count} refused", "{count} refused", tally.refused)),
    ]
    said = " · ".join(sentence for count, sentence in counted if count)
    return f"{customer.name}\n{said}"


def _refused(
    t: Translator, outcome: Outcome, names: Mapping[str, str], products: ProductNames
) -> RichTextBlock:
    name = outcome.target_name or names.get(outcome.target_id) or outcome.target_id
    head: list[rich.Element] = [rich.warning_sign(), rich.words(" "), rich.bold(cut(name, _NAME))]
    lines: list[list[rich.Element]] = [head, [rich.words(outcome_reason(t, outcome))]]
    if outcome.user is not None:
        held = rich.words(_licenses(t, outcome.user, products))
        lines.append(rich.fact(t("{label}:", label=t("Licenses now")), held))
    return rich.rich(rich.lines(*lines))


def _held(t: Translator, outcome: Outcome, products: ProductNames) -> RichTextBlock:
    licenses = _licenses(t, outcome.user, products) if outcome.user else ""
    return rich.rich(rich.lines([rich.bold(cut(outcome.target_name, _NAME))], [rich.words(licenses)]))


def _licenses(t: Translator, user: User, products: ProductNames) -> str:
    held = licenses_text(t, products, user.licenses)
    return cut("\n".join(held), _HELD) if held else t("no license")
