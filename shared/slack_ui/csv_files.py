"""Files for spreadsheets: licenses, what became of every target of a request, the history, passwords."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING

from shared.domain.audit import ALL_CUSTOMERS
from shared.domain.outcome import Result
from shared.domain.product_name import plan_names
from shared.i18n.translator import N_
from shared.slack_ui.csv_file import csv_file
from shared.slack_ui.readings import reading
from shared.slack_ui.sentences import field_name, operation_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from shared.domain.audit import AuditEvent, Recorded
    from shared.domain.credential import Sheet
    from shared.domain.outcome import Outcome
    from shared.domain.subscription import Subscription
    from shared.domain.user import User
    from shared.i18n.translator import Translator
    from shared.ports import AuditExport, LicenseExport
    from shared.slack_ui.csv_file import CsvFile

_RESULTS = {Result.DONE: N_("Done"), Result.UNCHANGED: N_("Unchanged"), Result.REFUSED: N_("Refused")}


def license_files(t: Translator, export: LicenseExport) -> tuple[CsvFile, CsvFile]:
    """Write a customer's products, and what each user holds: two files."""
    domain = export.customer.profile.default_domain.name
    subscriptions = {subscription.id: subscription for subscription in export.subscriptions}
    users = (row for user in export.users for row in _user_rows(t, user, subscriptions))
    return (
        csv_file(
            t,
            t("{domain}-products.csv", domain=domain),
            _product_headings(t),
            (_product_row(t, each) for each in export.subscriptions),
        ),
        csv_file(t, t("{domain}-users-and-licenses.csv", domain=domain), _user_headings(t), users),
    )


def outcome_file(t: Translator, outcomes: Iterable[Outcome], remark: Callable[[Outcome], str]) -> CsvFile:
    """Write what became of each target, with a remark where there is one: why it was refused, for example."""
    headings = [t("Name"), field_name(t, "user_principal_name"), t("Result"), t("Reason"), t("ID")]
    return csv_file(t, t("results.csv"), headings, (_outcome_row(t, outcome, remark) for outcome in outcomes))


def trail_file(t: Translator, export: AuditExport) -> CsvFile:
    """Write events of the trail, newest first; instants in UTC, and what changed as it was recorded.

    People are named by their Slack ids, which stay when their names change.
    """
    customer = export.customer
    name = t("{domain}-history.csv", domain=customer.profile.default_domain.name) if customer else ""
    headings = [
        t("When (UTC)"),
        t("Who (Slack ID)"),
        t("What"),
        t("Operation"),
        t("Customer"),
        t("Customer ID"),
        t("Concerns"),
        t("ID"),
        t("Before"),
        t("After"),
        t("Reference"),
    ]
    return csv_file(t, name or t("history.csv"), headings, (_event_row(t, event) for event in export.events))


def password_file(t: Translator, sheet: Sheet) -> CsvFile:
    """Write who has which temporary password. These begin with a letter: no apostrophe stands before them."""
    domain = sheet.customer.profile.default_domain.name
    headings = [field_name(t, "display_name"), field_name(t, "user_principal_name"), t("Temporary password")]
    rows = ([line.display_name, line.user_principal_name, line.password] for line in sheet.lines)
    return csv_file(t, t("{domain}-passwords.csv", domain=domain), headings, rows)


def _product_headings(t: Translator) -> list[str]:
    return [
        field_name(t, "product_name"),
        field_name(t, "part_number"),
        field_name(t, "sku_id"),
        t("Seats"),
        t("Used"),
        t("Available"),
        t("Over-assigned"),
        field_name(t, "active_units"),
        field_name(t, "warning_units"),
        field_name(t, "suspended_units"),
        field_name(t, "target_type"),
        field_name(t, "license_group"),
        field_name(t, "publisher"),
    ]


def _product_row(t: Translator, subscription: Subscription) -> list[str]:
    product, units = subscription.product, subscription.units
    counts = [
        units.total,
        subscription.consumed,
        max(subscription.available, 0),
        max(-subscription.available, 0),
        units.active,
        units.warning,
        units.suspended,
    ]
    return [
        product.name,
        product.part_number,
        product.sku_id,
        *map(str, counts),  # without separators of thousands: a spreadsheet sums them
        reading(t, "target_type", product.target_type.value),
        reading(t, "license_group", product.license_group.value),
        product.publisher,
    ]


def _user_headings(t: Translator) -> list[str]:
    fields = ("display_name", "user_principal_name", "usage_location", "product_name", "part_number")
    return [*(field_name(t, field) for field in fields), t("Service plans off")]


def _user_rows(
    t: Translator, user: User, subscriptions: Mapping[str, Subscription]
) -> Iterator[Sequence[str]]:
    """Write a row for each license; one without a product for somebody who has none."""
    profile = user.profile
    location = t.country(profile.usage_location) if profile.usage_location else ""
    who = [profile.display_name, user.user_principal_name, location]
    if not user.is_licensed:
        yield [*who, "", "", ""]
    for sku_id, disabled in sorted(user.licenses.items()):
        subscription = subscriptions.get(sku_id)
        if subscription is None:
            yield [*who, sku_id, "", ", ".join(sorted(disabled))]
            continue
        product = subscription.product
        names = plan_names(product.service_plans)
        off = ", ".join(sorted(names.get(plan_id, plan_id) for plan_id in disabled))
        yield [*who, product.name, product.part_number, off]


def _event_row(t: Translator, event: AuditEvent) -> list[str]:
    is_of_all = event.customer_id == ALL_CUSTOMERS
    return [
        event.occurred_at.astimezone(UTC).isoformat(sep=" ", timespec="seconds").removesuffix("+00:00"),
        event.actor_id,
        " · ".join(operation_name(t, each) for each in event.operation_types),
        " ".join(each.value for each in event.operation_types),
        t("all customers") if is_of_all else event.customer_name,
        "" if is_of_all else event.customer_id,
        event.target_name,
        event.target_id,
        _recorded(event.old_value),
        _recorded(event.new_value),
        event.operation_id,
    ]


def _recorded(values: Mapping[str, Recorded]) -> str:
    return json.dumps(dict(values), ensure_ascii=False) if values else ""


def _outcome_row(t: Translator, outcome: Outcome, remark: Callable[[Outcome], str]) -> list[str]:
    return [
        outcome.target_name,
        outcome.sign_in_name,
        t(_RESULTS[outcome.result]),
        remark(outcome),
        outcome.target_id,
    ]
