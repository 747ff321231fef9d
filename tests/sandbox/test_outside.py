"""The app's own pages, behind the links that it gives: a browser here gets to them through the page."""

from __future__ import annotations

import urllib.error
import urllib.request
from email.message import Message
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.slack.delivery import InProcess
from sandbox.slack.page_api.outside import reachable
from sandbox.slack.server import serve
from sandbox.slack.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

LINK = "https://abc123.lambda-url.eu-west-1.on.aws/sheet/t0ken"


class App:
    """Answers everything, and keeps what it was asked."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []

    def __call__(self, event: dict[str, Any], _context: object) -> dict[str, Any]:
        self.events.append(event)
        headers = {"content-type": "text/html", "content-security-policy": "default-src 'none'"}
        return {"statusCode": 410, "headers": headers, "body": "\ufeffé"}


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def workspace(app: App) -> Iterator[Workspace]:
    workspace = Workspace(InProcess(app))
    with serve(workspace):
        yield workspace


def ask(url: str, data: bytes | None = None, **headers: str) -> tuple[int, Message, bytes]:
    asked = urllib.request.Request(url, data, headers)  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(asked) as answer:  # noqa: S310 - loopback
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()


def test_a_link_to_the_app_leads_here_and_any_other_stays(workspace: Workspace) -> None:
    blocks = [{"elements": [{"url": LINK}, {"url": "https://example.com/"}, {"text": LINK}]}]

    assert reachable(workspace, blocks) == [
        {
            "elements": [
                {"url": f"{workspace.base_url}/outside/sheet/t0ken"},
                {"url": "https://example.com/"},
                {"text": LINK},
            ]
        }
    ]


def test_what_the_app_answers_comes_back_with_its_own_policy_and_no_other(workspace: Workspace) -> None:
    status, headers, body = ask(f"{workspace.base_url}/outside/sheet/t0ken")

    assert status == 410
    assert headers.get_all("content-security-policy") == ["default-src 'none'"]
    assert body == "\ufeffé".encode()


def test_a_form_of_the_apps_page_is_passed_on_though_its_browser_tells_no_origin(
    app: App, workspace: Workspace
) -> None:
    ask(f"{workspace.base_url}/outside/sheet/t0ken", b"as=csv", Origin="null")

    (event,) = app.events
    assert event["requestContext"]["http"]["method"] == "POST"
    assert event["requestContext"]["http"]["path"] == "/sheet/t0ken"
    assert event["isBase64Encoded"]


def test_another_host_is_refused_there_too(workspace: Workspace) -> None:
    status, _, _ = ask(f"{workspace.base_url}/outside/sheet/t0ken", Host="evil.example")

    assert status == 421
