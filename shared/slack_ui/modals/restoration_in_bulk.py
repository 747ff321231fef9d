"""The confirmation of a restoration of too many users to say of each what comes back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.operations.request import MAXIMUM_AT_ONCE
from shared.policy.decide import Reason
from shared.slack_ui import rich
from shared.slack_ui.asking import approval_note, asks, submit_text
from shared.slack_ui.blocks import customer_warning, section
from shared.slack_ui.directory import directory_note
from shared.slack_ui.ids import View
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.modals.people_inputs import listed_names
from shared.slack_ui.restoration import seat_order

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.customer import Customer
    from shared.i18n.translator import Translator
    from shared.operations.restorable import Restorable
    from shared.policy.decide import Decision
    from shared.slack_ui.state import ViewState


def bulk_confirmation_view(
    t: Translator,
    customer: Customer,
    count: int,
    state: ViewState,
    decision: Decision,
    named: Restorable | None = None,
) -> SlackView:
    """Say what the restoration that ``state`` carries will do; ``named`` are those named one by one.

    ``decision`` says whether others have to agree.
    """
    told = t.n(
        "Restore {count} user of {customer}?",
        "Restore {count} users of {customer}?",
        count,
        customer=customer.name,
    )
    blocks: list[Block] = [
        section(told),
        *approval_note(t, decision),
        *customer_warning(t, customer),
        *directory_note(t),
    ]
    if named is not None:
        blocks += _named(t, named)
    refused = t(
        "Administrators, users marked as protected and those for whom it is too late are refused. So is "
        "everyone whose sign-in name somebody else has now, or whose domain cannot be used any more: restore "
        "these one by one afterwards, under another name."
    )
    if decision.reason is Reason.SENSITIVE_TARGET:
        refused = t(
            "Those for whom it is too late are refused. So is everyone whose sign-in name somebody else has "
            "now, or whose domain cannot be used any more: restore these one by one afterwards, under "
            "another name."
        )
    seats = t("Licenses come back as far as there are seats.")
    blocks += [section(f"{seats} {seat_order(t)}"), section(refused)]
    if (named is None or len(named.people) > MAXIMUM_AT_ONCE) and not asks(decision):
        background = t(
            "It is done in the background. A direct message shows you how far it is, and in the end what "
            "became of each user."
        )
        blocks.append(section(background))
    title, state = t("Restore users"), replace(state, customer_id=customer.id)
    submit = submit_text(t, decision, t("Restore"))
    return modal(View.CONFIRM_RESTORATION, title, blocks, state, close=t("Back"), submit=submit)


def _named(t: Translator, named: Restorable) -> list[Block]:
    """Name those who come back, and those who are known to be refused."""
    facts = {
        t("Users:"): [each.name for each in named.people if each.can_return],
        t("Refused:"): [each.name for each in named.people if not each.can_return],
    }
    lines = [rich.fact(label, rich.words(listed_names(t, names))) for label, names in facts.items() if names]
    return [rich.rich(rich.lines(*lines))]
