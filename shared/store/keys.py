"""The keys of items. What each one is for stands at the top of the package."""

from __future__ import annotations

from shared.domain.collation import KEY_SEPARATOR
from shared.domain.user_principal_name import uniqueness_key

CUSTOMER = "CUSTOMER"
DOMAIN = "DOMAIN"
DOMAINS = "DOMAIN#"
COUNTS = "COUNTS"
CUSTOMERS = "CUSTOMERS"
SUBSCRIPTIONS = "SKU#"
PRODUCT = "PRODUCT"
PRODUCTS = "PRODUCTS"
STAFF = "STAFF"
STAFF_MEMBERS = "MEMBER#"
USER_GROUPS = "GROUP#"
REQUEST = "REQUEST"
STOP = "STOP"
SLICES = "SLICE#"
CARDS = "CARD#"
FORMER_NAMES = "FORMER#"
IMPORT = "IMPORT"
PARTS = "PART#"
CREDENTIAL = "CREDENTIAL"
SEALED = "SEALED#"
LINK = "LINK"
NOTICE = "NOTICE"

_SEATS = "#SEATS"

LONGEST_BEGINNING = 1_000  # bytes; a sort key has 1,024


def customer(customer_id: str) -> str:
    """Make the partition of a customer and everything of theirs."""
    return f"CUSTOMER#{customer_id}"


def customer_id(partition: str) -> str:
    """Read the customer's id back from their partition."""
    return partition.removeprefix("CUSTOMER#")


def domain(name: str) -> str:
    """Make the partition of a domain: one for all customers, so that it belongs to one of them."""
    return f"{DOMAINS}{name}"


def domain_name(partition: str) -> str:
    """Read the name of a domain back from its partition."""
    return partition.removeprefix(DOMAINS)


def customers_by_word(word: str) -> str:
    """Make the partition of the customers who have a word that begins like this one."""
    return f"CUSTOMERS#{word[0]}"


def user(user_id: str) -> str:
    """Make the sort key of a user."""
    return f"USER#{user_id}"


def user_id(sort_key: str) -> str:
    """Read the user's id back from their sort key."""
    return sort_key.removeprefix("USER#")


def user_principal_name(name: str) -> str:
    """Make the sort key of a sign-in name, or of its beginning; capitals make no difference."""
    return f"UPN#{uniqueness_key(name)}"


def former_name(name: str) -> str:
    """Make the beginning of the sort keys of those who had a sign-in name, or one that begins like it."""
    return f"{FORMER_NAMES}{uniqueness_key(name)}"


def former_name_of(name: str, user_id: str) -> str:
    """Make the sort key of a deleted user's sign-in name. Several may have had the same one."""
    return f"{former_name(name)}{KEY_SEPARATOR}{user_id}"


def subscription(sku_id: str) -> str:
    """Make the sort key of a subscription. What it says of seats is beside it."""
    return f"{SUBSCRIPTIONS}{sku_id}"


def seats(sku_id: str) -> str:
    """Make the sort key of a subscription's seats."""
    return f"{SUBSCRIPTIONS}{sku_id}{_SEATS}"


def are_seats(sort_key: str) -> bool:
    """Tell the seats of a subscription from the subscription: no SKU's id has this sign."""
    return sort_key.endswith(_SEATS)


def sku_id(sort_key: str) -> str:
    """Read the SKU's id back from the sort key of a subscription or its seats."""
    return sort_key.removeprefix(SUBSCRIPTIONS).removesuffix(_SEATS)


def holders(customer_id: str, sku_id: str) -> str:
    """Make the partition of those who hold a product."""
    return f"HOLDERS#{customer_id}#{sku_id}"


def product(sku_id: str) -> str:
    """Make the partition of a product that Microsoft sells, whoever subscribes to it."""
    return f"PRODUCT#{sku_id}"


def product_id(partition: str) -> str:
    """Read the SKU's id back from a product's partition."""
    return partition.removeprefix("PRODUCT#")


def identifier(sort_key: str) -> str:
    """Read back whose a key is that sorts by a name."""
    return sort_key.rpartition(KEY_SEPARATOR)[2]


def listed_in(customer_id: str) -> str:
    """Make the index partition of a customer's active users."""
    return f"{customer_id}#active"


def listed_as_deleted(customer_id: str) -> str:
    """Make the index partition of a customer's deleted users, in which they are searched."""
    return f"{customer_id}#deleted"


def purge_shard(number: int) -> str:
    """Make the index partition of a shard of the users who wait to be purged."""
    return f"PURGE#{number}"


def staff(slack_user_id: str) -> str:
    """Make the sort key of a staff member; all of them are in one partition, to be read together."""
    return f"{STAFF_MEMBERS}{slack_user_id}"


def staff_id(sort_key: str) -> str:
    """Read the Slack user's id back from a staff member's sort key."""
    return sort_key.removeprefix(STAFF_MEMBERS)


def user_group(group_id: str) -> str:
    """Make the sort key of a user group that is mapped to roles."""
    return f"{USER_GROUPS}{group_id}"


def user_group_id(sort_key: str) -> str:
    """Read the group's id back from its sort key."""
    return sort_key.removeprefix(USER_GROUPS)


def card(audience: str) -> str:
    """Make the sort key of where a request is shown to somebody."""
    return f"{CARDS}{audience}"


def audience(sort_key: str) -> str:
    """Read back to whom a card shows a request."""
    return sort_key.removeprefix(CARDS)


def request(request_id: str) -> str:
    """Make the partition of a request and its slices."""
    return f"REQUEST#{request_id}"


def request_id(partition: str) -> str:
    """Read the request's id back from its partition."""
    return partition.removeprefix("REQUEST#")


def slice_(number: int) -> str:
    """Make the sort key of a slice of a request's targets."""
    return f"{SLICES}{number:06}"


def slice_number(sort_key: str) -> int:
    """Read the number of a slice back from its sort key."""
    return int(sort_key.removeprefix(SLICES))


def import_file(import_id: str) -> str:
    """Make the partition of a file that was checked."""
    return f"IMPORT#{import_id}"


def import_part(number: int) -> str:
    """Make the sort key of some of a file's rows."""
    return f"{PARTS}{number:06}"


def import_piece(part: int, number: int) -> str:
    """Make the sort key of an item of such rows; mostly they fit into the first one."""
    return f"{import_part(part)}#{number:03}" if number else import_part(part)


def part_of_piece(sort_key: str) -> str:
    """Tell to which rows an item belongs."""
    return sort_key[: len(import_part(0))]


def credential(credential_id: str) -> str:
    """Make the partition of passwords that wait to be handed over."""
    return f"CREDENTIAL#{credential_id}"


def credential_id(partition: str) -> str:
    """Read the credential's id back from its partition."""
    return partition.removeprefix("CREDENTIAL#")


def sealed(number: int) -> str:
    """Make the sort key of some of a credential's passwords."""
    return f"{SEALED}{number:06}"


def link(digest: str) -> str:
    """Make the partition of a link, from the digest of its token."""
    return f"LINK#{digest}"


def notice(notice_id: str) -> str:
    """Make the partition of a notice."""
    return f"NOTICE#{notice_id}"


def target(customer_id: str, target_id: str) -> str:
    """Make the index partition of the events about one thing."""
    return f"{customer_id}#{target_id}"


def beginning(text: str) -> str:
    """Cut a text to what a key condition takes."""
    return text.encode(errors="ignore")[:LONGEST_BEGINNING].decode(errors="ignore")
