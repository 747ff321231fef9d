"""A user of a customer's directory, and what may be said of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain import text, user_principal_name
from shared.domain.country import country_problems
from shared.domain.damage import damage_problems

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from shared.domain.problem import Problem

MAXIMUM_NAME = 64  # both limits: Microsoft Graph, user resource type
MAXIMUM_DISPLAY_NAME = 256


class DirectoryRole(StrEnum):
    """A permission beyond the default "Can use licenses and services".

    The four that Partner Center offers under "Manage user permissions".

    The values are the role template ids of the customer's directory.
    """

    GLOBAL_ADMIN = "62e90394-69f5-4237-9190-012177145e10"
    PASSWORD_ADMIN = "966707d0-3269-4727-9be2-8c3a10f19b9d"  # noqa: S105  a role
    USER_MANAGEMENT_ADMIN = "fe930be7-5e62-47db-91af-98c3a49a38b1"
    SERVICE_ADMIN = "f023fd81-a637-4b56-95fd-791ac0226033"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserProfile:
    """What a person fills in about a user, on the form that creates or edits one.

    ``usage_location`` is a country's ISO 3166-1 code, or empty: then the user cannot hold licenses.
    ``is_protected`` is Partner Desk's own mark: see ``User.is_sensitive``.
    """

    first_name: str
    last_name: str
    display_name: str
    user_name: str
    domain: str
    usage_location: str
    directory_roles: frozenset[DirectoryRole] = frozenset()
    is_protected: bool = False

    @property
    def user_principal_name(self) -> str:
        """The sign-in name, ``user_name@domain``."""
        return f"{self.user_name}@{self.domain}"

    def problems(self) -> list[Problem]:
        """Name everything wrong, whatever the customer; at most 64, 64 and 256 characters of names."""
        return [
            *text.line_problems("first_name", self.first_name, limit=MAXIMUM_NAME),
            *text.line_problems("last_name", self.last_name, limit=MAXIMUM_NAME),
            *text.line_problems(
                "display_name", self.display_name, limit=MAXIMUM_DISPLAY_NAME, is_required=True
            ),
            *damage_problems("first_name", self.first_name),
            *damage_problems("last_name", self.last_name),
            *damage_problems("display_name", self.display_name),
            *user_principal_name.user_name_problems(self.user_name, self.domain),
            *(country_problems("usage_location", self.usage_location) if self.usage_location else ()),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user as the directory has it. ``version`` counts its changes, from 1.

    ``licenses`` maps the id of each SKU held to the ids of its disabled service plans. Of the password
    only its history is known: nobody signs in to Partner Desk.
    """

    id: str
    customer_id: str
    profile: UserProfile
    licenses: Mapping[str, frozenset[str]] = field(default_factory=dict)
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    password_set_at: datetime
    password_set_by: str
    must_change_password: bool = True
    version: int = 1

    @property
    def user_principal_name(self) -> str:
        """The sign-in name."""
        return self.profile.user_principal_name

    @property
    def is_administrator(self) -> bool:
        """Whether the user holds an administrator directory role."""
        return bool(self.profile.directory_roles)

    @property
    def is_sensitive(self) -> bool:
        """Whether acting on the account takes a second person: an administrator's, or one marked so."""
        return self.is_administrator or self.profile.is_protected

    @property
    def is_licensed(self) -> bool:
        """Whether the user holds a license."""
        return bool(self.licenses)


class UserFilter(StrEnum):
    """Which users a list shows."""

    ALL = "all"
    ADMINISTRATORS = "administrators"
    WITHOUT_LICENSE = "without_license"
    WITH_LICENSE = "with_license"  # of one product
    DELETED = "deleted"  # within the 30 days


@dataclass(frozen=True, slots=True)
class Everyone:
    """All users of a customer who pass a filter; ``sku_id`` is the product of WITH_LICENSE.

    DELETED is for restoring alone: what is done to users is not done to those who are gone.
    """

    user_filter: UserFilter = UserFilter.ALL
    sku_id: str = ""

    def includes(self, user: User) -> bool:
        """Whether an active user passes the filter."""
        return {
            UserFilter.ALL: True,
            UserFilter.ADMINISTRATORS: user.is_administrator,
            UserFilter.WITHOUT_LICENSE: not user.is_licensed,
            UserFilter.WITH_LICENSE: self.sku_id in user.licenses,
            UserFilter.DELETED: False,
        }[self.user_filter]


@dataclass(frozen=True, slots=True)
class UserCounts:
    """How many users a customer has, by filter; ``total`` is without those deleted."""

    total: int = 0
    administrators: int = 0
    without_license: int = 0
    deleted: int = 0

    def of(self, user_filter: UserFilter) -> int:
        """How many users this filter shows; who holds a product is counted by its subscription."""
        return {
            UserFilter.ALL: self.total,
            UserFilter.ADMINISTRATORS: self.administrators,
            UserFilter.WITHOUT_LICENSE: self.without_license,
            UserFilter.DELETED: self.deleted,
        }[user_filter]
