"""What a person asks for, as a value: it names the customer and the targets, and carries no secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from shared.domain.action import Action

if TYPE_CHECKING:
    from shared.domain.customer import CustomerProfile
    from shared.domain.user import UserProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCustomer:
    """Begin to look after a customer."""

    action: ClassVar[Action] = Action.ADD_CUSTOMER
    profile: CustomerProfile

    @property
    def customer_id(self) -> None:
        """No customer yet: only someone in charge of all of them may add one."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditCustomer:
    """Change what is known of a customer, as it was at ``version``."""

    action: ClassVar[Action] = Action.EDIT_CUSTOMER
    customer_id: str
    version: int
    profile: CustomerProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUser:
    """Create a user of a customer."""

    action: ClassVar[Action] = Action.CREATE_USER
    customer_id: str
    profile: UserProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class EditUser:
    """Change a user's names, sign-in name, usage location or permissions, as they were at ``version``."""

    action: ClassVar[Action] = Action.EDIT_USER
    customer_id: str
    user_id: str
    version: int
    profile: UserProfile


Command: TypeAlias = AddCustomer | EditCustomer | CreateUser | EditUser
