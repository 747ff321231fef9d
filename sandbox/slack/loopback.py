"""Only this machine, and only this page: the stand-in acts as anyone it is asked to be."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    b"content-security-policy": CONTENT_POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cache-control": b"no-store",
}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
OUTSIDE = "/outside/"  # the app's own pages: what they allow themselves is the app's to say


class LoopbackOnly:
    """Refuses other hosts (a name rebound to 127.0.0.1) and other origins (any web page)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            host = headers.get("host", "")
            origin = headers.get("origin")
            if urlsplit(f"//{host}").hostname not in LOOPBACK:
                await PlainTextResponse("Unknown host", 421)(scope, receive, send)
                return
            if str(scope["path"]).startswith(OUTSIDE):
                await self._app(scope, receive, send)
                return
            if origin is not None and urlsplit(origin).netloc != host:
                await PlainTextResponse("Unknown origin", 403)(scope, receive, send)
                return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS.items()]
            await send(message)

        await self._app(scope, receive, send_guarded)
