"""A file that somebody had checked: find it again, and have its rows done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.command import ImportLicenses, ImportUsers
from shared.domain.import_kind import ImportKind
from shared.errors import ImportNotFoundError, RequestNotFoundError
from shared.operations.desk import Operation
from shared.operations.reaching import is_request_id
from shared.operations.request import submit_rows

if TYPE_CHECKING:
    from shared.domain.command import ImportRows
    from shared.domain.import_file import ImportFile
    from shared.domain.request import Request
    from shared.domain.staff import Staff
    from shared.operations.desk import Desk

ACTIONS = {ImportKind.USERS: Action.IMPORT_USERS, ImportKind.LICENSES: Action.CHANGE_LICENSES}

_RUN = ".run"


def find_import(desk: Desk, actor: Staff, import_id: str) -> ImportFile:
    """Read a file that the actor had checked, and may still do something with.

    Raises ImportNotFoundError, for another person's too; AccessDeniedError.
    """
    if not is_request_id(import_id):
        raise ImportNotFoundError(import_id=import_id)
    file = desk.imports.file(import_id)
    if file.owner_id != actor.slack_user_id:
        raise ImportNotFoundError(import_id=import_id)
    desk.admit(actor, ACTIONS[file.kind], file.customer_id)
    return file


def run_import(
    desk: Desk,
    actor: Staff,
    import_id: str,
    *,
    all_or_nothing: bool,
    correlation_id: str,
    language: str,
) -> Request:
    """Have the ready rows of a file done, or ask other people to agree to that first.

    A file is done once: whoever asks again gets the request that there is. Raises ImportNotFoundError, also
    where no row is ready; AccessDeniedError, NoApproverError, BusyError.
    """
    file = find_import(desk, actor, import_id)
    if (request := request_of(desk, import_id)) is not None:
        return request
    if not file.ready:
        raise ImportNotFoundError(import_id=import_id)
    command = import_command(file, all_or_nothing=all_or_nothing)
    return submit_rows(desk, command, actor, Operation(run_id(import_id), correlation_id), language)


def import_command(file: ImportFile, *, all_or_nothing: bool) -> ImportRows:
    """Make the command that does the ready rows of a file."""
    kind = ImportUsers if file.kind is ImportKind.USERS else ImportLicenses
    return kind(
        customer_id=file.customer_id,
        import_id=file.id,
        digest=file.digest,
        count=file.ready,
        file_name=file.file_name,
        all_or_nothing=all_or_nothing,
    )


def is_run_id(request_id: str) -> bool:
    """Whether this is the id of a request that does a file's rows."""
    return request_id.endswith(_RUN)


def request_of(desk: Desk, import_id: str) -> Request | None:
    """Find the request that does a file's rows; None where nobody asked for that yet."""
    try:
        return desk.requests.request(run_id(import_id))
    except RequestNotFoundError:
        return None


def run_id(import_id: str) -> str:
    """Tell the id of the request that does a file's rows."""
    return f"{import_id}{_RUN}"
