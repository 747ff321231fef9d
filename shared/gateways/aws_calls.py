"""What AWS says when a call may well succeed in a moment, and what when it never will."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnectionError

from shared.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Answer = TypeVar("Answer")
PAUSE = 0.05  # seconds
TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500

# Those that come with another status than the two above.
_PASSING = frozenset(
    {
        "RequestThrottled",
        "RequestThrottledException",
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "TooManyRequestsException",
    }
)


def ask_twice(ask: Callable[[], Answer]) -> Answer:
    """Ask AWS, and a moment later once more where it asks to come back. Raises BusyError.

    botocore would wait up to a second, of the three in which Slack wants an answer.
    """
    try:
        with busy_when_it_passes():
            return ask()
    except BusyError:
        time.sleep(PAUSE)
    with busy_when_it_passes():
        return ask()


@contextmanager
def busy_when_it_passes() -> Iterator[None]:
    """Raise BusyError for throttling, faults of the service and lost answers; others stay themselves."""
    try:
        yield
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        code = error_code(error)
        if status >= SERVER_ERROR or status == TOO_MANY_REQUESTS or code in _PASSING:
            raise BusyError(cause=code) from error
        raise
    except (HTTPClientError, NoConnectionError) as error:  # no answer in time, or one that broke off
        raise BusyError(cause=type(error).__name__) from error


def error_code(error: ClientError) -> str:
    """Name what a call was refused for."""
    return str(error.response["Error"]["Code"])
