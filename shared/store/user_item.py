"""A user as an item, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.collation import sort_key
from shared.domain.deletion import DeletedUser
from shared.domain.user import DirectoryRole, User, UserProfile
from shared.ports import shard_of
from shared.store import keys

if TYPE_CHECKING:
    from shared.store.models import UserItem
    from shared.store.tables import Tables


def user_item(tables: Tables, user: User) -> UserItem:
    """Make the item of an active user; a key that is None keeps them out of that index."""
    profile = user.profile
    return tables.users(
        keys.customer(user.customer_id),
        keys.user(user.id),
        listed_in=keys.listed_in(user.customer_id),
        display_name_key=sort_key(profile.display_name, user.id),
        last_name_key=sort_key(profile.last_name, user.id) if profile.last_name else None,
        administrators_of=user.customer_id if user.is_administrator else None,
        unlicensed_of=None if user.is_licensed else user.customer_id,
        first_name=profile.first_name,
        last_name=profile.last_name,
        display_name=profile.display_name,
        user_name=profile.user_name,
        domain=profile.domain,
        usage_location=profile.usage_location,
        directory_roles=sorted(role.value for role in profile.directory_roles),
        is_protected=profile.is_protected or None,
        licenses={sku: sorted(plans) for sku, plans in user.licenses.items()},
        created_at=user.created_at,
        created_by=user.created_by,
        changed_at=user.changed_at,
        changed_by=user.changed_by,
        password_set_at=user.password_set_at,
        password_set_by=user.password_set_by,
        must_change_password=user.must_change_password,
        version=user.version,
    )


def deleted_item(tables: Tables, deleted: DeletedUser) -> UserItem:
    """Make the item of a deleted user: in the same place, and in other indexes."""
    customer_id = deleted.user.customer_id
    item = user_item(tables, deleted.user)
    item.listed_in = keys.listed_as_deleted(customer_id)
    item.administrators_of = item.unlicensed_of = None
    item.deleted_of = customer_id
    item.purge_shard = keys.purge_shard(shard_of(customer_id))
    item.due_key = deleted.order
    item.deleted_at = deleted.deleted_at
    item.deleted_by = deleted.deleted_by
    return item


def is_deleted(item: UserItem) -> bool:
    """Tell whether the user of an item is deleted."""
    return item.deleted_at is not None


def to_user(item: UserItem) -> User:
    """Read a user from their item."""
    return User(
        id=keys.user_id(item.sk),
        customer_id=keys.customer_id(item.pk),
        profile=UserProfile(
            first_name=item.first_name,
            last_name=item.last_name,
            display_name=item.display_name,
            user_name=item.user_name,
            domain=item.domain,
            usage_location=item.usage_location,
            directory_roles=frozenset(DirectoryRole(role) for role in item.directory_roles),
            is_protected=bool(item.is_protected),
        ),
        licenses={sku: frozenset(plans) for sku, plans in item.licenses.items()},
        created_at=item.created_at,
        created_by=item.created_by,
        changed_at=item.changed_at,
        changed_by=item.changed_by,
        password_set_at=item.password_set_at,
        password_set_by=item.password_set_by,
        must_change_password=item.must_change_password,
        version=int(item.version),
    )


def to_deleted(item: UserItem) -> DeletedUser:
    """Read a deleted user from their item."""
    return DeletedUser(user=to_user(item), deleted_at=item.deleted_at, deleted_by=item.deleted_by)
