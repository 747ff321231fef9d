"""Whatever waits is carried out as it was asked for: each kind of command, as it comes from the table."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any, get_args
from uuid import UUID

import pytest

from shared.domain.audit import AuditQuery, EventKind, Period
from shared.domain.command import (
    AddCustomer,
    AddSubscription,
    AnyCommand,
    ChangeLicenses,
    ChangeSubscription,
    CheckLicenseFile,
    CheckUserFile,
    CreateUser,
    DeleteUsers,
    EditCustomer,
    EditUser,
    ExportAudit,
    ExportLicenses,
    GrantRoles,
    ImportLicenses,
    ImportUsers,
    LoadCatalogue,
    LoadDomains,
    LoadSubscriptions,
    MapGroup,
    PurgeUsers,
    ResetPasswords,
    RestoreUsers,
    RevokeRoles,
    SendTemplate,
    UnmapGroup,
)
from shared.domain.customer import CustomerProfile, Domain
from shared.domain.customer_domains import DomainEdits
from shared.domain.file import MAXIMUM_PLANS
from shared.domain.import_kind import ImportKind
from shared.domain.license import LicenseChange
from shared.domain.staff import Grant, Role
from shared.domain.subscription import (
    MAXIMUM_SUBSCRIPTIONS,
    LicenseGroup,
    ListedSubscription,
    Product,
    ServicePlan,
    TargetType,
    Units,
)
from shared.domain.user import DirectoryRole, Everyone, UserFilter, UserProfile
from tests.builders import CONTOSO, FABRIKAM, NOW, a_product, a_service_plan
from tests.store.test_approval_contract import a_pending, approved, filed, happened

if TYPE_CHECKING:
    from shared.store import Store

ZOE = "Zo\u00eb O\u2019Brien \U0001f702"
CUSTOMER = CustomerProfile(
    name=f"{ZOE} & Co",
    domains=(Domain("zoe.example"), Domain("corp.zoe.example", is_federated=True)),
    country="FR",
    warning="Ring first: <@U0ADA>",
    notice_channel="C0NOTICE",
    approvals_channel="C0APPROVALS",
)
USER = UserProfile(
    first_name="Zo\u00eb",
    last_name="O\u2019Brien",
    display_name=ZOE,
    user_name="zoe.obrien",
    domain="zoe.example",
    usage_location="FR",
    directory_roles=frozenset(DirectoryRole),
    is_protected=True,
)
PLANS = (a_service_plan("plan-1"), a_service_plan("plan-2", target_type=TargetType.TENANT))
PRODUCT = Product(
    sku_id="sku-zoe",
    part_number="ZOE_PART",
    name=ZOE,
    license_group=LicenseGroup.GROUP2,
    target_type=TargetType.TENANT,
    publisher="Fabrikam",
    publisher_link="https://fabrikam.example/zoe",
    service_plans=PLANS,
)
UNITS = Units(active=25, warning=2, suspended=1)
GRANT = Grant(
    roles=frozenset(Role),
    customers=frozenset({CONTOSO, FABRIKAM}),
    expires_at=NOW + timedelta(microseconds=1),
)
WHOM = ("nadia", "zoe")
OTHERS = Everyone(UserFilter.WITH_LICENSE, "sku-zoe")
CHANGE = LicenseChange(
    assign={"sku-e3": None, "sku-e5": frozenset({"plan-1", "plan-2"}), "sku-e1": frozenset()},
    remove=frozenset({"sku-f3"}),
    sets_usage_location=True,
)
ROWS: dict[str, Any] = {
    "customer_id": CONTOSO,
    "import_id": "V0123456789.3f0f8f6e0d6e4c8a",
    "digest": "0" * 64,
    "count": 10_000,
    "file_name": f"{ZOE}.csv",
    "all_or_nothing": True,
}
FILE: dict[str, Any] = {
    "customer_id": CONTOSO,
    "file_id": "F0CSV",
    "file_name": f"{ZOE}.csv",
    "view_id": "V0WAITS",
}
COMMANDS: list[AnyCommand] = [
    AddCustomer(profile=CUSTOMER),
    EditCustomer(customer_id=CONTOSO, version=3, profile=CUSTOMER),
    EditCustomer(
        customer_id=CONTOSO,
        version=3,
        profile=CUSTOMER,
        domain_edits=DomainEdits(add=(Domain("new.example", is_federated=True),), remove=("old.example",)),
    ),
    CreateUser(customer_id=CONTOSO, profile=USER, sku_ids=frozenset({"sku-e3", "sku-e5"})),
    EditUser(customer_id=CONTOSO, user_id="zoe", version=3, profile=USER),
    AddSubscription(customer_id=CONTOSO, product=PRODUCT, units=UNITS),
    ChangeSubscription(customer_id=CONTOSO, version=3, product=PRODUCT, units=UNITS),
    LoadSubscriptions(
        customer_id=CONTOSO,
        listed=(
            ListedSubscription(product=PRODUCT, units=UNITS, consumed=7),
            ListedSubscription(
                product=a_product(service_plans=PLANS[::-1]), units=Units(active=0), consumed=0
            ),
        ),
    ),
    ChangeLicenses(customer_id=CONTOSO, users=OTHERS, change=CHANGE),
    ChangeLicenses(customer_id=CONTOSO, users=WHOM, change=CHANGE),
    ResetPasswords(customer_id=CONTOSO, users=WHOM),
    DeleteUsers(customer_id=CONTOSO, users=OTHERS),
    RestoreUsers(customer_id=CONTOSO, users=WHOM, sign_in_names={"zoe": ("zoe.2", "zoe.example")}),
    PurgeUsers(customer_id=CONTOSO, users=WHOM),
    ExportLicenses(customer_id=CONTOSO),
    ExportAudit(
        query=AuditQuery(
            customer_id=CONTOSO,
            target_id="zoe",
            actor_id="U0ZOE",
            kind=EventKind.BREAK_GLASS,
            period=Period(since=NOW, until=NOW + timedelta(microseconds=1)),
        )
    ),
    ExportAudit(query=AuditQuery()),
    LoadCatalogue(file_id="F0CSV"),
    LoadDomains(customer_id=CONTOSO, file_id="F0CSV"),
    CheckUserFile(**FILE, usage_location="FR"),
    CheckLicenseFile(**FILE),
    ImportUsers(**ROWS),
    ImportLicenses(**ROWS),
    SendTemplate(customer_id=CONTOSO, kind=ImportKind.LICENSES),
    GrantRoles(slack_user_id="U0ZOE", grant=GRANT, reason=ZOE, version=3),
    RevokeRoles(slack_user_id="U0ZOE", reason=ZOE, version=3),
    MapGroup(group_id="S0NIGHT", name=ZOE, grant=GRANT, reason=ZOE, version=3),
    UnmapGroup(group_id="S0NIGHT", reason=ZOE, version=3),
]


def waiting(store: Store, command: AnyCommand) -> AnyCommand:
    """File a command, let somebody agree, and read what the worker would carry out."""
    request = filed(store, a_pending(command=command))
    assert store.requests.request(request.id).command == command
    store.requests.move(request, approved(request), happened("agree", request))
    return store.requests.request(request.id).command


@pytest.mark.promise(8)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_every_kind_of_command_is_carried_out_as_it_was_asked_for(store: Store, command: AnyCommand) -> None:
    assert waiting(store, command) == command


def test_no_kind_of_command_is_left_out_above() -> None:
    assert {type(command) for command in COMMANDS} == set(get_args(AnyCommand))


def test_a_list_of_as_many_products_as_a_customer_has_fits(store: Store) -> None:
    """Each has as many services as it may, of more kinds than Microsoft's catalogue names."""
    chance = Random(7)  # noqa: S311  the same in every run
    words = [
        "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(4, 9))) for _ in range(400)
    ]
    plans = []
    for _ in range(2_500):
        said = chance.sample(words, 4)
        identifier = str(UUID(int=chance.getrandbits(128)))
        plans.append(
            ServicePlan(
                id=identifier, service_name="_".join(said).upper(), display_name=" ".join(said).title()
            )
        )
    listed = tuple(
        ListedSubscription(
            product=a_product(
                str(UUID(int=chance.getrandbits(128))),
                f"Product {number}",
                service_plans=chance.sample(plans, MAXIMUM_PLANS),
            ),
            units=UNITS,
            consumed=number,
        )
        for number in range(MAXIMUM_SUBSCRIPTIONS)
    )
    command = LoadSubscriptions(customer_id=CONTOSO, listed=listed)
    assert waiting(store, command) == command
