"""How customers are found by typing: one item under their name, and one under each of their words."""

from __future__ import annotations

from functools import reduce
from math import ceil
from operator import and_
from typing import TYPE_CHECKING

from shared.domain.collation import KEY_SEPARATOR, sort_key, sought, words
from shared.domain.customer import CustomerSummary
from shared.store import keys
from shared.store.models import CustomerListItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pynamodb.expressions.condition import Condition

    from shared.domain.customer import Customer
    from shared.store.tables import Tables

# Items read by the first query and, where they did not have enough, by the second; None reads a megabyte.
_READ_FOR_ONE_WORD = (1.25, 10)  # times as many as are shown: some customers have two such words
_READ_FOR_ITS_PARTS = (10, None)  # "contoso-w": most that begin with "contoso" may well pass
_READ_FOR_SEVERAL = (20, None)  # "contoso w": few will
_SHOWN = ["customer_id", "name", "default_domain"]


def list_items(tables: Tables, customer: Customer) -> dict[tuple[str, str], CustomerListItem]:
    """Make all the items that a customer is listed by, each with its key."""
    search_words = customer.profile.search_words
    search_text = "".join(KEY_SEPARATOR + word for word in sorted(search_words))
    by_name = (keys.CUSTOMERS, sort_key(customer.name, customer.id))
    # Of a domain its first word will do, which is often one of the name too: a search goes by the first
    # word of what is typed, and looks for all of it in the text.
    beginnings = {words(word)[0] for word in search_words}
    by_word = [(keys.customers_by_word(word), sort_key(word, customer.id)) for word in sorted(beginnings)]
    return {
        key: tables.customer_list(
            *key,
            customer_id=customer.id,
            name=customer.name,
            default_domain=customer.profile.default_domain.name,
            search_text=None if key == by_name else search_text,
        )
        for key in (by_name, *by_word)
    }


def find_customers(tables: Tables, typed: str, limit: int) -> list[CustomerSummary]:
    """Find customers by what somebody typed, by name, each once, in at most two queries.

    Of more than ``limit``, those whose word comes first: one letter more, and the others come up.
    """
    pieces = sought(typed)
    if not pieces:
        first = tables.customer_list.query(keys.CUSTOMERS, limit=limit, attributes_to_get=_SHOWN)
        return [_to_summary(item) for item in next(first.page_iter)["Items"]]
    longest = max((words(piece)[0] for piece in pieces), key=len)
    others = [_has(piece) for piece in pieces if piece != longest]
    several = _READ_FOR_SEVERAL if len(pieces) > 1 else _READ_FOR_ITS_PARTS
    sizes = [
        None if times is None else ceil(times * limit)
        for times in (several if others else _READ_FOR_ONE_WORD)
    ]
    found: dict[str, CustomerSummary] = {}
    for customer in _begin_with(tables, longest, others, sizes):
        found.setdefault(customer.id, customer)
        if len(found) == limit:
            break
    return sorted(found.values(), key=lambda customer: sort_key(customer.name, customer.id))


def _begin_with(
    tables: Tables, word: str, others: list[Condition], sizes: list[int | None]
) -> Iterator[CustomerSummary]:
    pages = tables.customer_list.query(
        keys.customers_by_word(word),
        CustomerListItem.sk.startswith(keys.beginning(word)),
        reduce(and_, others) if others else None,
        attributes_to_get=_SHOWN,
    ).page_iter
    for size in sizes:
        pages.page_size = size  # type: ignore[assignment]  # None is as DynamoDB likes
        page = next(pages, None)
        if page is None:
            return
        yield from map(_to_summary, page["Items"])


def _has(piece: str) -> Condition:
    """State that the piece begins a word, or that each word of the piece does."""
    parts = words(piece)
    if parts == [piece]:
        return _contains(piece)
    either: Condition = _contains(piece) | reduce(and_, map(_contains, parts))
    return either


def _contains(beginning: str) -> Condition:
    return CustomerListItem.search_text.contains(KEY_SEPARATOR + beginning)


def _to_summary(item: Mapping[str, Mapping[str, str]]) -> CustomerSummary:
    # Straight from the answer: to make models of a hundred items takes longer than to read them.
    return CustomerSummary(*(item[name]["S"] for name in _SHOWN))
