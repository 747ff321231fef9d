"""Programs that a test starts: none is left when the test ends, times out, or is killed itself.

    python -m tests.store.children MODULE ARGUMENT…

runs a module that dies with whoever started it.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sandbox.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PR_SET_PDEATHSIG = 1  # prctl(2) of Linux
_running: set[subprocess.Popen[str]] = set()


def die_with(parent: int) -> None:
    """Have Linux kill this process when its parent is gone. Who is forked from it has to ask anew."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it went before we asked


@contextmanager
def running(command: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    """Run a command until the block ends; what it says is to be read from ``stdout``."""
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as child:
        _running.add(child)
        try:
            yield child
        finally:
            child.kill()
            _running.discard(child)


def output_of(command: Sequence[str]) -> str:
    """Run a command to its end, which must be a good one; return what it said."""
    with running(command) as child:
        said, _ = child.communicate()
    assert child.returncode == 0, said[-3000:]
    return said


@contextmanager
def side_by_side(count: int) -> Iterator[ThreadPoolExecutor]:
    """Make threads that run commands. A test that times out in the block waits for none of these."""
    with ThreadPoolExecutor(count) as threads:
        try:
            yield threads
        except BaseException:
            for child in tuple(_running):
                child.kill()
            raise


if __name__ == "__main__":
    die_with(os.getppid())
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
