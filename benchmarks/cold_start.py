"""Cold start: a process from its start to its first signed command answered, over a ten-line Bolt app.

Both are started in turn, read one item from DynamoDB Local and ask the same stand-in Slack. Ours fetches
its secret too, from a server that answers at once; the other has it in its environment.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from benchmarks.budget import Measured
from sandbox import dynamodb_local
from sandbox.slack.delivery.lambda_event import function_url_event
from sandbox.slack.delivery.send import FORM, signed_headers
from sandbox.slack.server import serve
from sandbox.slack.workspace import Workspace
from tests.tables import create_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sandbox.slack.app_facts import AppFacts

ROUNDS = 15
BUDGET = 1.15

OURS = """
import json, sys
from dataclasses import dataclass
from functions.slack.app import handler
@dataclass
class Context:
    aws_request_id: str = "cold"
print(handler(json.load(sys.stdin), Context())["statusCode"])
"""

TEN_LINES = """
import json, os, sys
import boto3
from slack_bolt import App
from slack_bolt.adapter.aws_lambda import SlackRequestHandler
from slack_sdk import WebClient
app = App(client=WebClient(os.environ["BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]),
          signing_secret=os.environ["SIGNING_SECRET"], token_verification_enabled=False,
          process_before_response=True)
table = boto3.client("dynamodb")
@app.command("/partner")
def partner(ack, command):
    key = {"pk": {"S": "STAFF"}, "sk": {"S": "MEMBER#" + command["user_id"]}}
    table.get_item(TableName=os.environ["WORKFLOW_TABLE"], Key=key)
    ack("hello")
context = type("Context", (), {"function_name": "cold", "invoked_function_arn": "arn"})
print(SlackRequestHandler(app).handle(json.load(sys.stdin), context)["statusCode"])
"""


def measure() -> Iterator[Measured]:
    if reason := dynamodb_local.missing():
        print(f"cold start: not measured. {reason}")
        return
    workspace = Workspace()
    with ExitStack() as running:
        folder = Path(running.enter_context(TemporaryDirectory()))
        url = running.enter_context(dynamodb_local.running(folder))
        slack = running.enter_context(serve(workspace))
        secrets = running.enter_context(_secrets_manager(workspace.facts))
        environment = _environment(workspace.facts, slack, url, secrets)
        yield _compared(workspace.facts, environment)


@contextmanager
def _secrets_manager(facts: AppFacts) -> Iterator[str]:
    held = {"signing_secret": facts.signing_secret, "bot_token": facts.bot_token}
    answer = json.dumps({"Name": "slack", "SecretString": json.dumps(held)}).encode()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _environment(facts: AppFacts, slack: str, dynamodb: str, secrets: str) -> Mapping[str, str]:
    names = create_tables(dynamodb)
    return {
        **os.environ,
        "PYTHONPATH": ".",
        "AWS_ENDPOINT_URL_DYNAMODB": dynamodb,
        "AWS_ENDPOINT_URL_SECRETS_MANAGER": secrets,
        "DIRECTORY_TABLE": names.directory,
        "WORKFLOW_TABLE": names.workflow,
        "AUDIT_TABLE": names.audit,
        "SLACK_SECRET_ID": "slack",
        "SLACK_TEAM_ID": facts.team_id,
        "SLACK_APP_ID": facts.app_id,
        "BOOTSTRAP_ADMIN": "U0GLOBAL01",
        "CREDENTIAL_KEY_ID": "alias/credentials",
        "SLACK_API_URL": f"{slack}/api/",
        "BOT_TOKEN": facts.bot_token,
        "SIGNING_SECRET": facts.signing_secret,
    }


def _compared(facts: AppFacts, environment: Mapping[str, str]) -> Measured:
    spent: dict[str, list[float]] = {OURS: [], TEN_LINES: []}
    for number in range(ROUNDS + 1):
        for program, times in spent.items():
            seconds = _started(program, facts, environment)
            if number:  # the first of each fills the disk's cache
                times.append(seconds * 1000)
    ours, ten_lines = (statistics.median(times) for times in spent.values())
    figure = f"{ours:.0f} ms, ten lines {ten_lines:.0f} ms"
    compared = f"median of {ROUNDS}, /partner whoami over a ten-line Bolt app with one GetItem"
    return Measured("cold start", figure, ours / ten_lines, BUDGET, compared)


def _started(program: str, facts: AppFacts, environment: Mapping[str, str]) -> float:
    fields = {
        "team_id": facts.team_id,
        "api_app_id": facts.app_id,
        "user_id": "U0GLOBAL01",
        "command": facts.command,
        "text": "whoami",
        "trigger_id": "1.2.3",
        "response_url": "https://hooks.slack.com/x",
    }
    body = urlencode(fields)
    event = function_url_event("/slack/events", signed_headers(facts, body, FORM, time.time()), body)
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(event),
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - started
    if done.returncode or done.stdout.split()[-1] != "200":
        raise RuntimeError(done.stdout + done.stderr)
    return seconds
