"""What Partner Desk writes of its own accord: to people, in their direct message with it, and to channels.

``chat.postMessage`` takes a person's id for that conversation and opens it; its answer names the
conversation (``D…``), which is the only thing that ``chat.update`` and file uploads take.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import HTTPError

from slack_sdk.errors import SlackApiError, SlackRequestError

from shared.domain.request import Card
from shared.errors import BusyError, UploadRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from slack_sdk import WebClient
    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View

STALE_VIEW = {"hash_conflict", "not_found", "view_not_found"}  # closed or redrawn meanwhile: nothing to do
SERVER_ERROR = 500
TOO_MANY_REQUESTS = 429
_PASSING_STATUS = {408, 425, TOO_MANY_REQUESTS}

# Of the errors that the methods' pages list, those that time heals.
_PASSING = frozenset(
    {
        "external_channel_migrating",
        "fatal_error",
        "internal_error",
        "message_limit_exceeded",
        "ratelimited",
        "rate_limited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
        "update_failed",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file to be sent. ``title`` is shown as it is, ``name`` is what it is saved as."""

    name: str
    title: str
    content: bytes = field(repr=False)


class SlackMessages:
    """Writes as the bot.

    Every verb raises BusyError for what passes, with ``retry_after`` in seconds where Slack says how long
    that takes; and SlackApiError for what Slack refuses, such as a person who is gone.
    """

    def __init__(self, client: WebClient) -> None:
        """Take a client without retry handlers: a message sent again is there twice."""
        self._client = client

    def post(self, conversation_id: str, text: str, blocks: Sequence[Block]) -> Card:
        """Write to a person, or to a channel that the app is in.

        Slack reads ``text`` as markup: our own words alone.
        """
        with busy_when_it_passes():
            said = self._client.chat_postMessage(channel=conversation_id, text=text, blocks=blocks)
        return Card(channel_id=said["channel"], message_ts=said["ts"])

    def is_shared(self, channel_id: str) -> bool:
        """Tell whether people of another company read a channel, or are invited to."""
        with busy_when_it_passes():
            channel = self._client.conversations_info(channel=channel_id)["channel"]
        return bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"))

    def edit(self, card: Card, text: str, blocks: Sequence[Block]) -> None:
        """Put something else in the place of a message."""
        with busy_when_it_passes():
            self._client.chat_update(channel=card.channel_id, ts=card.message_ts, text=text, blocks=blocks)

    def delete(self, card: Card) -> None:
        """Take a message back."""
        with busy_when_it_passes():
            self._client.chat_delete(channel=card.channel_id, ts=card.message_ts)

    def redraw(self, view_id: str, view: View) -> bool:
        """Put another modal in the place of one that is open; False if it was closed meanwhile."""
        try:
            with busy_when_it_passes():
                self._client.views_update(view_id=view_id, view=view)
        except SlackApiError as refusal:
            if refusal_code(refusal) in STALE_VIEW:
                return False
            raise
        return True

    def share(self, card: Card, files: Sequence[Attachment], comment: str) -> None:
        """Send files, in one message, to the conversation of a card. ``comment`` is markup too.

        Raises UploadRefusedError for what Slack refuses, at whichever step of the upload.
        """
        uploads = [{"filename": each.name, "title": each.title, "content": each.content} for each in files]
        try:
            with busy_when_it_passes(), _refused_by_the_server_for_uploads():
                self._client.files_upload_v2(
                    channel=card.channel_id, file_uploads=uploads, initial_comment=comment
                )
        except SlackApiError as refusal:
            raise UploadRefusedError(refusal_code(refusal)) from None


def refusal_code(error: SlackApiError) -> str:
    """Name what Slack refused for: its code, or the status where a proxy answered in its place."""
    code = str(error.response.get("error") or "")
    return code if code.isidentifier() else f"status {error.response.status_code}"


def passes(error: SlackApiError) -> bool:
    """Tell whether Slack may well take the same call in a moment."""
    status = error.response.status_code
    return status == TOO_MANY_REQUESTS or status >= SERVER_ERROR or refusal_code(error) in _PASSING


@contextmanager
def _refused_by_the_server_for_uploads() -> Iterator[None]:
    """Raise what a status of that server means: it speaks HTTP alone, and the SDK lets its errors through."""
    try:
        yield
    except HTTPError as error:
        with error:
            code, headers = error.code, dict(error.headers)
        if code >= SERVER_ERROR or code in _PASSING_STATUS:
            raise BusyError(cause=f"status {code}", retry_after=_retry_after(headers)) from None
        raise UploadRefusedError(f"status {code}") from None


@contextmanager
def busy_when_it_passes() -> Iterator[None]:
    """Raise BusyError for what time heals; what Slack refuses is raised as it is.

    A server error is one whatever its body: a proxy before Slack answers 502 with a page of HTML.
    """
    try:
        yield
    except SlackApiError as error:
        if not passes(error):
            raise
        wait = _retry_after(error.response.headers)
        raise BusyError(cause=refusal_code(error), retry_after=wait) from error
    except (SlackRequestError, OSError, HTTPException, UnicodeDecodeError) as error:
        # No answer, an upload that failed, or a page in another encoding than it says.
        raise BusyError(cause=type(error).__name__) from error


def _retry_after(headers: dict[str, str]) -> float | None:
    """Read the seconds to wait; None for a date, or no header. Slack itself sends ``1.5`` now and then."""
    asked = next((value.strip() for name, value in headers.items() if name.lower() == "retry-after"), "")
    return float(asked) if asked.replace(".", "", 1).isdecimal() else None
