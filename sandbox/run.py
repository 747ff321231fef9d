"""What `make run` does: emulator, stack, seed, stand-in Slack - then waits until told to stop."""

import fcntl
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import NoReturn

from sandbox import page, socket_mode
from sandbox.child import ChildError
from sandbox.deploy import deploy
from sandbox.emulator import Emulator, is_free, stop_leftover
from sandbox.places import LOOPBACK, STATE
from sandbox.probe import wait_until_it_answers
from sandbox.seed import seed
from sandbox.slack.people import PEOPLE
from sandbox.workspace import WorkspaceError, real_workspace, sandbox_workspace

Say = Callable[[str], None]
SENT_MAIL = "/_ministack/ses/messages"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotRunError(Exception):
    """Something on this machine stands in the way. The message says what, and what to do."""


def main() -> int:
    started = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - started:5.1f} s  {what}", flush=True)

    for number in SIGNALS:
        signal.signal(number, _stop)
    try:
        with ExitStack() as running:
            run(os.environ, running, say)
    except KeyboardInterrupt:
        print("stopped", flush=True)
        return 0
    except (CannotRunError, ChildError, WorkspaceError) as error:
        print(error, file=sys.stderr, flush=True)
        return 1


def run(settings: Mapping[str, str], running: ExitStack, say: Say) -> NoReturn:
    """Never returns: ends with KeyboardInterrupt, or with the error that stopped it."""
    port = _port(settings)
    running.enter_context(the_only_one())
    if settings.get("RESET") == "1":
        say("removing what the sandbox kept")
        reset()
    stop_leftover(STATE)
    real = real_workspace(settings, STATE)
    if not real and not is_free(port):
        raise CannotRunError(f"Port {port} is in use. Choose another one: make run PORT={port + 1}")
    workspace = real or sandbox_workspace(port, STATE)

    say("starting the AWS emulator")
    emulator = Emulator(STATE, keeps_state=True)
    running.callback(emulator.stop)
    emulator.start()
    stack = deploy(emulator, workspace.parameters, say=say)
    emulator.client("secretsmanager").put_secret_value(
        SecretId=stack.secret_id, SecretString=json.dumps(workspace.secret)
    )
    say("seeding two customers")
    seed(stack, workspace.bootstrap_admin, () if real else PEOPLE)
    running.enter_context(
        socket_mode.connected(workspace, stack) if real else page.served(workspace, stack, port)
    )
    if workspace.sender_address:
        say(f"e-mail that is sent can be read at {emulator.url}{SENT_MAIL}")
    say("waiting for the first answer")
    wait_until_it_answers(stack, emulator.log)

    where = f"in Slack, workspace {real.name}" if real else f"http://{LOOPBACK}:{port}"
    print(f"ready {where}", flush=True)
    while emulator.is_running:
        time.sleep(0.3)
    raise ChildError("The AWS emulator stopped by itself.", emulator.log)


@contextmanager
def the_only_one() -> Iterator[None]:
    """Two of us in one folder would share one state."""
    STATE.mkdir(exist_ok=True)
    with (STATE / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRunError(
                "Partner Desk already runs from this folder. Stop that one first (Ctrl-C there)."
            ) from None
        yield


def reset() -> None:
    for kept in STATE.iterdir():
        if kept.name == "lock":
            continue
        if kept.is_dir():
            shutil.rmtree(kept)
        else:
            kept.unlink()


def _port(settings: Mapping[str, str]) -> int:
    text = settings.get("PORT") or "8080"
    if not (text.isdecimal() and 0 < int(text) < 65_536):  # noqa: PLR2004
        raise CannotRunError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _stop(_number: int, _frame: FrameType | None) -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C would leave programs behind
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
