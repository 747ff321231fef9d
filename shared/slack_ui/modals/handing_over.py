"""Handing over passwords: the link that works once, what became of them before, and waiting for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.models.blocks import ButtonElement

from shared.domain.credential import Means
from shared.i18n.translator import N_
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, section
from shared.slack_ui.ids import Click, View
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.state import ViewState
from shared.slack_ui.texts import BUTTON, plain

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.audit import AuditEvent
    from shared.domain.credential import Sheet
    from shared.i18n.translator import Translator

_BEFORE = {
    Means.VIEW: N_("{who} looked at these passwords in Slack: {when}."),
    Means.DOWNLOAD: N_("{who} downloaded these passwords: {when}."),
    Means.EMAIL: N_("{who} sent these passwords to {address}: {when}."),
}


def moment_view(t: Translator) -> SlackView:
    """Hold the place of passwords that are being fetched."""
    told = t("One moment: the passwords are being fetched.")
    return modal(View.NOTICE, t("Temporary passwords"), [section(told)], ViewState(), close=t("Close"))


def download_view(t: Translator, url: str) -> SlackView:
    """Give the link."""
    told = t(
        "This link works once and for five minutes. It opens a page on which you choose a file for a "
        "spreadsheet, or a sheet to print. Do not pass it on: whoever opens it first gets the passwords."
    )
    link = ButtonElement(
        text=plain(t("Open the page"), BUTTON),
        url=url,
        action_id=Click.OPEN_DOWNLOAD.value,
        style="primary",
    )
    blocks: list[Block] = [section(told), *actions([link])]
    return modal(View.DOWNLOAD_CREDENTIALS, t("Download once"), blocks, ViewState(), close=t("Close"))


def before_view(t: Translator, event: AuditEvent, *, is_shown_below: bool) -> SlackView:
    """Say when, by whom and how passwords were handed over, and what to do if they got lost."""
    means = Means(str(event.new_value["means"]))
    told = rich.woven(
        t(_BEFORE[means]),
        who=rich.mention(event.actor_id),
        when=rich.moment(t, event.occurred_at),
        address=rich.words(str(event.new_value.get("address", ""))),
    )
    once: list[rich.Element] = [rich.words(t("Passwords are handed over once."))]
    remedy: list[rich.Element] = [rich.words(_remedy(t, is_shown_below))]
    blocks = [rich.rich(rich.lines(told, once, remedy))]
    return modal(View.NOTICE, t("Handed over already"), blocks, ViewState(), close=t("Close"))


def sent_view(t: Translator, sheet: Sheet, address: str) -> SlackView:
    """Say what was sent to whom."""
    told = t.n(
        "The temporary password of {count} user of {customer} was sent to {address}.",
        "The temporary passwords of {count} users of {customer} were sent to {address}.",
        len(sheet.lines),
        customer=sheet.customer.name,
        address=address,
    )
    return modal(View.NOTICE, t("Sent"), [section(told)], ViewState(), close=t("Done"))


def not_sent_view(t: Translator, address: str, *, is_refused: bool, is_shown_below: bool) -> SlackView:
    """Say that nothing arrived, or that nobody knows, and that the passwords are withheld."""
    if is_refused:
        told = t("Nothing was sent: the mail service did not take the message to {address}.", address=address)
    else:
        told = t(
            "Nobody knows whether the message to {address} was sent: the mail service did not answer.",
            address=address,
        )
    withheld = t("The passwords count as handed over, so that nobody can have them twice.")
    blocks = [section(told), section(withheld), section(_remedy(t, is_shown_below))]
    title = t("Not sent") if is_refused else t("Perhaps not sent")
    return modal(View.NOTICE, title, blocks, ViewState(), close=t("Close"))


def _remedy(t: Translator, is_shown_below: bool) -> str:  # noqa: FBT001  by name where people read it
    if is_shown_below:
        return t("The window below shows them until you close it. After that, reset the passwords again.")
    return t("If they did not reach you, reset the passwords again.")
