"""Which domains a customer has, of those that something is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.domain.customer import Customer, Domain
    from shared.operations.desk import Desk


def domains_of(desk: Desk, customer: Customer, names: Iterable[str]) -> dict[str, Domain]:
    """Find which of some domains a customer has, by name.

    The listed ones were read with the customer. Only where it has further ones are others looked up, a
    hundred in one batch.
    """
    listed = {domain.name: domain for domain in customer.profile.domains}
    others = sorted(set(names) - listed.keys()) if customer.further_domains else []
    if not others:
        return listed
    claims = desk.directory.domain_claims(others)
    return listed | {name: claim.domain for name, claim in claims.items() if claim.customer_id == customer.id}
