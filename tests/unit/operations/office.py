"""A desk with the fakes behind it in sight."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.operations.approval import approve
from shared.operations.asking import content_hash
from shared.operations.request import submit_many
from shared.operations.retry import Retry
from shared.operations.work import Worker
from tests.builders import CONTOSO, a_staff_member, a_user, a_user_profile, an_event, an_operation
from tests.fakes import FakeCatalogue, FakeTime
from tests.fakes_of_work import (
    FakeCipher,
    FakeCredentials,
    FakeFiles,
    FakeImports,
    FakeNews,
    FakeReporter,
    FakeRequests,
    FakeRoster,
)
from tests.products import PRODUCTS, subscriptions_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.domain.audit import AuditEvent
    from shared.domain.command import Command, ManyCommand
    from shared.domain.license import Licenses
    from shared.domain.outcome import Outcome
    from shared.domain.request import Request
    from shared.domain.staff import Staff
    from shared.domain.subscription import Product
    from shared.operations.desk import Desk
    from shared.operations.request import Submitted
    from tests.fakes import FakeClock, FakeDirectory, FakeStaffRegister

GRACE = a_staff_member()
FREYA = a_staff_member(slack_user_id="U0FREYA")  # may agree to whatever Grace asks for
HAMID = a_staff_member(slack_user_id="U0HAMID")


@dataclass(frozen=True)
class Office:
    """A desk, and what it works with."""

    desk: Desk
    directory: FakeDirectory
    clock: FakeClock
    staff: FakeStaffRegister
    catalogue: FakeCatalogue = field(default_factory=FakeCatalogue)
    requests: FakeRequests = field(default_factory=FakeRequests)
    imports: FakeImports = field(default_factory=FakeImports)
    credentials: FakeCredentials = field(default_factory=FakeCredentials)
    cipher: FakeCipher = field(default_factory=FakeCipher)
    reporter: FakeReporter = field(default_factory=FakeReporter)
    files: FakeFiles = field(default_factory=FakeFiles)
    roster: FakeRoster = field(default_factory=FakeRoster)
    news: FakeNews = field(default_factory=FakeNews)
    time: FakeTime = field(default_factory=FakeTime)

    def submit(self, command: Command, actor: Staff = GRACE, click: str = "click-1") -> Outcome:
        return self.desk.submit(command, actor, an_operation(click))

    def submit_many(
        self, command: ManyCommand, actor: Staff = GRACE, click: str = "click-1", delivery: str = "delivery-1"
    ) -> Submitted:
        return submit_many(self.desk, command, actor, an_operation(click, delivery), "en")

    def at_once(
        self, command: ManyCommand, actor: Staff = GRACE, click: str = "click-1", delivery: str = "delivery-1"
    ) -> tuple[Outcome, ...]:
        outcomes = self.submit_many(command, actor, click, delivery)
        assert isinstance(outcomes, tuple), outcomes
        return outcomes

    def filed(self, command: ManyCommand, actor: Staff = GRACE, click: str = "click-1") -> Request:
        request = self.submit_many(command, actor, click)
        assert not isinstance(request, tuple), request
        return request

    def approve(self, request: Request, *approvers: Staff) -> Request:
        """Let people agree to a request, as it is shown to them."""
        for approver in approvers:
            operation = an_operation(f"approve-{approver.slack_user_id}")
            request = approve(self.desk, approver, request.id, content_hash(request), operation)
        return request

    @property
    def worker(self) -> Worker:
        return Worker(
            desk=self.desk,
            reporter=self.reporter,
            files=self.files,
            roster=self.roster,
            news=self.news,
            retry=Retry(self.time.now, self.time.sleep),
        )

    def work(self, request_id: str = "click-1", steps: int = 100) -> Request:
        """Let the worker take steps of a request, as its stream would, until it is finished."""
        for _ in range(steps):
            request = self.requests.request(request_id)
            if request.is_finished:
                break
            self.worker.carry_on(request.id, request.version, "delivery-2")
        return self.requests.request(request_id)

    def subscribe(self, products: Iterable[Product] = PRODUCTS, active: int = 25) -> None:
        """Let Contoso have bought seats of products; that is no event of the test."""
        for subscription in subscriptions_to(products, active).values():
            event = an_event(f"setup-{subscription.id}", target_id=subscription.id)
            self.directory.add_subscription(subscription, event)
        self.forget()

    def add_user(self, name: str, licenses: Licenses | None = None, usage_location: str = "GB") -> str:
        """Let Contoso have a user, by the id of their first name; that is no event of the test."""
        identifier = name.partition(" ")[0].lower()
        user = a_user(
            identifier, a_user_profile(name, usage_location=usage_location), licenses=dict(licenses or {})
        )
        self.directory.add_user(user, an_event(f"setup-{identifier}", target_id=identifier))
        self.forget()
        return identifier

    def add_users(self, count: int) -> tuple[str, ...]:
        """Let Contoso have some users more, with ids and names in one order."""
        return tuple(self.add_user(f"u{number:04} Person") for number in range(count))

    def delete(self, user_id: str) -> None:
        """Let somebody have deleted a user, and their seats be free."""
        user = self.directory._users.pop((CONTOSO, user_id))
        self.directory._take_seats(CONTOSO, user.licenses, {})

    def forget(self) -> None:
        """Begin the test: nothing was called or recorded yet."""
        self.directory.calls.clear()
        self.directory.audit.recorded.clear()

    def licenses(self, user_id: str) -> Licenses:
        """Read what somebody holds, each with the plans that are off."""
        return self.directory.user(CONTOSO, user_id).licenses

    def consumed(self) -> dict[str, int]:
        """Count the seats taken, of the products of which some are."""
        return {each.id: each.consumed for each in self.directory.subscriptions(CONTOSO) if each.consumed}

    def held(self) -> dict[str, int]:
        """Count the licenses on users: at every moment, as many as seats are taken."""
        return dict(Counter(sku_id for user in self.directory._of(CONTOSO) for sku_id in user.licenses))

    @property
    def events(self) -> list[AuditEvent]:
        """What was recorded since the beginning of the test."""
        return self.directory.audit.recorded
