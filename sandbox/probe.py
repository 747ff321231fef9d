"""Asks the deployed function for a sign of life."""

import time
from pathlib import Path

from sandbox.child import ChildError
from sandbox.deploy import Stack
from sandbox.slack.delivery import FunctionUrl, Request

PATIENCE = 30
SERVER_ERROR = 500


def wait_until_it_answers(stack: Stack, log: Path) -> None:
    """An unsigned request must be refused, and a refusal is an answer. It also warms the function."""
    function = FunctionUrl(stack.function_url, stack.function_host)
    knock = Request("{}", {"content-type": "application/json"})
    deadline = time.monotonic() + PATIENCE
    while (answer := function.carry(knock, PATIENCE)).status >= SERVER_ERROR:
        if time.monotonic() > deadline:
            raise ChildError(f"The function fails: {answer.status} {answer.body}", log)
        time.sleep(0.5)
