"""What tests of restoring users do before: delete them, and change what they come back to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.command import ChangeLicenses, DeleteUsers, RestoreUsers
from shared.domain.customer import Domain
from shared.domain.license import LicenseChange
from shared.domain.outcome import Outcome, Result
from shared.domain.problem import ProblemCode
from shared.domain.user import Everyone, UserFilter
from tests.builders import CONTOSO

if TYPE_CHECKING:
    from shared.domain.subscription import Product
    from tests.unit.operations.office import Office

ALL_ON: frozenset[str] = frozenset()
TICK = timedelta(microseconds=1)
EVERYONE = Everyone(UserFilter.DELETED)


def restore(*user_ids: str, **sign_in_names: tuple[str, str]) -> RestoreUsers:
    return RestoreUsers(customer_id=CONTOSO, users=user_ids or ("nadia",), sign_in_names=sign_in_names)


def delete(office: Office, *user_ids: str, click: str = "delete") -> None:
    """Let somebody have deleted users; that is no event of the test."""
    command = DeleteUsers(customer_id=CONTOSO, users=user_ids or ("nadia",))
    assert {each.result for each in office.at_once(command, click=click)} == {Result.DONE}
    office.forget()


def delete_in_turn(office: Office, *user_ids: str) -> None:
    """Delete users, each a second after the other."""
    for number, user_id in enumerate(user_ids):
        delete(office, user_id, click=f"delete-{number}")
        office.clock.move(timedelta(seconds=1))


def seats(office: Office, sku_id: str, active: int) -> None:
    """Let Contoso have so many seats of a product now."""
    before = office.directory._subscriptions[CONTOSO, sku_id]
    units = replace(before.units, active=active)
    office.directory._subscriptions[CONTOSO, sku_id] = replace(before, units=units)


def product(office: Office, sku_id: str, **changes: object) -> None:
    """Let a product be another than it was."""
    before = office.directory._subscriptions[CONTOSO, sku_id]
    changed: Product = replace(before.product, **changes)  # type: ignore[arg-type]  # fields by name
    office.directory._subscriptions[CONTOSO, sku_id] = replace(before, product=changed)


def assign(office: Office, user_id: str, sku_id: str) -> None:
    """Let somebody else assign a license."""
    change = LicenseChange(assign={sku_id: None})
    command = ChangeLicenses(customer_id=CONTOSO, users=(user_id,), change=change)
    (outcome,) = office.at_once(command, click=f"assign-{user_id}-{sku_id}")
    assert outcome.result is Result.DONE


def problems_of(outcome: Outcome) -> list[tuple[str, ProblemCode]]:
    return [(problem.field, problem.code) for problem in outcome.problems]


def change_domains(office: Office, *domains: Domain) -> None:
    customer = office.directory._customers[CONTOSO]
    office.directory._customers[CONTOSO] = replace(
        customer, profile=replace(customer.profile, domains=domains)
    )
