"""What became of a deletion: who was deleted, what that set free, and who was refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.outcome import Result
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, customer_warning, section
from shared.slack_ui.directory import directory_note
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.modals.people_named import named, refused_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.customer import Customer
    from shared.domain.deletion import DeletedUser
    from shared.domain.outcome import Outcome
    from shared.i18n.translator import Translator
    from shared.slack_ui.state import ViewState


def users_deleted_view(
    t: Translator, customer: Customer, outcomes: Sequence[Outcome], state: ViewState
) -> SlackView:
    """Show who is deleted now and until when they can be restored, and the seats that are free for others."""
    done = [outcome for outcome in outcomes if outcome.result is Result.DONE]
    before = [outcome for outcome in outcomes if outcome.result is Result.UNCHANGED]
    refused = [outcome for outcome in outcomes if outcome.result is Result.REFUSED]
    told = t.n(
        "{count} user of {customer} was deleted.",
        "{count} users of {customer} were deleted.",
        len(done),
        customer=customer.name,
    )
    if not done:
        told = t("No user of {customer} was deleted.", customer=customer.name)
    blocks: list[Block] = [section(told)]
    if done:
        blocks += directory_note(t)
    blocks += customer_warning(t, customer)
    blocks += _deleted(t, done)
    blocks += _seats(t, done)
    blocks += [_deleted_before(t, each.deleted) for each in before if each.deleted is not None]
    blocks += refused_blocks(t, t("Not deleted"), refused)
    blocks += actions([button(t("Deleted users"), Click.OPEN_DELETED_USERS, customer.id)])
    state = replace(state, customer_id=customer.id, user_id="", nonce="", carried="")
    title = t("Users deleted") if done else t("Nobody was deleted")
    return modal(View.USERS_DELETED, title, blocks, state, close=t("Done"))


def _deleted(t: Translator, done: Sequence[Outcome]) -> list[Block]:
    deleted = [outcome.deleted for outcome in done if outcome.deleted is not None]
    if not deleted:
        return []
    whom = [named(t, outcome.target_name, outcome.sign_in_name) for outcome in done]
    until = rich.woven(
        t("Restorable until {when}."), when=rich.moment(t, min(each.due_at for each in deleted))
    )
    return [rich.rich(rich.bullets(whom), rich.lines(until))]


def _seats(t: Translator, done: Sequence[Outcome]) -> list[Block]:
    """Count the seats given back by product, and how many of each there are now."""
    freed = Counter(each.id for outcome in done for each in outcome.freed)
    now = {each.id: each for outcome in done for each in outcome.freed}
    lines = []
    for sku_id, subscription in now.items():
        facts = {"product": subscription.name, "available": t.number(subscription.available)}
        said = t.n(
            "{product}: {count} seat freed, {available} available now",
            "{product}: {count} seats freed, {available} available now",
            freed[sku_id],
            **facts,
        )
        lines.append([rich.words(said)])
    return [rich.rich(rich.lines([rich.bold(t("Licenses:"))]), rich.bullets(lines))] if lines else []


def _deleted_before(t: Translator, deleted: DeletedUser) -> Block:
    user = deleted.user
    said = rich.woven(
        t("Deleted already {when} by {who}."),
        when=rich.moment(t, deleted.deleted_at),
        who=rich.mention(deleted.deleted_by),
    )
    return rich.rich(rich.lines(named(t, user.profile.display_name, user.user_principal_name), said))
