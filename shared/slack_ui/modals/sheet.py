"""A sheet in a modal: sign-in names with their temporary passwords, shown here and only once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, context, customer_warning, header, section
from shared.slack_ui.directory import directory_note
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.problems import outcome_reason
from shared.slack_ui.state import Created
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from slack_sdk.models.blocks import Block, InteractiveElement, RichTextBlock
    from slack_sdk.models.views import View as SlackView

    from shared.domain.credential import Sheet
    from shared.domain.customer import Customer
    from shared.domain.outcome import Outcome
    from shared.domain.user import User
    from shared.i18n.translator import Translator
    from shared.slack_ui.state import ViewState

_NAME = 256


def passwords_reset_view(
    t: Translator,
    customer: Customer,
    shown: Sequence[tuple[User, str]],
    refused: Sequence[Outcome],
    state: ViewState,
    *,
    may_email: bool,
) -> SlackView:
    """Show who has which password now, and who keeps theirs and why; at most 20 of both."""
    told = t.n(
        "The password of {count} user of {customer} was reset.",
        "The passwords of {count} users of {customer} were reset.",
        len(shown),
        customer=customer.name,
    )
    if not shown:
        told = t("No password of a user of {customer} was reset.", customer=customer.name)
    blocks: list[Block] = [section(told)]
    if shown:
        blocks += [*directory_note(t), section(care(t))]
    blocks += customer_warning(t, customer)
    if refused:
        blocks.append(header(t("Not reset")))
        blocks += [_refused(t, outcome) for outcome in refused]
    if shown:
        if refused:
            blocks.append(header(t("Passwords reset")))
        blocks += [
            password_block(t, user.profile.display_name, user.user_principal_name, password)
            for user, password in shown
        ]
        blocks += handing_over(t, may_email=may_email)
    created = tuple(Created(user_id=user.id, password=password) for user, password in shown)
    state = replace(state, customer_id=customer.id, nonce="", password="", created=created, carried="")
    title = t("Passwords reset") if shown else t("Nothing was reset")
    return modal(View.PASSWORDS_RESET, title, blocks, state, close=t("Done"))


def credentials_view(t: Translator, sheet: Sheet, state: ViewState, *, may_email: bool) -> SlackView:
    """Show the passwords that the worker set, revealed to the person who asked for them."""
    told = t.n(
        "The temporary password of {count} user of {customer}:",
        "The temporary passwords of {count} users of {customer}:",
        len(sheet.lines),
        customer=sheet.customer.name,
    )
    blocks: list[Block] = [
        section(told),
        *directory_note(t),
        section(care(t)),
        *customer_warning(t, sheet.customer),
    ]
    blocks += [
        password_block(t, line.display_name, line.user_principal_name, line.password) for line in sheet.lines
    ]
    blocks += handing_over(t, may_email=may_email)
    created = tuple(Created(user_id=line.user_id, password=line.password) for line in sheet.lines)
    state = replace(state, customer_id=sheet.customer.id, created=created)
    return modal(View.CREDENTIALS, t("Temporary passwords"), blocks, state, close=t("Done"))


def care(t: Translator) -> str:
    """Say that nobody will see these passwords again."""
    return t(
        "Note each sign-in name and temporary password before you close this: the passwords are shown only "
        "here and will not be available later. Each user must change theirs at first sign-in."
    )


def password_block(
    t: Translator,
    display_name: str,
    user_principal_name: str,
    password: str,
    more: Iterable[list[rich.Element]] = (),
) -> RichTextBlock:
    """Show one user's sign-in name and password, to be copied, with ``more`` lines between them."""
    lines: list[list[rich.Element]] = [
        [rich.bold(display_name)],
        rich.fact(t("User principal name:"), rich.code(user_principal_name)),
        *more,
        [rich.bold(t("Temporary password:"))],
    ]
    return rich.rich(rich.lines(*lines), rich.copyable(password))


def handing_over(t: Translator, *first: InteractiveElement, may_email: bool) -> list[Block]:
    """Offer the other ways to hand over the passwords of a view, after a button of the view's own."""
    elements = [*first, button(t("Download once"), Click.DOWNLOAD_CREDENTIALS)]
    if may_email:
        elements.append(button(t("E-mail"), Click.EMAIL_CREDENTIALS))
    hint = t("To print them, download them once and choose “Show to print”.")
    return [*actions(elements), context(hint)]


def _refused(t: Translator, outcome: Outcome) -> RichTextBlock:
    name = cut(outcome.target_name or outcome.target_id, _NAME)
    head: list[rich.Element] = [rich.warning_sign(), rich.words(" "), rich.bold(name)]
    return rich.rich(rich.lines(head, [rich.words(outcome_reason(t, outcome))]))
