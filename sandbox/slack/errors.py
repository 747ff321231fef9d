"""How the stand-in says no.

SlackError       an error code that Slack would answer with, and Slack's own details
CannotDoError    the person tried what the screen does not offer (a wrong label in a test)
"""

from typing import Any


class SlackError(Exception):
    def __init__(self, code: str, messages: list[str] | None = None, **more: Any) -> None:
        super().__init__(code, *(messages or []))
        self.code = code
        self.messages = messages or []
        self.more = more


class CannotDoError(LookupError):
    pass
