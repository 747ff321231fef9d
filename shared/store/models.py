"""The items as pynamodb sees them. They belong to no table yet: ``tables.py`` binds them to one.

An attribute's name is part of what an item weighs, and each begun kilobyte is paid for: what a key says
already is not said again.
"""

from __future__ import annotations

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import (
    AllProjection,
    GlobalSecondaryIndex,
    IncludeProjection,
    KeysOnlyProjection,
    Projection,
)
from pynamodb.models import Model

from shared.store.attributes import PlainMapAttribute, TextListAttribute, TextListsAttribute


def _named(index_name: str, projection: Projection | None = None) -> type:
    """Make what pynamodb asks an index to say of itself; it has the whole items unless told otherwise."""
    return type("Meta", (), {"index_name": index_name, "projection": projection or AllProjection()})


class Item(Model):
    """What every item of every table has."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class DomainMap(MapAttribute[str, object]):
    name = UnicodeAttribute()
    is_federated = BooleanAttribute()


class CustomerItem(Item):
    """A customer with the first of its domains; ``further_domains`` counts the others."""

    name = UnicodeAttribute()
    domains: ListAttribute[DomainMap] = ListAttribute(of=DomainMap)
    country = UnicodeAttribute()
    warning = UnicodeAttribute()
    notice_channel = UnicodeAttribute(null=True)
    approvals_channel = UnicodeAttribute(null=True)
    created_at = UTCDateTimeAttribute()
    created_by = UnicodeAttribute()
    changed_at = UTCDateTimeAttribute()
    changed_by = UnicodeAttribute()
    version = NumberAttribute()
    further_domains = NumberAttribute(null=True)
    further_federated = NumberAttribute(null=True)


class DomainsOfCustomer(GlobalSecondaryIndex["DomainItem"]):  # type: ignore[no-untyped-call]  # pynamodb gives no types here
    """Without ``users``, so that the index is not written each time that a user is created."""

    Meta = _named("domains_of_customer", IncludeProjection(["is_federated"]))

    customer_id = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)


class DomainItem(Item):
    """Whose a domain is. ``users`` counts those who sign in with it."""

    of_customer = DomainsOfCustomer()
    customer_id = UnicodeAttribute()
    is_federated = BooleanAttribute()
    users = NumberAttribute(default=0)


class CustomerListItem(Item):
    """A customer as lists show one: once under their name, and once under each of their words.

    ``search_text`` has all the words, each after a tab, so that one query can ask for several.
    """

    customer_id = UnicodeAttribute()
    name = UnicodeAttribute()
    default_domain = UnicodeAttribute()
    search_text = UnicodeAttribute(null=True)


class UserPrincipalNameItem(Item):
    user_id = UnicodeAttribute()


class FormerNameItem(Item):
    """That a deleted user had a sign-in name: the key says it all."""


class CountsItem(Item):
    """How many users a customer has, kept by each transaction that makes it more or fewer."""

    users = NumberAttribute(default=0)
    administrators = NumberAttribute(default=0)
    unlicensed = NumberAttribute(default=0)
    deleted = NumberAttribute(default=0)


class UsersByDisplayName(GlobalSecondaryIndex["UserItem"]):  # type: ignore[no-untyped-call]  # pynamodb gives no types here
    Meta = _named("users_by_display_name")

    listed_in = UnicodeAttribute(hash_key=True)
    display_name_key = UnicodeAttribute(range_key=True)


class UsersByLastName(GlobalSecondaryIndex["UserItem"]):  # type: ignore[no-untyped-call]  # pynamodb gives no types here
    Meta = _named("users_by_last_name")

    listed_in = UnicodeAttribute(hash_key=True)
    last_name_key = UnicodeAttribute(range_key=True)


class Administrators(GlobalSecondaryIndex["UserItem"]):  # type: ignore[no-untyped-call]  # pynamodb gives no types here
    Meta = _named("administrators")

    administrators_of = UnicodeAttribute(hash_key=True)
    display_name_key = UnicodeAttribute(range_key=True)


class UnlicensedUsers(GlobalSecondaryIndex["UserItem"]):  # type: ignore[no-untyped-call]  # pynamodb gives no types here
    Meta = _named("unlicensed_users")

    unlicensed_of = UnicodeAttribute(hash_key=True)
    display_name_key = UnicodeAttribute(range_key=True)


class DeletedUsers(GlobalSecondaryIndex["UserItem"]):  # type: ignore[no-untyped-call]  # pynamodb gives no types here
    Meta = _named("deleted_users")

    deleted_of = UnicodeAttribute(hash_key=True)
    due_key = UnicodeAttribute(range_key=True)


class PurgeDue(GlobalSecondaryIndex["UserItem"]):  # type: ignore[no-untyped-call]  # pynamodb gives no types here
    Meta = _named("purge_due")

    purge_shard = UnicodeAttribute(hash_key=True)
    due_key = UnicodeAttribute(range_key=True)


class UserItem(Item):
    """A user. Those deleted have ``deleted_at``, and ``due_key``: the order in which they will be gone."""

    listed_in = UnicodeAttribute()
    display_name_key = UnicodeAttribute()
    last_name_key = UnicodeAttribute(null=True)
    administrators_of = UnicodeAttribute(null=True)
    unlicensed_of = UnicodeAttribute(null=True)
    deleted_of = UnicodeAttribute(null=True)
    purge_shard = UnicodeAttribute(null=True)
    due_key = UnicodeAttribute(null=True)
    by_display_name = UsersByDisplayName()
    by_last_name = UsersByLastName()
    administrators = Administrators()
    unlicensed = UnlicensedUsers()
    deleted = DeletedUsers()
    purge_due = PurgeDue()

    first_name = UnicodeAttribute()
    last_name = UnicodeAttribute()
    display_name = UnicodeAttribute()
    user_name = UnicodeAttribute()
    domain = UnicodeAttribute()
    usage_location = UnicodeAttribute()
    directory_roles = TextListAttribute()
    is_protected = BooleanAttribute(null=True)
    licenses = TextListsAttribute()
    created_at = UTCDateTimeAttribute()
    created_by = UnicodeAttribute()
    changed_at = UTCDateTimeAttribute()
    changed_by = UnicodeAttribute()
    password_set_at = UTCDateTimeAttribute()
    password_set_by = UnicodeAttribute()
    must_change_password = BooleanAttribute()
    deleted_at = UTCDateTimeAttribute(null=True)
    deleted_by = UnicodeAttribute(null=True)
    version = NumberAttribute()


class DescribedProduct(Item):
    """What is known of a product. ``service_plans`` has a list for each: id, names, whom it is for.

    As text, because they are many: to read maps of eighty plans takes longer than to fetch them.
    """

    part_number = UnicodeAttribute()
    name = UnicodeAttribute()
    license_group = UnicodeAttribute()
    target_type = UnicodeAttribute()
    publisher = UnicodeAttribute()
    publisher_link = UnicodeAttribute()
    service_plans = JSONAttribute()


class SubscriptionItem(DescribedProduct):
    """A product that a customer subscribes to."""

    changed_at = UTCDateTimeAttribute()
    changed_by = UnicodeAttribute()
    version = NumberAttribute()


class SeatsItem(Item):
    """How many seats of a product a customer has (``seats``: active and warning ones), and uses.

    An item of its own, since each seat taken is charged for the whole item, and a product has many plans.
    ``version`` is that of the subscription.
    """

    active = NumberAttribute()
    warning = NumberAttribute()
    suspended = NumberAttribute()
    seats = NumberAttribute()
    consumed = NumberAttribute()
    version = NumberAttribute()


class HolderItem(Item):
    """That a user holds a product: the key says it all."""


class ProductItem(DescribedProduct):
    """A product that Microsoft sells."""


class ProductListItem(Item):
    """A product as lists show one, under its name."""

    part_number = UnicodeAttribute()
    name = UnicodeAttribute()


class RequestsByRequester(GlobalSecondaryIndex["RequestItem"]):  # type: ignore[no-untyped-call]  # pynamodb gives no types here
    Meta = _named("requests_by_requester", KeysOnlyProjection())

    requester_id = UnicodeAttribute(hash_key=True)
    filed_key = UnicodeAttribute(range_key=True)


class StandingRequests(GlobalSecondaryIndex["RequestItem"]):  # type: ignore[no-untyped-call]  # pynamodb gives no types here
    Meta = _named("standing_requests", KeysOnlyProjection())

    standing = UnicodeAttribute(hash_key=True)
    filed_key = UnicodeAttribute(range_key=True)


class RequestItem(Item):
    """A request, and how far it has come. ``work`` is there while there is any, for the stream's filter.

    ``due_since`` is when the worker was last given it, ``restarts`` how often since it last moved.

    ``standing`` is what it waits for, and gone with that: its index is sparse. The indexes have the keys
    alone, so that a checkpoint writes to none of them. A ``command`` that is long is packed.
    """

    by_requester = RequestsByRequester()
    by_standing = StandingRequests()
    filed_key = UnicodeAttribute()
    standing = UnicodeAttribute(null=True)
    command = UnicodeAttribute(null=True)
    packed_command = BinaryAttribute(legacy_encoding=False, null=True)
    requester_id = UnicodeAttribute()
    language = UnicodeAttribute()
    filed_at = UTCDateTimeAttribute()
    state = UnicodeAttribute()
    approval: JSONAttribute = JSONAttribute(null=True)
    channel_id = UnicodeAttribute(null=True)
    message_ts = UnicodeAttribute(null=True)
    listed_to = UnicodeAttribute(null=True)
    is_listed = BooleanAttribute()
    targets = NumberAttribute()
    slices = NumberAttribute()
    slices_done = NumberAttribute()
    done = NumberAttribute()
    unchanged = NumberAttribute()
    refused = NumberAttribute()
    is_stopped = BooleanAttribute(null=True)
    unsent = UnicodeAttribute(null=True)
    version = NumberAttribute()
    work = UnicodeAttribute(null=True)
    due_since = UTCDateTimeAttribute(null=True)
    restarts = NumberAttribute(null=True)
    expires_at = TTLAttribute(null=True)


class CardItem(Item):
    """Where a request is shown to somebody."""

    channel_id = UnicodeAttribute()
    message_ts = UnicodeAttribute()
    expires_at = TTLAttribute()


class StopItem(Item):
    """That no further slice of a request shall begin: the key says it all."""

    expires_at = TTLAttribute()


class SliceItem(Item):
    """Targets of a request that are dealt with together, and what became of them once they were."""

    target_ids = TextListAttribute()
    outcomes = BinaryAttribute(legacy_encoding=False, null=True)
    expires_at = TTLAttribute()


class ImportItem(Item):
    """A file that was checked, in sum."""

    file: JSONAttribute = JSONAttribute()
    expires_at = TTLAttribute()


class ImportPartItem(Item):
    """A hundred rows of a file, packed."""

    rows = BinaryAttribute(legacy_encoding=False)
    expires_at = TTLAttribute()


class StaffItem(Item):
    """A staff member. Without ``customers`` they look after all of them.

    ``access_ends_at`` must never be called ``expires_at``: that is the table's time to live, and whoever
    is deleted by it would be a stranger again, or the first admin.
    """

    roles = TextListAttribute()
    customers = TextListAttribute(null=True)
    access_ends_at = UTCDateTimeAttribute(null=True)
    memberships: JSONAttribute = JSONAttribute(null=True)
    version = NumberAttribute()


class UserGroupItem(Item):
    """A Slack user group that is mapped to roles; as with staff, without ``customers`` for all of them."""

    name = UnicodeAttribute()
    roles = TextListAttribute()
    customers = TextListAttribute(null=True)
    access_ends_at = UTCDateTimeAttribute(null=True)
    version = NumberAttribute()


class EventsByCustomer(GlobalSecondaryIndex["AuditItem"]):  # type: ignore[no-untyped-call]  # pynamodb gives no types here
    Meta = _named("by_customer")

    customer_id = UnicodeAttribute(hash_key=True)
    occurred_key = UnicodeAttribute(range_key=True)


class EventsByTarget(GlobalSecondaryIndex["AuditItem"]):  # type: ignore[no-untyped-call]  # pynamodb gives no types here
    Meta = _named("by_target")

    target_key = UnicodeAttribute(hash_key=True)
    occurred_key = UnicodeAttribute(range_key=True)


class EventsByActor(GlobalSecondaryIndex["AuditItem"]):  # type: ignore[no-untyped-call]  # pynamodb gives no types here
    Meta = _named("by_actor")

    actor_id = UnicodeAttribute(hash_key=True)
    occurred_key = UnicodeAttribute(range_key=True)


class AuditItem(Item):
    customer_id = UnicodeAttribute()
    target_key = UnicodeAttribute()
    occurred_key = UnicodeAttribute()
    by_customer = EventsByCustomer()
    by_target = EventsByTarget()
    by_actor = EventsByActor()

    operation_types = TextListAttribute()
    resource_type = UnicodeAttribute()
    customer_name = UnicodeAttribute()
    target_name = UnicodeAttribute()
    actor_id = UnicodeAttribute()
    occurred_at = UTCDateTimeAttribute()
    old_value = PlainMapAttribute()
    new_value = PlainMapAttribute()
    correlation_id = UnicodeAttribute()


class CredentialItem(Item):
    """Whose passwords wait to be handed over. They are handed over by deleting it."""

    owner_id = UnicodeAttribute()
    customer_id = UnicodeAttribute()
    action = UnicodeAttribute()
    of_request = BooleanAttribute()
    expires_at = TTLAttribute()


class SealedItem(Item):
    """Some of a credential's passwords, in the order of their users."""

    user_ids = TextListAttribute()
    ciphertext = BinaryAttribute(legacy_encoding=False)
    expires_at = TTLAttribute()


class LinkItem(Item):
    """A link to a credential. Its key has the digest of the token that is its secret."""

    credential_id = UnicodeAttribute()
    owner_id = UnicodeAttribute()
    language = UnicodeAttribute()
    expires_at = TTLAttribute()


class NoticeItem(Item):
    """That a notice was sent. ``claim`` tells one who sends it from another."""

    claim = UnicodeAttribute()
    expires_at = TTLAttribute()
