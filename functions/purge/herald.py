"""Sends notices to channels, each once: it is claimed, posted, and given back where that fails.

The names of a customer's users are for nobody else, so a channel is looked at before anything is posted. One
that cannot be written to keeps no other from theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from slack_sdk.errors import SlackApiError

from shared.errors import BusyError
from shared.gateways.slack_messages import refusal_code
from shared.i18n.translator import translator
from shared.runtime.logging import where
from shared.slack_ui.messages.notice import notice as notice_message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shared.gateways.slack_messages import SlackMessages
    from shared.operations.foresight import Notice
    from shared.runtime.wiring import Wiring

Said = TypeVar("Said")

KEPT = timedelta(days=2)  # that a notice was sent; its id has the day
INTERVAL = 1.0  # seconds between two messages to one channel: Slack takes no more

# What comes of the channel, and is for people to mend. Every other refusal is a fault of ours.
_THEIRS = frozenset({"channel_not_found", "is_archived", "not_in_channel", "restricted_action"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeReport:
    """How many notices were sent; were refused by their channel; and failed, or are left for want of time."""

    sent: int = 0
    refused: int = 0
    failed: int = 0

    def plus(self, other: NoticeReport) -> NoticeReport:
        """Add what another notice came to."""
        return NoticeReport(
            sent=self.sent + other.sent,
            refused=self.refused + other.refused,
            failed=self.failed + other.failed,
        )


class _SharedChannelError(Exception):
    """People of another company read this channel."""


class Herald:
    """Sends the notices of one tick. ``has_time`` for so many seconds is asked before each, and each wait."""

    def __init__(
        self,
        wiring: Wiring,
        messages: SlackMessages,
        has_time: Callable[[float], bool],
        *,
        now: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._notices = wiring.notices
        self._settings = wiring.settings
        self._log = wiring.log
        self._messages = messages
        self._has_time = has_time
        self._now = now
        self._sleep = sleep
        self._free_at: dict[str, float] = {}
        self._shared: dict[str, bool] = {}

    def tell(self, due: Iterable[Notice]) -> NoticeReport:
        """Send what was not sent yet. Raises BusyError where nobody knows what is due, or was sent."""
        report = NoticeReport()
        for notice in due:
            channel_id = notice.customer.profile.notice_channel or self._settings.notice_channel
            if not channel_id:
                continue
            if not self._has_time(0):
                report = report.plus(NoticeReport(failed=1))
            elif self._notices.claim(notice.id, notice.now + KEPT):
                report = report.plus(self._told(notice, channel_id))
        return report

    def _told(self, notice: Notice, channel_id: str) -> NoticeReport:
        facts: dict[str, Any] = {"notice_id": notice.id, "channel_id": channel_id}
        try:
            self._post(notice, channel_id)
        except _SharedChannelError:
            self._log.warning("not told: people of another company read the channel", **facts)
            report = NoticeReport(refused=1)
        except SlackApiError as refusal:
            code = refusal_code(refusal)
            note = self._log.warning if code in _THEIRS else self._log.error
            note("not told: the channel cannot be written to", error=code, **facts)
            report = NoticeReport(refused=1)
        except BusyError as busy:
            self._log.warning("not told, to be tried again", cause=busy.facts, **facts)
            report = NoticeReport(failed=1)
        except Exception as error:  # noqa: BLE001  logged; one notice must not stop the others
            self._log.error("not told", error=type(error).__qualname__, where=where(error), **facts)
            report = NoticeReport(failed=1)
        else:
            return NoticeReport(sent=1)
        self._notices.release(notice.id)
        return report

    def _post(self, notice: Notice, channel_id: str) -> None:
        if channel_id not in self._shared:
            self._shared[channel_id] = self._insist(partial(self._messages.is_shared, channel_id))
        if self._shared[channel_id]:
            raise _SharedChannelError
        self._sleep(max(0.0, self._free_at.get(channel_id, 0.0) - self._now()))
        message = notice_message(translator(self._settings.notice_language), notice)
        self._insist(partial(self._messages.post, channel_id, message.text, message.blocks))
        self._free_at[channel_id] = self._now() + INTERVAL

    def _insist(self, say: Callable[[], Said]) -> Said:
        """Say something, and again when Slack says how long to wait and there is time. Raises BusyError."""
        while True:
            try:
                return say()
            except BusyError as busy:
                wait = busy.facts.get("retry_after")
                if not isinstance(wait, int | float) or not self._has_time(wait):
                    raise
                self._sleep(wait)
