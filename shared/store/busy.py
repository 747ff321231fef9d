"""When the table asks to come back, or does not answer: BusyError, and trying again is safe."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from pynamodb.exceptions import DoesNotExist, PynamoDBException, TransactWriteError

from shared.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Iterator

_COME_BACK = frozenset(
    {
        "InternalServerError",
        "LimitExceededException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingError",
        "ThrottlingException",
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)


@contextmanager
def busy_when_asked_to_come_back() -> Iterator[None]:
    """Raise BusyError for what time will heal; every other error is a fault of ours, and stays itself."""
    try:
        yield
    except PynamoDBException as error:
        if is_passing(error):
            raise BusyError(cause=_code(error) or type(error.cause).__name__) from error
        raise


def is_passing(error: PynamoDBException) -> bool:
    """Tell whether the same request may well succeed in a moment."""
    if isinstance(error, DoesNotExist):
        return False
    if is_unanswered(error):
        return True
    codes = {_code(error)}
    if isinstance(error, TransactWriteError):
        codes |= {reason.code for reason in error.cancellation_reasons if reason}
    return not codes.isdisjoint(_COME_BACK)


def is_unanswered(error: PynamoDBException) -> bool:
    """Tell whether the request may have had its effect all the same: no answer, or a lost one."""
    if isinstance(error.cause, ClientError):
        return _code(error) in {"InternalServerError", "ServiceUnavailable"}
    return error.cause is not None


def is_refused_by_condition(error: PynamoDBException) -> bool:
    """Tell whether what was to be written did not find what its condition asks for."""
    if isinstance(error, TransactWriteError):
        return any(
            reason is not None and reason.code == "ConditionalCheckFailed"
            for reason in error.cancellation_reasons
        )
    return _code(error) == "ConditionalCheckFailedException"


def _code(error: PynamoDBException) -> str | None:
    # pynamodb's own property breaks on a timeout, whose cause has a response that is None.
    return error.cause_response_code if isinstance(error.cause, ClientError) else None
