"""A step that always fails, where it is deployed: it ends in the failure queue, and the next one is taken."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.slack.workspace import Workspace
    from tests.deployed import Deployed

pytestmark = [pytest.mark.stack, pytest.mark.timeout(240)]

PATIENCE = 90  # seconds


@pytest.fixture
def mapping(deployed: Deployed) -> Iterator[dict[str, Any]]:
    """The worker's stream, with one retry instead of ten."""
    functions = deployed.emulator.client("lambda")
    (stated,) = [
        each
        for each in functions.list_event_source_mappings()["EventSourceMappings"]
        if f"/{deployed.stack.workflow_table}/" in each["EventSourceArn"]
    ]
    functions.update_event_source_mapping(UUID=stated["UUID"], MaximumRetryAttempts=1)
    try:
        yield stated
    finally:
        functions.update_event_source_mapping(
            UUID=stated["UUID"], MaximumRetryAttempts=stated["MaximumRetryAttempts"]
        )


def waiting(deployed: Deployed, queue_url: str) -> dict[str, Any]:
    """Wait for the message that tells of a batch given up."""
    queues = deployed.emulator.client("sqs")
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for message in queues.receive_message(QueueUrl=queue_url, WaitTimeSeconds=1).get("Messages", []):
            queues.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
            body: dict[str, Any] = json.loads(message["Body"])
            return body
    raise AssertionError(deployed.emulator.log.read_text()[-4000:])


@pytest.mark.promise(21)
def test_a_step_that_fails_is_tried_again_then_kept_and_holds_nobody_up(
    deployed: Deployed, mapping: dict[str, Any], workspace: Workspace
) -> None:
    destination = mapping["DestinationConfig"]["OnFailure"]["Destination"]
    queue_url = deployed.emulator.client("sqs").get_queue_url(QueueName=destination.rpartition(":")[2])
    poison = {"pk": {"S": f"REQUEST#{uuid4().hex}"}, "sk": {"S": "REQUEST"}, "work": {"S": "due"}}

    deployed.emulator.client("dynamodb").put_item(TableName=deployed.stack.workflow_table, Item=poison)

    kept = waiting(deployed, queue_url["QueueUrl"])
    assert kept["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert kept["DDBStreamBatchInfo"]["streamArn"] == mapping["EventSourceArn"]
    assert kept["DDBStreamBatchInfo"]["batchSize"] == 1
    workspace.delivery.patience = 15  # a busy machine is late by itself
    nadia = workspace.sign_in("U0GLOBAL01")
    nadia.types("/partner licenses contoso")
    nadia.presses("Download CSV")
    deadline = time.monotonic() + PATIENCE
    while not any("are below" in message.text for message in nadia.direct_messages):
        assert time.monotonic() < deadline
        time.sleep(0.2)
