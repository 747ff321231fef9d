"""The longest and strangest records that the rules allow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.customer import CustomerProfile, Domain
from shared.domain.user import DirectoryRole, UserProfile
from tests.builders import a_customer, a_user, an_event

if TYPE_CHECKING:
    from shared.domain.audit import AuditEvent, Recorded
    from shared.domain.customer import Customer
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
    return a_user(identifier, profile, customer_id=UUID, by=SLACK_USER, version=10**6)


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
