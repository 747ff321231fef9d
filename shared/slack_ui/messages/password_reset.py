"""What the card of a reset of passwords says, and how it hands them over: never in the message itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.outcome import Result
from shared.domain.user import UserFilter
from shared.i18n.translator import N_
from shared.slack_ui.messages.handing_over import handing_over_blocks
from shared.slack_ui.messages.job import Telling, counted

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

    from shared.domain.command import ResetPasswords
    from shared.domain.outcome import Outcome
    from shared.domain.request import Tally
    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.job import Job

_EVERYONE = {
    UserFilter.ALL: N_("Resetting the passwords of all users of {customer}"),
    UserFilter.ADMINISTRATORS: N_("Resetting the passwords of the administrators of {customer}"),
    UserFilter.WITHOUT_LICENSE: N_("Resetting the passwords of the users of {customer} who have no license"),
    UserFilter.WITH_LICENSE: N_("Resetting the passwords of the users of {customer} who have {product}"),
}
_RESULTS = {Result.DONE: N_("password reset"), Result.UNCHANGED: N_("nothing to change")}


class PasswordResetTelling(Telling):
    """Tells of passwords reset."""

    def __init__(self, t: Translator, job: Job, command: ResetPasswords) -> None:
        super().__init__(t, job)
        self._command = command

    def begins(self) -> str:
        return self.t("The passwords are being reset.")

    def title(self) -> str:
        return self.about_everyone(_EVERYONE, self._command) or self.t.n(
            "Resetting the password of {count} user of {customer}",
            "Resetting the passwords of {count} users of {customer}",
            self.count(self._command),
            customer=self.job.customer_name,
        )

    def so_far(self, count: str, total: str) -> str:
        return self.t("The passwords are being reset: {count} of {total} users.", count=count, total=total)

    def heading(self, *, is_something_done: bool) -> str:
        if is_something_done:
            return self.t("Passwords reset for {customer}", customer=self.job.customer_name)
        return self.t("No password reset for {customer}", customer=self.job.customer_name)

    def over(self, counts: str) -> str:
        return self.t("The reset is finished: {counts}.", counts=counts)

    def counts(self, tally: Tally) -> str:
        t = self.t
        return counted(
            (tally.done, t.n("{count} reset", "{count} reset", tally.done)),
            (tally.unchanged, t.n("{count} unchanged", "{count} unchanged", tally.unchanged)),
            (tally.refused, t.n("{count} refused", "{count} refused", tally.refused)),
        )

    def result(self, outcome: Outcome) -> str:
        return self.t(_RESULTS[outcome.result])

    def next_steps(self) -> list[Block]:
        return handing_over_blocks(self.t, self.job)
