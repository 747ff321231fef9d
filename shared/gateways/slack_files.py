"""Files that people put into a form: Slack keeps them, and gives them to the app's token alone."""

from __future__ import annotations

from http.client import HTTPException
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from slack_sdk.errors import SlackApiError

from shared.domain.problem import Problem, ProblemCode
from shared.errors import BusyError, InvalidInputError

if TYPE_CHECKING:
    from http.client import HTTPResponse

    from slack_sdk import WebClient

MAXIMUM_BYTES = 10 * 1024 * 1024  # what a file input of Slack's takes at most
SLACK_FILES = ("https", "files.slack.com")

_CHUNK = 64 * 1024
_GONE = {"file_not_found", "file_deleted", "access_denied"}
_PASSING = {"ratelimited", "internal_error", "fatal_error", "request_timeout", "service_unavailable"}
_BUSY = {429, *range(500, 600)}


class SlackFiles:
    """Implements ``ports.Files``. Asks and reads within the client's timeout, both together.

    The token goes to Slack's own file server and nowhere else, redirections included. Where the client
    speaks to another server than Slack's, that one has the files too.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client
        api = urlsplit(client.base_url)
        is_slack = api.hostname == "slack.com"
        self._origin = SLACK_FILES if is_slack else (api.scheme, api.netloc)

    def read(self, file_id: str) -> bytes:
        """Read a file whole, of at most 10 MB. Raises InvalidInputError on field ``file``, BusyError."""
        deadline = monotonic() + self._client.timeout
        file = self._describe(file_id)
        if file.get("size", 0) > MAXIMUM_BYTES:
            raise _too_large()
        url = str(file.get("url_private_download") or file.get("url_private") or "")
        parts = urlsplit(url)
        if (parts.scheme, parts.netloc) != self._origin:
            raise _unreadable()  # kept outside of Slack
        request = Request(url, headers={"Authorization": f"Bearer {self._client.token}"})  # noqa: S310  checked
        try:
            with _OPENER.open(request, timeout=_left(deadline)) as response:
                return _content(response, file, deadline)
        except HTTPError as error:
            with error:
                if error.code in _BUSY:
                    raise BusyError(file_id=file_id, status=error.code) from None
                raise _unreadable() from None
        except (OSError, HTTPException) as error:  # urllib's own, time-outs and broken connections
            raise BusyError(file_id=file_id) from error

    def _describe(self, file_id: str) -> dict[str, Any]:
        try:
            answer = self._client.files_info(file=file_id)
        except SlackApiError as error:
            refusal = error.response.get("error")
            if refusal in _GONE:
                raise _unreadable() from None
            if refusal in _PASSING or getattr(error.response, "status_code", None) in _BUSY:
                raise BusyError(file_id=file_id, error=refusal) from None
            raise
        except (OSError, HTTPException, UnicodeDecodeError) as error:  # no answer, or one in no encoding
            raise BusyError(file_id=file_id) from error
        return dict(answer["file"])


class _StayHere(HTTPRedirectHandler):
    """A redirection would take the token along: it is an answer without the file."""

    def redirect_request(self, *_args: object) -> None:
        return None


_OPENER = build_opener(_StayHere)


def _content(response: HTTPResponse, file: dict[str, Any], deadline: float) -> bytes:
    content_type = response.headers.get_content_type()
    if content_type == "text/html" and file.get("mimetype") != content_type:
        raise _unreadable()  # the page that asks a person to sign in
    content = bytearray()
    while chunk := response.read(_CHUNK):
        content += chunk
        if len(content) > MAXIMUM_BYTES:
            raise _too_large()
        _left(deadline)
    if response.length:  # read in pieces, http.client takes a connection that breaks off for the end
        raise ConnectionError
    return bytes(content)


def _left(deadline: float) -> float:
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _too_large() -> InvalidInputError:
    limit = MAXIMUM_BYTES // (1024 * 1024)
    return InvalidInputError([Problem("file", ProblemCode.FILE_TOO_LARGE, {"limit": limit})])


def _unreadable() -> InvalidInputError:
    return InvalidInputError([Problem("file", ProblemCode.FILE_UNREADABLE)])
