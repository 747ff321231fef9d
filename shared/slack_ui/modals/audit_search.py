"""What a page of the history says of what was looked for, and of what was found."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.audit import ALWAYS
from shared.operations.trail import EVENTS_SEARCHED
from shared.slack_ui import rich
from shared.slack_ui.blocks import actions, button, customer_warning, header, section
from shared.slack_ui.ids import Click
from shared.slack_ui.modals.audit_filter import kind_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slack_sdk.models.blocks import Block

    from shared.domain.audit import AuditEvent, AuditQuery, Period
    from shared.domain.customer import Customer
    from shared.domain.user import User
    from shared.i18n.translator import Translator
    from shared.ports import Page

_TICK = timedelta(microseconds=1)


def audit_head(t: Translator, customer: Customer | None, user: User | None, query: AuditQuery) -> list[Block]:
    """Say whose events these are and which of them, and offer to look for others."""
    by_a_person = t("What one person did")
    blocks: list[Block]
    if customer is None:
        blocks = [header(by_a_person if query.actor_id else t("What concerns all customers"))]
    else:
        blocks = [header(user.profile.display_name if user else customer.name)]
    if user is not None and customer is not None:
        upn = user.user_principal_name
        blocks.append(section(t("{upn} of {customer}", upn=upn, customer=customer.name)))
    if facts := [*_what(t, query), *_when(t, query.period)]:
        blocks.append(rich.rich(rich.lines(*facts)))
    blocks += customer_warning(t, customer) if customer else []
    offers = [button(t("Search"), Click.FILTER_EVENTS), button(t("CSV file"), Click.EXPORT_EVENTS)]
    return [*blocks, *actions(offers)]


def audit_findings(t: Translator, page: Page[AuditEvent], query: AuditQuery, *, is_cut: bool) -> list[Block]:
    """Say that nothing was found, or not yet; nothing where there are events enough."""
    if is_cut:
        return [section(_cut(t, page))]
    return [] if page.items else [section(_nothing(t, page, query))]


def _what(t: Translator, query: AuditQuery) -> Iterator[list[rich.Element]]:
    if query.actor_id:
        yield rich.fact(t("Done by:"), rich.mention(query.actor_id))
    if query.kind is not None:
        yield rich.fact(t("What:"), rich.words(kind_name(t, query.kind)))


def _when(t: Translator, period: Period) -> Iterator[list[rich.Element]]:
    if period.since is not None:
        yield rich.fact(t("From:"), rich.day(t, period.since))
    if period.until is not None:
        yield rich.fact(t("To:"), rich.day(t, period.until - _TICK))


def _cut(t: Translator, page: Page[AuditEvent]) -> str:
    looked_at = t.n(
        "{count} event was looked through.", "{count} events were looked through.", EVENTS_SEARCHED
    )
    count = len(page.items)
    found = t.n("{count} of them matches.", "{count} of them match.", count) if count else t("None matches.")
    further = t("“Older” goes on searching.") if page.after is not None else t("“Newer” goes on searching.")
    return f"{looked_at} {found} {further}"


def _nothing(t: Translator, page: Page[AuditEvent], query: AuditQuery) -> str:
    if page.before is not None or page.after is not None:
        return t("There is nothing more on this page.")
    if query.actor_id or query.kind is not None or query.period != ALWAYS:
        return t("Nothing was found. Search for something else, or for a longer time.")
    return t("Nothing was changed yet. Every change made here will be listed, with who made it and when.")
