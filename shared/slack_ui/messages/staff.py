"""Who the reader is to Partner Desk, and what they may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.slack_ui import rich
from shared.slack_ui.messages.message import Message
from shared.slack_ui.sentences import action_name, role_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from shared.domain.customer import Customer
    from shared.domain.staff import Grant, Staff
    from shared.i18n.translator import Translator

_CUSTOMERS_SHOWN = 50


def whoami(
    t: Translator,
    actor: Staff,
    customers: Sequence[Customer],
    now: datetime,
    alone: frozenset[Action],
    asking: frozenset[Action],
) -> Message:
    """Say which roles somebody has, until when and for which customers, and what they may do.

    What they do ``alone`` is done at once; for the rest, ``asking``, another person has to agree.
    """
    told = t("Your access to Partner Desk")
    grants = [each for each in actor.grants if each.is_in_force(now)]
    you = rich.fact(t("You:"), rich.mention(actor.slack_user_id))
    lines: list[list[rich.Element]] = [[rich.bold(told)], you]
    if not grants:
        lines.append(rich.fact(t("Roles:"), rich.words(t("none"))))
    if not grants and actor.expires_at is not None:
        lines.append(rich.fact(t("Expired:"), rich.moment(t, actor.expires_at)))
    for grant in grants:
        lines += _grant(t, grant, {each.id: each.name for each in customers})
    if not alone | asking:
        lines.append([rich.words(t("You may do nothing at the moment."))])
    lists = [
        *_may(t, t("You may at once:"), alone),
        *_may(t, t("With another person's agreement:"), asking),
    ]
    return Message(told, [rich.rich(rich.lines(*lines), *lists)])


def _may(t: Translator, label: str, actions: frozenset[Action]) -> list[rich.Element]:
    names = [action_name(t, action) for action in Action if action in actions]
    if not names:
        return []
    return [rich.lines([rich.bold(label)]), rich.bullets([rich.words(each)] for each in names)]


def _grant(t: Translator, grant: Grant, names: Mapping[str, str]) -> list[list[rich.Element]]:
    lines = [rich.fact(t("Roles:"), rich.words(t.listed(role_names(t, grant.roles))))]
    if grant.expires_at is not None:
        lines.append(rich.fact(t("Until:"), rich.moment(t, grant.expires_at)))
    return [*lines, rich.fact(t("Customers:"), rich.words(_scope(t, grant, names)))]


def _scope(t: Translator, grant: Grant, names: Mapping[str, str]) -> str:
    if grant.customers is None:
        return t("all of them")
    shown = [name for each, name in names.items() if each in grant.customers]
    more = len(shown) - _CUSTOMERS_SHOWN
    shown = shown[:_CUSTOMERS_SHOWN]
    if more > 0:
        shown.append(t.n("{count} more", "{count} more", more))
    return t.listed(shown) if shown else t("none")
