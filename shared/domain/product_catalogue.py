"""Microsoft's published list of products and their service plans, a CSV file."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.domain.csv_table import read_table
from shared.domain.file import MAXIMUM_PLANS, file_problem, refusal, shown
from shared.domain.problem import Problem, ProblemCode
from shared.domain.subscription import Product, ServicePlan, TargetType, normal_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_NAME, _PART_NUMBER, _SKU_ID = "Product_Display_Name", "String_Id", "GUID"
_PLAN_SERVICE, _PLAN_ID = "Service_Plan_Name", "Service_Plan_Id"
_PLAN_NAME = "Service_Plans_Included_Friendly_Names"
_COLUMNS = (_NAME, _PART_NUMBER, _SKU_ID, _PLAN_SERVICE, _PLAN_ID, _PLAN_NAME)
_COLUMN_OF_PRODUCT = {"name": _NAME, "part_number": _PART_NUMBER, "sku_id": _SKU_ID}
_COLUMN_OF_PLAN = {"service_name": _PLAN_SERVICE, "display_name": _PLAN_NAME, "id": _PLAN_ID}

# The file does not tell whom a plan is for. Of these two, services that others stand on, Partner Center and
# Microsoft Graph record the first with "Tenant" and "Company"; the second is the same for governments.
_FOR_TENANT = {"EXCHANGE_S_FOUNDATION", "EXCHANGE_S_FOUNDATION_GOV"}

_SLIPS = re.compile(r"[\s()]")  # published releases have had "(a23b959c-7ce8-…" and spaces inside ids


def read_catalogue(content: bytes) -> list[Product]:
    """Read "Product names and service plan identifiers for licensing".

    Columns, in any order and beside others: Product_Display_Name, String_Id, GUID, Service_Plan_Name,
    Service_Plan_Id, Service_Plans_Included_Friendly_Names; one row for each plan of each product; in any
    shape in which ``read_table`` reads it. Where rows disagree about the name of a product or of a plan, the
    first has it. The file does not tell whom a product is for: it counts as assignable. Raises
    InvalidInputError on field ``file``.
    """
    products: dict[str, Product] = {}
    plans: dict[str, dict[str, ServicePlan]] = {}
    problems: list[Problem] = []
    for line, row in _rows(content):
        product, plan = _product(row), _plan(row)
        known = plans.setdefault(product.sku_id, {})
        if product.sku_id not in products or not product.sku_id:
            products[product.sku_id] = product
            problems += _told(line, row, product.problems(), _COLUMN_OF_PRODUCT)
        if plan is not None and plan.id not in known:
            known[plan.id] = plan
            problems += _told(line, row, plan.problems(), _COLUMN_OF_PLAN)
    for sku_id, product in products.items():
        if len(plans[sku_id]) > MAXIMUM_PLANS:
            facts: dict[str, str | int] = {"product": shown(product.name), "limit": MAXIMUM_PLANS}
            problems.append(file_problem(ProblemCode.FILE_TOO_MANY_PLANS, **facts))
    if problems:
        raise refusal(problems)
    if not products:
        raise refusal([file_problem(ProblemCode.FILE_LISTS_NOTHING)])
    return [
        replace(product, service_plans=tuple(plans[sku_id].values())) for sku_id, product in products.items()
    ]


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Read the rows by column, each with the number of its first line."""
    table = read_table(content)
    places = _places(next(table).cells)
    for row in table:
        yield row.line, {name: _cell(row.cells, place) for name, place in places.items()}


def _places(header: Sequence[str]) -> dict[str, int]:
    named = {name.casefold(): place for place, name in reversed(list(enumerate(header)))}
    if missing := [name for name in _COLUMNS if name.casefold() not in named]:
        raise refusal([file_problem(ProblemCode.FILE_COLUMNS_MISSING, columns=", ".join(missing))])
    return {name: named[name.casefold()] for name in _COLUMNS}


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _product(row: Mapping[str, str]) -> Product:
    return Product(sku_id=_id(row[_SKU_ID]), part_number=row[_PART_NUMBER], name=row[_NAME])


def _plan(row: Mapping[str, str]) -> ServicePlan | None:
    if not row[_PLAN_ID] and not row[_PLAN_SERVICE]:
        return None
    return ServicePlan(
        id=_id(row[_PLAN_ID]),
        service_name=row[_PLAN_SERVICE],
        display_name=row[_PLAN_NAME] or row[_PLAN_SERVICE],
        target_type=TargetType.TENANT if row[_PLAN_SERVICE] in _FOR_TENANT else TargetType.USER,
    )


def _id(written: str) -> str:
    return normal_id(_SLIPS.sub("", written))


def _told(
    line: int, row: Mapping[str, str], problems: Sequence[Problem], columns: Mapping[str, str]
) -> Iterator[Problem]:
    """Say of each problem of a row where it stands."""
    for problem in problems:
        column = columns[problem.field]
        if row[column]:
            code, facts = ProblemCode.FILE_VALUE_MALFORMED, {"value": shown(row[column])}
        else:
            code, facts = ProblemCode.FILE_VALUE_MISSING, {}
        yield file_problem(code, line=line, column=column, **facts)
