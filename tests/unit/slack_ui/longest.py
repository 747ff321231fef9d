"""The longest and strangest records that the rules allow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.customer import CustomerProfile, Domain
from shared.domain.subscription import MAXIMUM_SUBSCRIPTIONS
from shared.domain.user import DirectoryRole, UserProfile
from shared.operations.recording import recorded_licenses
from tests.builders import a_customer, a_product, a_service_plan, a_subscription, a_user, an_event

if TYPE_CHECKING:
    from shared.domain.audit import AuditEvent, Recorded
    from shared.domain.customer import Customer
    from shared.domain.subscription import Subscription
    from shared.domain.user import User

SLACK_USER = "W" + "0" * 20
DOMAIN = f"{'d' * 39}.example"[-48:].rjust(48, "d")
CURSOR = "é" * 1000
PASSWORD = "Ab3#" * 4
UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


def longest_customer() -> Customer:
    domains = [Domain(f"{position:02}{DOMAIN[2:]}", is_federated=position % 3 == 2) for position in range(20)]
    profile = CustomerProfile(
        name="Œ🏢" * 50, domains=tuple(domains), country="GS", warning="⚠️ Appelez d'abord " * 15
    )
    assert profile.problems() == []
    return replace(a_customer(UUID, profile, by=SLACK_USER), version=10**6)


def longest_user(identifier: str = UUID) -> User:
    profile = UserProfile(
        first_name="É🙂" * 32,
        last_name="Ñ🙂" * 32,
        display_name="Zoë👩‍🚀Å" * 36 + "Zoë!",
        user_name="n" * 64,
        domain=f"00{DOMAIN[2:]}",
        usage_location="GS",
        directory_roles=frozenset(DirectoryRole),
    )
    assert profile.problems() == []
    assert len(profile.display_name) == 256
    assert len(profile.user_principal_name) == 113
    licenses = {sku_id(number): frozenset(_plan_id(plan) for plan in range(30)) for number in range(40)}
    return a_user(identifier, profile, customer_id=UUID, licenses=licenses, by=SLACK_USER, version=10**6)


def sku_id(number: int) -> str:
    return f"{number:02}{'s' * 98}"


def longest_subscriptions() -> list[Subscription]:
    return [longest_subscription(number) for number in range(MAXIMUM_SUBSCRIPTIONS)]


def longest_subscription(number: int) -> Subscription:
    plans = [a_service_plan(_plan_id(plan), f"PLAN{plan}", "計画" * 128) for plan in range(31)]
    product = a_product(
        sku_id(number),
        f"{number:02}" + "製品" * 127,
        part_number="P" * 100,
        publisher="Microsoft 製品",
        publisher_link="https://publisher.example/".ljust(500, "l"),
        service_plans=plans,
    )
    assert product.problems() == []
    return a_subscription(product, 10**6, warning=10**6, suspended=10**6, consumed=10**5, customer_id=UUID)


def _plan_id(number: int) -> str:
    return f"{number:02}{'p' * 98}"


def longest_license_event() -> AuditEvent:
    """A save changes 20 products at most: of each, some plans are switched off and others on."""
    old, new = (recorded_licenses({sku_id(each): plans for each in range(20)}) for plans in _SWITCHED)
    return an_event("o" * 100, old_value=old, new_value=new)


_SWITCHED = (
    frozenset(_plan_id(plan) for plan in range(15)),
    frozenset(_plan_id(plan) for plan in range(15, 30)),
)


def longest_event() -> AuditEvent:
    user, customer = longest_user(), longest_customer()
    values: dict[str, Recorded] = {
        "display_name": user.profile.display_name,
        "user_principal_name": user.user_principal_name,
        "directory_roles": sorted(DirectoryRole),
        "domains": [domain.name for domain in customer.profile.domains],
        "warning": customer.profile.warning,
    }
    return an_event("o" * 100, old_value=values, new_value=values)
