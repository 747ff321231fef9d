from __future__ import annotations

import pytest

from tests.builders import CONTOSO, a_customer, a_customer_profile, a_desk, a_user, an_event
from tests.fakes import FakeClock, FakeDirectory, FakeStaffRegister
from tests.unit.operations.office import Office


@pytest.fixture
def office() -> Office:
    """A desk with Contoso and its user Nadia in the directory, and nothing counted yet."""
    directory, clock, staff = FakeDirectory(), FakeClock(), FakeStaffRegister()
    profile = a_customer_profile(
        domains=("contoso.example", "west.example"), federated=("corp.contoso.example",)
    )
    directory.add_customer(a_customer(profile=profile), an_event("setup-contoso", target_id=CONTOSO))
    directory.add_user(a_user(), an_event("setup-nadia"))
    directory.calls.clear()
    directory.audit.recorded.clear()
    return Office(a_desk(directory, staff=staff, clock=clock), directory, clock, staff)
