"""Microsoft's own lists, as people really have them, and what reading makes of each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.places import ROOT
from tests.import_corpus import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.problem import Problem
    from shared.domain.product_catalogue import ProductCatalogue
    from shared.domain.subscription import ListedSubscription, Product

FOLDER = ROOT / "tests" / "corpus" / "lists"
VERDICTS = FOLDER / "verdicts.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """As in verdicts.toml, which explains it."""

    kind: str
    products: tuple[str, ...]
    plans: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


def list_verdicts(kind: str) -> dict[str, Verdict]:
    """Read the verdicts on lists of a kind, by the name of the file."""
    written = tomllib.loads(VERDICTS.read_text(encoding="utf-8"))
    return {
        name: Verdict(kind=kind, **{what: tuple(said) for what, said in each.items()})
        for name, each in written.items()
        if each.pop("kind") == kind
    }


def list_file(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def verdict_on_products(catalogue: ProductCatalogue) -> Verdict:
    """Write what was read of a product list as verdicts.toml does."""
    return Verdict(
        kind="products",
        products=_products(catalogue.products),
        plans=tuple(
            f"{product.part_number} | {plan.service_name} | {plan.display_name}"
            for product in catalogue.products
            for plan in product.service_plans
        ),
        left_out=tuple(_left_out(each) for each in catalogue.left_out),
    )


def verdict_on_subscriptions(listed: Sequence[ListedSubscription]) -> Verdict:
    """Write what was read of a list of subscriptions as verdicts.toml does."""
    return Verdict(
        kind="subscriptions",
        products=_products([each.product for each in listed]),
        units=tuple(
            f"{each.product.part_number} | {each.units.active} | {each.units.warning} | "
            f"{each.units.suspended} | {each.consumed}"
            for each in listed
        ),
    )


def _products(products: Sequence[Product]) -> tuple[str, ...]:
    return tuple(f"{each.sku_id} | {each.part_number} | {each.name}" for each in products)


def _left_out(problem: Problem) -> str:
    place = [f"{problem.facts[name]}" for name in ("line", "last")]
    code, *facts = told(problem).split(" ", 1)
    others = [
        part for part in "".join(facts).split(" ") if part.split("=")[0] not in {"line", "last", "rows"}
    ]
    return " ".join([*place, code, *others]).strip()
