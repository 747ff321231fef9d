"""Microsoft's published list of products and their service plans, a CSV file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from shared.domain.csv_table import TableRow, read_table
from shared.domain.file import MAXIMUM_PLANS, file_problem, refusal, shown
from shared.domain.problem import Problem, ProblemCode
from shared.domain.subscription import Product, ServicePlan, TargetType, normal_id
from shared.domain.text import single_spaced

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NAME, _PART_NUMBER, _SKU_ID = "Product_Display_Name", "String_Id", "GUID"
_PLAN_SERVICE, _PLAN_ID = "Service_Plan_Name", "Service_Plan_Id"
_PLAN_NAME = "Service_Plans_Included_Friendly_Names"
_COLUMNS = (_NAME, _PART_NUMBER, _SKU_ID, _PLAN_SERVICE, _PLAN_ID, _PLAN_NAME)
_COLUMN_OF_PRODUCT = {"name": _NAME, "part_number": _PART_NUMBER, "sku_id": _SKU_ID}
_COLUMN_OF_PLAN = {"service_name": _PLAN_SERVICE, "display_name": _PLAN_NAME, "id": _PLAN_ID}

# The file does not tell whom a plan is for. Of these two, services that others stand on, Partner Center and
# Microsoft Graph record the first with "Tenant" and "Company"; the second is the same for governments.
_FOR_TENANT = {"EXCHANGE_S_FOUNDATION", "EXCHANGE_S_FOUNDATION_GOV"}

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SLIPS = re.compile(r"[\s(){}]")  # published releases have had "(a23b959c-7ce8-…" and spaces inside ids
_BETWEEN = re.compile(r"[\W_]")  # a release has the heading "String_ Id"
_LOST = "\N{REPLACEMENT CHARACTER}"  # stands where a program did not know a letter


@dataclass(frozen=True, slots=True)
class ProductCatalogue:
    """What a file says of products, and which of its rows were left out because they make no sense.

    Each problem is of one row, or of several one below the other for which the same is to be said. Its facts
    are ``line`` and ``last``, where these begin, ``rows``, how many they are, and those of its code.
    """

    products: list[Product]
    left_out: list[Problem]


def read_catalogue(content: bytes) -> ProductCatalogue:
    """Read "Product names and service plan identifiers for licensing", as Microsoft publishes it.

    Columns, in any order and beside others: Product_Display_Name, String_Id, GUID, Service_Plan_Name,
    Service_Plan_Id, Service_Plans_Included_Friendly_Names; one row for each plan of each product; in any
    shape in which ``read_table`` reads it. Slips in white space and brackets are put right. A product is
    known by its GUID alone: a String_Id may stand for two. Where rows disagree about the name of a product or
    of a plan, the first has it. The file does not tell whom a product is for: it counts as assignable.
    Raises InvalidInputError on field ``file`` where no row can be read.
    """
    reading = _Reading()
    table = read_table(content, on_broken=reading.note_broken)
    header = next(table).cells
    places = _places(header)
    for row in table:
        reading.read(row, len(header), {name: _cell(row.cells, place) for name, place in places.items()})
    if not reading.products:
        raise refusal(reading.left_out or [file_problem(ProblemCode.FILE_LISTS_NOTHING)])
    products = [
        replace(product, service_plans=tuple(reading.plans[sku_id].values()))
        for sku_id, product in reading.products.items()
    ]
    return ProductCatalogue(products, reading.left_out)


@dataclass(slots=True)
class _Reading:
    """The products and their plans by id, in the order of the file, and what was left out so far."""

    products: dict[str, Product] = field(default_factory=dict)
    plans: dict[str, dict[str, ServicePlan]] = field(default_factory=dict)
    left_out: list[Problem] = field(default_factory=list)
    _last_problem: Problem | None = None

    def note_broken(self, line: int) -> None:
        """Leave out a row that is no CSV."""
        self._leave_out(line, file_problem(ProblemCode.FILE_ROW_BROKEN))

    def read(self, row: TableRow, width: int, cells: Mapping[str, str]) -> None:
        """Take over a row, or leave it out for the first thing that is wrong with it."""
        product, plan = _product(cells), _plan(cells)
        is_too_wide = len(row.cells) > width
        too_wide = file_problem(ProblemCode.FILE_ROW_TOO_WIDE) if is_too_wide else None
        if problem := too_wide or self._problem(cells, product, plan):
            self._leave_out(row.line, problem)
            return
        self._last_problem = None
        self.products.setdefault(product.sku_id, product)
        known = self.plans.setdefault(product.sku_id, {})
        if plan is not None:
            known.setdefault(plan.id, plan)

    def _problem(
        self, cells: Mapping[str, str], product: Product, plan: ServicePlan | None
    ) -> Problem | None:
        problems = _problems(product, _COLUMN_OF_PRODUCT) + (_problems(plan, _COLUMN_OF_PLAN) if plan else [])
        if problems:
            return _of_cell(problems[0], cells)
        known = self.plans.get(product.sku_id, {})
        if plan is not None and plan.id not in known and len(known) >= MAXIMUM_PLANS:
            facts: dict[str, str | int] = {"product": shown(product.name), "limit": MAXIMUM_PLANS}
            return file_problem(ProblemCode.FILE_ROW_TOO_MANY_PLANS, **facts)
        return None

    def _leave_out(self, line: int, problem: Problem) -> None:
        """Note a row; where the same is to be said of the row before, together with that one."""
        if self._last_problem == problem:
            before = self.left_out.pop()
            place = {"line": before.facts["line"], "last": line, "rows": int(before.facts["rows"]) + 1}
        else:
            place = {"line": line, "last": line, "rows": 1}
        self.left_out.append(replace(problem, facts={**place, **problem.facts}))
        self._last_problem = problem


def _places(header: Sequence[str]) -> dict[str, int]:
    named = {_heading(name): place for place, name in reversed(list(enumerate(header)))}
    if missing := [name for name in _COLUMNS if _heading(name) not in named]:
        raise refusal([file_problem(ProblemCode.FILE_COLUMNS_MISSING, columns=", ".join(missing))])
    return {name: named[_heading(name)] for name in _COLUMNS}


def _heading(written: str) -> str:
    """Make the form in which headings are compared, without regard to case and what is between words."""
    return _BETWEEN.sub("", written).casefold()


def _cell(cells: Sequence[str], place: int) -> str:
    return _without_stray_brackets(single_spaced(cells[place])) if place < len(cells) else ""


def _without_stray_brackets(text: str) -> str:
    """Take out a bracket at an end that has no other one: a release has ``RMS_S_ENTERPRISE)``."""
    if text.endswith(")") and text.count(")") > text.count("("):
        return text[:-1].rstrip()
    if text.startswith("(") and text.count("(") > text.count(")"):
        return text[1:].lstrip()
    return text


def _product(cells: Mapping[str, str]) -> Product:
    return Product(sku_id=_id(cells[_SKU_ID]), part_number=cells[_PART_NUMBER], name=cells[_NAME])


def _plan(cells: Mapping[str, str]) -> ServicePlan | None:
    if not cells[_PLAN_ID] and not cells[_PLAN_SERVICE]:
        return None
    friendly = cells[_PLAN_NAME]
    return ServicePlan(
        id=_id(cells[_PLAN_ID]),
        service_name=cells[_PLAN_SERVICE],
        display_name=cells[_PLAN_SERVICE] if not friendly or _LOST in friendly else friendly,
        target_type=TargetType.TENANT if cells[_PLAN_SERVICE] in _FOR_TENANT else TargetType.USER,
    )


def _id(written: str) -> str:
    return normal_id(_SLIPS.sub("", written))


def _problems(described: Product | ServicePlan, columns: Mapping[str, str]) -> list[str]:
    """Name the columns that are wrong: ids are GUIDs in this file, and names have all their letters."""
    wrong = {problem.field for problem in described.problems()}
    values = {name: getattr(described, name) for name in columns}
    wrong |= {name for name, value in values.items() if _LOST in value}
    wrong |= {name for name in ("sku_id", "id") if name in values and not _GUID.fullmatch(values[name])}
    return [column for name, column in columns.items() if name in wrong]


def _of_cell(column: str, cells: Mapping[str, str]) -> Problem:
    """Say what is wrong with a cell."""
    if not cells[column]:
        return file_problem(ProblemCode.FILE_VALUE_MISSING, column=column)
    return file_problem(ProblemCode.FILE_VALUE_MALFORMED, column=column, value=shown(cells[column]))
