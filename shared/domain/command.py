"""What a person asks for, as a value: it names the customer and the targets, and carries no secret."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from shared.domain.action import Action
from shared.domain.audit import ALL_CUSTOMERS
from shared.domain.import_kind import ImportKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.audit import AuditQuery
    from shared.domain.customer import CustomerProfile
    from shared.domain.customer_domains import DomainEdits
    from shared.domain.license import LicenseChange
    from shared.domain.staff import Grant
    from shared.domain.subscription import ListedSubscription, Product, Units
    from shared.domain.user import Everyone, UserProfile


class _OfAllCustomers:
    """What concerns no one customer: only someone in charge of all of them may."""

    __slots__ = ()

    @property
    def customer_id(self) -> None:
        """No customer in particular, or none yet."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCustomer(_OfAllCustomers):
    """Begin to look after a customer."""

    action: ClassVar[Action] = Action.ADD_CUSTOMER
    profile: CustomerProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class EditCustomer:
    """Change what is known of a customer, as it was at ``version``.

    With ``domain_edits`` the profile has the default domain alone, and other domains that the edits do not
    name stay; without them the profile has all domains.
    """

    action: ClassVar[Action] = Action.EDIT_CUSTOMER
    customer_id: str
    version: int
    profile: CustomerProfile
    domain_edits: DomainEdits | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadDomains:
    """Add the domains of Microsoft's list of them, a file that a person gave to Slack, to a customer.

    Domains that the list does not have stay as they are.
    """

    action: ClassVar[Action] = Action.EDIT_CUSTOMER
    customer_id: str
    file_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUser:
    """Create a user of a customer, with licenses to these SKUs."""

    action: ClassVar[Action] = Action.CREATE_USER
    customer_id: str
    profile: UserProfile
    sku_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditUser:
    """Change a user's names, sign-in name, usage location or permissions, as they were at ``version``."""

    action: ClassVar[Action] = Action.EDIT_USER
    customer_id: str
    user_id: str
    version: int
    profile: UserProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSubscription:
    """Note that a customer bought a product; what ``product`` leaves empty is as the catalogue has it."""

    action: ClassVar[Action] = Action.CHANGE_SEATS
    customer_id: str
    product: Product
    units: Units


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSubscription:
    """Change what is known of a subscription and its seats, as they were at ``version``.

    The service plans stay, whatever ``product`` has of them: nobody types them in.
    """

    action: ClassVar[Action] = Action.CHANGE_SEATS
    customer_id: str
    version: int
    product: Product
    units: Units


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSubscriptions:
    """Take over a customer's subscriptions from what Microsoft lists of them.

    Those that the list does not have stay as they are, but for the SKUs in ``ended``: these lose their seats,
    and who holds them keeps them.
    """

    action: ClassVar[Action] = Action.CHANGE_SEATS
    customer_id: str
    listed: tuple[ListedSubscription, ...]
    ended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLicenses:
    """Assign and remove licenses of some users, by their ids, or of everyone who passes a filter."""

    action: ClassVar[Action] = Action.CHANGE_LICENSES
    customer_id: str
    users: tuple[str, ...] | Everyone
    change: LicenseChange


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetPasswords:
    """Give some users, or everyone who passes a filter, a temporary password, to be changed at sign-in."""

    action: ClassVar[Action] = Action.RESET_PASSWORD
    customer_id: str
    users: tuple[str, ...] | Everyone


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteUsers:
    """Delete some users, or everyone who passes a filter; for 30 days they can be restored."""

    action: ClassVar[Action] = Action.DELETE_USER
    customer_id: str
    users: tuple[str, ...] | Everyone


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreUsers:
    """Restore some deleted users, or all of them, with the licenses for which there are seats.

    ``sign_in_names`` has a new user name and domain for those, by id, whose own somebody else has now.
    """

    action: ClassVar[Action] = Action.RESTORE_USER
    customer_id: str
    users: tuple[str, ...] | Everyone
    sign_in_names: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportLicenses:
    """Write a customer's products, and who holds them, into files."""

    action: ClassVar[Action] = Action.VIEW
    customer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportAudit:
    """Write the events that somebody looks for into a file."""

    action: ClassVar[Action] = Action.VIEW
    query: AuditQuery

    @property
    def customer_id(self) -> str | None:
        """The customer whose events they are; None where they are a person's, or concern all customers."""
        return None if self.query.customer_id == ALL_CUSTOMERS else self.query.customer_id or None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCatalogue(_OfAllCustomers):
    """Take over Microsoft's product names from its published file, which somebody gave to Slack."""

    action: ClassVar[Action] = Action.CHANGE_SEATS
    file_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckUserFile:
    """Check a file of new users, which somebody gave to Slack. Nothing is written but what was found.

    ``usage_location`` is that of all users whose row names none. ``view_id`` is the view that waits for the
    answer.
    """

    action: ClassVar[Action] = Action.IMPORT_USERS
    kind: ClassVar[ImportKind] = ImportKind.USERS
    customer_id: str
    file_id: str
    file_name: str
    usage_location: str
    view_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLicenseFile:
    """Check a file of license changes likewise."""

    action: ClassVar[Action] = Action.CHANGE_LICENSES
    kind: ClassVar[ImportKind] = ImportKind.LICENSES
    customer_id: str
    file_id: str
    file_name: str
    usage_location: ClassVar[str] = ""
    view_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _RowsOfFile:
    """Do what the ready rows of a checked file ask for.

    ``digest`` is of these rows, and ``count`` how many they are: who agrees to it agrees to them. With
    ``all_or_nothing`` nothing is done unless all of them can still be done when it begins, and it ends with
    the first one that cannot.
    """

    customer_id: str
    import_id: str
    digest: str
    count: int
    file_name: str
    all_or_nothing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportUsers(_RowsOfFile):
    """Create the users whom the ready rows of a checked file ask for."""

    action: ClassVar[Action] = Action.IMPORT_USERS


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLicenses(_RowsOfFile):
    """Change licenses as the ready rows of a checked file say."""

    action: ClassVar[Action] = Action.CHANGE_LICENSES


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTemplate:
    """Send an empty file, with its headings, to whoever asks."""

    action: ClassVar[Action] = Action.VIEW
    customer_id: str
    kind: ImportKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeUsers:
    """Delete some deleted users for good, before their 30 days are over."""

    action: ClassVar[Action] = Action.PURGE_USER
    customer_id: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRoles(_OfAllCustomers):
    """Give a Slack user partner roles in place of those that they were granted, as they were at ``version``.

    ``version`` 0 is for somebody whom the register does not have.
    """

    action: ClassVar[Action] = Action.GRANT_ROLE
    slack_user_id: str
    grant: Grant
    reason: str
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeRoles(_OfAllCustomers):
    """Take from a Slack user what they were granted, as they were at ``version``; user groups stay theirs."""

    action: ClassVar[Action] = Action.GRANT_ROLE
    slack_user_id: str
    reason: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapGroup(_OfAllCustomers):
    """Give all members of a Slack user group partner roles, as the mapping was at ``version``.

    ``name`` is what people call the group; ``version`` 0 is for one that is not mapped yet.
    """

    action: ClassVar[Action] = Action.GRANT_ROLE
    group_id: str
    name: str
    grant: Grant
    reason: str
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmapGroup(_OfAllCustomers):
    """Take from the members of a Slack user group what they hold through it."""

    action: ClassVar[Action] = Action.GRANT_ROLE
    group_id: str
    reason: str
    version: int


RolesCommand: TypeAlias = GrantRoles | RevokeRoles | MapGroup | UnmapGroup
"""What is done to the roles of staff."""

Command: TypeAlias = (
    AddCustomer
    | EditCustomer
    | CreateUser
    | EditUser
    | AddSubscription
    | ChangeSubscription
    | GrantRoles
    | RevokeRoles
    | MapGroup
    | UnmapGroup
)
"""What is done to one target at once."""

UsersCommand: TypeAlias = ChangeLicenses | ResetPasswords | DeleteUsers | RestoreUsers | PurgeUsers
"""What is done to one user after the other."""

CheckFile: TypeAlias = CheckUserFile | CheckLicenseFile
"""What looks at a file before anything of it is done."""

ImportRows: TypeAlias = ImportUsers | ImportLicenses
"""What does the rows of a checked file, one after the other."""

SetsPasswords: TypeAlias = CreateUser | ResetPasswords | ImportUsers
"""What gives users temporary passwords, which are then handed over."""

InSlices: TypeAlias = UsersCommand | ImportRows
"""What the worker does in slices of many: it can be stopped between two of them."""

Errand: TypeAlias = ExportLicenses | ExportAudit | LoadCatalogue | LoadDomains | CheckFile | SendTemplate
"""What the worker does in one step, and is no change of any user."""

ManyCommand: TypeAlias = UsersCommand | Errand
"""What may take longer than Slack waits for an answer: the worker can do it."""

AnyCommand: TypeAlias = Command | ManyCommand | ImportRows | LoadSubscriptions
"""Everything that can be asked for, and so wait for another person's agreement."""
