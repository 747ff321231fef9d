"""How users are found by typing: three queries side by side, one for each name they go by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.collation import fold
from shared.operations.side_by_side import side_by_side
from shared.store import keys
from shared.store.models import FormerNameItem, UserItem, UserPrincipalNameItem
from shared.store.user_item import is_deleted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from shared.store.tables import Tables


def search_users(tables: Tables, customer_id: str, typed: str, limit: int) -> list[UserItem]:
    """Find active users by the beginning of a name, sorted by display name, each once.

    Nothing typed finds the first ones. Of more than ``limit``, the first ones by each kind of name.
    """
    listed_in = keys.listed_in(customer_id)
    if not fold(typed):
        return list(tables.users.by_display_name.query(listed_in, limit=limit))

    def signing_in_as() -> list[str]:
        begins = UserPrincipalNameItem.sk.startswith(keys.beginning(keys.user_principal_name(typed.strip())))
        items = tables.user_principal_names.query(keys.customer(customer_id), begins, limit=limit)
        return [item.user_id for item in items]

    found = _found(tables, (customer_id, listed_in), typed, limit, signing_in_as)
    active = [item for item in found if not is_deleted(item)]
    return sorted(active, key=lambda item: item.display_name_key)[:limit]


def search_deleted(tables: Tables, customer_id: str, typed: str, limit: int) -> list[UserItem]:
    """Find deleted users likewise, by the sign-in names they had; sorted by when they will be gone."""
    listed_in = keys.listed_as_deleted(customer_id)
    if not fold(typed):
        return list(tables.users.deleted.query(customer_id, limit=limit))

    def signed_in_as() -> list[str]:
        begins = FormerNameItem.sk.startswith(keys.beginning(keys.former_name(typed.strip())))
        items = tables.former_names.query(keys.customer(customer_id), begins, limit=limit)
        return [keys.identifier(item.sk) for item in items]

    found = _found(tables, (customer_id, listed_in), typed, limit, signed_in_as)
    deleted = [item for item in found if is_deleted(item)]
    return sorted(deleted, key=lambda item: item.due_key)[:limit]


def _found(
    tables: Tables,
    listed: tuple[str, str],
    typed: str,
    limit: int,
    by_sign_in_name: Callable[[], list[str]],
) -> Collection[UserItem]:
    """Find users of a customer, in one of their lists, by each kind of name."""
    customer_id, listed_in = listed
    users, beginning = tables.users, keys.beginning(fold(typed))
    display_name_begins = UserItem.display_name_key.startswith(beginning)
    last_name_begins = UserItem.last_name_key.startswith(beginning)
    by_display_name, by_last_name, user_ids = side_by_side(
        lambda: list(users.by_display_name.query(listed_in, display_name_begins, limit=limit)),
        lambda: list(users.by_last_name.query(listed_in, last_name_begins, limit=limit)),
        by_sign_in_name,
    )
    found = {item.sk: item for item in (*by_display_name, *by_last_name)}
    missing = [keys.user(user_id) for user_id in user_ids if keys.user(user_id) not in found]
    if missing:
        items = users.batch_get([(keys.customer(customer_id), sk) for sk in missing])
        found |= {item.sk: item for item in items}
    return found.values()
