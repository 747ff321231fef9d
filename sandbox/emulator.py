"""The AWS emulator (ministack) on loopback: starts on a port of its own, keeps its state in a folder."""

import fcntl
import os
import shutil
import signal
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, TextIO

import boto3
from botocore.config import Config

from sandbox.child import Child, ChildError, kill_group
from sandbox.places import LOOPBACK, REGION, ROOT, TOOLS

# Handed on to the emulator, and by it to the functions: how to reach the network, nothing else.
PASSED_ON = (
    "PATH", "LANG", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE",
)  # fmt: skip
NOT_PROXIED = "127.0.0.1,localhost,.localhost"
PATIENCE = 60
NOTE = "emulator.pid"


def environment() -> dict[str, str]:
    """What AWS tools need to speak to the emulator; the caller adds AWS_ENDPOINT_URL."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return kept | {
        "NO_PROXY": NOT_PROXIED,
        "no_proxy": NOT_PROXIED,
        "AWS_ACCESS_KEY_ID": "sandbox",
        "AWS_SECRET_ACCESS_KEY": "sandbox",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


class Emulator:
    def __init__(self, folder: Path, *, keeps_state: bool) -> None:
        self.folder = folder
        self.keeps_state = keeps_state
        self.port = self._port()
        self.url = f"http://{LOOPBACK}:{self.port}"
        self._child: Child | None = None

    @property
    def is_running(self) -> bool:
        return self._child is not None and self._child.is_running

    @property
    def log(self) -> Path:
        return self.folder / "emulator.log"

    def start(self) -> None:
        """Begin; `wait_until_ready` waits for it."""
        work = self.folder / "tmp"
        shutil.rmtree(work, ignore_errors=True)  # unpacked functions of an earlier start
        work.mkdir(parents=True)
        (self.folder / "port").write_text(str(self.port))
        note = (self.folder / NOTE).open("w")
        fcntl.flock(note, fcntl.LOCK_EX)
        self._child = Child(
            [str(TOOLS / "emulator" / "bin" / "python"), "-m", "sandbox.start_emulator"],
            cwd=ROOT,
            env=environment()
            | {
                "HOME": str(work),
                "TMPDIR": str(work),
                "BIND_HOST": LOOPBACK,
                "GATEWAY_PORT": str(self.port),
                "MINISTACK_REGION": REGION,
                "PERSIST_STATE": "1" if self.keeps_state else "0",
                "STATE_DIR": str(self.folder / "state"),
                "S3_PERSIST": "1" if self.keeps_state else "0",
                "S3_DATA_DIR": str(self.folder / "s3"),
                "IOT_MTLS_ENABLED": "0",  # it would listen on a port of its own
                "LAMBDA_WARM_TTL_SECONDS": "86400",
                "LOG_LEVEL": "INFO",
            },
            log=self.log,
            keeps_open=[note.fileno()],
        )
        with note:
            note.write(str(self._child.pid))

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if not self.is_running:
                raise ChildError("The AWS emulator stopped.", self.log)
            if time.monotonic() > deadline:
                raise ChildError(f"The AWS emulator did not start in {PATIENCE} s.", self.log)
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop it and every function it runs. It writes its state down on the way out."""
        if self._child is not None:
            self._child.stop()

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="sandbox",
            aws_secret_access_key="sandbox",  # noqa: S106  (the emulator checks none)
            config=Config(proxies={}, retries={"max_attempts": 2}),
        )

    def _answers(self) -> bool:
        try:
            with opener().open(f"{self.url}/_ministack/health", timeout=2):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def _port(self) -> int:
        """The same port as last time, so that what the state says of itself stays true."""
        remembered = self.folder / "port"
        if self.keeps_state and remembered.exists():
            port = int(remembered.read_text())
            if is_free(port):
                return port
        return free_port()


def opener() -> urllib.request.OpenerDirector:
    """Opens loopback addresses, whatever proxy the machine uses for the rest."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def stop_leftover(folder: Path) -> None:
    """Stops the emulator of a run that was killed before it could stop it.

    The emulator holds the lock on its note as long as it lives, so the pid in it is surely its own.
    """
    with (folder / NOTE).open("a+") as note:
        if _lock(note):
            return
        note.seek(0)
        pid = int(note.read())
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 10
        while not _lock(note) and time.monotonic() < deadline:
            time.sleep(0.1)
        kill_group(pid)


def _lock(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
