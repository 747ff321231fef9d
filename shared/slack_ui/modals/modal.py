"""What every modal is made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.slack_ui import ids
from shared.slack_ui.drawing import Modal
from shared.slack_ui.texts import TITLE, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block

    from shared.slack_ui.state import ViewState


_WITH_PASSWORDS = {
    ids.View.CREATE_USER,
    ids.View.CREATED_USERS,
    ids.View.CONFIRM_RESET,
    ids.View.PASSWORDS_RESET,
    ids.View.CREDENTIALS,
}
_TOLD_WHEN_CLOSED = {  # what lies below may have changed
    ids.View.USER,
    ids.View.CREATED_USERS,
    ids.View.LICENSES_UPDATED,
    ids.View.SUBSCRIPTIONS_LOADED,
    ids.View.PASSWORDS_RESET,
    ids.View.USERS_DELETED,
    ids.View.DELETED_USERS,
    ids.View.DELETED_USER,
    ids.View.USERS_RESTORED,
    ids.View.REQUEST,
}


def modal(
    callback: ids.View,
    title: str,
    blocks: Sequence[Block],
    state: ViewState,
    *,
    close: str,
    submit: str = "",
) -> Modal:
    """Make a modal that remembers its state. One with inputs needs ``submit``, or Slack refuses it.

    Passwords stay in the views that set and show them: any other forgets them.
    """
    if callback not in _WITH_PASSWORDS:
        state = replace(state, password="", created=())
    return Modal(
        type="modal",
        callback_id=callback.value,
        title=plain(title, TITLE),
        submit=plain(submit, TITLE) if submit else None,
        close=plain(close, TITLE),
        blocks=list(blocks),
        private_metadata=state.encode(),
        notify_on_close=callback in _TOLD_WHEN_CLOSED,
    )
