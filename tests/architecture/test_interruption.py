"""A run that is asked to end, by Ctrl-C or as a CI that gives up does, leaves nothing running."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from sandbox.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.dynamodb_local

PATIENCE = 60  # seconds, on a busy machine
SLEEPER = """
import time

def test_that_sleeps_while_an_engine_runs(dynamodb_local):
    with open({ready!r}, "w") as ready:
        ready.write(dynamodb_local)
    time.sleep(600)
"""


def wait_until(is_so: Callable[[], bool]) -> bool:
    """Look ten times a second whether something is so: nobody tells."""
    give_up_at = time.monotonic() + PATIENCE
    while not is_so() and time.monotonic() < give_up_at:
        time.sleep(0.1)
    return is_so()


def answers(url: str) -> bool:
    address = urlsplit(url)
    try:
        socket.create_connection((address.hostname, address.port or 0), 1).close()
    except OSError:
        return False
    return True


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("workers", "asked"), [(0, signal.SIGINT), (1, signal.SIGTERM)], ids=["ctrl-c-alone", "sigterm-xdist"]
)
def test_an_interrupted_run_leaves_no_engine_behind(
    tmp_path: Path, dynamodb_local: str, workers: int, asked: signal.Signals
) -> None:
    ready, sleeper = tmp_path / "ready", tmp_path / "test_sleeper.py"
    sleeper.write_text(SLEEPER.format(ready=str(ready)), encoding="utf-8")
    run = subprocess.Popen(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider"),
            *("-n", str(workers), "--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml"), str(sleeper)),
        ],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert wait_until(lambda: bool(run.poll() is not None or (ready.exists() and ready.stat().st_size)))
        assert run.poll() is None, run.communicate()[0]
        url = ready.read_text(encoding="utf-8")
        assert answers(url)
        run.send_signal(asked)
        output, _ = run.communicate(timeout=PATIENCE)
    finally:
        run.kill()
        run.communicate()
    assert run.returncode == pytest.ExitCode.INTERRUPTED, output
    assert wait_until(lambda: not answers(url)), "the engine goes on"
