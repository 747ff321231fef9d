"""A message: blocks for people, and a text for notifications and screen readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block


@dataclass(frozen=True, slots=True)
class Message:
    """What is answered in a conversation.

    Slack reads ``text`` as mrkdwn, so it holds our own words and nothing that a person typed.
    """

    text: str
    blocks: list[Block]
