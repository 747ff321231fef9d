"""Partner Center's list of a customer's subscriptions, the JSON that it answers ``subscribedskus`` with."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shared.domain.file import MAXIMUM_PLANS, file_problem, refusal, shown
from shared.domain.problem import Problem, ProblemCode
from shared.domain.subscription import (
    LicenseGroup,
    ListedSubscription,
    Product,
    ServicePlan,
    TargetType,
    Units,
    normal_id,
)
from shared.domain.text import tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PROPERTIES = {
    "name": "productSku.name",
    "part_number": "productSku.skuPartNumber",
    "sku_id": "productSku.id",
    "publisher": "publisherName",
    "publisher_link": "publisherLink",
    "active": "activeUnits",
    "warning": "warningUnits",
    "suspended": "suspendedUnits",
}
_PLAN_PROPERTIES = {"id": "id", "service_name": "serviceName", "display_name": "displayName"}
_NO_GROUP = {"", "none"}  # counts as the group of the directory, which is the default


def read_subscribed_skus(content: bytes) -> list[ListedSubscription]:
    """Read a ``subscribedskus`` collection, with or without byte order mark, or the bare list of its items.

    The names of properties are found whatever their case, as PowerShell writes them. What may be left out:
    ``warningUnits``, ``suspendedUnits``, ``consumedUnits`` (0), ``targetType`` (User), ``licenseGroupId``
    (group1), ``servicePlans``, and a name where there is a part number or a service name. Availability is
    counted here and not taken over. Beside Partner Center's own properties a row may have
    ``publisherName``, as its subscription resource calls it, and ``publisherLink``.

    Raises InvalidInputError on field ``file``, naming every row that is wrong.
    """
    listed: list[ListedSubscription] = []
    problems: list[Problem] = []
    numbers: dict[str, int] = {}
    for number, item in enumerate(_items(content), start=1):
        row = _Row(number, item)
        subscription = row.subscription()
        problems += row.problems
        sku_id = subscription.product.sku_id
        if sku_id and (other := numbers.setdefault(sku_id, number)) != number:
            facts: dict[str, str | int] = {"other": other, "product": shown(subscription.product.name)}
            problems.append(file_problem(ProblemCode.FILE_ITEM_TWICE, number=number, **facts))
        listed.append(subscription)
    if problems:
        raise refusal(problems)
    return listed


def _items(content: bytes) -> list[Any]:
    if not content.strip():
        raise refusal([file_problem(ProblemCode.FILE_EMPTY)])
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):  # not its encoding, not JSON, or deeper than any answer
        raise refusal([file_problem(ProblemCode.FILE_NOT_JSON)]) from None
    items = document if isinstance(document, list) else _at(document, "items")
    if not isinstance(items, list):
        raise refusal([file_problem(ProblemCode.FILE_WITHOUT_ITEMS)])
    if not items:
        raise refusal([file_problem(ProblemCode.FILE_LISTS_NOTHING)])
    return items


class _Row:
    """One item of the collection, and what is wrong with it: at most one thing of each property."""

    def __init__(self, number: int, item: object) -> None:
        self._number = number
        self._item = item
        self._wrong: dict[str, Problem] = {}

    @property
    def problems(self) -> list[Problem]:
        """Name what is wrong, once ``subscription`` has been read."""
        return list(self._wrong.values())

    def subscription(self) -> ListedSubscription:
        """Read the item. Where something is wrong, its value is a stand-in."""
        part_number = self._text("productSku.skuPartNumber")
        product = Product(
            sku_id=normal_id(self._text("productSku.id")),
            part_number=part_number,
            name=self._text("productSku.name") or part_number,
            license_group=self._group(),
            target_type=self._target_type("productSku.targetType"),
            publisher=self._text("publisherName"),
            publisher_link=self._text("publisherLink"),
            service_plans=self._plans(),
        )
        units = Units(
            active=self._count("activeUnits", is_required=True),
            warning=self._count("warningUnits"),
            suspended=self._count("suspendedUnits"),
        )
        consumed = self._count("consumedUnits")
        self._tell(product.problems(), _PROPERTIES)
        self._tell(units.problems(), _PROPERTIES)
        self._tell(replace(units, active=consumed).problems(), {"active": "consumedUnits"})
        return ListedSubscription(product=product, units=units, consumed=consumed)

    def _plans(self) -> tuple[ServicePlan, ...]:
        written = _at(self._item, "servicePlans")
        if written is None:
            return ()
        if not isinstance(written, list):
            self._note("servicePlans")
            return ()
        if len(written) > MAXIMUM_PLANS:
            name = shown(self._text("productSku.name"))
            facts: dict[str, str | int] = {"product": name, "limit": MAXIMUM_PLANS}
            self._wrong["servicePlans"] = file_problem(ProblemCode.FILE_TOO_MANY_PLANS, **facts)
            return ()
        plans: dict[str, ServicePlan] = {}
        for place in range(len(written)):
            path = f"servicePlans.{place}"
            service_name = self._text(f"{path}.serviceName")
            plan = ServicePlan(
                id=normal_id(self._text(f"{path}.id")),
                service_name=service_name,
                display_name=self._text(f"{path}.displayName") or service_name,
                target_type=self._target_type(f"{path}.targetType"),
            )
            self._tell(plan.problems(), {key: f"{path}.{name}" for key, name in _PLAN_PROPERTIES.items()})
            plans.setdefault(plan.id, plan)
        return tuple(plans.values())

    def _text(self, path: str) -> str:
        value = _at(self._item, path)
        if value is not None and not isinstance(value, str):
            self._note(path)
            return ""
        return tidy(value)

    def _count(self, path: str, *, is_required: bool = False) -> int:
        value = _at(self._item, path)
        if value is None and not is_required:
            return 0
        if not isinstance(value, int) or isinstance(value, bool):
            self._note(path)
            return 0
        return value

    def _target_type(self, path: str) -> TargetType:
        written = self._text(path)
        known = {member.value.casefold(): member for member in TargetType}
        if written and written.casefold() not in known:
            self._note(path)
        return known.get(written.casefold(), TargetType.USER)

    def _group(self) -> LicenseGroup:
        written = self._text("productSku.licenseGroupId").casefold()
        known = {member.value: member for member in LicenseGroup}
        if written not in known and written not in _NO_GROUP:
            self._note("productSku.licenseGroupId")
        return known.get(written, LicenseGroup.GROUP1)

    def _tell(self, problems: Iterable[Problem], properties: Mapping[str, str]) -> None:
        for problem in problems:
            if problem.field in properties:
                self._note(properties[problem.field])

    def _note(self, path: str) -> None:
        """Say that what stands at a path is missing or wrong."""
        value = _at(self._item, path)
        facts: dict[str, str | int] = {"number": self._number, "property": path}
        if value is None or value == "":
            problem = file_problem(ProblemCode.FILE_ITEM_MISSING, **facts)
        else:
            problem = file_problem(ProblemCode.FILE_ITEM_MALFORMED, **facts, value=shown(value))
        self._wrong.setdefault(path, problem)


def _at(value: object, path: str) -> object:
    """Find what stands at a path of names and places, the names in whatever case; None where nothing does."""
    for step in path.casefold().split("."):
        if isinstance(value, dict):
            value = next((each for name, each in value.items() if name.casefold() == step), None)
        elif isinstance(value, list) and step.isdecimal():
            value = value[int(step)] if int(step) < len(value) else None
        else:
            return None
    return value
