"""A customer made for one walk, with what they bought and whom they have."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sandbox.seed import desk_of
from sandbox.subscriptions import products
from shared.domain.command import AddCustomer, AddSubscription, CreateUser
from shared.domain.staff import bootstrap_admin
from shared.domain.subscription import Units
from shared.domain.user import UserFilter
from shared.operations.desk import Operation
from shared.ports import Cursor, Standing
from tests.builders import a_customer_profile, a_user_profile

if TYPE_CHECKING:
    from tests.deployed import Deployed

ADMIN = "U0GLOBAL01"
SECONDS = 90  # that the worker may take


class Town:
    """A customer made for one walk."""

    def __init__(self, deployed: Deployed, name: str) -> None:
        self._desk, self._name = desk_of(deployed.stack, ADMIN), name
        add_customer = AddCustomer(profile=a_customer_profile(name, (f"{name.lower()}.example",)))
        self._customer_id = self._do(add_customer, "customer")

    def buy(self, part_number: str, seats: int) -> str:
        product = products()[part_number]
        units = Units(active=seats)
        self._do(AddSubscription(customer_id=self._customer_id, product=product, units=units), part_number)
        return product.sku_id

    def hire(self, first_name: str, *sku_ids: str) -> None:
        profile = a_user_profile(f"{first_name} Example", domain=f"{self._name.lower()}.example")
        create = CreateUser(customer_id=self._customer_id, profile=profile, sku_ids=frozenset(sku_ids))
        self._do(create, first_name)

    def users(self) -> list[str]:
        """The sign-in names of the users there are."""
        found = self._desk.directory.list_users(self._customer_id, UserFilter.ALL, Cursor(), 100).items
        return [user.user_principal_name for user in found]

    def seats_taken(self, part_number: str) -> int:
        """How many seats of a product are in use."""
        subscriptions = self._desk.directory.subscriptions(self._customer_id)
        return next(each.consumed for each in subscriptions if each.product.part_number == part_number)

    def wait_for_the_worker(self) -> None:
        """Let it tell everything to everybody: what it says later is said in the next walk."""
        waiting = (Standing.UNDER_WAY, Standing.UNTOLD)
        for _ in range(SECONDS):
            if not any(self._desk.requests.list_standing(each, Cursor(), 1).items for each in waiting):
                return
            time.sleep(1)
        raise TimeoutError("the worker is not done")

    def _do(self, command: AddCustomer | AddSubscription | CreateUser, what: str) -> str:
        outcome = self._desk.submit(
            command, bootstrap_admin(ADMIN), Operation(f"{self._name}.{what}", "walk")
        )
        assert not outcome.problems
        return outcome.target_id
