"""Which permissions a person may give to a customer's users: what their own roles answer for, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.staff import Role
from shared.domain.user import DirectoryRole

if TYPE_CHECKING:
    from collections.abc import Mapping

_ALL = frozenset(DirectoryRole)

# The customer's own directory lets a User Administrator neither make nor change a Global Administrator, and
# who answers for sales or for the helpdesk has no say about administrators, whoever agrees to it.
_GIVABLE: Mapping[Role, frozenset[DirectoryRole]] = {
    Role.GLOBAL_ADMIN: _ALL,
    Role.USER_MANAGEMENT_ADMIN: _ALL - {DirectoryRole.GLOBAL_ADMIN},
    Role.ADMIN_AGENT: _ALL,
    Role.SALES_AGENT: frozenset(),
    Role.HELPDESK_AGENT: frozenset(),
}


def givable(roles: frozenset[Role]) -> frozenset[DirectoryRole]:
    """List the permissions that somebody with these roles may give. Roles add up."""
    return frozenset(permission for role in roles for permission in _GIVABLE[role])
