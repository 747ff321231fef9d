"""What a file calls products and countries, in either language, and which these are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.domain.collation import fold
from shared.domain.country import COUNTRIES
from shared.domain.import_columns import listed
from shared.domain.license import LicenseChange
from shared.domain.problem import Problem, ProblemCode
from shared.i18n.translator import LANGUAGES, country_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.import_columns import Column
    from shared.domain.subscription import Subscription


_ALSO = {  # what people write, and neither the standard nor Unicode's list of names has
    "UK": "GB",
    "Great Britain": "GB",
    "Grande-Bretagne": "GB",
    "USA": "US",
    "United States of America": "US",
    "États-Unis d’Amérique": "US",
    "Czech Republic": "CZ",
    "République tchèque": "CZ",
    "Hong Kong": "HK",
    "Turkey": "TR",
    "Ivory Coast": "CI",
}


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


class Locations:
    """Countries and regions, by ISO 3166-1 code, or by name in any of our languages."""

    def __init__(self) -> None:
        self._by_name = {_letters(code): code for code in COUNTRIES}
        for language in LANGUAGES:
            for code, name in country_names(language).items():
                self._by_name.setdefault(_letters(name), code)
        for name, code in _ALSO.items():
            self._by_name.setdefault(_letters(name), code)

    def find(self, named: str) -> str:
        """Tell the code; empty where no country is called so."""
        return self._by_name.get(_letters(named), "")


def _letters(name: str) -> str:
    """Make the form in which names of countries are compared: "U.K." is "uk"."""
    return re.sub(r"[\W_]", "", fold(name))
