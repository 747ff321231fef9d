"""The arguments of a call, however they were sent: form, JSON or query string."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sandbox.slack.errors import SlackError

if TYPE_CHECKING:
    from starlette.requests import Request

Arguments = dict[str, Any]


async def arguments_of(request: Request) -> Arguments:
    arguments: Arguments = dict(request.query_params)
    kind = request.headers.get("content-type", "").split(";")[0].strip()
    if kind == "application/json":
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        return arguments | body
    form = (await request.body()).decode("utf-8", errors="replace")
    return arguments | dict(parse_qsl(form, keep_blank_values=True))


def token_of(request: Request, arguments: Arguments) -> str | None:
    """The token of the Authorization header, or the `token` argument."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token
    return str(arguments["token"]) if arguments.get("token") else None


def required(arguments: Arguments, name: str, error: str = "invalid_arguments") -> str:
    value = arguments.get(name)
    if not value:
        pointer = f"[ERROR] missing required field: {name}"
        raise SlackError(error, [pointer] if error == "invalid_arguments" else None)
    return str(value)


def is_true(value: object) -> bool:
    return value is True or str(value).lower() in {"1", "true"}


def decoded(arguments: Arguments, name: str, error: str) -> Any:
    """An argument that is JSON inside a form, or already an object inside JSON."""
    value = arguments.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise SlackError(error) from None


def readable(arguments: Arguments) -> Arguments:
    """The arguments for whoever looks at `calls`: views and blocks as objects, not as JSON."""

    def read(name: str, value: Any) -> Any:
        if name not in {"view", "blocks", "metadata"} or not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            return value

    return {name: read(name, value) for name, value in arguments.items()}
