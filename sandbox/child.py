"""A program that the sandbox starts and stops: its own process group, its own log, no orphans."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path


class ChildError(Exception):
    """A program did not do what it was started for. The end of its log says why."""

    def __init__(self, what: str, log: Path, lines: int = 25) -> None:
        tail = log.read_text(errors="replace").splitlines()[-lines:] if log.exists() else []
        super().__init__("\n".join([f"{what} The end of {log}:", *(f"  {line}" for line in tail)]))


class Child:
    def __init__(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        log: Path,
        cwd: Path | None = None,
        keeps_open: Sequence[int] = (),
    ) -> None:
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            # A session of its own: Ctrl-C in the terminal reaches us alone, and we stop the group.
            self._process = subprocess.Popen(
                command,
                cwd=cwd,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=keeps_open,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def wait(self) -> int:
        return self._process.wait()

    def stop(self, patience: float = 15) -> None:
        """Ask it to end, wait, then end whatever is left of its process group."""
        if self.is_running:
            self._process.terminate()  # the leader alone: it saves its state and ends its own children
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
        kill_group(self.pid)
        self._process.wait()


def kill_group(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def run(command: Sequence[str], *, env: Mapping[str, str], log: Path, cwd: Path, failure: str) -> None:
    """Run to the end; on failure raise with the end of the log."""
    child = Child(command, env=env, log=log, cwd=cwd)
    try:
        code = child.wait()
    finally:
        child.stop()
    if code != 0:
        raise ChildError(failure, log)
