"""The confirmation before passwords are reset: whose, and what that means for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.user import Everyone
from shared.slack_ui import rich
from shared.slack_ui.asking import approval_note, asks, submit_text
from shared.slack_ui.blocks import customer_warning, section
from shared.slack_ui.directory import directory_note
from shared.slack_ui.ids import View
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.modals.people_named import missing_blocks, named, refused_blocks, unnamed_items

if TYPE_CHECKING:
    from slack_sdk.models.views import View as SlackView

    from shared.i18n.translator import Translator
    from shared.operations.preview import Preview
    from shared.slack_ui.state import ViewState


def reset_confirmation_view(t: Translator, preview: Preview, state: ViewState) -> SlackView:
    """Say whose passwords will be reset; where that is nobody's, say why and offer nothing.

    ``state`` has the command, and the passwords that those named will get.
    """
    customer, users = preview.customer, preview.users
    rest = [
        *refused_blocks(t, t("Not reset"), preview.refused),
        *missing_blocks(t, preview.missing),
    ]
    if not users:
        told = section(t("No password of {customer} can be reset here:", customer=customer.name))
        blocks = [told, *customer_warning(t, customer), *rest]
        return modal(View.NOTICE, t("Resetting passwords"), blocks, state, close=t("Back"))
    asked = t.n(
        "Reset the password of {count} user of {customer}?",
        "Reset the passwords of {count} users of {customer}?",
        preview.reached,
        customer=customer.name,
    )
    whom = [named(t, user.profile.display_name, user.user_principal_name) for user in users]
    blocks = [
        section(asked),
        *approval_note(t, preview.decision),
        *customer_warning(t, customer),
        *directory_note(t),
        rich.rich(rich.bullets([*whom, *unnamed_items(t, preview.unnamed)])),
        rich.rich(rich.bullets([rich.words(said)] for said in _consequences(t, preview))),
        *rest,
    ]
    title, submit = t("Resetting passwords"), submit_text(t, preview.decision, t("Reset"))
    return modal(View.CONFIRM_RESET, title, blocks, state, close=t("Back"), submit=submit)


def _consequences(t: Translator, preview: Preview) -> list[str]:
    if asks(preview.decision):
        shown = t(
            "Once it is done, a direct message will have a button that shows the temporary passwords to you, "
            "once, for 24 hours."
        )
    elif isinstance(preview.command.users, Everyone):
        shown = t(
            "It is done in the background. A direct message will have a button that shows the temporary "
            "passwords to you, once, for 24 hours."
        )
    else:
        shown = t("The temporary password is shown to you once, here, as soon as it is set.")
    return [
        t("A new temporary password is set, to be changed at the next sign-in."),
        shown,
    ]
