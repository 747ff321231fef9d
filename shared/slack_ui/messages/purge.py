"""What the card says of users deleted for good before their 30 days were over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.outcome import Result
from shared.i18n.translator import N_
from shared.slack_ui.messages.job import Telling, counted

if TYPE_CHECKING:
    from shared.domain.command import PurgeUsers
    from shared.domain.outcome import Outcome
    from shared.domain.request import Tally
    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.job import Job

_RESULTS = {Result.DONE: N_("deleted for good"), Result.UNCHANGED: N_("nothing to change")}


class PurgeTelling(Telling):
    """Tells of users deleted for good."""

    def __init__(self, t: Translator, job: Job, command: PurgeUsers) -> None:
        super().__init__(t, job)
        self._command = command

    def begins(self) -> str:
        return self.t("The users are being deleted for good.")

    def title(self) -> str:
        return self.t.n(
            "Deleting {count} user of {customer} for good",
            "Deleting {count} users of {customer} for good",
            self.count(self._command),
            customer=self.job.customer_name,
        )

    def so_far(self, count: str, total: str) -> str:
        return self.t("The users are being deleted for good: {count} of {total}.", count=count, total=total)

    def heading(self, *, is_something_done: bool) -> str:
        if is_something_done:
            return self.t("Users of {customer} deleted for good", customer=self.job.customer_name)
        return self.t("No user of {customer} deleted for good", customer=self.job.customer_name)

    def over(self, counts: str) -> str:
        return self.t("The deletion is finished: {counts}.", counts=counts)

    def counts(self, tally: Tally) -> str:
        t = self.t
        return counted(
            (tally.done, t.n("{count} deleted for good", "{count} deleted for good", tally.done)),
            (tally.unchanged, t.n("{count} unchanged", "{count} unchanged", tally.unchanged)),
            (tally.refused, t.n("{count} refused", "{count} refused", tally.refused)),
        )

    def result(self, outcome: Outcome) -> str:
        return self.t(_RESULTS[outcome.result])
