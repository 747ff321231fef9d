"""Two customers and their users, put there through the product's own operations.

Each has a fixed operation id, so seeding again changes nothing: what a person edited or added stays.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sandbox.emulator import environment
from sandbox.slack.people import PEOPLE
from shared.domain.command import AddCustomer, CreateUser
from shared.domain.customer import CustomerProfile, Domain
from shared.domain.staff import Role, Staff, bootstrap_admin
from shared.domain.user import DirectoryRole, UserProfile
from shared.gateways.clock import SystemClock
from shared.operations.desk import Desk, Operation
from shared.policy.matrix import default_matrix
from shared.store import open_store

if TYPE_CHECKING:
    from sandbox.deploy import Stack

CUSTOMERS = {
    "contoso": CustomerProfile(
        name="Contoso Ltd",
        domains=(
            Domain("contoso.example"),
            Domain("contoso-labs.example"),
            Domain("corp.contoso.example", is_federated=True),
        ),
        country="GB",
        warning="Call the duty manager before you change anything on a Friday.",
    ),
    "fabrikam": CustomerProfile(
        name="Fabrikam Électricité",
        domains=(Domain("fabrikam.example"),),
        country="FR",
    ),
}

USERS = {
    "contoso": """
        Amara|Nwosu|GB
        Aoife|O'Brien|IE
        Bram|de Vries|NL
        Chidi|Anagonye|GB|SERVICE_ADMIN
        Elif|Demir|GB
        Freya|Lindgren|SE
        Giorgos|Papadakis|GR
        Hana|Nováková|CZ
        Ines|Almeida|PT
        James|Whitfield|GB|GLOBAL_ADMIN
        Kwame|Mensah|GB
        Leïla|Benali|GB
        Magnus|Dahl|NO
        Niamh|Kelly|IE|PASSWORD_ADMIN
        Oskar|Nowak|PL
        Priyanka|Sharma|GB
        Rosa|Marchetti|IT
        Tomás|Herrera|ES|USER_MANAGEMENT_ADMIN
    """,
    "fabrikam": """
        Agathe|Morel|FR|GLOBAL_ADMIN
        Benoît|Garnier|FR
        Cécile|Dupont-Roux|FR
        Étienne|Lemaître|BE
    """,
}


def seed(stack: Stack, first_admin: str) -> int:
    """Add what is not there yet; tell how many users there are in all."""
    for name, value in environment().items():
        os.environ.setdefault(name, value)
    store = open_store(
        stack.directory_table, stack.workflow_table, stack.audit_table, endpoint_url=stack.aws_url
    )
    for person in PEOPLE:
        if person.role and store.staff.find(person.id) is None:
            store.staff.save(Staff(slack_user_id=person.id, roles=frozenset({Role(person.role)})))
    desk = Desk(
        directory=store.directory,
        audit=store.audit,
        staff=store.staff,
        clock=SystemClock(),
        catalogue=store.catalogue,
        requests=store.requests,
        matrix=default_matrix(),
        first_admin=first_admin,
    )
    return sum(_seed_customer(desk, first_admin, name) for name in CUSTOMERS)


def _seed_customer(desk: Desk, first_admin: str, name: str) -> int:
    actor = bootstrap_admin(first_admin)
    outcome = desk.submit(AddCustomer(profile=CUSTOMERS[name]), actor, Operation(f"seed.{name}", "seed"))
    people = [line.strip() for line in USERS[name].strip().splitlines()]
    for number, line in enumerate(people):
        profile = _profile(line, CUSTOMERS[name].default_domain.name)
        command = CreateUser(customer_id=outcome.target_id, profile=profile)
        created = desk.submit(command, actor, Operation(f"seed.{name}.{number}", "seed"))
        if created.problems and not outcome.is_repeat:  # a customer who was edited since may say no
            raise ValueError(f"{line}: {created.problems}")
    return len(people)


def _profile(line: str, domain: str) -> UserProfile:
    first_name, last_name, country, *roles = line.split("|")
    user_name = f"{first_name}.{last_name}".lower().replace(" ", "").translate(_PLAIN)
    return UserProfile(
        first_name=first_name,
        last_name=last_name,
        display_name=f"{first_name} {last_name}",
        user_name=user_name,
        domain=domain,
        usage_location=country,
        directory_roles=frozenset(DirectoryRole[role] for role in roles),
    )


_PLAIN = str.maketrans("áâäéèêëíïîóöôúüçñýıřť", "aaaeeeeiiiooouucnyirt")
