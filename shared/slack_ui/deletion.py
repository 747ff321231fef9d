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


def restorable_until(t: Translator, deleted: DeletedUser, now: datetime) -> list[rich.Element]:
    """Say until when the user can be restored, and how many days that is where it is more than one."""
    left, when = deleted.days_left(now), rich.moment(t, deleted.due_at)
    if left <= 1:
        return rich.woven(t("Restorable until {when}."), when=when)
    sentence = t.n(
        "Restorable until {when}: {count} day left.",
        "Restorable until {when}: {count} days left.",
        left,
        when="{when}",
    )
    return rich.woven(sentence, when=when)
