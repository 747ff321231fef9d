"""Contoso with 300 schools: more domains than a form or a menu of Slack's holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.command import LoadDomains
from shared.domain.domain_list import DomainList
from shared.operations.desk import Act, Operation
from shared.operations.domain_list import load_domains

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.office import Office

NAMES = [f"school-{number:04}.example" for number in range(300)]
DEEP, ANOTHER = "school-0287.example", "school-0288.example"
FEDERATED = "school-0250.example"


def add_schools(
    office: Office,
    name: str = "Contoso Ltd",
    domain: str = "contoso.example",
    schools: Sequence[str] = NAMES,
) -> str:
    """Add a customer with its own domain and some schools, of which one is federated."""
    customer_id, desk = office.add_customer(name, domain), office.wiring.desk
    act = Act(actor=office.admin, operation=Operation("prepare.schools", "test"), at=desk.clock.now())
    listed = DomainList({each: each == FEDERATED for each in schools})
    _, count = load_domains(desk, LoadDomains(customer_id=customer_id, file_id="F0LIST"), act, listed)
    assert count == len(schools)
    return customer_id
