"""From a Function URL's event to Bolt and back: verify, dispatch, log what happened without what was said.

Links to passwords have a path of their own, and neither Bolt nor the edge sees them.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

from slack_bolt import BoltRequest

from functions.slack.bolt import build_bolt
from functions.slack.edge import Edge, NotFromSlackError, Refusal, read_http
from functions.slack.sheet import SheetLinks
from shared.errors import BusyError

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext
    from slack_bolt import App

    from functions.slack.edge import HttpRequest
    from shared.runtime.wiring import Wiring


class SlackFunction:
    """The Slack function, with everything that it needs from outside."""

    def __init__(self, wiring: Wiring) -> None:
        self._log = wiring.log
        self._click = wiring.click
        self._edge = Edge(wiring.secrets, wiring.settings, wiring.clock)
        self._bolt: App = build_bolt(wiring)
        self._sheets = SheetLinks(wiring)

    def __call__(self, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Answer an event. Raises NotFromSlackError for one that no Function URL could have sent."""
        started = perf_counter()
        try:
            http = read_http(event)
            if self._sheets.are_at(http.path):
                return self._sheets.answer(http, context.aws_request_id)
            with self._click.begun():
                return self._answer(http, context.aws_request_id, started)
        except Refusal as refusal:
            self._log.warning("request refused", reason=refusal.reason, status=refusal.status)
            return _response(refusal.status, refusal.body)
        except BusyError as busy:
            self._log.warning("busy", facts=busy.facts)
            return _response(503, "")
        except NotFromSlackError:
            self._log.error("not a request: the function was invoked by something else")
            raise

    def _answer(self, http: HttpRequest, correlation_id: str, started: float) -> dict[str, Any]:
        """Answer Slack. Raises Refusal, BusyError."""
        request = self._edge.open(http)
        answer = self._bolt.dispatch(
            BoltRequest(
                body=request.payload,
                mode="socket_mode",  # in which Bolt takes a body that was read already
                context={
                    "correlation_id": correlation_id,
                    "base_url": f"https://{http.domain}",
                },
            )
        )
        self._log.info(
            "request answered",
            kind=request.kind,
            status=answer.status,
            milliseconds=round((perf_counter() - started) * 1000),
            correlation_id=correlation_id,
        )
        return _response(answer.status, answer.body, answer.first_headers_without_set_cookie())


def _response(status: int, body: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "statusCode": status,
        "headers": headers or {"content-type": "text/plain;charset=utf-8"},
        "body": body,
        "isBase64Encoded": False,
    }
