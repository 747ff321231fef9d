"""What the cards of a file's rows say: of users created, and of licenses changed, each as its row says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.outcome import Reason, Result
from shared.domain.text import visible
from shared.i18n.translator import N_
from shared.slack_ui.messages.handing_over import handing_over_blocks
from shared.slack_ui.messages.job import Telling, counted
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block

    from shared.domain.command import ImportRows
    from shared.domain.outcome import Outcome
    from shared.domain.request import Tally
    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.job import Job

_FILE = 100  # characters of a file's name
_CREATED = {Result.DONE: N_("created"), Result.UNCHANGED: N_("nothing to change")}
_CHANGED = {Result.DONE: N_("licenses changed"), Result.UNCHANGED: N_("nothing to change")}


class _RowsTelling(Telling):
    """Tells of rows, the way it was chosen to do them, and the end that this led to."""

    has_file = True

    def __init__(self, t: Translator, job: Job, command: ImportRows) -> None:
        super().__init__(t, job)
        self._command = command

    def details(self) -> list[str]:
        name = cut(visible(self._command.file_name), _FILE)
        said = [self.t("From the file {file}", file=name)] if name else []
        return [*said, self.t("All or nothing")] if self._command.all_or_nothing else said

    def told_of(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Leave out the rows that were not reached: they are counted, and say nothing new."""
        return [outcome for outcome in outcomes if outcome.reason is not Reason.STOPPED]

    def ending(self) -> str:
        t, tally = self.t, self.job.request.tally
        if not self.is_given_up(tally):
            return ""
        if not tally.done and not tally.unchanged:
            return t("Nothing was done, because not all of it could be: it was to be all or nothing.")
        return t(
            "It ended with the first row that could not be done, because it was to be all or nothing. "
            "What had been done stays done."
        )

    def file_note(self) -> str:
        return self.t(
            "What became of each row is in the file below. Rows that were not done can be corrected there "
            "and uploaded again."
        )

    def undone(self, tally: Tally) -> int:
        """Count the rows that were refused; where it ended with one of them, those behind it too."""
        return (
            self._command.count - tally.done - tally.unchanged if self.is_given_up(tally) else tally.refused
        )

    def is_given_up(self, tally: Tally) -> bool:
        """Whether a row could not be done, and it was to be all of them or none."""
        return self._command.all_or_nothing and tally.refused > 0 and not self.job.request.is_stopped


class UserImportTelling(_RowsTelling):
    """Tells of users created from a file."""

    def begins(self) -> str:
        return self.t("The users of your file are being created.")

    def title(self) -> str:
        return self.t.n(
            "Creating {count} user of {customer}",
            "Creating {count} users of {customer}",
            self._command.count,
            customer=self.job.customer_name,
        )

    def so_far(self, count: str, total: str) -> str:
        return self.t(
            "The users of your file are being created: {count} of {total}.", count=count, total=total
        )

    def heading(self, *, is_something_done: bool) -> str:
        if is_something_done:
            return self.t("Users of {customer} created", customer=self.job.customer_name)
        return self.t("No user of {customer} created", customer=self.job.customer_name)

    def over(self, counts: str) -> str:
        return self.t("Your import is finished: {counts}.", counts=counts)

    def counts(self, tally: Tally) -> str:
        t, undone = self.t, self.undone(tally)
        refused = t.n("{count} refused", "{count} refused", undone)
        if self.is_given_up(tally):
            refused = t.n("{count} not created", "{count} not created", undone)
        return counted(
            (tally.done, t.n("{count} created", "{count} created", tally.done)),
            (tally.unchanged, t.n("{count} unchanged", "{count} unchanged", tally.unchanged)),
            (undone, refused),
        )

    def result(self, outcome: Outcome) -> str:
        return self.t(_CREATED[outcome.result])

    def next_steps(self) -> list[Block]:
        return handing_over_blocks(self.t, self.job)


class LicenseImportTelling(_RowsTelling):
    """Tells of licenses changed as a file says."""

    def begins(self) -> str:
        return self.t("The licenses in your file are being changed.")

    def title(self) -> str:
        return self.t.n(
            "Changing the licenses of {count} user of {customer}",
            "Changing the licenses of {count} users of {customer}",
            self._command.count,
            customer=self.job.customer_name,
        )

    def so_far(self, count: str, total: str) -> str:
        return self.t(
            "The licenses in your file are being changed: {count} of {total} users.", count=count, total=total
        )

    def heading(self, *, is_something_done: bool) -> str:
        if is_something_done:
            return self.t("Licenses updated for {customer}", customer=self.job.customer_name)
        return self.t("No licenses changed for {customer}", customer=self.job.customer_name)

    def over(self, counts: str) -> str:
        return self.t("Your import is finished: {counts}.", counts=counts)

    def counts(self, tally: Tally) -> str:
        t, undone = self.t, self.undone(tally)
        refused = t.n("{count} refused", "{count} refused", undone)
        if self.is_given_up(tally):
            refused = t.n("{count} not changed", "{count} not changed", undone)
        return counted(
            (tally.done, t.n("{count} changed", "{count} changed", tally.done)),
            (tally.unchanged, t.n("{count} unchanged", "{count} unchanged", tally.unchanged)),
            (undone, refused),
        )

    def result(self, outcome: Outcome) -> str:
        return self.t(_CHANGED[outcome.result])
