"""The file whose rows a request does, read for showing it to whoever decides."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.import_file import NewUser
from shared.domain.import_headings import Column
from shared.errors import ImportNotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.command import ImportRows
    from shared.domain.import_file import ImportFile, ImportRow
    from shared.operations.desk import Desk

ROWS_NAMED = 20  # of the ready rows, and of those that make administrators


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSubject:
    """A file with the first rows that are to be done, and the first that make administrators.

    ``locations`` are the usage locations of the new users, by code, the most frequent first. ``is_changed``
    says that these rows are not those that were asked for: nothing would be done.
    """

    file: ImportFile
    first: Sequence[ImportRow]
    administrators: Sequence[ImportRow] = ()
    locations: Sequence[str] = ()
    is_changed: bool = False


def import_subject(desk: Desk, command: ImportRows) -> ImportSubject | None:
    """Read the file of a request, as far as it has to be read; None where it is forgotten."""
    try:
        file = desk.imports.file(command.import_id)
    except ImportNotFoundError:
        return None
    is_foreign = file.customer_id != command.customer_id
    if is_foreign or file.digest != command.digest:
        return ImportSubject(file=file, first=(), is_changed=True)
    has_locations = Column.USAGE_LOCATION in file.columns
    first: list[ImportRow] = []
    administrators: list[ImportRow] = []
    locations: Counter[str] = Counter()
    for row in desk.imports.all_rows(file.id):
        if not row.is_ready:
            continue
        if len(first) < ROWS_NAMED:
            first.append(row)
        if isinstance(row.wish, NewUser):
            locations[row.wish.profile.usage_location] += 1
            if row.wish.profile.directory_roles and len(administrators) < ROWS_NAMED:
                administrators.append(row)
        are_named = len(administrators) == min(file.administrators, ROWS_NAMED)
        if not has_locations and are_named and len(first) == ROWS_NAMED:
            break
    return ImportSubject(
        file=file,
        first=first,
        administrators=administrators,
        locations=[code for code, _ in locations.most_common()],
    )
