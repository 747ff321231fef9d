"""Microsoft's list of the subscriptions of a customer: Partner Center's, Graph's, or a cmdlet's JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shared.domain.file import MAXIMUM_PLANS, file_problem, refusal, shown
from shared.domain.problem import Problem, ProblemCode
from shared.domain.sku_shape import Shape, is_cut_off, shape_of, value_at
from shared.domain.subscription import (
    LicenseGroup,
    ListedSubscription,
    Product,
    ServicePlan,
    TargetType,
    Units,
    normal_id,
)
from shared.domain.text import single_spaced, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NO_GROUP = {"", "none"}  # counts as the group of the directory, which is the default
_GROUP_NUMBERS = {0: "none", 1: "group1", 2: "group2"}  # ConvertTo-Json writes an enumeration's place
_TARGETS = {"user": TargetType.USER, "tenant": TargetType.TENANT, "company": TargetType.TENANT}
_NEXT_PAGE = ("@odata.nextLink", "odata.nextLink")  # since a name with a period is no path
_OVER = {"lockedout", "deleted"}  # the customer canceled it: whatever units it has do not count


def read_subscribed_skus(content: bytes) -> list[ListedSubscription]:
    """Read the subscriptions of a customer as Microsoft's services and cmdlets write them.

    Partner Center's ``subscribedskus`` collection, Microsoft Graph's ``subscribedSkus``, and what
    ``Get-PartnerCustomerSubscribedSku``, ``Get-MgSubscribedSku``, ``Get-AzureADSubscribedSku`` and
    ``Get-MsolAccountSku`` give to ``ConvertTo-Json``: the whole answer, the bare list of its items, or one
    item. The names of properties are found whatever their case. What may be left out: all units but the
    active ones (0), whom a product is for (User), its license group (group1), its service plans, and its name
    where there is a part number. Availability is counted here and not taken over. Beside Partner Center's own
    properties a row may have ``publisherName``, as its subscription resource calls it, and ``publisherLink``.

    Raises InvalidInputError on field ``file``, naming every row that is wrong. One page of several is
    refused too: what is on the others would count as ended.
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
        document = _document(content)
    except (ValueError, RecursionError):  # not its encoding, not JSON, or deeper than any answer
        raise refusal([file_problem(ProblemCode.FILE_NOT_JSON)]) from None
    items = document
    if isinstance(document, dict):
        found = (value_at(document, name) for name in ("items", "value"))
        items = next((each for each in found if each is not None), None)
        if items is None and any(value_at(document, name) for name in ("productSku", "skuId")):
            items = [document]  # ConvertTo-Json writes one item without its list
    if not isinstance(items, list):
        raise refusal([file_problem(ProblemCode.FILE_WITHOUT_ITEMS)])
    if isinstance(document, dict) and _goes_on(document, len(items)):
        raise refusal([file_problem(ProblemCode.FILE_LIST_INCOMPLETE)])
    if not items:
        raise refusal([file_problem(ProblemCode.FILE_LISTS_NOTHING)])
    return items


def _goes_on(document: dict[str, Any], count: int) -> bool:
    """Whether an answer is one page of several: Microsoft Graph and Partner Center say where the next is."""
    totals = [value_at(document, "totalCount"), document.get("@odata.count")]
    links = [value_at(document, "links.next"), *(document.get(each) for each in _NEXT_PAGE)]
    return any(links) or any(type(each) is int and each > count for each in totals)


def _document(content: bytes) -> Any:
    try:
        return json.loads(content)
    except UnicodeDecodeError:  # Windows PowerShell's Set-Content writes the code page of Windows
        return json.loads(content.decode("windows-1252"))


class _Row:
    """One item of the list, and what is wrong with it: at most one thing of each property."""

    def __init__(self, number: int, item: object) -> None:
        self._number = number
        self._item = item
        self._shape: Shape = shape_of(item)
        self._wrong: dict[str, Problem] = {}
        self._unsaid: set[str] = set()

    @property
    def problems(self) -> list[Problem]:
        """Name what is wrong, once ``subscription`` has been read."""
        return list(self._wrong.values())

    def subscription(self) -> ListedSubscription:
        """Read the item. Where something is wrong, its value is a stand-in."""
        product, counts = (
            self._product(),
            {name: self._count(path) for name, path in self._shape.units.items()},
        )
        locked_out, consumed = counts.pop("locked_out"), self._count("consumedUnits")
        units = Units(**counts)
        links = {"publisher": "publisherName", "publisher_link": "publisherLink"}
        self._tell(product.problems(), {**self._shape.product, **links})
        self._tell(units.problems(), self._shape.units)
        self._tell(Units(active=consumed).problems(), {"active": "consumedUnits"})
        self._tell(Units(active=locked_out).problems(), {"active": self._shape.units["locked_out"]})
        return ListedSubscription(
            product=product,
            units=units if self._wrong else self._counting(units, locked_out),
            consumed=consumed,
            unsaid=frozenset(self._unsaid),
        )

    def _product(self) -> Product:
        paths = self._shape.product
        part_number, name = self._text(paths["part_number"]), self._text(paths["name"])
        if not name:
            self._unsaid.add("name")
        if not self._text(paths["target_type"]):
            self._unsaid.add("target_type")
        return Product(
            sku_id=normal_id(self._text(paths["sku_id"])),
            part_number=part_number,
            name=name or part_number,
            license_group=self._group(paths["license_group"]),
            target_type=self._target_type(paths["target_type"]),
            publisher=self._text("publisherName"),
            publisher_link=self._text("publisherLink"),
            service_plans=self._plans(),
        )

    def _counting(self, units: Units, locked_out: int) -> Units:
        """Count as suspended what nobody can take: units locked out, and all of what was canceled."""
        suspended = units.suspended + locked_out
        if self._text("capabilityStatus").casefold() in _OVER:
            return Units(active=0, suspended=suspended + units.total)
        return replace(units, suspended=suspended)

    def _plans(self) -> tuple[ServicePlan, ...]:
        written = value_at(self._item, "servicePlans")
        if written is None or is_cut_off(written):
            self._unsaid.add("service_plans")
            return ()
        if not isinstance(written, list):
            self._note("servicePlans")
            return ()
        if len(written) > MAXIMUM_PLANS:
            name = shown(
                self._text(self._shape.product["name"]) or self._text(self._shape.product["part_number"])
            )
            facts: dict[str, str | int] = {"product": name, "limit": MAXIMUM_PLANS}
            self._wrong["servicePlans"] = file_problem(ProblemCode.FILE_TOO_MANY_PLANS, **facts)
            return ()
        plans: dict[str, ServicePlan] = {}
        for place in range(len(written)):
            paths = {field: f"servicePlans.{place}.{name}" for field, name in self._shape.plan.items()}
            service_name = self._text(paths["service_name"])
            plan = ServicePlan(
                id=normal_id(self._text(paths["id"])),
                service_name=service_name,
                display_name=self._text(paths["display_name"]) or service_name,
                target_type=self._target_type(paths["target_type"]),
            )
            self._tell(plan.problems(), paths)
            plans.setdefault(plan.id, plan)
        return tuple(plans.values())

    def _text(self, path: str) -> str:
        value = value_at(self._item, path)
        if value is not None and not isinstance(value, str):
            self._note(path)
            return ""
        return single_spaced(tidy(value))

    def _count(self, path: str) -> int:
        value = value_at(self._item, path)
        if value is None and path != self._shape.units["active"]:
            return 0
        if not isinstance(value, int) or isinstance(value, bool):
            self._note(path)
            return 0
        return value

    def _target_type(self, path: str) -> TargetType:
        written = self._text(path).casefold()
        if written and written not in _TARGETS:
            self._note(path)
        return _TARGETS.get(written, TargetType.USER)

    def _group(self, path: str) -> LicenseGroup:
        value = value_at(self._item, path)
        number = _GROUP_NUMBERS.get(value) if type(value) is int else None
        written = number or self._text(path).casefold()
        if written in _NO_GROUP:
            self._unsaid.add("license_group")
        known = {member.value: member for member in LicenseGroup}
        if written not in known and written not in _NO_GROUP:
            self._note(path)
        return known.get(written, LicenseGroup.GROUP1)

    def _tell(self, problems: Iterable[Problem], properties: Mapping[str, str]) -> None:
        for problem in problems:
            if problem.field in properties:
                self._note(properties[problem.field])

    def _note(self, path: str) -> None:
        """Say that what stands at a path is missing or wrong."""
        value = value_at(self._item, path)
        facts: dict[str, str | int] = {"number": self._number, "property": path}
        if value is None or value == "":
            problem = file_problem(ProblemCode.FILE_ITEM_MISSING, **facts)
        else:
            problem = file_problem(ProblemCode.FILE_ITEM_MALFORMED, **facts, value=shown(value))
        self._wrong.setdefault(path, problem)
