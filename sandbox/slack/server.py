"""The stand-in as a server on this machine: Web API, response URLs, files and the page."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware

from sandbox.slack.loopback import LoopbackOnly
from sandbox.slack.page_api import page_routes
from sandbox.slack.web_api import web_api_routes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandbox.slack.workspace import Workspace

STARTS_WITHIN = 10.0


def create_app(workspace: Workspace, is_closing: Callable[[], bool] = lambda: False) -> Starlette:
    """Everything the stand-in serves. It acts as anyone, so only this machine may talk to it."""
    return Starlette(
        routes=[*web_api_routes(workspace), *page_routes(workspace, is_closing)],
        middleware=[Middleware(LoopbackOnly)],
    )


@contextlib.contextmanager
def serve(workspace: Workspace, port: int = 0) -> Iterator[str]:
    """The stand-in runs at the yielded address until the block ends. Port 0 takes a free one."""
    listening = socket.create_server(("127.0.0.1", port))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    workspace.base_url = address
    closing = threading.Event()
    config = uvicorn.Config(
        create_app(workspace, closing.is_set),
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listening]}, name="slack-stand-in", daemon=True
    )
    thread.start()
    try:
        _wait_until_started(server, thread)
        yield address
    finally:
        closing.set()
        server.should_exit = True
        thread.join(timeout=STARTS_WITHIN)
        listening.close()


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the stand-in for Slack did not start")
        time.sleep(0.005)
