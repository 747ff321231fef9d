"""Channels, direct messages and what was said in them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.slack.errors import SlackError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Block = dict[str, Any]

DEFAULT_CHANNEL = "C0PARTNER1"
NOTICE_CHANNEL = "C0NOTICES1"
APPROVALS_CHANNEL = "C0APPROVE1"
PAYLOAD_CHANNEL = "C0PAYLOAD1"  # a name that readers of forms have stumbled over
PURE_SLACKBOT = "USLACKBOT"


@dataclass(slots=True)
class Channel:
    """A channel, or with `with_user` the direct message between that person and the app.

    Everyone is in a channel without `members`; a private one has some. `has_app` is whether it was invited.
    """

    id: str
    name: str
    with_user: str | None = None
    is_ext_shared: bool = False
    is_pending_ext_shared: bool = False
    is_archived: bool = False
    members: list[str] | None = None
    has_app: bool = True

    @property
    def is_private(self) -> bool:
        return self.members is not None

    def is_seen_by(self, user_id: str) -> bool:
        return self.with_user in (None, user_id) and (self.members is None or user_id in self.members)


@dataclass(slots=True)
class Message:
    """One message. With `visible_to` it is ephemeral: only that person sees it."""

    ts: str
    channel_id: str
    author: str
    text: str
    blocks: list[Block] = field(default_factory=list)
    visible_to: str | None = None
    thread_ts: str | None = None
    edited_ts: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    file_ids: list[str] = field(default_factory=list)

    @property
    def is_ephemeral(self) -> bool:
        return self.visible_to is not None


class Conversations:
    def __init__(self, clock: Callable[[], float], staff: Iterable[str] = ()) -> None:
        """The team's channel, shared with another company; another one, and two private ones of the staff."""
        self._clock = clock
        self._last_ts = 0
        self.channels: dict[str, Channel] = {}
        self.messages: list[Message] = []
        self.add_channel(Channel(DEFAULT_CHANNEL, "partner-desk", is_ext_shared=True))
        self.add_channel(Channel(PAYLOAD_CHANNEL, "payload-team"))
        self.add_channel(Channel(NOTICE_CHANNEL, "customer-notices", members=list(staff)))
        self.add_channel(Channel(APPROVALS_CHANNEL, "approvals", members=list(staff)))

    def add_channel(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        return channel

    def channel(self, channel_id: str) -> Channel:
        try:
            return self.channels[channel_id]
        except KeyError:
            raise SlackError("channel_not_found") from None

    def direct_message(self, user_id: str) -> Channel:
        """The one conversation between this person and the app; the same id each time."""
        for channel in self.channels.values():
            if channel.with_user == user_id:
                return channel
        return self.add_channel(Channel(f"D{user_id[1:]}", "directmessage", with_user=user_id))

    def offered_to(self, user_id: str, wanted: dict[str, Any]) -> list[Channel]:
        """The channels that a select with this filter offers somebody; direct messages are left out."""
        kinds = wanted.get("include", ["private", "public"])
        return [
            channel
            for channel in self.channels.values()
            if channel.with_user is None
            and channel.is_seen_by(user_id)
            and not channel.is_archived
            and ("private" if channel.is_private else "public") in kinds
            and not (channel.is_ext_shared and wanted.get("exclude_external_shared_channels"))
        ]

    def next_ts(self) -> str:
        """A timestamp that no message has: Slack's messages are named by them."""
        self._last_ts = max(self._last_ts + 1, int(self._clock() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def post(self, message: Message) -> Message:
        self.messages.append(message)
        return message

    def find(self, channel_id: str, ts: str) -> Message | None:
        return next((m for m in self.messages if m.channel_id == channel_id and m.ts == ts), None)

    def remove(self, message: Message) -> None:
        self.messages.remove(message)

    def seen_by(self, user_id: str, channel_id: str | None = None) -> list[Message]:
        """What this person sees: every channel, their own direct message, their own ephemerals."""
        mine = {c.id for c in self.channels.values() if c.is_seen_by(user_id)}
        return [
            m
            for m in self.messages
            if m.channel_id in mine and m.visible_to in (None, user_id) and channel_id in (None, m.channel_id)
        ]

    def shows(self, user_id: str, file_id: str) -> bool:
        """Whether this person sees a message with that file."""
        return any(file_id in message.file_ids for message in self.seen_by(user_id))

    def dump(self) -> dict[str, Any]:
        return {
            "channels": [asdict(c) for c in self.channels.values()],
            "messages": [asdict(m) for m in self.messages],
        }

    def load(self, channels: Iterable[dict[str, Any]], messages: Iterable[dict[str, Any]]) -> None:
        for channel in channels:
            self.add_channel(Channel(**channel))
        self.messages = [Message(**m) for m in messages]
