"""`make run`, as a person uses it: it becomes ready, says when it cannot, and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sandbox.deploy import Stack
from sandbox.emulator import free_port
from sandbox.places import LOOPBACK, ROOT
from sandbox.seed import desk_of
from sandbox.subscriptions import products
from shared.domain.command import ChangeLicenses
from shared.domain.license import LicenseChange
from shared.domain.request import Request, RequestState
from shared.domain.staff import bootstrap_admin
from shared.domain.user import Everyone
from shared.operations.desk import Operation
from shared.operations.request import submit_many

pytestmark = pytest.mark.stack


@contextmanager
def running(state: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox.run"],
        cwd=ROOT,
        env={**os.environ, "SANDBOX_STATE": str(state), "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def lines_until_ready(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if line.startswith("ready"):
            break
    return lines


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def processes_that_name(folder: Path) -> list[str]:
    """The running programs with this folder in their command line: the functions' workers have."""
    commands = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            commands.append(entry.read_text().replace("\0", " "))
    return [command for command in commands if str(folder) in command]


def change_of_everyone(folder: Path) -> Request:
    """Take a product from everyone at Contoso, as the form does; the worker has it then."""
    desk = desk_of(Stack(**json.loads((folder / "deployed.json").read_text())["stack"]))
    [contoso] = desk.directory.find_customers("contoso", 2)
    visio = products()["VISIOONLINE_PLAN1"].sku_id
    command = ChangeLicenses(
        customer_id=contoso.id, users=Everyone(), change=LicenseChange(remove=frozenset({visio}))
    )
    filed = submit_many(desk, command, bootstrap_admin("U0GLOBAL01"), Operation("click", "click"), "en")
    assert isinstance(filed, Request)
    deadline = time.monotonic() + 60
    while not filed.is_finished and time.monotonic() < deadline:
        time.sleep(0.2)
        filed = desk.requests.request(filed.id)
    return filed


@pytest.mark.timeout(240)
def test_it_becomes_ready_twice_and_leaves_nothing_behind(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as first:
        lines = lines_until_ready(first)
        assert lines[-1] == f"ready http://127.0.0.1:{port}"
        assert listens(port)
        assert processes_that_name(tmp_path) or not Path("/proc/self").exists()
        gateway = int((tmp_path / "port").read_text())
        first.send_signal(signal.SIGINT)
        assert first.wait(30) == 0
    assert not listens(port)
    assert not listens(gateway)
    assert processes_that_name(tmp_path) == []

    with running(tmp_path, port) as second:
        lines = lines_until_ready(second)
        assert lines[-1] == f"ready http://127.0.0.1:{port}"
        assert not any("building" in line for line in lines)  # nothing changed, so nothing is built
        # The stream goes on where it was, so the worker hears of new requests.
        assert change_of_everyone(tmp_path).state is RequestState.DONE


def test_a_busy_port_is_named_with_the_remedy(tmp_path: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with running(tmp_path, port) as process:
            output, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert f"Port {port} is in use" in output
    assert f"make run PORT={port + 1}" in output


def test_a_port_that_is_no_number_is_refused(tmp_path: Path) -> None:
    with running(tmp_path, 70_000) as process:
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "PORT must be a number" in output
