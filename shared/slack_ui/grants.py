"""What somebody holds, in a line: which roles, for which customers, until when, and by which user group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.slack_ui import rich
from shared.slack_ui.sentences import role_names
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from shared.domain.customer import CustomerSummary
    from shared.domain.staff import Grant
    from shared.i18n.translator import Translator

_LISTED = 10  # customers
_NAME = 75  # characters


def grant_line(
    t: Translator, grant: Grant, customers: Mapping[str, CustomerSummary], now: datetime, group: str = ""
) -> list[rich.Element]:
    """Say what a grant is worth. ``group`` is the user group through which it is held, if it is."""
    roles = t.listed(role_names(t, grant.roles))
    told: list[rich.Element] = [rich.bold(roles), rich.words(f" · {customers_named(t, grant, customers)} · ")]
    if grant.expires_at is None:
        told.append(rich.words(t("without end")))
    else:
        sentence = t("until {when}") if grant.is_in_force(now) else t("ended {when}")
        told += rich.woven(sentence, when=rich.moment(t, grant.expires_at))
    if group:
        told.append(rich.words(" · " + t("as a member of {group}", group=cut(group, _NAME))))
    return told


def customers_named(t: Translator, grant: Grant, customers: Mapping[str, CustomerSummary]) -> str:
    """Name the customers of a grant, the first ones by name; all of them where it is for all."""
    if grant.customers is None:
        return t("all customers")
    known = sorted(cut(customers[each].name, _NAME) for each in grant.customers if each in customers)
    more = len(grant.customers) - len(known[:_LISTED])
    rest = [t.n("{count} more", "{count} more", more)] if more > 0 else []
    return t.listed([*known[:_LISTED], *rest]) or t("none")
