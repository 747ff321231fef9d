"""A proxy in front of a DynamoDB that throttles, waits and hangs up, as AWS does: microburst."""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from subprocess import DEVNULL, Popen
from typing import TYPE_CHECKING, Any

from sandbox.emulator import free_port
from sandbox.places import LOOPBACK, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Rule = dict[str, Any]
PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Faults:
    """``url`` is where the tables are to be asked for."""

    url: str

    def begin(self, rules: Sequence[Rule]) -> None:
        """Fail as some rules say, and no others, from now on."""
        self._ask("rules", "POST", rules)

    def fired(self) -> list[dict[str, Any]]:
        """List what failed so far, the latest thousands of it."""
        found: list[dict[str, Any]] = self._ask("fired?limit=100000")
        return found

    def _ask(self, what: str, method: str = "GET", content: Any = None) -> Any:
        request = urllib.request.Request(  # noqa: S310  our own, on loopback
            f"{self.url}/_microburst/{what}",
            method=method,
            data=None if content is None else json.dumps(content).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return json.load(answer)


@contextmanager
def faulty(endpoint_url: str) -> Iterator[Faults]:
    """Put the proxy in front of an address."""
    port = free_port()
    program = [sys.executable, "-m", "tests.store.children", "microburst"]
    command = [*program, "--upstream", endpoint_url, "--host", LOOPBACK]
    with Popen(
        [*command, "--port", str(port), "--no-resign"], cwd=ROOT, stdout=DEVNULL, stderr=DEVNULL
    ) as proxy:
        try:
            faults = Faults(f"http://{LOOPBACK}:{port}")
            _wait_for(faults)
            yield faults
        finally:
            proxy.kill()


def _wait_for(faults: Faults) -> None:
    for _ in range(PATIENCE * 10):
        try:
            faults._ask("health")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the proxy does not answer")
