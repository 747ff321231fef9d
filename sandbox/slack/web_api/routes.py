"""Every method at `/api/<method>`, and the response URLs that interactions carry."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.slack.errors import SlackError
from sandbox.slack.faults import Call, Fault
from sandbox.slack.web_api import channels, chat, files, people, usergroups, views
from sandbox.slack.web_api.arguments import Arguments, arguments_of, readable, token_of
from sandbox.slack.web_api.response_url import answer_response_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from sandbox.slack.workspace import Workspace

METHODS: dict[str, Callable[[Workspace, Arguments], dict[str, Any]]] = {
    "api.test": lambda _, arguments: {"args": arguments},
    "auth.test": people.auth_test,
    "users.info": people.users_info,
    "users.list": people.users_list,
    "usergroups.list": usergroups.usergroups_list,
    "usergroups.users.list": usergroups.usergroups_users_list,
    "conversations.info": channels.conversations_info,
    "conversations.open": people.conversations_open,
    "chat.postMessage": chat.post_message,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.update": chat.update,
    "chat.delete": chat.delete,
    "files.info": files.info,
    "files.getUploadURLExternal": files.get_upload_url,
    "files.completeUploadExternal": files.complete_upload,
    "views.open": views.open_view,
    "views.push": views.push_view,
    "views.update": views.update_view,
    "views.publish": views.publish_view,
}
UPLOAD = "upload"  # what the server for uploads is called among the faults
OK = 200
SCOPES = (
    "channels:read,chat:write,commands,files:read,files:write,groups:read,im:write,usergroups:read,users:read"
)


def web_api_routes(workspace: Workspace) -> list[Route]:
    async def call(request: Request) -> Response:
        return await _call(workspace, request)

    async def respond(request: Request) -> Response:
        return await _respond(workspace, request)

    async def download(request: Request) -> Response:
        return _download(workspace, request)

    async def receive(request: Request) -> Response:
        return await _receive(workspace, request)

    return [
        Route("/api/{method}", call, methods=["GET", "POST"]),
        Route("/commands/{team}/{secret}", respond, methods=["POST"]),
        Route("/actions/{team}/{secret}", respond, methods=["POST"]),
        Route("/files-pri/{team_and_file}/{rest:path}", download, methods=["GET"]),
        Route("/upload/v1/{secret}", receive, methods=["POST"]),
    ]


async def _call(workspace: Workspace, request: Request) -> Response:
    method = request.path_params["method"]
    arguments: Arguments = {}
    token: str | None = None
    fault = workspace.faults.take(method, workspace.clock())
    if fault and fault.delay:
        await asyncio.sleep(fault.delay)
    try:
        arguments = await arguments_of(request)
        token = token_of(request, arguments)
        answer = _refused(fault) or await run_in_threadpool(_run, workspace, method, token, arguments)
    except SlackError as refused:
        answer = _error(refused)
    arguments.pop("token", None)
    with workspace.lock:
        workspace.calls.append(Call(method, readable(arguments), answer, token))
    headers = {"x-oauth-scopes": SCOPES, "x-slack-req-id": f"sandbox-{len(workspace.calls)}"}
    if fault and fault.retry_after is not None:
        headers["Retry-After"] = str(fault.retry_after)
    if fault and fault.page:
        return HTMLResponse(fault.page, fault.status, headers)
    return JSONResponse(answer, fault.status if fault else 200, headers)


def _refused(fault: Fault | None) -> dict[str, Any]:
    return {"ok": False, "error": fault.error} if fault and fault.error else {}


def _run(workspace: Workspace, method: str, token: str | None, arguments: Arguments) -> dict[str, Any]:
    run = METHODS.get(method)
    if run is None:
        raise SlackError("unknown_method", req_method=method)
    if method != "api.test":
        if token is None:
            raise SlackError("not_authed")
        if token != workspace.facts.bot_token:
            raise SlackError("invalid_auth")
    with workspace.lock:
        answer = {"ok": True, **run(workspace, arguments)}
        workspace.changed()
    return answer


def _error(refused: SlackError) -> dict[str, Any]:
    details = {"response_metadata": {"messages": refused.messages}} if refused.messages else {}
    return {"ok": False, "error": refused.code, **refused.more, **details}


async def _respond(workspace: Workspace, request: Request) -> Response:
    fault = workspace.faults.take("response_url", workspace.clock())
    if fault and fault.delay:
        await asyncio.sleep(fault.delay)
    arguments: Arguments = {}
    try:
        arguments = await arguments_of(request)
        answer = _refused(fault)
        if not answer:
            answer_response_url(workspace, request.path_params["secret"], arguments)
            answer = {"ok": True}
    except SlackError as refused:
        answer = _error(refused)
    with workspace.lock:
        workspace.calls.append(Call("response_url", arguments, answer))
    if answer["ok"]:
        return PlainTextResponse("ok")
    gone = answer["error"] in {"no_service", "expired_url", "used_url"}
    status = fault.status if fault and fault.status != 200 else 404 if gone else 400  # noqa: PLR2004
    return PlainTextResponse(answer["error"], status)


def _download(workspace: Workspace, request: Request) -> Response:
    """An uploaded file, for the app alone: without its token Slack shows a sign-in page."""
    file = workspace.files.get(request.path_params["team_and_file"].partition("-")[2])
    if token_of(request, {}) != workspace.facts.bot_token:
        return Response("<!DOCTYPE html><title>Sign in</title>", 200, media_type="text/html")
    if file is None:
        return PlainTextResponse("file_not_found", 404)
    return Response(file.data, media_type=file.media_type)


async def _receive(workspace: Workspace, request: Request) -> Response:
    """The bytes of a file, raw as Slack's own client sends them, to the URL the app was given."""
    data = await request.body()
    fault = workspace.faults.take(UPLOAD, workspace.clock())
    if fault and fault.status != OK:
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        return PlainTextResponse(fault.error or "", fault.status, headers)
    with workspace.lock:
        is_known = workspace.files.receive(request.path_params["secret"], data)
    return PlainTextResponse(f"OK - {len(data)}") if is_known else PlainTextResponse("not found", 404)
