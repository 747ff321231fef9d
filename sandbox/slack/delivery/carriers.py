"""The two ways a request reaches the app: over HTTP, or straight into a Lambda handler."""

from __future__ import annotations

import http.client
import logging
import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from sandbox.slack.delivery.lambda_event import LambdaContext, answer_fields, function_url_event

logger = logging.getLogger(__name__)

Handler = Callable[[dict[str, Any], Any], Any]


ENDPOINT = "/slack/events"


@dataclass(frozen=True, slots=True)
class Request:
    """What Slack sends to the endpoint; with a path of its own, what anybody's browser sends elsewhere."""

    body: str
    headers: Mapping[str, str]
    path: str = ""
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    failure: BaseException | None = None


class Carrier(Protocol):
    def carry(self, request: Request, patience: float) -> Answer:
        """The app's answer; raises TimeoutError when it takes longer than `patience` seconds."""


class FunctionUrl:
    """A Lambda Function URL. An emulator on this machine is reached with its `Host` header."""

    def __init__(self, url: str, host_header: str | None = None) -> None:
        parts = urlsplit(url)
        self._is_https = parts.scheme == "https"
        self._address = parts.netloc
        self._prefix = parts.path.rstrip("/")
        self._host_header = host_header

    def carry(self, request: Request, patience: float) -> Answer:
        kind = http.client.HTTPSConnection if self._is_https else http.client.HTTPConnection
        connection = kind(self._address, timeout=patience)
        headers = {"Host": self._host_header or self._address, **request.headers}
        # A path in the address names the whole endpoint, as in Slack's settings.
        path = request.path or self._prefix or ENDPOINT
        try:
            connection.request(request.method, path, request.body.encode(), headers)
            response = connection.getresponse()
            body = response.read().decode("utf-8", errors="replace")
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, body)
        except TimeoutError:
            raise
        except (OSError, http.client.HTTPException) as unreachable:
            return Answer(502, {}, f"unreachable: {unreachable}", unreachable)
        finally:
            connection.close()


class InProcess:
    """A Lambda handler called with the event that a Function URL would make of the request."""

    def __init__(self, handler: Handler, context: object | None = None) -> None:
        self._handler = handler
        self._context = context

    def carry(self, request: Request, patience: float) -> Answer:
        done: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        path = request.path or ENDPOINT
        event = function_url_event(path, request.headers, request.body, method=request.method)
        context = self._context or LambdaContext()

        def run() -> None:
            try:
                done.put(Answer(*answer_fields(self._handler(event, context))))
            except Exception as failure:
                logger.exception("The handler raised")
                done.put(Answer(502, {}, "Internal Server Error", failure))

        threading.Thread(target=run, name="lambda", daemon=True).start()
        try:
            return done.get(timeout=patience)
        except queue.Empty:
            raise TimeoutError(f"no answer in {patience} seconds") from None
