"""What AWS answers a gateway, said in its place where botocore sends the request."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class _Body(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def let_it_answer(client: Any, code: str, status: int, message: str = "as the test says") -> list[str]:
    """Answer each call with an error. Returns a list that grows by the address of each request sent."""
    asked: list[str] = []

    def answer(request: Any, **_: Any) -> AWSResponse:
        asked.append(request.url)
        headers: Any = {"x-amzn-errortype": code}
        body = _Body(f'{{"__type": "{code}", "message": "{message}"}}'.encode())
        return AWSResponse(request.url, status, headers, body)

    _before_sending(client, answer)
    return asked


def let_it_be_silent(client: Any, error: Callable[..., Exception]) -> list[str]:
    """Let no call be answered, and botocore say so with an error of its own. Returns the same."""
    asked: list[str] = []

    def say_nothing(request: Any, **_: Any) -> None:
        asked.append(request.url)
        raise error(endpoint_url=request.url)

    _before_sending(client, say_nothing)
    return asked


def _before_sending(client: Any, answer: Any) -> None:
    service = client.meta.service_model.service_name
    client.meta.events.register_first(f"before-send.{service}", answer)
