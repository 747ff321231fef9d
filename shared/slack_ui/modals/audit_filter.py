"""The form that asks which events to look for: what ``build`` asks, ``parse`` reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from shared.domain.audit import ALL_CUSTOMERS, AuditQuery, EventKind, Period
from shared.domain.problem import Problem, ProblemCode
from shared.i18n.translator import N_
from shared.slack_ui.blocks import section
from shared.slack_ui.ids import View
from shared.slack_ui.inputs import Entered, Inputs, by_block
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.options import option
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from slack_sdk.models.views import View as SlackView

    from shared.domain.customer import CustomerSummary
    from shared.i18n.translator import Translator

FIELDS = ("customer", "person", "kind", "since", "until")
_EVERYTHING = "everything"
_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)

_KINDS = {
    EventKind.USERS: N_("Users created and changed"),
    EventKind.DELETIONS: N_("Users deleted and restored"),
    EventKind.LICENSES: N_("Licenses"),
    EventKind.PASSWORDS: N_("Passwords"),
    EventKind.CUSTOMERS: N_("Customers and subscriptions"),
    EventKind.REQUESTS: N_("Requests and decisions"),
    EventKind.BREAK_GLASS: N_("Done without waiting, and the reviews"),
    EventKind.REFUSED_ATTEMPTS: N_("Refused attempts"),
    EventKind.ROLES: N_("Roles"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilterForm:
    """What has been chosen. Days are those of the reader's own clock."""

    state: ViewState
    customer_id: str = ""
    target_id: str = ""
    actor_id: str = ""
    kind: EventKind | None = None
    first: date | None = None
    last: date | None = None

    @classmethod
    def of(cls, state: ViewState, query: AuditQuery, clock: tzinfo) -> AuditFilterForm:
        """Make the form that would ask for this."""
        since, until = query.period.since, query.period.until
        return cls(
            state=state,
            customer_id="" if query.customer_id == ALL_CUSTOMERS else query.customer_id,
            target_id=query.target_id,
            actor_id=query.actor_id,
            kind=query.kind,
            first=since.astimezone(clock).date() if since else None,
            last=(until - _TICK).astimezone(clock).date() if until else None,
        )

    def query(self, clock: tzinfo) -> AuditQuery:
        """Make what is looked for; the last day is part of it.

        Roles are granted for whichever customers: they are looked for without one.
        """
        concerns_all = self.kind is EventKind.ROLES and not self.actor_id and not self.customer_id
        return AuditQuery(
            customer_id=ALL_CUSTOMERS if concerns_all else self.customer_id,
            target_id=self.target_id,
            actor_id=self.actor_id,
            kind=self.kind,
            period=Period(
                since=_begins(self.first, clock) if self.first else None,
                until=_begins(self.last, clock, later=_DAY) if self.last else None,
            ),
        )

    def problems(self) -> list[Problem]:
        """Find what is wrong with what has been chosen."""
        found = []
        if not self.customer_id and not self.actor_id and self.kind is not EventKind.ROLES:
            found.append(Problem("customer", ProblemCode.NEITHER_CHOSEN))
        if self.first and self.last and self.last < self.first:
            found.append(Problem("until", ProblemCode.ENDS_BEFORE_IT_BEGINS))
        return found

    def build(
        self, t: Translator, customer: CustomerSummary | None, user_name: str = "", notice: str = ""
    ) -> SlackView:
        """Ask what to look for; ``user_name`` is of the one user whose history it is, until one asks anew."""
        inputs = Inputs(t, self.state.nonce)
        everything = option(t("Everything"), _EVERYTHING)
        kinds = [everything, *(option(kind_name(t, each), each.value) for each in EventKind)]
        chosen = next((each for each in kinds if self.kind and each.value == self.kind.value), everything)
        about = t("Only what concerns {user} is looked for.", user=user_name)
        said = [notice, about if user_name else ""]
        return modal(
            View.AUDIT_FILTER,
            t("Search the history"),
            [
                *map(section, filter(None, said)),
                inputs.customer("customer", t("Customer"), customer),
                inputs.person(
                    "person",
                    t("Done by"),
                    self.actor_id,
                    hint=t("A customer or a person must be chosen; both together are possible."),
                    is_optional=True,
                ),
                inputs.choice("kind", t("What"), kinds, chosen),
                inputs.day("since", t("From"), self.first),
                inputs.day("until", t("To"), self.last, hint=t("This day included, by your own clock.")),
            ],
            self.state,
            close=t("Cancel"),
            submit=t("Search"),
        )

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> AuditFilterForm:
        """Read what has been chosen. Whose history it was counts as long as the customer is the same."""
        state = ViewState.decode(view["private_metadata"])
        entered = Entered(view, state.nonce)
        kind, customer_id = entered.choice("kind"), entered.choice("customer")
        return cls(
            state=state,
            customer_id=customer_id,
            target_id=state.user_id if customer_id == state.customer_id else "",
            actor_id=entered.person("person"),
            kind=EventKind(kind) if kind in set(EventKind) else None,
            first=entered.day("since"),
            last=entered.day("until"),
        )

    def errors(self, t: Translator, problems: Sequence[Problem]) -> dict[str, str]:
        """Say what is wrong, each at its field."""
        sentences = ((problem.field, problem_sentence(t, problem)) for problem in problems)
        return by_block(sentences, FIELDS, self.state.nonce)


def kind_name(t: Translator, kind: EventKind) -> str:
    """Name a kind of events."""
    return t(_KINDS[kind])


def blank(nonce: str, customer_id: str = "") -> AuditFilterForm:
    """Make the form in which nothing has been chosen yet, but a customer where one is known."""
    return AuditFilterForm(state=replace(ViewState(), nonce=nonce), customer_id=customer_id)


def _begins(day: date, clock: tzinfo, *, later: timedelta = timedelta()) -> datetime | None:
    """Tell when a day begins by a clock; None for one at the end of the calendar, which bounds nothing."""
    try:
        return datetime.combine(day + later, time.min, clock).astimezone(UTC)
    except OverflowError:
        return None
