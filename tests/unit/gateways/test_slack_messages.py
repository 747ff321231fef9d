"""What Slack's answers to a message mean: to wait, and for how long, or no."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from shared.errors import BusyError
from shared.gateways.slack_messages import busy_when_it_passes


def answered(status: int, error: str, **headers: str) -> SlackApiError:
    response = SlackResponse(
        client=None,
        http_verb="POST",
        api_url="https://slack.com/api/chat.postMessage",
        req_args={},
        data={"ok": False, "error": error},
        headers=headers,
        status_code=status,
    )
    return SlackApiError("refused", response)  # type: ignore[no-untyped-call]  # published without


def busy(error: Exception) -> BusyError:
    with pytest.raises(BusyError) as told, busy_when_it_passes():
        raise error
    return told.value


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("30", 30), ("1.5", 1.5), (" 2 ", 2), ("0", 0), ("Tue, 01 Dec 2026 09:30:00 GMT", None), ("-1", None)],
)
def test_retry_after_is_read_as_seconds_with_or_without_a_fraction(
    written: str, seconds: float | None
) -> None:
    found = busy(answered(429, "ratelimited", **{"retry-after": written}))
    assert found.facts == {"cause": "ratelimited", "retry_after": seconds}


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_with_a_page_of_html_is_busy_and_keeps_nothing_of_it(status: int) -> None:
    error = "Received a response in a non-JSON format: <html><body>Bad Gateway</body></html>"
    assert busy(answered(status, error)).facts == {"cause": f"status {status}", "retry_after": None}


def test_an_answer_in_another_encoding_than_it_says_is_busy() -> None:
    broken = UnicodeDecodeError("utf-8", b"\xe9", 0, 1, "invalid continuation byte")
    assert busy(broken).facts == {"cause": "UnicodeDecodeError"}


def test_what_slack_refuses_is_raised_as_it_is() -> None:
    with pytest.raises(SlackApiError), busy_when_it_passes():
        raise answered(200, "channel_not_found")
