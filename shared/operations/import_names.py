"""What a file calls products, and which these are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.collation import fold
from shared.domain.import_columns import listed
from shared.domain.license import LicenseChange
from shared.domain.problem import Problem, ProblemCode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.import_headings import Column
    from shared.domain.subscription import Subscription


class Products:
    """A customer's products, by part number, SKU id or name."""

    def __init__(self, subscriptions: Mapping[str, Subscription]) -> None:
        self._subscriptions = subscriptions
        self._by_name: dict[str, set[str]] = {}
        for each in subscriptions.values():
            for name in (each.product.part_number, each.product.name, each.id):
                self._by_name.setdefault(fold(name), set()).add(each.id)
        self._rules: dict[frozenset[str], tuple[Problem, ...]] = {}

    def find(self, cell: str, column: Column) -> tuple[frozenset[str], list[Problem]]:
        """Tell which products a cell lists, and what is wrong with the others."""
        sku_ids, problems = set(), []
        for named in listed(cell):
            found = self._by_name.get(fold(named), set())
            if len(found) == 1:
                sku_ids |= found
                continue
            code = ProblemCode.PRODUCT_AMBIGUOUS if found else ProblemCode.PRODUCT_UNKNOWN
            problems.append(Problem(column.value, code, {"product": named}))
        return frozenset(sku_ids), problems

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
