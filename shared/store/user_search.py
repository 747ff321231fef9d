"""How users are found by typing: three queries side by side, one for each name they go by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.collation import fold
from shared.operations.side_by_side import side_by_side
from shared.store import keys
from shared.store.models import UserItem, UserPrincipalNameItem

if TYPE_CHECKING:
    from shared.store.tables import Tables


def search_users(tables: Tables, customer_id: str, typed: str, limit: int) -> list[UserItem]:
    """Find users by the beginning of a name, sorted by display name, each once.

    Nothing typed finds the first ones. Of more than ``limit``, the first ones by each kind of name.
    """
    users, listed_in = tables.users, keys.listed_in(customer_id)
    beginning = keys.beginning(fold(typed))
    if not beginning:
        return list(users.by_display_name.query(listed_in, limit=limit))
    by_display_name, by_last_name, signing_in_as = side_by_side(
        lambda: list(
            users.by_display_name.query(
                listed_in, UserItem.display_name_key.startswith(beginning), limit=limit
            )
        ),
        lambda: list(
            users.by_last_name.query(listed_in, UserItem.last_name_key.startswith(beginning), limit=limit)
        ),
        lambda: _signing_in_as(tables, customer_id, typed, limit),
    )
    found = {item.sk: item for item in (*by_display_name, *by_last_name)}
    missing = [(keys.customer(customer_id), sk) for sk in signing_in_as if sk not in found]
    if missing:
        found |= {item.sk: item for item in users.batch_get(missing)}
    return sorted(found.values(), key=lambda item: item.display_name_key)[:limit]


def _signing_in_as(tables: Tables, customer_id: str, typed: str, limit: int) -> list[str]:
    begins = UserPrincipalNameItem.sk.startswith(keys.beginning(keys.user_principal_name(typed.strip())))
    items = tables.user_principal_names.query(keys.customer(customer_id), begins, limit=limit)
    return [keys.user(item.user_id) for item in items]
