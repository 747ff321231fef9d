#!/usr/bin/env bash
# ministack 1.5.33: a batch of a DynamoDB stream that fails is given to the function for ever.
#
# One would bet on what AWS documents for event source mappings: after MaximumRetryAttempts the batch is discarded
# to the OnFailure destination and the next records are given; BisectBatchOnFunctionError halves a failing batch
# first. Both settings are stored and shown by GetEventSourceMapping. The poller reads neither: the whole batch comes
# again every second, the queue stays empty, and the records behind it are never given. (MaximumRecordAgeInSeconds
# alone is heeded.) And what a function names in batchItemFailures counts as done, for streams; for SQS it is read.
#
# What helps: count attempts in front of the function, or drive the function's failure path without the emulator.
# Exits non-zero when this changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'kill "${emulator:-}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ministack==1.5.33 boto3==1.43.58

port=$("$folder/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir "$folder/tmp"
export NO_PROXY=127.0.0.1,localhost no_proxy=127.0.0.1,localhost GIVEN="$folder/given"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
BIND_HOST=127.0.0.1 GATEWAY_PORT=$port PERSIST_STATE=0 IOT_MTLS_ENABLED=0 TMPDIR="$folder/tmp" HOME="$folder/tmp" \
  "$folder/venv/bin/ministack" >"$folder/log" 2>&1 &
emulator=$!

PORT=$port timeout 120 "$folder/venv/bin/python" - <<'PYTHON'
import io
import json
import os
import time
import zipfile
from importlib.metadata import version
from pathlib import Path

import boto3
from botocore.exceptions import ClientError, EndpointConnectionError

GIVEN = Path(os.environ["GIVEN"])
FUNCTION = """
import json, os
def raising(event, context):
    with open(os.environ["GIVEN"], "a") as given:
        given.write(json.dumps([each["dynamodb"]["Keys"]["id"]["S"] for each in event["Records"]]) + "\\n")
    raise ValueError("this record cannot be read")
def naming(event, context):
    with open(os.environ["GIVEN"], "a") as given:
        given.write(json.dumps([each["dynamodb"]["Keys"]["id"]["S"] for each in event["Records"]]) + "\\n")
    return {"batchItemFailures": [{"itemIdentifier": event["Records"][0]["dynamodb"]["SequenceNumber"]}]}
"""


def client(service):
    return boto3.client(service, endpoint_url=f"http://127.0.0.1:{os.environ['PORT']}")


def ready():
    for _ in range(120):
        try:
            return client("sqs").list_queues()
        except (EndpointConnectionError, ClientError):
            time.sleep(0.5)
    raise SystemExit("the emulator does not start")


def code():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("app.py", FUNCTION)
    return packed.getvalue()


def given_by(handler):
    """What a function of this name is given in eight seconds, of two records that it cannot take."""
    GIVEN.unlink(missing_ok=True)
    stream = client("dynamodb").create_table(
        TableName=handler,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )["TableDescription"]["LatestStreamArn"]
    for name in ("first", "second"):
        client("dynamodb").put_item(TableName=handler, Item={"id": {"S": name}})
    queue = client("sqs").create_queue(QueueName=handler)["QueueUrl"]
    arn = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    client("lambda").create_function(
        FunctionName=handler,
        Runtime="python3.13",
        Role="arn:aws:iam::000000000000:role/any",
        Handler=f"app.{handler}",
        Code={"ZipFile": code()},
        Environment={"Variables": {"GIVEN": str(GIVEN)}},
    )
    mapping = client("lambda").create_event_source_mapping(
        FunctionName=handler,
        EventSourceArn=stream,
        StartingPosition="TRIM_HORIZON",
        BatchSize=2,
        MaximumRetryAttempts=1,
        BisectBatchOnFunctionError=True,
        FunctionResponseTypes=["ReportBatchItemFailures"],
        DestinationConfig={"OnFailure": {"Destination": arn}},
    )
    time.sleep(8)
    stored = {name: mapping.get(name) for name in ("MaximumRetryAttempts", "BisectBatchOnFunctionError")}
    kept = len(client("sqs").receive_message(QueueUrl=queue).get("Messages", []))
    client("lambda").delete_event_source_mapping(UUID=mapping["UUID"])
    given = [json.loads(line) for line in GIVEN.read_text().splitlines()]
    return given, kept, stored


ready()
print("ministack", version("ministack"))
given, kept, stored = given_by("raising")
print(f"a function that raises, with {stored}: {len(given)} times in 8 s, {kept} messages in the queue")
whole = all(batch == ["first", "second"] for batch in given)
print("every time the whole batch:", whole)
assert len(given) > 2 and kept == 0 and whole, "it changed: attempts are counted, or the batch is halved"

given, kept, _ = given_by("naming")
print(f"a function that names its first record as failed: {len(given)} time in 8 s, {kept} messages in the queue")
assert len(given) == 1 and kept == 0, "it changed: batchItemFailures is read for streams"
PYTHON
