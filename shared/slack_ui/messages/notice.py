"""The notice, in a channel, that deleted users of a customer will soon be gone for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.operations.foresight import NoticeKind
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, customer_warning, header, section
from shared.slack_ui.ids import Click
from shared.slack_ui.messages.message import Message

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

    from shared.domain.deletion import DeletedUser
    from shared.i18n.translator import Translator
    from shared.operations.foresight import Notice

LISTED = 20  # users in a message, those who will be gone first

_NAME = 75  # with the other texts, the longest notice stays under the 13,200 characters that Slack takes


def notice(t: Translator, told: Notice) -> Message:
    """Say who will be gone, when, and who deleted them; a button leads to where they are restored."""
    count, customer = len(told.deleted), told.customer.name
    if told.kind is NoticeKind.LAST_DAY:
        text = t.n(
            "{count} deleted user will be gone for good within 24 hours.",
            "{count} deleted users will be gone for good within 24 hours.",
            count,
        )
        title = t("Last day for deleted users of {customer}", customer=customer)
    else:
        text = t.n(
            "{count} deleted user will be gone for good within seven days.",
            "{count} deleted users will be gone for good within seven days.",
            count,
        )
        title = t("Last week for deleted users of {customer}", customer=customer)
    listed = rich.bullets(_line(t, told, each) for each in told.deleted[:LISTED])
    more = count - LISTED
    after = [rich.lines([rich.words(t.n("and {count} more", "and {count} more", more))])] if more > 0 else []
    remedy = t("Until then, they can be restored, with their licenses as far as there are seats.")
    blocks: list[Block] = [
        header(title),
        *customer_warning(t, told.customer),
        rich.rich(rich.lines([rich.bold(text)]), listed, *after),
        section(remedy),
        *actions(
            [button(t("Restore users"), Click.OPEN_DELETED_USERS, told.customer.id, is_primary=True)],
        ),
    ]
    return Message(text, blocks)


def _line(t: Translator, told: Notice, deleted: DeletedUser) -> list[rich.Element]:
    """Say of one user when they will be gone, and who deleted them; on the last day no days are counted."""
    sentence, left = t("{name}, {upn}: gone {when}, deleted by {who}"), ""
    if told.kind is NoticeKind.WEEKLY:
        sentence = t("{name}, {upn}: {left}, gone {when}, deleted by {who}")
        left = t.n("{count} day left", "{count} days left", deleted.days_left(told.now))
    return rich.woven(
        sentence,
        name=rich.words(deleted.user.profile.display_name, limit=_NAME),
        upn=rich.words(deleted.user.user_principal_name, limit=2 * _NAME),
        left=rich.words(left),
        when=rich.moment(t, deleted.due_at),
        who=rich.mention(deleted.deleted_by),
    )
