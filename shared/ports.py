"""What operations need from the world outside, in the domain's words.

``store/`` and ``gateways/`` implement these; ``tests/fakes.py`` does too, and the same contract tests run
on both. All writing verbs commit their effect and its audit event in one transaction, or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar
from zlib import crc32

from shared.domain.audit import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from shared.domain.audit import AuditEvent, AuditQuery, Period
    from shared.domain.credential import Credential, DownloadLink, Sealed
    from shared.domain.customer import Customer, CustomerSummary, Domain
    from shared.domain.customer_domains import DomainChange, DomainClaim
    from shared.domain.deletion import DeletedUser
    from shared.domain.import_file import CheckedFile, ImportFile, ImportRow
    from shared.domain.outcome import Outcome
    from shared.domain.request import Card, Request, Slice, Tally
    from shared.domain.staff import MappedGroup, Staff
    from shared.domain.subscription import Product, ProductSummary, Subscription
    from shared.domain.user import User, UserCounts, UserFilter

Item = TypeVar("Item")

SHARDS = 8  # of the index that tells who is due to be purged


def shard_of(customer_id: str) -> int:
    """Tell which shard has the deleted users of a customer: one, so that shards share no counter."""
    return crc32(customer_id.encode()) % SHARDS


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A stretch of a sorted list. ``before`` and ``after`` are cursors, None at the list's ends."""

    items: Sequence[Item]
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page starts (``after``) or ends (``before``); neither means the first page."""

    after: str | None = None
    before: str | None = None


class Standing(StrEnum):
    """What a request waits for, in the lists of those that do."""

    PENDING = "pending"  # approvers
    UNDER_WAY = "under_way"  # the worker
    REVIEW = "review"  # somebody who looks at what was done alone
    UNTOLD = "untold"  # it has ended; the worker has yet to tell so on every card


def filed_key(request: Request) -> str:
    """Write where a request stands in time, in all lists of requests: their cursors are these keys."""
    return f"{request.filed_at.isoformat(timespec='microseconds').replace('+00:00', 'Z')}#{request.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stalled:
    """A request with something left to do for the worker, which does not do it.

    ``restarts`` is how often it was started again since it last moved.
    """

    request: Request
    restarts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseExport:
    """A customer's products, and all their users with what they hold; the users are read on the way."""

    customer: Customer
    subscriptions: Sequence[Subscription]
    users: Iterable[User]


@dataclass(slots=True, kw_only=True)
class AuditExport:
    """The events that somebody looked for, read on the way, newest first.

    ``customer`` is None where they are a person's, or concern all customers. Once they are read,
    ``reaches_back_to`` says where it stopped, if it did not come to the end.
    """

    query: AuditQuery
    customer: Customer | None
    events: Iterable[AuditEvent]
    reaches_back_to: datetime | None = None


class Directory(Protocol):
    """Customers, their domains, their subscriptions and their users.

    The writing verbs return None, or the audit event that an earlier delivery of the same operation
    left, in which case nothing is written now. They raise BusyError when the table asks to come back.
    """

    def customer(self, customer_id: str) -> Customer:
        """Read one customer. Raises CustomerNotFoundError."""

    def customers(self, customer_ids: Collection[str]) -> list[Customer]:
        """Read several customers at once, by name; those that do not exist are left out."""

    def find_customers(self, typed: str, limit: int) -> list[CustomerSummary]:
        """Find customers of whose names or domains some word begins with each word typed, by name.

        Nothing typed finds the first ones by name. Reads at most two queries.
        """

    def add_customer(
        self, customer: Customer, event: AuditEvent, further: Sequence[Domain] = ()
    ) -> AuditEvent | None:
        """Write a new customer, with its listed domains and ``further`` ones. Raises DomainTakenError."""

    def change_customer(
        self, before: Customer, after: Customer, event: AuditEvent, change: DomainChange | None = None
    ) -> AuditEvent | None:
        """Replace a customer as it was ``before``. Raises ChangedMeanwhileError, DomainTakenError.

        ``change`` says what becomes of the claims on domains; None where all of them are in the profiles.
        """

    def domain_claims(self, names: Collection[str]) -> dict[str, DomainClaim]:
        """Tell whose some domains are, by name; free ones are left out. One batch for each hundred."""

    def find_domains(self, customer_id: str, typed: str, limit: int, *, is_any: bool = False) -> list[Domain]:
        """Find managed domains of a customer that begin with a text, or with ``is_any`` federated ones too.

        By name, in one query. A list follows its table within moments.
        """

    def user(self, customer_id: str, user_id: str) -> User:
        """Read one user. Raises UserNotFoundError."""

    def users(self, customer_id: str, user_ids: Collection[str]) -> list[User]:
        """Read several users of a customer at once, in the order asked; absent ones are left out."""

    def list_users(self, customer_id: str, user_filter: UserFilter, cursor: Cursor, limit: int) -> Page[User]:
        """List a customer's users by display name, a page at a time, in one query."""

    def search_users(self, customer_id: str, typed: str, limit: int) -> list[User]:
        """Find users whose display name, last name or sign-in name begins with a text, by display name."""

    def count_users(self, customer_id: str) -> UserCounts:
        """Read how many users a customer has; one read, whatever their number."""

    def add_user(self, user: User, event: AuditEvent) -> AuditEvent | None:
        """Write a new user, and take the seats of their licenses.

        Raises UserPrincipalNameTakenError, DomainNotUsableError, NoSeatError.
        """

    def change_user(
        self, before: User, after: User, event: AuditEvent, *, must_be_managed: bool = False
    ) -> AuditEvent | None:
        """Replace a user as it was ``before``.

        With ``must_be_managed`` the domain that the user keeps has to be a managed one.
        Where its licenses differ, their seats are taken and given back with it. Raises
        ChangedMeanwhileError, UserPrincipalNameTakenError, DomainNotUsableError, NoSeatError.
        """

    def delete_user(self, before: User, deleted: DeletedUser, event: AuditEvent) -> AuditEvent | None:
        """Delete a user as it was ``before``: seats and sign-in name are free again, the record is kept.

        Raises ChangedMeanwhileError.
        """

    def restore_user(self, deleted: DeletedUser, after: User, event: AuditEvent) -> AuditEvent | None:
        """Make a deleted user active again, as ``after``; its seats, sign-in name and domain are taken.

        Raises ChangedMeanwhileError where it was restored or purged meanwhile, UserPrincipalNameTakenError,
        DomainNotUsableError, NoSeatError.
        """

    def purge_user(self, deleted: DeletedUser, event: AuditEvent) -> AuditEvent | None:
        """Delete a user for good. Raises ChangedMeanwhileError where this deletion is not in force."""

    def deleted_user(self, customer_id: str, user_id: str) -> DeletedUser:
        """Read one deleted user. Raises UserNotFoundError, for an active one too."""

    def deleted_users(self, customer_id: str, user_ids: Collection[str]) -> list[DeletedUser]:
        """Read several deleted users at once, in the order asked; absent and active ones are left out."""

    def list_deleted(self, customer_id: str, cursor: Cursor, limit: int) -> Page[DeletedUser]:
        """List a customer's deleted users in the order in which they will be gone, in one query."""

    def search_deleted(self, customer_id: str, typed: str, limit: int) -> list[DeletedUser]:
        """Find deleted users whose display, last or former sign-in name begins with a text, as listed."""

    def recently_deleted(self, customer_ids: Collection[str] | None, limit: int) -> list[DeletedUser]:
        """List who was deleted last, of some customers or with None of all of them; the latest first.

        One query for each customer, or ``SHARDS`` of them for all; side by side.
        """

    def names_taken(self, customer_id: str, user_principal_names: Collection[str]) -> set[str]:
        """Tell which of some sign-in names active users have; as they were given. One batch."""

    def names_of_deleted(self, customer_id: str, user_principal_names: Collection[str]) -> set[str]:
        """Tell which of some sign-in names deleted users had; as they were given.

        What is read follows how many deleted users there are.
        """

    def users_named(self, customer_id: str, user_principal_names: Collection[str]) -> dict[str, User]:
        """Read the active users who sign in with some names; two batches. Keys are as they were given."""

    def due_users(
        self, shard: int, since: datetime | None, until: datetime, cursor: Cursor, limit: int
    ) -> Page[DeletedUser]:
        """List who is gone at ``until``, and was not yet at ``since``; the first ones first, in one query.

        Forwards alone. Each customer's users are in one shard of ``SHARDS``. What is read follows what is
        found, whatever the table holds.
        """

    def count_due(self, shard: int, until: datetime) -> int:
        """Count who of a shard is gone at ``until``."""

    def list_holders(self, customer_id: str, sku_id: str, cursor: Cursor, limit: int) -> Page[User]:
        """List who of a customer holds a product, by display name: one query, then the users at once."""

    def subscriptions(self, customer_id: str) -> list[Subscription]:
        """Read all subscriptions of a customer, by product name, as they are this instant; one query.

        Those of one name are told apart (``Subscription.distinction``).
        """

    def add_subscription(self, subscription: Subscription, event: AuditEvent) -> AuditEvent | None:
        """Write a new subscription, of which nobody holds anything yet. Raises ChangedMeanwhileError."""

    def change_subscription(
        self, before: Subscription, after: Subscription, event: AuditEvent
    ) -> AuditEvent | None:
        """Replace product and units as they were ``before``; who holds it stays.

        Raises ChangedMeanwhileError.
        """


class Catalogue(Protocol):
    """Microsoft's products by name, whoever subscribes to them."""

    def find_products(self, typed: str, limit: int) -> list[ProductSummary]:
        """Find products of whose name or part number some word begins with each word typed, by name."""

    def product(self, sku_id: str) -> Product | None:
        """Read a product with its service plans."""

    def products(self, sku_ids: Collection[str]) -> list[Product]:
        """Read several products at once; unknown ones are left out."""

    def save_products(self, products: Collection[Product]) -> None:
        """Write products as the catalogue now has them; others stay. Doing it again changes nothing."""


class Requests(Protocol):
    """What waits for the worker. Writing a request, or a checkpoint of one, is what starts it.

    Slices and checkpoints raise MovedOnError where the request is no longer as it was: another delivery did
    the same work, and what it wrote stays. Reading raises RequestNotFoundError for one that nobody filed, or
    that was forgotten.
    """

    def file(self, request: Request, event: AuditEvent | None = None) -> Request:
        """Write a new request, or return the one that an earlier delivery of the click filed.

        With the event of its filing, in one transaction, where other people have to agree to it.
        """

    def move(self, before: Request, after: Request, event: AuditEvent) -> AuditEvent | None:
        """Replace a request as it was ``before``, with the event of who did that; the worker is told.

        Returns None, or the event that an earlier delivery of the click left. Raises MovedOnError.
        """

    def ask_to_stop(self, request: Request, event: AuditEvent) -> AuditEvent | None:
        """Let no further slice of a request under way begin; with the event of who asked.

        Returns None, or the event that an earlier delivery left. Raises MovedOnError where it is no longer
        under way.
        """

    def is_to_stop(self, request_id: str) -> bool:
        """Tell whether somebody asked to let no further slice begin, as it is this instant."""

    def settle(self, request: Request) -> None:
        """Note that the worker has told everybody of a request as it is; of a later version it has not."""

    def keep_card(self, request: Request, audience: str, card: Card, instead_of: Card | None = None) -> Card:
        """Note where a request is shown to somebody, or return the card that another delivery noted.

        ``instead_of`` is the one noted so far, which cannot be edited any more.
        """

    def cards(self, request_id: str) -> dict[str, Card]:
        """Read where a request is shown, by audience."""

    def list_standing(self, standing: Standing, cursor: Cursor, limit: int) -> Page[Request]:
        """List the requests that wait for approvers, are under way, or wait for a review; oldest first."""

    def list_stalled(self, standing: Standing, since: datetime, cursor: Cursor, limit: int) -> Page[Stalled]:
        """List what is due at the worker and has not moved, nor was started again, since an instant.

        A page shows those of so many requests that have a standing, be it none of them.
        """

    def start_again(self, stalled: Stalled, now: datetime) -> bool:
        """Let the worker have a request once more, where it is still as it was; tell whether it was."""

    def list_filed_by(self, requester_id: str, cursor: Cursor, limit: int) -> Page[Request]:
        """List what somebody asked for, newest first."""

    def request(self, request_id: str) -> Request:
        """Read a request as it is this instant."""

    def save_targets(
        self,
        request: Request,
        slice_number: int,
        target_ids: Sequence[str],
        sealed: tuple[Credential, Sealed] | None = None,
    ) -> None:
        """Write down the targets of a slice, and the passwords that they will get, whatever was there.

        Not yet a checkpoint. Raises MovedOnError.
        """

    def read_slice(self, request: Request, slice_number: int) -> Slice:
        """Read the targets of a slice, with the outcomes that a checkpoint noted for it; one read."""

    def checkpoint(self, before: Request, after: Request, outcomes: Sequence[Outcome] = ()) -> None:
        """Note how far a request has come, with all outcomes of its slice so far, in one transaction.

        Raises MovedOnError. Of an outcome is kept what is told of the target, not the records.
        """

    def outcomes(self, request: Request) -> Iterator[Outcome]:
        """Read the outcomes of all slices done, in order."""


class Imports(Protocol):
    """Files that were checked. Reading raises ImportNotFoundError. They are forgotten with their request."""

    def save(self, checked: CheckedFile) -> None:
        """Write a file and its rows, in parts of a hundred, whatever was there. Raises BusyError."""

    def file(self, import_id: str) -> ImportFile:
        """Read what is known of a file as a whole."""

    def rows(self, import_id: str, part: int) -> list[ImportRow]:
        """Read a part of its rows; nothing beyond the last one."""

    def all_rows(self, import_id: str) -> Iterator[ImportRow]:
        """Read all rows, in the order of the file."""


class Credentials(Protocol):
    """Passwords that wait to be handed over, as ciphertext. Reading raises CredentialNotFoundError."""

    def keep(self, credential: Credential, sealed: Sealed) -> None:
        """Write the passwords of a click; a second delivery changes nothing."""

    def credential(self, credential_id: str) -> tuple[Credential, list[Sealed]]:
        """Read a credential with its passwords, even one that has expired and is not removed yet."""

    def hand_over(self, credential: Credential, event: AuditEvent) -> AuditEvent | None:
        """Forget the passwords, with the event that says how they were handed over.

        Returns None, or the event of whoever was quicker. Raises CredentialNotFoundError.
        """

    def save_link(self, link: DownloadLink) -> None:
        """Write a link."""

    def link(self, digest: str) -> DownloadLink:
        """Read a link, even one that has expired and is not removed yet."""


class Cipher(Protocol):
    """Makes passwords unreadable, but for those who name the credential and its owner."""

    def seal(self, passwords: Sequence[str], credential_id: str, owner_id: str) -> bytes:
        """Encrypt at most 100 passwords. Raises BusyError."""

    def open(self, ciphertext: bytes, credential_id: str, owner_id: str) -> list[str]:
        """Decrypt passwords, in their order. Raises CredentialNotFoundError for another's, BusyError."""


class Mailer(Protocol):
    """Sends e-mail, where the deployment has a sender."""

    def send(self, address: str, subject: str, text: str) -> None:
        """Send a message. Raises RefusedError where it is not taken, BusyError where nobody knows."""


class Notices(Protocol):
    """Which notices were sent, so that a second delivery of the clock's tick sends none."""

    def claim(self, notice_id: str, until: datetime) -> bool:
        """Note that a notice is being sent; False if it was noted before. Forgotten after ``until``."""

    def release(self, notice_id: str) -> None:
        """Note that it was not sent after all."""


class Reporter(Protocol):
    """Tells the requester how the worker gets on. Errors of a passing kind raise BusyError.

    What sends files raises UploadRefusedError where Slack does not take them; that was told by then.
    """

    def open(self, request: Request) -> Card | None:
        """Post the card of a request; None where its requester cannot be written to."""

    def withdraw(self, card: Card) -> None:
        """Take back a card that another delivery has posted too."""

    def progress(self, request: Request, tally: Tally) -> None:
        """Bring the card up to date, at most once a second; what cannot be shown now is let go."""

    def finish(self, request: Request, outcomes: Iterable[Outcome]) -> None:
        """Show what became of every target, as a file too when they are many."""

    def deliver(self, request: Request, export: LicenseExport) -> None:
        """Send the files of an export to its requester."""

    def deliver_check(self, request: Request, checked: CheckedFile) -> None:
        """Tell what was found in a file, with the file to correct where it takes that."""

    def deliver_template(self, request: Request) -> None:
        """Send an empty file to fill in."""

    def deliver_trail(self, request: Request, export: AuditExport) -> None:
        """Send the file of events to its requester."""

    def announce(self, request: Request) -> None:
        """Show a request as it stands to everybody concerned: on each card there is, and where one is due."""

    def fault(self, request: Request, target_id: str, error: Exception) -> None:
        """Leave in the log that something unforeseen happened to one target."""


class Files(Protocol):
    """Files that people gave to Slack."""

    def read(self, file_id: str) -> bytes:
        """Read a file whole, of at most 10 MB. Raises InvalidInputError on field ``file``, BusyError."""


class Audit(Protocol):
    """The trail of changes. Events are written by the directory, with their effects."""

    def events(
        self, customer_id: str, target_id: str | None, cursor: Cursor, limit: int, period: Period = ALWAYS
    ) -> Page[AuditEvent]:
        """List a customer's events, or those about one of its users, newest first.

        Cursors are what ``AuditEvent.order`` says. What is read follows what is in the period.
        """

    def event(self, operation_id: str, target_id: str) -> AuditEvent | None:
        """Read what an operation did to a target, as it is this instant; None if nothing, or not yet."""

    def record(self, event: AuditEvent) -> None:
        """Add an event that has no effect beside it; a second delivery adds nothing."""

    def events_by(
        self, actor_id: str, cursor: Cursor, limit: int, period: Period = ALWAYS
    ) -> Page[AuditEvent]:
        """List what a person did, for whichever customer, newest first; as ``events``."""


class StaffRegister(Protocol):
    """The partner's staff. Changes are made with their audit event, as the directory's are."""

    def find(self, slack_user_id: str) -> Staff | None:
        """Read a staff member: one read. None for somebody whom nobody ever gave a role."""

    def everyone(self) -> list[Staff]:
        """Read all staff, those without roles among them: one query."""

    def change(self, before: Staff | None, after: Staff, event: AuditEvent) -> AuditEvent | None:
        """Write a staff member as they now are, who was ``before``; None is somebody new.

        Returns None, or the event that an earlier delivery left. Raises ChangedMeanwhileError.
        """

    def groups(self) -> list[MappedGroup]:
        """Read all user groups that are mapped to roles, by name."""

    def change_group(
        self, before: MappedGroup | None, after: MappedGroup | None, event: AuditEvent
    ) -> AuditEvent | None:
        """Write a mapping, or with ``after`` None take it away. It returns and raises as ``change``."""


class Roster(Protocol):
    """Who is in the workspace, and in its user groups. What passes raises BusyError."""

    def members(self, group_id: str) -> frozenset[str]:
        """Read who is in a user group, those deactivated left out; nobody where the group is gone."""

    def is_member(self, slack_user_id: str) -> bool:
        """Tell whether somebody is a member of the workspace in good standing."""


class StaffNews(Protocol):
    """Tells staff of their own roles. What passes raises BusyError."""

    def tell(self, slack_user_id: str) -> None:
        """Tell somebody what they hold now that it was changed, if they can be written to."""


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """The instant, in UTC."""
