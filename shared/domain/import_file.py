"""A file of new users, or of license changes, once it was checked: row by row, and in sum."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeAlias

from shared.domain.import_headings import Column
from shared.domain.license import LicenseChange
from shared.domain.problem import Problem, ProblemCode
from shared.domain.user import DirectoryRole, UserProfile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from shared.domain.import_kind import ImportKind

PART = 100  # rows kept together, and dealt with between two checkpoints
MOST_ROWS = 10_000  # that a deployment may let a file have
DEFAULT_ROWS = 100  # Partner Center's own limit ("Add multiple users to a customer account")
MAXIMUM_CSV_NAME = 50  # characters of each name in a file (the same page)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """A user whom a row asks for."""

    profile: UserProfile
    sku_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserChange:
    """What a row does to the licenses of a user who is there."""

    user_id: str
    display_name: str
    change: LicenseChange


Wish: TypeAlias = NewUser | UserChange


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """A row of a file. ``line`` is where it begins, ``cells`` what it says, as far as that is kept.

    ``problems`` are why it cannot be done, ``remarks`` what to know though it can; their fields are columns.
    ``wish`` is what it asks for, None where nobody can tell. ``is_left_out`` is of a row that says that its
    user was created before, as our own files do. ``turn`` is its place among the rows that are carried out
    together, where that is not the order of the file: a seat has to come back first.
    """

    line: int
    cells: Mapping[Column, str]
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    wish: Wish | None = None
    is_left_out: bool = False
    turn: int = 0

    @property
    def is_ready(self) -> bool:
        """Whether it can be done."""
        return self.wish is not None and not self.problems and not self.is_left_out

    @property
    def is_unchanged(self) -> bool:
        """Whether its user has exactly the licenses that it asks for."""
        return any(each.code is ProblemCode.CHANGES_NOTHING for each in self.remarks)

    @property
    def name(self) -> str:
        """What people call its user, as far as the file or the directory knows."""
        if isinstance(self.wish, UserChange):
            return self.wish.display_name
        return self.cells.get(Column.DISPLAY_NAME, "")

    @property
    def email(self) -> str:
        """The sign-in name, as the file has it."""
        return self.cells.get(Column.EMAIL, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatNeed:
    """What the rows of a file come to for one product: seats used ``before`` and ``after``, of ``total``.

    ``missing`` is how many seats more all the rows would take, those included for which there are none.
    """

    sku_id: str
    total: int
    before: int
    after: int
    missing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFile:
    """A file that was checked. ``id`` is that of the request which did.

    ``usage_location`` is that of all new users whose row names none. ``digest`` is of what its rows ask for:
    who agrees to an import agrees to that. ``refusal`` is why the file as a whole cannot be read; it has no
    rows then. Of ``rows``, so many are ``ready``, ``left_out``, and wrong; ``remarked`` have a remark.
    """

    id: str
    kind: ImportKind
    customer_id: str
    owner_id: str
    file_name: str
    usage_location: str
    checked_at: datetime
    columns: tuple[Column, ...] = ()
    rows: int = 0
    ready: int = 0
    left_out: int = 0
    unchanged: int = 0
    remarked: int = 0
    administrators: int = 0  # among the ready rows: users who are given a permission
    seats: tuple[SeatNeed, ...] = ()
    digest: str = ""
    refusal: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()  # what to know of the file as a whole: columns that are not read

    @property
    def wrong(self) -> int:
        """How many rows cannot be done."""
        return self.rows - self.ready - self.left_out

    @property
    def parts(self) -> int:
        """How many parts of at most a hundred rows there are."""
        return -(-self.rows // PART)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """A file with all its rows."""

    file: ImportFile
    rows: Sequence[ImportRow] = field(repr=False, default=())


def digest_of(rows: Iterable[ImportRow]) -> str:
    """Write what the ready rows of a file ask for in 64 characters; they change with any of it."""
    digest = sha256()
    for row in rows:
        if row.is_ready and row.wish is not None:
            digest.update(json.dumps([row.line, wish_json(row.wish)], ensure_ascii=True).encode())
    return digest.hexdigest()


def wish_json(wish: Wish) -> list[Any]:
    """Write what a row asks for as plain values; the same wish is always the same."""
    if isinstance(wish, UserChange):
        change = wish.change
        return ["change", wish.user_id, wish.display_name, sorted(change.assign), sorted(change.remove)]
    profile = wish.profile
    return [
        "create",
        profile.first_name,
        profile.last_name,
        profile.display_name,
        profile.user_name,
        profile.domain,
        profile.usage_location,
        sorted(role.value for role in profile.directory_roles),
        sorted(wish.sku_ids),
    ]


def to_wish(held: Sequence[Any]) -> Wish:
    """Read what ``wish_json`` wrote."""
    if held[0] == "change":
        _, user_id, display_name, assign, remove = held
        change = LicenseChange(assign=dict.fromkeys(assign), remove=frozenset(remove))
        return UserChange(user_id=user_id, display_name=display_name, change=change)
    _, first_name, last_name, display_name, user_name, domain, usage_location, roles, sku_ids = held
    profile = UserProfile(
        first_name=first_name,
        last_name=last_name,
        display_name=display_name,
        user_name=user_name,
        domain=domain,
        usage_location=usage_location,
        directory_roles=frozenset(DirectoryRole(each) for each in roles),
    )
    return NewUser(profile=profile, sku_ids=frozenset(sku_ids))
