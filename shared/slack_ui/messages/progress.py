"""The card of a request in its requester's direct messages: what is asked, how far it is, what became of it.

One message, edited in place. All of its versions hold rich text: Slack does not let it go from a message
("block_mismatch").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.command import ChangeLicenses, ExportLicenses
from shared.domain.outcome import Outcome, Reason, Result
from shared.domain.user import Everyone, UserFilter
from shared.i18n.translator import N_
from shared.slack_ui import rich
from shared.slack_ui.blocks import header
from shared.slack_ui.messages.message import Message
from shared.slack_ui.problems import outcome_reason, problem_sentence
from shared.slack_ui.products import ProductNames, license_text
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from slack_sdk.models.blocks import Block

    from shared.domain.customer import Customer
    from shared.domain.license import LicenseChange
    from shared.domain.request import Request, Tally
    from shared.domain.subscription import Subscription
    from shared.i18n.translator import Translator

LISTED = 20  # outcomes, or problems, in a message; more of them are in a file

_BAR = 20  # cells
_NAME = 75  # with the two below, the longest card stays under the 13,200 characters that Slack takes
_REASON = 250
_CHANGE = 200

_EVERYONE = {
    UserFilter.ALL: N_("Changing the licenses of all users of {customer}"),
    UserFilter.ADMINISTRATORS: N_("Changing the licenses of the administrators of {customer}"),
    UserFilter.WITHOUT_LICENSE: N_("Changing the licenses of the users of {customer} who have none"),
    UserFilter.WITH_LICENSE: N_("Changing the licenses of the users of {customer} who have {product}"),
}
_RESULTS = {Result.DONE: N_("licenses changed"), Result.UNCHANGED: N_("nothing to change")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A request, with the customer and the products that it is about; no customer for the catalogue."""

    request: Request
    customer: Customer | None
    subscriptions: Sequence[Subscription]

    @property
    def customer_name(self) -> str:
        """What people call the customer."""
        return self.customer.name if self.customer else ""


def opened(t: Translator, job: Job) -> Message:
    """Say what is about to be done."""
    command = job.request.command
    if isinstance(command, ChangeLicenses):
        told = t("Your license change is under way.")
        waiting = t("It begins in a moment. This message shows how far it is.")
        return _card(told, _license_title(t, job, command), _changes(t, job, command.change), waiting)
    if isinstance(command, ExportLicenses):
        told = t("The files that you asked for are being prepared.")
        title = t("Exporting the licenses of {customer}", customer=job.customer_name)
        return _card(told, title, [], told)
    told = t("Microsoft's product names are being loaded.")
    return _card(told, t("Loading Microsoft's product names"), [], told)


def progressing(t: Translator, job: Job, tally: Tally) -> Message:
    """Show how many of the users have been dealt with."""
    command = job.request.command
    if not isinstance(command, ChangeLicenses):
        return opened(t, job)
    facts = {"count": t.number(tally.total), "total": t.number(job.request.targets)}
    told = t("Your license change is under way: {count} of {total} users.", **facts)
    percent = 100 * tally.total // max(1, job.request.targets)
    shown = t("{percent}%", percent=percent)
    counted = t("{count} of {total} users", **facts)
    refused = t.n("{count} refused", "{count} refused", tally.refused) if tally.refused else ""
    line = " · ".join(filter(None, [f"{_bar(percent)} {shown}", counted, refused]))
    return _card(told, _license_title(t, job, command), _changes(t, job, command.change), line)


def finished(t: Translator, job: Job, outcomes: Sequence[Outcome]) -> Message:
    """Say what became of every user: each one where they are few, otherwise those refused.

    With more than ``LISTED`` outcomes, all of them are in a file that comes with it.
    """
    command = job.request.command
    if not isinstance(command, ChangeLicenses):
        return _errand(t, job, outcomes[0])
    customer, tally = job.customer_name, job.request.tally
    if not tally.total:
        told = t("Nobody matched when it began: nothing was changed.")
        title = t("No licenses changed for {customer}", customer=customer)
        return _card(told, title, _changes(t, job, command.change), told)
    if tally.done or tally.unchanged:
        title = t("Licenses updated for {customer}", customer=customer)
    else:
        title = t("No licenses changed for {customer}", customer=customer)
    counts = _counts(t, tally)
    told = t("Your license change is finished: {counts}.", counts=counts)
    refused = [outcome for outcome in outcomes if outcome.result is Result.REFUSED]
    more = []
    if len(outcomes) <= LISTED:
        listed = sorted(outcomes, key=lambda outcome: outcome.result is not Result.REFUSED)
    else:
        listed = refused[:LISTED]
        if len(refused) > LISTED:
            more.append(t.n("{count} more refused", "{count} more refused", len(refused) - LISTED))
        more.append(t("What became of each user is in the file below."))
    blocks: list[Block] = [
        header(title),
        *_bullets([rich.words(change)] for change in _changes(t, job, command.change)),
        rich.rich(rich.lines([rich.bold(counts)])),
        *_bullets(_outcome_line(t, outcome) for outcome in listed),
        *_lines(more),
    ]
    return Message(told, blocks)


def delivered(t: Translator, job: Job) -> Message:
    """Say that the files of an export are there."""
    told = t("The files that you asked for are below.")
    return _card(told, t("The licenses of {customer}", customer=job.customer_name), [], told)


def _errand(t: Translator, job: Job, outcome: Outcome) -> Message:
    """Say what became of a request that is not about users."""
    is_export = isinstance(job.request.command, ExportLicenses)
    if outcome.result is Result.DONE:
        count = job.request.tally.done
        told = t.n("{count} product loaded.", "{count} products loaded.", count)
        return _card(told, t("Microsoft's product names are loaded"), [], told)
    if is_export:
        told = t("The files that you asked for were not prepared.")
        title = t("The licenses of {customer} were not exported", customer=job.customer_name)
    else:
        told = t("Microsoft's product names were not loaded.")
        title = t("Microsoft's product names were not loaded")
    if outcome.reason is not Reason.INVALID:
        return _card(told, title, [], outcome_reason(t, outcome))
    problems = [problem_sentence(t, problem) for problem in outcome.problems]
    more = len(problems) - LISTED
    last = t.n("{count} more problem", "{count} more problems", more) if more > 0 else ""
    return _card(told, title, problems[:LISTED], last)


def _card(told: str, title: str, listed: Sequence[str], line: str) -> Message:
    bullets = _bullets([rich.words(each, limit=_REASON)] for each in listed)
    return Message(told, [header(title), *bullets, *_lines([line] if line else [])])


def _license_title(t: Translator, job: Job, command: ChangeLicenses) -> str:
    who, customer = command.users, job.customer_name
    if isinstance(who, Everyone) and not job.request.is_listed:
        product = ProductNames(job.subscriptions).product(who.sku_id)
        return t(_EVERYONE[who.user_filter], customer=customer, product=product)
    return t.n(
        "Changing the licenses of {count} user of {customer}",
        "Changing the licenses of {count} users of {customer}",
        len(who) if isinstance(who, tuple) else job.request.targets,
        customer=customer,
    )


def _changes(t: Translator, job: Job, change: LicenseChange) -> list[str]:
    """Say what is done to each product."""
    names = ProductNames(job.subscriptions)
    changes = [_assigned(t, names, sku_id, change.assign[sku_id]) for sku_id in names.held(change.assign)]
    changes += [t("Remove {product}", product=names.product(sku_id)) for sku_id in names.held(change.remove)]
    if change.sets_usage_location and job.customer:
        country = t.country(job.customer.profile.country)
        changes.append(t("Set the usage location to {country} where it is missing", country=country))
    return [cut(each, _CHANGE) for each in changes]


def _assigned(t: Translator, names: ProductNames, sku_id: str, disabled: frozenset[str] | None) -> str:
    if disabled == frozenset():
        return t("Assign {product}, with all its service plans", product=names.product(sku_id))
    return t("Assign {license}", license=license_text(t, names, sku_id, disabled or ()))


def _counts(t: Translator, tally: Tally) -> str:
    counts = [
        t.n("{count} changed", "{count} changed", tally.done) if tally.done else "",
        t.n("{count} unchanged", "{count} unchanged", tally.unchanged) if tally.unchanged else "",
        t.n("{count} refused", "{count} refused", tally.refused) if tally.refused else "",
    ]
    return " · ".join(filter(None, counts))


def _outcome_line(t: Translator, outcome: Outcome) -> list[rich.Element]:
    name = cut(outcome.target_name or outcome.target_id, _NAME)
    is_refused = outcome.result is Result.REFUSED
    said = outcome_reason(t, outcome) if is_refused else t(_RESULTS[outcome.result])
    return [rich.bold(name), rich.words(f" — {said}", limit=_REASON)]


def _bar(percent: int) -> str:
    filled = _BAR * percent // 100
    return "█" * filled + "░" * (_BAR - filled)


def _bullets(items: Iterable[Sequence[rich.Element]]) -> list[Block]:
    listed = list(items)
    return [rich.rich(rich.bullets(listed))] if listed else []


def _lines(lines: Sequence[str]) -> list[Block]:
    return [rich.rich(rich.lines(*([rich.words(each)] for each in lines)))] if lines else []
