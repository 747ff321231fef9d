"""Check a file before anything of it is done: all its rows, by the rules and by the directory.

Nothing is written. Everything wrong is told at once, by row and column.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.domain.import_columns import ImportedLine, read_import
from shared.domain.import_file import PART, CheckedFile, ImportFile, NewUser, UserChange, digest_of
from shared.domain.import_kind import ImportKind
from shared.domain.import_merging import with_one_row_a_user
from shared.errors import InvalidInputError
from shared.operations.import_license_lines import check_license_lines
from shared.operations.import_seats import with_seats
from shared.operations.import_user_lines import check_user_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.command import CheckFile
    from shared.domain.import_file import ImportRow
    from shared.domain.staff import Staff
    from shared.operations.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What somebody gave to be checked, and when."""

    import_id: str
    command: CheckFile
    owner: Staff
    at: datetime


def check_file(desk: Desk, upload: Upload, content: bytes) -> CheckedFile:
    """Check a file's content. What it cannot be read for at all is in ``refusal``.

    Raises AccessDeniedError, CustomerNotFoundError, BusyError.
    """
    command = upload.command
    desk.admit(upload.owner, command.action, command.customer_id)
    file = blank_file(upload)
    try:
        table = read_import(content, command.kind, desk.import_limit)
    except InvalidInputError as error:
        return CheckedFile(file=replace(file, refusal=error.problems))
    lines = with_one_row_a_user(table.lines, command.kind)
    return checked(desk, upload.owner, replace(file, columns=table.columns, notes=table.notes), lines)


def blank_file(upload: Upload) -> ImportFile:
    """Make what is known of a file before it is read."""
    command = upload.command
    return ImportFile(
        id=upload.import_id,
        kind=command.kind,
        customer_id=command.customer_id,
        owner_id=upload.owner.slack_user_id,
        file_name=command.file_name,
        usage_location=command.usage_location,
        checked_at=upload.at,
    )


def no_longer_ready(desk: Desk, owner: Staff, before: CheckedFile) -> list[ImportRow]:
    """List the rows that were ready and are not any more, against the directory as it is now.

    Without a problem are those that are about somebody else by now, of the same name.
    """
    ready = [row for row in before.rows if row.is_ready]
    lines = [ImportedLine(line=row.line, cells=row.cells) for row in ready]
    parts = [place // PART for place, row in enumerate(before.rows) if row.is_ready]
    now = checked(desk, owner, before.file, lines, parts).rows
    return [after for row, after in zip(ready, now, strict=True) if not _is_still(row, after)]


def _is_still(before: ImportRow, after: ImportRow) -> bool:
    """Whether a row can be done as it was to be: to the same user."""
    if isinstance(before.wish, UserChange) and isinstance(after.wish, UserChange):
        return after.is_ready and after.wish.user_id == before.wish.user_id
    return after.is_ready


def checked(
    desk: Desk,
    owner: Staff,
    file: ImportFile,
    lines: Sequence[ImportedLine],
    parts: Sequence[int] | None = None,
) -> CheckedFile:
    """Check lines that were read, in one go: what they ask for, and the sum of it.

    ``parts`` tells of each line the part of the file that it is carried out with, where these are not all.
    """
    subscriptions = {each.id: each for each in desk.directory.subscriptions(file.customer_id)}
    if file.kind is ImportKind.USERS:
        drafts = check_user_lines(desk, owner, file, subscriptions, lines)
    else:
        drafts = check_license_lines(desk, file, subscriptions, lines)
    rows, seats = with_seats(drafts, subscriptions, parts or [place // PART for place in range(len(lines))])
    ready = [row for row in rows if row.is_ready]
    administrators = [
        row for row in ready if isinstance(row.wish, NewUser) and row.wish.profile.directory_roles
    ]
    summed = replace(
        file,
        rows=len(rows),
        ready=len(ready),
        left_out=sum(row.is_left_out for row in rows),
        unchanged=sum(row.is_unchanged for row in ready),
        remarked=sum(bool(row.remarks) for row in ready),
        administrators=len(administrators),
        seats=seats,
        digest=digest_of(rows),
    )
    return CheckedFile(file=summed, rows=rows)
