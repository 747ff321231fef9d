"""The rows of a checked file, page by page: for its owner, and for who may see the request that does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.command import ImportLicenses, ImportUsers
from shared.domain.import_file import PART
from shared.errors import ImportNotFoundError
from shared.operations.import_file import find_import, import_id_of, is_run_id
from shared.operations.reaching import find_request, is_request_id
from shared.operations.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.customer import Customer
    from shared.domain.import_file import ImportFile, ImportRow
    from shared.domain.staff import Staff
    from shared.domain.subscription import Subscription
    from shared.operations.desk import Desk, Operation

ROWS_A_PAGE = 20  # divides PART: a page lies within one part


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """Rows of a file, those after the first ``skip``."""

    file: ImportFile
    customer: Customer
    subscriptions: Sequence[Subscription]
    rows: Sequence[ImportRow]
    skip: int


def import_page(desk: Desk, actor: Staff, shown_id: str, skip: int, operation: Operation) -> ImportPage:
    """Read the page on which the row after the first ``skip`` stands; the last one where there is none.

    ``shown_id`` is that of a file, for its owner, or of the request that does its rows, for everybody who may
    see that. Raises ImportNotFoundError, also where the file is another than was agreed to;
    RequestNotFoundError, AccessDeniedError.
    """
    file = _agreed_to(desk, actor, shown_id, operation) if is_run_id(shown_id) else None
    file = file or find_import(desk, actor, shown_id)
    last = max(file.rows - 1, 0)
    skip = min(max(skip, 0), last) // ROWS_A_PAGE * ROWS_A_PAGE
    customer, subscriptions, part = side_by_side(
        lambda: desk.directory.customer(file.customer_id),
        lambda: desk.directory.subscriptions(file.customer_id),
        lambda: desk.imports.rows(file.id, skip // PART),
    )
    rows = part[skip % PART : skip % PART + ROWS_A_PAGE]
    return ImportPage(file=file, customer=customer, subscriptions=subscriptions, rows=rows, skip=skip)


def _agreed_to(desk: Desk, actor: Staff, request_id: str, operation: Operation) -> ImportFile:
    """Read the file that a request does, if it asks for what the request asked for."""
    request, file = side_by_side(
        lambda: find_request(desk, actor, request_id, operation),
        lambda: _file(desk, import_id_of(request_id)),
    )
    command = request.command
    desk.require(actor, Action.VIEW, command.customer_id)
    if not isinstance(command, ImportUsers | ImportLicenses):
        raise ImportNotFoundError(import_id=request_id)
    if file is None or (file.id, file.digest) != (command.import_id, command.digest):
        raise ImportNotFoundError(import_id=request_id)
    return file


def _file(desk: Desk, import_id: str) -> ImportFile | None:
    if not is_request_id(import_id):
        return None
    try:
        return desk.imports.file(import_id)
    except ImportNotFoundError:
        return None
