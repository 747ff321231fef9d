"""Who the reader is to Partner Desk, and what they may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.slack_ui import rich
from shared.slack_ui.messages.message import Message
from shared.slack_ui.sentences import action_name, role_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.customer import Customer
    from shared.domain.staff import Staff
    from shared.i18n.translator import Translator

_CUSTOMERS_SHOWN = 50


def whoami(
    t: Translator, actor: Staff, customers: Sequence[Customer], now: datetime, permits: frozenset[Action]
) -> Message:
    """Say which roles somebody has, until when, for which customers, and what they may do at once."""
    told = t("Your access to Partner Desk")
    roles = actor.roles_at(now)
    lines: list[list[rich.Element]] = [
        [rich.bold(told)],
        rich.fact(t("You:"), rich.mention(actor.slack_user_id)),
        rich.fact(t("Roles:"), rich.words(t.listed(role_names(t, roles)) if roles else t("none"))),
    ]
    if actor.expires_at is not None:
        label = t("Until:") if now < actor.expires_at else t("Expired:")
        lines.append(rich.fact(label, rich.moment(t, actor.expires_at)))
    lines.append(rich.fact(t("Customers:"), rich.words(_scope(t, actor, customers))))
    may = [action_name(t, action) for action in Action if action in permits]
    if not may:
        lines.append([rich.words(t("You may do nothing at the moment."))])
        return Message(told, [rich.rich(rich.lines(*lines))])
    lines.append([rich.bold(t("You may at once:"))])
    return Message(told, [rich.rich(rich.lines(*lines), rich.bullets([rich.words(each)] for each in may))])


def _scope(t: Translator, actor: Staff, customers: Sequence[Customer]) -> str:
    if actor.customers is None:
        return t("all of them")
    names = [customer.name for customer in customers[:_CUSTOMERS_SHOWN]]
    more = len(customers) - len(names)
    if more:
        names.append(t.n("{count} more", "{count} more", more))
    return t.listed(names) if names else t("none")
