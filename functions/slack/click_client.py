"""Slack's own client, with the time that is left of a click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.http_retry import ConnectionErrorRetryHandler, FixedValueRetryIntervalCalculator

if TYPE_CHECKING:
    from slack_sdk.http_retry import RetryHandler
    from slack_sdk.web import SlackResponse

    from shared.gateways.click_time import ClickTime

PAUSE_SECONDS = 0.05  # before a call that broke off is made again; the SDK's own is up to a second and a half


class Reconnect(ConnectionErrorRetryHandler):
    """Makes a call that broke off once more, but not one that took its whole timeout."""

    def __init__(self) -> None:
        super().__init__(1, FixedValueRetryIntervalCalculator(PAUSE_SECONDS))

    def _can_retry(self, *, error: Exception | None = None, **facts: Any) -> bool:
        return not _is_timeout(error) and super()._can_retry(error=error, **facts)


class ClickClient(WebClient):
    """Asks the click for each call's timeout, and tells it of a call that was not answered in time."""

    def __init__(self, click: ClickTime, *, token: str | None = None, base_url: str) -> None:
        self._click = click
        handlers: list[RetryHandler] = [Reconnect()]
        super().__init__(token=token, base_url=base_url, retry_handlers=handlers)

    @property
    def timeout(self) -> Any:
        """Seconds for the call that is made now. Raises TimeoutError where no time is left."""
        return self._click.for_slack()

    @timeout.setter
    def timeout(self, _seconds: Any) -> None:
        """Leave what the SDK sets when it makes a client: the click decides."""

    def api_call(self, api_method: str, **facts: Any) -> SlackResponse:
        """Call a method of the Web API."""
        try:
            return super().api_call(api_method, **facts)
        except (URLError, TimeoutError) as error:
            if _is_timeout(error):
                self._click.hangs()
            raise


def _is_timeout(error: Exception | None) -> bool:
    return isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError)
