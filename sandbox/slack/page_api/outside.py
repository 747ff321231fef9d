"""Behind the app's own links: the page passes on what a browser asks, for no name server knows the app."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from sandbox.slack.delivery import Answer
from sandbox.slack.delivery.carriers import Request as Passed
from sandbox.slack.loopback import OUTSIDE

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.slack.workspace import Workspace

FUNCTION_URL = re.compile(r"https://[a-z0-9-]+\.lambda-url\.[a-z0-9-]+\.on\.aws/(?P<path>.*)")
PATIENCE = 30.0  # seconds: nobody signs this off after three
PASSED_ON = ("content-type", "accept-language", "user-agent")
NOT_PASSED_BACK = {"connection", "content-length", "date", "keep-alive", "server", "transfer-encoding"}


def outside_route(workspace: Workspace) -> Route:
    async def pass_on(request: Request) -> Response:
        passed = Passed(
            body=(await request.body()).decode("utf-8", errors="replace"),
            headers={name: request.headers[name] for name in PASSED_ON if name in request.headers},
            path=f"/{request.path_params['path']}",
            method=request.method,
        )
        try:
            answer = await run_in_threadpool(workspace.delivery.carrier.carry, passed, PATIENCE)
        except TimeoutError:
            answer = Answer(504)
        headers = {name: value for name, value in answer.headers.items() if name not in NOT_PASSED_BACK}
        return Response(answer.body.encode(), answer.status, headers)

    return Route(OUTSIDE + "{path:path}", pass_on, methods=["GET", "HEAD", "POST"])


def reachable(workspace: Workspace, part: Any) -> Any:
    """The blocks, with the app's own links leading here."""
    if isinstance(part, list):
        return [reachable(workspace, item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        name: _here(workspace, value)
        if name == "url" and isinstance(value, str)
        else reachable(workspace, value)
        for name, value in part.items()
    }


def _here(workspace: Workspace, url: str) -> str:
    own = FUNCTION_URL.fullmatch(url)  # there is one app here, so any function's address is its own
    return f"{workspace.base_url}{OUTSIDE}{own['path']}" if own else url
