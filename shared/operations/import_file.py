"""A file that somebody had checked: find it again, and have its rows done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.action import Action
from shared.domain.command import ImportLicenses, ImportUsers
from shared.domain.import_kind import ImportKind
from shared.errors import ImportNotFoundError, RequestNotFoundError
from shared.operations.asking import prospects_for
from shared.operations.desk import Operation
from shared.operations.reaching import is_request_id
from shared.operations.request import submit_rows
from shared.operations.side_by_side import side_by_side
from shared.policy.decide import Verdict

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
    customer_id: str = "",
) -> Request:
    """Have the ready rows of a file done, or ask other people to agree to that first.

    ``customer_id`` is whose file it was said to be: who could agree is then read beside it.
    A file is done once: whoever asks again gets the request that there is. Raises ImportNotFoundError, also
    where no row is ready; AccessDeniedError, NoApproverError, BusyError.
    """
    file, request, known = side_by_side(
        lambda: find_import(desk, actor, import_id),
        lambda: request_of(desk, import_id),
        lambda: prospects_for(desk, customer_id) if _asks(desk, actor, customer_id) else None,
    )
    if request is not None:
        return request
    if not file.ready or customer_id not in {"", file.customer_id}:
        raise ImportNotFoundError(import_id=import_id)
    command = import_command(file, all_or_nothing=all_or_nothing)
    return submit_rows(desk, command, actor, Operation(run_id(import_id), correlation_id), language, known)


def _asks(desk: Desk, actor: Staff, customer_id: str) -> bool:
    """Whether others have to agree to what somebody has done to a customer from files."""
    decisions = (
        [desk.decide(actor, action, customer_id) for action in ACTIONS.values()] if customer_id else []
    )
    return any(each.verdict is Verdict.APPROVAL for each in decisions)


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


def import_id_of(request_id: str) -> str:
    """Tell the id of the file whose rows a request does, from the request's own."""
    return request_id.removesuffix(_RUN)


def run_id(import_id: str) -> str:
    """Tell the id of the request that does a file's rows."""
    return f"{import_id}{_RUN}"
