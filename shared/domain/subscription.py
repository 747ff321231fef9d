"""What a customer bought: a product, how many seats of it there are, and how many are taken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain import text
from shared.domain.collation import sought, words
from shared.domain.problem import Problem, ProblemCode
from shared.domain.product_name import named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

MAXIMUM_NAME = 256
MAXIMUM_PUBLISHER = 100
MAXIMUM_PART_NUMBER = 256  # Microsoft publishes some of 103
MAXIMUM_SERVICE_NAME = 100
MAXIMUM_LINK = 500
MAXIMUM_UNITS = 2_147_483_647  # Int32, the type that Microsoft Graph and Partner Center give units
MAXIMUM_SUBSCRIPTIONS = 70  # of one customer: each is an input of one Slack modal, which takes 100 blocks

_SKU_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.:-]{0,99}")
_PART_NUMBER = re.compile(rf"[!-~](?:[ -~]{{0,{MAXIMUM_PART_NUMBER - 2}}}[!-~])?")  # some have commas
_LINK = re.compile(rf"https://[!-~]{{1,{MAXIMUM_LINK - len('https://')}}}")


class LicenseGroup(StrEnum):
    """Who manages a license; one update takes licenses of one group ("License resources")."""

    GROUP1 = "group1"  # Microsoft Entra ID
    GROUP2 = "group2"  # the Store for Business: Minecraft


class TargetType(StrEnum):
    """Whom a product or a plan is for. What is for the tenant cannot be assigned to a user."""

    USER = "User"
    TENANT = "Tenant"


class Hindrance(StrEnum):
    """Why a product cannot be assigned now."""

    TENANT = "tenant"  # it applies to the whole organisation
    PUBLISHER = "publisher"  # its publisher assigns it, not Microsoft
    NOTHING_AVAILABLE = "nothing_available"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePlan:
    """A service inside a product. ``service_name`` is Microsoft's own: ``EXCHANGE_S_STANDARD``."""

    id: str
    service_name: str
    display_name: str
    target_type: TargetType = TargetType.USER

    def problems(self) -> list[Problem]:
        """Name everything wrong with what a file says of a plan."""
        limit = MAXIMUM_SERVICE_NAME
        problems = [
            *text.line_problems("service_name", self.service_name, limit=limit, is_required=True),
            *text.line_problems("display_name", self.display_name, limit=MAXIMUM_NAME, is_required=True),
        ]
        if not _SKU_ID.fullmatch(self.id):
            problems.append(Problem("id", ProblemCode.SKU_ID_MALFORMED))
        return problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A SKU. ``sku_id`` is a GUID or the publisher's own id, in small letters, as are the ids of plans."""

    sku_id: str
    part_number: str
    name: str
    license_group: LicenseGroup = LicenseGroup.GROUP1
    target_type: TargetType = TargetType.USER
    publisher: str = ""  # empty is Microsoft
    publisher_link: str = ""
    service_plans: tuple[ServicePlan, ...] = ()

    @property
    def is_microsoft(self) -> bool:
        """Whether Microsoft publishes it, and so assigns it."""
        return not self.publisher or self.publisher.casefold().startswith("microsoft")

    @property
    def user_plans(self) -> tuple[ServicePlan, ...]:
        """The plans that can be switched off for a user."""
        return tuple(plan for plan in self.service_plans if plan.target_type is TargetType.USER)

    def problems(self) -> list[Problem]:
        """Name everything wrong with what a person or a file says of a product."""
        problems = [
            *text.line_problems("name", self.name, limit=MAXIMUM_NAME, is_required=True),
            *text.line_problems("publisher", self.publisher, limit=MAXIMUM_PUBLISHER),
        ]
        if not _PART_NUMBER.fullmatch(self.part_number):
            problems.append(Problem("part_number", ProblemCode.PART_NUMBER_MALFORMED))
        if not _SKU_ID.fullmatch(self.sku_id):
            problems.append(Problem("sku_id", ProblemCode.SKU_ID_MALFORMED))
        if self.publisher_link and not _LINK.fullmatch(self.publisher_link):
            problems.append(Problem("publisher_link", ProblemCode.LINK_MALFORMED))
        return problems


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductSummary:
    """What a list of products shows of one."""

    sku_id: str
    part_number: str
    name: str

    def is_found_by(self, typed: str) -> bool:
        """Whether each word typed begins a word of its name or part number: "365 e3", "power_bi"."""
        known = words(f"{self.name} {self.part_number}")
        return all(
            any(word.startswith(part) for word in known) for piece in sought(typed) for part in words(piece)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Seats bought. ``warning`` ones are in their grace period and count, ``suspended`` ones do not."""

    active: int
    warning: int = 0
    suspended: int = 0

    @property
    def total(self) -> int:
        """The seats that can be taken (Partner Center's totalUnits)."""
        return self.active + self.warning

    def problems(self) -> list[Problem]:
        """Name the numbers that are below zero or beyond what Microsoft's services count to."""
        counts = {"active": self.active, "warning": self.warning, "suspended": self.suspended}
        return [
            Problem(name, ProblemCode.UNITS_OUT_OF_RANGE, {"limit": MAXIMUM_UNITS})
            for name, count in counts.items()
            if not 0 <= count <= MAXIMUM_UNITS
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A customer's subscription to a product (Partner Center's SubscribedSku).

    ``consumed`` counts the customer's users here who hold it. ``version`` counts the changes of product and
    units, from 1; taking a seat is none. ``distinction`` tells the product from another one of the same name
    to which the customer subscribes; it is no part of what is kept.
    """

    customer_id: str
    product: Product
    units: Units
    consumed: int = 0
    changed_at: datetime
    changed_by: str
    version: int = 1
    distinction: str = ""

    @property
    def name(self) -> str:
        """The product's name, with its part number where the customer has another product of that name."""
        return named(self.product.name, self.distinction)

    @property
    def id(self) -> str:
        """The SKU's id: a customer has one subscription to each."""
        return self.product.sku_id

    @property
    def available(self) -> int:
        """The seats left: active + warning - consumed. Below zero where units went that were in use."""
        return self.units.total - self.consumed

    @property
    def has_ended(self) -> bool:
        """Whether it has no seats of any kind left: nothing more is assigned, who holds it keeps it."""
        return self.units == Units(active=0)

    @property
    def hindrance(self) -> Hindrance | None:
        """Why nobody can be given this product now; None where somebody can."""
        if self.standing_hindrance is not None:
            return self.standing_hindrance
        return Hindrance.NOTHING_AVAILABLE if self.available <= 0 else None

    @property
    def standing_hindrance(self) -> Hindrance | None:
        """Why nobody can ever be given this product here, whatever is bought."""
        if not self.product.is_microsoft:
            return Hindrance.PUBLISHER
        return Hindrance.TENANT if self.product.target_type is TargetType.TENANT else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSubscription:
    """A subscription in a list of Microsoft's. ``consumed`` is Microsoft's own count of holders.

    ``unsaid`` names the fields of the product that this kind of list says nothing of.
    """

    product: Product
    units: Units
    consumed: int
    unsaid: frozenset[str] = frozenset()


def not_listed(
    subscriptions: Iterable[Subscription], listed: Collection[ListedSubscription]
) -> list[Subscription]:
    """Find the subscriptions that are here, have not ended, and are not in a list of Microsoft's.

    Partner Center lists one license group unless it is asked for both ("Get a list of available licenses"):
    of a group of which the list has nothing, it tells nothing.
    """
    sku_ids = {each.product.sku_id for each in listed}
    groups = {LicenseGroup.GROUP1, *(each.product.license_group for each in listed)}
    return [
        each
        for each in subscriptions
        if each.id not in sku_ids and each.product.license_group in groups and not each.has_ended
    ]


def normal_id(sku_or_plan_id: str) -> str:
    """Write an id as it is kept: ids differ by case between Microsoft's own sources."""
    return sku_or_plan_id.strip().lower()


def license_groups(subscriptions: Collection[Subscription]) -> frozenset[LicenseGroup]:
    """List the groups that some subscriptions belong to."""
    return frozenset(each.product.license_group for each in subscriptions)
