"""What became of a restoration, user by user; or that the worker has it now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.outcome import Reason, Result
from shared.domain.request import Tally
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, context, customer_warning, header, section
from shared.slack_ui.directory import directory_note
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.modals.people_named import named
from shared.slack_ui.modals.under_way import under_way_view
from shared.slack_ui.products import ProductNames
from shared.slack_ui.restoration import missing_text, regained_text, stays_deleted
from shared.slack_ui.texts import SECTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block, RichTextBlock
    from slack_sdk.models.views import View as SlackView

    from shared.domain.customer import Customer
    from shared.domain.outcome import Outcome
    from shared.domain.subscription import Subscription
    from shared.i18n.translator import Translator
    from shared.slack_ui.state import ViewState

_LEAST_SHOWN = 500  # characters of the licenses of one user; the fewer users, the more


def users_restored_view(
    t: Translator,
    customer: Customer,
    subscriptions: Sequence[Subscription],
    outcomes: Sequence[Outcome],
    state: ViewState,
) -> SlackView:
    """Show who is still deleted and why, and then who is back with which licenses."""
    is_done = any(outcome.result is Result.DONE for outcome in outcomes)
    blocks: list[Block] = [section(_tally(t, customer, outcomes))]
    if is_done:
        blocks += directory_note(t)
    blocks += customer_warning(t, customer)
    products = ProductNames(subscriptions)
    refused = [outcome for outcome in outcomes if outcome.result is Result.REFUSED]
    others = [outcome for outcome in outcomes if outcome.result is not Result.REFUSED]
    if refused:
        blocks.append(header(t("Not restored")))
        for outcome in refused:
            blocks += _refused(t, outcome)
    if others:
        blocks.append(header(t("Restored")))
        room = max(_LEAST_SHOWN, SECTION // len(others))
        blocks += [_restored(t, outcome, products, room) for outcome in others]
        blocks.append(context(_password_hint(t)))
    state = replace(state, customer_id=customer.id, nonce="", carried="")
    title = t("Users restored") if is_done else t("Nobody was restored")
    return modal(View.USERS_RESTORED, title, blocks, state, close=t("Done"))


def restoration_under_way_view(t: Translator, customer: Customer, count: int, state: ViewState) -> SlackView:
    """Say that the worker has the restoration, of how many users."""
    told = t.n(
        "The restoration of {count} user of {customer} is under way.",
        "The restoration of {count} users of {customer} is under way.",
        count,
        customer=customer.name,
    )
    return under_way_view(t, View.USERS_RESTORED, customer, [told], state)


def _tally(t: Translator, customer: Customer, outcomes: Sequence[Outcome]) -> str:
    tally = Tally().plus(outcomes)
    counted = [
        (tally.done, t.n("{count} user restored", "{count} users restored", tally.done)),
        (tally.unchanged, t.n("{count} active already", "{count} active already", tally.unchanged)),
        (tally.refused, t.n("{count} refused", "{count} refused", tally.refused)),
    ]
    said = " · ".join(sentence for count, sentence in counted if count)
    return f"{customer.name}\n{said}"


def _refused(t: Translator, outcome: Outcome) -> list[Block]:
    who = [rich.warning_sign(), rich.words(" "), *named(t, outcome.target_name, outcome.sign_in_name)]
    block: Block = rich.rich(rich.lines(who, [rich.words(stays_deleted(t, outcome))]))
    if outcome.reason is not Reason.INVALID:  # its problems are about the sign-in name
        return [block]
    again = button(
        t("Restore under another name"),
        Click.RESTORE_USER,
        outcome.target_id,
        reads_as=t("Restore {name} under another name", name=outcome.target_name),
    )
    return [block, *actions([again])]


def _restored(t: Translator, outcome: Outcome, products: ProductNames, room: int) -> RichTextBlock:
    lines: list[list[rich.Element]] = [named(t, outcome.target_name, outcome.sign_in_name)]
    if outcome.result is Result.UNCHANGED:
        lines.append([rich.words(t("Active already: somebody else restored this user meanwhile."))])
        return rich.rich(rich.lines(*lines))
    back = regained_text(t, products, outcome.regained) or t("no license")
    lines.append(rich.fact(t("Licenses restored:"), rich.words(back, limit=room)))
    if outcome.problems:
        missing = missing_text(t, products, outcome.problems)
        lines.append(rich.fact(t("Licenses not restored:"), rich.words(missing, limit=room)))
    return rich.rich(rich.lines(*lines))


def _password_hint(t: Translator) -> str:
    return t(
        "Passwords are what they were before the deletion. Whoever has forgotten theirs gets another with "
        "“Reset password”, on the user's card."
    )
