"""What the card says of a command about one thing, or about a list of products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.command import CreateUser
from shared.domain.outcome import Outcome, Result
from shared.i18n.translator import N_
from shared.slack_ui.messages.handing_over import handing_over_blocks
from shared.slack_ui.messages.job import Telling, counted

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

    from shared.domain.request import Tally

_RESULTS = {Result.DONE: N_("done"), Result.UNCHANGED: N_("nothing to change")}


class SingleTelling(Telling):
    """Tells of what is done to one target at once: it takes a moment, and the request's title says it all."""

    def begins(self) -> str:
        return self.t("What you asked for is being done.")

    def title(self) -> str:
        return self.t("What you asked for")

    def so_far(self, count: str, total: str) -> str:
        return self.t("What you asked for is being done: {count} of {total}.", count=count, total=total)

    def heading(self, *, is_something_done: bool) -> str:
        if is_something_done:
            return self.t("What you asked for is done")
        return self.t("What you asked for is not done")

    def over(self, counts: str) -> str:
        return self.t("It is finished: {counts}.", counts=counts)

    def counts(self, tally: Tally) -> str:
        t = self.t
        return counted(
            (tally.done, t.n("{count} done", "{count} done", tally.done)),
            (tally.unchanged, t.n("{count} unchanged", "{count} unchanged", tally.unchanged)),
            (tally.refused, t.n("{count} refused", "{count} refused", tally.refused)),
        )

    def result(self, outcome: Outcome) -> str:
        return self.t(_RESULTS[outcome.result])

    def next_steps(self) -> list[Block]:
        if not isinstance(self.job.request.command, CreateUser):
            return []
        return handing_over_blocks(self.t, self.job)
