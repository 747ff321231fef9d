"""What a file calls products, and which these are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.collation import fold
from shared.domain.import_columns import listed
from shared.domain.license import LicenseChange
from shared.domain.problem import Problem, ProblemCode
from shared.domain.product_list import separated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from shared.domain.import_headings import Column
    from shared.domain.subscription import Subscription


# What exports of Microsoft 365 say, and people.
_NO_LICENSE = frozenset(map(fold, ("Unlicensed", "Sans licence", "None", "Aucune", "Aucune licence")))


class Products:
    """A customer's products, by SKU id, part number or name.

    A part number that is also the name of another product is the part number: it is what people are told to
    write where a name is that of several products.
    """

    def __init__(self, subscriptions: Mapping[str, Subscription]) -> None:
        self._subscriptions = subscriptions
        self._by_name = [
            _index(subscriptions.values(), by)
            for by in (
                lambda each: each.id,
                lambda each: each.product.part_number,
                lambda each: each.name,  # as we tell it from others of its name
                lambda each: each.product.name,
            )
        ]
        self._rules: dict[frozenset[str], tuple[Problem, ...]] = {}

    def find(self, cell: str, column: Column) -> tuple[frozenset[str], list[Problem]]:
        """Tell which products a cell lists, and what is wrong with the others."""
        sku_ids, problems = set(), []
        is_none = fold(cell) in _NO_LICENSE and not self._is_known(cell)  # a product may be called so
        entries = [] if is_none else listed(cell)
        for named in (each for entry in entries for each in separated(entry, self._is_known)):
            found = self._called(named)
            if len(found) == 1:
                sku_ids |= found
            else:
                problems.append(self._problem(named, found, column))
        return frozenset(sku_ids), problems

    def _is_known(self, named: str) -> bool:
        return bool(self._called(named))

    def _called(self, named: str) -> set[str]:
        """Find the products that are called so: by the first kind of name that one of them has."""
        return next((index[fold(named)] for index in self._by_name if fold(named) in index), set())

    def _problem(self, named: str, found: set[str], column: Column) -> Problem:
        if not found:
            return Problem(column.value, ProblemCode.PRODUCT_UNKNOWN, {"product": named})
        telling = sorted(self._telling(sku_id, named) for sku_id in found)
        facts: dict[str, str | int] = {"product": named, "part_numbers": ", ".join(telling)}
        return Problem(column.value, ProblemCode.PRODUCT_AMBIGUOUS, facts)

    def _telling(self, sku_id: str, named: str) -> str:
        """Tell what to write for a product: its part number, or its SKU's id where that does not tell it."""
        distinction = self._subscriptions[sku_id].distinction
        return sku_id if fold(distinction) in {"", fold(named)} else distinction

    def rules(self, sku_ids: frozenset[str]) -> tuple[Problem, ...]:
        """Name the rules that these licenses together would break, for somebody new.

        Most rows of a file list the same ones, so the answer is kept.
        """
        if not sku_ids:
            return ()
        if sku_ids not in self._rules:
            change = LicenseChange(assign=dict.fromkeys(sorted(sku_ids)))
            found = change.problems(self._subscriptions, is_whole=True)
            self._rules[sku_ids] = tuple(Problem("licenses", each.code, each.facts) for each in found)
        return self._rules[sku_ids]


def _index(subscriptions: Iterable[Subscription], by: Callable[[Subscription], str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in subscriptions:
        found.setdefault(fold(by(each)), set()).add(each.id)
    return found
