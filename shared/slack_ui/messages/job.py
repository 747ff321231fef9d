"""A request as its card shows it, and what each kind of request says of itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from shared.domain.outcome import Result
from shared.domain.user import Everyone
from shared.slack_ui.problems import outcome_reason
from shared.slack_ui.products import ProductNames

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from slack_sdk.models.blocks import Block

    from shared.domain.command import UsersCommand
    from shared.domain.customer import Customer
    from shared.domain.outcome import Outcome
    from shared.domain.request import Request, Tally
    from shared.domain.subscription import Subscription
    from shared.domain.user import UserFilter
    from shared.i18n.translator import Translator


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A request, with the customer and the products that it is about; no customer for the catalogue.

    ``is_to_stop`` says that its requester has stopped it, ``may_email`` that the deployment has a sender,
    ``passwords_until`` how long passwords wait to be handed over, where that is known.
    """

    request: Request
    customer: Customer | None
    subscriptions: Sequence[Subscription]
    is_to_stop: bool = False
    may_email: bool = False
    passwords_until: datetime | None = None

    @property
    def customer_name(self) -> str:
        """What people call the customer, or called them when others were asked to agree."""
        if self.customer is not None:
            return self.customer.name
        return self.request.approval.customer_name if self.request.approval else ""


class Telling(ABC):
    """What is said of a command that is carried out for one user after the other.

    ``has_file`` says that a file below the card tells of every target, however few they are.
    """

    has_file: ClassVar[bool] = False

    def __init__(self, t: Translator, job: Job) -> None:
        self.t = t
        self.job = job
        self.names = ProductNames(job.subscriptions)

    @abstractmethod
    def begins(self) -> str:
        """Say that it is under way."""

    @abstractmethod
    def title(self) -> str:
        """Say what is done, to how many or to whom."""

    def details(self) -> list[str]:
        """Say what exactly is done to each user, where the title does not."""
        return []

    @abstractmethod
    def so_far(self, count: str, total: str) -> str:
        """Say how many users have been dealt with."""

    @abstractmethod
    def heading(self, *, is_something_done: bool) -> str:
        """Say that it is finished, and whether anything came of it."""

    @abstractmethod
    def over(self, counts: str) -> str:
        """Say what came of it, in numbers."""

    @abstractmethod
    def counts(self, tally: Tally) -> str:
        """Count the results."""

    @abstractmethod
    def result(self, outcome: Outcome) -> str:
        """Say what became of a user who was not refused."""

    def said_of(self, outcome: Outcome) -> str:
        """Say what became of a user."""
        if outcome.result is Result.REFUSED:
            return outcome_reason(self.t, outcome)
        return self.result(outcome)

    def told_of(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Choose the outcomes that are worth naming."""
        return list(outcomes)

    def ending(self) -> str:
        """Say why it ended before all were dealt with, where nobody stopped it."""
        return ""

    def file_note(self) -> str:
        """Say what is in the file below the card."""
        return self.t("What became of each user is in the file below.")

    def remark(self, outcome: Outcome) -> str:
        """Say what a file has of a user beside the bare result: why they were refused."""
        return outcome_reason(self.t, outcome)

    def next_steps(self) -> list[Block]:
        """Offer what the requester can do when it is finished."""
        return []

    def about_everyone(self, sentences: Mapping[UserFilter, str], command: UsersCommand) -> str:
        """Name a command by its filter; empty where it names its users, or these were listed meanwhile."""
        who = command.users
        if not isinstance(who, Everyone) or self.job.request.is_listed:
            return ""
        sentence = sentences.get(who.user_filter, "")
        return self.t(sentence, customer=self.job.customer_name, product=self.names.product(who.sku_id))

    def count(self, command: UsersCommand) -> int:
        """Count the users of a command."""
        return len(command.users) if isinstance(command.users, tuple) else self.job.request.targets


def counted(*sentences: tuple[int, str]) -> str:
    """Join the counts of what there is."""
    return " · ".join(sentence for count, sentence in sentences if count)
