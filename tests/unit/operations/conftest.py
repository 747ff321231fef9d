from __future__ import annotations

import pytest

from tests.builders import CONTOSO, a_customer, a_customer_profile, a_desk, a_user, an_event
from tests.fakes import FakeCatalogue, FakeClock, FakeDirectory, FakeStaffRegister
from tests.fakes_of_work import FakeCipher, FakeCredentials, FakeImports, FakeRequests
from tests.products import E3
from tests.unit.operations.cupboard import Cupboard
from tests.unit.operations.office import GRACE, Office
from tests.unit.operations.restoring import ALL_ON, TICK, delete, seats


@pytest.fixture
def office() -> Office:
    """A desk with Contoso and its user Nadia in the directory, and nothing counted yet."""
    directory, clock = FakeDirectory(), FakeClock()
    staff = FakeStaffRegister(audit=directory.audit)
    credentials, cipher = FakeCredentials(directory.audit), FakeCipher()
    catalogue, requests, imports = FakeCatalogue(), FakeRequests(credentials), FakeImports()
    profile = a_customer_profile(
        domains=("contoso.example", "west.example"), federated=("corp.contoso.example",)
    )
    directory.add_customer(a_customer(profile=profile), an_event("setup-contoso", target_id=CONTOSO))
    directory.add_user(a_user(), an_event("setup-nadia"))
    directory.calls.clear()
    directory.audit.recorded.clear()
    desk = a_desk(
        directory,
        staff=staff,
        clock=clock,
        catalogue=catalogue,
        requests=requests,
        imports=imports,
        credentials=credentials,
        cipher=cipher,
    )
    return Office(desk, directory, clock, staff, catalogue, requests, imports, credentials, cipher)


@pytest.fixture
def licensed(office: Office) -> Office:
    """The office, where Contoso has 25 seats of each product, Ada holds E1, Li holds E3 and Nadia nothing.

    Zoe has no usage location. Grace is in the staff register.
    """
    office.staff.save(GRACE)
    office.subscribe()
    office.add_user("Ada Lovelace", {"sku-e1": frozenset()})
    office.add_user("Li Wei", {"sku-e3": frozenset({"teams"})})
    office.add_user("Zoe Abara", usage_location="")
    return office


@pytest.fixture
def competing(office: Office) -> Office:
    """Three had E3, of which there are two seats now; deleted: Bo, then Ada and Chi in one instant."""
    office.staff.save(GRACE)
    office.subscribe([E3], active=3)
    for name in ("Ada Lovelace", "Bo Diallo", "Chi Anh"):
        office.add_user(name, {"sku-e3": ALL_ON})
    delete(office, "bo", click="first")
    office.clock.move(TICK)
    delete(office, "chi", "ada", click="then")
    seats(office, "sku-e3", 2)
    return office


@pytest.fixture
def cupboard() -> Cupboard:
    """Contoso, of which nobody was deleted yet."""
    cupboard = Cupboard()
    cupboard.add_customer()
    return cupboard
