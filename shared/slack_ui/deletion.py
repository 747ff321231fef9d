"""What is said of a deleted user: how long there is left, and who deleted them when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.slack_ui import rich

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.deletion import DeletedUser
    from shared.i18n.translator import Translator


def time_left(t: Translator, deleted: DeletedUser, now: datetime) -> list[rich.Element]:
    """Say when the user is gone: in how many days, on the last one at what time, or that it is too late."""
    if deleted.days_left(now) == 1:
        return rich.woven(t("gone {when}"), when=rich.moment(t, deleted.due_at))
    return [rich.words(time_left_briefly(t, deleted, now))]


def time_left_briefly(t: Translator, deleted: DeletedUser, now: datetime) -> str:
    """Say it where Slack shows no times: to the day."""
    if not deleted.is_restorable_at(now):
        return t("too late to restore")
    return t.n("gone in {count} day", "gone in {count} days", deleted.days_left(now))


def who_deleted(t: Translator, deleted: DeletedUser) -> list[rich.Element]:
    """Say who deleted the user, and when."""
    return rich.woven(
        t("deleted {when} by {who}"),
        when=rich.moment(t, deleted.deleted_at),
        who=rich.mention(deleted.deleted_by),
    )
