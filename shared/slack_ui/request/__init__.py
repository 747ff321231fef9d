"""What a request asks for, in words: on its card, in the window where it is decided, and in lists."""

from __future__ import annotations

from shared.slack_ui.request.description import request_blocks
from shared.slack_ui.request.title import request_title

__all__ = ["request_blocks", "request_title"]
