"""Examples to start a test from: each fact may be said, and what is not said does not matter to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.domain.audit import AuditEvent, OperationType, ResourceType
from shared.domain.command import ChangeLicenses
from shared.domain.customer import Customer, CustomerProfile, Domain
from shared.domain.deletion import DeletedUser
from shared.domain.license import LicenseChange
from shared.domain.request import Request
from shared.domain.staff import Role, Staff
from shared.domain.subscription import (
    LicenseGroup,
    Product,
    ServicePlan,
    Subscription,
    TargetType,
    Units,
)
from shared.domain.user import DirectoryRole, User, UserProfile
from shared.operations.desk import Desk, Operation
from shared.policy.matrix import default_matrix
from tests.fakes import FakeAudit, FakeCatalogue, FakeClock, FakeDirectory, FakeStaffRegister
from tests.fakes_of_work import FakeCipher, FakeCredentials, FakeImports, FakeRequests

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.domain.audit import Recorded
    from shared.domain.command import ManyCommand
    from shared.policy.matrix import Matrix
    from shared.ports import (
        Audit,
        Catalogue,
        Cipher,
        Clock,
        Credentials,
        Directory,
        Imports,
        Requests,
        StaffRegister,
    )

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CONTOSO = "contoso"
FABRIKAM = "fabrikam"


def a_customer_profile(
    name: str = "Contoso Ltd",
    domains: Iterable[str] = ("contoso.example",),
    *,
    federated: Iterable[str] = (),
    country: str = "GB",
    warning: str = "",
    notice_channel: str = "",
) -> CustomerProfile:
    """Make what a person fills in; ``federated`` domains come after the others."""
    managed = tuple(Domain(name) for name in domains)
    return CustomerProfile(
        name=name,
        domains=managed + tuple(Domain(name, is_federated=True) for name in federated),
        country=country,
        warning=warning,
        notice_channel=notice_channel,
    )


def a_customer(
    identifier: str = CONTOSO,
    profile: CustomerProfile | None = None,
    *,
    at: datetime = NOW,
    by: str = "U0GRACE",
    version: int = 1,
) -> Customer:
    """Make a customer as the directory has them."""
    return Customer(
        id=identifier,
        profile=profile or a_customer_profile(),
        created_at=at,
        created_by=by,
        changed_at=at,
        changed_by=by,
        version=version,
    )


def a_user_profile(
    display_name: str = "Nadia Okafor",
    *,
    first_name: str | None = None,
    last_name: str | None = None,
    user_name: str | None = None,
    domain: str = "contoso.example",
    usage_location: str = "GB",
    directory_roles: Iterable[DirectoryRole] = (),
) -> UserProfile:
    """Make what a person fills in; names and sign-in name follow the display name unless said."""
    first, _, last = display_name.partition(" ")
    return UserProfile(
        first_name=first if first_name is None else first_name,
        last_name=last if last_name is None else last_name,
        display_name=display_name,
        user_name=display_name.lower().replace(" ", ".") if user_name is None else user_name,
        domain=domain,
        usage_location=usage_location,
        directory_roles=frozenset(directory_roles),
    )


def a_user(
    identifier: str = "nadia",
    profile: UserProfile | None = None,
    *,
    customer_id: str = CONTOSO,
    licenses: Mapping[str, frozenset[str]] | None = None,
    at: datetime = NOW,
    by: str = "U0GRACE",
    version: int = 1,
) -> User:
    """Make a user as the directory has them."""
    return User(
        id=identifier,
        customer_id=customer_id,
        profile=profile or a_user_profile(),
        licenses=licenses or {},
        created_at=at,
        created_by=by,
        changed_at=at,
        changed_by=by,
        password_set_at=at,
        password_set_by=by,
        version=version,
    )


def a_deleted_user(user: User | None = None, *, at: datetime = NOW, by: str = "U0GRACE") -> DeletedUser:
    """Make what deleting a user as they are leaves: Nadia unless said."""
    user = user or a_user()
    return DeletedUser(user=replace(user, version=user.version + 1), deleted_at=at, deleted_by=by)


def a_service_plan(
    identifier: str = "plan-exchange",
    service_name: str = "EXCHANGE_S_STANDARD",
    display_name: str = "Exchange Online (Plan 1)",
    *,
    target_type: TargetType = TargetType.USER,
) -> ServicePlan:
    """Make a service inside a product."""
    return ServicePlan(
        id=identifier, service_name=service_name, display_name=display_name, target_type=target_type
    )


def a_product(
    sku_id: str = "sku-e3",
    name: str = "Office 365 E3",
    *,
    part_number: str = "ENTERPRISEPACK",
    license_group: LicenseGroup = LicenseGroup.GROUP1,
    target_type: TargetType = TargetType.USER,
    publisher: str = "",
    publisher_link: str = "",
    service_plans: Iterable[ServicePlan] = (),
) -> Product:
    """Make a product, assignable and of Microsoft's unless said."""
    return Product(
        sku_id=sku_id,
        part_number=part_number,
        name=name,
        license_group=license_group,
        target_type=target_type,
        publisher=publisher,
        publisher_link=publisher_link,
        service_plans=tuple(service_plans),
    )


def a_subscription(
    product: Product | None = None,
    active: int = 25,
    *,
    warning: int = 0,
    suspended: int = 0,
    consumed: int = 0,
    customer_id: str = CONTOSO,
    at: datetime = NOW,
    by: str = "U0GRACE",
    version: int = 1,
) -> Subscription:
    """Make a customer's subscription to a product."""
    return Subscription(
        customer_id=customer_id,
        product=product or a_product(),
        units=Units(active=active, warning=warning, suspended=suspended),
        consumed=consumed,
        changed_at=at,
        changed_by=by,
        version=version,
    )


def a_license_command(
    *user_ids: str,
    assign: Mapping[str, frozenset[str] | None] | None = None,
    remove: Iterable[str] = (),
    sets_usage_location: bool = False,
    customer_id: str = CONTOSO,
) -> ChangeLicenses:
    """Make a change of the licenses of some users, Nadia unless said: Office 365 E3 unless said."""
    if assign is None:
        assign = {} if remove else {"sku-e3": None}
    return ChangeLicenses(
        customer_id=customer_id,
        users=user_ids or ("nadia",),
        change=LicenseChange(
            assign=assign, remove=frozenset(remove), sets_usage_location=sets_usage_location
        ),
    )


def a_request(
    identifier: str = "click-1",
    command: ManyCommand | None = None,
    *,
    requester_id: str = "U0GRACE",
    language: str = "en",
    at: datetime = NOW,
) -> Request:
    """Make a request as it is filed."""
    return Request(
        id=identifier,
        command=command or a_license_command(),
        requester_id=requester_id,
        language=language,
        filed_at=at,
    )


def an_event(
    operation_id: str = "click-1",
    *,
    customer_id: str = CONTOSO,
    target_id: str = "nadia",
    resource_type: ResourceType = ResourceType.CUSTOMER_USER,
    operation_types: tuple[OperationType, ...] = (OperationType.CREATE_CUSTOMER_USER,),
    at: datetime = NOW,
    old_value: Mapping[str, Recorded] | None = None,
    new_value: Mapping[str, Recorded] | None = None,
    correlation_id: str = "delivery-1",
) -> AuditEvent:
    """Make the record of a change."""
    return AuditEvent(
        operation_id=operation_id,
        operation_types=operation_types,
        resource_type=resource_type,
        customer_id=customer_id,
        customer_name="Contoso Ltd",
        target_id=target_id,
        target_name="nadia.okafor@contoso.example",
        actor_id="U0GRACE",
        occurred_at=at,
        old_value=old_value or {},
        new_value=new_value or {"display_name": "Nadia Okafor", "must_change_password": True},
        correlation_id=correlation_id,
    )


def a_staff_member(
    *roles: Role,
    slack_user_id: str = "U0GRACE",
    customers: Iterable[str] | None = None,
    expires_at: datetime | None = None,
) -> Staff:
    """Make a staff member; a Global admin of every customer unless said."""
    return Staff(
        slack_user_id=slack_user_id,
        roles=frozenset(roles or {Role.GLOBAL_ADMIN}),
        customers=None if customers is None else frozenset(customers),
        expires_at=expires_at,
    )


def an_operation(identifier: str = "click-1", correlation_id: str = "delivery-1") -> Operation:
    """Make a click."""
    return Operation(identifier, correlation_id)


def a_desk(
    directory: Directory | None = None,
    *,
    audit: Audit | None = None,
    staff: StaffRegister | None = None,
    clock: Clock | None = None,
    catalogue: Catalogue | None = None,
    requests: Requests | None = None,
    imports: Imports | None = None,
    credentials: Credentials | None = None,
    cipher: Cipher | None = None,
    matrix: Matrix | None = None,
    first_admin: str = "U0FIRST",
) -> Desk:
    """Make a desk over the fakes, or over what is said. A fake directory's audit is the desk's."""
    directory = directory or FakeDirectory()
    if audit is None:
        audit = directory.audit if isinstance(directory, FakeDirectory) else FakeAudit()
    if credentials is None:
        credentials = FakeCredentials(audit if isinstance(audit, FakeAudit) else None)
    return Desk(
        directory=directory,
        audit=audit,
        staff=staff or FakeStaffRegister(audit=audit if isinstance(audit, FakeAudit) else FakeAudit()),
        clock=clock or FakeClock(),
        catalogue=catalogue or FakeCatalogue(),
        requests=requests or FakeRequests(credentials if isinstance(credentials, FakeCredentials) else None),
        imports=imports or FakeImports(),
        credentials=credentials,
        cipher=cipher or FakeCipher(),
        matrix=matrix or default_matrix(),
        first_admin=first_admin,
    )
