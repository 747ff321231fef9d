"""A cold start pays for every import of a function; this is what each may import."""

import json
import os
import subprocess
import sys
from functools import cache

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
    "CREDENTIAL_KEY_ID": "alias/credentials",
    "SLACK_API_URL": "https://slack.com/api/",
}
PROGRAM = """
import importlib, json, sys
before = set(sys.modules)
importlib.import_module(sys.argv[1])
print(json.dumps(sorted(set(sys.modules) - before)))
"""
FUNCTIONS = ["slack", "worker", "purge", "sweep"]


@cache
def imported(function: str) -> list[str]:
    """The modules that a fresh interpreter has loaded once the handler is there."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, f"functions.{function}.app"],
        cwd=ROOT,
        env={**os.environ, **SETTINGS},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    modules: list[str] = json.loads(done.stdout)
    return modules


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_imports_only_what_it_may(function: str) -> None:
    packages = {name.partition(".")[0] for name in imported(function)}
    outside = {n for n in packages if n not in sys.stdlib_module_names and not n.startswith("_")}
    assert sorted(outside - ALLOWED) == []


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    "heavy",
    [
        "pydantic",
        "aws_xray_sdk",
        "aws_lambda_powertools.utilities.parser",
        "aws_lambda_powertools.utilities.idempotency",
        "aws_lambda_powertools.utilities.batch",
        "aws_lambda_powertools.event_handler",
        "slack_bolt.adapter.aws_lambda",
        "slack_sdk.socket_mode",
        "aiohttp",
        "sandbox",
    ],
)
def test_a_function_leaves_out(heavy: str, function: str) -> None:
    assert [name for name in imported(function) if name == heavy or name.startswith(f"{heavy}.")] == []


@pytest.mark.parametrize("function", ["worker", "purge", "sweep"])
def test_what_works_by_itself_knows_no_bolt(function: str) -> None:
    assert [name for name in imported(function) if name.startswith("slack_bolt")] == []
