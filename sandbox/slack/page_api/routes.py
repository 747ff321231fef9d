"""The page, its data and its stream of changes."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.slack.errors import CannotDoError, SlackError
from sandbox.slack.page_api.deeds import DEEDS
from sandbox.slack.page_api.outside import outside_route
from sandbox.slack.page_api.screen import everyone, screen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request

    from sandbox.slack.workspace import Workspace

PAGE = Path(__file__).parent.parent / "page"
LOOKS_EVERY = 0.1
SAYS_IT_LIVES_EVERY = 150


def page_routes(workspace: Workspace, is_closing: Callable[[], bool]) -> list[BaseRoute]:
    async def index(_: Request) -> Response:
        return FileResponse(PAGE / "index.html")

    async def people(_: Request) -> Response:
        return JSONResponse(everyone(workspace))

    async def look(request: Request) -> Response:
        user_id = request.path_params["user"]
        try:
            return JSONResponse(await run_in_threadpool(screen, workspace, user_id))
        except SlackError as unknown:
            return JSONResponse({"error": unknown.code}, 404)

    async def do(request: Request) -> Response:
        return await _do(workspace, request)

    async def file(request: Request) -> Response:
        return _file(workspace, request)

    async def changes(_: Request) -> Response:
        stream = _changes(workspace, is_closing)
        return StreamingResponse(stream, media_type="text/event-stream")

    return [
        Route("/", index),
        Route("/screen", people),
        Route("/screen/{user}", look),
        Route("/screen/{user}/changes", changes),
        Route("/screen/{user}/files/{file}", file),
        Route("/screen/{user}/{deed}", do, methods=["POST"]),
        outside_route(workspace),
        Mount("/page", StaticFiles(directory=PAGE)),
    ]


async def _do(workspace: Workspace, request: Request) -> Response:
    """One deed. The header is what another site's form cannot send."""
    deed = DEEDS.get(request.path_params["deed"])
    if deed is None or "x-sandbox" not in request.headers:
        return JSONResponse({"error": "unknown deed"}, 404)
    try:
        told: dict[str, Any] = await request.json()
        person = workspace.person(request.path_params["user"])
        return JSONResponse(await run_in_threadpool(deed, workspace, person, told))
    except (CannotDoError, SlackError, KeyError, TypeError, ValueError) as refused:
        return JSONResponse({"error": str(refused)}, 400)


def _file(workspace: Workspace, request: Request) -> Response:
    """A file that somebody sees in a message, to be saved."""
    user_id, file_id = request.path_params["user"], request.path_params["file"]
    with workspace.lock:
        file = workspace.files.get(file_id) if workspace.conversations.shows(user_id, file_id) else None
    if file is None:
        return JSONResponse({"error": "file_not_found"}, 404)
    saved_as = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return Response(file.data, media_type=file.media_type, headers={"Content-Disposition": saved_as})


async def _changes(workspace: Workspace, is_closing: Callable[[], bool]) -> AsyncIterator[str]:
    """One line for each time somebody's screen may look different."""
    told, rounds = -1, 0
    while not is_closing():
        rounds += 1
        if workspace.version != told:
            told = workspace.version
            yield f"data: {json.dumps(told)}\n\n"
        elif rounds % SAYS_IT_LIVES_EVERY == 0:
            yield ": still here\n\n"
        await asyncio.sleep(LOOKS_EVERY)
