#!/usr/bin/env bash
# moto 5.2.5: a canceled TransactWriteItems takes back what other threads wrote to the table beside it.
#
# One would bet: a canceled transaction changes nothing. It writes nothing of its own in DynamoDB, and items
# that it does not name are none of its business.
# It does: moto copies each table when a transaction begins and puts the copy back when a condition fails, so
# an UpdateItem that another thread was told has succeeded in between is gone. A test in which several threads
# share a table on moto can lose an acknowledged write, and blame the code under test for it.
# Source: moto/dynamodb/models/__init__.py, `transact_write_items`, `original_table_state`.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'moto[dynamodb]==5.2.5' boto3==1.44.5

cat >"$work/try.py" <<'PYTHON'
import threading
from importlib.metadata import version

import boto3
from moto import mock_aws

ITEMS = 1_000  # a table large enough that the copy takes some milliseconds
ADDITIONS = 1_000

with mock_aws():
    facts = {"region_name": "eu-west-1", "aws_access_key_id": "sandbox", "aws_secret_access_key": "sandbox"}
    dynamodb = boto3.client("dynamodb", **facts)
    dynamodb.create_table(
        TableName="seats",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
    )
    for number in range(ITEMS):
        dynamodb.put_item(TableName="seats", Item={"pk": {"S": f"{number}"}, "held": {"N": "0"}})
    is_over = threading.Event()
    canceled = []

    def cancel() -> None:
        """Ask for a transaction whose condition never holds, again and again."""
        client = boto3.client("dynamodb", **facts)
        put = {"TableName": "seats", "Item": {"pk": {"S": "no such"}}, "ConditionExpression": "attribute_exists(pk)"}
        while not is_over.is_set():
            try:
                client.transact_write_items(TransactItems=[{"Put": put}])
            except client.exceptions.TransactionCanceledException as error:
                canceled.append(error)

    other = threading.Thread(target=cancel)
    other.start()
    try:
        for _ in range(ADDITIONS):
            dynamodb.update_item(
                TableName="seats",
                Key={"pk": {"S": "0"}},
                UpdateExpression="ADD held :one",
                ExpressionAttributeValues={":one": {"N": "1"}},
            )
    finally:
        is_over.set()
        other.join()
    item = dynamodb.get_item(TableName="seats", Key={"pk": {"S": "0"}}, ConsistentRead=True)["Item"]
    counted = int(item["held"]["N"])
    print("moto", version("moto"), "boto3", version("boto3"))
    print(f"{ADDITIONS} additions of 1 were acknowledged beside {len(canceled)} canceled transactions")
    print(f"the sum is {counted}")
    if not canceled or counted == ADDITIONS:
        raise SystemExit("behaves otherwise now: no acknowledged write was lost")
PYTHON
"$work/venv/bin/python" "$work/try.py"
