"""Which permissions each partner role may give to a customer's users."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.staff import Role
from shared.domain.user import DirectoryRole
from shared.policy.giving import givable

ROLES = st.frozensets(st.sampled_from(Role))
ALL = {
    DirectoryRole.GLOBAL_ADMIN,
    DirectoryRole.PASSWORD_ADMIN,
    DirectoryRole.USER_MANAGEMENT_ADMIN,
    DirectoryRole.SERVICE_ADMIN,
}
SMALLER = {DirectoryRole.PASSWORD_ADMIN, DirectoryRole.USER_MANAGEMENT_ADMIN, DirectoryRole.SERVICE_ADMIN}


@pytest.mark.promise(27)
@pytest.mark.parametrize(
    ("roles", "permissions"),
    [
        ((), set()),
        ((Role.GLOBAL_ADMIN,), ALL),
        ((Role.USER_MANAGEMENT_ADMIN,), SMALLER),
        ((Role.ADMIN_AGENT,), ALL),
        ((Role.SALES_AGENT,), set()),
        ((Role.HELPDESK_AGENT,), set()),
        ((Role.SALES_AGENT, Role.HELPDESK_AGENT), set()),
        ((Role.USER_MANAGEMENT_ADMIN, Role.HELPDESK_AGENT), SMALLER),
        ((Role.USER_MANAGEMENT_ADMIN, Role.ADMIN_AGENT), ALL),
        ((Role.SALES_AGENT, Role.ADMIN_AGENT), ALL),
    ],
)
def test_what_may_be_given_is_what_is_written_here(
    roles: tuple[Role, ...], permissions: set[DirectoryRole]
) -> None:
    assert givable(frozenset(roles)) == permissions


@given(ROLES, ROLES)
def test_roles_add_up(some: frozenset[Role], others: frozenset[Role]) -> None:
    assert givable(some | others) == givable(some) | givable(others)


@given(ROLES)
def test_a_global_admin_is_made_by_nobody_but_a_global_admin_or_an_admin_agent(
    roles: frozenset[Role],
) -> None:
    may = bool(roles & {Role.GLOBAL_ADMIN, Role.ADMIN_AGENT})
    assert (DirectoryRole.GLOBAL_ADMIN in givable(roles)) is may
