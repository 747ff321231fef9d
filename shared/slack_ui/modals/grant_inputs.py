"""The inputs that make a grant: which roles, for which customers, until when, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from shared.domain.problem import Problem, ProblemCode
from shared.domain.staff import Grant, Role
from shared.i18n.translator import N_
from shared.operations.staff import MAXIMUM_CUSTOMERS
from shared.slack_ui.inputs import Inputs
from shared.slack_ui.options import option
from shared.slack_ui.sentences import role_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from slack_sdk.models.blocks import Block

    from shared.domain.customer import CustomerSummary
    from shared.i18n.translator import Translator
    from shared.slack_ui.inputs import Entered

ALL = "all"
SOME = "some"

# At most 75 characters, in every language.
_MAY = {
    Role.GLOBAL_ADMIN: N_("May do everything, and agrees to what others ask."),
    Role.USER_MANAGEMENT_ADMIN: N_("Users, licenses and passwords; asks for roles."),
    Role.ADMIN_AGENT: N_("Users, licenses and passwords; customers and seats."),
    Role.SALES_AGENT: N_("Licenses; asks for almost everything else."),
    Role.HELPDESK_AGENT: N_("Licenses and passwords; asks for users."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantEntered:
    """What stands in the inputs of a grant. ``problems`` are of the inputs themselves, not of the grant."""

    grant: Grant
    reason: str = ""
    problems: tuple[Problem, ...] = ()


BLANK = GrantEntered(grant=Grant(roles=frozenset(), customers=frozenset()))


def grant_inputs(
    t: Translator,
    nonce: str,
    entered: GrantEntered,
    customers: Mapping[str, CustomerSummary],
    time_zone: tzinfo,
) -> list[Block]:
    """Ask for a grant. Days and times are those of whoever fills in the form."""
    inputs, grant = Inputs(t, nonce), entered.grant
    roles = {role: option(role_name(t, role), role.value, t(_MAY[role])) for role in Role}
    scopes = {
        SOME: option(t("Only the customers below"), SOME),
        ALL: option(t("All customers, those to come too"), ALL),
    }
    chosen = [customers[each] for each in sorted(grant.customers or ()) if each in customers]
    ends = grant.expires_at.astimezone(time_zone) if grant.expires_at else None
    ticked = [roles[each] for each in Role if each in grant.roles]
    scope = scopes[ALL if grant.customers is None else SOME]
    return [
        inputs.choices("roles", t("Roles"), list(roles.values()), ticked, hint=""),
        inputs.choice("scope", t("For"), list(scopes.values()), scope),
        inputs.customers("customers", t("Customers"), chosen, limit=MAXIMUM_CUSTOMERS),
        inputs.day(
            "expires_at",
            t("Until"),
            ends.date() if ends else None,
            hint=t("Leave it empty for roles without an end. From this instant on they are worth nothing."),
        ),
        inputs.time(
            "time",
            t("Time"),
            ends.time() if ends else None,
            hint=t("By your own clock. Without a time, it is the end of that day."),
        ),
        inputs.text(
            "reason", t("Why"), entered.reason, hint=t("Kept in the history, and shown to who has to agree.")
        ),
    ]


def read_grant(entered: Entered, time_zone: tzinfo) -> GrantEntered:
    """Read a grant, with what is wrong with the inputs."""
    problems = []
    listed = frozenset(entered.choices("customers"))
    is_for_all = entered.choice("scope") == ALL
    if is_for_all and listed:
        problems.append(Problem("customers", ProblemCode.CUSTOMERS_AND_ALL))
    day, at = entered.day("expires_at"), entered.time("time")
    if at is not None and day is None:
        problems.append(Problem("expires_at", ProblemCode.DAY_MISSING))
    expires_at = None
    if day is not None:
        # Without a time it is the midnight at which the day ends, by the clock on the wall.
        local = datetime.combine(day, at) if at else datetime.combine(day + timedelta(days=1), time())
        expires_at = local.replace(tzinfo=time_zone).astimezone(UTC)
    roles = frozenset(Role(each) for each in entered.choices("roles"))
    return GrantEntered(
        grant=Grant(roles=roles, customers=None if is_for_all else listed, expires_at=expires_at),
        reason=entered.text("reason"),
        problems=tuple(problems),
    )
