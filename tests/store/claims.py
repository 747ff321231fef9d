"""What the claims on domains say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.store import Store


def users_in(store: Store, customer_id: str, domain: str) -> bool:
    """Tell whether users of a customer sign in with a domain that is theirs."""
    claim = store.directory.domain_claims([domain]).get(domain)
    return claim is not None and claim.customer_id == customer_id and claim.users > 0
