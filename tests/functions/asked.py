"""A customer whose approvals have a channel, and ways to ask, to agree, and to read what everybody sees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sandbox.slack.conversations import APPROVALS_CHANNEL
from shared.domain.command import DeleteUsers, EditCustomer, UsersCommand
from shared.domain.request import Request
from shared.operations import approval
from shared.operations.asking import content_hash
from shared.operations.desk import Operation
from shared.operations.request import submit_many, submit_one
from tests.functions.contoso import CLICK, prepare
from tests.office import HELPDESK

if TYPE_CHECKING:
    from sandbox.slack.surface import Said
    from shared.domain.command import Command
    from shared.domain.staff import Staff
    from tests.functions.contoso import Contoso
    from tests.office import Office

SECOND_ADMIN = "U0GLOBAL02"
ADMIN_AGENT = "U0ADMIN001"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked others to agree to, and who sees what of it."""

    office: Office
    contoso: Contoso

    def ask(
        self, command: UsersCommand | Command | None = None, by: str = HELPDESK, language: str = "en-US"
    ) -> Request:
        """Ask for something: to delete the first user unless said."""
        command = command or DeleteUsers(customer_id=self.contoso.id, users=self.contoso.user_ids[:1])
        desk, click = self.office.wiring.desk, Operation(CLICK, "test")
        if isinstance(command, UsersCommand):
            filed: object = submit_many(desk, command, self.staff(by), click, language)
        else:
            filed = submit_one(desk, command, self.staff(by), click, language)
        assert isinstance(filed, Request)
        assert filed.is_pending
        self.office.work()
        return filed

    def staff(self, slack_user_id: str) -> Staff:
        found = self.office.wiring.desk.find_staff(slack_user_id)
        assert found is not None
        return found

    @property
    def request(self) -> Request:
        return self.contoso.request()

    def agree(self, by: str) -> None:
        operation = Operation(f"V0AGREE{by}.1", "test")
        shown = content_hash(self.request)
        approval.approve(self.office.wiring.desk, self.staff(by), CLICK, shown, operation)

    def reject(self, by: str, reason: str) -> None:
        operation = Operation(f"V0REJECT{by}.1", "test")
        shown = content_hash(self.request)
        approval.reject(self.office.wiring.desk, self.staff(by), CLICK, shown, reason, operation)

    def break_glass(self, by: str, reason: str) -> None:
        operation, shown = Operation("V0BREAK.1", "test"), content_hash(self.request)
        approval.break_glass(self.office.wiring.desk, self.staff(by), CLICK, shown, reason, operation)

    def close_review(self, by: str, note: str) -> None:
        operation, shown = Operation("V0CLOSE.1", "test"), content_hash(self.request)
        approval.close_review(self.office.wiring.desk, self.staff(by), CLICK, shown, note, operation)

    def in_channel(self, reader: str = SECOND_ADMIN) -> list[Said]:
        said = self.office.workspace.sign_in(reader).messages
        return [each for each in said if each.channel_id == APPROVALS_CHANNEL]

    def told(self, reader: str = HELPDESK) -> list[Said]:
        return self.office.workspace.sign_in(reader).direct_messages


def with_channel(office: Office, channel_id: str = APPROVALS_CHANNEL, *, users: int = 3) -> Asked:
    """Prepare Contoso Ltd, whose approvals are asked for in a channel, or where that is empty in none."""
    contoso = prepare(office, users)
    customer = office.wiring.desk.directory.customer(contoso.id)
    if channel_id:
        profile = replace(customer.profile, approvals_channel=channel_id, warning="Call Mrs Leclerc first.")
        command = EditCustomer(customer_id=contoso.id, version=customer.version, profile=profile)
        office.wiring.desk.submit(command, office.admin, Operation("prepare.channel", "test"))
    return Asked(office, contoso)
