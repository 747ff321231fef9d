"""The keys of items. What each one is for stands at the top of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.user_principal_name import uniqueness_key

if TYPE_CHECKING:
    from datetime import datetime

CUSTOMER = "CUSTOMER"
DOMAIN = "DOMAIN"
COUNTS = "COUNTS"
CUSTOMERS = "CUSTOMERS"
STAFF = "STAFF"

LONGEST_BEGINNING = 1_000  # bytes; a sort key has 1,024


def customer(customer_id: str) -> str:
    """Make the partition of a customer and everything of theirs."""
    return f"CUSTOMER#{customer_id}"


def customer_id(partition: str) -> str:
    """Read the customer's id back from their partition."""
    return partition.removeprefix("CUSTOMER#")


def domain(name: str) -> str:
    """Make the partition of a domain: one for all customers, so that it belongs to one of them."""
    return f"DOMAIN#{name}"


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


def listed_in(customer_id: str) -> str:
    """Make the index partition of a customer's active users."""
    return f"{customer_id}#active"


def staff(slack_user_id: str) -> str:
    """Make the partition of a staff member."""
    return f"STAFF#{slack_user_id}"


def target(customer_id: str, target_id: str) -> str:
    """Make the index partition of the events about one thing."""
    return f"{customer_id}#{target_id}"


def occurred(at: datetime, operation_id: str) -> str:
    """Make the key by which events sort in time; ``at`` is in UTC."""
    return f"{at.isoformat(timespec='microseconds').replace('+00:00', 'Z')}#{operation_id}"


def beginning(text: str) -> str:
    """Cut a text to what a key condition takes."""
    return text.encode(errors="ignore")[:LONGEST_BEGINNING].decode(errors="ignore")
