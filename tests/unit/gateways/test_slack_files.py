"""Files from Slack: whole, in time, and the token seen by nobody else."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from slack_sdk import WebClient

from shared.domain.problem import ProblemCode
from shared.errors import BusyError, InvalidInputError
from shared.gateways import slack_files
from shared.gateways.slack_files import SlackFiles


@dataclass
class StandIn:
    """Answers ``files.info`` and the file's address as a test says; keeps what it was asked."""

    url: str = ""
    info: dict[str, object] = field(default_factory=dict)
    page: bytes = b""  # instead of the description: what a proxy before Slack answers
    info_status: int = 200
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    content: bytes = b'{"items": []}'
    pause: float = 0
    seen: list[tuple[str, str | None]] = field(default_factory=list)

    def describes(self, **facts: object) -> None:
        self.info = {"ok": True, "file": {"id": "F1", "size": len(self.content), **facts}}


@pytest.fixture
def slack() -> Iterator[StandIn]:
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            stand_in.seen.append((self.path, self.headers.get("Authorization")))
            self.send_response(stand_in.status)
            for name, value in stand_in.headers.items():
                self.send_header(name, value)
            self.end_headers()
            for start in range(0, len(stand_in.content), 64 * 1024):
                time.sleep(stand_in.pause)
                self.wfile.write(stand_in.content[start : start + 64 * 1024])

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(stand_in.info_status)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(stand_in.page or json.dumps(stand_in.info).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that left is the test
    Thread(target=server.serve_forever, daemon=True).start()
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    stand_in.describes(url_private=f"{stand_in.url}/files-pri/F1/list.json")
    yield stand_in
    server.shutdown()
    server.server_close()


def files(slack: StandIn, timeout: int = 2) -> SlackFiles:
    return SlackFiles(WebClient("xoxb-secret", base_url=f"{slack.url}/api/", timeout=timeout))


def refusal(slack: StandIn) -> tuple[str, ProblemCode]:
    with pytest.raises(InvalidInputError) as caught:
        files(slack).read("F1")
    (problem,) = caught.value.problems
    return problem.field, problem.code


def test_a_file_is_read_whole_with_the_apps_token(slack: StandIn) -> None:
    slack.content = b"\xef\xbb\xbf" + b"x" * 200_000
    slack.describes(url_private=f"{slack.url}/files-pri/F1/list.json")
    assert files(slack).read("F1") == slack.content
    assert slack.seen == [("/files-pri/F1/list.json", "Bearer xoxb-secret")]


@pytest.mark.parametrize("size", [10 * 1024 * 1024 + 1, 5])
def test_a_file_beyond_ten_megabytes_is_refused_whatever_its_size_is_said_to_be(
    slack: StandIn, size: int
) -> None:
    slack.content = b"x" * (10 * 1024 * 1024 + 1)
    slack.describes(url_private=f"{slack.url}/files-pri/F1/list.json", size=size)
    assert refusal(slack) == ("file", ProblemCode.FILE_TOO_LARGE)


@pytest.mark.parametrize("error", ["file_not_found", "file_deleted", "access_denied"])
def test_a_file_that_is_gone_is_said_at_the_field(slack: StandIn, error: str) -> None:
    slack.info = {"ok": False, "error": error}
    assert refusal(slack) == ("file", ProblemCode.FILE_UNREADABLE)


@pytest.mark.promise(15)
@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/F1",
        "http://files.slack.com/F1",
        "https://files.slack.com@evil.example/F1",
        "https://files.slack.com.evil.example/F1",
        "https://files.slack.com:8443/F1",
        "file:///etc/passwd",
        "",
    ],
)
def test_the_token_goes_to_no_other_server_than_slacks(slack: StandIn, address: str) -> None:
    slack.describes(url_private=address)
    client = WebClient("xoxb-secret", base_url=f"{slack.url}/api/")
    from_slack = SlackFiles(client)
    from_slack._origin = slack_files.SLACK_FILES
    with pytest.raises(InvalidInputError):
        from_slack.read("F1")
    with pytest.raises(InvalidInputError):
        SlackFiles(client).read("F1")
    assert slack.seen == []


def test_against_slacks_own_api_only_its_file_server_is_asked() -> None:
    assert SlackFiles(WebClient("xoxb-secret"))._origin == ("https", "files.slack.com")


@pytest.mark.promise(15)
def test_a_redirection_is_not_followed_with_the_token(slack: StandIn) -> None:
    slack.status, slack.headers = 302, {"location": f"{slack.url}/elsewhere"}
    assert refusal(slack) == ("file", ProblemCode.FILE_UNREADABLE)
    assert [path for path, _ in slack.seen] == ["/files-pri/F1/list.json"]


def test_the_page_that_asks_to_sign_in_is_not_taken_for_the_file(slack: StandIn) -> None:
    slack.headers, slack.content = {"content-type": "text/html; charset=utf-8"}, b"<!DOCTYPE html>"
    assert refusal(slack) == ("file", ProblemCode.FILE_UNREADABLE)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_asks_to_wait_is_busy(slack: StandIn, status: int) -> None:
    slack.status = status
    with pytest.raises(BusyError):
        files(slack).read("F1")


@pytest.mark.parametrize(("status", "error"), [(429, "ratelimited"), (200, "internal_error"), (503, "down")])
def test_slack_asking_to_wait_is_busy(slack: StandIn, status: int, error: str) -> None:
    slack.info_status, slack.info = status, {"ok": False, "error": error}
    with pytest.raises(BusyError):
        files(slack).read("F1")


@pytest.mark.parametrize("page", [b"<html>502 Bad Gateway</html>", "<p>Délai dépassé</p>".encode("cp1252")])
def test_a_page_of_html_instead_of_the_description_is_busy(slack: StandIn, page: bytes) -> None:
    slack.info_status, slack.page = 502, page
    with pytest.raises(BusyError):
        files(slack).read("F1")


def test_a_file_that_breaks_off_is_busy(slack: StandIn) -> None:
    slack.headers["content-length"] = "100"
    with pytest.raises(BusyError):
        files(slack).read("F1")


def test_a_file_that_does_not_come_in_time_is_busy(slack: StandIn) -> None:
    slack.content, slack.pause = b"x" * 640 * 1024, 0.3
    began = time.monotonic()
    with pytest.raises(BusyError):
        files(slack, timeout=1).read("F1")
    assert time.monotonic() - began < 2


def test_nobody_there_is_busy() -> None:
    with pytest.raises(BusyError):
        SlackFiles(WebClient("xoxb-secret", base_url="http://127.0.0.1:1/api/", timeout=1)).read("F1")
