from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from sandbox.slack.server import serve
from sandbox.slack.workspace import Workspace


class Clock:
    """A clock that a test moves by hand; it stands on a Monday morning in February 2026."""

    def __init__(self) -> None:
        self.now = 1_771_232_400.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(clock: Clock) -> Workspace:
    return Workspace(clock=clock)


@pytest.fixture
def address(workspace: Workspace) -> Iterator[str]:
    with serve(workspace) as address:
        yield address


@pytest.fixture
def slack(workspace: Workspace, address: str) -> WebClient:
    return WebClient(token=workspace.facts.bot_token, base_url=f"{address}/api/")
