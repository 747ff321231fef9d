"""Two customers, what they bought, their users and whom they deleted, put there through our own operations.

Each has a fixed operation id, so seeding again changes nothing: what a person edited or added stays.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botocore.session import get_session

from sandbox.deploy import STACK_NAME
from sandbox.emulator import environment
from sandbox.slack.people import PEOPLE
from sandbox.subscriptions import BOUGHT, SWITCHED_OFF, products
from shared.domain.command import (
    AddCustomer,
    AddSubscription,
    ChangeLicenses,
    ChangeSubscription,
    CreateUser,
    DeleteUsers,
    GrantRoles,
)
from shared.domain.customer import CustomerProfile, Domain
from shared.domain.license import LicenseChange
from shared.domain.staff import Grant, Role, bootstrap_admin
from shared.domain.user import DirectoryRole, UserProfile
from shared.errors import AccessDeniedError
from shared.gateways.clock import SystemClock
from shared.gateways.credential_cipher import CredentialCipher
from shared.operations.desk import Desk, Operation
from shared.operations.request import submit_many
from shared.policy.matrix import default_matrix
from shared.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sandbox.deploy import Stack
    from sandbox.slack.people import Person
    from shared.domain.command import Command
    from shared.domain.subscription import Product

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

# First name, last name, usage location, permissions, licenses.
USERS = {
    "contoso": """
        Amara|Nwosu|GB||ENTERPRISEPACK EMS
        Aoife|O'Brien|IE||STANDARDPACK
        Bram|de Vries|NL||ENTERPRISEPACK EMS
        Chidi|Anagonye|GB|SERVICE_ADMIN|ENTERPRISEPACK POWER_BI_PRO
        Elif|Demir|GB||STANDARDPACK
        Freya|Lindgren|SE||STANDARDPACK EMS
        Giorgos|Papadakis|GR||STANDARDPACK
        Hana|Nováková|CZ||ENTERPRISEPACK EMS
        Ines|Almeida|PT||
        James|Whitfield|GB|GLOBAL_ADMIN|ENTERPRISEPACK EMS POWER_BI_PRO
        Kwame|Mensah|GB||STANDARDPACK VISIOONLINE_PLAN1
        Leïla|Benali|GB||
        Magnus|Dahl|NO||STANDARDPACK MCOMEETADV
        Niamh|Kelly|IE|PASSWORD_ADMIN|
        Oskar|Nowak|PL||STANDARDPACK
        Priyanka|Sharma|GB||ENTERPRISEPACK EMS
        Rosa|Marchetti|IT||
        Tomás|Herrera|ES|USER_MANAGEMENT_ADMIN|
        Yusuf|Karim|||
    """,
    "fabrikam": """
        Agathe|Morel|FR|GLOBAL_ADMIN|ENTERPRISEPACK POWER_BI_PRO
        Benoît|Garnier|FR||ENTERPRISEPACK
        Cécile|Dupont-Roux|FR||
        Étienne|Lemaître|BE||ENTERPRISEPACK
    """,
}

# Users who are deleted when the sandbox begins, and how many days ago they were.
DELETED = {
    "contoso": {
        "Saoirse|Byrne|IE||STANDARDPACK": 28,
        "Dmitri|Volkov|GB||ENTERPRISEPACK": 2,
    },
}


def seed(stack: Stack, first_admin: str, people: Iterable[Person] = PEOPLE) -> int:
    """Add what is not there yet; tell how many users there are in all.

    ``people`` are those of the sandbox; in a real workspace the first admin gives roles to whom they like.
    """
    desk = desk_of(stack, first_admin)
    _hire(desk, first_admin, people)
    known = products()
    desk.catalogue.save_products([product for product in known.values() if product.is_microsoft])
    return sum(_Seed(desk, first_admin, known, name).sow() for name in CUSTOMERS)


def _hire(desk: Desk, first_admin: str, people: Iterable[Person]) -> None:
    """Give everybody their role; the second Global admin comes last, for then the first has to ask."""
    for person in sorted(people, key=lambda each: each.role == Role.GLOBAL_ADMIN):
        if person.role and person.id != first_admin and desk.staff.find(person.id) is None:
            grant = Grant(roles=frozenset({Role(person.role)}))
            command = GrantRoles(slack_user_id=person.id, grant=grant, reason="The people of the sandbox")
            with suppress(AccessDeniedError):  # somebody new to a sandbox that was seeded before
                desk.submit(command, bootstrap_admin(first_admin), Operation(f"seed.{person.id}", "seed"))


def desk_of(stack: Stack, first_admin: str = "") -> Desk:
    """The product's own operations, over the deployed tables."""
    for name, value in environment().items():
        os.environ.setdefault(name, value)
    store = open_store(
        stack.directory_table, stack.workflow_table, stack.audit_table, endpoint_url=stack.aws_url
    )
    return Desk(
        directory=store.directory,
        audit=store.audit,
        staff=store.staff,
        clock=SystemClock(),
        catalogue=store.catalogue,
        requests=store.requests,
        imports=store.imports,
        credentials=store.credentials,
        cipher=CredentialCipher(f"alias/{STACK_NAME}-credentials", get_session()),
        matrix=default_matrix(),
        first_admin=first_admin,
    )


class _Then:
    """A clock that stood still some days ago."""

    def __init__(self, days: int) -> None:
        self._then = SystemClock().now() - timedelta(days=days)

    def now(self) -> datetime:
        return self._then


class _Seed:
    """What one customer begins with."""

    def __init__(self, desk: Desk, first_admin: str, known: Mapping[str, Product], name: str) -> None:
        self._desk = desk
        self._actor = bootstrap_admin(first_admin)
        self._products = known
        self._name = name
        add = AddCustomer(profile=CUSTOMERS[name])
        outcome = desk.submit(add, self._actor, self._operation(""))
        self._customer_id = outcome.target_id
        self._is_sown = outcome.is_repeat

    def sow(self) -> int:
        """Add what they bought, then their users; tell how many those are."""
        self._buy()
        user_ids = {}
        for number, line in enumerate(USERS[self._name].strip().splitlines()):
            create = self._create(line.strip())
            user_ids[create.profile.display_name] = self._do(f".{number}", create)
        self._switch_off(user_ids)
        self._delete()
        self._lower()
        return len(user_ids)

    def _buy(self) -> None:
        for bought in BOUGHT[self._name]:
            product = self._products[bought.part_number]
            add = AddSubscription(customer_id=self._customer_id, product=product, units=bought.units)
            self._do(f".bought.{bought.part_number}", add)

    def _create(self, line: str) -> CreateUser:
        first_name, last_name, country, role, licenses = line.split("|")
        user_name = f"{first_name}.{last_name}".lower().replace(" ", "").translate(_PLAIN)
        profile = UserProfile(
            first_name=first_name,
            last_name=last_name,
            display_name=f"{first_name} {last_name}",
            user_name=user_name,
            domain=CUSTOMERS[self._name].default_domain.name,
            usage_location=country,
            directory_roles=frozenset({DirectoryRole[role]}) if role else frozenset(),
        )
        sku_ids = frozenset(self._products[part_number].sku_id for part_number in licenses.split())
        return CreateUser(customer_id=self._customer_id, profile=profile, sku_ids=sku_ids)

    def _switch_off(self, user_ids: Mapping[str, str]) -> None:
        for display_name, part_number, services in SWITCHED_OFF.get(self._name, ()):
            product = self._products[part_number]
            plans = frozenset(plan.id for plan in product.service_plans if plan.service_name in services)
            change = ChangeLicenses(
                customer_id=self._customer_id,
                users=(user_ids[display_name],),
                change=LicenseChange(assign={product.sku_id: plans}),
            )
            operation = self._operation(f".off.{display_name}")
            submit_many(self._desk, change, self._actor, operation, "en")

    def _delete(self) -> None:
        for line, days in DELETED.get(self._name, {}).items():
            user_id = self._do(f".deleted.{line}", self._create(line))
            delete = DeleteUsers(customer_id=self._customer_id, users=(user_id,))
            then = replace(self._desk, clock=_Then(days))
            submit_many(then, delete, self._actor, self._operation(f".delete.{line}"), "en")

    def _lower(self) -> None:
        for bought in BOUGHT[self._name]:
            if bought.lowered_to:
                change = ChangeSubscription(
                    customer_id=self._customer_id,
                    version=1,
                    product=self._products[bought.part_number],
                    units=bought.lowered_to,
                )
                self._do(f".lowered.{bought.part_number}", change)

    def _do(self, what: str, command: Command) -> str:
        outcome = self._desk.submit(command, self._actor, self._operation(what))
        if outcome.problems and not self._is_sown:  # a customer who was edited since may say no
            raise ValueError(f"{command}: {outcome.problems}")
        return outcome.target_id

    def _operation(self, what: str) -> Operation:
        return Operation(f"seed.{self._name}{what}", "seed")


_PLAIN = str.maketrans("áâäéèêëíïîóöôúüçñýıřť", "aaaeeeeiiiooouucnyirt")
