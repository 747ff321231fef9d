"""What somebody is told when their partner roles were changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.slack_ui import rich
from shared.slack_ui.grants import grant_line
from shared.slack_ui.messages.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from shared.domain.customer import CustomerSummary
    from shared.domain.staff import Staff
    from shared.i18n.translator import Translator


def roles_changed(
    t: Translator, person: Staff, customers: Mapping[str, CustomerSummary], now: datetime
) -> Message:
    """Say what somebody holds now, and how to find out what they may do."""
    told = t("Your partner roles have been changed.")
    held = [grant for grant in person.grants if grant.is_in_force(now)]
    if not held:
        told = t("You hold no partner roles any more.")
        remedy = t("If that surprises you, ask whoever manages partner roles.")
        return Message(told, [rich.rich(rich.lines([rich.bold(told)], [rich.words(remedy)]))])
    named = [grant_line(t, grant, customers, now) for grant in held]
    more = rich.woven(t("Type {command} to see what you can do."), command=rich.code(t("/partner help")))
    return Message(told, [rich.rich(rich.lines([rich.bold(told)]), rich.bullets(named), rich.lines(more))])
