"""The main job on the deployed stack: signed requests in, DynamoDB behind, all of it from the template."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from sandbox.slack.delivery import Answer, Request

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace
    from tests.deployed import Deployed

pytestmark = pytest.mark.stack

NADIA = "U0GLOBAL01"


def test_a_user_is_created_listed_edited_and_audited(workspace: Workspace) -> None:
    nadia = workspace.sign_in(NADIA)
    user_name = f"zara.{uuid4().hex[:8]}"
    nadia.types("/partner users contoso")
    nadia.presses("Add a user")
    nadia.fills("Display name", "Zara Zimmermann")
    nadia.fills("User name", user_name)
    nadia.submits()
    assert re.search(r"^\S{16}$", nadia.modal.text, re.MULTILINE)
    nadia.closes()
    nadia.types(f"/partner users contoso {user_name}")
    nadia.presses("Open")
    nadia.presses("Edit")
    nadia.fills("Display name", "Zara O’Neill")
    nadia.submits()
    assert "Zara O’Neill" in nadia.modal.text
    nadia.presses("History")
    assert "Zara Zimmermann → Zara O’Neill" in nadia.modal.text


class Held:
    """Keeps what Slack would send, for the test to deliver when and as often as it likes."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def carry(self, request: Request, patience: float) -> Answer:
        self.requests.append(request)
        return Answer(200)


@pytest.mark.promise(9)
def test_one_submission_delivered_eight_times_at_once_has_one_effect_and_one_answer(
    workspace: Workspace, deployed: Deployed
) -> None:
    nadia = workspace.sign_in(NADIA)
    user_name = f"twice.{uuid4().hex[:8]}"
    nadia.types("/partner add contoso")
    nadia.fills("Display name", "Twice Clicked")
    nadia.fills("User name", user_name)
    held = Held()
    workspace.connect(held)
    nadia.submits()
    with ThreadPoolExecutor(8) as threads:
        # Seven of them start a function of their own first.
        deliveries = [threads.submit(deployed.function.carry, held.requests[0], 60) for _ in range(8)]
    answers = {delivery.result().body for delivery in deliveries}
    assert len(answers) == 1
    assert user_name in answers.pop()
    workspace.connect(deployed.function)
    nadia.types(f"/partner users contoso {user_name}")
    assert "1 to 1 of 1" in nadia.modal.text
    nadia.presses("Open")
    nadia.presses("History")
    assert nadia.modal.text.count("User created") == 1
