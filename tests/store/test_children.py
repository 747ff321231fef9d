"""Nothing that a test started is left running when it timed out, or was killed itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from sandbox.places import ROOT
from tests.store.killed_worker import Job, arguments

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 60
ALL = 5  # the proxy, two workers, and a life of each

# A worker that asks a table that is not there, again and again, in two threads; and a proxy before it.
SPINNING = """
import pytest
from tests.store.children import output_of, side_by_side
from tests.store.faults import faulty

@pytest.mark.timeout({timeout})
def test_that_does_not_end():
    with faulty("http://127.0.0.1:9/{mark}"), side_by_side(2) as threads:
        working = [threads.submit(output_of, {command!r}) for _ in range(2)]
        [each.result() for each in working]
"""


def alive(mark: str) -> list[str]:
    """List the programs that have a mark in their command, with the lives that they forked."""
    listed = subprocess.run(["ps", "-Aww", "-o", "command"], capture_output=True, text=True, check=True)  # noqa: S607
    return [line for line in listed.stdout.splitlines() if mark in line]


def wait_until(mark: str, *, at_least: int = 0, at_most: int = 99) -> None:
    until = time.monotonic() + PATIENCE
    while not at_least <= len(alive(mark)) <= at_most:
        assert time.monotonic() < until, alive(mark)
        time.sleep(0.2)


def spinning(tmp_path: Path, mark: str, timeout: int) -> list[str]:
    """Write a test that starts what never ends; return the command that runs it."""
    job = Job(
        endpoint_url="http://127.0.0.1:9",
        directory_table="directory",
        workflow_table="workflow",
        audit_table="audit",
        slack_api_url="http://127.0.0.1:9/api/",
        approvals_channel="",
        bot_token="none",
        first_admin="U0GLOBAL01",
        request_id=mark,
        slice_size=100,
        killed="",
        is_patient=True,
    )
    test = tmp_path / "test_spinning.py"
    test.write_text(SPINNING.format(timeout=timeout, mark=mark, command=arguments(job)))
    return [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={ROOT}", str(test)]


@pytest.mark.timeout(180)
def test_a_test_that_times_out_leaves_nothing_running(tmp_path: Path) -> None:
    mark = uuid4().hex
    command = spinning(tmp_path, mark, timeout=30)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as timed_out:
        wait_until(mark, at_least=ALL)
        said, _ = timed_out.communicate(timeout=2 * PATIENCE)
    assert "Timeout (>30" in said, said[-3000:]
    wait_until(mark, at_most=0)


@pytest.mark.timeout(180)
def test_a_test_that_is_killed_leaves_nothing_running(tmp_path: Path) -> None:
    mark = uuid4().hex
    command = spinning(tmp_path, mark, timeout=170)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as killed:
        try:
            wait_until(mark, at_least=ALL)
        finally:
            os.kill(killed.pid, signal.SIGKILL)
    wait_until(mark, at_most=0)
