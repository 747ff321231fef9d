"""What the cards of a deletion and of a restoration say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.deletion import RESTORABLE_FOR
from shared.domain.outcome import Result
from shared.domain.user import UserFilter
from shared.i18n.translator import N_
from shared.slack_ui.messages.job import Telling, counted
from shared.slack_ui.restoration import restored_line

if TYPE_CHECKING:
    from shared.domain.command import DeleteUsers, RestoreUsers
    from shared.domain.outcome import Outcome
    from shared.domain.request import Tally
    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.job import Job

_EVERYONE = {
    UserFilter.ALL: N_("Deleting all users of {customer}"),
    UserFilter.ADMINISTRATORS: N_("Deleting the administrators of {customer}"),
    UserFilter.WITHOUT_LICENSE: N_("Deleting the users of {customer} who have no license"),
    UserFilter.WITH_LICENSE: N_("Deleting the users of {customer} who have {product}"),
}
_ALL_DELETED = {UserFilter.DELETED: N_("Restoring all deleted users of {customer}")}
_RESULTS = {Result.DONE: N_("deleted"), Result.UNCHANGED: N_("deleted before, by somebody else")}


class DeletionTelling(Telling):
    """Tells of users deleted."""

    def __init__(self, t: Translator, job: Job, command: DeleteUsers) -> None:
        super().__init__(t, job)
        self._command = command

    def begins(self) -> str:
        return self.t("The users are being deleted.")

    def title(self) -> str:
        return self.about_everyone(_EVERYONE, self._command) or self.t.n(
            "Deleting {count} user of {customer}",
            "Deleting {count} users of {customer}",
            self.count(self._command),
            customer=self.job.customer_name,
        )

    def details(self) -> list[str]:
        if self.job.request.tally.total and not self.job.request.tally.done:
            return []  # nobody was deleted
        days = RESTORABLE_FOR.days
        return [self.t.n("Restorable for {count} day", "Restorable for {count} days", days)]

    def so_far(self, count: str, total: str) -> str:
        return self.t("The users are being deleted: {count} of {total}.", count=count, total=total)

    def heading(self, *, is_something_done: bool) -> str:
        if is_something_done:
            return self.t("Users of {customer} deleted", customer=self.job.customer_name)
        return self.t("No user of {customer} deleted", customer=self.job.customer_name)

    def over(self, counts: str) -> str:
        return self.t("The deletion is finished: {counts}.", counts=counts)

    def counts(self, tally: Tally) -> str:
        t = self.t
        return counted(
            (tally.done, t.n("{count} deleted", "{count} deleted", tally.done)),
            (tally.unchanged, t.n("{count} deleted before", "{count} deleted before", tally.unchanged)),
            (tally.refused, t.n("{count} refused", "{count} refused", tally.refused)),
        )

    def result(self, outcome: Outcome) -> str:
        return self.t(_RESULTS[outcome.result])


class RestorationTelling(Telling):
    """Tells of users restored, and which of their licenses came back."""

    def __init__(self, t: Translator, job: Job, command: RestoreUsers) -> None:
        super().__init__(t, job)
        self._command = command

    def begins(self) -> str:
        return self.t("The users are being restored.")

    def title(self) -> str:
        return self.about_everyone(_ALL_DELETED, self._command) or self.t.n(
            "Restoring {count} user of {customer}",
            "Restoring {count} users of {customer}",
            self.count(self._command),
            customer=self.job.customer_name,
        )

    def so_far(self, count: str, total: str) -> str:
        return self.t("The users are being restored: {count} of {total}.", count=count, total=total)

    def heading(self, *, is_something_done: bool) -> str:
        if is_something_done:
            return self.t("Users of {customer} restored", customer=self.job.customer_name)
        return self.t("No user of {customer} restored", customer=self.job.customer_name)

    def over(self, counts: str) -> str:
        return self.t("The restoration is finished: {counts}.", counts=counts)

    def counts(self, tally: Tally) -> str:
        t = self.t
        return counted(
            (tally.done, t.n("{count} restored", "{count} restored", tally.done)),
            (tally.unchanged, t.n("{count} active already", "{count} active already", tally.unchanged)),
            (tally.refused, t.n("{count} refused", "{count} refused", tally.refused)),
        )

    def result(self, outcome: Outcome) -> str:
        return restored_line(self.t, outcome, self.names)

    def said_of(self, outcome: Outcome) -> str:
        return restored_line(self.t, outcome, self.names)

    def remark(self, outcome: Outcome) -> str:
        """Say in the file too which licenses came back: a user restored may still lack one."""
        return restored_line(self.t, outcome, self.names)
