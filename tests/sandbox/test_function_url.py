"""Requests over HTTP, as they reach a deployed function or an emulator on this machine."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sandbox.slack.app_facts import AppFacts
from sandbox.slack.delivery import Delivery, FunctionUrl


class Echo(BaseHTTPRequestHandler):
    """Answers with the host and the path it was asked for."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/slow":
            time.sleep(0.3)
        body = f"{self.headers['Host']} {self.path}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def echo() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_an_emulator_is_reached_by_its_host_header(echo: str) -> None:
    carrier = FunctionUrl(echo, "abc.lambda-url.eu-west-1.localhost:4566")
    delivered = Delivery(AppFacts(), carrier).form("slash_command", {"text": ""})
    assert delivered.body == "abc.lambda-url.eu-west-1.localhost:4566 /slack/events"


def test_waiting_ends_after_slacks_patience(echo: str) -> None:
    delivery = Delivery(AppFacts(), FunctionUrl(f"{echo}/slow"), patience=0.05)
    delivered = delivery.form("slash_command", {"text": ""})
    assert delivered.answer is None
    assert delivered.what_went_wrong.startswith("no answer in")


def test_nobody_there_is_a_failed_delivery() -> None:
    delivered = Delivery(AppFacts(), FunctionUrl("http://127.0.0.1:9")).form("slash_command", {})
    assert not delivered.is_ok
    assert "unreachable" in delivered.what_went_wrong


def test_the_same_thing_can_come_again_as_a_retry(echo: str) -> None:
    delivery = Delivery(AppFacts(), FunctionUrl(echo))
    first = delivery.form("slash_command", {"text": "add"})
    second = delivery.again(first)
    assert second.request.body == first.request.body
    assert second.request.headers["X-Slack-Retry-Num"] == "1"
    assert [each.kind for each in delivery.delivered] == ["slash_command"] * 2
