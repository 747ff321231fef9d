"""A customer with users and seats, and a way to leave a change of their licenses to the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.command import ChangeLicenses
from shared.domain.license import LicenseChange
from shared.domain.request import Request
from shared.domain.user import Everyone
from shared.operations.desk import Operation
from shared.operations.request import submit_many
from tests.office import ADMIN
from tests.products import E1, E3

if TYPE_CHECKING:
    from shared.domain.command import ManyCommand
    from tests.office import Office

CLICK = "V0CLICK.1"
SWAP = LicenseChange(assign={"sku-e3": None}, remove=frozenset({"sku-e1"}))
ASSIGN = LicenseChange(assign={"sku-e3": None})


@dataclass(frozen=True, slots=True)
class Contoso:
    """Contoso Ltd, its users by name, and the office that looks after it."""

    office: Office
    id: str
    user_ids: tuple[str, ...]

    def file(
        self,
        change: LicenseChange = ASSIGN,
        users: Everyone | tuple[str, ...] = Everyone(),  # noqa: B008  frozen
        *,
        language: str = "en-US",
        requester_id: str = ADMIN,
    ) -> Request:
        """File a change of the licenses of everyone who passes a filter, all of them unless said."""
        command = ChangeLicenses(customer_id=self.id, users=users, change=change)
        return self.file_command(command, language=language, requester_id=requester_id)

    def file_command(
        self,
        command: ManyCommand,
        *,
        click: str = CLICK,
        language: str = "en-US",
        requester_id: str = ADMIN,
    ) -> Request:
        """File any command. ``click`` is the request's id."""
        desk = self.office.wiring.desk
        actor = desk.find_staff(requester_id)
        assert actor is not None
        filed = submit_many(desk, command, actor, Operation(click, "test"), language)
        assert isinstance(filed, Request)
        return filed

    def request(self) -> Request:
        """The request as it is now."""
        return self.office.wiring.desk.requests.request(CLICK)

    @property
    def holders(self) -> dict[str, int]:
        """How many users hold each product, as its subscription counts them."""
        subscriptions = self.office.wiring.desk.directory.subscriptions(self.id)
        return {each.id: each.consumed for each in subscriptions}


def prepare(office: Office, users: int = 3, seats: int = 100) -> Contoso:
    customer_id = office.add_customer()
    office.add_subscription(customer_id, E1, 100)
    office.add_subscription(customer_id, E3, seats)
    made = [office.add_user(customer_id, f"Ada Number{number}") for number in range(users)]
    return Contoso(office, customer_id, tuple(user.id for user in made))
