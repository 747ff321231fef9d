"""Who of those whom a change is for holds a product already, as far as that is known before it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.user import UserFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.subscription import Subscription
    from shared.domain.user import Everyone, User
    from shared.operations.looking import LicenseOverview


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """How many users are concerned, and how many of them hold the product; None where nobody counted.

    ``users`` are the holders one by one, where they were chosen one by one.
    """

    concerned: int
    holders: int | None
    users: tuple[User, ...] = ()

    @property
    def needed(self) -> int | None:
        """How many licenses it takes for everybody to have one."""
        return None if self.holders is None else max(0, self.concerned - self.holders)

    @property
    def is_held(self) -> bool:
        """Whether somebody concerned holds it, or may."""
        return self.holders is None or self.holders > 0


def concerned(overview: LicenseOverview, everyone: Everyone | None, users: Sequence[User]) -> int:
    """Count the users whom a change is for: those who pass a filter now, or those chosen."""
    return len(users) if everyone is None else overview.count_of(everyone)


def holding(
    overview: LicenseOverview, everyone: Everyone | None, users: Sequence[User], subscription: Subscription
) -> Holding:
    """Tell who of those concerned holds a product: one by one where chosen, by the counts otherwise."""
    count = concerned(overview, everyone, users)
    if everyone is None:
        holders = tuple(user for user in users if subscription.id in user.licenses)
        return Holding(concerned=count, holders=len(holders), users=holders)
    return Holding(concerned=count, holders=_counted(everyone, subscription, count))


def _counted(everyone: Everyone, subscription: Subscription, count: int) -> int | None:
    if not subscription.consumed or everyone.user_filter is UserFilter.WITHOUT_LICENSE:
        return 0
    if everyone.user_filter is UserFilter.ALL:
        return subscription.consumed
    is_product = everyone.user_filter is UserFilter.WITH_LICENSE and everyone.sku_id == subscription.id
    return count if is_product else None
