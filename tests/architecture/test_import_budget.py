"""A cold start pays for every import of the Slack function; this is what it may import."""

import json
import os
import subprocess
import sys

import pytest

from sandbox.places import ROOT

# Each line is a cost that was looked at. boto3, botocore and what they need come with the runtime.
ALLOWED = {
    "aws_lambda_powertools",
    "boto3",
    "botocore",
    "certifi",  # botocore looks whether it is there
    "dateutil",
    "functions",
    "jmespath",
    "pynamodb",
    "s3transfer",
    "shared",
    "six",
    "slack_bolt",
    "slack_sdk",
    "typing_extensions",
    "urllib3",
}
SETTINGS = {
    "DIRECTORY_TABLE": "directory",
    "WORKFLOW_TABLE": "workflow",
    "AUDIT_TABLE": "audit",
    "SLACK_SECRET_ID": "slack",
    "SLACK_TEAM_ID": "T0SANDBOX",
    "SLACK_APP_ID": "A0SANDBOX",
    "BOOTSTRAP_ADMIN": "U0GLOBAL01",
    "SLACK_API_URL": "https://slack.com/api/",
}
PROGRAM = """
import json, sys
before = set(sys.modules)
import functions.slack.app
print(json.dumps(sorted(set(sys.modules) - before)))
"""


@pytest.fixture(scope="module")
def imported() -> list[str]:
    """The modules that a fresh interpreter has loaded once the handler is there."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, **SETTINGS},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    modules: list[str] = json.loads(done.stdout)
    return modules


def test_the_slack_function_imports_only_what_it_may(imported: list[str]) -> None:
    packages = {name.partition(".")[0] for name in imported}
    outside = {n for n in packages if n not in sys.stdlib_module_names and not n.startswith("_")}
    assert sorted(outside - ALLOWED) == []


@pytest.mark.parametrize(
    "heavy",
    [
        "pydantic",
        "aws_xray_sdk",
        "aws_lambda_powertools.utilities.parser",
        "aws_lambda_powertools.utilities.idempotency",
        "aws_lambda_powertools.event_handler",
        "slack_bolt.adapter.aws_lambda",
        "slack_sdk.socket_mode",
        "aiohttp",
        "sandbox",
    ],
)
def test_the_slack_function_leaves_out(heavy: str, imported: list[str]) -> None:
    assert [name for name in imported if name == heavy or name.startswith(f"{heavy}.")] == []
