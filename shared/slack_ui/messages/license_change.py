"""What the card of a change of licenses says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.outcome import Result
from shared.domain.user import UserFilter
from shared.i18n.translator import N_
from shared.slack_ui.messages.job import Telling, counted
from shared.slack_ui.products import license_text
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from shared.domain.command import ChangeLicenses
    from shared.domain.outcome import Outcome
    from shared.domain.request import Tally
    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.job import Job

_CHANGE = 200  # characters
_PRODUCT = 100  # characters of a product's name

_EVERYONE = {
    UserFilter.ALL: N_("Changing the licenses of all users of {customer}"),
    UserFilter.ADMINISTRATORS: N_("Changing the licenses of the administrators of {customer}"),
    UserFilter.WITHOUT_LICENSE: N_("Changing the licenses of the users of {customer} who have none"),
    UserFilter.WITH_LICENSE: N_("Changing the licenses of the users of {customer} who have {product}"),
}
_RESULTS = {Result.DONE: N_("licenses changed"), Result.UNCHANGED: N_("nothing to change")}


class LicenseChangeTelling(Telling):
    """Tells of licenses assigned and removed."""

    def __init__(self, t: Translator, job: Job, command: ChangeLicenses) -> None:
        super().__init__(t, job)
        self._command = command

    def begins(self) -> str:
        return self.t("Your license change is under way.")

    def title(self) -> str:
        return self.about_everyone(_EVERYONE, self._command) or self.t.n(
            "Changing the licenses of {count} user of {customer}",
            "Changing the licenses of {count} users of {customer}",
            self.count(self._command),
            customer=self.job.customer_name,
        )

    def details(self) -> list[str]:
        """Say what is done to each product."""
        t, names, change = self.t, self.names, self._command.change
        said = [self._assigned(sku_id, change.assign[sku_id]) for sku_id in names.held(change.assign)]
        removed = [names.product(sku_id, _PRODUCT) for sku_id in names.held(change.remove)]
        said += [t("Remove {product}", product=product) for product in removed]
        if change.sets_usage_location and self.job.customer:
            country = t.country(self.job.customer.profile.country)
            said.append(t("Set the usage location to {country} where it is missing", country=country))
        return [cut(each, _CHANGE) for each in said]

    def so_far(self, count: str, total: str) -> str:
        return self.t("Your license change is under way: {count} of {total} users.", count=count, total=total)

    def heading(self, *, is_something_done: bool) -> str:
        if is_something_done:
            return self.t("Licenses updated for {customer}", customer=self.job.customer_name)
        return self.t("No licenses changed for {customer}", customer=self.job.customer_name)

    def over(self, counts: str) -> str:
        return self.t("Your license change is finished: {counts}.", counts=counts)

    def counts(self, tally: Tally) -> str:
        t = self.t
        return counted(
            (tally.done, t.n("{count} changed", "{count} changed", tally.done)),
            (tally.unchanged, t.n("{count} unchanged", "{count} unchanged", tally.unchanged)),
            (tally.refused, t.n("{count} refused", "{count} refused", tally.refused)),
        )

    def result(self, outcome: Outcome) -> str:
        return self.t(_RESULTS[outcome.result])

    def _assigned(self, sku_id: str, disabled: frozenset[str] | None) -> str:
        t, names = self.t, self.names
        if disabled == frozenset():
            return t("Assign {product}, with all its service plans", product=names.product(sku_id, _PRODUCT))
        return t("Assign {license}", license=license_text(t, names, sku_id, disabled or ()))
