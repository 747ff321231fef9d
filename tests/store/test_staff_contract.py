from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.staff import Role
from tests.builders import CONTOSO, FABRIKAM, NOW, a_staff_member

if TYPE_CHECKING:
    from shared.domain.staff import Staff
    from shared.store import Store


@pytest.mark.parametrize(
    "member",
    [
        a_staff_member(*Role),
        a_staff_member(Role.HELPDESK_AGENT, customers=[CONTOSO, FABRIKAM]),
        a_staff_member(Role.SALES_AGENT, customers=[]),
        a_staff_member(Role.ADMIN_AGENT, expires_at=NOW + timedelta(days=30, microseconds=1)),
    ],
    ids=["all customers", "some customers", "no customer", "until a day"],
)
def test_a_staff_member_is_read_as_saved(store: Store, member: Staff) -> None:
    store.staff.save(member)
    assert store.staff.find(member.slack_user_id) == member


def test_somebody_whom_nobody_gave_a_role_is_none(store: Store) -> None:
    assert store.staff.find("U0NOBODY") is None


def test_who_is_saved_again_is_as_last_saved(store: Store) -> None:
    store.staff.save(a_staff_member(Role.GLOBAL_ADMIN, expires_at=NOW))
    last = a_staff_member(Role.HELPDESK_AGENT, customers=[CONTOSO])
    store.staff.save(last)
    assert store.staff.find(last.slack_user_id) == last
