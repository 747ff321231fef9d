"""How a card hands passwords over to the requester: by buttons, never in the message itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.credential import LASTS
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button
from shared.slack_ui.ids import Click
from shared.slack_ui.state import MAXIMUM_CREATED

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.job import Job


def handing_over_blocks(t: Translator, job: Job) -> list[Block]:
    """Offer the passwords to the requester, who alone reads this message; the values are opaque."""
    request = job.request
    if not request.tally.done:
        return []
    buttons = [button(t("Download once"), Click.DOWNLOAD_CREDENTIALS, request.id)]
    if request.tally.done <= MAXIMUM_CREATED:
        reveal = button(t("Reveal once"), Click.REVEAL_CREDENTIALS, request.id, is_primary=True)
        buttons.insert(0, reveal)
    if job.may_email:
        buttons.append(button(t("E-mail"), Click.EMAIL_CREDENTIALS, request.id))
    told = rich.woven(
        t("The temporary passwords are handed over once, to you. They wait until: {when}."),
        when=rich.moment(t, job.passwords_until or request.filed_at + LASTS),
    )
    return [rich.rich(rich.lines(told)), *actions(buttons)]
