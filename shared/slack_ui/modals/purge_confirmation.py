"""The confirmation before a deleted user is deleted for good, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.outcome import Result
from shared.slack_ui import rich
from shared.slack_ui.asking import approval_note, submit_text
from shared.slack_ui.blocks import customer_warning, section
from shared.slack_ui.deletion import restorable_until, who_deleted
from shared.slack_ui.directory import directory_note
from shared.slack_ui.ids import View
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.modals.people_named import named
from shared.slack_ui.problems import outcome_reason

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.customer import Customer
    from shared.domain.outcome import Outcome
    from shared.i18n.translator import Translator
    from shared.operations.restorable import Restorable
    from shared.policy.decide import Decision
    from shared.slack_ui.state import ViewState


def purge_confirmation_view(
    t: Translator, found: Restorable, decision: Decision, state: ViewState
) -> SlackView:
    """Ask whether the first of some deleted users is to go for good, which nothing undoes."""
    customer, deleted = found.customer, found.people[0].deleted
    user = deleted.user
    asked = t("Delete this user of {customer} for good, before the 30 days are over?", customer=customer.name)
    consequences = [
        t("Nothing brings this user back here: this cannot be undone."),
        t("Until it is done, the user can still be restored: then nothing is deleted."),
    ]
    blocks: list[Block] = [
        section(asked),
        *approval_note(t, decision),
        *customer_warning(t, customer),
        *directory_note(t),
        rich.rich(
            rich.lines(
                named(t, user.profile.display_name, user.user_principal_name),
                who_deleted(t, deleted),
                restorable_until(t, deleted, found.now),
            )
        ),
        rich.rich(rich.bullets([rich.words(each)] for each in consequences)),
    ]
    state = replace(state, customer_id=customer.id)
    title, submit = t("Deleting for good"), submit_text(t, decision, t("Delete for good"))
    return modal(View.CONFIRM_PURGE, title, blocks, state, close=t("Back"), submit=submit)


def purged_view(t: Translator, customer: Customer, outcome: Outcome, state: ViewState) -> SlackView:
    """Say that a user is gone for good, or why not."""
    said = outcome_reason(t, outcome)
    if outcome.result is Result.DONE:
        said = t("Deleted for good.")
    who = named(t, outcome.target_name, outcome.sign_in_name)
    blocks: list[Block] = [
        rich.rich(rich.lines(who, [rich.words(said)])),
        *(directory_note(t) if outcome.result is Result.DONE else []),
        *customer_warning(t, customer),
    ]
    state = replace(state, nonce="", carried="", user_id="")
    return modal(View.USERS_DELETED, t("Deleting for good"), blocks, state, close=t("Close"))
