"""The real template, built and deployed onto an emulator of its own, with a stand-in Slack beside it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from sandbox.deploy import Stack, deploy
from sandbox.emulator import Emulator, free_port
from sandbox.page import known_to_slack
from sandbox.places import TOOLS
from sandbox.probe import wait_until_it_answers
from sandbox.seed import seed
from sandbox.slack.app_facts import AppFacts
from sandbox.slack.delivery import FunctionUrl
from sandbox.slack.server import serve
from sandbox.slack.workspace import Workspace
from sandbox.workspace import sandbox_workspace


@dataclass(frozen=True, slots=True)
class Deployed:
    stack: Stack
    emulator: Emulator
    facts: AppFacts
    slack_port: int

    @property
    def function(self) -> FunctionUrl:
        return FunctionUrl(self.stack.function_url, self.stack.function_host)


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Once for all stack tests: about fifteen seconds."""
    for tool in ("emulator/bin/ministack", "sam/bin/sam"):
        if not (TOOLS / tool).exists():
            pytest.skip(f".tools/{tool} is missing: run `make setup`")
    folder = tmp_path_factory.mktemp("stack")
    slack_port = free_port()
    settings = sandbox_workspace(slack_port, folder)
    emulator = Emulator(folder, keeps_state=False)
    try:
        emulator.start()
        stack = deploy(emulator, settings.parameters, say=print)
        emulator.client("secretsmanager").put_secret_value(
            SecretId=stack.secret_id, SecretString=json.dumps(settings.secret)
        )
        seed(stack, settings.bootstrap_admin)
        wait_until_it_answers(stack, emulator.log)
        facts = known_to_slack(settings.signing_secret, settings.bot_token)
        yield Deployed(stack, emulator, facts, slack_port)
    finally:
        emulator.stop()


@pytest.fixture(scope="session")
def stack(deployed: Deployed) -> Stack:
    """Where the deployed parts are: the function's URL and host, the secret, the tables."""
    return deployed.stack


@pytest.fixture
def workspace(deployed: Deployed) -> Iterator[Workspace]:
    """An empty workspace whose app is the deployed function."""
    workspace = Workspace(deployed.function, facts=deployed.facts)
    with serve(workspace, deployed.slack_port):
        yield workspace
