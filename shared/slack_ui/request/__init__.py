"""What a request asks for and where it stands, in words: on its card, where it is decided, and in lists."""

from __future__ import annotations

from shared.slack_ui.request.agreement import request_state
from shared.slack_ui.request.description import request_blocks
from shared.slack_ui.request.title import request_title

__all__ = ["request_blocks", "request_state", "request_title"]
